from pathlib import Path

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    """Maps are drawn from a narrow row for every place, and from stored counts at low zooms."""

    dependencies = [
        ("layers", "0002_ground"),
        ("projects", "0005_intervals_apart_by_trigger"),
    ]

    operations = [
        migrations.CreateModel(
            name='MapCell',
            fields=[
                ('pk', models.CompositePrimaryKey('zoom', 'fiscal_year', 'cell', 'province_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('zoom', models.PositiveSmallIntegerField()),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('cell', models.IntegerField()),
                ('province_id', models.CharField(max_length=2)),
                ('total', models.PositiveIntegerField()),
                ('problems', models.PositiveIntegerField()),
                ('sum_x', models.BigIntegerField()),
                ('sum_y', models.BigIntegerField()),
                ('counts', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('problem_counts', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                'verbose_name': 'map cell',
                'verbose_name_plural': 'map cells',
            },
        ),
        migrations.CreateModel(
            name='MapDirty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('cell', models.IntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'map cell to count again',
                'verbose_name_plural': 'map cells to count again',
            },
        ),
        migrations.CreateModel(
            name='MapState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(db_default=0)),
                ('layout', models.CharField(db_default='', max_length=16)),
                ('refreshed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'state of the map cells',
                'verbose_name_plural': 'state of the map cells',
            },
        ),
        migrations.CreateModel(
            name='MapPoint',
            fields=[
                ('pk', models.CompositePrimaryKey('authority_id', 'project_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('authority', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='layers.localauthority')),
                ('project_id', models.BigIntegerField()),
                ('spot', models.BigIntegerField()),
                ('planned_satang', models.BigIntegerField()),
                ('x', models.IntegerField()),
                ('y', models.IntegerField()),
                ('fiscal_year', models.PositiveSmallIntegerField()),
                ('latest_stage', models.PositiveSmallIntegerField()),
                ('programme', models.PositiveSmallIntegerField()),
                ('fund', models.PositiveSmallIntegerField()),
                ('problems', models.PositiveSmallIntegerField()),
                ('location', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326)),
            ],
            options={
                'verbose_name': 'map point',
                'verbose_name_plural': 'map points',
            },
        ),
        *(
            migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)
            for name in ("map_spots.sql", "map_points.sql", "map_cells.sql")
        ),
    ]
