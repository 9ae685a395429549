from django.core.management.base import BaseCommand, CommandError

from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify


class Command(BaseCommand):
    help = "Verify the ledger: chain, numbers, every operation, and the tables against them."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("verify", help="exit 1 and name the first difference, if there is one")
        check.add_argument("--head", help="a hash that the chain must hold, such as one printed on a report")
        actions.add_parser("head", help="print number and hash of the newest change set")

    def handle(self, *, action: str, head: str | None = None, **options):
        number, newest = ChangeSet.objects.head()
        if action == "head":
            self.stdout.write(f"{number} {newest}")
            return
        problem = verify(head)
        if problem:
            where = f"change set {problem.seq}: " if problem.seq else ""
            raise CommandError(f"{where}{problem.message}", returncode=1)
        self.stdout.write(f"The ledger holds: {number} change sets, head {newest}")
