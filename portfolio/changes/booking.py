"""The booked value that an expenditure needs which is charged to an agreement in another currency."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from portfolio.changes.proposed import Proposed, named
from portfolio.errors import Problem
from portfolio.money import rounded
from portfolio.query.spans import day_of, span
from portfolio.rates import OLDEST, Rates, Way
from portfolio.reference.currencies import digits
from portfolio.reference.name_matching import joined
from portfolio.store import Document, In

# What the source of a value begins with that was booked by the recorded rates, and is so again when the entry changes.
_BY_RATE = "recorded rate"
# What an entry's worth in another currency follows from.
_VALUED = ("amount", "currency", "date")
# As fine as a rate is written.
_RATE_DECIMALS = 10


class _Charge(NamedTuple):
    """An expenditure that was entered or altered, or whose agreement got its currency."""

    before: Document | None  # the expenditure as it was, or None
    after: Document  # the expenditure as it would be
    needs: str  # the currency of its agreement where that is another, or ""

    @property
    def outdated(self) -> bool:
        """Whether it has the booked value of what it was before."""
        before, after = self.before, self.after
        return (
            before is not None
            and "booked" in after
            and before.get("booked") == after["booked"]
            and any(before.get(field) != after.get(field) for field in _VALUED)
        )


def book(view: Proposed) -> None:
    """Give charged expenditures the booked value that they need, by the recorded rates of their day."""
    rates: Rates | None = None
    for charge in list(_charges(view)):
        held = charge.after.get("booked", {})
        renewed = charge.outdated and _by_rate(held)
        into = charge.needs or (held["currency"] if renewed else "")
        if not into or (held and not renewed and (held["currency"] == into or not _by_rate(held))):
            continue
        rates = rates or _rates(view)
        booked = _booked(rates, charge.after, into, view.today)
        if booked or held:
            rest = {field: value for field, value in charge.after.items() if field != "booked"}
            _put(view, {**rest, "booked": booked} if booked else rest)


def charges_booked(view: Proposed) -> Iterator[Problem]:
    """An expenditure that is charged to an agreement in another currency says how much of that it is."""
    rates: Rates | None = None
    for charge in _charges(view):
        held = charge.after.get("booked", {})
        if not charge.needs:
            continue
        if held.get("currency") != charge.needs:
            rates = rates or _rates(view)
            message = _missing(charge.after, charge.needs, rates, view.today)
        elif charge.outdated and not _by_rate(held):
            message = (
                f"was the value before the entry changed; give the new value: --set “booked=AMOUNT {charge.needs}”"
            )
        else:
            continue
        value = f"{held['currency']} {held['amount']}" if held else ""
        yield Problem(named("expenditures", charge.after), "booked", value, message)


def booked_note(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the note on a value that this change booked by the recorded rates."""
    held = after.get("booked")
    if not isinstance(held, dict) or held == before.get("booked") or not _by_rate(held):
        return []
    return [f"Booked as {held['currency']} {held['amount']} by the {held['source']}."]


def _charges(view: Proposed) -> Iterator[_Charge]:
    settled = {
        after["id"]
        for before, after in view.changed("contributions")
        if (before or {}).get("currency") != after.get("currency")
    }
    changed = view.changed("expenditures")
    for before, after in changed:
        fields = (*_VALUED, "contribution", "booked")
        if after.get("contribution") in settled or any((before or {}).get(each) != after.get(each) for each in fields):
            yield _Charge(before, after, _needs(view, after))
    if settled:
        known = {after["id"] for _, after in changed}
        for each in view.after.find("expenditures", In("contribution", frozenset(settled))):
            if each["id"] not in known:
                yield _Charge(each, each, _needs(view, each))


def _needs(view: Proposed, expenditure: Document) -> str:
    if "contribution" not in expenditure:
        return ""
    agreed = (view.after.get("contributions", expenditure["contribution"]) or {}).get("currency", "")
    return "" if agreed == expenditure["currency"] else str(agreed)


def _by_rate(booked: Mapping[str, Any]) -> bool:
    return str(booked.get("source", "")).startswith(_BY_RATE)


def _rates(view: Proposed) -> Rates:
    return Rates(view.after.find("rates"), view.settings.base_currency)  # type: ignore[arg-type] # as stored


def _booked(rates: Rates, expenditure: Document, into: str, today: dt.date) -> dict[str, str] | None:
    """Return the booked value by the rates of an expenditure's day, or None where there is no rate or it is nothing."""
    day = _day(expenditure, today)
    way = rates.way(expenditure["currency"], into, day) if day else None
    value = way.value(Decimal(expenditure["amount"]), digits(into)) if way else Decimal(0)
    if way is None or not value:
        return None
    times, by = way.factor
    rate = rounded(times / by, _RATE_DECIMALS).normalize()
    found = {"amount": f"{value:f}", "currency": into, "source": _source(way)}
    return {**found, "rate": f"{rate:f}"} if rate else found


def _source(way: Way) -> str:
    said = [
        f"1 {rate.currency} = {rate.rate.normalize():f} {rate.base} of {rate.date} ({rate.source or 'no source'})"
        for rate in way.rates
    ]
    return f"{_BY_RATE}{'s' if len(said) > 1 else ''} {joined(said, 'and')}"


def _missing(expenditure: Document, into: str, rates: Rates, today: dt.date) -> str:
    """Return why a charge cannot be booked, and both ways out."""
    key, own, day = expenditure["contribution"], expenditure["currency"], _day(expenditure, today)
    says = f"is needed in {into}, the currency of {key}, to which {own} {expenditure['amount']} is charged; "
    give = f"give it (--booked “AMOUNT {into}”)"
    if day is None:
        return f"{says}{give}, or a date on which a rate of {own} in {into} is recorded"
    if rates.way(own, into, day):
        why = "" if "booked" in expenditure else ", as it is less than the smallest unit at the recorded rate"
        return f"{says}{give}{why}"
    lacking = rates.lacking(own, into, day)
    enter = joined([f"portfolio rate add {currency} RATE --date {day}" for currency, _ in lacking], "and")
    pairs = joined([f"{currency} in {base}" for currency, base in lacking], "and")
    return f"{says}{give}, or enter a rate of {pairs} of {day} or up to {OLDEST.days} days before: {enter}"


def _day(expenditure: Document, today: dt.date) -> dt.date | None:
    return day_of(span(expenditure["date"]), today) if "date" in expenditure else None


def _put(view: Proposed, expenditure: Document) -> None:
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    document, problems = stored_form("expenditures", expenditure)
    if not problems:
        view.after.put("expenditures", document)
