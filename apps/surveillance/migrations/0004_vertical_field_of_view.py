"""How far up and down a type of sensor sees; where it is not told, as before, without limit."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveillance", "0003_terrain_in_force"),
    ]

    operations = [
        migrations.AddField(
            model_name="sensormodel",
            name="vertical_fov_deg",
            field=models.DecimalField(
                decimal_places=1,
                help_text="around the tilt of the sensor; without it up and down are not limited",
                max_digits=4,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="vertical field of view, degrees",
            ),
        ),
    ]
