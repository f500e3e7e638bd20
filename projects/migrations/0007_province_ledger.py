from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
COUNTS = (
    "projects", "projects_with_problems", "with_location", "at_plan", "at_plan_approved", "at_budget_approved",
    "at_contract_signed", "at_disbursed", "at_completed",
)
SUMS = ("planned_sum", "budget_sum", "contract_sum", "paid_sum")


def places(**options):
    return django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None, **options)


def province(**options):
    return models.ForeignKey(db_index=False, related_name="+", to="layers.province", **options)


def figures(**options):
    """The columns that a ledger, a day and a difference of a province have in common."""
    return [
        ("fiscal_year", models.PositiveSmallIntegerField()),
        *((name, models.IntegerField(db_default=0)) for name in COUNTS),
        *((name, models.DecimalField(db_default=0, decimal_places=2, max_digits=20)) for name in SUMS),
        ("entered", places(**options)),
        ("problem", places(**options)),
    ]


def key(*columns):
    return models.CompositePrimaryKey(*columns, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    """National figures from a ledger of 76 provinces, kept by differences, and how it stood on any past day."""

    dependencies = [
        ("layers", "0004_named_datum_operation_in_sql"),
        ("projects", "0006_map_points"),
    ]

    operations = [
        migrations.AddField("stageledger", "with_stage", places(db_default=[0] * 8)),
        migrations.AddField("stageledger", "with_problem", places(db_default=[0] * 8)),
        migrations.CreateModel(
            name="ProvinceLedger",
            fields=[
                *figures(),
                ("pk", key("province_id", "fiscal_year")),
                ("province", province(on_delete=django.db.models.deletion.CASCADE)),
            ],
            options={"verbose_name": "ledger of a province", "verbose_name_plural": "ledgers of provinces"},
        ),
        migrations.CreateModel(
            name="ProvincePosting",
            fields=[
                *figures(null=True),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "authority",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+", to="layers.localauthority",
                    ),
                ),
                (
                    "province",
                    province(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING),
                ),
            ],
            options={"verbose_name": "difference of a ledger", "verbose_name_plural": "differences of ledgers"},
        ),
        migrations.CreateModel(
            name="ProvinceDay",
            fields=[
                *figures(),
                ("pk", key("province_id", "fiscal_year", "day")),
                ("day", models.DateField()),
                ("province", province(on_delete=django.db.models.deletion.CASCADE)),
            ],
            options={"verbose_name": "day of a province", "verbose_name_plural": "days of provinces"},
        ),
        migrations.CreateModel(
            name="ProvinceRegistry",
            fields=[
                ("pk", key("province_id", "day")),
                ("day", models.DateField()),
                ("change", models.IntegerField()),
                ("province", province(on_delete=django.db.models.deletion.CASCADE)),
            ],
            options={"verbose_name": "registry of a province", "verbose_name_plural": "registries of provinces"},
        ),
        migrations.CreateModel(
            name="RegistryException",
            fields=[
                (
                    "authority",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+",
                        serialize=False, to="layers.localauthority",
                    ),
                ),
            ],
            options={"verbose_name": "exception of the registry", "verbose_name_plural": "exceptions of the registry"},
        ),
        *(
            migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)
            for name in (
                "province_registry.sql", "province_figures.sql", "ledger_by_difference.sql", "ledger_in_sets.sql",
                "province_history.sql", "province_postings.sql", "province_rebuild.sql",
            )
        ),
        migrations.RunSQL("select projects_refresh_provinces(array[0, 9223372036854775807])", migrations.RunSQL.noop),
    ]
