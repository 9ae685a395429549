"""What a test reads from a PDF's structure."""

from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


def elements_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield the elements of the structure tree, parents before their children."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, ArrayObject):
            waiting += list(one)[::-1]
        elif isinstance(one, DictionaryObject):
            yield one
            waiting += [one["/K"]] if "/K" in one else []


def fonts_of(reader: PdfReader) -> dict[str, DictionaryObject]:
    """Return each font that a page or a drawing on it uses, by its name."""
    found: dict[str, DictionaryObject] = {}
    waiting = [page["/Resources"] for page in reader.pages]
    while waiting:
        resources = waiting.pop().get_object()
        for font in (resources.get("/Font") or {}).values():
            found[font.get_object()["/BaseFont"]] = font.get_object()
        forms = (form.get_object() for form in (resources.get("/XObject") or {}).values())
        waiting += [form["/Resources"] for form in forms if "/Resources" in form]
    return found
