from django.db import migrations, models


class Migration(migrations.Migration):
    """What was typed is kept whole: links of web maps are longer than 500 characters."""

    dependencies = [("projects", "0002_keys_history_and_ledger")]
    operations = [
        migrations.AlterField(
            model_name="position",
            name="source_text",
            field=models.CharField(blank=True, max_length=2000, verbose_name="as typed"),
        ),
    ]
