"""Every record that mentions a text, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.errors import refuse
from portfolio.models.tables import TABLES
from portfolio.pages import columns
from portfolio.pages.tree import Answer, Row, Table, listed, region_cell
from portfolio.query.mentions import NOTHING, REGIONS, Sought, phrases, sought
from portfolio.store.passing import streamed
from portfolio.text import counted, fold, holding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portfolio.query.question import Office
    from portfolio.store import Document

# How much of a long text is shown before and behind what was found in it.
_BEFORE, _BEHIND = 30, 60


def find(office: Office, text: str) -> Answer:
    """Return the records that hold a text or the name of a place or record of that text, case and accents aside.

    An amount is found however it is typed. Of each record the first place is shown.

    Raises:
        RefusedError: The text is empty.
    """
    if not text.strip():
        raise refuse("TEXT", text, "is empty; write a word, a name, a code or an amount")
    looked_for = phrases(text)
    rows = _rows(office, sought(office.reader, office.names, looked_for)) if looked_for else []
    empty = f"No record mentions “{text}”." if looked_for else f"“{text}” {NOTHING}."
    footer = [f"{counted(len(rows), 'record')} of all kinds."]
    return listed(f"Records that mention “{text}”", Table("found", columns.FOUND, rows, notes=footer, empty=empty))


def _rows(office: Office, looked_for: Sought) -> list[Row]:
    """Return a row for each record that mentions what is looked for, with the first place of it."""
    phrase, *others = looked_for.phrases
    tests = [holding(each) for each in looked_for.phrases]
    holds = tests[0] if not others else lambda value: any(test(value) for test in tests)
    names = _named(office, looked_for)
    rows: list[Row] = []
    for table, kind in TABLES.items():
        for record in streamed(office.reader, table, looked_for.where(table)):
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
    return rows


def _named(office: Office, found: Sought) -> dict[str, Mapping[str, str]]:
    """Return field to the codes in it that stand for a name with the phrase, each with that name as cells have it."""
    regions = {field: {code: region_cell(office.names, code) for code in found.named[field]} for field in REGIONS}
    return {**found.named, **regions}


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
