from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.border.fields

CUT = Path(__file__).parent.parent / "sql/cut_pieces.sql"


def cut_all(apps, schema_editor):
    uids = list(apps.get_model("border", "Alignment").objects.values_list("uid", flat=True))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(CUT.read_text(), {"uids": uids})


class Migration(migrations.Migration):
    dependencies = [
        ("border", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlignmentPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_cm", models.IntegerField(verbose_name="from, cm")),
                ("to_cm", models.IntegerField(verbose_name="to, cm")),
                (
                    "line",
                    apps.border.fields.LineStringMField(
                        spatial_index=False, srid=settings.NATIONAL_SRID, verbose_name="line"
                    ),
                ),
                (
                    "alignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="border.alignment",
                        to_field="uid",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("alignment", "from_cm"), name="alignmentpiece_from")
                ],
            },
        ),
        migrations.RunPython(cut_all, migrations.RunPython.noop),
    ]
