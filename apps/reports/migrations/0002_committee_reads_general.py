from django.db import migrations


def to_general(apps, _editor):
    """The committee's report holds kilometres, counts and sums: it is for general readers."""
    apps.get_model("reports", "Schedule").objects.filter(kind="committee").update(audience="general")


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(to_general, migrations.RunPython.noop)]
