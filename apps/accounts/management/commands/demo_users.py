from pathlib import Path

from django.core.management.base import BaseCommand

from apps.accounts import demo


class Command(BaseCommand):
    help = "Make the demo's people, with random passwords that are printed once."

    def add_arguments(self, parser):
        parser.add_argument("--passwords-file", type=Path, required=True, help="where the passwords are kept")

    def handle(self, *, passwords_file: Path, **options):
        kept = demo.read_passwords(passwords_file)
        fresh = demo.new_passwords(kept)
        demo.make_people(kept, renew=False)
        demo.make_people(fresh, renew=True)
        if kept:
            self.stdout.write(f"Sign in as {', '.join(kept)}; the passwords are in {passwords_file}")
        if fresh:
            demo.keep_passwords(passwords_file, kept | fresh)
            self.print_once(fresh, passwords_file)

    def print_once(self, passwords: dict[str, str], path: Path) -> None:
        self.stdout.write(f"Sign in with one of these (printed this once, kept in {path}):")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:<12} {password}")
