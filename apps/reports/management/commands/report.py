from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.border.console import SpokenCommand, add_language
from apps.border.days import day_or_today
from apps.indicators.snapshots import scheduled_taker
from apps.reports import services, verifying
from apps.reports.content.asked import FULL, GENERAL, Asked
from apps.reports.kinds import KINDS


class Command(SpokenCommand):
    """A report has the language that the command speaks."""

    help = "Make a report of the register as of a day into a folder, or make one again to see that it holds."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        for kind in KINDS:
            made = verbs.add_parser(kind, help=f"make the {kind} report")
            made.add_argument("--as-of", help="ISO day; today if absent")
            made.add_argument(
                "--sections", nargs="+", default=[], help="codes of border sections; all if absent"
            )
            add_language(made)
            made.add_argument("--audience", choices=[FULL, GENERAL], default=KINDS[kind].audiences[0])
            made.add_argument("--detail-maps", action="store_true", help="map sheets 1:10 000 as well")
            made.add_argument("--by", help="account that the report is made for; the scheduled one if absent")
            made.add_argument("--out", required=True, help="folder that the pack is written to")
        verify = verbs.add_parser(
            "verify", help="make a pack again as known at its ledger number, and compare"
        )
        verify.add_argument("pack", help="the .zip of a report")
        add_language(verify)

    def handle(self, *, verb, **options):
        self.verify(options["pack"]) if verb == "verify" else self.make(verb, **options)

    def make(self, kind, *, as_of, sections, audience, detail_maps, by, out, **options) -> None:
        folder = Path(out)
        if not folder.is_dir():
            raise CommandError(_("out: there is no folder %(folder)s") % {"folder": folder})
        language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
        asked = Asked(day_or_today(as_of), language, audience, tuple(sections), detail_maps=detail_maps)
        services.check(asked)
        made = services.make(kind=kind, asked=asked, by=self.account(by))
        path, pack = services.kept_in(made, folder)
        self.stdout.write(f"{path}  {pack.size_bytes} B  SHA-256 {pack.sha256}")

    def account(self, username: str | None) -> User:
        if username is None:
            return scheduled_taker()
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(_("by: there is no account %(name)s") % {"name": username})
        return found

    def verify(self, pack: str) -> None:
        path = Path(pack)
        if not path.is_file():
            raise CommandError(_("pack: there is no file %(path)s") % {"path": path})
        found = verifying.verify(path)
        if not found.holds:
            raise CommandError(f"{_('The report does not hold.')} {found.doubt}")
        how = {
            verifying.BYTES: _(
                "The report holds: made again from the ledger, every file is the same byte for byte."
            ),
            verifying.CONTENTS: _(
                "The report holds: made again from the ledger, its content is the same."
                " Other versions of libraries, fonts or templates are in use here."
            ),
        }
        for line in (how[found.by], *found.notes):
            self.stdout.write(line)
