from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gis_reports", "0002_export_jobs")]

    operations = []
