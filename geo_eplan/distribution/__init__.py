"""When one writer is not enough: which tables are distributed by authority, and whether the schema allows it."""
