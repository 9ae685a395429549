"""The demo's deployment log. Operations of these names exist and the yearly totals are the strategy's;

who went where and when is invented, and says so. The strategy has no values for 2022: those are invented too.
A slot is of one calendar year, as the yearly lists are; category 3 and 4 stay below four months. No database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from apps.geo.facts import FOREVER
from apps.ledger.commands import Add, Clear, Command, Put
from spatial_data.demo_register import DemoSet

INVENTED = "izdomāts / invented"
INFERRED = "secināts, nav publicēts: 2 % no pielikuma / inferred, not published: 2 % of the annex"
STRATEGY = "IeM nozares stratēģija 2023.–2027. gadam, 2. nodaļa"
REPORTED_UNTIL = date(2026, 10, 31)  # what begins later is only agreed
BEGIN = date(2021, 1, 1)
YEARS = range(2021, 2028)
A_DAY = timedelta(days=1)

SHORT_TERM_DAYS = {2021: 13404, 2022: 9240, 2023: 10560, 2024: 11220, 2025: 13200, 2026: 13860, 2027: 14520}
SECONDED_DAYS = {2021: 2902, 2022: 3650, 2023: 3650, 2024: 5490, 2025: 7300, 2026: 9125, 2027: 10950}
EQUIPMENT = {
    2021: (29, 2195),
    2022: (20, 1505),
    **dict.fromkeys(range(2023, 2028), (11, 935)),
    2024: (11, 936),
}
RESERVE_HEADS = dict.fromkeys(range(2021, 2025), 10)
RESERVE_STAY = 30
ROTATION = 110
ROTATIONS = ((1, 11), (5, 3), (8, 25))  # month and day on which a rotation begins
ANNEX_HEADS = {
    2: {2021: 8, 2022: 10, 2023: 10, 2024: 15, 2025: 20, 2026: 25, 2027: 30},
    3: {2021: 72, 2022: 70, 2023: 80, 2024: 85, 2025: 100, 2026: 105, 2027: 110},
    4: {**dict.fromkeys(range(2021, 2025), 30), 2025: 0, 2026: 0, 2027: 0},
}
SHORT_TERM_DAYS_EACH = 132

COUNTRIES = {
    "AL": ("Albānija", "Albania"),
    "BG": ("Bulgārija", "Bulgaria"),
    "ES": ("Spānija", "Spain"),
    "FI": ("Somija", "Finland"),
    "GR": ("Grieķija", "Greece"),
    "IT": ("Itālija", "Italy"),
    "LT": ("Lietuva", "Lithuania"),
    "LV": ("Latvija", "Latvia"),
    "MD": ("Moldova", "Moldova"),
    "PL": ("Polija", "Poland"),
    "RO": ("Rumānija", "Romania"),
}
BODIES = {
    "VRS": ("Valsts robežsardze", "State Border Guard"),
    "VP": ("Valsts policija", "State Police"),
    "FRONTEX": ("Frontex", "Frontex"),
}
PROFILES = {
    "border_surveillance": ("robežuzraudzības darbinieks", "border surveillance officer"),
    "document": ("dokumentu eksperts", "document expert"),
    "canine": ("kinologs", "dog handler"),
    "return": ("atgriešanas eskorts", "return escort"),
    "crew": ("transportlīdzekļa apkalpe", "vehicle crew"),
}
REASONS = {
    "recalled": ("atsaukts", "recalled"),
    "illness": ("slimība", "illness"),
    "operation_ended": ("operācija beigusies", "operation ended"),
}
EQUIPMENT_CATEGORIES = {
    "patrol_car": ("patruļauto", "patrol car"),
    "thermo_vision": ("termovizoru auto", "thermo-vision vehicle"),
    "vessel": ("krasta patruļkuteris", "coastal patrol boat"),
    "helicopter": ("helikopters", "helicopter"),
}
# code: names, kind, host, area
OPERATIONS = {
    "TERRA-RO": ("Terra (Rumānija)", "Terra (Romania)", "joint", "RO", "RO–MD"),
    "TERRA-PL": ("Terra (Polija)", "Terra (Poland)", "joint", "PL", "PL–UA"),
    "TERRA-BG": ("Terra (Bulgārija)", "Terra (Bulgaria)", "joint", "BG", "BG–TR"),
    "POSEIDON": ("Poseidon", "Poseidon", "joint", "GR", "GR–TR"),
    "THEMIS": ("Themis", "Themis", "joint", "IT", ""),
    "INDALO": ("Indalo", "Indalo", "joint", "ES", ""),
    "JO-AL": ("Kopīgā operācija Albānijā", "Joint operation Albania", "joint", "AL", "AL–GR"),
    "JO-MD": ("Kopīgā operācija Moldovā", "Joint operation Moldova", "joint", "MD", "MD–UA"),
    "RBI-LT": ("Ātrā reaģēšana Lietuvā", "Rapid border intervention Lithuania", "rapid", "LT", "LT–BY"),
    "HOST-LV": ("Atbalsts Latvijas robežai", "Support to the Latvian border", "joint", "LV", "LV–BY"),
}
SHORT_TERM_POSTS = (
    ("TERRA-RO", "VRS", "border_surveillance"),
    ("POSEIDON", "VRS", "crew"),
    ("TERRA-BG", "VRS", "canine"),
    ("JO-AL", "VP", "document"),
    ("TERRA-PL", "VRS", "border_surveillance"),
)
SECONDED_POSTS = (
    ("THEMIS", "VRS", "document"),
    ("POSEIDON", "VRS", "border_surveillance"),
    ("JO-MD", "VP", "return"),
    ("INDALO", "VRS", "border_surveillance"),
    ("TERRA-RO", "VRS", "canine"),
)
FLEET = ("helicopter", "vessel", *("patrol_car", "thermo_vision") * 13, "patrol_car")


@dataclass(frozen=True)
class Post:
    """Heads of one category in one operation over some days, both ends included."""

    code: str
    category: int
    operation: str
    body: str
    profile: str
    first: date
    last: date
    heads: int
    travels: bool = False
    nominated: int = 0
    agreed_longer_by: int = 0
    direction: str = "out"
    crew_of: str | None = None


def change_sets() -> list[DemoSet]:
    """Return the deployment log in the order of the days: lists, rules and tasks, then year by year."""
    groundwork = [
        DemoSet(BEGIN, "Kodu saraksti izvietošanai", tuple(code_rows())),
        DemoSet(BEGIN, "Operācijas (nosaukumi īsti, pārējais izdomāts)", tuple(operations())),
        DemoSet(BEGIN, "Tehniskais aprīkojums (izdomāts)", tuple(items())),
        DemoSet(BEGIN, "Rādītāju K3–K5 skaitīšanas noteikumi un sākuma vērtības", tuple(rules())),
        DemoSet(BEGIN, "Stratēģijas uzdevumi (pārstāstīti)", tuple(tasks())),
        DemoSet(BEGIN, "Zemes vienības ar valsts īpašumtiesībām: publicēta rinda", tuple(told())),
    ]
    years = [DemoSet(*year_set(year)) for year in YEARS]
    return groundwork + years


def year_set(year: int) -> tuple[date, str, tuple[Command, ...]]:
    people = (command for post in posts(year) for command in post_commands(post))
    reason = f"Izvietošana {year}. gadā (izdomāts žurnāls)"
    return date(year, 1, 1), reason, (*people, *equipment_commands(year), *commitments(year))


def code_rows() -> Iterator[Command]:
    for code, names in COUNTRIES.items():
        yield Add("host_country", code, named(names))
    lists = {
        "sending_body": BODIES,
        "profile": PROFILES,
        "curtailment_reason": REASONS,
        "equipment_category": EQUIPMENT_CATEGORIES,
    }
    for target, rows in lists.items():
        for order, (code, names) in enumerate(rows.items(), start=1):
            yield Add(target, code, {**named(names), "order": order})


def operations() -> Iterator[Command]:
    for code, (name_lv, name_en, kind, host, area) in OPERATIONS.items():
        values = {"kind": kind, "host": host, "area": area, "plan_id": f"DEMO-{code}"}
        yield Add("operation", code, {**named((name_lv, name_en)), **values})


def named(names: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("name_lv", "name_en"), names, strict=True))


def posts(year: int) -> Iterator[Post]:
    """Yield every post of a year: seconded, short-term, reserve, and who comes to Latvia."""
    yield from seconded(year)
    reserve = RESERVE_HEADS.get(year, 0)
    yield from short_term(year, SHORT_TERM_DAYS[year] - reserve * RESERVE_STAY)
    if reserve:
        first = date(year, 8, 1)
        last = first + A_DAY * (RESERVE_STAY - 1)
        yield Post(
            f"{year}-4-1", 4, "RBI-LT", "VRS", "border_surveillance", first, last, reserve, nominated=30
        )
    yield Post(
        f"{year}-IN-1", 3, "HOST-LV", "FRONTEX", "border_surveillance",
        date(year, 7, 1), date(year, 9, 30), 12, direction="in",
    )  # fmt: skip


def seconded(year: int) -> Iterator[Post]:
    """Yield posts for the whole year, five heads each, and one shorter post for what is left."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    heads, rest = divmod(SECONDED_DAYS[year], (last - first).days + 1)
    for n, number in enumerate(portions(heads, 5), start=1):
        operation, body, profile = SECONDED_POSTS[(n - 1) % len(SECONDED_POSTS)]
        yield Post(f"{year}-2-{n}", 2, operation, body, profile, first, last, number)
    if rest:
        yield Post(f"{year}-2-R", 2, *SECONDED_POSTS[0], last - A_DAY * (rest - 1), last, 1)


def short_term(year: int, days: int) -> Iterator[Post]:
    """Yield rotations of 110 days with so many person-days together; one shorter post takes the rest."""
    heads, rest = divmod(days, ROTATION)
    places = [(month, day, post) for month, day in ROTATIONS for post in SHORT_TERM_POSTS]
    for n, (month, day, post) in enumerate(places):
        first = date(year, month, day)
        number = heads // len(places) + (n < heads % len(places))
        yield Post(
            f"{year}-3-{n + 1}", 3, *post, first, first + A_DAY * (ROTATION - 1), number,
            travels=True, nominated=number - (n == 0), agreed_longer_by=10 * (n == 4 and first <= REPORTED_UNTIL),
            crew_of=item_code(2) if post[2] == "crew" else None,
        )  # fmt: skip
    if rest:
        first = date(year, 3, 1)
        yield Post(f"{year}-3-R", 3, *SHORT_TERM_POSTS[0], first, first + A_DAY * (rest - 1), 1)


def portions(whole: int, size: int) -> list[int]:
    full, rest = divmod(whole, size)
    return [size] * full + ([rest] if rest else [])


def post_commands(post: Post) -> Iterator[Command]:
    is_reported = post.first <= REPORTED_UNTIL
    yield Add(
        "slot",
        post.code,
        {
            "direction": post.direction,
            "category": post.category,
            "profile": post.profile,
            "operation": post.operation,
            "body": post.body,
            "crew_of": post.crew_of,
            "curtailed": "recalled" if is_reported and post.agreed_longer_by else None,
            "source": "actual_report" if is_reported else "agreed_list",
            "note": INVENTED,
        },
    )
    if post.nominated:
        yield from held(post, "nominated", *nominated_days(post), post.nominated)
    yield from held(post, "agreed", post.first, post.last + A_DAY * post.agreed_longer_by, post.heads)
    if is_reported:
        yield from held(post, "deployed", post.first, post.last, post.heads)


def nominated_days(post: Post) -> tuple[date, date]:
    """Return first and last day of a nomination: the reserve stands ready all year."""
    if post.category == 4:
        return date(post.first.year, 1, 1), date(post.first.year, 12, 31)
    return post.first, post.last


def held(post: Post, stage: str, first: date, last: date, heads: int) -> Iterator[Command]:
    """Yield the days of a post in a stage; who travels has a day of travel before and after."""
    key = {"slot": post.code, "stage": stage}
    begin, end = first, last + A_DAY
    if post.travels:
        yield Put("slot_days", key, {"heads": heads, "travel": True}, begin - A_DAY)
    yield Put("slot_days", key, {"heads": heads, "travel": False}, begin)
    if post.travels:
        yield Put("slot_days", key, {"travel": True}, end)
        end += A_DAY
    yield Clear("slot_days", key, end, FOREVER)


def item_code(number: int) -> str:
    return f"LV-TE-{number:02d}"


def items() -> Iterator[Command]:
    for number, category in enumerate(FLEET, start=1):
        crew = 4 if category in ("vessel", "helicopter") else 2
        values = {"category": category, "registration": f"DEMO {number:03d}", "crew_size": crew}
        yield Add("equipment_item", item_code(number), values)
        standing = {"in_pool": number <= 11, "owner": "VRS", "project": "DEMO-BMVI" if number <= 4 else ""}
        yield Put("equipment_standing", {"item": item_code(number)}, standing, BEGIN)
        yield Put("equipment_days", {"item": item_code(number), "stage": "available"}, {}, BEGIN)


def equipment_commands(year: int) -> Iterator[Command]:
    """Yield the uses of a year: the first item all year, the others shorter, together the year's total."""
    units, days = EQUIPMENT[year]
    whole_year = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    each, more = divmod(days - whole_year, units - 1)
    stage = "deployed" if date(year, 1, 1) <= REPORTED_UNTIL else "agreed"
    yield from used(1, stage, "POSEIDON", date(year, 1, 1), whole_year)
    for n in range(2, units + 1):
        first = date(year, 1, 15) + A_DAY * (n % 4) * 70
        yield from used(n, stage, SHORT_TERM_POSTS[n % 5][0], first, each + (n == 2) * more)
    if year == 2024:
        key = {"item": item_code(1), "stage": "down"}
        yield Put("equipment_days", key, {}, date(year, 4, 2))
        yield Clear("equipment_days", key, date(year, 4, 6))


def used(number: int, stage: str, operation: str, first: date, days: int) -> Iterator[Command]:
    key = {"item": item_code(number), "stage": stage}
    yield Put("equipment_days", key, {"operation": operation}, first)
    yield Clear("equipment_days", key, first + A_DAY * days)


def commitments(year: int) -> Iterator[Command]:
    """Yield the annex's share, and the lists proposed and agreed in the year before."""
    for category, heads in ANNEX_HEADS.items():
        days_each = {2: None, 3: SHORT_TERM_DAYS_EACH, 4: RESERVE_STAY}[category]
        values = {"heads": heads[year], "days_each": days_each, "source": INFERRED}
        key = {"category": category, "year": year}
        yield Put("commitment", {**key, "basis": "annex"}, values, BEGIN)
        if category == 3:
            listed = {**values, "source": INVENTED}
            yield Put("commitment", {**key, "basis": "proposed"}, listed, date(year - 1, 6, 20))
            yield Put("commitment", {**key, "basis": "agreed"}, listed, date(year - 1, 11, 25))


def rules() -> Iterator[Command]:
    people = {
        "text_lv": "Personu skaits reiz kalendāra dienas, abas galējās dienas ieskaitot, gada robežās;"
        " ceļa dienas atsevišķi. Vieta skaitās, kā izvietota; kamēr tikai saskaņota — kā plānota.",
        "text_en": "Heads times calendar days, both ends included, within the year; days of travel beside."
        " A slot counts as deployed; while it is only agreed, as planned.",
    }
    common = {"stages": ["deployed", "agreed"], "travel_days": False, "limit_months": 4}
    for code, categories in (("K3", [3, 4]), ("K5", [2])):
        rule = {"version": 1, "rule": "person_days", "parameters": {**common, "categories": categories}}
        yield Put("definition", {"indicator": code}, {**rule, **people}, BEGIN)
    equipment = {
        "version": 1,
        "rule": "equipment_days",
        "parameters": {"stages": ["deployed", "agreed"], "downtime_counts": True},
        "text_lv": "Vienības ar vismaz vienu dienu gadā un to dienas kopā; dīkstāves dienas skaitās.",
        "text_en": "Items with at least one day in the year and their days together; downtime counts.",
    }
    yield Put("definition", {"indicator": "K4"}, equipment, BEGIN)
    baselines = {
        "K1": ("52.33", None),
        "K2": ("43", None),
        "K3": ("13404", None),
        "K4": ("2195", 29),
        "K5": ("2902", None),
    }
    for code, (value, units) in baselines.items():
        values = {"year": 2021, "value": value, "units": units, "source": STRATEGY}
        yield Put("baseline", {"indicator": code}, values, BEGIN)
    note = "Žurnāls izdomāts, gadu summas ir stratēģijas. / Invented log with the strategy's totals."
    for code in ("K3", "K4", "K5"):
        yield Put("indicator_note", {"indicator": code}, {"text": note}, BEGIN)


DIRECTION = ("Valsts robežas drošība", "Security of the state border")
# code: names, responsible, involved, due, state, figures
TASKS = (
    (
        "U1",
        "Izbūvēt infrastruktūru gar ārējo sauszemes robežu",
        "Build the infrastructure along the external land border",
        "IeM, VRS, NVA",
        "VNI, uzraudzības komiteja",
        date(2024, 12, 31),
        "under_way",
        ("K1",),
    ),
    (
        "U2",
        "Aprīkot ārējo sauszemes robežu ar savstarpēji integrētiem novērošanas līdzekļiem",
        "Equip the external land border with mutually integrated surveillance means",
        "VRS, NVA",
        "LVRTC",
        date(2027, 12, 31),
        "under_way",
        ("K2",),
    ),
    (
        "U3",
        "Piedalīties Frontex pastāvīgajā korpusā ar 2., 3. un 4. kategorijas personālu",
        "Take part in the Frontex standing corps with staff of categories 2, 3 and 4",
        "VRS",
        "Valsts policija",
        date(2027, 12, 31),
        "under_way",
        ("K3", "K5"),
    ),
    (
        "U4",
        "Piedalīties Frontex operācijās ar tehnisko aprīkojumu",
        "Take part in Frontex operations with technical equipment",
        "VRS",
        "Valsts policija",
        date(2027, 12, 31),
        "under_way",
        ("K4",),
    ),
)


def tasks() -> Iterator[Command]:
    yield Add("direction", "D2", {**named(DIRECTION), "order": 1})
    for order, (code, name_lv, name_en, responsible, involved, due, status, figures) in enumerate(
        TASKS, start=1
    ):
        values = {
            "direction": "D2",
            "responsible": responsible,
            "involved": involved,
            "due": due,
            "order": order,
        }
        yield Add("task", code, {**named((name_lv, name_en)), **values})
        yield Put("task_state", {"task": code}, {"status": status, "evidence": "", "note": INVENTED}, BEGIN)
        for figure in figures:
            yield Put("task_indicator", {"task": code, "indicator": figure}, {"bearing": STRATEGY}, BEGIN)


def told() -> Iterator[Command]:
    """Yield series that are told and not counted: land units with the State's title, as published."""
    series = {"Z1": ("LV-RU", 328), "Z2": ("LV-BY", 158)}
    for order, (code, (route, value)) in enumerate(series.items(), start=10):
        names = {
            "name_lv": f"Zemes vienības ar valsts īpašumtiesībām, {route}",
            "name_en": f"Land units with the State's title, {route}",
        }
        source = "iem.gov.lv/lv/statistika-2"
        yield Add(
            "indicator", code, {**names, "unit": "zv", "order": order, "responsible": "IeM", "source": source}
        )
        rule = {
            "version": 1,
            "rule": "told",
            "parameters": {},
            "text_lv": "Publicēta vērtība.",
            "text_en": "As published.",
        }
        yield Put("definition", {"indicator": code}, rule, BEGIN)
        values = {"value": value, "source": source, "evidence": "2018.–2022. gada rādītāju pārskats"}
        yield Put("observation", {"indicator": code}, values, BEGIN)
