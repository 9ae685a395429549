from pathlib import Path

from django.core.management.base import BaseCommand

from apps.accounts import demo


class Command(BaseCommand):
    help = "Make the demo's planner, constructor and viewer, with random passwords that are printed once."

    def add_arguments(self, parser):
        parser.add_argument("--passwords-file", type=Path, required=True, help="where the passwords are kept")

    def handle(self, *, passwords_file: Path, **options):
        passwords = demo.read_passwords(passwords_file)
        if passwords:
            demo.make_people(passwords, renew=False)
            self.stdout.write(f"Sign in as {', '.join(passwords)}; the passwords are in {passwords_file}")
            return
        passwords = demo.new_passwords()
        demo.make_people(passwords, renew=True)
        demo.keep_passwords(passwords_file, passwords)
        self.print_once(passwords, passwords_file)

    def print_once(self, passwords: dict[str, str], path: Path) -> None:
        self.stdout.write(f"Sign in with one of these (printed this once, kept in {path}):")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:<12} {password}")
