"""What is in force as terrain is in the ledger. Rasters of before are loaded again: their files stay."""

import django.core.validators
from django.db import migrations, models


def side(label: str) -> models.DecimalField:
    return models.DecimalField(decimal_places=2, max_digits=12, verbose_name=label)


class Migration(migrations.Migration):
    dependencies = [
        ("surveillance", "0002_sights_by_code"),
    ]

    operations = [
        migrations.RunSQL(
            "TRUNCATE surveillance_computedsight, surveillance_computedpose, surveillance_dem",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="computedpose", name="ground"),
        migrations.RemoveField(model_name="computedpose", name="surface"),
        migrations.AlterModelOptions(
            name="dem",
            options={
                "ordering": ["is_synthetic", "cell_m", "-load_number", "sha256"],
                "verbose_name": "terrain model",
                "verbose_name_plural": "terrain models",
            },
        ),
        migrations.RemoveField(model_name="dem", name="loaded_at"),
        migrations.AddField(
            model_name="dem",
            name="code",
            field=models.CharField(
                default="",
                max_length=40,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[\\w.:-]+\\Z", "Letters, digits, dot, colon, dash and underscore only."
                    )
                ],
                verbose_name="code",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="dem",
            name="in_force",
            field=models.BooleanField(default=True, verbose_name="in force"),
        ),
        migrations.AddField(
            model_name="dem",
            name="load_number",
            field=models.PositiveIntegerField(default=0, verbose_name="number of the loading"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="dem",
            name="source",
            field=models.CharField(default="", max_length=200, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="dem",
            name="cell_m",
            field=models.DecimalField(decimal_places=2, max_digits=8, verbose_name="cell, m"),
        ),
        migrations.AlterField(
            model_name="dem",
            name="missing_pct",
            field=models.DecimalField(decimal_places=3, max_digits=6, verbose_name="cells without height, %"),
        ),
        migrations.AlterField(
            model_name="dem",
            name="vertical_datum",
            field=models.CharField(max_length=100, verbose_name="height system"),
        ),
        migrations.AlterField("dem", "west_m", side("west, m")),
        migrations.AlterField("dem", "south_m", side("south, m")),
        migrations.AlterField("dem", "east_m", side("east, m")),
        migrations.AlterField("dem", "north_m", side("north, m")),
    ]
