"""Which sensor models sense along themselves, a fibre or a cable: they see a stretch, not what lies around a place."""

from django.db.models import QuerySet

from apps.surveillance.models import Sensor, SensorModel, SensorStretch

LINEAR_WORDS = ("fibre", "fiber", "cable", "šķiedr", "kabel")
"""How a word of the class begins; people write it in their own language: fibre, fence cable, optiskā šķiedra."""


def is_linear_kind(kind: str) -> bool:
    """Tell whether what is of this class senses along itself."""
    return any(word.startswith(LINEAR_WORDS) for word in kind.casefold().split())


def linear_models() -> set[str]:
    """Return the codes of the models of these classes, and of those of which a sensor was laid along a stretch."""
    kinds = SensorModel.objects.values_list("code", "kind")
    by_kind = (code for code, kind in kinds if is_linear_kind(kind))
    laid = SensorStretch.objects.values_list("sensor__model__code", flat=True)
    return {*by_kind, *laid.distinct()}


def linear_sensors() -> QuerySet[Sensor]:
    """Return the sensors that can be laid along a stretch."""
    return Sensor.objects.filter(model__code__in=linear_models())
