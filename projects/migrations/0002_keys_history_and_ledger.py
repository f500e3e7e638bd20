from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """Keys that carry the authority, the change log, and the ledger that follows every write."""

    dependencies = [("projects", "0001_life_cycle")]
    operations = [
        migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)
        for name in ("keys.sql", "history.sql", "facts.sql", "ledger.sql")
    ]
