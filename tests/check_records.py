"""Records for the rules of `check`, all made up, and a register in memory that gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.checks import Holdings
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from portfolio.store import Where

Document = dict[str, Any]
Tables = dict[str, list[Document]]


class Shelf:
    """A register in memory that gives whole tables."""

    revision = 1
    head = ""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, table: str, key: str) -> Mapping[str, Any] | None:
        return next((each for each in self._tables.get(table, []) if each[TABLES[table].key] == key), None)

    def find(self, table: str, where: Where | None = None) -> list[Mapping[str, Any]]:
        assert where is None
        return list(self._tables.get(table, []))


def held(tables: Tables, today: dt.date, stale_days: int = 365) -> Holdings:
    """Return a register as the rules look at it."""
    return Holdings(Shelf(tables), today, stale_days)


def record(**fields: Any) -> Document:
    """Return a record in its stored form."""
    return {**fields, "classification": "unclassified", "revision": 1}


def project(**fields: Any) -> Document:
    """Return the project P-001, which says nothing of itself."""
    return record(**{"code": "P-001", "title": "Alpha", "kind": "project", **fields})


def projects(**fields: Any) -> Tables:
    """Return a register of the project P-001."""
    return {"projects": [project(**fields)]}


def donor(code: str = "ARC", name: str = "Arcadia", **fields: Any) -> Document:
    """Return a donor."""
    return record(code=code, name=name, roles=["funding"], **fields)


def gift(*movements: Document, **fields: Any) -> Tables:
    """Return a register of the contribution C-001 of Arcadia with movements, and the project P-001."""
    numbered = [{"id": f"C-001.m{number}", **each} for number, each in enumerate(movements, 1)]
    given = {"currency": "USD", "movements": numbered} if numbered else {}
    contribution = record(id="C-001", donor="ARC", **given, **fields)
    return {"organisations": [donor()], "projects": [project()], "contributions": [contribution]}


def moved(kind: str, amount: str, date: str | None = "2023-01-15", **fields: Any) -> Document:
    """Return a movement."""
    return {"kind": kind, "amount": amount, **({"date": date} if date else {}), **fields}


def given_twice(**fields: Any) -> Tables:
    """Return a register of two contributions of one donor, amount and day, of which the second has these fields."""
    tables = gift(moved("commitment", "10.00"))
    second = {"id": "C-002", "movements": [{"id": "C-002.m1", **moved("commitment", "10.00")}], **fields}
    return {**tables, "contributions": [*tables["contributions"], {**tables["contributions"][0], **second}]}


def measured(measure: str = "unit", project: Document | None = None, **fields: Any) -> Tables:
    """Return a register of the project P-001 and its outcome O-001 with one indicator."""
    indicator = {"id": "O-001.i1", "title": "Officers", "measure": measure, "values": "per_period", **fields}
    outcome = record(id="O-001", project="P-001", title="Trained", indicators=[indicator])
    return {"projects": [project or projects()["projects"][0]], "outcomes": [outcome]}


def told(project: Document | None = None, **fields: Any) -> Tables:
    """Return a register of the project P-001 and its narrative N-001."""
    narrative = record(id="N-001", target="P-001", kind="story", text="Told.", **fields)
    return {"projects": [project or projects()["projects"][0]], "narratives": [narrative]}


def by_sex(women: str, men: str) -> list[Document]:
    """Return a value broken down into women and men."""
    return [{"dimension": "sex", "category": name, "value": n} for name, n in (("women", women), ("men", men))]


def period(**fields: Any) -> list[Document]:
    """Return the one period of an indicator."""
    return [{"id": "O-001.i1.p1", "start": "2023-01-01", "end": "2023-12-31", **fields}]


def allocated(amount: str) -> list[Document]:
    """Return the one allocation of a contribution."""
    return [{"id": "C-001.a1", "target": "P-001", "amount": amount}]


def charged(amount: str, currency: str = "USD", number: int = 1, **fields: Any) -> list[Document]:
    """Return the one expenditure on P-001 that is charged to C-001."""
    spent = {"target": "P-001", "amount": amount, "currency": currency, "contribution": "C-001", "kind": "direct"}
    return [record(id=f"E-00{number}", **spent, date="2023-05-10", **fields)]


def budget(**fields: Any) -> list[Document]:
    """Return the one budget of P-001."""
    common = {"id": "P-001.b1", "amount": "100.00", "currency": "USD", "type": "original", "status": "indicative"}
    return [common | fields]


# What takes USD 60.00 of a contribution in dollars.
YEN = charged("9000", "JPY", 2, booked={"amount": "60.00", "currency": "USD"})
