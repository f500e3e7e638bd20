from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """Completeness and figures of whole provinces are asked of the ledger by province, which must be there before."""

    dependencies = [("gis_reports", "0002_export_jobs"), ("projects", "0007_province_ledger")]

    operations = [
        migrations.RunSQL(
            (SQL / "province_states.sql").read_text(encoding="utf-8"),
            "drop function gis_reports_province_states(date, boolean, integer[], text[]);"
            "drop function gis_reports_stood(bigint, integer, date, boolean);"
            "drop function gis_reports_elsewhere(date, boolean)",
        ),
        migrations.RunSQL(
            (SQL / "province_figures.sql").read_text(encoding="utf-8"),
            "drop function gis_reports_province_figures(integer[], date[], date, text[], bigint[])",
        ),
    ]
