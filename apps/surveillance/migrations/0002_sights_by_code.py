"""What is derived names its route by code. It is computed again, so nothing is carried over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveillance", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "TRUNCATE surveillance_computedsight, surveillance_computedpose", migrations.RunSQL.noop
        ),
        migrations.RemoveConstraint(model_name="computedsight", name="sight_once"),
        migrations.RemoveField(model_name="computedsight", name="route"),
        migrations.AddField(
            model_name="computedsight",
            name="route",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="computedsight",
            constraint=models.UniqueConstraint(fields=("pose", "route"), name="sight_once"),
        ),
    ]
