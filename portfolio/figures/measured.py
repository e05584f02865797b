"""Amounts of every record of a table as recorded, of all donors and all time: what filters compare."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portfolio.figures.breakdowns import by_programme, by_target
from portfolio.figures.donors import accounts, by_donor
from portfolio.figures.gaps import budgets
from portfolio.money import Amounts
from portfolio.query.lineage import with_programmes
from portfolio.query.register_view import MONEY_TABLES, Register, View

if TYPE_CHECKING:
    from portfolio.figures.values import Row
    from portfolio.models.documents import ExpenditureDocument
    from portfolio.query.fits import Measured
    from portfolio.query.question import Office


def measured(office: Office, table: str) -> Measured:
    """Return key to the amounts of a record by column; one that is not known, or never recorded, is not there.

    Amounts of a programme are its own and its projects', as its list has them; both are asked for as `projects`.
    """
    found = {each: office.reader.find(each) for each in MONEY_TABLES}
    register = Register(**{**found, "projects": with_programmes(found["projects"])})  # type: ignore[arg-type]
    view = View(office.today, base=office.settings.base_currency, regions=office.names.regions)
    if table == "organisations":
        return {row.key: _amounts(row) for row in by_donor(register, view).rows if not row.residue}
    if table == "contributions":
        return {key: _amounts(row) for key, row in accounts(register, view).rows.items()}
    if table == "expenditures":
        return {each["id"]: {"spent": _signed(each)} for each in register.expenditures}
    return _of_work(register, view)


def _of_work(register: Register, view: View) -> Measured:
    rows = [*by_target(register, view).rows.values(), *by_programme(register, view).rows]
    plans = budgets(register, view)
    found = {row.key: _amounts(row) for row in rows}
    for code, plan in {**plans.targets, **plans.programmes}.items():
        if plan.budget:
            found.setdefault(code, {})["budget"] = plan.budget
    return found


def _amounts(row: Row) -> dict[str, Amounts]:
    """Return the amounts of a row that are recorded and known."""
    columns = row.columns._asdict() | ({"outstanding": row.balances.outstanding} if row.balances else {})
    return {column: amounts for column, amounts in columns.items() if amounts and column not in row.unknown}


def _signed(expenditure: ExpenditureDocument) -> Amounts:
    sign = -1 if expenditure.get("reversal") else 1
    return Amounts({expenditure["currency"]: sign * Decimal(expenditure["amount"])})
