"""Every record that mentions a text, and where."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from portfolio.errors import refuse
from portfolio.models.tables import TABLES
from portfolio.pages import columns
from portfolio.pages.tree import Answer, Table, listed, region_cell
from portfolio.reference import places
from portfolio.store import Document, Either, In, Mentions, Where
from portfolio.store.passing import streamed
from portfolio.text import counted, fold, holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from portfolio.query.question import Office

# How much of a long text is shown before and behind what was found in it.
_BEFORE, _BEHIND = 30, 60
# Where records hold codes of countries, regions and other records instead of their names.
_COUNTRIES = ("countries.country", "venue_country", "country")
_REGIONS = ("regions.region", "regions", "region")
_RECORDS = ("organisations.organisation", "donor", "donors", "partners", "parties", "parent", "programme", "project")
_NAMED = ("organisations", "programmes", "projects")


def find(office: Office, text: str) -> Answer:
    """Return the records that hold a text or the name of a place or record of that text, case and accents aside.

    An amount is found however it is typed. Of each record the first place is shown.

    Raises:
        RefusedError: The text is empty.
    """
    if not text.strip():
        raise refuse("TEXT", text, "is empty; write a word, a name, a code or an amount")
    phrase, *others = phrases = _phrases(text)
    tests = [holding(each) for each in phrases]
    holds = tests[0] if not others else lambda value: any(test(value) for test in tests)
    names = _named(office, tests[0]) if phrase else {}
    rows = []
    for table, kind in TABLES.items():
        for record in streamed(office.reader, table, _where(table, phrases, names)) if phrase else ():
            field, found = next(_places(record, holds, names))
            rows.append(
                {
                    "key": record[kind.key],
                    "kind": kind.noun,
                    "title": _title(record, table, office),
                    "field": field.partition(".")[0].replace("_", " "),
                    "text": _around(found, phrase),
                }
            )
    empty = f"No record mentions “{text}”."
    footer = [f"{counted(len(rows), 'record')} of all kinds."]
    return listed(f"Records that mention “{text}”", Table("found", columns.FOUND, rows, notes=footer, empty=empty))


def _phrases(text: str) -> list[str]:
    """Return what records may hold of a text, each folded: it, and where it is an amount, as amounts are stored."""
    found = [fold(text)]
    if not any(map(str.isdigit, text)):
        return found
    from portfolio.typed_amounts import money  # noqa: PLC0415 - only what has figures may be an amount

    with contextlib.suppress(ValueError):
        stored = fold(money(text).amount)
        found += [stored] if stored not in found else []
    return found


def _where(table: str, phrases: Sequence[str], names: Mapping[str, Mapping[str, str]]) -> Where:
    # Activities hold the codes of their regions, where other records hold regions with their shares.
    parts = "regions.region" if table == "activities" else "regions"
    fields = [In(field, frozenset(codes)) for field, codes in names.items() if codes and field != parts]
    return Either((*map(Mentions, phrases), *fields))


def _named(office: Office, holds: Callable[[str], bool]) -> dict[str, dict[str, str]]:
    """Return field to the codes in it that stand for a name with the phrase, each with that name."""
    countries = {
        code: country.name
        for code, country in places.countries().items()
        if any(holds(name) for name in (*country.names.values(), *country.formal.values(), *country.aliases))
    }
    regions: dict[str, str] = {
        code: region_cell(office.names, code)
        for code, region in office.names.regions.items()
        if any(holds(name) for name in (*region.names.values(), *region.aliases))
    }
    records = {
        record["code"]: str(record[TABLES[table].title])
        for table in _NAMED
        for record in streamed(office.reader, table, None, ("code", TABLES[table].title, "short_name"))
        if any(holds(name) for name in (record[TABLES[table].title], record.get("short_name", "")))
    }
    return {
        **dict.fromkeys(_COUNTRIES, countries),
        **dict.fromkeys(_REGIONS, regions),
        **dict.fromkeys(_RECORDS, records),
    }


def _title(record: Document, table: str, office: Office) -> str:
    title = record.get(TABLES[table].title)
    return str(title or (office.names.organisation_name(record["donor"]) if "donor" in record else ""))


def _places(
    value: Any,  # noqa: ANN401 - any stored value
    holds: Callable[[str], bool],
    names: Mapping[str, Mapping[str, str]],
    field: str = "",
) -> Iterator[tuple[str, str]]:
    """Yield field and text of each text that holds the phrase or stands for a name that does, however deep."""
    if isinstance(value, str):
        if name := names.get(field, {}).get(value):
            yield field, name
        elif holds(value):
            yield field, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _places(member, holds, names, f"{field}.{name}" if field else name)
    elif isinstance(value, list):
        for member in value:
            yield from _places(member, holds, names, field)


def _around(text: str, phrase: str) -> str:
    """Return a text, or of a long one what stands around the phrase."""
    if len(text) <= _BEFORE + _BEHIND:
        return text
    # Folding may change the length, so the place is that of the folded text, near enough.
    place = max(0, fold(text).find(phrase))
    start, end = max(0, place - _BEFORE), place + len(phrase) + _BEHIND
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
