"""Which sensor models sense along themselves, a fibre or a cable: they see a stretch, not what lies around a place."""

from apps.surveillance.models import SensorModel, SensorStretch

LINEAR_KINDS = frozenset({"fibre", "cable"})


def linear_models() -> set[str]:
    """Return the codes of the models of these classes, and of those of which a sensor was laid along a stretch."""
    by_kind = SensorModel.objects.filter(kind__in=LINEAR_KINDS).values_list("code", flat=True)
    laid = SensorStretch.objects.values_list("sensor__model__code", flat=True)
    return {*by_kind, *laid.distinct()}
