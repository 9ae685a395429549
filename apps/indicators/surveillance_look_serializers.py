"""What the API tells of computed layers and of one sensor: its sheet, its viewshed, a line of sight."""

from rest_framework import serializers

from apps.border.serializers import AsOfQuery
from apps.indicators.surveillance_serializers import FAIL, ROUTE, TerrainOut, pairs
from apps.surveillance.serializers import SensorOut, numbers


class ComputedQuery(AsOfQuery):
    route = serializers.CharField(required=False, help_text=ROUTE)
    fail = serializers.CharField(required=False, help_text=FAIL)


class SensorQuery(AsOfQuery):
    fail = serializers.CharField(required=False, help_text=FAIL)


class ViewshedQuery(AsOfQuery):
    sensor = serializers.CharField(help_text="Code of the sensor.")


class ProfileQuery(ViewshedQuery):
    route = serializers.CharField(help_text="Route code.")
    km = serializers.CharField(help_text="Official km of the target, or stationing, or sign and metres.")


class ModelFactsOut(serializers.Serializer):
    name = serializers.CharField(help_text="Name in the request's language.")
    kind = serializers.CharField(help_text="Class, such as camera, radar, fibre.")
    by_day = serializers.BooleanField(help_text="Whether it works by day.")
    by_night = serializers.BooleanField(help_text="Whether it works by night.")
    detection_m = serializers.IntegerField(help_text="Metres at which it detects.")
    recognition_m = serializers.IntegerField(
        allow_null=True, help_text="Metres at which it recognises; null if not known."
    )
    identification_m = serializers.IntegerField(
        allow_null=True, help_text="Metres at which it identifies; null if not known."
    )


class StepOut(serializers.Serializer):
    code = serializers.CharField(help_text="Code of the node or link.")
    type = serializers.CharField(help_text="node or link.")
    works = serializers.BooleanField(help_text="Whether it works.")
    lon = serializers.FloatField(
        allow_null=True,
        help_text="Longitude of a node, degrees, EPSG:4326; null of a link, or without a place.",
    )
    lat = serializers.FloatField(
        allow_null=True,
        help_text="Latitude of a node, degrees, EPSG:4326; null of a link, or without a place.",
    )


class SensorSheetOut(SensorOut):
    """A sensor as of a day: what it sees, whether it counts as integrated, and the way to its command centre."""

    as_of = serializers.DateField(help_text="Day in the world, ISO 8601.")
    model_facts = ModelFactsOut(help_text="Its type, as its maker describes it.")
    integrated = serializers.BooleanField(
        help_text="Whether it works, and is joined to a command centre, by K2's rule."
    )
    cause = serializers.CharField(
        allow_null=True,
        help_text="Why not: not_built, damage, equipment_fault, no_power or no_link; null if none of these.",
    )
    seen_km = serializers.FloatField(help_text="Official km that it sees, all routes.")
    no_heights = serializers.BooleanField(
        help_text="Whether the terrain in force has no height where it stands: then nothing counts as seen."
    )
    sights_km = serializers.DictField(
        child=serializers.DictField(child=pairs()),
        help_text="By route: [from, to) official km of reach (in range and sector), seen, hidden, unknown.",
    )
    level = serializers.CharField(help_text="Level of the command centre that K2 asks for.")
    way = StepOut(
        many=True,
        help_text="Nodes and links in turn, from its site to the centre; empty if no links lead there.",
    )
    power = serializers.BooleanField(
        allow_null=True, help_text="Whether its site has power; null if none is registered there."
    )
    terrain = TerrainOut(allow_null=True, help_text="Null: range and sector only, no terrain is loaded.")


class ViewshedOut(serializers.Serializer):
    """The ground that a sensor sees, as a picture to lay over a map in Web Mercator (EPSG:3857)."""

    sensor = serializers.CharField(help_text="Code of the sensor.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601.")
    digest = serializers.CharField(help_text="Hash of all that decides the picture.")
    image = serializers.CharField(help_text="Address of the PNG on this host.")
    west = serializers.FloatField(help_text="Edge of the picture, degrees, EPSG:4326.")
    south = serializers.FloatField(help_text="Edge of the picture, degrees, EPSG:4326.")
    east = serializers.FloatField(help_text="Edge of the picture, degrees, EPSG:4326.")
    north = serializers.FloatField(help_text="Edge of the picture, degrees, EPSG:4326.")
    pixels = serializers.IntegerField(help_text="Pixels along each side.")
    pixel_m = serializers.FloatField(help_text="Side of a pixel, metres.")
    seen_km2 = serializers.FloatField(help_text="Square kilometres in sight.")
    hidden_km2 = serializers.FloatField(help_text="Square kilometres in range and sector, hidden.")
    terrain = TerrainOut(allow_null=True, help_text="Null: range and sector only, no terrain is loaded.")


class BlockOut(serializers.Serializer):
    first_m = serializers.FloatField(help_text="Metres from the sensor to the first thing in the way.")
    distance_m = serializers.FloatField(
        help_text="Metres from the sensor to what rises highest above the line."
    )
    top_m = serializers.FloatField(help_text="Its height, metres above the terrain's vertical datum.")
    above_m = serializers.FloatField(help_text="Metres by which it rises above the line.")


class ProfileOut(serializers.Serializer):
    """The terrain between a sensor and a metre of a route, as the sensor sees it: dropped by the Earth's curvature."""

    state = serializers.CharField(help_text="seen, hidden, unknown (heights are missing) or out_of_reach.")
    sensor = serializers.CharField(help_text="Code of the sensor.")
    route = serializers.CharField(help_text="Route code.")
    km = serializers.FloatField(help_text="Official km of the target.")
    length_m = serializers.FloatField(help_text="Metres from the sensor to the target.")
    range_m = serializers.FloatField(help_text="Metres at which the sensor detects.")
    mast_m = serializers.FloatField(help_text="Metres of the sensor above ground.")
    target_m = serializers.FloatField(help_text="Metres of the target above ground.")
    refraction = serializers.FloatField(help_text="Refraction coefficient, 0 to below 1; no unit.")
    drop_at_target_m = serializers.FloatField(
        help_text="Metres by which curvature, less refraction, lowers the target."
    )
    block = BlockOut(allow_null=True, help_text="What is in the way; null if nothing is.")
    distance_m = numbers("Metres from the sensor, one sample a cell.")
    ground_m = numbers("Heights of the ground, metres, dropped by curvature; null where missing.")
    tops_m = numbers("Heights of what stands on it, metres, dropped by curvature; null where missing.")
    sight_m = numbers("Heights of the straight line from eye to target, metres.")
    drop_m = numbers("Metres by which curvature, less refraction, lowers each sample.")
    terrain = serializers.CharField(help_text="Name of the terrain model.")
    synthetic = serializers.BooleanField(help_text="Whether the terrain is invented.")
