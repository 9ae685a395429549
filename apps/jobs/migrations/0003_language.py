from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_parts")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="language",
            field=models.CharField(
                default=settings.LANGUAGE_CODE, editable=False, max_length=10, verbose_name="language"
            ),
        ),
    ]
