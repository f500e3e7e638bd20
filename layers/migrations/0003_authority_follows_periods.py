from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "authority_follows_periods.sql"


class Migration(migrations.Migration):
    """What an authority is now follows from its latest period, whoever writes it."""

    dependencies = [("layers", "0002_ground")]
    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "drop function layers_authority_follows_periods() cascade; drop index layers_authorityperiod_during;",
        )
    ]
