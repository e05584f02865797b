"""Of how many agreements the amounts of a row are not known: what was paid, what is to come, what it is used for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bench.figures.model import OWN, span
from bench.figures.pieces import weights_of
from bench.figures.standing import begins, begun, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bench.figures.asked import Asked
    from bench.figures.model import Contribution, Register

    # (row, column, "") to a count.
    Counts = Counter[tuple[str, str, str]]


def not_known(column: str) -> str:
    """Return what stands for the count of agreements of which a column is not known."""
    return f"{column} not known"


def with_unknown(columns: Iterable[str]) -> set[str]:
    """Return columns with what stands for the counts of agreements of which they are not known."""
    return {each for column in columns for each in (column, not_known(column))}


def of_accounts(register: Register, asked: Asked, row_of: Callable[[Contribution], str], *, owns: bool) -> Counts:
    """Return the counts of rows of agreements, which have balances: as at the period's end, of all that had begun."""
    found: Counts = Counter()
    for made in _theirs(register, asked, owns=owns):
        now = standing(made, asked.period.last)
        if not begun(made, asked.period.last):
            continue
        unknown = ["received"] if made.receipts_unknown else []
        unknown += ["outstanding"] if now.outstanding is None else []
        unknown += ["unallocated"] if made.use_unknown and not asked.question.chooses_work else []
        found.update((row_of(made), not_known(column), "") for column in unknown)
    return found


def of_rows(register: Register, asked: Asked, rows_of: Callable[[str], Iterable[str]], present: set[str]) -> Counts:
    """Return of how many agreements what was received is not known, in every row there is that has a part of them."""
    found: Counts = Counter()
    for made in _silent(register, asked):
        rows = {row for key in _split_over(made, asked) for row in rows_of(key)}
        found.update((row, not_known("received"), "") for row in rows & present)
    return found


def of_years(
    register: Register, asked: Asked, year_of: Callable[[str], str], present: set[str], undated: str
) -> Counts:
    """Return the same by year: from that on in which an agreement had begun."""
    found: Counts = Counter()
    for made in _silent(register, asked):
        first = min((year_of(str(span(date)[1])) for date in begins(made)), default=undated)
        rows = {row for row in present if row == first or (row[-1].isdigit() and undated != first <= row)}
        found.update((row, not_known("received"), "") for row in rows)
    return found


def _theirs(register: Register, asked: Asked, *, owns: bool = False) -> Iterator[Contribution]:
    """Yield the agreements of the donors asked for that have a part in the work asked for, then or as they stand."""
    for made in register.contributions:
        if (made.donor == OWN and not owns) or (asked.donors is not None and made.donor not in asked.donors):
            continue
        reached = {code for code, units in standing(made).net.items() if units > 0}
        reached |= standing(made, asked.period.last).net.keys()
        if not asked.question.chooses_work or reached & asked.chosen.keys():
            yield made


def _silent(register: Register, asked: Asked) -> Iterator[Contribution]:
    """Yield those of which nobody knows what was paid, and which have begun by the period's end."""
    for made in _theirs(register, asked):
        if made.receipts_unknown and begun(made, asked.period.last) and _split_over(made, asked):
            yield made


def _split_over(made: Contribution, asked: Asked) -> set[str]:
    keys = {key.lstrip("~") for key in weights_of(made)}
    return keys & asked.chosen.keys() if asked.question.chooses_work else keys
