"""A site as a reader finds it: its pages, what stands in them, and where their links lead."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Site:
    """The pages of a site in a folder, read as XML, which they are as well."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
        self.pages = {name: _tree(path) for name, path in sorted(self.files.items()) if name.endswith(".html")}

    def bytes(self) -> dict[str, bytes]:
        """Return every file by its name."""
        return {name: path.read_bytes() for name, path in self.files.items()}

    def links(self, name: str) -> Iterator[str]:
        """Yield where the links of a page lead, in the site's folder; those to the web are left out."""
        for element in self.pages[name].iter():
            for attribute in ("href", "src"):
                if (value := element.get(attribute)) and not urlsplit(value).scheme and not value.startswith("#"):
                    yield posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(urlsplit(value).path)))

    def facts(self, name: str) -> dict[str, list[str]]:
        """Return the labelled values of a page: label to lines."""
        found: dict[str, list[str]] = {}
        for pair in self.pages[name].iter("div"):
            term, value = pair.find("dt"), pair.find("dd")
            if term is not None and value is not None:
                found.setdefault(said(term), lines(value))
        return found

    def tables(self, name: str) -> list[list[dict[str, list[str]]]]:
        """Return the tables of a page, each as rows of heading to lines; the total is the last of them."""
        found = []
        for table in self.pages[name].iter("table"):
            headings = [said(cell) for cell in table.findall("thead/tr/th")]
            rows = [*table.findall("tbody/tr"), *table.findall("tfoot/tr")]
            found.append([dict(zip(headings, map(lines, row), strict=True)) for row in rows])
        return found

    def text(self, name: str) -> str:
        """Return all that a page says."""
        return said(self.pages[name])


def _tree(path: Path) -> ET.Element:
    return ET.fromstring(path.read_text(encoding="utf-8").removeprefix("<!DOCTYPE html>"))  # noqa: S314 - our own


def said(element: ET.Element) -> str:
    """Return the text of an element."""
    return "".join(element.itertext())


def lines(cell: ET.Element) -> list[str]:
    """Return the lines of a cell."""
    whole = "".join("\n" if each.tag == "br" else each.text or "" for each in cell.iter())
    return whole.split("\n")
