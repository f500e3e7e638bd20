from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
UNDONE = """
drop trigger b_words_insert on projects_project;
drop trigger b_words_update on projects_project;
drop trigger b_words_delete on projects_project;
drop function projects_follow_words();
drop view projects_projectwords_truth;
drop function projects_search_form cascade;
"""


class Migration(migrations.Migration):
    """Projects, contracts, vouchers and authorities are found by any part of their names and numbers, tone marks or not."""

    dependencies = [("projects", "0015_procurement_agencies"), ("layers", "0005_ground_version")]

    operations = [
        migrations.RemoveIndex(model_name="project", name="projects_project_name_trgm"),
        migrations.CreateModel(
            name="ProjectWords",
            fields=[
                ("pk", models.CompositePrimaryKey("authority_id", "project_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("authority", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="layers.localauthority")),
                ("project_id", models.BigIntegerField()),
                ("words", models.TextField()),
            ],
            options={
                "verbose_name": "searched words of a project",
                "verbose_name_plural": "searched words of projects",
            },
        ),
        migrations.RunSQL((SQL / "searching.sql").read_text(encoding="utf-8"), UNDONE),
        migrations.RunSQL((SQL / "imports_in_sets.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
