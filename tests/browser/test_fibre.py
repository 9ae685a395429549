"""A fibre is laid along a stretch in the workspace: by the form, seen on strip and table, counted, taken back."""

from playwright.sync_api import expect

from apps.border.days import today
from apps.indicators.surveillance import Surveillance
from apps.ledger.commands import Add, Put
from apps.surveillance.models import SensorStretch
from spatial_data.demo_surveillance import BEGIN, FIBRE_SITE, standing
from tests.browser.people import sign_in, wait_for
from tests.browser.workspace import KM, ROUTE, at, open_workspace, zoom_to
from tests.factories import named, record

CODE = "F-LAUKS"
LAYER = "sensor_stretch"
LANE = f"{LAYER}:{CODE}"


def a_fibre_not_laid_yet() -> None:
    record(
        Add("sensor", CODE, {**named("Lauka šķiedra"), "model": "FIB-1"}),
        Put("sensor_standing", {"sensor": CODE}, {**standing(), "site": FIBRE_SITE}, BEGIN),
    )


def a_bare_stretch() -> tuple[int, int]:
    """Return whole kilometres of the route that no working sensor looks at."""
    bare = [one.gap for one in Surveillance(today()).gaps() if one.gap.route == ROUTE]
    widest = max(bare, key=lambda gap: gap.length_cm)
    from_km = -(-widest.from_cm // KM)
    assert widest.to_cm >= (from_km + 2) * KM
    return from_km, from_km + 2


def laid() -> list[tuple[str, int, int]]:
    rows = SensorStretch.objects.filter(sensor__code=CODE)
    return [(row.route.code, row.from_cm, row.to_cm) for row in rows]


def test_a_fibre_is_laid_along_a_stretch_counted_and_taken_back(page, site):
    a_fibre_not_laid_yet()
    from_km, to_km = a_bare_stretch()
    sign_in(page, site)
    open_workspace(page, site, f"?route={ROUTE}&from={from_km}&to={to_km}&views=map,strip,table")
    page.locator("#tab-edit").click()
    page.select_option("#edit-layer", LAYER)
    page.select_option("#edit-key-sensor", CODE)
    page.fill("#edit-values-note", "gar patrulēšanas joslu")
    page.fill("#edit-reason", "jauna šķiedra")
    expect(page.locator("#edit-preview .gain").first).to_contain_text("+2")
    page.get_by_role("button", name="Saglabāt", exact=True).click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Saglabāts ar nr.")
    expect(toast).to_contain_text("Lauka šķiedra")
    assert laid() == [(ROUTE, from_km * KM, to_km * KM)]

    page.select_option("#events-layer", LAYER)
    row = page.locator("#events-body tr[data-row]").filter(has_text="Lauka šķiedra")
    expect(row).to_contain_text("gar patrulēšanas joslu")
    zoom_to(page, from_km + 1, 10)
    page.mouse.click(*at(page, from_km + 1.5, LANE))
    expect(page.locator("#selection .selection-title")).to_have_text(f"{ROUTE} km {from_km}–{to_km}")

    toast.get_by_role("button", name="Atsaukt").click()
    expect(row).to_have_count(0)
    wait_for(page, lambda: not laid())


def test_a_fibre_is_not_laid_beyond_the_end_of_the_route(page, site):
    a_fibre_not_laid_yet()
    sign_in(page, site)
    open_workspace(page, site, f"?route={ROUTE}&from=100&to=104&views=map,strip")
    page.locator("#tab-edit").click()
    page.select_option("#edit-layer", LAYER)
    page.select_option("#edit-key-sensor", CODE)
    page.fill("#edit-to", "999")
    page.locator("#edit-to").blur()
    expect(page.locator("#edit-to-error")).to_contain_text("maršruts beidzas pie km 283,6")
    page.fill("#edit-reason", "jauna šķiedra")
    page.get_by_role("button", name="Saglabāt", exact=True).click()
    expect(page.locator("#edit-to-error")).to_be_visible()
    assert laid() == []


def test_a_fibre_without_a_stretch_leads_from_data_quality_to_the_form_that_lays_it(page, site):
    a_fibre_not_laid_yet()
    sign_in(page, site)
    page.goto(f"{site}/quality/no_location/")
    page.locator("tbody tr").filter(has_text=CODE).get_by_role("link").click()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    expect(page.locator("#tab-edit")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#edit-layer")).to_have_value(LAYER)
    expect(page.locator("#edit-key-sensor")).to_have_value(CODE)
