"""What a report says, as a tree of values: built once, and laid out by every writer without adding or leaving out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from portfolio.dates import PartialDate

if TYPE_CHECKING:
    from portfolio.pages.shown import Columns, Kind, Row

# The words of a value are in the report's language already; numbers, money and dates are not, so that each writer may
# keep them as numbers or write them as the language does. Money is a mapping of currency to Decimal, empty where
# none is recorded; None is unknown.
Value: TypeAlias = str | int | bool | Decimal | PartialDate | dt.date | tuple[str, ...] | Mapping[str, Decimal] | None

REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `lead` stands out, `note` is smaller and qualifies what stands before it."""

    text: str
    tone: Literal["body", "lead", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value. `key` is what JSON calls it, whatever the language; `kind` is that of a column.

    `planned` says that it is a date that is planned, and not yet what came about; `uncertain` names the currencies in
    which money is uncertain, `unknown` says for how many records it is not known.
    """

    key: str
    label: str
    value: Value
    kind: Kind = "text"
    planned: bool = False
    uncertain: tuple[str, ...] = ()
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values, one below the other."""

    key: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    A row may carry, beside the columns' keys, `key` (what it is about, whatever the language: a code, an id, a name),
    `residue` (True where it holds what fell to no group) and, for a column of amounts `x`, `x_not_known`: for how many
    records the amount is not known, `x_uncertain`: how many of what it sums up are uncertain, by currency; beside
    `received`, `refunded`; for a date `x`, `x_planned`, where it is planned;
    `REPEATED`, the keys of columns in which it says again what the row above says.

    Attributes:
        key: What JSON calls it.
        columns: Its columns, headings in the report's language.
        rows: In the order to be shown; residue rows last.
        caption: What it shows, said above it; may be empty where a heading says it.
        notes: Sentences below it.
        total: A last row below a rule, or None. It is no row of the data.
        empty: The sentence in place of a table without rows; empty leaves it out altogether.
    """

    key: str
    columns: Columns
    rows: tuple[Row, ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    total: Row | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    label: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars of one measure; always beside a table that holds the same figures, which JSON and CSV use.

    Attributes:
        key: What identifies it in the report.
        title: What it shows, its unit included: `Received, USD`.
        bars: From top to bottom; values may be zero, and negative where something was taken back.
        unit: The ISO 4217 code of the bars' currency, or "" where they are counts.
        apart: What fell to no group: named with its figure below the bars, and never drawn as one.
    """

    key: str
    title: str
    bars: tuple[Bar, ...]
    unit: str = ""
    apart: tuple[Bar, ...] = ()


Block: TypeAlias = Paragraph | Facts | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading of its own; sections inside it have headings one level lower.

    Attributes:
        key: What JSON calls it.
        heading: What stands above it.
        blocks: What it says.
        sections: Those inside it.
        expected: Whether it is part of the report's form: that it has nothing is told, where others are left out.
        of: What its heading names, where it is one of several sections that say the same of one record each: a
            project, a pillar. Formats of tables set these together, under this as the heading of a column.
    """

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    expected: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    Attributes:
        kind: donor, quarter, project or portfolio.
        language: The code of its language: en, fr, es, ru, zh or ar.
        title: What it is called; subtitle: what it is about, in one line.
        front: The title block: office, donor, period, as of, marking.
        sections: What it says.
        closing: The last lines: contact, credit.
        marking: The classification marking that heads every page, in the report's language.
        as_of: The day as of which the register was read.
    """

    kind: str
    language: str
    title: str
    subtitle: str
    front: tuple[Fact, ...]
    sections: tuple[Section, ...]
    closing: tuple[Paragraph, ...]
    marking: str
    as_of: dt.date


def with_content(report: Report) -> Report:
    """Return a report as people read it: without tables and sections in which nothing stands."""
    return replace(report, sections=_with_content(report.sections))


def _with_content(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    whole = (replace(each, sections=_with_content(each.sections)) for each in sections)
    kept = (each for each in whole if each.expected or each.sections or any(map(_says, each.blocks)))
    return tuple(replace(each, blocks=tuple(filter(_shows, each.blocks))) for each in kept)


def _says(block: Block) -> bool:
    """Whether a block has a value or a sentence of its own; that a table has no rows is none."""
    match block:
        case Table(rows=rows, total=total):
            return bool(rows or total)
        case Facts(facts=found) | Chart(bars=found):
            return bool(found)
    return bool(block.text)


def _shows(block: Block) -> bool:
    """Whether a block is seen: beside others, it is worth saying that a table has no rows."""
    return _says(block) or (isinstance(block, Table) and bool(block.empty))


class Answer(NamedTuple):
    """A report, and what whoever sends it must know but its reader must not.

    Attributes:
        report: The report.
        notes: How much is left out or withheld, and what texts may give away, a sentence each, for the error stream.
    """

    report: Report
    notes: Sequence[str]


def texts(report: Report) -> set[str]:
    """Return every text in a report that stands in a value, each once; headings and labels are the program's own."""
    found = {each.text for each in report.closing}
    for value in (*(fact.value for fact in report.front), *_values(report.sections)):
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, tuple) and not isinstance(value, PartialDate):
            found.update(value)
    return found


def _values(sections: tuple[Section, ...]) -> Iterator[object]:
    for section in sections:
        yield section.heading
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    yield text
                case Facts(_, facts):
                    yield from (fact.value for fact in facts)
                case Table(rows=rows):
                    for row in rows:
                        yield from row.values()
                case Chart(bars=bars, apart=apart):
                    yield from (bar.label for bar in (*bars, *apart))
        yield from _values(section.sections)
