"""The money of an activity of IATI: its budgets by the year, what donors are due to pay, and its transactions.

A movement of a contribution stands on each programme and project that the contribution is allocated to, with the part
that figures give it there; so what all activities say adds up to what was given, at one level only.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from portfolio.dates import parse_date, year_after
from portfolio.exchange.iati.extra import restore
from portfolio.exchange.iati.making import add, first_day, is_rough, last_day, narrate, plain
from portfolio.exchange.iati.places_out import NamedPlace, Places, add_place, own_place
from portfolio.figures.ledger import Ledger
from portfolio.figures.values import UNALLOCATED, USE_NOT_RECORDED
from portfolio.money import split
from portfolio.query.budgets import days_of, is_dated
from portfolio.query.register_view import Register, View
from portfolio.reference import codes
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.models.documents import BudgetDocument, OrganisationDocument
    from portfolio.query.question import Office
    from portfolio.reference.places import Region

# Adds an organisation by its code under a tag, or the office for "".
Organisation: TypeAlias = "Callable[[Node, str, str], Node]"
TYPES = {"pledged": "13", "committed": "11", "received": "1"}
_EXPENDITURE = "4"
# What no programme or project has yet, which an activity of its own holds.
REST = (UNALLOCATED, USE_NOT_RECORDED)


class IatiTransaction(NamedTuple):
    """A transaction of one activity."""

    type: str  # its code in IATI's list
    day: str  # when it was, as a day
    entry: Mapping[str, Any]  # the movement or expenditure that it is, or a part of it
    amount: Decimal  # how much of it, with its sign
    currency: str  # the currency of the amount
    donor: str  # the code of the donor whose money it is, or "" where none is known
    contribution: Mapping[str, Any] | None  # the agreement that it is of, or None
    place: NamedPlace | None = None  # where it was, if transactions have the places of the activity


class AccountsOut:
    """The accounts of a register by programme and project."""

    def __init__(self, office: Office, said: Counter[tuple[str, str]]) -> None:
        reader = office.reader
        self.said = said  # what had to be done so that it fits the standard, to which things, with how often
        self._today = office.today
        self._contributions: list[Any] = list(reader.find("contributions"))
        self._by_id = {each["id"]: each for each in self._contributions}
        register = Register(
            contributions=self._contributions,
            organisations=cast("list[OrganisationDocument]", list(reader.find("organisations"))),
        )
        self._ledger = Ledger(register, View(today=office.today))
        self._targets: dict[str, list[Any]] = {}
        for each in self._contributions:
            for target in self._ledger.weights(each):
                self._targets.setdefault(target, []).append(each)
        self._spent: dict[str, list[Any]] = {}
        for spent in reader.find("expenditures"):
            self._spent.setdefault(spent["target"], []).append(spent)

    def donors(self, *targets: str) -> list[str]:
        """Return the codes of those whose contributions are for programmes or projects."""
        return list(dict.fromkeys(each["donor"] for target in targets for each in self._targets.get(target, ())))

    def transactions(self, *targets: str) -> Iterator[IatiTransaction]:
        """Yield the transactions of a programme or project, or of the rest of all contributions (`REST`)."""
        for target in targets:
            for contribution in self._targets.get(target, ()):
                entries = {each["id"]: each for each in contribution.get("movements", ())}
                for part in self._ledger.parts_of_each(contribution, target):
                    if part.column in TYPES and part.amount:
                        entry = entries[part.id]
                        if day := self._day(part.date):
                            kind = TYPES[part.column]
                            donor = contribution["donor"]
                            yield IatiTransaction(kind, day, entry, part.amount, part.currency, donor, contribution)
            for spent in self._spent.get(target, ()):
                if day := self._day(spent.get("date")):
                    amount = Decimal(spent["amount"]) * (-1 if spent.get("reversal") else 1)
                    agreement = self._by_id.get(spent.get("contribution", ""))
                    yield IatiTransaction(_EXPENDITURE, day, spent, amount, spent["currency"], "", agreement)

    def _day(self, date: str | None) -> str:
        """Return the last day of a date, or "" where it has none, or lies in the future, which is said."""
        if date is None:
            self.said["transaction", "left out for want of a date"] += 1
            return ""
        if parse_date(date).first > self._today:
            self.said["transaction", "left out, as dated in the future"] += 1
            return ""
        if is_rough(date):
            self.said["transaction", "dated to the last day of a month or year"] += 1
        return last_day(date, self._today)

    def instalments(self, target: str) -> Iterator[tuple[Mapping[str, Any], Decimal, Mapping[str, Any]]]:
        """Yield what donors are due to pay for a programme or project: the instalment, its part, its contribution."""
        for contribution in self._targets.get(target, ()):
            weights = self._ledger.weights(contribution)
            for each in contribution.get("instalments", ()):
                part = split(Decimal(each["amount"]), weights, digits(contribution["currency"]))[target]
                if part:
                    yield each, part, contribution


def placed(found: Sequence[IatiTransaction], places: Places | None) -> list[IatiTransaction]:
    """Return transactions with their places, if one of them has its own, which stands on none or on all of them.

    What has none of its own is spread over the places of its activity, or has none where these are not given.
    """
    if not any(own_place(each.entry) or is_placed(each.entry) for each in found):
        return [*found]
    spread = []
    for each in found:
        own = own_place(each.entry)
        parts: Iterable[tuple[NamedPlace | None, Decimal]] = [(own, each.amount)]
        if own is None and places is not None and not is_placed(each.entry):
            parts = places.spread(each.amount, each.currency)
        spread += [each._replace(place=place, amount=amount) for place, amount in parts]
    return spread


def is_placed(entry: Mapping[str, Any]) -> bool:
    """Whether an entry has a place among the elements that are kept of its transaction, or work one of its own."""
    return any(each.startswith("<recipient-") for each in entry.get("extra", ()))


def keeps_placed(record: Mapping[str, Any]) -> bool:
    """Whether work has a transaction with a place among the elements that are kept of it."""
    return any(each.startswith("<transaction") and "<recipient-" in each for each in record.get("extra", ()))


def add_budgets(node: Node, budgets: Iterable[BudgetDocument], said: Counter[tuple[str, str]], *, splits: bool) -> None:
    """Add the budgets of an undertaking; where it is the office's, split by the days of years if they are longer."""
    for budget in budgets:
        if not is_dated(budget):
            said["budget", "left out for want of a period"] += 1
            continue
        start, end = days_of(budget)
        years = list(_years(start, end)) if splits else [(start, end)]
        days = {str(place): Decimal((last - first).days + 1) for place, (first, last) in enumerate(years)}
        parts = split(Decimal(budget["amount"]), days, digits(budget["currency"]))
        for place, (first, last) in enumerate(years):
            kind, status = codes.BUDGET_TYPE.code(budget["type"]), codes.BUDGET_STATUS.code(budget["status"])
            made = add(node, "budget", type=kind, status=status)
            add(made, "period-start", iso_date=first)
            add(made, "period-end", iso_date=last)
            add(made, "value", plain(parts[str(place)]), currency=budget["currency"], value_date=first)
            if len(years) == 1:
                restore(made, budget.get("extra", ()))


def _years(start: dt.date, end: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the parts of a period that last no longer than a year, each from the same day of the year on."""
    while start <= end:
        following = year_after(start)
        yield start, min(end, following - dt.timedelta(days=1))
        start = following


def add_planned(
    node: Node, money: AccountsOut, target: str, organisation: Organisation, *, is_own: bool = True
) -> None:
    """Add what donors are due to pay, as planned disbursements from them, to the office where the work is its own."""
    for instalment, amount, contribution in money.instalments(target):
        made = add(node, "planned-disbursement", type="1")
        start, end = first_day(instalment["date"]), parse_date(instalment["date"]).last
        add(made, "period-start", iso_date=start)
        add(made, "period-end", iso_date=end)
        add(made, "value", plain(amount), currency=contribution["currency"], value_date=start)
        organisation(made, "provider-org", contribution["donor"])
        if is_own:
            organisation(made, "receiver-org", "")
        restore(made, instalment.get("extra", ()))


def add_transactions(
    node: Node,
    found: Iterable[IatiTransaction],
    organisation: Organisation,
    regions: Mapping[str, Region],
    *,
    is_own: bool = True,
) -> None:
    """Add transactions; `organisation` adds who provides and who receives one, the office only of its own money."""
    for each in found:
        made = add(node, "transaction", ref=each.entry.get("reference"))
        add(made, "transaction-type", code=each.type)
        add(made, "transaction-date", iso_date=each.day)
        add(made, "value", plain(each.amount), currency=each.currency, value_date=each.day)
        kept = each.entry.get("extra", ())
        if (text := _described(each)) and not any(part.startswith("<description") for part in kept):
            narrate(made, "description", text)
        if each.donor:
            organisation(made, "provider-org", each.donor)
            if is_own:
                organisation(made, "receiver-org", "")
        elif is_own:
            organisation(made, "provider-org", "")
        if each.place:
            add_place(made, each.place, regions)
        if earmarking := (each.contribution or {}).get("earmarking"):
            add(made, "aid-type", code=AID_TYPE, vocabulary="1")
            add(made, "aid-type", code=codes.EARMARKING.code(earmarking), vocabulary="2")
        restore(made, kept)


# Technical assistance other than donor country personnel, of OECD's list of aid types.
AID_TYPE = "D02"


def _described(each: IatiTransaction) -> str:
    """Return what a transaction is called: its agreement. Its note is for the office alone."""
    agreement = each.contribution or {}
    said = [agreement.get("title"), agreement.get("reference")]
    return "; ".join(dict.fromkeys(filter(None, said)))
