import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_temporary_password"),
        ("border", "0002_alignment_pieces"),
        ("construction", "0003_lots_contracts_structures"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="grant", name="grant_stretch"),
        migrations.RenameField(model_name="grant", old_name="lot", new_name="reference"),
        migrations.AlterField(
            model_name="grant",
            name="reference",
            field=models.CharField(blank=True, max_length=60, verbose_name="contract or order"),
        ),
        migrations.AddField(
            model_name="grant",
            name="lot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="construction.lot",
                verbose_name="lot",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="route",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="border.route",
                verbose_name="route",
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="from_cm",
            field=models.IntegerField(null=True, verbose_name="from, cm"),
        ),
        migrations.AlterField(
            model_name="grant",
            name="to_cm",
            field=models.IntegerField(null=True, verbose_name="to, cm"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                name="grant_stretch_or_lot",
                condition=models.Q(
                    ("from_cm__gte", 0),
                    ("from_cm__lt", models.F("to_cm")),
                    ("lot", None),
                    ("route__isnull", False),
                )
                | models.Q(("from_cm", None), ("lot__isnull", False), ("route", None), ("to_cm", None)),
            ),
        ),
    ]
