"""Donors, contributions and expenditures as rows of tables."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, partial
from operator import methodcaller
from typing import TYPE_CHECKING, Any, cast

from portfolio.fields.contributions import CONTRIBUTION
from portfolio.fields.organisations import ORGANISATION
from portfolio.fields.said import row_maker
from portfolio.figures.donors import accounts, by_donor
from portfolio.figures.ledger import Ledger
from portfolio.money import ZERO
from portfolio.pages import columns
from portfolio.pages.footnotes import (
    Lines,
    chosen_table,
    count_footer,
    figure_notes,
    left_out_notes,
    money_footer,
    rate_footer,
    unmeasured_notes,
)
from portfolio.pages.marks import donor_cells, footer as marks_footer, own_funds_footer
from portfolio.pages.tree import Answer, Row, Rows, listed, region_cell
from portfolio.query.links import is_donor
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portfolio.figures.values import Accounts, Row as Figures
    from portfolio.models.documents import ContributionDocument, ExpenditureDocument, MovementDocument
    from portfolio.query.names import Names
    from portfolio.query.question import Question
    from portfolio.store import Document

_WORK = ("projects", "programmes")
_MOST_OWED = "By what is owed, the most first; then those of whom it is not known."
_ORGANISATION = row_maker(ORGANISATION)
# The sums of a contribution by which rows may be put in order.
_SUMS = ("pledged", "committed", "received", "outstanding", "allocated", "unallocated", "spent")
# The order of the cells in JSON.
_SAID = ("title", "recipient", "currency", "earmarking", "signed", "closed", "officer", "revision")
_CONTRIBUTION = row_maker(CONTRIBUTION, *_SAID, "id", "donor", "tags")


def donors(question: Question) -> Answer:
    """Return the donors of the chosen work with what they gave; without filters, every donor."""
    question = question.on("organisations")
    given, idle = question.of_rows()
    asked = given.about_work
    breakdown = by_donor(asked.register(*_WORK, "organisations", "contributions", "expenditures"), asked.view)
    figures = {row.key: row for row in breakdown.rows if not row.residue}
    rows: list[Row] = [
        {**_ORGANISATION(each, question.office.names), **donor_cells(figures.get(each["code"]))}
        for each in given.own
        if (_is_idle(each, figures, asked) if idle else each["code"] in figures or (not asked.raw and _gives(each)))
    ]
    rows.sort(key=lambda row: fold(str(row["name"])))
    order = "By name; --sort -received has those first of whom most was received."
    if "owed" in question.raw:
        rows, order = _owing(rows), _MOST_OWED
    timed = "without a project active" if idle else "with money or work"
    whose = money_footer(asked) if any(row["code"] in figures for row in rows) else ()
    footer = [*count_footer(question, counted(len(rows), "donor"), timed), *whose, order]
    said = [*marks_footer(breakdown.total), *rate_footer(breakdown.notes)]
    first = "To enter one: portfolio donor add NAME"
    told = [*footer, *own_funds_footer(breakdown.own_funds), *said]
    table = chosen_table(question, "donor", columns.DONORS, rows, told, first)
    unmeasured = unmeasured_notes(len(question.unmeasured & figures.keys()), "donor")
    return listed("Donors", table, [*left_out_notes(asked), *unmeasured, *figure_notes(breakdown.notes)], said)


def _gives(organisation: Document) -> bool:
    return is_donor(organisation) and not organisation.get("own")


def _is_idle(organisation: Document, figures: Mapping[str, Figures], asked: Question) -> bool:
    """Return whether a donor, of those asked for, has none of the chosen work."""
    code = organisation["code"]
    figure = figures.get(code)
    among = asked.donors is None or code in asked.donors
    return _gives(organisation) and among and not (figure and (figure.projects or figure.programmes))


def contributions(question: Question) -> Answer:
    """Return the chosen contributions, each with where it stands; in a period those with money or a balance."""
    question = question.on("contributions")
    made = _ContributionRows(question)
    asked, rows = made.asked, made.rows()
    count = counted(len(rows), "contribution")
    first = [*count_footer(question, count, "with money or a balance"), *money_footer(asked)]
    first += [_MOST_OWED] if "owed" in question.raw else []
    said = partial(made.said, rows)
    table = chosen_table(question, "contribution", columns.CONTRIBUTIONS, rows, Lines(first, said))
    unmeasured = unmeasured_notes(len(question.unmeasured), "contribution")
    notes = Lines([*_of_work(asked), *unmeasured], lambda: figure_notes(made.figures.notes))
    return listed("Contributions", table, notes, Lines([], said))


class _ContributionRows:
    """Makes the rows of the chosen contributions, with what is to be said of all of them.

    Where that decides which there are, and in which order, the accounts of all are drawn up at once. Until then those
    of some are drawn up for their rows, and those of all for a sum or a sentence below them.
    """

    def __init__(self, question: Question) -> None:
        self._question, self.asked = question, question.about_work
        own = cast("list[ContributionDocument]", question.own)
        register = self.asked.register(*_WORK, "organisations", "expenditures")
        self._charged = [each for each in register.expenditures if "contribution" in each]
        self._register = register._replace(contributions=own, expenditures=self._charged)
        self._counting = list(Ledger(self._register, self.asked.view).contributions())

    @cached_property
    def figures(self) -> Accounts:
        """The accounts of all, and what a reader must be told of them."""
        return accounts(self._register, self.asked.view)

    def rows(self) -> Sequence[Row]:
        """Return the rows, each made when it is looked at."""
        if "owed" in self._question.raw:
            return _owing(self._made(self._accounted))
        name = self._question.office.names.organisation_name
        told: dict[str, Callable[[Any], object]] = {key: partial(self._told, key) for key in _SUMS}
        told |= {key: methodcaller("get", key) for key in ("id", *_SAID)}
        told["donor"] = lambda each: name(each["donor"])
        return Rows(self._accounted, self._made, told)

    def said(self, rows: Sequence[Row]) -> list[str]:
        """Return what stands below the amounts of the rows."""
        told = rows.glanced({"id"}) if isinstance(rows, Rows) else rows
        shown = [self.figures.rows[str(row["id"])] for row in told]
        return [*marks_footer(*shown), *rate_footer(self.figures.notes)]

    @cached_property
    def _accounted(self) -> list[ContributionDocument]:
        if not self._question.timed:
            return self._counting
        return [each for each in self._counting if self.figures.rows[each["id"]].has_account]

    def _made(self, some: Sequence[ContributionDocument]) -> list[Row]:
        rows, names = self._rows_of(some), self._question.office.names
        return [contribution_row(each, rows[each["id"]], names) for each in some]

    def _rows_of(self, some: Sequence[ContributionDocument]) -> Mapping[str, Figures]:
        if "figures" in vars(self) or len(some) == len(self._accounted):
            return self.figures.rows
        ids = {each["id"] for each in some}
        spent = [each for each in self._charged if each["contribution"] in ids]
        return accounts(self._register._replace(contributions=some, expenditures=spent), self.asked.view).rows

    def _told(self, key: str, contribution: ContributionDocument) -> object:
        return donor_cells(self.figures.rows[contribution["id"]]).get(key)


def _owing(rows: list[Row]) -> list[Row]:
    """Return the rows of those who owe something, the most first, then those of whom it is not known."""

    def owed(row: Row) -> Decimal:
        return max((row.get("outstanding") or {}).values(), default=ZERO)  # type: ignore[attr-defined]

    owing = sorted((row for row in rows if owed(row) > 0), key=owed, reverse=True)
    return [*owing, *(row for row in rows if owed(row) <= 0 and row.get("outstanding_not_known"))]


def expenditures(question: Question) -> Answer:
    """Return what was spent on the chosen work, or charged to the chosen donors."""
    question = question.on("expenditures")
    asked = question.about_work
    ledger = Ledger(asked.register("organisations", "contributions", "expenditures"), asked.view)
    kept = {each["id"] for each in question.own}
    rows = [
        {
            **expenditure_row(each.expenditure, asked.office.names),
            "amount": {each.entry.currency: each.entry.amount},
            **({"amount_uncertain": {each.entry.currency: 1}} if each.marks else {}),
        }
        for each in ledger.spending()
        if each.expenditure["id"] in kept
    ]
    notes = ledger.notes()
    rates = rate_footer(notes)
    footer = [*count_footer(question, counted(len(rows), "expenditure"), "dated"), *money_footer(asked), *rates]
    table = chosen_table(question, "expenditure", columns.EXPENDITURES, rows, footer)
    unmeasured = unmeasured_notes(len(question.unmeasured), "expenditure")
    return listed("Expenditures", table, [*_of_work(asked), *unmeasured, *figure_notes(notes)], rates)


def _of_work(asked: Question) -> list[str]:
    """Return a note on projects left out, for lists whose rows are chosen by their project."""
    return left_out_notes(asked) if asked.selection.chooses_projects else []


def contribution_row(contribution: ContributionDocument, figures: Figures, names: Names) -> Row:
    """Return a contribution's cells."""
    return {
        **donor_cells(figures),
        **{field: contribution.get(field) for field in _SAID},
        "id": contribution["id"],
        "donor": names.organisation_name(contribution["donor"]),
        "tags": contribution.get("tags", []),
        **_CONTRIBUTION(cast("Document", contribution), names),
    }


def movement_row(movement: MovementDocument, currency: str) -> Row:
    """Return a movement's cells; what takes away is negative."""
    return {**movement, **_amounts(movement, currency)}


def expenditure_row(expenditure: ExpenditureDocument, names: Names) -> Row:
    """Return an expenditure's cells, with the place of its own by name; what takes away is negative."""
    country, region = expenditure.get("country"), expenditure.get("region")
    place = region_cell(names, region) if region else None
    return {
        **expenditure,
        **_amounts(expenditure, expenditure["currency"]),
        "place": names.country_name(country) if country else place,
    }


def _amounts(entry: MovementDocument | ExpenditureDocument, currency: str) -> Row:
    """Return the amount of an entry and its booked value; those of a reversal are negative."""
    sign, booked = -1 if entry.get("reversal") else 1, entry.get("booked")
    return {
        "amount": {currency: sign * Decimal(entry["amount"])},
        "booked": {booked["currency"]: sign * Decimal(booked["amount"])} if booked else {},
    }
