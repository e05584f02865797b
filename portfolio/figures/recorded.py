"""The register beside published figures of the Centre's portfolio: what it records of the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.dates import Period, parse_date
from portfolio.figures.counted import OFFICE
from portfolio.figures.donors import accounts
from portfolio.money import ZERO, Amounts
from portfolio.query.register_view import Register, View
from portfolio.query.spans import days_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from portfolio.figures.values import Columns, Row, Target
    from portfolio.models.documents import ContributionDocument

    # A figure as `portfolio.publicrecords.checks` has it.
    Figure = Mapping[str, Any]

_CENTRE = frozenset({"UNCCT", "joint"})
# What had come of a gift by each stage at the least: what was committed was promised too.
_AT_LEAST = {
    "pledged": ("pledged", "committed", "received"),
    "committed": ("committed", "received"),
    "received": ("received",),
}


class RecordedMoney(NamedTuple):
    """What the register records of a published amount."""

    amounts: Amounts  # currency to what contributions add up to by the figure's date; empty where none is recorded
    unknown: int  # of how many more contributions it is not known
    uncertain: dict[str, int]  # currency to how many of what is added up are uncertain, where any is


class RecordedWork(NamedTuple):
    """How many projects, or programmes and projects, the register records of a published count."""

    number: int  # how many ran in the figure's time
    undated: int  # how many more have no dates


def recorded_money(register: Register, today: dt.date, figure: Figure) -> RecordedMoney:
    """Return what contributions had come to, by the date and at the stage that a published amount is of.

    A contribution counts with the greatest of the stage and those after it. The office's own funds never count.
    """
    since = parse_date(figure["since"]).first if "since" in figure else None
    view = View(today=today, period=Period(since, parse_date(figure["as_of"]).last))
    rows = accounts(register, view).rows
    given = [rows[each["id"]] for each in _given(register, figure)]
    total, doubts = Amounts(), Counter[str]()
    for row in given:
        for currency, (amount, uncertain) in _most(row, _AT_LEAST[figure["stage"]]).items():
            total.add(currency, amount)
            doubts[currency] += uncertain
    unknown = sum(figure["stage"] in row.unknown and _has_money(row.columns) for row in given)
    return RecordedMoney(total, unknown, dict(+doubts))


def recorded_work(register: Register, figure: Figure) -> RecordedWork:
    """Return how much of the Centre's own and joint work the register has of a published count; offices are none."""
    since, until = (parse_date(figure[end]) if end in figure else None for end in ("since", "until"))
    period = Period(since.first if since else None, until.last if until else None)
    found: list[Target] = [each for each in register.projects if each["kind"] != OFFICE]
    if "programmes" in figure["counted"]:
        found += register.programmes
    days = [days_of(each) for each in found if each.get("owner") in _CENTRE]
    dated = [each for each in days if each is not None]
    return RecordedWork(sum(period.overlaps(each.first, each.last) for each in dated), len(days) - len(dated))


def _given(register: Register, figure: Figure) -> Iterator[ContributionDocument]:
    """Yield the contributions that a figure is of: a donor's, or those of all donors but the ones named."""
    own = {each["code"] for each in register.organisations if each.get("own")}
    without = own.union(figure.get("without", ()))
    wanted = figure.get("donor")
    for contribution in register.contributions:
        if contribution["donor"] == wanted or (wanted is None and contribution["donor"] not in without):
            yield contribution


def _most(row: Row, stages: tuple[str, ...]) -> dict[str, tuple[Decimal, int]]:
    """Return the greatest amount by currency, and how much in it is uncertain where no sure one is as great."""
    columns = {stage: getattr(row.columns, stage) for stage in stages}
    found = {
        currency: [
            (column.get(currency, ZERO), -row.uncertain.get(stage, {}).get(currency, 0))
            for stage, column in columns.items()
        ]
        for currency in {currency for column in columns.values() for currency in column}
    }
    return {currency: (most[0], -most[1]) for currency, each in found.items() if (most := max(each))}


def _has_money(columns: Columns) -> bool:
    return any((columns.pledged, columns.committed, columns.received))
