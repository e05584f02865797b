"""Marks of amounts: that some are not known, that some are uncertain, and why."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from portfolio.balance import COLUMN_OF, REFUND, Standing, dated
from portfolio.dates import has_come

if TYPE_CHECKING:
    from portfolio.models.documents import ContributionDocument, ExpenditureDocument, MovementDocument, SourceDocument

# What the field of a source is called that supports all amounts of a record.
_AMOUNTS = frozenset({"movements", "amount", "amounts"})


class Mark(NamedTuple):
    """What makes an amount less than sure."""

    column: str  # the column of money or balance
    of: str  # the id of the uncertain movement or expenditure, or of the contribution of which the column is not known
    currency: str = ""  # the currency of what is uncertain; "" where the column is not known


class Doubt(NamedTuple):
    """An amount that is uncertain."""

    id: str  # the id of its movement or expenditure
    column: str  # the column that it counts in
    reason: str  # why it is uncertain, or "" where nothing says so


def doubts(contribution: "ContributionDocument") -> dict[str, Doubt]:
    """Return the movements whose amounts are uncertain, by id.

    One is uncertain that says so itself, or that only uncertain sources support: sources that name the movement, its
    column, or the movements as a whole.
    """
    movements = contribution.get("movements", ())
    sources = contribution.get("sources")
    doubtful = _doubtful(sources) if sources else {}
    found: dict[str, Doubt] = {}
    for each in movements if doubtful else [each for each in movements if "uncertain" in each]:
        column = COLUMN_OF[each["kind"]]
        said = [doubtful[field] for field in (each["id"], each["kind"], column, *sorted(_AMOUNTS)) if field in doubtful]
        if each.get("uncertain") or said:
            found[each["id"]] = Doubt(each["id"], column, _reason(each, said))
    return found


def doubt_of(expenditure: "ExpenditureDocument") -> Doubt | None:
    """Return that the amount of an expenditure is uncertain, as only uncertain sources support it; or None."""
    doubtful = _doubtful(expenditure.get("sources", ()))
    said = [doubtful[field] for field in sorted(_AMOUNTS) if field in doubtful]
    return Doubt(expenditure["id"], "spent", _reason(expenditure, said)) if said else None


def doubtful_balances(
    contribution: "ContributionDocument",
    found: Mapping[str, Doubt],
    stands: Standing,
    last: dt.date | None,
    *,
    whole: bool,
) -> set[tuple[str, str]]:
    """Return the balances of a contribution that rest on movements found uncertain, each with the movement's id.

    `stands` is where it stands at the end of the last day, or of all time; `whole` says whether what is unallocated is
    told.
    """
    basis = {stands.basis}
    if stands.basis == "received" and stands.balance.committed is not None:
        basis.add("committed")
    resting = {
        each["id"]
        for each in contribution.get("movements", ())
        if each["id"] in found
        and found[each["id"]].column in basis
        and (last is None or has_come(dated(each, contribution), last))
    }
    balances = {"unallocated"} if whole else set[str]()
    if "committed" in basis and stands.outstanding is not None:
        balances.add("outstanding")
    return {(balance, of) for balance in balances for of in resting}


def speaks(contribution: "ContributionDocument") -> bool:
    """Return whether something is to be said beside the amounts of a contribution: of refunds, of what is uncertain."""
    for each in contribution.get("movements", ()):
        if each["kind"] == REFUND or each.get("uncertain"):
            return True
    return "sources" in contribution and bool(doubts(contribution))


def unknown(marks: Iterable[Mark]) -> dict[str, int]:
    """Return column to of how many contributions it is not known."""
    return dict(Counter(column for column, _, currency in sorted(set(marks)) if not currency))


def uncertain(marks: Iterable[Mark]) -> dict[str, dict[str, int]]:
    """Return column to how many of its entries are uncertain, by currency."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for column, _, currency in sorted(set(marks)):
        if currency:
            found[column][currency] += 1
    return {column: dict(sorted(counts.items())) for column, counts in found.items()}


def _doubtful(sources: Iterable["SourceDocument"]) -> dict[str, str]:
    """Return the fields that only uncertain sources support, each with what the first of these says of it."""
    if not any("uncertain" in source for source in sources):
        return {}
    sure = {source["field"] for source in sources if "field" in source and not source.get("uncertain")}
    found: dict[str, str] = {}
    for source in sources:
        if source.get("uncertain") and (field := source.get("field", "")) and field not in sure:
            found.setdefault(field, source.get("note", ""))
    return found


def _reason(entry: "MovementDocument | ExpenditureDocument", said: Iterable[str]) -> str:
    reasons: list[str] = []
    for text in (entry.get("note", ""), *said):
        reason = text.rstrip(".")
        if not any(reason.casefold() in other.casefold() for other in reasons):
            reasons.append(reason)
    return "; ".join(filter(None, reasons))
