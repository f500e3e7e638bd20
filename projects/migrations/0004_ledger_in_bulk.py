from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "ledger_in_bulk.sql"


class Migration(migrations.Migration):
    """After bulk loading the ledger of the whole country is worked out in seconds, in sets."""

    dependencies = [("projects", "0003_longer_source_text")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
