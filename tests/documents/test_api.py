"""Documents by API: sent once, stored once, tied to many places, read by those who may."""

import errno
import hashlib
import io
import os
import subprocess
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import ReadEvent
from apps.documents import files
from apps.documents.models import Document, DocumentTie
from apps.ledger import services
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.documents.files import PDF, photo_with_position
from tests.factories import KM, api_of, person, put_work, record
from tests.ledger.test_drafts import grant

ADDRESS = "/api/v1/documents/"


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file() and path.name != ".lock"]


def test_a_file_is_kept_under_its_hash_and_the_ledger_says_so(send, media):
    answer = send(reason="handed over")
    told = answer.json()
    assert answer.status_code == 201, told
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert [path.relative_to(media) for path in stored(media)] == [Path(sha256[:2], sha256[2:4], sha256)]
    assert {name: told[name] for name in ("sha256", "size_bytes", "name", "was_there")} == {
        "sha256": sha256,
        "size_bytes": len(PDF),
        "name": "act.pdf",
        "was_there": False,
    }
    written = ChangeSet.objects.get(seq=told["number"])
    assert written.reason == "handed over"
    assert [one.target for one in written.operations.order_by("n")] == ["document", "document_tie"]
    assert written.operations.get(target="document").after["sha256"] == sha256
    assert verify() is None


def test_the_same_file_is_tied_again_and_stored_once(send, media):
    first, second = send().json(), send(title="Called otherwise", from_km="5", to_km="6").json()
    assert (second["uid"], second["title"], second["was_there"]) == (first["uid"], "An act", True)
    assert [(one["from_km"], one["to_km"]) for one in second["ties"]] == [(1, 2), (5, 6)]
    assert len(stored(media)) == 1
    third = send()
    assert (third.status_code, third.json()["number"]) == (200, None)


def test_a_photo_is_kept_without_its_position(send):
    told = send(photo_with_position(), "DSC_1.jpg", kind="photo").json()
    with files.opened(told["sha256"]) as kept:
        content = kept.read()
    assert b"Exif" not in content
    assert b"Camera Of Somebody" not in content
    assert len(content) == told["size_bytes"]


def test_sent_again_with_its_key_it_answers_the_same_and_writes_nothing(send):
    first, again = send(key="one"), send(key="one")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = send(b"%PDF-1.4 another", key="one")
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_reused")


@pytest.mark.parametrize(
    ("fields", "status", "where"),
    [
        ({"content": b""}, 400, "file"),
        ({"content": b"MZ\x00", "name": "a.pdf"}, 400, "file"),
        ({"kind": "nothing"}, 400, "kind"),
        ({"title": " "}, 400, "title"),
        ({"day": "2024-02-30"}, 400, "day"),
        ({"from_km": "9", "to_km": "8"}, 400, "to_km"),
        ({"to_km": "11"}, 400, "to_km"),
        ({"route": "LV-XX"}, 404, "route"),
        ({"from_km": ""}, 400, "from_km"),
        ({"thing_type": "element", "thing": "no-such"}, 404, "thing"),
        ({"thing_type": "nothing", "thing": "x"}, 400, "target"),
        ({"change_set": "00000000-0000-4000-8000-000000000000"}, 404, "thing"),
        ({"change_set": "00000000-0000-4000-8000-000000000000", "route": "LV-RU"}, 400, "route"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_written(send, fields, status, where):
    before = ChangeSet.objects.number()
    answer = send(**fields)
    assert (answer.status_code, answer.json()["error"]["where"]) == (status, where), answer.json()
    assert ChangeSet.objects.number() == before
    assert not Document.objects.exists()


def test_a_file_too_large_is_refused_unread(send, settings, media):
    settings.DOCUMENT_MAX_BYTES = 1_000_000
    small = send(PDF + b" " * 1_000_000)
    assert (small.status_code, small.json()["error"]["code"]) == (413, "too_large")
    large = send(PDF + b" " * 1_100_000)
    assert (large.status_code, large.json()["error"]["where"]) == (413, "file")
    assert "1 MB" in large.json()["error"]["message"]
    assert not media.exists()


def test_documents_are_found_by_place_thing_set_and_words(send):
    change_set = record(put_work(0, 1, "built"))
    uids = {
        "stretch": send().json()["uid"],
        "thing": send(b"%PDF-2", thing_type="element", thing="fence", title="A drawing").json()["uid"],
        "set": send(b"%PDF-3", change_set=str(change_set.uid), day="2025-01-01").json()["uid"],
    }
    asked = {
        "route=LV-RU&from_km=1.9&to_km=3": ["stretch"],
        "route=LV-RU&from_km=2&to_km=3": [],
        "route=LV-RU": ["stretch"],
        "thing_type=element&thing=fence": ["thing"],
        f"change_set={change_set.uid}": ["set"],
        "q=draw": ["thing"],
        "q=act an": ["set", "stretch"],
        "from_day=2025-01-01": ["set"],
        "until_day=2025-01-01&kind=act": ["thing", "stretch"],
        "marking=open": [],
    }
    api = api_of("auditor")
    for query, expected in asked.items():
        found = api.get(f"{ADDRESS}?{query}").json()["results"]
        assert sorted(one["uid"] for one in found) == sorted(uids[name] for name in expected), query


def test_a_list_takes_the_same_few_queries_however_long(send, django_assert_max_num_queries):
    for number in range(6):
        send(b"%PDF-" + bytes([65 + number]), title=f"No. {number}")
    api = api_of("auditor")
    with django_assert_max_num_queries(6):
        assert len(api.get(ADDRESS).json()["results"]) == 6


def test_the_general_level_reads_none(send):
    uid = send().json()["uid"]
    general = api_of("viewer", reading_level="general")
    for address in (ADDRESS, f"{ADDRESS}{uid}/"):
        assert general.get(address).status_code == 403
    browser = Client()
    browser.force_login(person("viewer"))
    assert browser.get(f"/documents/{uid}/file/").status_code == 403


def test_the_file_is_only_ever_saved_and_its_reading_is_logged(send):
    told = send(name="akts par žogu.pdf").json()
    browser = Client()
    browser.force_login(person("auditor"))
    answer = browser.get(told["file"])
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert ReadEvent.objects.get(what="documents").user.username == "auditor"
    assert Client().get(told["file"]).status_code == 302


def test_a_contractor_brings_documents_of_granted_stretches_only(send):
    contractor = person("contractor", "builder", reading_level="full")
    grant(contractor, 1, 3)
    api = api_of("contractor", username="builder")
    assert send(client=api).status_code == 201
    beyond = send(b"%PDF-9", client=api, from_km="2", to_km="4")
    assert (beyond.status_code, beyond.json()["error"]["where"]) == (403, "from_km")
    elsewhere = send(b"%PDF-9", client=api, thing_type="element", thing="fence")
    assert elsewhere.status_code == 403
    viewer = send(b"%PDF-9", client=api_of("viewer", username="looker"))
    assert viewer.status_code == 403


def test_by_change_sets_a_contractor_can_do_no_more(send):
    uid = send().json()["uid"]
    contractor = person("contractor", "builder", reading_level="full")
    grant(contractor, 1, 3)
    api = api_of("contractor", username="builder")
    tie = {"document": uid, "route": "LV-RU", "from_cm": 4 * KM, "to_cm": 5 * KM}
    operations = [
        {
            "verb": "add",
            "target": "document_tie",
            "uid": "00000000-0000-4000-8000-000000000001",
            "values": tie,
        },
        {"verb": "amend", "target": "document", "uid": uid, "values": {"title": "mine"}},
        {"verb": "remove", "target": "document_tie", "uid": str(DocumentTie.objects.get().uid)},
    ]
    for operation in operations:
        answer = api.post(
            "/api/v1/change-sets/",
            {"reason": "a try", "operations": [operation]},
            format="json",
            headers={"If-Match": f'"{ChangeSet.objects.number()}"'},
        )
        assert answer.status_code == 403, operation


def test_a_document_is_tied_and_untied(send):
    uid = send().json()["uid"]
    api = api_of("planner")
    address = f"{ADDRESS}{uid}/ties/"
    assert api.post(address, {"thing_type": "element", "thing": "fence"}, format="json").status_code == 201
    assert api.post(address, {"thing_type": "element", "thing": "fence"}, format="json").status_code == 200
    assert api.post(address, {}, format="json").status_code == 400
    [first, second] = api.get(f"{ADDRESS}{uid}/").json()["ties"]
    assert api.delete(f"{address}{first['uid']}/").status_code == 204
    assert api.get(f"{ADDRESS}{uid}/").json()["ties"] == [second]
    assert verify() is None


def test_sending_a_file_is_the_one_request_that_is_no_json(send):
    schema = api_of("auditor").get("/api/v1/schema").json()
    kinds = {
        (path, kind)
        for path, methods in schema["paths"].items()
        for operation in methods.values()
        for kind in operation.get("requestBody", {}).get("content", {})
        if kind != "application/json"
    }
    assert ("/api/v1/documents/", "multipart/form-data") in kinds
    assert {kind for path, kind in kinds if path == "/api/v1/documents/"} == {"multipart/form-data"}


def test_a_full_disk_keeps_nothing_of_the_file(send, media, settings):
    """A real one: a file system of 64 KB where this account may mount it."""
    media.parent.mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(media.parent)])
    if mounted.returncode:
        pytest.skip("this account may not mount a file system")
    try:
        answer = send(PDF + b" " * 200_000)
        assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")
        assert stored(media) == []
        assert not Document.objects.exists()
        assert send().status_code == 201
    finally:
        subprocess.run(["umount", "-l", str(media.parent)], check=True)


def test_a_disk_that_fills_while_the_file_arrives_is_told(send, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk", full)
    answer = send()
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")


def test_verify_names_what_is_missing_and_what_was_altered(send, media, capsys):
    kept, altered, gone = (send(b"%PDF-" + letter).json() for letter in (b"a", b"b", b"c"))
    call_command("documents", "verify")
    files.place_of(altered["sha256"]).write_bytes(b"%PDF-x")
    files.place_of(gone["sha256"]).unlink()
    with pytest.raises(CommandError, match="2 faults"):
        call_command("documents", "verify")
    said = capsys.readouterr().out
    assert f"{altered['uid']} An act: the file was altered" in said
    assert f"{gone['uid']} An act: the file is missing" in said
    assert kept["uid"] not in said
    browser = Client()
    browser.force_login(person("auditor"))
    assert browser.get(altered["file"]).status_code == 302


def test_a_tie_to_a_draft_that_was_discarded_is_a_fault(send, capsys):
    draft = services.draft(commands=[put_work(0, 1, "built")], by=person("planner"), reason="a draft")
    uid = send(change_set=str(draft.uid)).json()["uid"]
    services.discard(change_set=draft, by=person("planner"))
    with pytest.raises(CommandError):
        call_command("documents", "verify")
    assert f"change_set {draft.uid}" in capsys.readouterr().out
    browser = Client()
    browser.force_login(person("auditor"))
    assert browser.get(f"/documents/{uid}/").status_code == 200


def test_the_sweep_takes_old_orphans_and_leaves_what_any_operation_named(send, media):
    undone = send().json()
    services.undo(
        change_set=ChangeSet.objects.get(seq=undone["number"]), by=person("planner"), reason="by mistake"
    )
    send(b"%PDF-b", kind="nothing")  # refused: never stored
    orphan = files.place_of(files.keep(open_bytes(b"nobody wants me")))
    half = media / ".incoming-half"
    half.write_bytes(b"half")
    fresh = files.place_of(files.keep(open_bytes(b"just arriving")))
    yesterday = time.time() - 2 * files.ORPHAN_AFTER_S
    for path in (orphan, half, files.place_of(undone["sha256"])):
        os.utime(path, (yesterday, yesterday))
    call_command("documents", "sweep")
    assert {path.name for path in stored(media)} == {fresh.name, undone["sha256"]}


def test_a_file_that_comes_again_heals_an_altered_one(send):
    told = send().json()
    files.place_of(told["sha256"]).write_bytes(b"broken")
    send(from_km="5", to_km="6")
    with files.opened(told["sha256"]) as kept:
        assert kept.read() == PDF


def open_bytes(content: bytes):
    return io.BytesIO(content)
