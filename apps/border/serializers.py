"""What the ruler's API takes and gives: official kilometres, coordinates in EPSG:4326, longitude first."""

from collections.abc import Iterable, Mapping
from math import isfinite

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema_field, inline_serializer
from rest_framework import serializers

from apps.border.days import parse_day, today
from apps.geo.bbox import BBox, checked_bbox
from apps.geo.errors import BorderGisError

DAY = "Day in the world, ISO 8601, Europe/Riga; today if absent."
TYPED = (
    "Official km, at most 5 decimals (12.346), stationing (12+346.25), or sign and metres (sign 123 + 35)."
)
LON = "Longitude, degrees, EPSG:4326."
LAT = "Latitude, degrees, EPSG:4326."
EASTING = "Metres east in the national grid, LKS-92 (EPSG:3059)."
NORTHING = "Metres north in the national grid, LKS-92 (EPSG:3059)."

PAGE = [
    OpenApiParameter("limit", int, description="Rows on a page; 50 if absent, 500 at most."),
    OpenApiParameter("offset", int, description="Rows to pass over; 0 if absent."),
]


def page_of(row: type[serializers.Serializer]) -> serializers.Serializer:
    """Return what a page of rows looks like to who reads the description of the API."""
    members = {
        "count": serializers.IntegerField(help_text="Rows on all pages."),
        "next": serializers.URLField(allow_null=True, help_text="The next page; null on the last."),
        "previous": serializers.URLField(allow_null=True, help_text="The page before; null on the first."),
        "results": row(many=True, help_text="Rows of this page."),
    }
    return inline_serializer(f"{row.__name__.removesuffix('Out')}PageOut", members)


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a parameter that nobody reads: it is a mistake of whoever asks."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        message = _("There is no such parameter; there are: %(names)s.") % {"names": ", ".join(known)}
        raise serializers.ValidationError({unknown[0]: message})


class Query(serializers.Serializer):
    """What stands behind the question mark; a parameter that nobody reads is a mistake and refused."""

    @classmethod
    def of(cls, request) -> dict:
        """Return the checked parameters of a request."""
        asked = cls(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    def to_internal_value(self, data):
        refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


class Body(serializers.Serializer):
    """What is sent to be done; a field that nobody reads is a mistake and refused."""

    def to_internal_value(self, data):
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            known = _("There is no such field; there are: %(names)s.") % {"names": ", ".join(self.fields)}
            message = known if self.fields else _("This address takes no fields.")
            raise serializers.ValidationError({name: [message] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Body):
    """The body of what needs none: the address says it all."""


@extend_schema_field({"type": "string", "format": "date"})
class DayField(serializers.Field):
    """An ISO day; today if absent."""

    def __init__(self, **options):
        super().__init__(**{"default": today, "help_text": DAY, **options})

    def to_internal_value(self, text: str):
        return parse_day(text, self.field_name)


@extend_schema_field({"type": "number"})
class FiniteField(serializers.FloatField):
    """A number that is neither infinite nor NaN."""

    default_error_messages = {"not_finite": gettext_lazy("A finite number is needed.")}

    def to_internal_value(self, value) -> float:
        number = super().to_internal_value(value)
        if not isfinite(number):
            self.fail("not_finite")
        return number


@extend_schema_field(
    {"type": "string", "pattern": r"^[^,]+,[^,]+,[^,]+,[^,]+$", "example": "27.5,56.2,28.0,56.5"}
)
class BBoxField(serializers.Field):
    """``west,south,east,north`` in degrees, EPSG:4326."""

    def to_internal_value(self, text: str) -> BBox:
        try:
            west, south, east, north = map(float, text.split(","))
        except ValueError:
            west = south = east = north = float("nan")
        try:
            return checked_bbox(west, south, east, north)
        except BorderGisError as error:
            raise error.at(self.field_name) if error.where is None else error from None


class AsOfQuery(Query):
    as_of = DayField()


class LineQuery(AsOfQuery):
    tolerance_m = FiniteField(
        default=0,
        min_value=0,
        max_value=10_000,
        help_text="Metres in the grid that the line may be simplified by.",
    )


class NearQuery(AsOfQuery):
    """From a point to candidates on the routes."""

    lon = FiniteField(min_value=-180, max_value=180, help_text=LON)
    lat = FiniteField(min_value=-90, max_value=90, help_text=LAT)
    tolerance_m = FiniteField(
        default=500,
        min_value=0.01,
        max_value=100_000,
        help_text="How far from the line the point may lie, metres.",
    )
    n = serializers.IntegerField(
        default=5, min_value=1, max_value=50, help_text="How many candidates at most."
    )


class PointQuery(AsOfQuery):
    """From a measure to its point."""

    route = serializers.CharField(max_length=20, help_text="Route code.")
    km = serializers.CharField(
        max_length=60, help_text=f"{TYPED} The official length answers with its last cm."
    )


class StretchQuery(AsOfQuery):
    """From a stretch to its line."""

    route = serializers.CharField(max_length=20, help_text="Route code.")
    from_km = serializers.CharField(max_length=60, help_text=f"Start, in. {TYPED}")
    to_km = serializers.CharField(max_length=60, help_text=f"End, out. {TYPED}")


class LocateQuery(AsOfQuery):
    """Every parameter of `locate`, of which one of three groups is given."""

    lon = FiniteField(required=False, help_text=f"{LON} With `lat`: candidates near a point.")
    lat = FiniteField(required=False, help_text=LAT)
    tolerance_m = FiniteField(
        required=False, help_text="With `lon`: metres from the line at most; 500 if absent."
    )
    n = serializers.IntegerField(
        required=False, help_text="With `lon`: how many candidates at most; 5 if absent."
    )
    route = serializers.CharField(
        required=False, help_text="Route code. With `km`, or with `from_km` and `to_km`."
    )
    km = serializers.CharField(
        required=False, help_text=f"{TYPED} The official length answers with its last cm."
    )
    from_km = serializers.CharField(required=False, help_text=f"Start, in. {TYPED}")
    to_km = serializers.CharField(required=False, help_text=f"End, out. {TYPED}")


class AlignmentOut(serializers.Serializer):
    """The surveyed line in force: where it comes from, and its length as a check on the official one."""

    uid = serializers.UUIDField(help_text="Of the alignment.")
    source = serializers.CharField(help_text="Who surveyed or published it.")
    licence = serializers.CharField(help_text="Of the source; empty if none is stated.")
    attribution = serializers.CharField(help_text="To be shown on every map that draws the line.")
    from_day = serializers.DateField(help_text="First day on which it is the line. ISO 8601.")
    accuracy_m = serializers.FloatField(
        allow_null=True, help_text="Accuracy of the survey, metres; null: unknown."
    )
    geodesic_length_km = serializers.FloatField(
        help_text="Length on the WGS 84 ellipsoid, km; no figure uses it."
    )
    difference_pct = serializers.FloatField(help_text="Geodesic over official length, percent above zero.")
    warning = serializers.CharField(
        allow_null=True, help_text="Said where the difference is above 0.5 %; else null."
    )


class RouteOut(serializers.Serializer):
    code = serializers.CharField(help_text="Code of the route, such as LV-RU.")
    name = serializers.CharField(help_text="In the reader's language.")
    neighbour = serializers.CharField(help_text="Country on the other side, ISO 3166-1 alpha-2.")
    official_length_km = serializers.FloatField(
        help_text="Fixed by treaty or authority, km: every measure ends here."
    )
    direction = serializers.CharField(help_text="Where measures grow to, in the reader's language.")
    alignment = AlignmentOut(allow_null=True, help_text="In force on the day; null if there was none.")


class LineOut(serializers.Serializer):
    """A route's line with the official measure of each vertex: a client cuts any stretch from it."""

    route = serializers.CharField(help_text="Route code.")
    crs = serializers.CharField(help_text="Always EPSG:4326.")
    length_km = serializers.FloatField(help_text="Official length, km.")
    attribution = serializers.CharField(help_text="To be shown on every map that draws the line.")
    points = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=3, max_length=3),
        help_text="[longitude, latitude, official measure in metres]; empty if there is no line on that day.",
    )


class SignOut(serializers.Serializer):
    label = serializers.CharField(help_text="Of the last border sign at or before the place.")
    offset_m = serializers.FloatField(help_text="Official metres beyond the sign.")


class AddressOut(serializers.Serializer):
    """A place on a route in every way that people name it."""

    route = serializers.CharField(help_text="Route code.")
    km = serializers.FloatField(help_text="Official km from the origin, exact to the centimetre.")
    stationing = serializers.CharField(help_text="Kilometre and metres, such as 12+346.25.")
    sign = SignOut(allow_null=True, help_text="null before the first sign of the day.")


class PlaceOut(AddressOut):
    lon = serializers.FloatField(help_text=f"{LON} Of the place on the line.")
    lat = serializers.FloatField(help_text=f"{LAT} Of the place on the line.")
    easting_m = serializers.FloatField(help_text=EASTING)
    northing_m = serializers.FloatField(help_text=NORTHING)
    grid = serializers.CharField(help_text="The national grid, such as EPSG:3059.")


class CandidateOut(PlaceOut):
    distance_m = serializers.FloatField(help_text="Metres in the grid from the point to the line.")
    side = serializers.ChoiceField(
        choices=["left", "right", "on"],
        help_text="Where the point lies, seen along the route; on: within 5 mm.",
    )


class CandidatesOut(serializers.Serializer):
    """Places that a point may stand for, nearest first; where there are several, a person chooses."""

    crs = serializers.CharField(help_text="Of lon and lat: always EPSG:4326.")
    candidates = CandidateOut(many=True, help_text="Nearest first; empty if no line is within the tolerance.")


class PointGeometry(serializers.Serializer):
    type = serializers.ChoiceField(choices=["Point"], help_text="GeoJSON: always Point.")
    coordinates = serializers.ListField(
        child=serializers.FloatField(), help_text="[longitude, latitude], EPSG:4326."
    )


class LineGeometry(serializers.Serializer):
    type = serializers.ChoiceField(choices=["LineString"], help_text="GeoJSON: always LineString.")
    coordinates = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="[[longitude, latitude], ...], EPSG:4326.",
    )


class PointPropertiesOut(AddressOut):
    easting_m = serializers.FloatField(
        allow_null=True, help_text=f"{EASTING} Null without a line on that day."
    )
    northing_m = serializers.FloatField(
        allow_null=True, help_text=f"{NORTHING} Null without a line on that day."
    )
    grid = serializers.CharField(help_text="The national grid, such as EPSG:3059.")


class PointFeatureOut(serializers.Serializer):
    """GeoJSON feature of a place; its geometry is null if the route has no line on that day."""

    type = serializers.ChoiceField(choices=["Feature"], help_text="GeoJSON: always Feature.")
    geometry = PointGeometry(
        allow_null=True,
        help_text="Degrees, EPSG:4326, longitude first; null if the route has no line on that day.",
    )
    properties = PointPropertiesOut(help_text="The place by its official measure and in the national grid.")


class StretchPropertiesOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")
    length_km = serializers.FloatField(help_text="Official length of the stretch, km: the one that counts.")
    geodesic_length_km = serializers.FloatField(
        allow_null=True,
        help_text="Length on the WGS 84 ellipsoid, km: a check; null without a line on that day.",
    )
    difference_pct = serializers.FloatField(
        allow_null=True,
        help_text="Geodesic over official length, percent above zero; null without a line on that day.",
    )


class StretchFeatureOut(serializers.Serializer):
    """GeoJSON feature of a stretch, cut exactly; its geometry is null if there is no line on that day."""

    type = serializers.ChoiceField(choices=["Feature"], help_text="GeoJSON: always Feature.")
    geometry = LineGeometry(
        allow_null=True,
        help_text="Degrees, EPSG:4326, longitude first; null if the route has no line on that day.",
    )
    properties = StretchPropertiesOut(help_text="The stretch by its official measures, km.")
