"""The rules of money between records: what a contribution covers, what may be charged to it, what counts twice."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from portfolio.balance import balance, net_allocations, standing
from portfolio.changes.identity import likeness
from portfolio.changes.proposed import Proposed, named
from portfolio.errors import Problem
from portfolio.money import ZERO, exact
from portfolio.query.fits import covered
from portfolio.query.lineage import lineage
from portfolio.reference import places
from portfolio.reference.currencies import digits
from portfolio.store import Document, Either, In

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.models.documents import ContributionDocument, ExpenditureDocument

# The lists of a contribution in which no two entries are alike.
_ENTRIES = ("movements", "allocations", "instalments")


def currency_stays(view: Proposed) -> Iterator[Problem]:
    """A contribution that has amounts keeps its currency."""
    for before, after in view.changed("contributions"):
        amounts = all(any((side or {}).get(parts) for parts in _ENTRIES) for side in (before, after))
        if before and amounts and before.get("currency") != after.get("currency"):
            message = f"cannot replace {before.get('currency')}, in which its amounts are"
            yield Problem(named("contributions", after), "currency", str(after.get("currency", "")), message)


def columns_not_negative(view: Proposed) -> Iterator[Problem]:
    """No more is reversed or refunded than was entered."""
    for _, document in view.changed("contributions"):
        contribution = cast("ContributionDocument", document)
        for column, amount in balance(contribution.get("movements", ()))._asdict().items():
            if amount is not None and amount < 0:
                message = f"would fall below zero, to {contribution['currency']} {amount:,}; reverse or refund less"
                yield Problem(named("contributions", document), column, "", message)


def allocations_covered(view: Proposed) -> Iterator[Problem]:
    """Allocations never exceed what can be allocated, and none is taken away that is not there.

    What older rules allowed is a finding of the checks; a change may leave it as it is, or mend it in part.
    """
    for before, document in view.changed("contributions"):
        contribution = cast("ContributionDocument", document)
        net = net_allocations(contribution)
        for target, amount in net.items():
            if amount < 0:
                message = (
                    f"would be left with {contribution['currency']} {amount:,}; take no more than it was allocated"
                )
                yield Problem(named("contributions", document), "allocations", target, message)
        held = cast("ContributionDocument | None", before)
        if _excess(contribution) > max(_excess(held) if held else ZERO, ZERO):
            given = net_allocations(held) if held else {}
            yield Problem(named("contributions", document), "allocations", "", _not_covered(contribution, net, given))


def _excess(contribution: ContributionDocument) -> Decimal:
    return sum(net_allocations(contribution).values(), ZERO) - standing(contribution).allocatable


def _not_covered(contribution: ContributionDocument, net: Mapping[str, Decimal], given: Mapping[str, Decimal]) -> str:
    """Return why allocations are not covered, and the remedy: allocate less, or return an earlier allocation."""
    currency, key = contribution["currency"], contribution["id"]
    listed = ", ".join(f"{target} {amount:,}" for target, amount in net.items())
    allocatable, allocated = standing(contribution).allocatable, sum(net.values(), ZERO)
    limit = exact(allocatable, digits(currency))
    closed = ", as it is closed" if contribution.get("closed") else ""
    before = sum(given.values(), ZERO)
    ways = [f"allocate at most {currency} {limit - before:,}"] if before < min(allocated, limit) else []
    if given:
        largest = max(given, key=lambda target: given[target])
        ways.append(f"to return a part first: portfolio contribution allocate {key} {largest} AMOUNT --reverse")
    reason = f"would be {currency} {allocated:,} ({listed}), more than the {currency} {limit:,} that can be allocated"
    return "; ".join([f"{reason}{closed}", ", or ".join(ways) or "allocate nothing of it"])


def spending_not_negative(view: Proposed) -> Iterator[Problem]:
    """No more is reversed than was spent on the same work, in the same currency, from the same contribution."""
    changes = [(before, after) for table, _, before, after in view.changes if table == "expenditures"]
    touched = {_spent_from(each): each for change in changes for each in change if each is not None}
    if not touched:
        return
    left = dict.fromkeys(touched, Decimal(0))
    for each in view.after.find("expenditures", In("target", frozenset(target for target, *_ in touched))):
        if (place := _spent_from(each)) in left:
            left[place] += Decimal(each["amount"]) * (-1 if each.get("reversal") else 1)
    for place, document in touched.items():
        if left[place] < 0:
            target, currency, _ = place
            message = f"would leave {currency} {left[place]:,} spent on {target}; reverse no more than was spent"
            yield Problem(named("expenditures", document), "amount", document["amount"], message)


def _spent_from(expenditure: Document) -> tuple[str, str, str]:
    return expenditure["target"], expenditure["currency"], expenditure.get("contribution", "")


def charges_allowed(view: Proposed) -> Iterator[Problem]:
    """A contribution that is charged is allocated to the project, to what that is part of, or to nothing yet."""
    for expenditure in _expenditures_touched(view):
        contribution = cast("ContributionDocument | None", view.after.get("contributions", expenditure["contribution"]))
        if contribution is None:
            continue
        allocated, target = set(net_allocations(contribution)), expenditure["target"]
        if allocated and allocated.isdisjoint(lineage(target, partial(view.after.get, "projects"))):
            key = contribution["id"]
            message = (
                f"is allocated to {', '.join(sorted(allocated))} and not to {target} or what it is part of; "
                f"allocate a part first: portfolio contribution allocate {key} {target} AMOUNT"
            )
            yield Problem(named("expenditures", cast("Document", expenditure)), "contribution", key, message)


def spent_among_its_places(view: Proposed) -> Iterator[Problem]:
    """An expenditure's own place lies inside one of those of its programme or project, where that has any."""
    regions = places.regions(view.settings.regions)
    for _, document in view.changed("expenditures"):
        country, region = document.get("country"), document.get("region")
        target, code = document["target"], country or region
        record = view.after.get("projects", target) or view.after.get("programmes", target)
        if not code or not record or (region and region not in regions):
            continue
        own = frozenset({country}) if country else regions[code].members
        recorded = covered(record, regions)
        if recorded and not any(places.inside(own, place) for place in recorded):
            field, name = ("country", places.countries()[code].name) if country else ("region", regions[code].name)
            noun = "project" if "kind" in record else "programme"
            edit = f"portfolio {noun} edit {target} --set {field}+={code}"
            message = f"is {name}, which is not among the places of {target}; add it there first: {edit}"
            yield Problem(named("expenditures", document), field, code, message)


def entries_differ(view: Proposed) -> Iterator[str]:
    """The same entry twice is a slip unless it is said to be meant, however the second one came about."""
    if view.again:
        return
    for before, after in view.changed("contributions"):
        for parts in _ENTRIES:
            yield from _twin_parts(before or {}, after, parts)
    yield from _twin_expenditures(view)


def rates_differ(view: Proposed) -> Iterator[str]:
    """On one day, one currency has one rate in another."""
    altered = {
        _rate_likeness(after)
        for before, after in view.changed("rates")
        if before is None or _rate_likeness(before) != _rate_likeness(after)
    }
    held: dict[tuple[str, ...], list[str]] = {}
    for rate in view.after.find("rates") if altered else ():
        held.setdefault(_rate_likeness(rate), []).append(rate["id"])
    new = {after["id"] for before, after in view.changed("rates") if before is None}
    for date, currency, base in sorted(altered):
        first, *others = held[date, currency, base]
        if others and first in new:
            yield f"The rate of {currency} in {base} on {date} is given twice; give it once."
        elif others:
            remedy = f"to correct it: portfolio rate edit {first} --set rate=RATE"
            yield f"The rate of {currency} in {base} on {date} is there already, {first}; {remedy}"


def _twin_parts(before: Document, after: Document, parts: str) -> Iterator[str]:
    """Yield the first entry of a contribution that was added or altered and is like another."""
    then, now = ({part["id"]: likeness(parts, part) for part in state.get(parts, ())} for state in (before, after))
    for part in after.get(parts, ()):
        alike = [other for other, facts in now.items() if other != part["id"] and facts == now[part["id"]]]
        if alike and then.get(part["id"]) != now[part["id"]]:
            noun = part.get("kind", parts.removesuffix("s"))
            amount = f"{after['currency']} {part['amount']}"
            yield f"{alike[0]} is the same {noun} of {amount} already. If it happened twice, say --again."
            return


def _twin_expenditures(view: Proposed) -> Iterator[str]:
    altered = [
        after
        for before, after in view.changed("expenditures")
        if before is None or _likeness(before) != _likeness(after)
    ]
    alike: dict[tuple[Any, ...], list[str]] = {_likeness(after): [] for after in altered}
    targets = In("target", frozenset(after["target"] for after in altered))
    for document in view.after.find("expenditures", targets) if altered else ():
        if (facts := _likeness(document)) in alike:
            alike[facts].append(document["id"])
    for after in altered:
        if twins := [key for key in alike[_likeness(after)] if key != after["id"]]:
            yield f"{twins[0]} is the same expenditure on {after['target']} already. If it happened twice, say --again."


_likeness = partial(likeness, "expenditures")
_rate_likeness = partial(likeness, "rates")


def _expenditures_touched(view: Proposed) -> Iterator[ExpenditureDocument]:
    """Yield the charged expenditures to which a change of theirs, their contribution or a project's place matters."""
    contributions = {after["id"] for _, after in view.changed("contributions")}
    moved = any(before and _place(before) != _place(after) for before, after in view.changed("projects"))
    own = {after["id"] for _, after in view.changed("expenditures")}
    if not (contributions or moved or own):
        return
    asked = Either((In("contribution", frozenset(contributions)), In("id", frozenset(own))))
    for document in view.after.find("expenditures", None if moved else asked):
        charged = document.get("contribution")
        if charged and (moved or document["id"] in own or charged in contributions):
            yield cast("ExpenditureDocument", document)


def _place(project: Document) -> tuple[str | None, str | None]:
    return project.get("programme"), project.get("parent")
