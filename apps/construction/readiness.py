"""Where an element can be built next, and what holds it up elsewhere: for each metre the first answer that holds."""

from dataclasses import dataclass

from apps.geo.measures import EMPTY, MeasureSet

LEFT_OUT = "left_out"
BUILT = "built"
UNDER_WAY = "under_way"
LAND_RIGHT = "land_right"
LAND_UNIT = "land_unit"
NOT_CLEARED = "not_cleared"
NO_DESIGN = "no_design"
NO_LOT = "no_lot"
NO_CONTRACT = "no_contract"
READY = "ready"

STATES = (
    LEFT_OUT,
    BUILT,
    UNDER_WAY,
    LAND_RIGHT,
    LAND_UNIT,
    NOT_CLEARED,
    NO_DESIGN,
    NO_LOT,
    NO_CONTRACT,
    READY,
)
"""Every answer in the order in which it is looked for; what is left in the end is ready."""

BLOCKED = (LAND_RIGHT, LAND_UNIT, NOT_CLEARED, NO_DESIGN, NO_LOT, NO_CONTRACT)


@dataclass(frozen=True)
class Ground:
    """What the register says of one element on one route on a day.

    `cleared` is ground cleared for any element; `pending` is land of units whose case does not let works begin yet.
    """

    required: MeasureSet
    left_out: MeasureSet = EMPTY
    built: MeasureSet = EMPTY
    begun: MeasureSet = EMPTY
    land_held: MeasureSet = EMPTY
    pending: MeasureSet = EMPTY
    cleared: MeasureSet = EMPTY
    designed: MeasureSet = EMPTY
    in_lot: MeasureSet = EMPTY
    contracted: MeasureSet = EMPTY


def readiness(ground: Ground) -> dict[str, MeasureSet]:
    """Return the required metres of each state, empty ones too: together all of them, none twice."""
    required = ground.required
    holds = {
        LEFT_OUT: ground.left_out,
        BUILT: ground.built,
        UNDER_WAY: ground.begun,
        LAND_RIGHT: required - ground.land_held,
        LAND_UNIT: ground.pending,
        NOT_CLEARED: required - ground.cleared,
        NO_DESIGN: required - ground.designed,
        NO_LOT: required - ground.in_lot,
        NO_CONTRACT: required - ground.contracted,
    }
    found, rest = {}, required
    for state, metres in holds.items():
        found[state] = rest & metres
        rest = rest - metres
    return {**found, READY: rest}
