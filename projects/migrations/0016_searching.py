from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "searching.sql"


class Migration(migrations.Migration):
    """Projects, contracts, vouchers and authorities are found by any part of their names and numbers, tone marks or not."""

    dependencies = [("projects", "0015_procurement_agencies"), ("layers", "0005_ground_version")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "drop function projects_search_form cascade"),
    ]
