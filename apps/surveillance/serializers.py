"""What the API of surveillance gives: places in EPSG:4326, longitude first; heights and ranges in metres."""

from rest_framework import serializers

from apps.surveillance.linear import is_linear
from apps.surveillance.models import Senses, SensorModel

LON = "Longitude, degrees, EPSG:4326; null without a place."
LAT = "Latitude, degrees, EPSG:4326; null without a place."
STATE = (
    "planned, procured, installed, in_test, operational, degraded, out_of_service, damaged or decommissioned."
)


def numbers(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.FloatField(allow_null=True), help_text=help_text)


class SensorModelOut(serializers.ModelSerializer):
    """A type of sensor as its maker describes it."""

    name = serializers.CharField(help_text="Name in the request's language.")
    senses = serializers.SerializerMethodField(
        help_text="around (its place) or along (itself, as a fibre or a cable does): as the model says, else by its"
        " class."
    )

    def get_senses(self, model: SensorModel) -> str:
        return Senses.ALONG if is_linear(model) else Senses.AROUND

    class Meta:
        model = SensorModel
        fields = [
            "code",
            "name",
            "family",
            "kind",
            "senses",
            "by_day",
            "by_night",
            "detection_m",
            "recognition_m",
            "identification_m",
            "field_of_view_deg",
            "vertical_fov_deg",
        ]
        extra_kwargs = {
            "code": {"help_text": "Code of the model."},
            "family": {"help_text": "presence (detection) or observation."},
            "kind": {"help_text": "Class, such as camera, radar, fibre."},
            "by_day": {"help_text": "Whether it works by day."},
            "by_night": {"help_text": "Whether it works by night."},
            "detection_m": {"help_text": "Metres at which it detects."},
            "recognition_m": {"help_text": "Metres at which it recognises; null if not known."},
            "identification_m": {"help_text": "Metres at which it identifies; null if not known."},
            "field_of_view_deg": {"help_text": "Degrees that it sees at once."},
            "vertical_fov_deg": {
                "help_text": "Degrees that it sees from bottom to top, around its tilt; null: not limited."
            },
        }


class StandingOut(serializers.Serializer):
    code = serializers.CharField(help_text="Code.")
    name = serializers.CharField(help_text="Name in the request's language.")
    state = serializers.CharField(help_text=STATE)
    owner = serializers.CharField(help_text="Who owns it.")
    unit = serializers.CharField(
        allow_null=True, help_text="Code of the operating unit; null if none is recorded."
    )
    verified_on = serializers.DateField(
        allow_null=True, help_text="Day on which the facts were last verified; null: never."
    )
    confidence = serializers.CharField(
        allow_null=True,
        help_text="How sure the facts are, in the reader's language; null if it is not recorded.",
    )
    note = serializers.CharField(help_text="Note.")


class NodeOut(StandingOut):
    """A site, data node, source of power or command centre, as of a day."""

    kind = serializers.CharField(help_text="site, data, power or command.")
    level = serializers.CharField(
        allow_null=True, help_text="local, regional or national, of a command centre; null of others."
    )
    lon = serializers.FloatField(allow_null=True, help_text=LON)
    lat = serializers.FloatField(allow_null=True, help_text=LAT)


class LinkOut(StandingOut):
    """A link as of a day."""

    kind = serializers.CharField(help_text="data or power.")
    medium = serializers.CharField(help_text="fibre, radio or cable.")
    from_node = serializers.CharField(help_text="Code of one node.")
    to_node = serializers.CharField(help_text="Code of the other node.")


class SensorOut(StandingOut):
    """A sensor as of a day."""

    model = serializers.CharField(help_text="Code of its model.")
    family = serializers.CharField(help_text="presence or observation.")
    site = serializers.CharField(
        allow_null=True, help_text="Code of the site that it stands on; null if on none."
    )
    lon = serializers.FloatField(allow_null=True, help_text=LON)
    lat = serializers.FloatField(allow_null=True, help_text=LAT)
    mast_m = serializers.FloatField(help_text="Metres above ground.")
    azimuth_deg = serializers.FloatField(help_text="Middle of its sector, degrees from true north.")
    sector_deg = serializers.FloatField(help_text="Width of its sector, degrees; 360 all around.")
    tilt_deg = serializers.FloatField(help_text="Degrees above the horizon, below it negative.")
    range_m = serializers.IntegerField(help_text="Metres at which it detects.")
    stretches_km = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.FloatField())),
        help_text="Of a linear sensor, by route: [from, to) in official km.",
    )
