from django.core.management.base import BaseCommand, CommandError

from apps.documents.models import Document
from apps.documents.services import swept
from apps.documents.verify import faults


class Command(BaseCommand):
    help = "Verify the files of documents against the ledger, or sweep uploads that nothing names."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("verify", help="exit 1 and name every file that is missing or was altered")
        actions.add_parser("sweep", help="delete files older than a day that no operation names")

    def handle(self, *, action: str, **options):
        if action == "sweep":
            self.stdout.write(f"Swept: {len(swept())} files")
            return
        found = list(faults())
        for fault in found:
            self.stdout.write(f"{fault.document.uid} {fault.document.title}: {fault.message}")
        if found:
            raise CommandError(f"{len(found)} faults", returncode=1)
        self.stdout.write(f"The store holds every file: {Document.objects.count()} documents")
