"""What cannot be true of a thing of the network, whatever else the register holds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.geo.errors import NetworkError
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
