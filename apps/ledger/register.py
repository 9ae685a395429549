"""What the register holds: every model is a layer or an object here, or stands in `UNLEDGERED` with its reason.

Objects come before what refers to them. Names in operations are the names here, so they never change.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from apps.geo.errors import FactError
from apps.geo.facts import FOREVER, Box, Shape
from apps.ledger.columns import Column, column_of


@dataclass(frozen=True)
class Layer:
    """A table of facts: `key` tells whose, `values` what. Without a route in its key it has no stretch.

    `follow_up` is the dotted path of what is asked for, by whom, in the transaction that writes the layer.
    What `occupies` names cannot be two things at once: a put over days on which it has another value is refused.
    A layer of many things that lie side by side is shown `together`: as one column, one lane.
    What the `label_column` holds names one stretch on a day. `rule` is the dotted path of what refuses values that
    do not go together, with the column at fault. `mentions` is the dotted path of what yields type and uid of the
    things that a value names inside its text. `bearer` is the dotted path of what refuses a key whose things cannot
    have such a fact; it is given the key and what finds a thing by its type and uid. `reserved` is the dotted path of
    what refuses values that this person may not write; it is given the person and the values. The first column of
    `versioned` numbers what the others say: what one key says otherwise has another number.
    """

    name: str
    label: str
    key: tuple[str, ...]
    values: tuple[str, ...] = ()
    partition: bool = False
    follow_up: str = ""
    occupies: tuple[str, ...] = ()
    together: bool = False
    label_column: str = ""
    rule: str = ""
    mentions: str = ""
    bearer: str = ""
    reserved: str = ""
    versioned: tuple[str, ...] = ()

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def linear(self) -> bool:
        return "route" in self.key

    @property
    def measured(self) -> bool:
        """Whether a fact of a thing says at which measure of which route it stands."""
        return not self.linear and {"route", "measure_cm"} <= set(self.values)

    @cached_property
    def key_columns(self) -> tuple[Column, ...]:
        return tuple(column_of(self.model, name) for name in self.key)

    @cached_property
    def value_columns(self) -> tuple[Column, ...]:
        return tuple(column_of(self.model, name) for name in self.values)

    @cached_property
    def shape(self) -> Shape:
        return Shape(
            required=frozenset(column.name for column in self.value_columns if column.required),
            defaults={column.name: column.default for column in self.value_columns if not column.required},
        )

    def whole(self, start, end=FOREVER) -> Box:
        """Return the box of a fact without a stretch."""
        return Box(0, 1, start, end)


@dataclass(frozen=True)
class ObjectType:
    """A table of things: found by `uid`, its columns timeless.

    `rederive` is the dotted path of what has to be done with the uids of those written, inside the same transaction,
    `derived` the tables that it writes; `follow_up` as of a layer.
    `cadastral` names the columns of cadastral numbers: eleven digits found there are land, never a person.
    What is `lasting` is said once, when the thing is added, and never amended; `rule` as of a layer.
    What is `asked` has to be said of each new thing, though older ones may be without it.
    """

    name: str
    label: str
    columns_named: tuple[str, ...]
    uid: str = "uid"
    rederive: str = ""
    derived: tuple[str, ...] = ()
    follow_up: str = ""
    cadastral: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    rule: str = ""
    asked: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What people call it, in the reader's language."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def has_id(self) -> bool:
        """Whether rows have a number of their own beside the uid."""
        return self.model._meta.pk.name != self.uid

    @cached_property
    def uid_column(self) -> Column:
        return column_of(self.model, self.uid)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column_of(self.model, name) for name in self.columns_named)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """The columns that need not be given, with what they hold then."""
        return {column.name: column.default for column in self.columns if not column.required}


NAMES = ("name_lv", "name_en")
STANDING = ("state", "owner", "unit", "verified_on", "confidence", "note")
CODES = (*NAMES, "order", "colour", "pattern", "letter")
COVERAGE = "apps.surveillance.services.ask_for_coverage"

REGISTER: tuple[Layer | ObjectType, ...] = (
    ObjectType(
        "route",
        "border.Route",
        (*NAMES, "neighbour", "official_length_cm", "direction_lv", "direction_en"),
        uid="code",
    ),
    ObjectType(
        "alignment",
        "border.Alignment",
        ("route", "line", "valid", "state", "source", "licence", "attribution", "source_crs", "accuracy_m"),
        rederive="apps.border.services.cut_pieces",
        derived=("border.AlignmentPiece",),
        follow_up=COVERAGE,
    ),
    ObjectType(
        "border_sign",
        "border.BorderSign",
        ("route", "label", "ordinal", "measure_cm", "point", "valid", "confirmed", "source"),
    ),
    ObjectType("impact_level", "border.ImpactLevel", CODES, uid="code"),
    ObjectType("exclusion_reason", "border.ExclusionReason", CODES, uid="code"),
    ObjectType("section", "border.Section", (*NAMES, "agency_id", "kind"), uid="code"),
    ObjectType("unit", "border.Unit", (*NAMES, "board"), uid="code"),
    ObjectType("element", "construction.Element", CODES, uid="code"),
    ObjectType(
        "work_status",
        "construction.WorkStatus",
        (*CODES, "counts_cleared", "counts_designed", "counts_begun", "counts_built", "counts_accepted"),
        uid="code",
    ),
    ObjectType("confidence", "construction.Confidence", CODES, uid="code"),
    ObjectType("land_status", "land.LandStatus", (*CODES, "counts_cleared", "counts_titled"), uid="code"),
    ObjectType("lot", "construction.Lot", (*NAMES, "kind", "procurement"), uid="code"),
    ObjectType("contractor", "construction.Contractor", (*NAMES, "registration"), uid="code"),
    ObjectType("contract", "construction.Contract", ("number", "lot", "contractor", "signed_on"), uid="code"),
    ObjectType("structure_kind", "construction.StructureKind", CODES, uid="code"),
    ObjectType("structure", "construction.Structure", (*NAMES, "kind", "length_m"), uid="code"),
    ObjectType(
        "parcel",
        "land.Parcel",
        ("property_number", "purpose", "area_ha", "boundary"),
        uid="code",
        cadastral=("code", "property_number"),
    ),
    ObjectType("host_country", "deployments.HostCountry", NAMES, uid="code"),
    ObjectType("sending_body", "deployments.SendingBody", CODES, uid="code"),
    ObjectType("profile", "deployments.Profile", CODES, uid="code"),
    ObjectType("curtailment_reason", "deployments.CurtailmentReason", CODES, uid="code"),
    ObjectType("equipment_category", "deployments.EquipmentCategory", CODES, uid="code"),
    ObjectType("operation", "deployments.Operation", (*NAMES, "kind", "host", "area", "plan_id"), uid="code"),
    ObjectType(
        "equipment_item",
        "deployments.EquipmentItem",
        ("category", "registration", "crew_size"),
        uid="code",
    ),
    ObjectType(
        "slot",
        "deployments.Slot",
        (
            "direction",
            "category",
            "profile",
            "operation",
            "body",
            "crew_of",
            "curtailed",
            "source",
            "note",
        ),
        uid="code",
    ),
    ObjectType(
        "sensor_model",
        "surveillance.SensorModel",
        (
            *NAMES,
            "family",
            "kind",
            "by_day",
            "by_night",
            "detection_m",
            "recognition_m",
            "identification_m",
            "field_of_view_deg",
            "vertical_fov_deg",
            "senses",
        ),
        uid="code",
        asked=("senses",),
        follow_up=COVERAGE,
        rule="apps.surveillance.rules.require_ranges_in_order",
    ),
    ObjectType(
        "node",
        "surveillance.Node",
        (*NAMES, "kind", "level"),
        uid="code",
        rule="apps.surveillance.rules.require_level_of_command",
    ),
    ObjectType("sensor", "surveillance.Sensor", (*NAMES, "model"), uid="code", follow_up=COVERAGE),
    ObjectType(
        "link",
        "surveillance.Link",
        (*NAMES, "kind", "medium", "from_node", "to_node"),
        uid="code",
        rule="apps.surveillance.rules.require_two_ends",
    ),
    ObjectType(
        "terrain_model",
        "surveillance.Dem",
        (
            "name",
            "kind",
            "in_force",
            "load_number",
            "is_synthetic",
            "cell_m",
            "west_m",
            "south_m",
            "east_m",
            "north_m",
            "source",
            "source_crs",
            "vertical_datum",
            "missing_pct",
            "licence",
            "sha256",
        ),
        uid="code",
        follow_up=COVERAGE,
        lasting=("sha256", "is_synthetic", "cell_m", "west_m", "south_m", "east_m", "north_m"),
        rule="apps.surveillance.terrain_rules.require_raster",
    ),
    ObjectType(
        "indicator", "indicators.Indicator", (*NAMES, "unit", "order", "responsible", "source"), uid="code"
    ),
    ObjectType("direction", "indicators.Direction", (*NAMES, "order"), uid="code"),
    ObjectType(
        "task",
        "indicators.Task",
        (*NAMES, "direction", "responsible", "involved", "due", "order"),
        uid="code",
    ),
    ObjectType("document_kind", "documents.DocumentKind", CODES, uid="code"),
    ObjectType(
        "document",
        "documents.Document",
        ("title", "kind", "day", "marking", "sha256", "media_type", "size_bytes", "name"),
        lasting=("sha256", "media_type", "size_bytes"),
    ),
    ObjectType(
        "document_tie",
        "documents.DocumentTie",
        ("document", "route", "from_cm", "to_cm", "thing_type", "thing"),
    ),
    Layer("section_stretch", "border.SectionStretch", ("route",), ("section",), partition=True),
    Layer("section_impact", "border.SectionImpact", ("section",), ("level", "source")),
    Layer("unit_stretch", "border.UnitStretch", ("route",), ("unit",), partition=True),
    Layer("segment", "border.Segment", ("route",), ("code",), partition=True, label_column="code"),
    Layer("exclusion", "border.Exclusion", ("route", "indicator"), ("reason", "note")),
    Layer("requirement", "construction.Requirement", ("route", "element"), ("rule", "width_m")),
    Layer(
        "work",
        "construction.Work",
        ("route", "element"),
        ("status", "designed_width_m", "as_built_width_m", "verified_on", "confidence", "note"),
        reserved="apps.construction.rules.require_may_accept",
    ),
    Layer("land_right", "land.LandRight", ("route",), ("status", "note")),
    Layer("lot_stretch", "construction.LotStretch", ("route", "lot"), ("note",), together=True),
    Layer("lot_element", "construction.LotElement", ("lot", "element"), ("note",)),
    Layer(
        "contract_terms",
        "construction.ContractTerms",
        ("contract",),
        ("state", "amount_eur", "complete_by", "project", "fund_share_pct", "change_order", "note"),
    ),
    Layer("payment", "construction.Payment", ("contract",), ("paid_eur", "source")),
    Layer(
        "acceptance",
        "construction.Acceptance",
        ("route", "element"),
        ("verdict", "act", "act_on", "lot", "change_order", "note"),
    ),
    Layer(
        "structure_standing",
        "construction.StructureStanding",
        ("structure",),
        ("route", "measure_cm", "point", "status", "lot", "note"),
        rule="apps.construction.rules.require_a_place",
    ),
    Layer("parcel_stretch", "land.ParcelStretch", ("route", "parcel"), ("note",), together=True),
    Layer("land_case", "land.LandCase", ("parcel",), ("status", "cabinet_order", "amount_eur", "note")),
    Layer(
        "node_standing",
        "surveillance.NodeStanding",
        ("node",),
        ("point", *STANDING),
        follow_up=COVERAGE,
        rule="apps.surveillance.rules.require_verified_by_now",
    ),
    Layer(
        "sensor_standing",
        "surveillance.SensorStanding",
        ("sensor",),
        ("site", "point", "mast_m", "azimuth_deg", "sector_deg", "tilt_deg", "range_m", *STANDING),
        follow_up=COVERAGE,
        rule="apps.surveillance.rules.require_verified_by_now",
    ),
    Layer(
        "link_standing",
        "surveillance.LinkStanding",
        ("link",),
        STANDING,
        rule="apps.surveillance.rules.require_verified_by_now",
    ),
    Layer(
        "sensor_stretch",
        "surveillance.SensorStretch",
        ("route", "sensor"),
        ("note",),
        follow_up=COVERAGE,
        bearer="apps.surveillance.rules.require_laid",
    ),
    Layer("slot_days", "deployments.SlotDays", ("slot", "stage"), ("heads", "travel")),
    Layer("equipment_standing", "deployments.EquipmentStanding", ("item",), ("in_pool", "owner", "project")),
    Layer(
        "equipment_days",
        "deployments.EquipmentDays",
        ("item", "stage"),
        ("operation",),
        occupies=("operation",),
    ),
    Layer(
        "commitment",
        "deployments.Commitment",
        ("category", "year", "basis"),
        ("heads", "days_each", "source"),
    ),
    Layer(
        "definition",
        "indicators.Definition",
        ("indicator",),
        ("version", "rule", "parameters", "text_lv", "text_en"),
        follow_up=COVERAGE,
        rule="apps.indicators.rules.require_countable",
        mentions="apps.indicators.rules.elements_named",
        versioned=("version", "rule", "parameters"),
    ),
    Layer("target", "indicators.Target", ("indicator", "year"), ("value", "units", "source")),
    Layer("baseline", "indicators.Baseline", ("indicator",), ("year", "value", "units", "source")),
    Layer("indicator_note", "indicators.IndicatorNote", ("indicator",), ("text",)),
    Layer(
        "observation",
        "indicators.Observation",
        ("indicator",),
        ("value", "source", "evidence"),
        rule="apps.indicators.rules.require_source",
        bearer="apps.indicators.rules.require_told",
    ),
    Layer(
        "task_state",
        "indicators.TaskState",
        ("task",),
        ("status", "evidence", "note"),
        rule="apps.indicators.rules.require_evidence",
    ),
    Layer("task_indicator", "indicators.TaskIndicator", ("task", "indicator"), ("bearing",)),
)

UNLEDGERED = {
    "border.AlignmentPiece": "derived from the alignments, cut again when one is written",
    "accounts.User": "people are not things; what they did is in the ledger",
    "ledger.ChangeSet": "the ledger itself",
    "ledger.Operation": "the ledger itself",
    "ledger.Comment": "talk about a change set before it is applied; says nothing of the world",
    "ledger.IdempotencyKey": "answers to retries, kept for a day",
    "accounts.Grant": "rights of people, not facts of the border; each given and taken in the access log",
    "accounts.ApiToken": "keys of programs, which the chain must not hold",
    "accounts.AccessEvent": "the access log",
    "accounts.ReadEvent": "the read log",
    "jobs.Job": "work that was asked for; what it writes to the register goes through the ledger",
    "surveillance.ComputedPose": "derived, computed again from the facts, the terrain and the line",
    "surveillance.ComputedSight": "derived, with its pose",
    "indicators.Snapshot": "a sealed reading of the register; verified by making it again",
    "reports.Pack": "a report that was made; verified by making it again",
    "reports.Delivery": "where a report is sent, and by which job; says nothing of the border",
    "reports.Schedule": "when reports are made; says nothing of the border",
    "pages.SavedView": "what a person likes to look at; says nothing of the border",
    "auth.Group": "Django's own",
    "auth.Permission": "Django's own",
    "contenttypes.ContentType": "Django's own",
    "sessions.Session": "Django's own",
    "account.EmailAddress": "of the sign-in library",
    "account.EmailConfirmation": "of the sign-in library",
    "mfa.Authenticator": "second factors of people",
    "usersessions.UserSession": "who is signed in where",
    "socialaccount.SocialAccount": "which subject of the organisation's provider is which person",
    "socialaccount.SocialApp": "of the sign-in library",
    "socialaccount.SocialToken": "of the sign-in library",
    "axes.AccessAttempt": "wrong passwords, counted",
    "axes.AccessAttemptExpiration": "wrong passwords, counted",
    "axes.AccessFailureLog": "of the lockout library",
    "axes.AccessLog": "of the lockout library",
}

BY_NAME = {entry.name: entry for entry in REGISTER}


def entry(name: str) -> Layer | ObjectType:
    """Return the layer or object type of that name.

    Raises
    ------
    FactError
        The register holds nothing of that name.
    """
    try:
        return BY_NAME[name]
    except (KeyError, TypeError):
        message = _("The register holds no layer or type of object %(name)r.") % {"name": name}
        raise FactError(message, "target") from None


def layers() -> list[Layer]:
    return [one for one in REGISTER if isinstance(one, Layer)]


def object_types() -> list[ObjectType]:
    return [one for one in REGISTER if isinstance(one, ObjectType)]


def object_type_of(model: type[models.Model]) -> ObjectType:
    return next(one for one in object_types() if one.model is model)
