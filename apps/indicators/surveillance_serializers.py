"""What the API tells of coverage, gaps, outages and placement: official kilometres."""

from rest_framework import serializers

from apps.border.serializers import AsOfQuery, Body, FiniteField
from apps.surveillance.models import MOST_MAST_M

KM = "Official km, exact to the centimetre."
ROUTE = "Route code; all routes if absent."
FAIL = "Codes of nodes, links and sensors, with commas, that are taken to have failed; nothing is written."
PERCENT = "Percent of the whole length, 2 decimals"


def pairs() -> serializers.ListField:
    return serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class OnRouteQuery(AsOfQuery):
    route = serializers.CharField(required=False, help_text=ROUTE)


class GapsQuery(OnRouteQuery):
    fail = serializers.CharField(required=False, help_text=FAIL)


class OutagesQuery(AsOfQuery):
    fail = serializers.CharField(
        required=False,
        help_text="Codes of nodes, links and sensors, with commas, that fail together;"
        " all single failures of nodes and links if absent.",
    )


class TerrainOut(serializers.Serializer):
    """The terrain that coverage was computed over."""

    name = serializers.CharField(help_text="Names of the terrain models in force, the deciding first.")
    synthetic = serializers.BooleanField(help_text="Whether any of it is invented.")
    invented = serializers.CharField(help_text="Names of those that are invented; empty if none is.")
    cell_m = serializers.FloatField(help_text="Side of the finest cells, metres.")
    sha256 = serializers.CharField(
        help_text="Hash of the stored raster; of several, the hash of theirs in order."
    )
    models = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the rasters of ground, then of surface, in order."
    )


class LengthsOut(serializers.Serializer):
    length_km = serializers.FloatField(help_text=KM)
    installed_km = serializers.FloatField(
        help_text="Official km seen by a sensor that stands there, working or not."
    )
    operational_km = serializers.FloatField(help_text="Official km seen by a working sensor.")
    integrated_km = serializers.FloatField(
        help_text="Official km seen by a working sensor that is joined to a command centre."
    )
    twice_km = serializers.FloatField(help_text="Official km of that, seen by two or more.")
    both_families_km = serializers.FloatField(
        help_text="Official km of that, seen by presence detection and observation."
    )
    by_day_km = serializers.FloatField(help_text="Official km of that, by day.")
    by_night_km = serializers.FloatField(help_text="Official km of that, by night.")
    counted_km = serializers.FloatField(help_text="Official km that the figure's definition counts.")
    percent = serializers.FloatField(
        allow_null=True,
        help_text="Counted, of the whole length, percent, 2 decimals; null if that is empty, or nothing is known.",
    )


class RouteCoverageOut(LengthsOut):
    route = serializers.CharField(help_text="Route code.")
    stretches_km = serializers.DictField(
        child=pairs(), help_text="[from, to) of each kind: installed, operational, …"
    )


class WithoutHeightsOut(serializers.Serializer):
    """Where the terrain in force has no heights; nothing where none is loaded: range and sector decide there."""

    total_km = serializers.FloatField(help_text="Official km of the line, all routes together.")
    stretches_km = serializers.DictField(
        child=pairs(), help_text="By route: [from, to) official km of the line, in steps of 5 m."
    )
    sensors_km = serializers.DictField(
        child=serializers.FloatField(),
        help_text="By sensor: official km in its range and sector of which nobody can tell whether it sees them.",
    )


class CoverageOut(serializers.Serializer):
    """What is covered as of a day, by the definition of K2 in force."""

    as_of = serializers.DateField(help_text="Day in the world, ISO 8601.")
    definition_version = serializers.IntegerField(
        allow_null=True, help_text="Version of K2's rule; null: the default."
    )
    state = serializers.ChoiceField(
        choices=["ok", "no_data"],
        help_text="no_data before the first sensor is registered: nothing is known, and percent is null.",
    )
    terrain = TerrainOut(allow_null=True, help_text="Null: range and sector only, no terrain is loaded.")
    without_place = serializers.ListField(child=serializers.CharField(), help_text="Sensors without a place.")
    without_stretch = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fibres and cables that are laid along no stretch: they see nothing.",
    )
    without_heights = WithoutHeightsOut(
        help_text="What missing heights leave open; it does not count as seen."
    )
    total = LengthsOut(help_text="All routes together.")
    routes = RouteCoverageOut(many=True, help_text="Route by route.")


class NearSiteOut(serializers.Serializer):
    site = serializers.CharField(help_text="Code of the site.")
    distance_m = serializers.IntegerField(help_text="Metres from the gap's middle.")


class CloserOut(serializers.Serializer):
    sensor = serializers.CharField(help_text="Code of a sensor that sees some of the gap.")
    cause = serializers.CharField(
        help_text="What keeps it from covering: not_built, damage, equipment_fault, no_power or no_link."
    )
    broken = serializers.ListField(
        child=serializers.CharField(),
        help_text="Of one without power or link: codes of the nodes and links that are broken or dark on the way to"
        " its command centre that fewest failures keep it from, the nearest first; empty if no links lead there.",
    )


class GapOut(serializers.Serializer):
    """A stretch that no integrated surveillance covers, for one cause."""

    route = serializers.CharField(help_text="Route code.")
    from_km = serializers.FloatField(help_text=KM)
    to_km = serializers.FloatField(help_text="Official km, exclusive.")
    length_km = serializers.FloatField(help_text=KM)
    cause = serializers.CharField(
        help_text="The first that holds: out_of_scope, not_built, damage, equipment_fault, no_power, no_link,"
        " no_heights, terrain, too_few (working sensors see it, but fewer than K2's definition asks for),"
        " out_of_range."
    )
    sections = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the sections that it lies in."
    )
    impact = serializers.CharField(
        allow_null=True, help_text="Highest impact level of these; null if none is recorded."
    )
    nearest_sites = NearSiteOut(many=True, help_text="The three sites nearest to its middle.")
    closed_by = serializers.ListField(
        child=serializers.CharField(),
        help_text="Codes of the sensors that see it and would close it if they worked and were joined.",
    )
    closers = CloserOut(many=True, help_text="The same sensors, each with what keeps it from covering.")


class GapsOut(serializers.Serializer):
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601.")
    state = serializers.ChoiceField(
        choices=["ok", "no_data"],
        help_text="no_data before the first sensor is registered: nothing is known, not even that these are gaps.",
    )
    by_cause_km = serializers.DictField(
        child=serializers.FloatField(), help_text="Official km of each cause."
    )
    gaps = GapOut(many=True, help_text="In the order of the routes.")


class LossOut(serializers.Serializer):
    uid = serializers.CharField(help_text="Code of the node or link that fails.")
    type = serializers.CharField(help_text="node or link.")
    lost_km = serializers.FloatField(help_text="Official km no longer covered.")
    for_want_of_data_km = serializers.FloatField(help_text="Official km of that, by the data network alone.")
    for_want_of_power_km = serializers.FloatField(
        help_text="Official km of that, by the power network alone."
    )
    sensors = serializers.IntegerField(help_text="Sensors that are cut off.")


class OutagesOut(serializers.Serializer):
    """All single failures, worst first; or what is lost when some fail together."""

    as_of = serializers.DateField(help_text="Day in the world, ISO 8601.")
    losses = LossOut(many=True, required=False, help_text="Every node and link whose failure alone matters.")
    failed = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="What was said to fail."
    )
    lost_km = serializers.FloatField(required=False, help_text="Official km lost together.")
    counted_before_km = serializers.FloatField(required=False, help_text="Official km that K2 counts now.")
    counted_after_km = serializers.FloatField(
        required=False, help_text="Official km that K2 would count then."
    )
    percent_before = serializers.FloatField(required=False, help_text=f"{PERCENT}, now.")
    percent_after = serializers.FloatField(required=False, help_text=f"{PERCENT}, then.")
    stretches_km = serializers.DictField(
        child=pairs(), required=False, help_text="[from, to) lost, by route."
    )


class CandidateIn(Body):
    """A site to choose, at one place: lon and lat, east_m and north_m, or route and km; else that of `site`.

    A fibre or cable is a stretch, route with from_km and to_km; its place is where its data link begins.
    """

    code = serializers.CharField(max_length=30, help_text="Code of the site; no other may have it.")
    lon = FiniteField(
        required=False, min_value=-180, max_value=180, help_text="Longitude, degrees, EPSG:4326."
    )
    lat = FiniteField(required=False, min_value=-90, max_value=90, help_text="Latitude, degrees, EPSG:4326.")
    east_m = FiniteField(required=False, help_text="Metres east in the national grid (LKS-92, EPSG:3059).")
    north_m = FiniteField(required=False, help_text="Metres north in the national grid (LKS-92, EPSG:3059).")
    route = serializers.CharField(required=False, help_text="Route code: the place is on its line.")
    km = FiniteField(required=False, min_value=0, help_text="Official km on that route.")
    from_km = FiniteField(
        required=False,
        min_value=0,
        help_text="Official km where a fibre or cable begins on `route`; its place too, if none is given.",
    )
    to_km = FiniteField(
        required=False, min_value=0, help_text="Official km where a fibre or cable ends, exclusive."
    )
    model = serializers.CharField(
        help_text="Code of a sensor model; one that senses along itself, a fibre or cable, asks for a stretch."
    )
    mast_m = FiniteField(default=30, min_value=0, max_value=MOST_MAST_M, help_text="Metres above ground.")
    azimuth_deg = FiniteField(
        default=0,
        min_value=0,
        max_value=359.9,
        help_text="Middle of its sector, degrees from true north, 0 to 359.9.",
    )
    sector_deg = FiniteField(
        required=False,
        min_value=1,
        max_value=360,
        help_text="Width of its sector, degrees; the model's if absent.",
    )
    cost = FiniteField(default=1, help_text="Cost in any unit, above 0.")
    site = serializers.CharField(
        required=False, help_text="Code of a registered site that the sensor would stand on."
    )


class AlongIn(Body):
    model = serializers.CharField(
        help_text="Code of a sensor model; of a fibre or cable each candidate is a stretch."
    )
    every_km = FiniteField(
        min_value=0.1,
        max_value=1_000,
        help_text="Official km between candidates on the line; of a fibre or cable, the length of each.",
    )
    mast_m = FiniteField(default=30, min_value=0, max_value=MOST_MAST_M, help_text="Metres above ground.")
    cost = FiniteField(
        default=1,
        min_value=1e-9,
        help_text="Cost of each, in any unit, above 0; a shorter stretch costs as much less.",
    )


class WithinIn(Body):
    route = serializers.CharField(help_text="Route code.")
    from_km = FiniteField(min_value=0, help_text=KM)
    to_km = FiniteField(min_value=0, help_text="Official km, exclusive.")


class PlacementIn(Body):
    """One question: at most so many sites, a budget, or a target; candidates given or generated along the line."""

    as_of = serializers.DateField(required=False, help_text="Day in the world, ISO 8601; today if absent.")
    route = serializers.CharField(
        required=False,
        help_text="Route code: only its metres count, and the percentage is of them; all if absent.",
    )
    candidates = CandidateIn(many=True, required=False, help_text="Sites to choose from.")
    along = AlongIn(required=False, help_text="Or sites on the line, generated.")
    sites = serializers.IntegerField(required=False, min_value=1, help_text="At most so many sites.")
    budget = FiniteField(required=False, min_value=0, help_text="At most this cost, above 0.")
    target_pct = FiniteField(
        required=False,
        min_value=0,
        max_value=100,
        help_text="Percent, above 0, to reach at least cost: of K2's whole official length, or of the metres that"
        " `impacts`, `route` or `within` leave; the answer's `base` names these with their km.",
    )
    impacts = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Codes of impact levels: only sections that have one of them count; all if absent.",
    )
    within = WithinIn(
        required=False,
        help_text="Only metres of this stretch count, and the percentage is of them; all if absent.",
    )
    medium = serializers.ChoiceField(
        choices=["radio", "fibre", "cable"],
        default="radio",
        help_text="How chosen sites would be joined to the network. A radio link is no longer than radio_m, and over"
        " terrain its ends have to see each other; fibre and cable may lead anywhere.",
    )
    radio_m = FiniteField(
        required=False,
        min_value=100,
        max_value=100_000,
        help_text="Longest radio link, metres; as K2's definition says (radio_m), else 20000, if absent.",
    )
    time_limit_s = FiniteField(
        default=30, min_value=1, max_value=600, help_text="Seconds that the solver may take."
    )
    curve = serializers.BooleanField(default=False, help_text="Whether to add cost against percentage.")
    draft = serializers.BooleanField(
        default=False, help_text="Whether to keep the answer as a draft change set."
    )
