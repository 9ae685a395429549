from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.geo.measures import CM_PER_KM
from apps.indicators.models import Snapshot
from apps.indicators.snapshot_difference import (
    Difference,
    ItemDifference,
    MetresChanged,
    SlotDifference,
    difference,
)
from apps.indicators.snapshots import SCHEDULED, find, scheduled_taker, take, take_monthly, verify

ACTIONS = ("take", "monthly", "list", "verify", "difference")


class Command(SpokenCommand):
    help = (
        "Seal the figures as of a day; list the seals, make one again and compare, or explain how two differ."
    )

    def add_arguments(self, parser):
        parser.add_argument("action", nargs="?", choices=ACTIONS, default="take")
        parser.add_argument(
            "ids", nargs="*", help="id of a snapshot, or its beginning: one to verify, two to compare"
        )
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--by", default=SCHEDULED, help="username of who takes it")
        parser.add_argument("--reason", default="")

    def handle(self, *, action: str, ids: list[str], **options):
        wanted = {"verify": 1, "difference": 2}.get(action, 0)
        if len(ids) != wanted:
            message = _("%(action)s: so many ids are needed: %(wanted)s")
            raise CommandError(message % {"action": action, "wanted": wanted})
        getattr(self, action)(*ids, **options)

    def take(self, as_of: str | None, by: str, reason: str, **options):
        self.tell(take(as_of=day_or_today(as_of), by=scheduled_taker(by), reason=reason))

    def monthly(self, as_of: str | None, by: str, **options):
        taken = take_monthly(by=scheduled_taker(by), day=day_or_today(as_of))
        self.tell(taken) if taken else self.stdout.write(_("The last month is sealed already."))

    def list(self, **options):
        for snapshot in Snapshot.objects.all():
            self.tell(snapshot)

    def verify(self, uid: str, **options):
        snapshot = find(uid)
        doubt = verify(snapshot)
        if doubt:
            message = _("%(uid)s differs at %(where)s: %(sealed)r is %(remade)r")
            differing = {"where": doubt.where, "sealed": doubt.sealed, "remade": doubt.remade}
            raise CommandError(message % {"uid": snapshot.uid, **differing})
        message = _("%(uid)s holds: %(bytes)s B, %(sha256)s")
        held = {"bytes": len(bytes(snapshot.content)), "sha256": snapshot.sha256}
        self.stdout.write(message % {"uid": snapshot.uid, **held})

    def difference(self, one: str, other: str, **options):
        for line in lines(difference(find(one), find(other))):
            self.stdout.write(line)

    def tell(self, snapshot: Snapshot):
        number, head = snapshot.ledger_number, snapshot.ledger_head[:12]
        self.stdout.write(
            f"{snapshot.uid}  as of {snapshot.as_of}  ledger {number} {head}  {snapshot.sha256}"
        )


def lines(found: Difference) -> list[str]:
    told = [" → ".join(f"{one.as_of} ledger {one.ledger_number}" for one in (found.earlier, found.later))]
    for one in found.figures:
        units = f"{one.units.before} → {one.units.after} units, " if one.units else ""
        told.append(f"{one.code}  {units}{one.before} → {one.after} {one.unit}")
        told += [f"    {metres_line(change)}" for change in one.metres]
        told += [f"    {one.corrected:+g} corrected"] if one.corrected else []
        told += [f"    {one.new:+g} new"] if one.new else []
        told += [f"    the count began anew on 1 January {found.later.as_of.year}"] if one.began_anew else []
        for why in ("corrected", "new") if one.units else ():
            number = getattr(one.units, why)
            told += [f"    {number:+d} units {why}"] if number else []
    told += [f"slot {one.slot}  {days_line(one)}" for one in found.slots]
    return told + [f"item {one.item}  {days_line(one)}" for one in found.items]


def days_line(one: SlotDifference | ItemDifference) -> str:
    after = "" if one.after is None else f" → {one.after}"
    return f"{one.before}{after} days ({one.known_later} as known later)"


def metres_line(change: MetresChanged) -> str:
    sign = "+" if change.counts_now else "-"
    return f"{change.route}  {sign}{change.metres.length_cm / CM_PER_KM:.3f} km  {change.why}"
