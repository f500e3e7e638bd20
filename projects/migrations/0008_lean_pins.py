from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_province_ledger")]

    operations = []
