from pathlib import Path

import django.contrib.postgres.fields.ranges
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "intervals_apart.sql"


class Migration(migrations.Migration):
    """Stage intervals are kept apart by a trigger and a plain index: loading a country takes seconds, not minutes."""

    dependencies = [("projects", "0004_ledger_in_bulk")]

    operations = [
        migrations.RemoveConstraint(model_name="stageinterval", name="projects_intervals_apart"),
        migrations.AddConstraint(
            model_name="stageinterval",
            constraint=models.UniqueConstraint(
                models.F("authority"),
                models.F("fiscal_year"),
                models.F("stage"),
                models.F("state"),
                django.contrib.postgres.fields.ranges.RangeStartsWith("during"),
                name="projects_interval_begins_once",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
