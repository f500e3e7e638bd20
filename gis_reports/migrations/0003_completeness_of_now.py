from django.db import migrations


class Migration(migrations.Migration):
    """Completeness of whole provinces is asked of the ledger by province, which must be there before."""

    dependencies = [("gis_reports", "0002_export_jobs"), ("projects", "0007_province_ledger")]

    operations = []
