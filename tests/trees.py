"""The trees of reports, looked into by tests."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.pages.cell_text import json_value
from portfolio.pages.tree import Facts, Page, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator


def sections(of: Page | Section) -> Iterator[Section]:
    """Yield every section, however deep."""
    for section in of.sections:
        yield section
        yield from sections(section)


def section(report: Page, key: str) -> Section:
    return next(each for each in sections(report) if each.key == key)


def table(report: Page, place: str, key: str) -> Table:
    return next(each for each in section(report, place).blocks if isinstance(each, Table) and each.key == key)


def rows(report: Page, place: str) -> Iterator[Any]:
    """Yield all rows of a section: of its tables, and its labelled values."""
    for block in section(report, place).blocks:
        if isinstance(block, Table):
            yield from block.rows
            if block.total:
                yield block.total
        if isinstance(block, Facts):
            yield from ({"key": fact.key, "value": fact.value} for fact in block.facts)


def usd(amount: str) -> dict[str, Decimal]:
    """Return a cell of money."""
    return {"USD": Decimal(amount)}


def plain(report: Page) -> Any:
    """Return what JSON has of a report."""
    return json.loads(json.dumps(json_value(report)))
