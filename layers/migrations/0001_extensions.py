from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """PostGIS, ranges beside keys in one exclusion constraint, and Thai search without word spaces."""

    initial = True
    dependencies = []
    operations = [CreateExtension("postgis"), BtreeGistExtension(), TrigramExtension()]
