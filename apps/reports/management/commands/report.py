from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.snapshots import scheduled_taker
from apps.reports import services
from apps.reports.content.asked import FULL, GENERAL, Asked
from apps.reports.kinds import KINDS


class Command(BaseCommand):
    help = "Make a report of the register as of a day into a folder, or make one again to see that it holds."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        for kind in KINDS:
            made = verbs.add_parser(kind, help=f"make the {kind} report")
            made.add_argument("--as-of", help="ISO day; today if absent")
            made.add_argument(
                "--sections", nargs="+", default=[], help="codes of border sections; all if absent"
            )
            made.add_argument("--lang", choices=["lv", "en"], default="lv")
            made.add_argument("--audience", choices=[FULL, GENERAL], default=KINDS[kind].audiences[0])
            made.add_argument("--detail-maps", action="store_true", help="map sheets 1:10 000 as well")
            made.add_argument("--by", help="account that the report is made for; the scheduled one if absent")
            made.add_argument("--out", required=True, help="folder that the pack is written to")
        verify = verbs.add_parser(
            "verify", help="make a pack again as known at its ledger number, and compare"
        )
        verify.add_argument("pack", help="the .zip of a report")

    def handle(self, *, verb, **options):
        try:
            with override("en"):  # what a command tells is English; the report has its own language
                self.verify(options["pack"]) if verb == "verify" else self.make(verb, **options)
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}" if error.where else str(error)) from None

    def make(self, kind, *, as_of, sections, lang, audience, detail_maps, by, out, **options) -> None:
        folder = Path(out)
        if not folder.is_dir():
            raise CommandError(f"out: there is no folder {folder}")
        asked = Asked(day_or_today(as_of), lang, audience, tuple(sections), detail_maps=detail_maps)
        services.check(asked)
        made = services.make(kind=kind, asked=asked, by=self.account(by))
        path, pack = services.kept_in(made, folder)
        self.stdout.write(f"{path}  {pack.size_bytes} bytes  SHA-256 {pack.sha256}")

    def account(self, username: str | None) -> User:
        if username is None:
            return scheduled_taker()
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(f"by: there is no account {username}")
        return found

    def verify(self, pack: str) -> None:
        path = Path(pack)
        if not path.is_file():
            raise CommandError(f"pack: there is no file {path}")
        found = services.verify(path)
        if not found.holds:
            raise CommandError(f"The report does not hold: {found.doubt}")
        how = {
            services.BYTES: "made again, every file is the same byte for byte",
            services.CONTENTS: "made again, the content is the same; "
            "other versions of libraries or fonts are in use here",
        }
        self.stdout.write(f"The report holds: {how[found.by]}")
