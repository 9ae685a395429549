from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_applied_rows_stay")]

    operations = [
        migrations.AddField(
            model_name="changeset",
            name="revision",
            field=models.PositiveIntegerField(
                default=0, verbose_name="how often its operations were changed"
            ),
        ),
    ]
