import hashlib
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.geo.errors import FactError, NotPermitted
from apps.indicators.models import Snapshot
from apps.indicators.snapshot_difference import difference
from apps.indicators.snapshots import content_of, take, take_monthly, verify
from apps.indicators.tasks import seal_last_month
from apps.ledger.chain import canonical_json
from apps.ledger.commands import Add, Put
from tests.deployments.log import add_lists, item, item_days, log, slot_days, slot_with_days
from tests.factories import BEGIN, KM, add_codes, add_route, named, person, put_work, record, require

pytestmark = pytest.mark.django_db

SPRING, AUTUMN = date(2024, 3, 31), date(2024, 9, 30)


@pytest.fixture(autouse=True)
def register():
    add_route("LV-RU", km=10)
    add_codes("strip")
    add_lists()
    rules = {
        "K1": {"rule": "built_share", "parameters": {"elements": ["strip"]}},
        "K3": {"rule": "person_days", "parameters": {"categories": [3, 4]}},
    }
    for code, rule in rules.items():
        record(Add("indicator", code, named(code)))
        record(Put("definition", {"indicator": code}, {"version": 1, **rule}, BEGIN))
    record(Add("exclusion_reason", "river", named("river")))
    record(require(0, 10, "strip"), built(0, 4))
    log(*slot_with_days("A", date(2024, 2, 1), date(2024, 4, 30), category=3))


def built(from_km: float, to_km: float, start: date = BEGIN, status: str = "built") -> Put:
    return put_work(from_km, to_km, status, start, element="strip")


def seal(day: date) -> Snapshot:
    return take(as_of=day, by=person("planner"))


def psql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_snapshot_keeps_figures_definitions_ledger_and_the_metres_behind():
    content = content_of(seal(SPRING))
    assert content["ledger"]["number"] == Snapshot.objects.get().ledger_number
    assert [one["version"] for one in content["definitions"]] == [1, 1]
    assert content["measures"]["K1"]["LV-RU"]["counted"] == [[0, 4 * KM]]
    assert content["slots"] == [["A", 3, 29 + 31, False]]
    totals = {one["code"]: one["value"] for one in content["figures"] if one["route"] is None}
    assert totals == {"K1": "40.0000", "K3": "60.0000"}


def test_a_snapshot_seals_the_items_behind_a_count_of_equipment():
    log(item("E1"), item_days("E1", date(2024, 2, 1), date(2024, 2, 10)))
    log(item("E2"), item_days("E2", date(2024, 3, 1), date(2024, 3, 5), stage="agreed"))
    assert content_of(seal(SPRING))["items"] == [["E1", 10, False], ["E2", 5, True]]


def test_what_was_sealed_before_items_were_is_made_again_as_it_was_and_compared():
    log(item("E1"), item_days("E1", date(2024, 2, 1), date(2024, 2, 10)))
    sealed = seal(SPRING)
    content = content_of(sealed)
    del content["items"]
    as_before = canonical_json({**content, "format": 1})
    psql("ALTER TABLE indicators_snapshot DISABLE TRIGGER snapshot_sealed")
    Snapshot.objects.update(content=as_before, sha256=hashlib.sha256(as_before).hexdigest())
    psql("ALTER TABLE indicators_snapshot ENABLE TRIGGER snapshot_sealed")
    sealed.refresh_from_db()
    assert verify(sealed) is None
    log(item_days("E1", date(2024, 5, 1), date(2024, 5, 4)))
    [one] = difference(sealed, seal(AUTUMN)).items
    assert (one.item, one.before, one.known_later, one.after) == ("E1", 10, 10, 14)


def test_it_verifies_after_the_register_has_moved_on():
    sealed = seal(SPRING)
    record(built(4, 9), reason="more")
    record(built(0, 1, status="cleared"), kind="correct")
    log(slot_days("A", date(2024, 2, 1), date(2024, 2, 10), heads=5))
    assert verify(sealed) is None
    assert content_of(seal(SPRING)) != content_of(sealed)


def test_standing_at_an_earlier_number_leaves_no_trace():
    sealed = seal(SPRING)
    record(built(4, 9))
    verify(sealed)
    assert content_of(seal(SPRING))["measures"]["K1"]["LV-RU"]["counted"] == [[0, 9 * KM]]


@pytest.mark.parametrize(
    "statement", ["UPDATE indicators_snapshot SET reason = 'x'", "DELETE FROM indicators_snapshot"]
)
def test_the_database_lets_nobody_change_a_snapshot(statement):
    seal(SPRING)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        psql(statement)


def test_a_tampered_snapshot_does_not_verify():
    sealed = seal(SPRING)
    psql("ALTER TABLE indicators_snapshot DISABLE TRIGGER snapshot_sealed")
    psql("UPDATE indicators_snapshot SET content = content || ' '")
    psql("ALTER TABLE indicators_snapshot ENABLE TRIGGER snapshot_sealed")
    sealed.refresh_from_db()
    assert verify(sealed).where == "sha256"


def test_a_rewritten_ledger_does_not_verify():
    sealed = seal(SPRING)
    psql(
        "UPDATE ledger_operation SET after = replace(after::text, '400000', '500000')::jsonb"
        " WHERE target = 'work' AND to_cm = 400000"
    )
    psql("UPDATE ledger_operation SET to_cm = 500000 WHERE target = 'work' AND to_cm = 400000")
    assert verify(sealed).where.startswith("figures[")


def test_each_month_is_sealed_once():
    assert take_monthly(by=person("planner"), day=date(2024, 7, 15)).as_of == date(2024, 6, 30)
    assert take_monthly(by=person("planner"), day=date(2024, 7, 31)) is None


def test_the_scheduled_task_seals_the_last_month_and_may_run_twice():
    seal_last_month()
    seal_last_month()
    [sealed] = Snapshot.objects.all()
    assert (sealed.kind, (sealed.as_of + timedelta(days=1)).day) == ("monthly", 1)
    assert settings.CELERY_BEAT_SCHEDULE["snapshot of the month"]["task"] == seal_last_month.name


def test_who_only_reads_seals_nothing():
    with pytest.raises(NotPermitted):
        take(as_of=SPRING, by=person("viewer"))


def test_a_reason_with_a_personal_code_is_refused():
    with pytest.raises(FactError) as refused:
        take(as_of=SPRING, by=person("planner"), reason="for 010190-12345")
    assert refused.value.where == "reason"


@pytest.mark.parametrize("reason", ["x" * 301, "a\0b"])
def test_a_reason_that_cannot_be_kept_is_refused_with_its_field(reason):
    with pytest.raises(FactError) as refused:
        take(as_of=SPRING, by=person("planner"), reason=reason)
    assert (refused.value.where, Snapshot.objects.count()) == ("reason", 0)


def metres(found, code="K1") -> dict:
    [figure] = [one for one in found.figures if one.code == code]
    return {(one.why, one.counts_now): one.metres.pairs() for one in figure.metres}


def test_a_difference_tells_new_damaged_repaired_corrected_and_remeasured():
    record(built(0, 1, date(2024, 2, 1), "cleared"))
    earlier = seal(SPRING)
    record(built(0, 1, date(2024, 5, 1)), reason="repaired after the flood")
    record(built(3, 4, date(2024, 6, 1), "cleared"), reason="the flood")
    record(built(6, 7, date(2024, 7, 1)), reason="new")
    record(put_work(8, 9, "built", date(2023, 1, 1), element="strip"), kind="correct", reason="found")
    river = Put(
        "exclusion", {"route": "LV-RU", "indicator": "K1"}, {"reason": "river"}, date(2024, 8, 1),
        from_cm=2 * KM, to_cm=3 * KM,
    )  # fmt: skip
    record(river)
    found = difference(seal(AUTUMN), earlier)
    assert metres(found) == {
        ("repaired", True): [(0, 1 * KM)],
        ("damaged", False): [(3 * KM, 4 * KM)],
        ("new", True): [(6 * KM, 7 * KM)],
        ("corrected", True): [(8 * KM, 9 * KM)],
        ("remeasured", False): [(2 * KM, 3 * KM)],
    }


def test_the_reasons_add_up_to_the_difference():
    earlier = seal(SPRING)
    record(built(4, 9, date(2024, 5, 1)), built(0, 2, date(2024, 6, 1), "cleared"))
    later = seal(AUTUMN)
    [figure] = [one for one in difference(earlier, later).figures if one.code == "K1"]
    change = sum((1 if one.counts_now else -1) * one.metres.length_cm for one in figure.metres)
    lengths = [content_of(one)["figures"][0]["numerator_cm"] for one in (earlier, later)]
    assert change == lengths[1] - lengths[0] == 3 * KM


def test_days_are_corrected_or_new():
    earlier = seal(SPRING)
    log(slot_days("A", date(2024, 2, 1), date(2024, 2, 10), heads=3))
    found = difference(earlier, seal(AUTUMN))
    [figure] = [one for one in found.figures if one.code == "K3"]
    assert (figure.before, figure.corrected, figure.new) == ("60.0000", 20, 30)
    assert [(one.slot, one.before, one.known_later, one.after) for one in found.slots] == [("A", 60, 80, 110)]


def test_units_of_equipment_are_corrected_or_new_beside_their_days():
    record(Add("indicator", "K4", named("K4")))
    record(Put("definition", {"indicator": "K4"}, {"version": 1, "rule": "equipment_days"}, BEGIN))
    log(item("E1"), item_days("E1", date(2024, 2, 1), date(2024, 4, 30)))
    earlier = seal(SPRING)
    log(item("E2"), item_days("E2", date(2024, 3, 1), date(2024, 3, 10)))
    log(item("E3"), item_days("E3", date(2024, 9, 1), date(2024, 9, 5)))
    found = difference(earlier, seal(AUTUMN))
    [figure] = [one for one in found.figures if one.code == "K4"]
    assert (figure.before, figure.after) == ("60.0000", "105.0000")
    assert (figure.units.before, figure.units.after) == (1, 3)
    assert (figure.units.corrected, figure.units.new) == (1, 1)
    assert [(one.item, one.before, one.known_later, one.after) for one in found.items] == [
        ("E1", 60, 60, 90),
        ("E2", 0, 10, 10),
        ("E3", 0, 0, 5),
    ]


def test_a_count_of_days_begins_anew_each_year():
    record(Add("indicator", "K4", named("K4")))
    record(Put("definition", {"indicator": "K4"}, {"version": 1, "rule": "equipment_days"}, BEGIN))
    log(item("E1"), item_days("E1", date(2024, 2, 1), date(2024, 4, 30)))
    earlier = seal(date(2024, 12, 31))
    log(slot_days("A", date(2024, 2, 1), date(2024, 2, 10), heads=3))
    log(*slot_with_days("B", date(2025, 1, 1), date(2025, 1, 31), category=3))
    found = difference(earlier, seal(date(2025, 1, 31)))
    days, items = (next(one for one in found.figures if one.code == code) for code in ("K3", "K4"))
    assert (days.began_anew, days.before, days.after) == (True, "90.0000", "31.0000")
    assert (days.corrected, days.new) == (20, None)
    assert (items.began_anew, items.units.new, items.units.corrected) == (True, None, 0)
    assert [(one.slot, one.before, one.known_later, one.after) for one in found.slots] == [
        ("A", 90, 110, None)
    ]
    assert found.items == []


def test_the_slots_of_a_snapshot_are_counted_by_the_rule_of_its_figure():
    log(slot_days("A", date(2024, 1, 30), date(2024, 1, 31), travel=True))
    rule = {"version": 2, "rule": "person_days", "parameters": {"categories": [3], "travel_days": True}}
    record(Put("definition", {"indicator": "K3"}, rule, date(2024, 1, 1)), reason="travel counts")
    content = content_of(seal(SPRING))
    [total] = [one["value"] for one in content["figures"] if (one["code"], one["route"]) == ("K3", None)]
    assert content["slots"] == [["A", 3, 2 + 29 + 31, False]]
    assert float(total) == 62
    assert verify(Snapshot.objects.get()) is None


def test_the_command_takes_lists_verifies_and_compares(capsys):
    call_command("snapshot", "--as-of", "2024-03-31")
    call_command("snapshot", "--as-of", "2024-09-30")
    first, second = (str(one.uid) for one in Snapshot.objects.order_by("pk"))
    call_command("snapshot", "list")
    call_command("snapshot", "verify", first[:8], "--lang", "en")
    call_command("snapshot", "verify", first[:8], "--lang", "lv")
    call_command("snapshot", "difference", first, second)
    out = capsys.readouterr().out
    assert f"{first} holds" in out and f"{first} atbilst" in out
    assert "K3  60.0000 → 90.0000" in out


def test_the_command_tells_that_a_count_began_anew(capsys):
    call_command("snapshot", "--as-of", "2024-12-31")
    log(slot_days("A", date(2024, 3, 1), date(2024, 3, 1), heads=2))
    call_command("snapshot", "--as-of", "2025-01-31")
    call_command("snapshot", "difference", *(str(one.uid) for one in Snapshot.objects.order_by("pk")))
    out = capsys.readouterr().out
    assert "    the count began anew on 1 January 2025" in out
    assert "slot A  90 days (91 as known later)" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"],
        ["verify", "nothing"],
        ["--as-of", "soon"],
        ["difference", "a"],
        ["--reason", "for 010190-12345"],
        ["--by", "planer"],
    ],
)
def test_the_command_refuses_what_it_cannot_do(arguments):
    with pytest.raises(CommandError):
        call_command("snapshot", *arguments)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("action", ["take", "monthly"])
def test_a_misspelt_name_makes_no_account(action):
    with pytest.raises(CommandError, match="planer"):
        call_command("snapshot", action, "--by", "planer")
    assert not User.objects.filter(username="planer").exists()


def test_a_snapshot_is_taken_by_the_account_that_is_named():
    planner = person("planner")
    call_command("snapshot", "--by", planner.username)
    assert Snapshot.objects.get().made_by == planner.display_name
