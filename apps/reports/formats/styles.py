"""How QGIS draws a report's layers: colour with a dash or a shape beside it, so that a black and white print tells."""

from xml.sax.saxutils import quoteattr

STYLE_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""
LAYER_STYLES = {
    "sections": ("line", "#5b6770", "1.6", "solid"),
    "segments": ("line", "#1f6feb", "0.8", "solid"),
    "gaps": ("line", "#b42318", "1.2", "dash"),
    "changed_stretches": ("line", "#7a3e9d", "1.0", "dot"),
    "assets": ("marker", "#0b3d2e", "2.4", "triangle"),
}
LABELLED_BY = {"sections": "section", "segments": "segment", "gaps": "cause", "assets": "code"}


def qml(layer: str) -> str:
    """Return the QGIS style of a layer."""
    kind, colour, size, pattern = LAYER_STYLES[layer]
    symbol = _marker(colour, size, pattern) if kind == "marker" else _stroke(colour, size, pattern)
    return (
        '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">'
        '<qgis version="3.22" styleCategories="Symbology|Labeling">'
        f'<renderer-v2 type="singleSymbol"><symbols><symbol type="{kind}" name="0">{symbol}</symbol></symbols>'
        f"</renderer-v2>{_labels(layer)}</qgis>"
    )


def _stroke(colour: str, width: str, pattern: str) -> str:
    options = {
        "line_color": _rgba(colour),
        "line_width": width,
        "line_style": pattern,
        "line_width_unit": "MM",
    }
    return f'<layer class="SimpleLine" enabled="1">{_options(options)}</layer>'


def _marker(colour: str, size: str, shape: str) -> str:
    options = {
        "name": shape,
        "color": _rgba(colour),
        "outline_color": "255,255,255,255",
        "size": size,
        "size_unit": "MM",
    }
    return f'<layer class="SimpleMarker" enabled="1">{_options(options)}</layer>'


def _options(options: dict[str, str]) -> str:
    inside = "".join(
        f'<Option name={quoteattr(name)} type="QString" value={quoteattr(value)}/>'
        for name, value in options.items()
    )
    return f'<Option type="Map">{inside}</Option>'


def _labels(layer: str) -> str:
    if layer not in LABELLED_BY:
        return ""
    return (
        '<labeling type="simple"><settings>'
        f'<text-style fieldName="{LABELLED_BY[layer]}" fontSize="8" textColor="20,20,20,255"/>'
        '<placement placement="2"/></settings></labeling>'
    )


def _rgba(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"{red},{green},{blue},255"
