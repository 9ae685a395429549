"""The surveillance means of a report in the names of the CISE data model: OperationalAsset, Location, Metadata.

Only names are borrowed, to be read by those who know them; this is no node of CISE and claims no conformance.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

NAMESPACE = "urn:border-gis:coverage-report:1"
LANGUAGES = {"lv": "lav", "en": "eng"}
NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SENSITIVITY = {"RED": "Red", "AMBER": "Amber", "GREEN": "Green", "CLEAR": "Clear"}

Row = dict[str, Any]


def write_cise(path: Path, content: Row) -> None:
    root = Element("CoverageReport", xmlns=NAMESPACE)
    _metadata(root, content["header"])
    _filled(root, {"Warning": " ".join(content["warnings"])})
    for section in content["sections"]:
        _location(root, section)
    for asset in content["assets"]["list"]:
        _asset(root, asset)
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _metadata(root: Element, header: Row) -> None:
    _filled(
        SubElement(root, "Metadata"),
        {
            "Identifier": header["id"],
            "Designation": header["title"],
            "Creator": header["originator"],
            "Publisher": header["authority"],
            "CreationDate": header["known_at"],
            "ValidityPeriod": "/".join([header["validity"]["from"], header["validity"]["to"] or ".."]),
            "Language": LANGUAGES[header["language"]],
            "InformationSecurityClassification": header["marking"],
            "InformationSensitivityDegree": SENSITIVITY[header["tlp"]],
        },
    )


def _location(root: Element, section: Row) -> None:
    place = SubElement(root, "Location")
    _filled(
        place,
        {
            "Identifier": section["section"],
            "LocationName": section["name"],
            "LocationType": section["kind"],
            "AlternativeIdentifier": section["agency_id"],
        },
    )
    _along(place, section["stretches"])


def _along(place: Element, stretches: Iterable[Row]) -> None:
    for stretch in stretches:
        _filled(
            SubElement(place, "LinearReference"),
            {"Route": stretch["route"], "FromKilometre": stretch["from_km"], "ToKilometre": stretch["to_km"]},
        )


def _asset_place(place: Element, asset: Row) -> None:
    """Tell where a sensor is: a point, or along what it is laid and the point where that begins."""
    _along(place, asset["stretches_km"])
    if asset["lon"] is not None:
        _filled(SubElement(place, "Geometry"), {"Longitude": asset["lon"], "Latitude": asset["lat"]})


def _asset(root: Element, asset: Row) -> None:
    found = SubElement(root, "OperationalAsset")
    _filled(
        found,
        {
            "Identifier": asset["code"],
            "Designation": asset["name"],
            "OperationalAssetType": asset["class"],
            "Family": asset["family"],
            "OperationalStatus": asset["state"],
            "Owner": asset["owner"],
            "Operator": asset["unit"],
        },
    )
    _filled(SubElement(found, "AvailabilityPeriod"), {"Start": asset["since"]})
    if asset["lon"] is not None or asset["stretches_km"]:
        _asset_place(SubElement(found, "Location"), asset)
    _filled(
        SubElement(found, "Capability"),
        {
            "RangeInMetres": asset["range_m"],
            "SectorInDegrees": asset["sector_deg"],
            "BearingInDegrees": asset["azimuth_deg"],
        },
    )


def _filled(parent: Element, texts: Mapping[str, Any]) -> None:
    """Add a child for each text that there is."""
    for name, value in texts.items():
        if value not in (None, ""):
            SubElement(parent, name).text = in_xml(str(value))


def in_xml(text: str) -> str:
    """Return text with its line ends, and a space for each character that XML cannot hold."""
    return NOT_IN_XML.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
