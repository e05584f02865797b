"""The figures found another way: minor units dealt out one by one over documents, in whole numbers and fractions."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from portfolios import DIGITS, OWN, Document, Portfolio, allocatable, units_of

from portfolio.dates import ALWAYS, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.figures.values import Breakdown

TODAY = dt.date(2021, 4, 1)
COLUMNS = ("pledged", "committed", "received", "spent")
UNALLOCATED = "~unallocated"
# M49 sub-regions, as the UN Statistics Division has them.
SUBREGIONS = {"KE": "014", "ET": "014", "UZ": "143", "ML": "011", "NE": "011"}

# The countries of the office's groups, of UN M49 sub-regions, and of 202, the sub-region around two of these.
MEMBERS = {
    "014": {"BI", "DJ", "ER", "ET", "IO", "KE", "KM", "MG", "MU", "MW", "MZ", "RE", "RW", "SC", "SO", "SS", "TF", "TZ"}
    | {"UG", "YT", "ZM", "ZW"},
    "011": {"BF", "BJ", "CI", "CV", "GH", "GM", "GN", "GW", "LR", "ML", "MR", "NE", "NG", "SH", "SL", "SN", "TG"},
    "143": {"KG", "KZ", "TJ", "TM", "UZ"},
}
MEMBERS["202"] = MEMBERS["014"] | MEMBERS["011"] | {"AO", "CM", "CF", "TD", "CG", "CD", "GQ", "GA", "ST"}
MEMBERS["202"] |= {"BW", "SZ", "LS", "NA", "ZA"}
MEMBERS["sahel"] = {"BF", "CM", "GM", "GN", "ML", "MR", "NE", "NG", "SN", "TD"}
MEMBERS["horn-of-africa"] = {"DJ", "ER", "ET", "KE", "SD", "SO", "SS", "UG"}

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


def first_day(date: str) -> str:
    return (date + "-01-01")[:10]


def final_day(date: str) -> str:
    year, month = int(date[:4]), int(date[5:7] or 12)
    return date if len(date) == 10 else f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"


def date_of(entry: Document, contribution: Document) -> str | None:
    """Find the date of a movement or allocation: its agreement's, where it has none of its own."""
    found: str | None = entry.get("date", contribution.get("signed", contribution.get("start")))
    return found


def dated_movements(contribution: Document) -> list[Document]:
    """Return the movements of a contribution, each with the date it counts at, if there is one."""
    moved = contribution.get("movements", [])
    return [entry | ({"date": date} if (date := date_of(entry, contribution)) else {}) for entry in moved]


def is_inside(date: str | None, period: Period) -> bool:
    if period == ALWAYS:
        return True
    if date is None:
        return False
    return bool((period.first is None or first_day(date) >= str(period.first)) and final_day(date) <= str(period.last))


def is_made_by(date: str | None, period: Period) -> bool:
    return period.last is None or (date is not None and final_day(date) <= str(period.last))


def signed_units(entry: Document, currency: str) -> int:
    back = (entry["kind"] == "refund") ^ bool(entry.get("reversal"))
    return -units_of(entry["amount"], currency) if back else units_of(entry["amount"], currency)


def net_of(contribution: Document, period: Period) -> dict[str, int]:
    """Find what is allocated to each target at the end of a period."""
    currency = contribution.get("currency", "USD")
    net: Counter[str] = Counter()
    for entry in contribution.get("allocations", []):
        if is_made_by(date_of(entry, contribution), period):
            units = units_of(entry["amount"], currency)
            net[entry["target"]] += -units if entry.get("reversal") else units
            net[entry.get("moved_from", "")] -= units if "moved_from" in entry else 0
    return {target: units for target, units in net.items() if units}


def weights_of(contribution: Document) -> dict[str, int]:
    """Find the weights of a contribution's split: allocations as they stand, and what is left."""
    positive = {target: units for target, units in net_of(contribution, ALWAYS).items() if units > 0}
    rest = standing_of(contribution, ALWAYS) - sum(positive.values())
    row = "~use not recorded" if contribution.get("use_unknown") else UNALLOCATED
    return (positive | ({row: rest} if rest > 0 else {})) or {row: 1}


def standing_of(contribution: Document, period: Period) -> int:
    made = [entry for entry in contribution.get("movements", []) if is_made_by(date_of(entry, contribution), period)]
    closed = "closed" in contribution and is_made_by(contribution["closed"], period)
    unknown = contribution.get("receipts_unknown", False)
    return allocatable(made, contribution.get("currency", "USD"), closed=closed, unknown=unknown)


_COLUMN = {"pledge": "pledged", "commitment": "committed", "receipt": "received", "refund": "received"}


class Piece(NamedTuple):
    """A part of an entry: what is dealt out on, in the order of its day and id."""

    day: str
    id: str
    row: str
    column: str
    currency: str
    units: int
    date: str | None


def dealt_once(pieces: Iterable[Piece], weights: Mapping[str, int]) -> list[Piece]:
    """Deal pieces out in order: each part is what the running total gives with it, less what it gave before."""
    total: Counter[tuple[str, str]] = Counter()
    found = []
    for piece in sorted(pieces, key=lambda piece: (piece.day, piece.id)):
        before = dealt(total[piece.column, piece.currency], weights)
        total[piece.column, piece.currency] += piece.units
        after = dealt(total[piece.column, piece.currency], weights)
        found += [piece._replace(row=row, units=after[row] - before[row]) for row in weights]
    return found


def pieces_of(contribution: Document) -> list[Piece]:
    currency = contribution.get("currency", "")
    found = []
    for entry in contribution.get("movements", []):
        date = date_of(entry, contribution)
        day = final_day(date) if date else "9999"
        column = _COLUMN[entry["kind"]]
        found.append(Piece(day, entry["id"], "", column, currency, signed_units(entry, currency), date))
    return found


def pieces_by_target(portfolio: Portfolio) -> list[Piece]:
    """Deal out every movement of the donors over the targets of its contribution, and add what was spent."""
    found = [
        part
        for contribution in donors_money(portfolio)
        for part in dealt_once(pieces_of(contribution), weights_of(contribution))
    ]
    for entry in portfolio["expenditures"]:
        date = entry.get("date")
        units, currency = signed_units(entry, entry["currency"]), entry["currency"]
        day = final_day(date) if date else "9999"
        found.append(Piece(day, entry["id"], entry["target"], "spent", currency, units, date))
    return found


def counted(pieces: Iterable[Piece], period: Period) -> Figures:
    figures: Figures = Counter()
    for piece in pieces:
        if is_inside(piece.date, period):
            figures[piece.row, piece.column, piece.currency] += piece.units
    return figures


def column_sums(contribution: Document, period: Period) -> Counter[tuple[str, str]]:
    sums: Counter[tuple[str, str]] = Counter()
    for piece in pieces_of(contribution):
        if is_inside(piece.date, period):
            sums[piece.column, piece.currency] += piece.units
    return sums


def donors_money(portfolio: Portfolio) -> list[Document]:
    return [contribution for contribution in portfolio["contributions"] if contribution["donor"] != OWN]


def counted_by_target(portfolio: Portfolio, period: Period) -> Figures:
    return counted(pieces_by_target(portfolio), period)


def counted_total(portfolio: Portfolio, period: Period) -> Figures:
    figures: Figures = Counter()
    for contribution in donors_money(portfolio):
        for (column, currency), units in column_sums(contribution, period).items():
            figures["", column, currency] += units
    for entry in portfolio["expenditures"]:
        if is_inside(entry.get("date"), period):
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
        own = {place["region"]: MEMBERS[place["region"]] for place in target.get("regions", [])}
        countries = {place["country"] for place in target.get("countries", [])}
        everywhere = countries.union(*own.values())
        holders = sorted(code for code, members in own.items() if members == everywhere)
        around = [code for code in ("014", "011", "143", "202") if everywhere <= MEMBERS[code]]
        return {f"all {(holders or around or ['~not split'])[0]}": 1}
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
