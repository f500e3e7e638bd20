"""Bringing the registry and the boundaries in from files. `plan_…` changes nothing; `apply_…` does."""
