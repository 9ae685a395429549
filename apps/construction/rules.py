"""What cannot be true of a structure, whatever else the register holds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.geo.errors import FactError


def require_a_place(standing: Mapping[str, Any]) -> None:
    if standing["measure_cm"] is None and standing["point"] is None:
        raise FactError(_("A structure stands at a measure or at a point."), "values.measure_cm")
