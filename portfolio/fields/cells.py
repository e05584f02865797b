"""Cells that people work in: the stored value of a field, written so that it is read back as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

from portfolio.dates import parse_date
from portfolio.errors import UnknownNameError
from portfolio.reference import codes

if TYPE_CHECKING:
    from portfolio.fields.kinds import Kind
    from portfolio.files.grid import Cell
    from portfolio.query.names import Names
    from portfolio.reference.codelist import CodeList

# Returns the cell of a stored value; codes are written as the names that the register knows them by.
Writer = Callable[["Names", Any], "Cell"]

# Between the members of a list in one cell; a member that holds a sign of these stands in quotation marks.
SEPARATOR = "; "
# What empties a field; an empty cell leaves it as it is.
CLEAR = "(clear)"
# The same as people write it; as text it stands in quotation marks, and text that does so already in one pair more.
_CLEAR = re.compile(r'("*)\(\s*clear\s*\)\1', re.IGNORECASE)
GUARDED_FIRST = ('"', "(")
_QUOTED = re.compile(r'[;\n"]|^\s|\s$')
_MEMBER = re.compile(r'\s*("(?:[^"]|"")*"(?:[^;\n]*)|[^;\n]*)(?:[;\n]|$)')


def members(text: str) -> list[str]:
    """Return the members of a list in one cell, separated by semicolons or line breaks, quotation marks taken off."""
    if '"' not in text:
        return [part.strip() for part in re.split("[;\n]", text) if part.strip()]
    found = (match[1].strip() for match in _MEMBER.finditer(text))
    return [_unquoted(part) for part in found if part]


def joined(parts: list[str]) -> str:
    """Return a list as one cell holds it; `members` gives it back."""
    return SEPARATOR.join('"' + part.replace('"', '""') + '"' if _QUOTED.search(part) else part for part in parts)


def _unquoted(part: str) -> str:
    whole = len(part) > 1 and part.startswith('"') and part.endswith('"')
    return part[1:-1].replace('""', '"') if whole else part


def clears(text: str) -> bool:
    """Return whether the text of a cell is to empty its field."""
    return text[:1] == "(" and _CLEAR.fullmatch(text) is not None


def guarded(cell: Cell) -> Cell:
    """Return a cell in which text that would empty its field is shown to be text; `unguarded` gives it back."""
    return f'"{cell}"' if isinstance(cell, str) and cell[:1] in GUARDED_FIRST and _CLEAR.fullmatch(cell) else cell


def unguarded(text: str) -> str:
    """Return the text of a cell without the quotation marks that say of `"(clear)"` that it is text."""
    return text[1:-1] if text[:1] == '"' and _CLEAR.fullmatch(text) else text


def text(_: Names, stored: str) -> Cell:
    """Return text as it is."""
    return stored


def date(_: Names, stored: str) -> Cell:
    """Return a day as a date; a month or a year, for which spreadsheet programs have none, as text."""
    return _day(stored)


def number(_: Names, stored: str | int) -> Cell:
    """Return a number, with the decimals that it is stored with."""
    return _number(stored)


@lru_cache(maxsize=1 << 12)
def _day(stored: str) -> Cell:
    found = parse_date(stored)
    return found.first if found.day else stored


@lru_cache(maxsize=1 << 12)
def _number(stored: str | int) -> Decimal:
    return Decimal(stored)


def flag(_: Names, stored: bool) -> Cell:
    """Return yes or no."""
    return "yes" if stored else "no"


def word(codelist: CodeList) -> Writer:
    """Return the writer of a coded value, which people see by its label."""
    return lambda _, stored: codelist.label(stored)


def named(name: Callable[[Names, str], str], resolve: Callable[[Names, str], str]) -> Writer:
    """Return the writer of a code by its name, or by itself where `resolve`, as import does, leads elsewhere."""
    # What codes are written as in the register that was written last: nothing that it depends on changes meanwhile.
    known: dict[str, str] = {}
    of: list[ReferenceType[Names]] = []

    def write(names: Names, stored: str) -> Cell:
        if not of or of[0]() is not names:
            known.clear()
            of[:] = [ref(names)]
        if stored not in known:
            known[stored] = found(names, stored)
        return known[stored]

    def found(names: Names, stored: str) -> str:
        shown = name(names, stored)
        if shown == stored:
            return stored
        try:
            return shown if resolve(names, shown) == stored else stored
        except UnknownNameError:
            return stored

    return write


def many(member: Writer) -> Writer:
    """Return the writer of a list of values in one cell."""
    return lambda names, stored: joined([str(member(names, each)) for each in stored]) or None


def shared(member: Writer, field: str) -> Writer:
    """Return the writer of parts that have a code and may have a share: `Kenya: 60%; Somalia: 40%`."""

    def write(names: Names, stored: Mapping[str, str]) -> Cell:
        shown = str(member(names, stored[field]))
        return f"{shown}: {stored['share']}%" if "share" in stored else shown

    return many(write)


def in_role(role: str, member: Writer) -> Writer:
    """Return the writer of the organisations that have a role among those linked to the work."""
    listed = many(member)
    return lambda names, stored: listed(names, [each["organisation"] for each in stored if each["role"] == role])


def reference(_: Names, stored: Mapping[str, str]) -> Cell:
    """Return somebody's number for the work: `UNPDF: 2016-05`."""
    owner = f'"{stored["owner"]}"' if ":" in stored["owner"] else stored["owner"]
    return f"{owner}: {stored['reference']}"


ORGANISATION = named(lambda names, code: names.organisation_name(code), lambda names, text: names.organisation(text))
COUNTRY = named(lambda names, code: names.country_name(code), lambda names, text: names.country(text))
REGION = named(lambda names, code: names.region_name(code), lambda names, text: names.region(text)[0])
PROGRAMME = named(lambda names, code: names.title(code), lambda names, text: names.programme(text))
# Kind to what writes a value; values of the others are written as they are.
_WRITERS: Mapping[str, Writer] = {
    **dict.fromkeys(("amount", "number", "rate", "measured", "divided", "count", "people"), number),
    **dict.fromkeys(("organisation", "donor"), ORGANISATION),
    **dict.fromkeys(("organisations", "donors"), many(ORGANISATION)),
    **dict.fromkeys(("texts", "documents"), many(text)),
    "date": date,
    "flag": flag,
    "country": COUNTRY,
    "region": REGION,
    "programme": PROGRAMME,
    "countries": shared(COUNTRY, "country"),
    "shared regions": shared(REGION, "region"),
    "regions": many(REGION),
    "pillars": shared(text, "pillar"),
    "roles": many(word(codes.ROLE)),
    "references": many(reference),
}


def writer_of(kind: Kind) -> Writer:
    """Return what writes the values of a kind."""
    if kind.name == "word":
        return word(getattr(codes, kind.codes))
    return in_role(kind.role, ORGANISATION) if kind.name == "linked" else _WRITERS.get(kind.name, text)
