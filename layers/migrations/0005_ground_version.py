from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "ground_version.sql"


class Migration(migrations.Migration):
    """Whether a tile of the ground is still true is one row to read, not four tables."""

    dependencies = [("layers", "0004_named_datum_operation_in_sql")]

    operations = [
        migrations.CreateModel(
            name="GroundVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(db_default=0)),
            ],
            options={"verbose_name": "version of the ground", "verbose_name_plural": "versions of the ground"},
        ),
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "drop function layers_ground_has_changed cascade",
        ),
    ]
