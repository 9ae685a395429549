"""What cannot be true of a thing of the network, whatever else the register holds."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.border.days import today
from apps.geo.errors import FactError, NetworkError, SightError
from apps.surveillance.linear import linear_models, says_linear
from apps.surveillance.models import Node


def require_two_ends(link: Mapping[str, Any]) -> None:
    if link["from_node"] == link["to_node"]:
        raise NetworkError(_("A link leads from one node to another, not to itself."), "values.to_node")


def require_level_of_command(node: Mapping[str, Any]) -> None:
    is_command = node["kind"] == Node.Kind.COMMAND
    if is_command and node["level"] is None:
        raise NetworkError(_("Say of which level the command centre is."), "values.level")
    if node["level"] is not None and not is_command:
        raise NetworkError(_("Only a command centre has a level."), "values.level")


def require_ranges_in_order(model: Mapping[str, Any]) -> None:
    """What is identified is recognised, and what is recognised is detected: no range exceeds the one before it."""
    detection, recognition, identification = (
        model[f"{name}_m"] for name in ("detection", "recognition", "identification")
    )
    if recognition is not None and recognition > detection:
        raise SightError(
            _("A sensor recognises no farther than it detects: at most %(most)s m."),
            "values.recognition_m",
            most=detection,
        )
    farthest = detection if recognition is None else recognition
    if identification is not None and identification > farthest:
        raise SightError(
            _("A sensor identifies no farther than it recognises or detects: at most %(most)s m."),
            "values.identification_m",
            most=farthest,
        )


def require_verified_by_now(standing: Mapping[str, Any]) -> None:
    """Nobody has verified a state on a day that is still to come."""
    day = standing["verified_on"]
    if day is not None and day > today().isoformat():
        raise FactError(_("The day of verifying is still to come."), "values.verified_on")


def require_laid(key: Mapping[str, Any], thing: Callable[[str, str], Mapping[str, Any] | None]) -> None:
    """A camera sees what lies around it: metres along the border are for a fibre or a cable."""
    code = thing("sensor", key["sensor"])["model"]
    model = thing("sensor_model", code)
    if not says_linear(model) and (model["senses"] or code not in linear_models()):
        message = _(
            "Only a fibre or a cable is laid along a stretch: %(sensor)s is of the model %(model)s, class"
            " “%(kind)s”. A sensor that looks around has a place."
        )
        raise FactError(message, "key.sensor", sensor=key["sensor"], model=code, kind=model["kind"] or "–")
