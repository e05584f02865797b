"""The own share of the places and pillars asked for, in the money of what a list has."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bench.figures.model import reach
from bench.figures.pieces import GLOBAL, NOT_RECORDED, NOT_SPLIT
from bench.figures.unknown import not_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench.figures.asked import Question
    from bench.figures.model import Register
    from bench.figures.pieces import Row

    # Whether what falls to a key is for what is asked; None where nobody knows.
    Fits = Callable[[str], bool | None]
    # (code, column, currency) to minor units, or to how many of the works do not know.
    Shares = Counter[tuple[str, str, str]]

_RESIDUES = {NOT_SPLIT, NOT_RECORDED, GLOBAL}


def of_places(register: Register, question: Question, rows: Iterable[Row]) -> Shares:
    """Return what of each work is for the places asked for; a place has to be inside one of every option."""
    options = [question.named(name) for name in ("region", "country") if question.named(name)]

    def fits(key: str) -> bool | None:
        if key in _RESIDUES:
            return None
        found = [
            True
            if any(reach(key) <= reach(value) for value in values)
            else None
            if any(reach(key) & reach(value) for value in values)
            else False
            for values in options
        ]
        return False if False in found else None if None in found else True

    def is_whole(code: str) -> bool:
        target = register.targets[code]
        covered = set[str]().union(*map(reach, register.places_of(target)))
        around = [set[str]().union(*map(reach, values)) for values in options]
        return bool(target.countries or target.regions) and all(covered <= each for each in around)

    return _shares("place", rows, fits, {code for code in register.targets if is_whole(code)})


def of_pillars(register: Register, question: Question, rows: Iterable[Row]) -> Shares:
    """Return what of each work is for the pillars asked for."""
    asked = set(question.named("pillar"))
    whole = {code for code in register.targets if (held := set(register.pillars_of(code))) and held <= asked}
    return _shares("pillar", rows, lambda key: None if key in _RESIDUES else key in asked, whole)


def _shares(kind: str, rows: Iterable[Row], fits: Fits, whole: set[str]) -> Shares:
    found: Shares = Counter()
    unsure: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in rows:
        piece = row.piece
        if (fit := fits(row.row)) is None:
            fit = True if piece.target in whole else None
        if fit:
            found[piece.target, f"{kind}_{piece.column}", piece.currency] += row.units
        elif fit is None:
            unsure[piece.target][piece.column, piece.currency] += row.units
    for target, sums in unsure.items():
        for column in {column for (column, _), units in sums.items() if units}:
            found[target, not_known(f"{kind}_{column}"), ""] += 1
    return found
