"""What a document can be tied to: a stretch, a thing of the register, a change set."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.border.days import today
from apps.border.locate import stretch_of
from apps.border.models import Route
from apps.documents.models import DocumentTie
from apps.geo.errors import DocumentError, NotFound, NotPermitted
from apps.geo.measures import Stretch
from apps.ledger.models import ChangeSet
from apps.ledger.register import BY_NAME, ObjectType, entry

TARGET = "document_tie"
ROUTE_NEEDED = gettext_noop("Kilometres are told with their route: name the route too.")


@dataclass(frozen=True)
class Place:
    """What one tie leads to: a stretch of a route, or a thing by its type and its code or uid."""

    route: Route | None = None
    stretch: Stretch | None = None
    thing_type: str = ""
    thing: str = ""

    @classmethod
    def on(cls, route: str, from_text: str, to_text: str) -> "Place":
        """Return the stretch between two typed measures; MeasureError if they are none."""
        found = Route.objects.named(route)
        return cls(found, stretch_of(from_text, to_text, found, today()))

    @classmethod
    def of(cls, thing_type: str, thing: str) -> "Place":
        """Return a thing that is there.

        Raises
        ------
        NotFound
            There is no such type, or no such thing.
        """
        place = cls(thing_type=thing_type, thing=thing)
        if not place.is_there():
            message = _("There is no %(type)s %(uid)s.") % {"type": _named(thing_type), "uid": thing}
            raise NotFound(message, "thing")
        return place

    def is_there(self) -> bool:
        """Tell whether the thing exists; a stretch always does."""
        if self.route is not None:
            return True
        try:
            if self.thing_type == DocumentTie.CHANGE_SET:
                return ChangeSet.objects.filter(uid=self.thing).exists()
            kind = entry(self.thing_type)
            return (
                isinstance(kind, ObjectType)
                and kind.model._default_manager.filter(**{kind.uid: self.thing}).exists()
            )
        except (ValidationError, ValueError):
            return False

    def values(self) -> dict[str, Any]:
        """Return the columns of a tie to this place, as operations hold them."""
        return {
            "route": self.route and self.route.code,
            "from_cm": self.stretch and self.stretch.from_cm,
            "to_cm": self.stretch and self.stretch.to_cm,
            "thing_type": self.thing_type,
            "thing": self.thing,
        }


def _named(thing_type: str) -> str:
    """Return what people call a type of things; one that is unknown as it was written."""
    if thing_type == DocumentTie.CHANGE_SET:
        return _("change set")
    kind = BY_NAME.get(thing_type)
    return kind.title if isinstance(kind, ObjectType) else thing_type


def place_from(given: dict[str, Any]) -> Place | None:
    """Return the place that fields name; None if they name none, an error if they name more than one.

    Fields are route, from_km, to_km; or thing_type and thing; or change_set.
    """
    stretch = [given.get(name) or "" for name in ("route", "from_km", "to_km")]
    thing = [given.get(name) or "" for name in ("thing_type", "thing")]
    change_set = given.get("change_set") or ""
    if sum(map(any, (stretch, thing, [change_set]))) > 1:
        message = _("A tie leads to a stretch, to a thing or to a change set: give one of them.")
        raise DocumentError(message, "route")
    if any(stretch):
        if not given.get("route"):
            raise DocumentError(ROUTE_NEEDED, "route")
        return Place.on(*stretch)
    if any(thing):
        if not all(thing):
            message = _("Give both the type of the thing and its code or uid.")
            raise DocumentError(message, "thing" if thing[0] else "thing_type")
        return Place.of(*thing)
    return Place.of(DocumentTie.CHANGE_SET, str(change_set)) if change_set else None


def require_place(by: User, place: Place | None) -> None:
    """Refuse who may not tie documents; who is bound to some stretches ties them there only."""
    on_route = place and place.route
    key = {"route": place.route.code} if on_route else None
    require_write(by, TARGET, key, (place.stretch.from_cm, place.stretch.to_cm) if on_route else None)
    if by.is_bounded and not on_route:
        raise NotPermitted(_("Tie it to a stretch that is granted to you."), "route")
