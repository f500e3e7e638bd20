"""The five states of every authority, fiscal year and stage on any day, as one function of the database."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "stage_states.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("layers", "0003_authority_follows_periods"),
        ("projects", "0002_keys_history_and_ledger"),
        ("coordination", "0001_calendar"),
    ]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "drop index gis_reports_intervals_by_year;"
            "drop function gis_reports_authority_years(date, integer[], text[], bigint[])",
        )
    ]
