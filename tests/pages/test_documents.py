"""Documents in pages: found, brought, tied and untied; on a change set too."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.documents.models import Document
from apps.geo.errors import FactError
from apps.ledger.commands import Add, Amend
from apps.ledger.models import ChangeSet
from tests.documents.files import MACROS, PDF
from tests.factories import named, person, put_work, record, small_register

GONE = "00000000-0000-0000-0000-000000000000"


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
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()


def refusal_of(client: Client, query: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    page = client.get(f"/documents/?{query}")
    assert page.status_code == 400
    assert not page.context["rows"]
    return page.context["refusal"]


@pytest.mark.parametrize("query", ["from_km=5", "to_km=5", "from_km=5&to_km=6"])
def test_kilometres_without_a_route_are_no_filter(planner, query):
    bring(planner)
    assert refusal_of(planner, query) == "Kilometres are told with their route: name the route too."
    assert planner.get(f"/api/v1/documents/?{query}").json()["error"]["where"] == "route"


@pytest.mark.parametrize(
    ("query", "en", "lv"),
    [
        ("route=LV-RU&from_km=5", "To: A measure is needed, such as 12.346.", "Līdz: "),
        ("change_set=x", "Change set: This is no uid of a change set.", "Izmaiņu kopa: Tas nav "),
        ("q=" + "a" * 201, "Words of title or file name: ", "Nosaukuma vai datnes vārdi: "),
    ],
)
def test_a_refused_filter_is_named_in_words(planner, query, en, lv):
    assert refusal_of(planner, query).startswith(en)
    told = refusal_of(planner, query, "lv")
    assert told.startswith(lv)
    assert len(told) > len(lv) + 1


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"from_km": "1", "to_km": "2"}, "Kilometres are told with their route: name the route too."),
        ({"route": "LV-RU", "from_km": "1"}, "To: A measure is needed, such as 12.346."),
        ({"thing_type": "element"}, "Give both the type of the thing and its code or uid."),
    ],
)
def test_a_place_told_by_half_is_refused_in_words(planner, place, said):
    assert bring(planner, **place).context["refusal"] == said


def test_what_cannot_be_kept_is_told_and_the_form_keeps_its_words(planner):
    answer = bring(planner, MACROS, "act.docm", title="With macros", route="LV-RU", from_km="1", to_km="2")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "macros is not taken" in shown
    assert 'value="With macros"' in shown
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("asked", "lv"),
    [
        (f"change_set={GONE}", f"Reģistrā nav: izmaiņu kopa {GONE}."),
        ("thing_type=unit&thing=U-9", "Reģistrā nav: vienība U-9."),
        ("thing_type=x&thing=U-9", "Reģistrā nav slāņa vai objektu veida 'x'."),
    ],
)
def test_what_a_new_document_cannot_be_about_is_told_before_it_is_brought(planner, asked, lv):
    planner.cookies["django_language"] = "lv"
    page = planner.get(f"/documents/new/?{asked}")
    assert (page.status_code, page.context["refusal"]) == (400, lv)


def test_a_refused_form_asks_for_the_file_again(planner):
    assert "Choose the file again" in bring(planner, content=b"").content.decode()
    assert "Choose the file again" not in planner.get("/documents/new/?thing_type=x&thing=y").content.decode()


def test_a_change_set_lists_and_takes_its_documents(planner):
    change_set = record(put_work(0, 1, "built"), reason="the fence")
    address = f"/changes/{change_set.uid}/"
    shown = planner.get(address).content.decode()
    assert "There is no document here yet." in shown
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
    asked = viewer.get("/documents/new/").content.decode()
    assert "Your role may not add documents." in asked
    assert 'type="file"' not in asked
    answer = bring(viewer, b"%PDF-2")
    assert answer.status_code == 400
    assert "may not change document" in answer.content.decode()
    assert Document.objects.count() == 1


def test_what_a_document_is_called_and_is_can_be_amended_and_undone(planner):
    record(Add("document_kind", "order", named("order")))
    bring(planner)
    document = Document.objects.get()
    address = f"/documents/{document.uid}/"
    assert "Amend title, kind, day or marking" in planner.get(address).content.decode()
    told = {"title": "An order", "kind": "order", "day": "2024-06-01", "marking": "service"}
    answer = planner.post(f"{address}amend/", {**told, "reason": "misread"}, follow=True)
    assert "Written as no." in answer.content.decode()
    amended = Document.objects.get()
    assert (amended.title, amended.kind.code, amended.day.isoformat(), amended.marking) == (*told.values(),)
    assert amended.sha256 == document.sha256
    written = ChangeSet.objects.latest("seq")
    assert (written.kind, written.reason) == ("correct", "misread")
    planner.post(f"/changes/{written.uid}/undo/", {"reason": "it was an act"})
    assert Document.objects.get().title == "An act"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "title"),
        ({"kind": "poem"}, "There is no document kind poem."),
        ({"day": "1.13.2024"}, "day"),
        ({"reason": ""}, "reason"),
        ({"title": "About 010190-12345"}, "personal code"),
    ],
)
def test_an_amendment_that_cannot_be_is_told_and_stays_typed(planner, wrong, told):
    bring(planner)
    address = f"/documents/{Document.objects.get().uid}/amend/"
    given = {"title": "Anew", "kind": "act", "day": "2024-05-01", "marking": "open", "reason": "why not"}
    answer = planner.post(address, given | wrong)
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert told in shown
    assert 'value="why not"' in shown or "reason" in wrong
    assert Document.objects.get().title == "An act"


def test_an_amendment_over_anothers_is_refused(planner):
    bring(planner)
    document = Document.objects.get()
    seen = ChangeSet.objects.number()
    told = {"kind": "act", "day": "2024-05-01", "marking": "open", "reason": "better", "seen": seen}
    planner.post(f"/documents/{document.uid}/amend/", {**told, "title": "Theirs"})
    answer = planner.post(f"/documents/{document.uid}/amend/", {**told, "title": "Mine"})
    assert answer.status_code == 400
    assert Document.objects.get().title == "Theirs"


def test_a_viewer_amends_no_document(planner):
    bring(planner)
    address = f"/documents/{Document.objects.get().uid}/"
    viewer = Client()
    viewer.cookies["django_language"] = "en"
    viewer.force_login(person("viewer"))
    assert "amend/" not in viewer.get(address).content.decode()
    told = {"title": "Anew", "kind": "act", "day": "2024-05-01", "marking": "open", "reason": "why not"}
    assert "may not change document" in viewer.post(f"{address}amend/", told).content.decode()
    assert Document.objects.get().title == "An act"


def test_the_content_of_a_document_is_amended_by_nobody(planner):
    bring(planner)
    uid = str(Document.objects.get().uid)
    with pytest.raises(FactError, match="sha256 of document never changes"):
        record(Amend("document", uid, {"sha256": "0" * 64}))


def test_a_things_page_lists_its_documents_and_takes_one(planner):
    address = "/reference/element/things/fence/"
    shown = planner.get(address).content.decode()
    assert "There is no document here yet." in shown
    assert f"/documents/new/?thing_type=element&amp;thing=fence&amp;next={quote(address, safe='')}" in shown
    form = planner.get("/documents/new/?thing_type=element&thing=fence").content.decode()
    assert "About: element fence" in form
    answer = bring(planner, thing_type="element", thing="fence", change_set="", next=address)
    assert answer.headers["Location"] == address
    assert "An act" in planner.get(address).content.decode()
    assert f'href="{address}"' in planner.get("/documents/").content.decode()


def test_the_page_of_a_fact_lists_the_documents_of_its_thing(planner):
    record(
        Add("lot", "L1", named("L1") | {"kind": "works"}), Add("contract", "C1", {"number": "1", "lot": "L1"})
    )
    bring(planner, thing_type="contract", thing="C1")
    assert "An act" in planner.get("/reference/contract_terms/facts/?contract=C1").content.decode()
    bring(planner, thing_type="lot", thing="L1")
    assert "An act" in planner.get("/construction/lots/L1/").content.decode()
