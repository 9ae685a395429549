"""Whether a model senses around its place or along itself.

Models that stand already keep saying nothing, as the operations that wrote them do: their class tells, as before.
A value written here would be in no operation, and the register would no longer be what its ledger says.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveillance", "0005_highest_mast"),
    ]

    operations = [
        migrations.AddField(
            model_name="sensormodel",
            name="senses",
            field=models.CharField(
                choices=[
                    ("around", "around its place"),
                    ("along", "along itself, as a fibre or a cable does"),
                ],
                help_text="what senses along itself counts only where it is laid; an older model may leave it to its class",
                max_length=10,
                null=True,
                verbose_name="senses",
            ),
        ),
    ]
