from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def tallied():
    """The columns that a tally and a difference have in common."""
    smallest = ("fiscal_year", "latest_stage", "programme_id")
    counts = ("projects", "with_location", "with_problems")
    sums = ("planned_sum", "budget_sum", "contract_sum", "paid_sum")
    return [
        *((name, models.PositiveSmallIntegerField()) for name in smallest),
        *((name, models.IntegerField()) for name in counts),
        *((name, models.DecimalField(decimal_places=2, max_digits=20)) for name in sums),
    ]


class Migration(migrations.Migration):
    """A pin is one statement, and what slowed it down without being asked for is gone; the filters of wide maps are counted
    beforehand."""

    dependencies = [("projects", "0007_province_ledger")]

    operations = [
        migrations.RunSQL(
            (SQL / "lean_pins.sql").read_text(encoding="utf-8"),
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
        migrations.CreateModel(
            name="Tally",
            fields=[
                *tallied(),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "province_id",
                        "fiscal_year",
                        "latest_stage",
                        "programme_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="layers.province",
                    ),
                ),
            ],
            options={"verbose_name": "tally of a province", "verbose_name_plural": "tallies of provinces"},
        ),
        migrations.CreateModel(
            name="TallyPosting",
            fields=[
                *tallied(),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="layers.localauthority",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="layers.province",
                    ),
                ),
            ],
            options={"verbose_name": "difference of a tally", "verbose_name_plural": "differences of tallies"},
        ),
        migrations.RunSQL((SQL / "tallies.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
