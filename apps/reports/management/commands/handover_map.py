from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from apps.accounts.models import ReadEvent, User
from apps.accounts.reading import LOGGED_VIEWS
from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.snapshots import scheduled_taker
from apps.reports.handover import DEFAULT, LAYERS, handover_map
from apps.reports.pack import whole_file

PATH_CHARACTERS = 400


class Command(BaseCommand):
    help = "Write a map to hand over: one HTML file that needs no network."

    def add_arguments(self, parser):
        known = ", ".join([*LAYERS, "work:<element>"])
        parser.add_argument("--layers", nargs="+", default=DEFAULT, help=f"what it shows: {known}")
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--lang", choices=["lv", "en"], default="lv")
        parser.add_argument("--marking", choices=["internal", "public"], default="internal")
        parser.add_argument("--by", help="account that it is made for; the scheduled one if absent")
        parser.add_argument("--out", required=True, help="the .html to write")

    def handle(self, *, layers, as_of, lang, marking, by, out, **options):
        path = Path(out)
        if not path.parent.is_dir():
            raise CommandError(f"out: there is no folder {path.parent}")
        account = User.objects.filter(username=by).first() if by else scheduled_taker()
        if account is None:
            raise CommandError(f"by: there is no account {by}")
        try:
            with override(lang):
                text = handover_map(names=layers, day=day_or_today(as_of), by=account, marking=marking)
            with whole_file(path) as begun:
                begun.write_text(text, encoding="utf-8")
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}" if error.where else str(error)) from None
        told = f"handover_map --layers {' '.join(layers)} --as-of {as_of or 'today'} --marking {marking}"
        ReadEvent.objects.create(user=account, what=LOGGED_VIEWS["reports:map"], path=told[:PATH_CHARACTERS])
        self.stdout.write(f"{path}  {path.stat().st_size} bytes")
