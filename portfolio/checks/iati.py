"""The rules of the IATI standard that records of this register can break, by the numbers of its ruleset."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from portfolio.checks.holdings import Found, Holdings, edit, when
from portfolio.checks.outcomes import QUALITATIVE, indicators
from portfolio.dates import year_after
from portfolio.query.lineage import pillars_of
from portfolio.query.spans import span
from portfolio.reference.iati_rules import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portfolio.store import Document

    Rule = Callable[[Holdings], Iterator[Found]]

_WORLD = "region+=World"
# As many values as somebody types on one line.
_TYPED = 4


def code_symbols(held: Holdings) -> Iterator[Found]:
    """1.3.13: identifiers are free of some symbols."""
    for table, record in held.work():
        if sign := sign_in(record["code"]):
            message = f"Its code holds “{sign}”, which an IATI identifier must not."
            yield Found(table, record["code"], "code", message, "Enter it anew under another code.")


def organisation_symbols(held: Holdings) -> Iterator[Found]:
    """1.8.13: identifiers of organisations are free of some symbols."""
    for record in held.records("organisations"):
        if sign := sign_in(record.get("reference", "")):
            message = f"Its identifier “{record['reference']}” holds “{sign}”, which IATI does not allow."
            fix = edit("organisations", record["code"], "reference=ID")
            yield Found("organisations", record["code"], "reference", message, fix)


def pillar_shares(held: Holdings) -> Iterator[Found]:
    """2.1.1: of several sectors, each has a percentage."""
    for table, record in held.work():
        pillars = record.get("pillars", ())
        if len(pillars) > 1 and not _any_share(pillars):
            message = f"It has {len(pillars)} pillars, and none has a share."
            fix = _shared(table, record, [f"pillar={each['pillar']}" for each in pillars])
            yield Found(table, record["code"], "pillars", message, fix)


def country_shares(held: Holdings) -> Iterator[Found]:
    """3.1.1: of several countries, each has a percentage."""
    for table, record in held.work():
        countries = record.get("countries", ())
        if len(countries) > 1 and not record.get("regions") and not _any_share(countries):
            message = f"It has {len(countries)} countries, and none has a share."
            fix = _shared(table, record, [f"country={each['country']}" for each in countries])
            yield Found(table, record["code"], "countries", message, fix)


def place_shares(held: Holdings) -> Iterator[Found]:
    """3.4.1: of several countries and regions of a vocabulary, each has a percentage."""
    for table, record in held.work():
        countries, regions = record.get("countries", ()), record.get("regions", ())
        most = max(Counter(each["vocabulary"] for each in regions).values(), default=0)
        if most and len(countries) + most > 1 and not _any_share([*countries, *regions]):
            message = f"None of its countries and regions ({len(countries)} and {len(regions)}) has a share."
            sets = [f"country={each['country']}" for each in countries]
            sets = sets or [f"region={each['region']}" for each in regions]
            yield Found(table, record["code"], "regions", message, _shared(table, record, sets))


def geography(held: Holdings) -> Iterator[Found]:
    """3.7.1: there is a country or region."""
    for table, record in held.work():
        if not record.get("countries") and not record.get("regions"):
            world = record.get("scope") == "global"
            hint = " Global work is for the region World." if world else ""
            fix = edit(table, record["code"], _WORLD if world else "country+=COUNTRY")
            yield Found(table, record["code"], "countries", f"It has no country or region.{hint}", fix)


def sector(held: Holdings) -> Iterator[Found]:
    """6.2.2: there is a sector."""
    for table, record in held.work():
        if not pillars_of(record, held.by_key("programmes"))[0]:
            fix = edit(table, record["code"], "pillar+=PILLAR")
            yield Found(table, record["code"], "pillars", "It has no pillar, which is its sector in IATI.", fix)


def start_known(held: Holdings) -> Iterator[Found]:
    """6.11.1: there is a planned or an actual start."""
    for table, record in held.work():
        if "planned_start" not in record and "actual_start" not in record:
            fix = edit(table, record["code"], "start=DATE")
            yield Found(table, record["code"], "start", "It has neither a planned nor an actual start.", fix)


def budget_length(held: Holdings) -> Iterator[Found]:
    """7.5.3: a budget covers a year at most."""
    for table, record in held.work():
        for budget in record.get("budgets", ()):
            if "start" in budget and "end" in budget:
                first, last = span(budget["start"])[0], span(budget["end"])[1]
                if last > year_after(first):
                    message = f"The budget {budget['id']} runs from {first} to {last}, which is longer than a year."
                    noun = "programme" if table == "programmes" else "project"
                    one = f"portfolio {noun} budget {record['code']} AMOUNT {budget['currency']} --from DATE --to DATE"
                    fix = f"For each year, {one}; then portfolio {noun} remove {budget['id']}"
                    yield Found(table, record["code"], "budgets", message, fix)


def baseline_value(held: Holdings) -> Iterator[Found]:
    """8.8.1: the baseline of an indicator that is a number has a value."""
    for outcome, indicator in indicators(held):
        baseline = indicator.get("baseline")
        if indicator["measure"] != QUALITATIVE and baseline and "value" not in baseline:
            message = f"The baseline of {indicator['id']} has no value."
            yield Found("outcomes", outcome["id"], "baseline", message, edit("outcomes", outcome["id"]))


def actual_value(held: Holdings) -> Iterator[Found]:
    """8.10.1: what was reached of an indicator that is a number has a value."""
    for outcome, indicator in indicators(held):
        for period in indicator.get("periods", ()) if indicator["measure"] != QUALITATIVE else ():
            if "actual" not in period and ("comment" in period or "disaggregation" in period):
                message = f"{period['id']} says something of what was reached, but has no value."
                fix = edit("outcomes", period["id"], "actual=VALUE")
                yield Found("outcomes", outcome["id"], "actual", message, fix)


def qualitative_baseline(held: Holdings) -> Iterator[Found]:
    """8.8.3: the baseline of a qualitative indicator has no value."""
    for outcome, indicator in indicators(held):
        if indicator["measure"] == QUALITATIVE and "value" in indicator.get("baseline", {}):
            yield _number(outcome, indicator["id"], "baseline")


def transaction_not_future(held: Holdings) -> Iterator[Found]:
    """11.2.1: money has not moved in the future."""
    for contribution in held.records("contributions"):
        for movement in contribution.get("movements", ()):
            if held.future(movement.get("date")):
                message = f"The {movement['kind']} {movement['id']} is dated {movement['date']}, in the future."
                fix = edit("contributions", movement["id"], "date=DATE")
                yield Found("contributions", contribution["id"], "movements", message, fix)
    for record in held.records("expenditures"):
        if held.future(record.get("date")):
            message = f"It is dated {record['date']}, in the future."
            yield Found("expenditures", record["id"], "date", message, edit("expenditures", record["id"], "date=DATE"))


def _shared(table: str, record: Document, sets: list[str]) -> str:
    """Return the command that gives shares; where it would be too long to type, the one that opens an editor."""
    return edit(table, record["code"], *(f"{each}:SHARE" for each in sets if len(sets) <= _TYPED))


def _any_share(parts: Any) -> bool:  # noqa: ANN401 - any stored list
    return any("share" in each for each in parts)


def _qualitative(held: Holdings, field: str) -> Iterator[Found]:
    """8.9.3 and 8.10.3: targets of a qualitative indicator, and what was reached of it, have no value."""
    for outcome, indicator in indicators(held):
        for period in indicator.get("periods", ()) if indicator["measure"] == QUALITATIVE else ():
            if field in period:
                yield _number(outcome, period["id"], field)


def _number(outcome: Document, part: str, field: str) -> Found:
    message = f"{part} is of a qualitative indicator, and its {field} is a number."
    return Found("outcomes", outcome["id"], field, message, edit("outcomes", outcome["id"]))


def _order(held: Holdings, kind: str) -> Iterator[Found]:
    """11.1.2 and 11.1.3: a start comes before the end of its kind."""
    for table, record in held.work():
        start, end = record.get(f"{kind}_start"), record.get(f"{kind}_end")
        if start and end and span(end)[1] < span(start)[0]:
            message = f"Its {kind} end, {end}, lies before its {kind} start, {start}."
            fix = edit(table, record["code"], f"{kind}_end=DATE")
            yield Found(table, record["code"], f"{kind} end", message, fix)


def _not_future(held: Holdings, which: str) -> Iterator[Found]:
    """11.1.4 and 11.1.5: what has started or ended has not done so in the future."""
    for table, record in held.work():
        date = record.get(f"actual_{which}")
        if held.future(date):
            message = f"It {which}ed {when(date)} by its dates, which is in the future."
            fix = f"{edit(table, record['code'], f'planned_{which}={date}')} --clear actual_{which}"
            yield Found(table, record["code"], f"actual {which}", message, fix)


RULES: dict[str, Rule] = {
    "1.3.13": code_symbols,
    "1.8.13": organisation_symbols,
    "2.1.1": pillar_shares,
    "3.1.1": country_shares,
    "3.4.1": place_shares,
    "3.7.1": geography,
    "6.2.2": sector,
    "6.11.1": start_known,
    "7.5.3": budget_length,
    "8.8.1": baseline_value,
    "8.8.3": qualitative_baseline,
    "8.9.3": partial(_qualitative, field="target"),
    "8.10.1": actual_value,
    "8.10.3": partial(_qualitative, field="actual"),
    "11.1.2": partial(_order, kind="planned"),
    "11.1.3": partial(_order, kind="actual"),
    "11.1.4": partial(_not_future, which="start"),
    "11.1.5": partial(_not_future, which="end"),
    "11.2.1": transaction_not_future,
}
