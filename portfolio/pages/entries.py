"""The pages of contributions, expenditures, outcomes, activities, documents and rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from portfolio.balance import dated
from portfolio.dates import ALWAYS
from portfolio.fields.declared import RECORDS
from portfolio.fields.field import in_words
from portfolio.fields.said import field_in_words, value_at
from portfolio.figures.donors import accounts
from portfolio.models.tables import TABLES
from portfolio.pages import amounts, columns, marks
from portfolio.pages.footnotes import doubt_lines
from portfolio.pages.lists import contributions, outcomes
from portfolio.pages.lists.narratives import heading, narrative_table, narratives_of
from portfolio.pages.prose import prose
from portfolio.pages.record import about, allocation_rows, spent_table
from portfolio.pages.tree import Answer, Bullets, Facts, Paragraph, Table, facts_of, filled, page_of
from portfolio.query.register_view import Register, View
from portfolio.store import Document, In

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.models.documents import ContributionDocument, OutcomeDocument
    from portfolio.pages.tree import Block, Columns, Row
    from portfolio.query.names import Names
    from portfolio.query.question import Office

_INDICATOR_KEYS = ("id", "title", "code", "measure", "unit")
_ALWAYS_SHOWN = frozenset({"start", "end", "target", "actual", "comment"})
# What a page shows in a place of its own.
_ASIDE = {"revision", "sources", "note", "description", "movements", "allocations", "instalments", "reports_due"}
_ASIDE |= {"indicators", "title", "classification", "text", "texts", "titles", "descriptions", "captions"}


def entry(office: Office, table: str, key: str) -> Answer:
    """Return the page of a contribution, expenditure, outcome, activity, document or rate."""
    record = office.reader.get(table, key) or {}
    parts, figures = _PARTS.get(table, _nothing)(record, office)
    noun = TABLES[table].noun.capitalize()
    level = str(record.get("classification", "")).replace("_", " ").upper()
    title = str(record.get("title") or (heading(record) if table == "narratives" else f"{noun} {key}"))
    subtitle = "; ".join(part for part in (f"{noun} {key}", level) if part)
    blocks = [_facts(record, table, office.names), *parts, *about(record)]
    return Answer(page_of(TABLES[table].noun, title, subtitle, blocks, {**record, **figures}))


def _nothing(record: Document, office: Office) -> tuple[list[Block], dict[str, object]]:
    del record, office
    return [], {}


def _contribution(record: Document, office: Office) -> tuple[list[Block], dict[str, object]]:
    """Return where a contribution stands, and everything that happened to it."""
    spent = office.reader.find("expenditures", In("contribution", frozenset({record["id"]})))
    documents: dict[str, Any] = {"contributions": [record], "expenditures": spent}
    found = accounts(Register(**documents), View(office.today))
    figures = found.rows[record["id"]]
    cells = {key: value for key, value in marks.donor_cells(figures).items() if key != "projects"}
    currency = record.get("currency", "")
    movements = [_movement(each, record) for each in _parts(record, "movements")]
    instalments = [{**each, "amount": {currency: Decimal(each["amount"])}} for each in _parts(record, "instalments")]
    blocks = [
        amounts.table(cells, marks.unallocated_footer(figures)),
        Table("movements", _within(columns.MOVEMENTS), movements, "Movements"),
        Bullets("uncertain", "Uncertain", doubt_lines(found.notes)),
        Table("allocations", _within(columns.ALLOCATIONS), allocation_rows(record, office), "Allocations"),
        spent_table("charged", "Charged to it", spent, "contribution", office.names),
        Table("instalments", _within(columns.INSTALMENTS), instalments, "Instalments due"),
        Table("reports_due", _within(columns.REPORTS_DUE), _parts(record, "reports_due"), "Reports due"),
    ]
    told = narratives_of(office, "contribution", record["id"])
    return [*blocks, narrative_table(told, office.names)], {"figures": cells, "charged": spent, "narratives": told}


def _within(declared: Columns) -> Columns:
    """Return the columns of a contribution's parts, without those whose values stand above the table."""
    return columns.without(declared, "contribution", "donor")


def _movement(movement: Any, record: Document) -> Row:  # noqa: ANN401 - a stored part
    """Return a movement's cells; without a date of its own it has that of its agreement, marked."""
    row = contributions.movement_row(movement, record.get("currency", ""))
    date = dated(movement, cast("ContributionDocument", record))
    return row if "date" in movement or not date else {**row, "date": f"{date} (of the agreement)"}


def _parts(record: Document, name: str) -> list[Any]:
    return list(record.get(name, ()))


def _outcome(record: Document, office: Office) -> tuple[list[Block], dict[str, object]]:
    """Return an outcome's indicators and what was reached in each of their periods."""
    del office
    rows = outcomes.indicator_rows([cast("OutcomeDocument", record)], ALWAYS)
    blocks: list[Block] = [outcomes.indicator_table(rows, _INDICATOR_KEYS)]
    for indicator in record.get("indicators", ()):
        periods = [outcomes.period_row(each) for each in indicator.get("periods", ())]
        shown = filled(columns.PERIODS, periods, keep=_ALWAYS_SHOWN)
        blocks.append(Table(indicator["id"], shown, periods, indicator["title"]))
    return blocks, {"figures": rows}


def _narrative(record: Document, office: Office) -> tuple[list[Block], dict[str, object]]:
    """Return what a narrative says, each translation after the original."""
    del office
    blocks: list[Block] = prose(record["text"])
    for language, text in record.get("texts", {}).items():
        title = record.get("titles", {}).get(language)
        blocks += [Paragraph(f"[{language}]" + (f" {title}" if title else ""), "lead"), *prose(text)]
    return blocks, {}


_PARTS: Mapping[str, Callable[[Document, Office], tuple[list[Block], dict[str, object]]]] = {
    "contributions": _contribution,
    "outcomes": _outcome,
    "narratives": _narrative,
}


def _facts(record: Document, table: str, names: Names) -> Facts:
    """Return the stored fields of a record as pairs of label and value, with the labels of codes."""
    fields = {field.stored: field for field in RECORDS[table]}
    pairs: list[tuple[str, object]] = []
    for key, value in record.items():
        if key in _ASIDE or key == TABLES[table].key:
            continue
        if key == "amount":
            shown: object = {record["currency"]: Decimal(value)}
        elif key == "participants":
            shown = [f"{number:,} {group}" for group, number in value.items()]
        else:
            shown = field_in_words(fields[key], value, names)
        pairs.append((in_words(key), shown))
    translations = [field for field in RECORDS[table] if "." in field.key and not field.key.startswith("text.")]
    pairs += [(field.labelled, text) for field in translations if (text := value_at(record, field.stored))]
    return facts_of(pairs)
