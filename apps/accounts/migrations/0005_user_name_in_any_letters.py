import django.db.models.functions.text
from django.db import migrations, models
from django.db.models.functions import Lower


def part_names(apps, schema_editor):
    """Give the later of two accounts whose names differ in capital letters alone a number; the log says which.

    Neither could sign in: the library finds two people of one name and takes nobody.
    """
    users = apps.get_model("accounts", "User").objects
    events = apps.get_model("accounts", "AccessEvent").objects
    taken = set()
    for user in users.annotate(lower=Lower("username")).order_by("pk"):
        if user.lower in taken:
            before, user.username = user.username, free_name(user.username, users, taken)
            user.save(update_fields=["username"])
            events.create(kind="person_changed", about=user, detail={"username": [before, user.username]})
        taken.add(user.username.lower())


def free_name(name, users, taken):
    number = 2
    while True:
        end = f"-{number}"
        found = name[: 150 - len(end)] + end
        if found.lower() not in taken and not users.filter(username__iexact=found).exists():
            return found
        number += 1


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_grants_of_lots"),
    ]

    operations = [
        migrations.RunPython(part_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="user_name_in_any_letters",
                violation_error_message="There is somebody of that name already, in other letters.",
            ),
        ),
    ]
