"""Which sensor models sense along themselves, a fibre or a cable: they see a stretch, not what lies around a place."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from apps.surveillance.models import Senses, Sensor, SensorModel, SensorStretch

LINEAR_WORDS = ("fibre", "fiber", "cable", "šķiedr", "kabel", "kabeļ")
"""What a word of the class holds; people write it in their own language: fence-cable, žogakabelis, optiskā šķiedra."""
WITHOUT = ("bez",)
WORD = re.compile(r"[^\W\d_]+")


def is_linear(model: SensorModel) -> bool:
    """Tell whether a model senses along itself: as it says, else by its class."""
    return says_linear({"senses": model.senses, "kind": model.kind})


def says_linear(model: Mapping[str, Any]) -> bool:
    """Tell the same of the columns of a model."""
    return model["senses"] == Senses.ALONG if model["senses"] else is_linear_kind(model["kind"])


def is_linear_kind(kind: str) -> bool:
    """Tell whether what is of this class senses along itself, of models that are older than their own word for it."""
    words = [word for word in WORD.findall(kind.casefold()) if not word.startswith(WITHOUT)]
    return any(named in word for word in words for named in LINEAR_WORDS)


def linear_models() -> set[str]:
    """Return the codes of the models that sense along themselves.

    Also of those that do not say so and of which a sensor was laid along a stretch.
    """
    own = (model.code for model in SensorModel.objects.only("code", "kind", "senses") if is_linear(model))
    laid = SensorStretch.objects.filter(sensor__model__senses=None)
    return {*own, *laid.values_list("sensor__model__code", flat=True).distinct()}


def linear_sensors() -> QuerySet[Sensor]:
    """Return the sensors that can be laid along a stretch, and those that were."""
    laid = SensorStretch.objects.values("sensor")
    return Sensor.objects.filter(Q(model__code__in=linear_models()) | Q(pk__in=laid))
