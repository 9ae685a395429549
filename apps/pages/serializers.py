"""What the endpoints that read across topics take and give. Kilometres are official measures of a route."""

from rest_framework import serializers

from apps.border.models import Section, Unit
from apps.border.serializers import EASTING, NORTHING, TYPED, AddressOut, AsOfQuery, BBoxField, LineGeometry
from apps.construction.models import Element, WorkStatus
from apps.land.models import LandStatus
from apps.ledger.serializers import PieceOut

ONE_OR_MIXED = "one code, `mixed` where there are several, null where there is none"
EACH_KM = "Official km by status code."


def code_field(model, help_text: str) -> serializers.SlugRelatedField:
    """Return a parameter that names a row of a list by its code; unknown codes are refused."""
    queryset = model.objects.all()
    return serializers.SlugRelatedField(
        slug_field="code", queryset=queryset, default=None, help_text=help_text
    )


class SegmentsQuery(AsOfQuery):
    bbox = BBoxField(
        default=None, help_text="west,south,east,north in degrees, EPSG:4326: segments that meet it."
    )
    route = serializers.CharField(default=None, max_length=20, help_text="Route code.")
    code = serializers.CharField(default=None, max_length=30, help_text="Any part of the segment's code.")
    section = code_field(Section, "Section code: segments with a metre of it.")
    unit = code_field(Unit, "Code of a unit, or of a board with all its units.")
    element = code_field(Element, "Element code: only its works count as construction.")
    status = code_field(WorkStatus, "Work status code: segments with a metre of it.")
    land_status = code_field(LandStatus, "Land-rights status code: segments with a metre of it.")
    limit = serializers.IntegerField(
        default=100, min_value=1, max_value=1000, help_text="Segments on a page."
    )
    offset = serializers.IntegerField(
        default=0, min_value=0, max_value=2**31, help_text="Segments to pass over."
    )
    all = serializers.BooleanField(default=False, help_text="1: the whole layer on one page.")


class ExplainQuery(AsOfQuery):
    route = serializers.CharField(max_length=20, help_text="Route code.")
    km = serializers.CharField(
        max_length=60, help_text=f"{TYPED} The official length answers with its last cm."
    )


class SegmentationQuery(AsOfQuery):
    route = serializers.CharField(max_length=20, help_text="Route code.")
    layers = serializers.CharField(
        default=None,
        max_length=2000,
        help_text="Layers by comma, or one key of a layer, such as `work:fence,land_right`; all if absent.",
    )
    format = serializers.ChoiceField(
        choices=["json", "csv"], default="json", help_text="json, or csv for a sheet."
    )


class ElementWorkOut(serializers.Serializer):
    status = serializers.CharField(allow_null=True, help_text=f"Work status: {ONE_OR_MIXED}.")
    km = serializers.DictField(child=serializers.FloatField(), help_text=EACH_KM)
    required_km = serializers.FloatField(help_text="Official km where the element is required.")
    unrecorded_km = serializers.FloatField(
        help_text="Official km where it is required and no work is recorded."
    )


class PartOut(serializers.Serializer):
    code = serializers.CharField(help_text="Of the section or unit.")
    name = serializers.CharField(help_text="In the reader's language.")
    km = serializers.FloatField(help_text="Official km of the segment in it.")


class UnitPartOut(PartOut):
    board = serializers.CharField(help_text="Code of the board; a board is its own.")


class SectionPartOut(PartOut):
    kind = serializers.CharField(help_text="land, river or lake.")
    impact = serializers.CharField(
        allow_null=True, help_text="Impact level of the section on the day; null if none is recorded."
    )


class SegmentProperties(serializers.Serializer):
    code = serializers.CharField(help_text="Of the segment: a label on metres that planners split and merge.")
    route = serializers.CharField(help_text="Route code.")
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")
    length_km = serializers.FloatField(help_text="Official length, km.")
    construction_status = serializers.CharField(
        allow_null=True, help_text=f"Over all elements: {ONE_OR_MIXED}."
    )
    construction = serializers.DictField(
        child=ElementWorkOut(), help_text="By element code, required or worked on."
    )
    land_status = serializers.CharField(allow_null=True, help_text=f"Land-rights status: {ONE_OR_MIXED}.")
    land_km = serializers.DictField(child=serializers.FloatField(), help_text=EACH_KM)
    land_unrecorded_km = serializers.FloatField(help_text="Official km without a recorded land right.")
    built_km = serializers.FloatField(help_text="Official km that count for K1.")
    to_build_km = serializers.FloatField(help_text="Official km in the denominator of K1.")
    built_pct = serializers.FloatField(
        allow_null=True, help_text="Percent, 2 decimals; null: nothing is to be built."
    )
    surveillance_km = serializers.FloatField(
        allow_null=True, help_text="Official km that count for K2; null: nothing is known of it."
    )
    surveillance_pct = serializers.FloatField(
        allow_null=True, help_text="Percent; null: nothing is known of it."
    )
    sensors = serializers.IntegerField(
        allow_null=True, help_text="Installed sensors; null: nothing is known of them."
    )
    unit = serializers.CharField(allow_null=True, help_text=f"Unit code: {ONE_OR_MIXED}.")
    board = serializers.CharField(allow_null=True, help_text=f"Board code: {ONE_OR_MIXED}.")
    units = UnitPartOut(many=True, help_text="Longest first.")
    section = serializers.CharField(allow_null=True, help_text=f"Border section code: {ONE_OR_MIXED}.")
    section_impact = serializers.CharField(allow_null=True, help_text=f"Impact level: {ONE_OR_MIXED}.")
    sections = SectionPartOut(many=True, help_text="Longest first.")


class SegmentFeature(serializers.Serializer):
    type = serializers.ChoiceField(choices=["Feature"], help_text="GeoJSON: always Feature.")
    id = serializers.CharField(help_text="The segment's code.")
    geometry = LineGeometry(
        allow_null=True, help_text="EPSG:4326; null if the route has no line on that day."
    )
    properties = SegmentProperties(help_text="What lies on the segment's metres, km.")


class SegmentCollection(serializers.Serializer):
    """GeoJSON of the segments of a day, along the routes."""

    type = serializers.ChoiceField(
        choices=["FeatureCollection"], help_text="GeoJSON: always FeatureCollection."
    )
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    count = serializers.IntegerField(help_text="Segments on all pages.")
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    previous = serializers.URLField(allow_null=True, help_text="The page before; null on the first.")
    features = SegmentFeature(many=True, help_text="Segments of this page, EPSG:4326.")


class StretchOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")
    length_km = serializers.FloatField(help_text="Official length, km.")


class SegmentBookmark(serializers.Serializer):
    """What a segment's code stands for: itself, or where it lay and the segments there on the day."""

    type = serializers.ChoiceField(
        choices=["FeatureCollection"], help_text="GeoJSON: always FeatureCollection."
    )
    code = serializers.CharField(help_text="That was asked for.")
    state = serializers.ChoiceField(choices=["current", "vanished", "not_yet"], help_text="On the day.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    stretches = StretchOut(many=True, help_text="Of the code: on the day, else its last or its first ones.")
    features = SegmentFeature(many=True, help_text="The segment itself, or its successors on the day.")


class PlacedAddressOut(AddressOut):
    lon = serializers.FloatField(
        allow_null=True, help_text="Degrees, EPSG:4326; null without a line on that day."
    )
    lat = serializers.FloatField(
        allow_null=True, help_text="Degrees, EPSG:4326; null without a line on that day."
    )
    easting_m = serializers.FloatField(
        allow_null=True, help_text=f"{EASTING} Null without a line on that day."
    )
    northing_m = serializers.FloatField(
        allow_null=True, help_text=f"{NORTHING} Null without a line on that day."
    )
    grid = serializers.CharField(help_text="The national grid, such as EPSG:3059.")


class SectionNamed(serializers.Serializer):
    code = serializers.CharField(help_text="Of the section.")
    name = serializers.CharField(help_text="In the reader's language.")
    impact = serializers.CharField(
        allow_null=True, help_text="Impact level of the section on the day; null if none is recorded."
    )


class UnitNamed(serializers.Serializer):
    code = serializers.CharField(help_text="Of the unit.")
    name = serializers.CharField(help_text="In the reader's language.")
    board = serializers.CharField(help_text="Code of the board; a board is its own.")


class FactOut(PieceOut):
    layer = serializers.CharField(help_text="Name of the layer.")
    key = serializers.DictField(help_text="Whose fact, such as the element; without the route.")


class RequiredOut(serializers.Serializer):
    element = serializers.CharField(help_text="Element code.")
    name = serializers.CharField(help_text="In the reader's language.")
    rule = serializers.CharField(help_text="The act that asks for it; empty if none is recorded.")
    width_m = serializers.FloatField(
        allow_null=True, help_text="Required width, metres; null if the rule states none."
    )
    status = serializers.CharField(
        allow_null=True, help_text="Status of the work; null: no work is recorded."
    )
    built = serializers.BooleanField(help_text="Whether that status counts as built.")
    accepted = serializers.BooleanField(help_text="Whether it counts as accepted into operation.")


class VerdictOut(serializers.Serializer):
    code = serializers.CharField(help_text="Figure, such as K1.")
    name = serializers.CharField(help_text="In the reader's language.")
    definition_version = serializers.IntegerField(
        allow_null=True, help_text="Version of the rule in force; null if none is."
    )
    state = serializers.ChoiceField(
        choices=["counts", "missing", "not_required", "left_out", "no_data", "not_by_metre"],
        help_text="missing: in the denominator only; not_required and left_out: in neither.",
    )
    in_numerator = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the metre counts; null: nothing is known of it, or metres do not make the figure.",
    )
    in_denominator = serializers.BooleanField(
        allow_null=True, help_text="Whether it is among the metres of which; null: as above."
    )
    why = serializers.CharField(help_text="In words, in the reader's language.")


class HistoryOut(serializers.Serializer):
    number = serializers.IntegerField(help_text="Ledger number of the change set.")
    uid = serializers.UUIDField(help_text="Of the change set.")
    by = serializers.CharField(help_text="Who.")
    at = serializers.DateTimeField(help_text="When it was applied.")
    reason = serializers.CharField(help_text="Why.")
    kind = serializers.CharField(help_text="update: the world changed; correct: we were wrong.")
    target = serializers.CharField(help_text="Layer.")
    key = serializers.DictField(help_text="Whose fact, such as the element; without the route.")
    before = serializers.DictField(
        allow_null=True, help_text="What the layer held at the metre; null: nothing."
    )
    after = serializers.DictField(allow_null=True, help_text="What it held afterwards; null: nothing.")


class ExplainOut(serializers.Serializer):
    """Everything that the register says of one centimetre of a route on a day."""

    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    address = PlacedAddressOut(help_text="The place in every way that people name it.")
    segment = serializers.CharField(
        allow_null=True, help_text="Code of the segment that it lies in; null if in none."
    )
    section = SectionNamed(allow_null=True, help_text="The border section that it lies in; null if in none.")
    unit = UnitNamed(allow_null=True, help_text="The unit that answers for it; null if none does.")
    facts = FactOut(many=True, help_text="Of every layer on routes.")
    required = RequiredOut(many=True, help_text="Elements that have to be there.")
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Element codes: required, not built."
    )
    figures = VerdictOut(many=True, help_text="Whether the metre counts for each figure, and why.")
    operations = HistoryOut(
        many=True, help_text="That changed the metre as of the day, newest first, 200 at most."
    )


class SegmentationOut(serializers.Serializer):
    """One row for each stretch of a route on which none of the layers changes."""

    route = serializers.CharField(help_text="Route code.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    columns = serializers.ListField(
        child=serializers.CharField(),
        help_text="from_km (in), to_km (out), length_km: official km; then `work:fence.status` and the like.",
    )
    rows = serializers.ListField(child=serializers.ListField(), help_text="Cells in the order of `columns`.")
