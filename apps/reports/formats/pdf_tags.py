"""What the tags of a PDF lack for PDF/UA when WeasyPrint has written them.

Header cells get their scope: their identifiers, which a table that goes over pages repeats, and the lists of them
in each cell are left out, for a scope tells as much. The boxes of figures are turned from pixels from the top of the
page into points from its foot, as PDF counts.
"""

import pydyf

POINTS_PER_PIXEL = 0.75
HEADER, CELL, HEAD, FIGURE = "/TH", "/TD", "/THead", "/Figure"


def finish_tags(pdf: pydyf.PDF) -> None:
    objects = {one.reference: one for one in pdf.objects if isinstance(one, dict)}
    for element in list(objects.values()):
        kind = element.get("S")
        if kind == HEADER:
            _scope(element, objects)
        elif kind == CELL:
            element.get("A", {}).pop("Headers", None)
        elif kind == FIGURE:
            _box(element, objects)


def _scope(cell: pydyf.Dictionary, objects: dict) -> None:
    row = objects[cell["P"]]
    is_column = objects[row["P"]].get("S") == HEAD
    cell.pop("ID", None)
    cell["A"]["Scope"] = "/Column" if is_column else "/Row"


def _box(figure: pydyf.Dictionary, objects: dict) -> None:
    left, top, right, bottom = (side * POINTS_PER_PIXEL for side in figure["A"]["BBox"])
    height = objects[figure["Pg"]]["MediaBox"][3]
    figure["A"]["BBox"] = pydyf.Array([left, height - bottom, right, height - top])
