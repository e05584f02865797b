"""The figures found another way: minor units dealt out one by one over documents, in whole numbers and fractions."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from portfolios import DIGITS, OWN, Document, Portfolio, allocatable, units_of

from portfolio.dates import ALWAYS, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.summary import Breakdown

TODAY = dt.date(2021, 4, 1)
COLUMNS = ("pledged", "committed", "received", "spent")
UNALLOCATED = "~unallocated"
# M49 sub-regions, as the UN Statistics Division has them.
SUBREGIONS = {"KE": "014", "ET": "014", "UZ": "143", "ML": "011", "NE": "011"}

# (row, column, currency) to minor units; what is zero is not there.
Figures = Counter[tuple[str, str, str]]


def dealt(units: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Deal units out one by one: each goes to the key that is furthest below its exact quota."""
    whole = sum(weights.values())
    quotas = {key: Fraction(abs(units) * weight, whole) for key, weight in weights.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    waiting = sorted(quotas, key=lambda key: (parts[key] - quotas[key], key))
    for key in waiting[: abs(units) - sum(parts.values())]:
        parts[key] += 1
    return {key: part if units >= 0 else -part for key, part in parts.items()}


def is_inside(entry: Document, period: Period) -> bool:
    if period == ALWAYS:
        return True
    if "date" not in entry:
        return False
    first, last = (
        (entry["date"] + "-01-01")[:10],
        (entry["date"] + ("-12-31" if len(entry["date"]) == 4 else "-31"))[:10],
    )
    return bool((period.first is None or first >= str(period.first)) and last <= str(period.last))


def is_made_by(entry: Document, period: Period) -> bool:
    return period.last is None or (entry.get("date", "0000") + "-01-01")[:10] <= str(period.last)


def signed_units(entry: Document, currency: str) -> int:
    back = (entry["kind"] == "refund") ^ bool(entry.get("reversal"))
    return -units_of(entry["amount"], currency) if back else units_of(entry["amount"], currency)


def weights_of(contribution: Document, period: Period) -> dict[str, int]:
    """Find the weights of a contribution's split: net allocations made by the period's end, and what is left."""
    currency = contribution.get("currency", "USD")
    limit = standing_of(contribution, period)
    net: Counter[str] = Counter()
    for entry in contribution.get("allocations", []):
        if is_made_by(entry, period):
            net[entry["target"]] += units_of(entry["amount"], currency)
            net[entry.get("moved_from", "")] -= units_of(entry["amount"], currency) if "moved_from" in entry else 0
    positive = {target: units for target, units in net.items() if units > 0}
    if not limit or not positive:
        return {UNALLOCATED: 1}
    rest = limit - sum(positive.values())
    return positive | ({UNALLOCATED: rest} if rest > 0 else {})


def standing_of(contribution: Document, period: Period) -> int:
    made = [entry for entry in contribution.get("movements", []) if is_made_by(entry, period)]
    return allocatable(made, contribution.get("currency", "USD"))


def column_sums(contribution: Document, period: Period) -> Counter[tuple[str, str]]:
    names = {"pledge": "pledged", "commitment": "committed", "receipt": "received", "refund": "received"}
    sums: Counter[tuple[str, str]] = Counter()
    for entry in contribution.get("movements", []):
        if is_inside(entry, period):
            sums[names[entry["kind"]], contribution["currency"]] += signed_units(entry, contribution["currency"])
    return sums


def donors_money(portfolio: Portfolio) -> list[Document]:
    return [contribution for contribution in portfolio["contributions"] if contribution["donor"] != OWN]


def counted_by_target(portfolio: Portfolio, period: Period) -> Figures:
    """Find the money of each target by dealing out every contribution's columns."""
    figures: Figures = Counter()
    for contribution in donors_money(portfolio):
        for (column, currency), units in column_sums(contribution, period).items():
            for target, part in dealt(units, weights_of(contribution, period)).items():
                figures[target, column, currency] += part
    for entry in portfolio["expenditures"]:
        if is_inside(entry, period):
            figures[entry["target"], "spent", entry["currency"]] += signed_units(entry, entry["currency"])
    return figures


def counted_total(portfolio: Portfolio, period: Period) -> Figures:
    figures: Figures = Counter()
    for contribution in donors_money(portfolio):
        for (column, currency), units in column_sums(contribution, period).items():
            figures["", column, currency] += units
    for entry in portfolio["expenditures"]:
        if is_inside(entry, period):
            figures["", "spent", entry["currency"]] += signed_units(entry, entry["currency"])
    return nonzero(figures)


def nonzero(figures: Figures) -> Figures:
    return Counter({key: units for key, units in figures.items() if units})


def shown(breakdown: Breakdown) -> Figures:
    """Read a breakdown's rows as minor units."""
    return nonzero(
        Counter(
            {
                (row.key, column, currency): units_of(str(amount), currency)
                for row in breakdown.rows
                for column in COLUMNS
                for currency, amount in getattr(row.columns, column).items()
            }
        )
    )


def shown_total(breakdown: Breakdown) -> Figures:
    return together(shown(breakdown._replace(rows=(breakdown.total,))))


def together(figures: Figures) -> Figures:
    """Add rows up."""
    whole: Figures = Counter()
    for (_, column, currency), units in figures.items():
        whole["", column, currency] += units
    return nonzero(whole)


def added(many: Iterable[Figures]) -> Figures:
    whole: Figures = Counter()
    for figures in many:
        for key, units in figures.items():
            whole[key] += units
    return nonzero(whole)


def placed(target: Document) -> dict[str, int]:
    """Find the rows by region of each place of a target, and its share in hundredths of a per cent."""
    rows = {place["country"]: SUBREGIONS[place["country"]] for place in target.get("countries", [])}
    rows |= {f"{place['vocabulary']}/{place['region']}": place["region"] for place in target.get("regions", [])}
    shared = {place["country"]: place["share"] for place in target.get("countries", []) if "share" in place}
    regions = [place for place in target.get("regions", []) if "share" in place]
    vocabulary = min((place["vocabulary"] for place in regions), key=["2", "99"].index, default="")
    shared |= {
        f"{vocabulary}/{place['region']}": place["share"] for place in regions if place["vocabulary"] == vocabulary
    }
    if shared:
        return {f"{place} {rows[place]}": int(Fraction(share) * 100) for place, share in shared.items()}
    if len(rows) == 1:
        return {f"{place} {row}": 1 for place, row in rows.items()}
    if rows:
        return {" ~not split": 1}
    return {" ~global" if target.get("scope") == "global" else " ~not recorded": 1}


def converted(entry: Document, own: str, currency: str, rates: list[Document]) -> int | None:
    """Find what an entry is worth in minor units of another currency, looking through all rates."""
    amount = Fraction(signed_units(entry, own), 10 ** DIGITS[own])
    if own == currency:
        return signed_units(entry, own)
    if entry.get("booked", {}).get("currency") == currency:
        booked = units_of(entry["booked"]["amount"], currency)
        return booked if amount > 0 else -booked
    if "date" not in entry:
        return None
    day = last_day(entry["date"])
    factor = _factor(own, currency, day, rates)
    if factor is None and "USD" not in {own, currency}:
        first, second = _factor(own, "USD", day, rates), _factor("USD", currency, day, rates)
        factor = first * second if first and second else None
    return None if factor is None else round(amount * factor * Fraction(10) ** DIGITS[currency])


def _factor(own: str, currency: str, day: dt.date, rates: list[Document]) -> Fraction | None:
    """Find what one unit was worth on a day by the latest rate of the month before it, in either direction."""
    best: tuple[dt.date, bool, int] | None = None
    for position, rate in enumerate(rates):
        pair = (rate["currency"], rate["base"])
        if pair in {(own, currency), (currency, own)}:
            candidate = (dt.date.fromisoformat(rate["date"]), pair == (own, currency), position)
            if candidate[0] <= day <= candidate[0] + dt.timedelta(days=31) and (best is None or candidate > best):
                best = candidate
    if best is None:
        return None
    value = Fraction(rates[best[2]]["rate"])
    return value if best[1] else 1 / value


def last_day(date: str) -> dt.date:
    parts = [int(part) for part in date.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    first = dt.date(year, parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    last = dt.date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])
    return min(last, max(first, TODAY))
