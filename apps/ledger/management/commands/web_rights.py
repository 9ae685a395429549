from django.core.management.base import BaseCommand, CommandError

from apps.ledger.rights import WEB_ROLE, grant_web, has_role


class Command(BaseCommand):
    help = "Give the web's database role its rights on the tables; run by their owner, after each migration."

    def add_arguments(self, parser):
        parser.add_argument("--role", default=WEB_ROLE, help="the role that web and worker connect as")

    def handle(self, *, role: str, **options):
        if not has_role(role):
            raise CommandError(f"There is no database role {role}: CREATE ROLE {role} LOGIN")
        tables = grant_web(role)
        if options["verbosity"]:
            self.stdout.write(f"{role} may use {tables} tables and owns none")
