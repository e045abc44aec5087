"""A PDF as a screen reader meets it: its tags, its words, what it says of itself, and what it would fetch or run."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE_BROKEN = re.compile(r"\b([A-Z]{3}-[0-9A-Z]{4}-|[A-Z]{3}-) (?=[0-9A-Z]{4}\b)")
SENTENCE = re.compile(r"(?<=[.:?!]) ")
RUNS = {"/OpenAction", "/AA", "/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/AF"}


@dataclass(frozen=True)
class Element:
    """One element of the structure tree and those below it, in order of reading."""

    tag: str
    alt: str | None
    below: list[Element]

    def all(self) -> Iterator[Element]:
        yield self
        for one in self.below:
            yield from one.all()


class Pdf:
    """One document, read back."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.reader = PdfReader(io.BytesIO(content))
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def words(self) -> str:
        """All of it in one line, each reference whole where a line broke it at its hyphen."""
        said = " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())
        return REFERENCE_BROKEN.sub(r"\1", said)

    def lacks(self, page: Any) -> list[str]:
        """The sentences of a page (an lxml tree) that this does not say, pictures left out; lines may break."""
        said = "".join(self.words.split())
        texts = (" ".join(one.split()) for one in page.xpath("//main//text()[not(ancestor::svg)]"))
        sentences = (one for text in texts for one in SENTENCE.split(text))
        return [one for one in sentences if "".join(one.split()) not in said]

    @property
    def tree(self) -> Element:
        return _element(self.root["/StructTreeRoot"])

    def tags(self) -> list[str]:
        return [one.tag for one in self.tree.all()]

    def accessibility_faults(self) -> list[str]:
        """What keeps this from being PDF/UA-1, as far as the document itself can show it."""
        found = self.tags()
        headings = [int(tag[2:]) for tag in found if tag[:2] == "/H" and tag[2:].isdigit()]
        titles = (self.reader.metadata and self.reader.metadata.title) or ""
        checks = {
            "names no language": bool(self.root.get("/Lang")),
            "is not marked as tagged": bool(self.root.get("/MarkInfo", {}).get("/Marked")),
            "has no title": bool(titles.strip()),
            "does not show its title": bool(self.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
            "does not say it is PDF/UA-1": b"pdfuaid" in self.root["/Metadata"].get_object().get_data(),
            "has not exactly one first heading": found.count("/H1") == 1,
            "skips a level of heading": all(b - a <= 1 for a, b in zip([0, *headings], headings, strict=False)),
            "has a picture without words": all(one.alt for one in self.tree.all() if one.tag == "/Figure"),
            "has a table without headings": all("/TH" in _tags(one) for one in self.tree.all() if one.tag == "/Table"),
            "has a page whose order is not that of its tags": all(
                page.get("/Tabs") == "/S" for page in self.reader.pages if "/Annots" in page
            ),
            "has a typeface that is not embedded": not self._bare_fonts(),
        }
        return [fault for fault, is_well in checks.items() if not is_well]

    def _bare_fonts(self) -> set[str]:
        found = set()
        for page in self.reader.pages:
            for font in page["/Resources"].get_object().get("/Font", {}).values():
                for below in font.get_object().get("/DescendantFonts", [font]):
                    described = below.get_object().get("/FontDescriptor", {}).get_object()
                    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                        found.add(str(font))
        return found

    def sizes_of_type(self) -> set[float]:
        """In points, of every piece of text on every page, those in the margins included."""
        found: set[float] = set()

        def note(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
            if text.strip():
                found.add(round(size * abs(inner[3] * outer[3]), 1))

        for page in self.reader.pages:
            page.extract_text(visitor_text=note)
        return found

    def active_parts(self) -> set[str]:
        """Whatever a viewer would run, open or fetch; links within the document are none of it."""
        found = {name for name in RUNS if name.encode() in self.content}
        for page in self.reader.pages:
            for note in page.get("/Annots", []):
                action = note.get_object().get("/A")
                if action and action.get_object().get("/S") != "/GoTo":
                    found.add(str(action.get_object()))
        return found


def _tags(element: Element) -> list[str]:
    return [one.tag for one in element.all()]


def _element(node: Any) -> Element:
    node = node.get_object()
    children = node.get("/K", [])
    below = [child.get_object() for child in (children if isinstance(children, list) else [children])]
    return Element(
        str(node.get("/S", "")),
        node.get("/Alt"),
        [_element(child) for child in below if isinstance(child, dict) and "/S" in child],
    )
