"""Files as their readers see them: a workbook's cells, a PDF's text, the sites of a page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

Row = dict[str, Any]
_VOID = frozenset({"meta", "link", "br", "input", "img", "rect", "circle", "path"})


def workbook(content: bytes) -> dict[str, Worksheet]:
    """The sheets of a workbook by name, in order."""
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets}


def sheets(content: bytes) -> dict[str, list[Row]]:
    """Each sheet as rows by heading."""
    found = {}
    for name, sheet in workbook(content).items():
        headings, *rows = list(sheet.iter_rows(values_only=True))
        found[name] = [dict(zip(map(str, headings), row, strict=True)) for row in rows]
    return found


def squeezed(text: str) -> str:
    """A text without what breaking it into lines adds or takes away."""
    return re.sub(r"[\s\u200b\u00ad\u00a0-]", "", text)


def pdf_text(content: bytes) -> str:
    """All of a PDF's text, squeezed."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


@dataclass
class Element:
    """An element of a page with all the text in it, in order."""

    name: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text as one reads it."""
        parts = (part if isinstance(part, str) else part.text for part in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, name: str, css_class: str = "") -> list[Element]:
        """The elements of a name, and of a class, anywhere within."""
        found = []
        for part in self.children:
            if isinstance(part, Element):
                classes = (part.attributes.get("class") or "").split()
                if part.name == name and (not css_class or css_class in classes):
                    found.append(part)
                found += part.all(name, css_class)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, dict(attrs))
        self.open[-1].children.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(text: str) -> Element:
    """A page as its elements; one that is not closed where it has to be is a failure."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert [element.name for element in reader.open] == ["page"]
    return reader.open[0]
