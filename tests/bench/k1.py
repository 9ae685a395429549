"""K1 from the register's tables, beside what geometry, multiranges and a bare scan of the same rows take."""

import numpy as np
import shapely
from django.conf import settings
from django.db import connection, transaction
from numpy.typing import NDArray

from apps.geo.measures import intersection, union
from apps.indicators.built import ElementProgress
from apps.indicators.figures import behind, figures
from tests.bench.border import AS_OF, BEGIN, ELEMENTS, Works, lay_codes, shapes, works
from tests.bench.databases import fresh_copy, vacuum
from tests.bench.timing import Timing, goal, ratio, say, tell, timed, title

GRID_M = 0.001
SIZES = (1_000, 100_000, 1_000_000)
GEOMETRY_SIZES = (1_000, 10_000)
GEOMETRY_SIZES_FULL = (1_000, 10_000, 100_000)
MOST_FOR_INTERSECTIONS = 1_000

FLOOR = """
SELECT sum(to_cm - from_cm) FROM construction_work
WHERE status_id = ANY(%(counted)s) AND valid @> %(day)s::date
"""
MULTIRANGES = """
WITH built AS (
  SELECT w.route_id, range_agg(w.extent) AS metres FROM construction_work w
  WHERE w.status_id = ANY(%(counted)s) AND w.valid @> %(day)s::date GROUP BY w.route_id, w.element_id
), every_element AS (
  SELECT route_id, range_intersect_agg(metres) AS metres FROM built
  GROUP BY route_id HAVING count(*) = %(elements)s
), kept AS (
  SELECT metres - coalesce((SELECT range_agg(extent) FROM border_exclusion x WHERE x.route_id = e.route_id
                            AND x.valid @> %(day)s::date), '{}') AS metres FROM every_element e
)
SELECT sum(upper(piece) - lower(piece)) FROM kept, unnest(metres) piece
"""
UNION_OF_EACH = """
SELECT sum(length) FROM (SELECT ST_Length(ST_Union(geom, %(grid)s)) AS length FROM bench_shape GROUP BY {by}) s
"""
INTERSECTIONS = """
WITH built AS (SELECT route, element, ST_Union(geom, %(grid)s) AS geom FROM bench_shape GROUP BY route, element),
two AS (
  SELECT a.route, ST_CollectionExtract(ST_Intersection(a.geom, b.geom, %(grid)s), 2) AS geom
  FROM built a JOIN built b USING (route) WHERE (a.element, b.element) = (%(first)s, %(second)s)
)
SELECT sum(ST_Length(ST_Intersection(two.geom, c.geom, %(grid)s)))
FROM two JOIN built c USING (route) WHERE c.element = %(third)s
"""


def run(*, full: bool) -> None:
    geometry_sizes = GEOMETRY_SIZES_FULL if full else GEOMETRY_SIZES
    ours: dict[int, Timing] = {}
    floors: dict[int, Timing] = {}
    for count in sorted({*SIZES, *geometry_sizes}):
        title(f"K1, {count:,} works on 456.5 km, all valid on the day and counted as built")
        with fresh_copy():
            some = lay_works(count)
            ours[count] = measure_ours(count)
            floors[count] = measure_floor(count)
            if count in geometry_sizes:
                measure_geometry(some, ours[count])
    title("K1, goals")
    goal("K1 at 10^5 against the index-only scan (c)", ratio(ours[100_000], floors[100_000]), 3)
    say(f"K1 grows {ratio(ours[1_000_000], ours[100_000]):.1f} × from 10^5 to 10^6")
    if not full:
        say("(a) and (b) at 10^5 take minutes: `make bench ARGS='k1 --full'` runs them, once each")


def lay_works(count: int) -> list[Works]:
    """Fill the table of works. The guard against overlaps costs time on writing, none on reading: it is left out."""
    lay_codes()
    some = works(count)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE construction_work DROP CONSTRAINT work_one_fact")
        ids = {
            table: ids_of(table)
            for table in ("border_route", "construction_element", "construction_workstatus")
        }
        columns = "route_id, element_id, status_id, from_cm, to_cm, valid, note"
        with cursor.copy(f"COPY construction_work ({columns}) FROM STDIN") as copy:
            for one in some:
                route, element = ids["border_route"][one.route], ids["construction_element"][one.element]
                for n, (from_cm, to_cm) in enumerate(
                    zip(one.from_cm.tolist(), one.to_cm.tolist(), strict=True)
                ):
                    status = ids["construction_workstatus"]["accepted" if n % 3 == 0 else "built"]
                    copy.write_row((route, element, status, from_cm, to_cm, f"[{BEGIN},)", ""))
    vacuum()
    return some


def ids_of(table: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT code, id FROM {table}")  # noqa: S608 a table of ours
        return dict(cursor.fetchall())


def counted() -> dict:
    statuses = ids_of("construction_workstatus")
    return {"counted": [statuses["built"], statuses["accepted"]], "day": AS_OF, "elements": len(ELEMENTS)}


def k1_cm() -> int:
    return next(figure for figure in figures(as_of=AS_OF, code="K1") if figure.route is None).numerator_cm


def measure_ours(count: int) -> Timing:
    found = timed(k1_cm, runs=15)
    tell("K1 by the register (figures, all its queries)", found, f"{found.answer / 100_000:,.5f} km")
    exact = timed(lambda: answer(MULTIRANGES, counted()), runs=3, warm=0)
    tell("the same by multiranges in SQL", exact, f"{ratio(exact, found):.1f} × ours")
    say(f"difference to the multiranges: {found.answer - exact.answer} cm")
    if found.answer != exact.answer:
        raise AssertionError(f"K1 at {count} events is {found.answer} cm, multiranges say {exact.answer} cm")
    return found


def measure_floor(count: int) -> Timing:
    """Time the bare scan of the rows that K1 reads, by the index alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + FLOOR, counted())
        plan = next(line.strip() for (line,) in cursor.fetchall() if "Scan" in line)
        found = timed(lambda: answer(FLOOR, counted()), runs=15)
    tell("(c) the same rows by an index-only scan", found, plan.split("  ")[0].removeprefix("->").strip())
    if "Index Only Scan" not in plan:
        raise AssertionError(f"not an index-only scan: {plan}")
    return found


def measure_geometry(some: list[Works], ours: Timing) -> None:
    """Time unions of stored shapes, which is less than K1: no requirement, no exclusion, no intersection."""
    drawn = {(one.route, one.element): shapes(one) for one in some}
    store_shapes(drawn)
    count = sum(len(one.from_cm) for one in some)
    runs = 1 if count > 10_000 else 3
    by_element, by_route = built_cm()
    unions = timed(lambda: answer(UNION_OF_EACH.format(by="route"), {"grid": GRID_M}), runs=runs, warm=0)
    tell("(a) ST_Union(geom, 0.001) of each route", unions, against(ours, unions, unions.answer, by_route))
    apart = timed(
        lambda: answer(UNION_OF_EACH.format(by="route, element"), {"grid": GRID_M}), runs=runs, warm=0
    )
    tell("(a) ST_Union(geom, 0.001) of each element", apart, against(ours, apart, apart.answer, by_element))
    in_memory = timed(lambda: union_all_m(drawn), runs=runs, warm=0)
    tell(
        "(b) shapely union_all of each route, no grid",
        in_memory,
        against(ours, in_memory, in_memory.answer, by_route),
    )
    if abs(apart.answer * 100 - by_element) > allowed_cm(count):
        raise AssertionError(f"(a) is off by more than its grid allows, {allowed_cm(count)} cm")
    if count <= MOST_FOR_INTERSECTIONS:
        measure_intersections(ours)
    if count == 100_000:
        goal("K1 at 10^5 against (a)", ratio(unions, ours), 250, at_most=False)
        goal(
            "K1 at 10^5 against (a) of each element, where no shapes overlap",
            ratio(apart, ours),
            250,
            at_most=False,
        )


def against(ours: Timing, theirs: Timing, length_m: float, wanted_cm: int) -> str:
    off_cm = length_m * 100 - wanted_cm
    return (
        f"{ratio(theirs, ours):,.0f} × ours; {wanted_cm / 100_000:,.5f} km by the register, {off_cm:+,.2f} cm"
    )


def union_all_m(drawn: dict[tuple[str, str], NDArray]) -> float:
    of_route = {route: [lines for (code, _), lines in drawn.items() if code == route] for route, _ in drawn}
    return sum(shapely.union_all(np.concatenate(lines)).length for lines in of_route.values())


def measure_intersections(ours: Timing) -> None:
    """Time all of K1 but its exclusion by geometry. What it loses shows why no figure touches geometry."""
    first, second, third = ELEMENTS
    parameters = {"grid": GRID_M, "first": first, "second": second, "third": third}
    found = timed(lambda: answer(INTERSECTIONS, parameters), runs=1, warm=0)
    built = [[progress.built for progress in of_route] for of_route in elements()]
    wanted = sum(intersection(*sets).length_cm for sets in built)
    tell("(a) with ST_Intersection of three unions", found, against(ours, found, found.answer, wanted))


def elements() -> list[list[ElementProgress]]:
    return [list(share.elements.values()) for share in behind(as_of=AS_OF).values()]


def built_cm() -> tuple[int, int]:
    """Return what is built by the register: element by element, and where at least one is."""
    built = [[progress.built for progress in of_route] for of_route in elements()]
    by_element = sum(metres.length_cm for sets in built for metres in sets)
    return by_element, sum(union(*sets).length_cm for sets in built)


def allowed_cm(count: int) -> float:
    """Return how far a union on a grid may be off: each end of a work moves by at most half a grid cell's diagonal."""
    return 2 * count * GRID_M * 100 * 2**0.5 / 2


def store_shapes(drawn: dict[tuple[str, str], NDArray]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_shape (route text, element text, geom geometry(LineString, {settings.NATIONAL_SRID}))"
        )
        with cursor.copy("COPY bench_shape FROM STDIN") as copy:
            for (route, element), lines in drawn.items():
                located = shapely.set_srid(lines, settings.NATIONAL_SRID)
                for wkb in shapely.to_wkb(located, hex=True, include_srid=True).tolist():
                    copy.write_row((route, element, wkb))
    vacuum()


def answer(query: str, parameters: dict):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]
