"""The pages of contributions, expenditures, outcomes, activities, documents and rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from portfolio.balance import dated
from portfolio.dates import ALWAYS
from portfolio.figures.donors import accounts
from portfolio.models.tables import TABLES
from portfolio.pages import amounts, columns, marks
from portfolio.pages.footnotes import doubt_lines
from portfolio.pages.lists import contributions, outcomes
from portfolio.pages.record import about, allocation_rows, some, spent_table
from portfolio.pages.tree import Answer, Bullets, Column, Facts, facts_of, filled, page_of
from portfolio.query.view import Register, View
from portfolio.store import In

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.models.documents import ContributionDocument, OutcomeDocument
    from portfolio.pages.tree import Block, Row
    from portfolio.query.names import Names
    from portfolio.query.question import Office
    from portfolio.store import Document

_MOVEMENT_KEYS = ("id", "kind", "amount", "date", "reversal", "booked", "uncertain", "reference", "note")
_ALLOCATION_KEYS = ("id", "target", "title", "amount", "moved_from", "date", "note")
_CHARGED_KEYS = ("id", "target", "date", "amount", "kind", "reversal", "reference", "note")
_INDICATOR_KEYS = ("id", "title", "code", "measure", "unit")
_PERIODS = (
    Column("id", "ID", "code"),
    Column("start", "From", "date"),
    Column("end", "To", "date"),
    Column("target", "Target", "number"),
    Column("actual", "Actual", "number"),
    Column("fraction", "Fraction", "code", 2),
    Column("groups", "Of which", "lines", 1),
    Column("comment", "Comment", "text", 3),
)
_ALWAYS_SHOWN = frozenset({"start", "end", "target", "actual", "comment"})
# Field to how a stored value, or each member of a list of them, is read.
_READ_AS: Mapping[str, Callable[[Names, Any], str]] = {
    **dict.fromkeys(("donor", "donors", "partners", "parties"), lambda names, code: names.organisation_name(code)),
    **dict.fromkeys(("target", "project", "moved_from"), lambda names, code: f"{code} {names.title(code)}"),
    "countries": lambda names, place: names.country_name(place["country"]),
    "regions": lambda names, code: names.region_label(code),
    "region": lambda names, code: names.region_label(code),
    **dict.fromkeys(("country", "venue_country"), lambda names, code: names.country_name(code)),
}
# What a page shows in a place of its own.
_ASIDE = {"revision", "sources", "note", "description", "movements", "allocations", "instalments", "reports_due"}
_ASIDE |= {"indicators", "title", "classification"}


def entry(office: Office, table: str, key: str) -> Answer:
    """Return the page of a contribution, expenditure, outcome, activity, document or rate."""
    record = office.reader.get(table, key) or {}
    parts, figures = _PARTS.get(table, _nothing)(record, office)
    noun = TABLES[table].noun.capitalize()
    level = str(record.get("classification", "")).replace("_", " ").upper()
    title = str(record.get("title") or f"{noun} {key}")
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
    cells = {key: value for key, value in contributions.donor_cells(figures).items() if key != "projects"}
    currency = record.get("currency", "")
    movements = [_movement(each, record) for each in _parts(record, "movements")]
    instalments = [{**each, "amount": {currency: Decimal(each["amount"])}} for each in _parts(record, "instalments")]
    blocks = [
        amounts.table(cells, marks.unallocated_footer(figures)),
        some("movements", "Movements", columns.MOVEMENTS, movements, _MOVEMENT_KEYS),
        Bullets("uncertain", "Uncertain", doubt_lines(found.notes)),
        some("allocations", "Allocations", columns.ALLOCATIONS, allocation_rows(record, office), _ALLOCATION_KEYS),
        spent_table("charged", "Charged to it", spent, _CHARGED_KEYS, office.names),
        some("instalments", "Instalments due", columns.INSTALMENTS, instalments, ("id", "amount", "date", "note")),
        some(
            "reports_due",
            "Reports due",
            columns.REPORTS_DUE,
            _parts(record, "reports_due"),
            ("id", "title", "date", "sent"),
        ),
    ]
    return blocks, {"figures": cells, "charged": spent}


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
        columns_shown = filled(_PERIODS, periods, keep=_ALWAYS_SHOWN)
        blocks.append(
            some(indicator["id"], indicator["title"], columns_shown, periods, [each.key for each in columns_shown])
        )
    return blocks, {"figures": rows}


_PARTS: Mapping[str, Callable[[Document, Office], tuple[list[Block], dict[str, object]]]] = {
    "contributions": _contribution,
    "outcomes": _outcome,
}


def _facts(record: Document, table: str, names: Names) -> Facts:
    """Return what is stored of a record as pairs, codes with what they stand for."""
    pairs: list[tuple[str, object]] = []
    for key, value in record.items():
        if key not in _ASIDE and key != TABLES[table].key:
            shown = {record["currency"]: Decimal(value)} if key == "amount" else _words(key, value, names)
            pairs.append((key.replace("_", " ").capitalize(), shown))
    return facts_of(pairs)


def _words(key: str, value: Any, names: Names) -> object:  # noqa: ANN401 - any stored value
    """Return a stored value in people's words."""
    if reads := _READ_AS.get(key):
        return [reads(names, each) for each in value] if isinstance(value, list) else reads(names, value)
    if key == "participants":
        return [f"{number:,} {group}" for group, number in value.items()]
    if key == "booked":
        return {value["currency"]: Decimal(value["amount"])}
    return value
