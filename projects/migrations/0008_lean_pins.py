from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "lean_pins.sql"


class Migration(migrations.Migration):
    """A pin is one statement, and what slowed it down without being asked for is gone."""

    dependencies = [("projects", "0007_province_ledger")]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AlterField(
                    model_name="changelog",
                    name="authority",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="layers.localauthority",
                    ),
                )
            ],
        ),
        migrations.AlterField(
            model_name="project",
            name="programme",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.programme",
                verbose_name="programme",
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["authority", "id"], name="projects_project_authority"),
        ),
    ]
