"""Tables of facts of IATI 2.03, made from the official files: `python -m bench.iati_facts FOLDER`.

FOLDER holds `xsd/`, `codelists/` and `validator/_meta/` of the standard. The tables hold names, orders, numbers, types
and codes alone; `tests/test_iati_standard.py` holds them equal to the official files.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from portfolio.exchange.iati import standard
from portfolio.reference.tsv import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_ROOTS = {"iati-activities": "iati-activities-schema.xsd", "iati-organisations": "iati-organisations-schema.xsd"}
# Lists that only earlier versions take.
_OF_EARLIER = {"BudgetIdentifier"}
# `//iati-activity/sector[@vocabulary = '1' or not(@vocabulary)]/@code`
_CODED = re.compile(r"//([\w/-]*?)(?:\[(.*)\])?/?(?:@([\w:-]+)|(text\(\)))")


class _Schema:
    """One of the two schemas with what it takes from the common one."""

    def __init__(self, folder: Path, name: str) -> None:
        parts = [*etree.parse(folder / "iati-common.xsd").getroot(), *etree.parse(folder / name).getroot()]
        self._elements = {each.get("name"): each for each in parts if each.tag == f"{_XSD}element"}
        self._attributes = {each.get("name"): each for each in parts if each.tag == f"{_XSD}attribute"}
        self._types = {each.get("name"): each for each in parts if each.tag == f"{_XSD}complexType"}

    def rows(self, declared: Any, path: str = "") -> Iterator[list[str]]:  # noqa: ANN401 - an element of lxml
        """Yield the row of an element, and those of what it holds."""
        element = self._elements[declared.get("ref")] if declared.get("ref") else declared
        kind = element.find(f"{_XSD}complexType")
        kind = self._types.get(element.get("type")) if kind is None else kind
        here = f"{path}/{element.get('name')}".lstrip("/")
        least, most = declared.get("minOccurs", "1"), declared.get("maxOccurs", "1").replace("unbounded", "*")
        text = _plain(element.get("type") or "any") if kind is None else ""
        held: list[Any] = [] if kind is None else list(self._held(kind))
        attributes = [self._attribute(each) for each in held if each.tag == f"{_XSD}attribute"]
        text = next((_plain(each.get("base")) for each in held if each.tag == f"{_XSD}extension"), text)
        wild = {"any": "e", "anyAttribute": "a"}
        others = "".join(sorted({wild.get(each.tag.removeprefix(_XSD), "") for each in held}))
        yield [here, least, most, text, " ".join(attributes), "ea" if text == "any" else others]
        for each in held:
            if each.tag == f"{_XSD}element":
                yield from self.rows(each, here)

    def _attribute(self, declared: Any) -> str:  # noqa: ANN401 - as above
        named = self._attributes.get(declared.get("ref"), declared)
        name, kind = declared.get("name") or declared.get("ref"), _plain(named.get("type") or "string")
        return f"{name}={kind}{'!' if declared.get('use') == 'required' else ''}"

    def root(self, name: str) -> list[list[str]]:
        """Return the rows of a root and all that it holds."""
        return list(self.rows(self._elements[name]))

    def _held(self, kind: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
        """Yield what a type declares, in order, that which it extends first."""
        for each in kind.iterchildren(tag=etree.Element):
            tag = each.tag.removeprefix(_XSD)
            if tag == "extension" and not each.get("base").startswith("xsd:"):
                yield from self._held(self._types[each.get("base")])
            elif tag in {"extension", "element", "attribute", "any", "anyAttribute"}:
                yield each
            if tag in {"sequence", "simpleContent", "complexContent", "extension"}:
                yield from self._held(each)


def _plain(kind: str) -> str:
    return kind.removeprefix("xsd:")


def elements(folder: Path) -> list[list[str]]:
    """Return the rows of the table of elements, in the order of the schemas."""
    return [row for root, name in _ROOTS.items() for row in _Schema(folder / "xsd", name).root(root)]


def lists(folder: Path) -> list[list[str]]:
    """Return the rows of the table of code lists that are asked for: the list and its codes.

    A list that the folder does not hold stays as it is.
    """
    wanted = {row[2] for row in coded(folder)} | {"OrganisationIdentifier", "OrganisationRegistrationAgency"}
    found = _kept()
    for path in sorted((folder / "codelists").rglob("*.xml")):
        if path.stem in wanted:
            codes = etree.parse(path).getroot().iterfind("codelist-items/codelist-item/code")
            found[path.stem] = " ".join(sorted({code.text.strip() for code in codes}))
    return [[name, found[name]] for name in sorted(found)]


def _kept() -> dict[str, str]:
    """Return the lists of the table as it is, with their codes."""
    return {name: codes for name, codes in rows("lists", standard.DATA)}  # noqa: C416 - rows are lists


def coded(folder: Path) -> list[list[str]]:
    """Return the rows of the table of coded values: rule, category, list, element, attribute, vocabularies.

    A value whose list is neither in the folder nor known is left out.
    """
    held = {path.stem for path in (folder / "codelists").rglob("*.xml")} | _kept().keys()
    known = {row[0] for row in elements(folder)}
    found = []
    with (folder / "validator" / "_meta" / "data-quality-rules.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = re.search(r"codeListFail\(\., '([\w-]+)'", row["Test (Xpath)"])
            place = _CODED.fullmatch(row["Context (Xpath)"])
            if not name or not place or name[1] not in held - _OF_EARLIER or not row["ID"].startswith("9."):
                continue
            if row["V1"] == "DUPLICATE":
                continue
            path, condition, *attributes = place.groups()
            attribute = "".join(filter(None, attributes))
            path = f"iati-{'organisations' if 'organisation' in path.split('/')[0] else 'activities'}/{path}"
            path = path if not place[1].startswith("iati-activities") else place[1]
            path = path if not place[1].startswith("iati-organisations") else place[1]
            if path in known or attribute == "xml:lang":
                element = path if path in known else "*"
                found.append([row["ID"], row["Class"], name[1], element, attribute, _vocabularies(condition)])
    return found


def _vocabularies(condition: str | None) -> str:
    """Return the vocabularies that a condition names, "-" for none given."""
    named = re.findall(r"'([^']*)'", condition or "")
    return " ".join([*named, *(["-"] if "not(" in (condition or "") else [])])


_TABLES = {
    "elements": (["element", "least", "most", "text", "attributes", "others"], elements),
    "lists": (["list", "codes"], lists),
    "coded": (["rule", "category", "list", "element", "attribute", "vocabularies"], coded),
}


def tables(folder: Path) -> dict[str, list[Sequence[str]]]:
    """Return every table by its name, headings first."""
    return {name: [heads, *made(folder)] for name, (heads, made) in _TABLES.items()}


if __name__ == "__main__":
    for table, lines in tables(Path(sys.argv[1])).items():
        text = "".join("\t".join(cells) + "\n" for cells in lines)
        (Path(standard.__file__).with_name("data") / f"{table}.tsv").write_text(text, encoding="utf-8")
