"""The office as an organisation of IATI: by year what its work is to cost and what was spent, and its documents."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from portfolio.exchange.iati.activity_out import add_document
from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.extra import is_of_others
from portfolio.exchange.iati.making import add, first_day, narrate, plain
from portfolio.exchange.iati.places_out import NamedPlace, add_place
from portfolio.figures.gaps import additive
from portfolio.figures.shares import place_shares, programme_row
from portfolio.figures.values import NO_PROGRAMME, is_residue
from portfolio.money import split
from portfolio.query.budgets import days_of, is_dated
from portfolio.query.lineage import with_programmes
from portfolio.reference import codes, places
from portfolio.reference.currencies import digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.query.question import Office

_MULTILATERAL = "40"
# The category of documents of an organisation that have no other: its web pages.
_CATEGORY = "B16"
_COMMITTED = "committed"


class _Plan:
    """What is planned for a year in a currency."""

    def __init__(self) -> None:
        self.is_firm = True  # whether all of it is committed
        self.by_programme: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.by_place: defaultdict[str, Decimal] = defaultdict(Decimal)  # keys are those of `place_shares`

    @property
    def status(self) -> str:
        """The code of how firm it is."""
        return codes.BUDGET_STATUS.code(_COMMITTED if self.is_firm else "indicative")


class OrganisationOut:
    """Makes an organisation of an office."""

    def __init__(self, office: Office) -> None:
        """Read what the organisation is made of; activities of others that were brought in are none of its own."""
        self.said: Counter[tuple[str, str]] = Counter()  # what could not be said, with how often
        self._office = office
        reader = office.reader
        self._programmes = {each["code"]: each for each in reader.find("programmes") if not is_of_others(each)}
        projects = [each for each in with_programmes(list(reader.find("projects"))) if not is_of_others(each)]
        self._works: dict[str, Any] = {each["code"]: each for each in (*self._programmes.values(), *projects)}
        self._regions = places.regions(office.settings.regions)

    def node(self) -> Node:
        """Return the organisation as an element."""
        settings = self._office.settings
        node = etree.Element("iati-organisation", {"default-currency": settings.base_currency})
        node.set(LANGUAGE, "en")
        add(node, "organisation-identifier", settings.reporting_org)
        narrate(node, "name", settings.organisation)
        reporting = add(node, "reporting-org", ref=settings.reporting_org, type=_MULTILATERAL)
        add(reporting, "narrative", settings.organisation)
        self._budgets(node)
        self._expenditures(node)
        self._documents(node)
        return node

    def _budgets(self, node: Node) -> None:
        """Add what the work is planned to cost: in all by programme, and by the places that are known to have it."""
        plans = sorted(self._plans().items())
        for (year, currency), plan in plans:
            made = add(node, "total-budget", status=plan.status)
            _period(made, year, currency, sum(plan.by_programme.values()), f"{year}-01-01")
            for programme, amount in sorted(plan.by_programme.items()):
                title = self._programmes[programme]["title"] if programme in self._programmes else _ALONE
                ref = None if programme == NO_PROGRAMME else programme
                _line(made, "budget-line", amount, currency, f"{year}-01-01", title, ref)
        for tag, is_region in (("recipient-region-budget", True), ("recipient-country-budget", False)):
            for year_of, plan in plans:
                self._by_place(node, tag, year_of, plan, is_region=is_region)

    def _by_place(self, node: Node, tag: str, year_of: tuple[int, str], plan: _Plan, *, is_region: bool) -> None:
        year, currency = year_of
        for place, amount in sorted(plan.by_place.items()):
            vocabulary, _, code = place.rpartition("/")
            if amount and bool(vocabulary) is is_region:
                made = add(node, tag, status=plan.status)
                add_place(made, NamedPlace(code, vocabulary), self._regions)
                _period(made, year, currency, amount, f"{year}-01-01")

    def _plans(self) -> dict[tuple[int, str], _Plan]:
        plans: defaultdict[tuple[int, str], _Plan] = defaultdict(_Plan)
        for work, budget in self._planned():
            shares = place_shares(work, self._regions)
            programme, currency = programme_row(work, self._programmes), budget["currency"]
            for year, amount in _by_year(budget).items():
                plan = plans[year, currency]
                plan.is_firm &= budget["status"] == _COMMITTED
                plan.by_programme[programme] += amount
                for place, part in split(amount, shares, digits(currency)).items():
                    if not is_residue(place):
                        plan.by_place[place] += part
            if any(map(is_residue, shares)):
                self.said["budget", "of no country or region, as no place is known to have it"] += 1
        return plans

    def _planned(self) -> Iterator[tuple[Any, Mapping[str, Any]]]:
        """Yield each budget that counts with its work."""
        for code, budgets in additive(self._works.values(), self._programmes).budgets.items():
            for budget in budgets:
                if is_dated(budget):
                    yield self._works[code], budget
                else:
                    self.said["budget", "left out for want of a period"] += 1

    def _expenditures(self, node: Node) -> None:
        spent: defaultdict[tuple[int, str], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for each in self._office.reader.find("expenditures"):
            if each["target"] not in self._works:
                continue
            if "date" not in each:
                self.said["expenditure", "left out, without a date"] += 1
                continue
            year = dt.date.fromisoformat(first_day(each["date"])).year
            amount = Decimal(each["amount"]) * (-1 if each.get("reversal") else 1)
            spent[year, each["currency"]][each["kind"]] += amount
        for (year, currency), lines in sorted(spent.items()):
            made = add(node, "total-expenditure")
            _period(made, year, currency, sum(lines.values()), f"{year}-12-31")
            for kind in (each for each in codes.EXPENDITURE.words if each in lines):
                label = codes.EXPENDITURE.label(kind)
                _line(made, "expense-line", lines[kind], currency, f"{year}-12-31", label)

    def _documents(self, node: Node) -> None:
        """Add the documents that no programme or project cites."""
        reader = self._office.reader
        works = (*reader.find("programmes"), *reader.find("projects"))
        cited = {key for each in works for key in each.get("documents", ())}
        for each in reader.find("documents"):
            if each["id"] not in cited and "url" in each:
                add_document(node, each, _CATEGORY)


_ALONE = "Projects without a programme"


def _by_year(budget: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return the parts of a budget that fall to calendar years, by their days."""
    start, end = days_of(budget)  # type: ignore[arg-type] # as stored
    days: dict[str, Decimal] = {}
    for year in range(start.year, end.year + 1):
        first, last = max(start, dt.date(year, 1, 1)), min(end, dt.date(year, 12, 31))
        days[str(year)] = Decimal((last - first).days + 1)
    parts = split(Decimal(budget["amount"]), days, digits(budget["currency"]))
    return {int(year): part for year, part in parts.items()}


def _period(node: Node, year: int, currency: str, amount: Decimal | int, valued: str) -> None:
    add(node, "period-start", iso_date=f"{year}-01-01")
    add(node, "period-end", iso_date=f"{year}-12-31")
    add(node, "value", plain(Decimal(amount)), currency=currency, value_date=valued)


def _line(
    node: Node, tag: str, amount: Decimal, currency: str, valued: str, title: str, ref: str | None = None
) -> None:
    """Add a part of a total, with what it is for."""
    line = add(node, tag, ref=ref)
    add(line, "value", plain(amount), currency=currency, value_date=valued)
    add(line, "narrative", title)
