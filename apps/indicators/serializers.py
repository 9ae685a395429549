from rest_framework import serializers


class FigureOut(serializers.Serializer):
    """One figure of one route, or of all routes together, as of a day."""

    code = serializers.CharField(help_text="K1 to K5 of the strategy, or a series beside them.")
    route = serializers.CharField(allow_null=True, help_text="Route code; null is the total over all routes.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    numerator_km = serializers.FloatField(
        allow_null=True,
        help_text="Official kilometres that count, exact to the centimetre; null for K3 to K5.",
    )
    denominator_km = serializers.FloatField(
        allow_null=True, help_text="Official kilometres of which; null for K3 to K5."
    )
    percent = serializers.FloatField(
        allow_null=True,
        help_text="Share in percent, rounded half up to 2 decimals; null unless `state` is ok.",
    )
    value = serializers.FloatField(
        allow_null=True,
        help_text="The figure in `unit`; equals `percent` for shares; null unless `state` is ok.",
    )
    unit = serializers.CharField(help_text="% or the unit of `value`.")
    state = serializers.ChoiceField(
        choices=["ok", "no_data", "not_applicable", "not_countable"],
        help_text="no_data: nothing is recorded; not_applicable: the denominator is empty; not_countable: the"
        " definition in force makes no sense, see `reason`. None of these is 0.",
    )
    reason = serializers.CharField(
        required=False, help_text="Only with not_countable: what is wrong with the definition in force."
    )
    target = serializers.FloatField(
        allow_null=True, help_text="Aim for the end of that year, in `unit`; null if none is set."
    )
    units = serializers.IntegerField(
        required=False, help_text="Of K4: items with at least one day; `value` is their days together."
    )
    planned = serializers.IntegerField(
        required=False, help_text="Of K3 to K5: how much of `value` is agreed and not deployed."
    )
    definition_version = serializers.IntegerField(
        allow_null=True, help_text="Version of the rule that was used; null: the default."
    )


class ElementOut(serializers.Serializer):
    element = serializers.CharField(help_text="Element code.")
    required_km = serializers.FloatField(help_text="Official km where the element is required.")
    built_km = serializers.FloatField(help_text="Official km of these where it is built.")
    accepted_km = serializers.FloatField(
        help_text="Official km of these where it is accepted into operation."
    )
    built_elsewhere_km = serializers.FloatField(help_text="Official km built where it is not required.")


class LeftOutOut(serializers.Serializer):
    reason = serializers.CharField(help_text="Code of the exclusion's reason.")
    km = serializers.FloatField(help_text="Official km outside the denominator for this reason.")
    stretches_km = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="[from, to) in official km."
    )


class BehindOut(serializers.Serializer):
    """What stands behind a share on one route."""

    route = serializers.CharField(help_text="Route code.")
    counted_km = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="[from, to) in official km that count.",
    )
    missing_km = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="[from, to) in official km of the denominator that do not count.",
    )
    left_out = LeftOutOut(many=True, help_text="Official km outside the denominator, by reason.")
    elements = ElementOut(many=True, help_text="Official km of each element that the figure asks for.")


class FigureByPartOut(serializers.Serializer):
    part = serializers.CharField(help_text="Code of the section, segment or unit.")
    route = serializers.CharField(help_text="Route code.")
    numerator_km = serializers.FloatField(help_text="Official km that count in this part.")
    denominator_km = serializers.FloatField(help_text="Official km of which.")
    state = serializers.ChoiceField(
        choices=["ok", "not_applicable"], help_text="not_applicable: nothing is to count there."
    )
    percent = serializers.FloatField(allow_null=True, help_text="Percent, 2 decimals; null unless ok.")
    sensors_installed = serializers.IntegerField(
        allow_null=True,
        help_text="Of K2 by section: number of sensors that stand and see a metre of it; else null.",
    )
    sensors_integrated = serializers.IntegerField(
        allow_null=True,
        help_text="Of K2 by section: number of these that work and are joined by K2's rule; else null.",
    )
