from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.people import administrators, make_person
from apps.geo.errors import BorderGisError


class Command(BaseCommand):
    help = "Make the first administrator; the password is printed once and works for one sign-in."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument(
            "--another", action="store_true", help="even though there is an administrator who can sign in"
        )

    def handle(self, *, username: str, another: bool, **options):
        if not another and (admins := administrators()):
            names = ", ".join(one.username for one in admins)
            raise CommandError(
                f"There is an administrator already: {names}. They make the others, in the pages."
            )
        try:
            _person, password = make_person(by=None, username=username, role=User.Role.ADMIN)
        except BorderGisError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{username}'s password, to be changed at the first sign-in: {password}")
