from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.accounts.models import ReadEvent, User
from apps.accounts.reading import LOGGED_VIEWS
from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.indicators.snapshots import scheduled_taker
from apps.reports.handover import DEFAULT, LAYERS, handover_map
from apps.reports.pack import whole_file

PATH_CHARACTERS = 400


class Command(SpokenCommand):
    """A map has the language that the command speaks."""

    help = "Write a map to hand over: one HTML file that needs no network."

    def add_arguments(self, parser):
        known = ", ".join([*LAYERS, "work:<element>"])
        parser.add_argument("--layers", nargs="+", default=DEFAULT, help=f"what it shows: {known}")
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--marking", choices=["internal", "public"], default="internal")
        parser.add_argument("--by", help="account that it is made for; the scheduled one if absent")
        parser.add_argument("--out", required=True, help="the .html to write")

    def handle(self, *, layers, as_of, marking, by, out, **options):
        path = Path(out)
        if not path.parent.is_dir():
            raise CommandError(_("out: there is no folder %(folder)s") % {"folder": path.parent})
        if path.is_dir():
            raise CommandError(_("out: %(path)s is a folder; name the file to write") % {"path": path})
        account = User.objects.filter(username=by).first() if by else scheduled_taker()
        if account is None:
            raise CommandError(_("by: there is no account %(name)s") % {"name": by})
        text = handover_map(names=layers, day=day_or_today(as_of), by=account, marking=marking)
        with whole_file(path) as begun:
            begun.write_text(text, encoding="utf-8")
        told = f"handover_map --layers {' '.join(layers)} --as-of {as_of or 'today'} --marking {marking}"
        ReadEvent.objects.create(user=account, what=LOGGED_VIEWS["reports:map"], path=told[:PATH_CHARACTERS])
        self.stdout.write(f"{path}  {path.stat().st_size} B")
