from datetime import date, timedelta

import pytest
from rest_framework.test import APIClient

from apps.accounts.models import Grant
from apps.border.models import Route
from apps.construction.models import Work
from apps.geo.errors import Conflict, FactError, NotPermitted, StaleWrite
from apps.ledger import drafts, services
from apps.ledger.commands import Add, Amend, Remove
from apps.ledger.models import ChangeSet, IdempotencyKey
from apps.ledger.replay import verify
from tests.factories import BEGIN, person, put_work, record, require, small_register
from tests.ledger.test_api import body, client, error, operation, post

pytestmark = pytest.mark.django_db

URL = "/api/v1/change-sets/"


@pytest.fixture(autouse=True)
def register():
    small_register()


@pytest.fixture
def planner():
    return person("planner")


@pytest.fixture
def approver():
    return person("approver")


def draft(*commands, by=None, **options) -> ChangeSet:
    by = by or person("planner")
    return services.draft(commands=list(commands), by=by, reason="a draft", **options)


def stretches() -> list[tuple[int, int, str]]:
    rows = Work.objects.order_by("from_cm").values_list("from_cm", "to_cm", "status__code")
    return [(from_cm // 100_000, to_cm // 100_000, status) for from_cm, to_cm, status in rows]


def test_a_draft_of_two_operations_is_submitted_and_approved_by_another(planner, approver):
    change_set = draft(put_work(1, 2, "built"), put_work(3, 4, "cleared"))
    drafts.submit(change_set=change_set, by=planner)
    applied = drafts.approve(change_set=change_set, by=approver)
    assert (applied.state, applied.author, applied.approver) == ("applied", planner, approver)
    assert stretches() == [(1, 2, "built"), (3, 4, "cleared")]
    assert verify() is None


def test_nobody_approves_or_rejects_their_own(approver):
    admin = person("admin")
    change_set = draft(put_work(1, 2, "built"), by=admin)
    drafts.submit(change_set=change_set, by=admin)
    with pytest.raises(NotPermitted):
        drafts.approve(change_set=change_set, by=admin)
    with pytest.raises(NotPermitted):
        drafts.reject(change_set=change_set, by=admin, reason="mine")
    with pytest.raises(NotPermitted):
        services.apply(change_set=change_set, by=admin)
    assert stretches() == []


@pytest.mark.parametrize("role", ["viewer", "constructor", "contractor", "planner", "auditor"])
def test_only_an_approver_approves(role, planner):
    change_set = draft(put_work(1, 2, "built"))
    drafts.submit(change_set=change_set, by=planner)
    with pytest.raises(NotPermitted):
        drafts.approve(change_set=change_set, by=person(role, "somebody else"))


def test_a_layer_that_needs_four_eyes_is_not_written_by_one_person(settings, planner, approver):
    settings.FOUR_EYES_LAYERS = ["work"]
    with pytest.raises(NotPermitted) as refused:
        services.record(commands=[put_work(1, 2, "built")], by=person("admin"), reason="alone")
    assert refused.value.detail == {"four_eyes": ["work"]}
    change_set = draft(put_work(1, 2, "built"))
    with pytest.raises(NotPermitted):
        services.apply(change_set=change_set, by=person("admin"))
    drafts.submit(change_set=change_set, by=planner)
    drafts.approve(change_set=change_set, by=approver)
    assert stretches() == [(1, 2, "built")]


def test_the_second_person_of_a_loader_is_another_one_who_may_approve(settings):
    settings.FOUR_EYES_LAYERS = ["work"]
    admin = person("admin")
    for second in (admin, person("planner")):
        with pytest.raises(NotPermitted):
            services.record(commands=[put_work(1, 2, "built")], by=admin, reason="loaded", approver=second)
    record(put_work(1, 2, "built"))
    assert ChangeSet.objects.get(seq=3).approver.role == "approver"


def test_an_undo_of_what_needs_four_eyes_goes_by_a_draft(settings, planner, approver):
    applied = record(put_work(1, 2, "built"))
    settings.FOUR_EYES_LAYERS = ["work"]
    with pytest.raises(NotPermitted):
        services.undo(change_set=applied, by=planner, reason="alone")
    inverse = drafts.draft_undo(change_set=applied, by=planner, reason="built elsewhere")
    assert applied.undoing is None
    drafts.submit(change_set=inverse, by=planner)
    drafts.approve(change_set=inverse, by=approver)
    assert stretches() == []
    assert ChangeSet.objects.get(pk=applied.pk).undoing == inverse
    assert verify() is None


def test_a_drafted_undo_is_refused_where_later_sets_lie(planner):
    applied = record(put_work(1, 2, "built"))
    later = record(put_work(1, 2, "accepted"))
    with pytest.raises(Conflict) as refused:
        drafts.draft_undo(change_set=applied, by=planner, reason="too late")
    assert [one["number"] for one in refused.value.detail["later"]] == [later.seq]


def test_a_rejected_set_goes_back_with_its_reason_and_is_handed_in_again(planner, approver):
    change_set = draft(put_work(1, 2, "built"))
    drafts.submit(change_set=change_set, by=planner)
    rejected = drafts.reject(change_set=change_set, by=approver, reason="the wrong kilometre")
    assert rejected.state == "rejected"
    [said] = rejected.comments.all()
    assert (said.author, said.text, said.is_rejection) == (approver, "the wrong kilometre", True)
    drafts.withdraw(change_set=rejected, by=planner)
    drafts.submit(change_set=rejected, by=planner)
    assert drafts.approve(change_set=change_set_again(rejected), by=approver).seq == 3


def change_set_again(change_set: ChangeSet) -> ChangeSet:
    return ChangeSet.objects.get(pk=change_set.pk)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "a\0b", None])
def test_a_rejection_needs_a_reason(reason, planner, approver):
    change_set = draft(put_work(1, 2, "built"))
    drafts.submit(change_set=change_set, by=planner)
    with pytest.raises(FactError):
        drafts.reject(change_set=change_set, by=approver, reason=reason)
    assert change_set_again(change_set).state == "submitted"


STEPS = {
    "extend": lambda one, by: drafts.extend(
        change_set=one, commands=[put_work(8, 9, "built")], by=by, seen=2
    ),
    "drop": lambda one, by: drafts.drop(change_set=one, n=0, by=by),
    "rebase": lambda one, by: drafts.rebase(change_set=one, by=by),
    "submit": lambda one, by: drafts.submit(change_set=one, by=by),
    "withdraw": lambda one, by: drafts.withdraw(change_set=one, by=by),
    "reject": lambda one, by: drafts.reject(change_set=one, by=person("approver"), reason="no"),
    "approve": lambda one, by: drafts.approve(change_set=one, by=person("approver")),
    "comment": lambda one, by: drafts.comment(change_set=one, by=by, text="look"),
    "discard": lambda one, by: services.discard(change_set=one, by=by),
    "apply": lambda one, by: services.apply(change_set=one, by=by),
    "undo": lambda one, by: services.undo(change_set=one, by=by, reason="no"),
}
ALLOWED = {
    "draft": {"extend", "drop", "rebase", "submit", "comment", "discard", "apply"},
    "submitted": {"withdraw", "reject", "approve", "comment"},
    "rejected": {"withdraw", "comment"},
    "applied": {"undo"},
}


def in_state(state: str) -> ChangeSet:
    planner = person("planner")
    change_set = draft(put_work(1, 2, "built"), put_work(3, 4, "built"))
    if state == "applied":
        return services.apply(change_set=change_set, by=planner)
    if state != "draft":
        drafts.submit(change_set=change_set, by=planner)
    if state == "rejected":
        drafts.reject(change_set=change_set, by=person("approver"), reason="no")
    return change_set_again(change_set)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ALLOWED)
def test_each_state_allows_its_own_steps_and_no_others(state, step, planner):
    change_set = in_state(state)
    if step in ALLOWED[state]:
        STEPS[step](change_set, planner)
    else:
        with pytest.raises((Conflict, NotPermitted)):
            STEPS[step](change_set, planner)
        assert change_set_again(change_set).state == state


@pytest.mark.parametrize("step", ["extend", "drop", "rebase", "submit", "discard"])
def test_a_draft_is_changed_by_its_author_only(step):
    change_set = draft(put_work(1, 2, "built"), put_work(3, 4, "built"))
    with pytest.raises(NotPermitted):
        STEPS[step](change_set, person("planner", "another planner"))


def test_what_is_added_to_a_draft_meets_what_the_draft_would_leave(planner):
    change_set = draft(put_work(1, 3, "built"))
    drafts.extend(change_set=change_set, commands=[put_work(2, 3, "accepted")], by=planner, seen=2)
    added = change_set.operations.get(n=1)
    assert added.before[0][4]["status"] == "built"
    services.apply(change_set=change_set, by=planner)
    assert stretches() == [(1, 2, "built"), (2, 3, "accepted")]
    assert verify() is None


def test_what_is_added_is_refused_where_its_author_had_not_seen_the_register(planner):
    change_set = draft(put_work(1, 2, "built"))
    record(put_work(5, 6, "cleared"))
    with pytest.raises(StaleWrite):
        drafts.extend(change_set=change_set, commands=[put_work(5, 6, "built")], by=planner, seen=2)
    drafts.extend(change_set=change_set, commands=[put_work(5, 6, "built")], by=planner, seen=3)
    services.apply(change_set=change_set, by=planner)
    assert stretches() == [(1, 2, "built"), (5, 6, "built")]


def test_an_operation_is_dropped_unless_a_later_one_stands_on_it(planner):
    change_set = draft(put_work(1, 3, "built"), put_work(2, 3, "accepted"), put_work(5, 6, "built"))
    with pytest.raises(Conflict):
        drafts.drop(change_set=change_set, n=0, by=planner)
    assert change_set.operations.count() == 3
    drafts.drop(change_set=change_set, n=1, by=planner)
    drafts.drop(change_set=change_set, n=0, by=planner)
    with pytest.raises(FactError):
        drafts.drop(change_set=change_set, n=0, by=planner)
    services.apply(change_set=change_set, by=planner)
    assert stretches() == [(5, 6, "built")]


def test_an_applied_set_has_no_gaps_and_its_operations_are_counted(planner):
    change_set = draft(put_work(1, 2, "built"), put_work(3, 4, "built"), put_work(5, 6, "built"))
    drafts.drop(change_set=change_set, n=1, by=planner)

    def counted() -> int:
        return ChangeSet.objects.with_operation_count().get(pk=change_set.pk).operation_count

    assert counted() == 2
    services.apply(change_set=change_set, by=planner)
    assert list(change_set.operations.values_list("n", flat=True)) == [0, 1]
    assert counted() == 2
    assert verify() is None


def test_an_empty_draft_is_neither_submitted_nor_applied(planner):
    change_set = draft(put_work(1, 2, "built"))
    drafts.drop(change_set=change_set, n=0, by=planner)
    for step in ("submit", "apply"):
        with pytest.raises(Conflict):
            STEPS[step](change_set, planner)


def test_rebasing_takes_out_what_collides_and_what_stood_on_it(planner):
    change_set = draft(put_work(1, 3, "built"), put_work(2, 3, "accepted"), put_work(5, 6, "built"))
    record(put_work(1, 1.5, "cleared"))
    with pytest.raises(StaleWrite):
        drafts.submit(change_set=change_set, by=planner)
    collided = drafts.rebase(change_set=change_set, by=planner)
    assert [change.box.from_cm for change in collided] == [100_000, 200_000]
    drafts.submit(change_set=change_set, by=planner)
    drafts.approve(change_set=change_set_again(change_set), by=person("approver"))
    assert Work.objects.filter(status__code="built").get().from_cm == 500_000
    assert verify() is None


def test_rebasing_keeps_everything_where_nothing_collides(planner):
    change_set = draft(put_work(1, 3, "built"))
    record(put_work(4, 5, "cleared"))
    assert drafts.rebase(change_set=change_set, by=planner) == []
    assert change_set_again(change_set).base_seq == 3


def test_a_set_that_was_overtaken_while_it_waited_is_not_approved(planner, approver):
    change_set = draft(put_work(1, 2, "built"))
    drafts.submit(change_set=change_set, by=planner)
    record(put_work(1, 2, "cleared"), reason="got there first")
    with pytest.raises(StaleWrite) as stale:
        drafts.approve(change_set=change_set, by=approver)
    assert stale.value.detail["later"][0]["reason"] == "got there first"
    assert change_set_again(change_set).state == "submitted"


def test_rights_that_were_taken_while_a_set_waited_stop_it(planner, approver):
    change_set = draft(put_work(1, 2, "built"))
    drafts.submit(change_set=change_set, by=planner)
    planner.role = "viewer"
    planner.save()
    with pytest.raises(NotPermitted):
        drafts.approve(change_set=change_set, by=approver)


def test_an_auditor_cannot_even_comment():
    with pytest.raises(NotPermitted):
        drafts.comment(change_set=draft(put_work(1, 2, "built")), by=person("auditor"), text="hm")


# ---- grants


def grant(user, from_km: float, to_km: float, target: str = "work", until: date | None = None) -> Grant:
    return Grant.objects.create(
        user=user,
        target=target,
        route=Route.objects.get(code="LV-RU"),
        from_cm=from_km * 100_000,
        to_cm=to_km * 100_000,
        until=until,
        given_by=person("admin"),
    )


def test_a_contractor_writes_on_granted_stretches_only():
    contractor = person("contractor")
    grant(contractor, 1, 2)
    grant(contractor, 2, 3)
    record(put_work(1, 3, "built"), by=contractor)
    for from_km, to_km in ((0.5, 1.5), (2.5, 3.00001), (4, 5)):
        with pytest.raises(NotPermitted) as refused:
            record(put_work(from_km, to_km, "built"), by=contractor)
        assert refused.value.where == "operations[0].from_km"
    assert stretches() == [(1, 3, "built")]


def test_a_contractor_without_a_grant_writes_nothing():
    with pytest.raises(NotPermitted):
        record(put_work(1, 2, "built"), by=person("contractor"))


def test_a_grant_is_for_its_layer_and_until_its_day():
    planner = person("planner", "bounded planner", bounded=True)
    grant(planner, 0, 10, "land_right")
    grant(planner, 0, 10, "work", until=date.today() - timedelta(days=2))
    with pytest.raises(NotPermitted):
        record(put_work(1, 2, "built"), by=planner)
    grant(planner, 0, 10, "*")
    record(put_work(1, 2, "built"), by=planner)


def test_a_granted_stretch_opens_nothing_that_lies_on_no_stretch():
    constructor = person("constructor", "bounded constructor", bounded=True)
    grant(constructor, 0, 1, "*")
    name = {"name_lv": "Cita", "name_en": "Another", "kind": "works"}
    applied = record(Add("lot", "B-1", name))
    for command in (Amend("lot", "B-1", {"name_en": "mine"}), Remove("lot", "B-1"), Add("lot", "B-2", name)):
        for write in (record, draft):
            with pytest.raises(NotPermitted) as refused:
                write(command, by=constructor)
            assert refused.value.where == "operations[0].target"
    with pytest.raises(NotPermitted):
        services.undo(change_set=applied, by=constructor, reason="no")


def test_a_grant_gives_no_layer_that_the_role_does_not_have():
    contractor = person("contractor")
    grant(contractor, 0, 10, "*")
    with pytest.raises(NotPermitted) as refused:
        record(require(1, 2), by=contractor)
    assert refused.value.where == "operations[0].target"


def test_grants_hold_for_drafts_applying_and_undoing_as_well():
    contractor = person("contractor")
    given = grant(contractor, 1, 2)
    applied = record(put_work(1, 2, "built"), by=contractor)
    waiting = draft(put_work(1, 2, "cleared"), by=contractor)
    given.delete()
    for write in (
        lambda: draft(put_work(1, 2, "cleared"), by=contractor),
        lambda: services.apply(change_set=waiting, by=contractor),
        lambda: drafts.submit(change_set=waiting, by=contractor),
        lambda: services.undo(change_set=applied, by=contractor, reason="no"),
    ):
        with pytest.raises(NotPermitted):
            write()


def test_somebody_who_is_locked_writes_nothing():
    planner = person("planner")
    planner.is_active = False
    with pytest.raises(NotPermitted):
        record(put_work(1, 2, "built"), by=planner)


# ---- over HTTP


def test_a_set_goes_through_review_over_http():
    planner, approver = client("planner"), client("approver")
    uid = post(planner, body(state="draft")).json()["uid"]
    extended = post(planner, {"operations": [operation(from_km=5, to_km=6)]}, f"{URL}{uid}/operations/")
    assert [one["n"] for one in extended.json()["operations"]] == [0, 1]
    assert planner.delete(f"{URL}{uid}/operations/0/").status_code == 200
    assert planner.post(f"{URL}{uid}/submit/").json()["state"] == "submitted"
    assert planner.post(f"{URL}{uid}/approve/").status_code == 403
    assert approver.post(f"{URL}{uid}/comments/", {"text": "which post?"}, format="json").status_code == 201
    assert (
        approver.post(f"{URL}{uid}/reject/", {"reason": "say which"}, format="json").json()["state"]
        == "rejected"
    )
    assert planner.post(f"{URL}{uid}/withdraw/").json()["state"] == "draft"
    assert [one["text"] for one in planner.get(f"{URL}{uid}/comments/").json()] == [
        "which post?",
        "say which",
    ]
    planner.post(f"{URL}{uid}/submit/")
    assert error(approver.post(f"{URL}{uid}/approve/"))[::2] == (428, "revision")
    seen = approver.get(f"{URL}{uid}/").json()["revision"]
    approved = approver.post(f"{URL}{uid}/approve/", {"revision": seen}, format="json")
    assert (approved.status_code, approved.json()["approver"]) == (201, "approver")
    assert stretches() == [(5, 6, "built")]


def test_nobody_approves_or_applies_what_they_have_not_seen():
    planner, approver = client("planner"), client("approver")
    uid = post(planner, body(state="draft")).json()["uid"]
    planner.post(f"{URL}{uid}/submit/")
    seen = {"revision": approver.get(f"{URL}{uid}/").json()["revision"]}
    planner.post(f"{URL}{uid}/withdraw/")
    post(planner, {"operations": [operation(from_km=5, to_km=9)]}, f"{URL}{uid}/operations/")
    assert error(planner.post(f"{URL}{uid}/apply/", seen, format="json"))[::2] == (412, "revision")
    planner.post(f"{URL}{uid}/submit/")
    assert error(approver.post(f"{URL}{uid}/approve/", seen, format="json"))[::2] == (412, "revision")
    assert stretches() == []
    now = {"revision": approver.get(f"{URL}{uid}/").json()["revision"]}
    assert approver.post(f"{URL}{uid}/approve/", now, format="json").status_code == 201


def test_each_change_of_a_draft_is_another_revision(planner):
    change_set = draft(put_work(1, 2, "built"))
    services_of = (
        lambda: drafts.extend(change_set=change_set, commands=[put_work(5, 6, "built")], by=planner, seen=2),
        lambda: drafts.drop(change_set=change_set, n=0, by=planner),
        lambda: drafts.rebase(change_set=change_set, by=planner),
    )
    found = []
    for change in services_of:
        change()
        found.append(change_set_again(change_set).revision)
    assert found == [1, 2, 3]


def test_rebasing_over_http_names_what_collided():
    planner = client("planner")
    uid = post(planner, body(operation(), operation(from_km=5, to_km=6), state="draft")).json()["uid"]
    record(put_work(1, 2, "cleared"))
    assert error(planner.post(f"{URL}{uid}/submit/"))[0] == 412
    rebased = planner.post(f"{URL}{uid}/rebase/").json()
    assert [one["from_km"] for one in rebased["collided"]] == [1.0]
    assert [one["from_km"] for one in rebased["operations"]] == [5.0]
    assert rebased["base_number"] == 3


def test_an_undo_is_kept_as_a_draft_over_http():
    applied = record(put_work(1, 2, "built"))
    answer = client("planner").post(
        f"{URL}{applied.uid}/undo/", {"reason": "no", "state": "draft"}, format="json"
    )
    assert (answer.status_code, answer.json()["state"]) == (201, "draft")
    shown = client("planner").get(f"{URL}{applied.uid}/").json()
    assert shown["undone_by"] is None


# ---- sent twice


def keyed(api: APIClient, key: str, data=None, url: str = URL):
    headers = {"If-Match": f'"{ChangeSet.objects.number()}"', "Idempotency-Key": key}
    return api.post(url, body() if data is None else data, format="json", headers=headers)


def test_the_same_key_answers_the_same_and_writes_once():
    planner = client("planner")
    first, again = keyed(planner, "a-1"), keyed(planner, "a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (again["ETag"], again["Idempotency-Replayed"]) == (first["ETag"], "true")
    assert ChangeSet.objects.number() == 3


def test_another_body_under_the_same_key_is_refused():
    planner = client("planner")
    keyed(planner, "a-1")
    assert error(keyed(planner, "a-1", body(reason="something else"))) == (
        422,
        "key_reused",
        "Idempotency-Key",
    )


def test_keys_belong_to_the_person_who_chose_them():
    keyed(client("planner"), "a-1")
    answer = keyed(client("constructor"), "a-1", body(operation(from_km=3, to_km=4)))
    assert (answer.status_code, "Idempotency-Replayed" in answer) == (201, False)


def test_a_refused_write_keeps_no_key():
    planner = client("planner")
    assert keyed(planner, "a-1", body(operation(to_km=99))).status_code == 400
    assert IdempotencyKey.objects.count() == 0
    assert keyed(planner, "a-1").status_code == 201


def test_a_key_is_forgotten_after_a_day():
    planner = client("planner")
    keyed(planner, "a-1")
    IdempotencyKey.objects.update(made_at=BEGIN_OF_TIME)
    assert keyed(planner, "a-1", body(operation(from_km=4, to_km=5))).status_code == 201


BEGIN_OF_TIME = f"{BEGIN}T00:00:00Z"


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ā"])
def test_a_key_is_visible_ascii(key):
    answer = client("planner").post(
        URL, body(), format="json", headers={"If-Match": '"2"', "Idempotency-Key": key}
    )
    assert error(answer) == (400, "key_malformed", "Idempotency-Key")


def test_approving_twice_under_one_key_is_approving_once():
    planner, approver = client("planner"), client("approver")
    uid = post(planner, body(state="draft")).json()["uid"]
    planner.post(f"{URL}{uid}/submit/")
    answers = [keyed(approver, "b-1", {"revision": 0}, f"{URL}{uid}/approve/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["number"] == answers[1].json()["number"] == 3
