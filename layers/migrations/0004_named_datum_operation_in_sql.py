from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "geo_to_wgs84.sql"


class Migration(migrations.Migration):
    """`geo_to_wgs84(geometry)`: SQL too brings Indian 1975 to WGS 84 by the official shift, never by PROJ's default."""

    dependencies = [("layers", "0003_authority_follows_periods")]
    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "drop function if exists geo_to_wgs84(geometry)")
    ]
