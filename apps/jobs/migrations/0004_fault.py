from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_language")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="fault",
            field=models.TextField(
                default="", help_text="for administrators alone", verbose_name="fault of the program"
            ),
        ),
    ]
