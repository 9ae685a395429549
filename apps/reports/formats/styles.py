"""How QGIS draws a report's layers: colour with a dash or a shape beside it, so that a black and white print tells."""

from collections.abc import Mapping
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
    "gaps": ("line", "#b42318", "1.2", "dash"),
    "changed_stretches": ("line", "#7a3e9d", "1.0", "dot"),
    "assets": ("marker", "#0b3d2e", "2.4", "triangle"),
    "asset_lines": ("line", "#0b3d2e", "0.6", "dash dot"),
}
CLASSES = {
    "segments": (
        "coverage",
        {
            "none": ("#b42318", "1.2", "dash"),
            "part": ("#c77800", "1.0", "dash dot"),
            "installed": ("#5b6770", "0.8", "dot"),
            "operational": ("#7fb2dc", "0.8", "solid"),
            "integrated": ("#0f3a63", "1.2", "solid"),
        },
    ),
    "coverage_bands": (
        "band",
        {
            "none": ("#b42318", "0.9", "dash"),
            "one": ("#7fb2dc", "1.1", "solid"),
            "two_or_more": ("#2f7fc0", "1.7", "solid"),
            "both_families": ("#0f3a63", "2.3", "solid"),
        },
    ),
}
"""By layer: the column that tells its rows apart, and how each class is drawn."""
LABELLED_BY = {
    "sections": "section",
    "segments": "segment",
    "gaps": "cause",
    "assets": "code",
    "asset_lines": "code",
}


def qml(layer: str, words: Mapping[str, str]) -> str:
    """Return the QGIS style of a layer; `words` are those that its rows have for each class."""
    drawn = _by_class(layer, words) if layer in CLASSES else _single(layer)
    return (
        '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">'
        '<qgis version="3.22" styleCategories="Symbology|Labeling">'
        f"{drawn}{_labels(layer)}</qgis>"
    )


def _single(layer: str) -> str:
    kind, colour, size, pattern = LAYER_STYLES[layer]
    symbol = _marker(colour, size, pattern) if kind == "marker" else _stroke(colour, size, pattern)
    inside = f'<symbols><symbol type="{kind}" name="0">{symbol}</symbol></symbols>'
    return f'<renderer-v2 type="singleSymbol">{inside}</renderer-v2>'


def _by_class(layer: str, words: Mapping[str, str]) -> str:
    column, classes = CLASSES[layer]
    categories = "".join(
        f'<category symbol="{n}" value={quoteattr(words[code])} label={quoteattr(words[code])} render="true"/>'
        for n, code in enumerate(classes)
    )
    symbols = "".join(
        f'<symbol type="line" name="{n}">{_stroke(*drawn)}</symbol>'
        for n, drawn in enumerate(classes.values())
    )
    return (
        f'<renderer-v2 type="categorizedSymbol" attr="{column}"><categories>{categories}</categories>'
        f"<symbols>{symbols}</symbols></renderer-v2>"
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
