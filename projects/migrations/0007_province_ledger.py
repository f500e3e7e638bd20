from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_map_points")]

    operations = []
