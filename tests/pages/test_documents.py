"""Documents in pages: found, brought, tied and untied; on a change set too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.documents.models import Document
from apps.ledger.commands import Add
from apps.ledger.models import ChangeSet
from tests.documents.files import MACROS, PDF
from tests.factories import named, person, put_work, record, small_register


@pytest.fixture
def planner(db, tmp_path, settings) -> Client:
    settings.MEDIA_ROOT = str(tmp_path)
    small_register()
    record(Add("document_kind", "act", named("act")))
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(person("planner"))
    return client


def bring(client: Client, content: bytes = PDF, name: str = "act.pdf", **fields):
    told = {"title": "An act", "kind": "act", "day": "2024-05-01", "marking": "open", **fields}
    return client.post("/documents/new/", {"file": SimpleUploadedFile(name, content), **told})


def test_a_document_is_brought_found_and_shown(planner):
    answer = bring(planner, route="LV-RU", from_km="1", to_km="2+500")
    document = Document.objects.get()
    assert answer.headers["Location"] == f"/documents/{document.uid}/"
    listed = planner.get("/documents/?q=act&route=LV-RU&from_km=2&to_km=3").content.decode()
    assert "An act" in listed
    assert "LV-RU km 1–2.5" in listed
    shown = planner.get(f"/documents/{document.uid}/").content.decode()
    assert document.sha256 in shown
    assert "generally accessible" in shown
    assert "Document: An act" in shown


@pytest.mark.parametrize("query", ["q=drawing", "kind=photo", "marking=restricted", "route=LV-RU"])
def test_what_does_not_fit_is_not_listed(planner, query):
    bring(planner)
    assert "No document fits" in planner.get(f"/documents/?{query}").content.decode()


def test_a_filter_that_cannot_be_is_told(planner):
    bring(planner)
    page = planner.get("/documents/?route=LV-RU&from_km=9&to_km=1")
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_what_cannot_be_kept_is_told_and_the_form_keeps_its_words(planner):
    answer = bring(planner, MACROS, "act.docm", title="With macros", route="LV-RU", from_km="1", to_km="2")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "macros is not taken" in shown
    assert 'value="With macros"' in shown
    assert not Document.objects.exists()


def test_a_change_set_lists_and_takes_its_documents(planner):
    change_set = record(put_work(0, 1, "built"), reason="the fence")
    address = f"/changes/{change_set.uid}/"
    shown = planner.get(address).content.decode()
    assert "No document belongs to this set." in shown
    form = planner.get(f"/documents/new/?change_set={change_set.uid}&next={address}").content.decode()
    assert "the fence" in form
    answer = bring(planner, change_set=str(change_set.uid), next=address)
    assert answer.headers["Location"] == address
    assert "An act" in planner.get(address).content.decode()


def test_nobody_is_sent_on_to_another_host(planner):
    answer = bring(planner, next="https://example.org/")
    assert answer.headers["Location"].startswith("/documents/")


def test_a_document_is_tied_to_a_thing_and_untied(planner):
    bring(planner)
    document = Document.objects.get()
    address = f"/documents/{document.uid}/"
    planner.post(f"{address}tie/", {"thing_type": "element", "thing": "fence"})
    assert "element fence" in planner.get(address).content.decode()
    wrong = planner.post(f"{address}tie/", {"thing_type": "element", "thing": "none"}, follow=True)
    assert "There is no element none." in wrong.content.decode()
    planner.post(f"{address}untie/{document.ties.get().uid}/")
    assert "tied to nothing" in planner.get(address).content.decode()
    assert ChangeSet.objects.filter(operations__target="document_tie").count() == 2


def test_a_viewer_reads_and_brings_nothing(planner):
    bring(planner)
    viewer = Client()
    viewer.cookies["django_language"] = "en"
    viewer.force_login(person("viewer"))
    assert "Add a document" not in viewer.get("/documents/").content.decode()
    answer = bring(viewer, b"%PDF-2")
    assert answer.status_code == 400
    assert "may not change document" in answer.content.decode()
    assert Document.objects.count() == 1
