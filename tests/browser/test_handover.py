"""The hand-over map as it opens from a memory stick: the network cut, one file."""

import pytest
from django.core.management import call_command

SHOW_A_SECTION = """() => {
  const map = Object.values(window).find((one) => one instanceof L.Map);
  const isLine = (one) => one instanceof L.Polyline && !(one instanceof L.Polygon) && one.options.weight > 3;
  const at = Object.values(map._layers).find(isLine).getLatLngs().flat(2)[0];
  map.setView(at, 12, { animate: false });
  return map.latLngToContainerPoint(at);
}"""


@pytest.fixture
def page_of_file(demo, browser, tmp_path):
    out = tmp_path / "map.html"
    layers = ["sections", "work:fence", "coverage", "gaps", "sensors"]
    call_command(
        "handover_map", "--as-of", "2024-12-31", "--lang", "en", "--layers", *layers, "--out", str(out)
    )
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(out.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    yield page
    context.close()


def test_it_opens_without_a_network_and_asks_nothing(page_of_file):
    assert [url for url in page_of_file.asked if not url.startswith(("file:", "data:"))] == []
    assert page_of_file.complaints == []


def test_the_legend_switches_layers_and_a_click_tells_what_lies_there(page_of_file):
    boxes = page_of_file.locator(".legend input")
    assert boxes.count() > 10
    boxes.first.uncheck()
    assert not boxes.first.is_checked()
    place = page_of_file.evaluate(SHOW_A_SECTION)
    box = page_of_file.locator(".folium-map").bounding_box()
    page_of_file.mouse.click(box["x"] + place["x"], box["y"] + place["y"])
    assert "km" in page_of_file.locator(".leaflet-popup .here").inner_text()
