"""Fields that say one thing together, of which a merge never sets one side's beside the other's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.compare import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    # A record, or a part of it, when both sides parted, here and there.
    Sides = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]
    # Values by their places within a record or part.
    Placed = dict[tuple[str, ...], Any]

_PERCENTAGES = tuple(
    (value, f"{start}numerator", f"{start}denominator")
    for value, start in (("value", ""), ("target", "target_"), ("actual", "actual_"))
)
# Fields of one fact, by the first of them.
_FACTS = (("amount", "currency", "rate", "booked"), ("rate", "currency", "base", "date"), *_PERCENTAGES)
# Fields that say what values in parts further in are of, and the names of these values.
_UNITS = (
    (("currency",), ("amount",)),
    (("measure", "unit", "values"), tuple(name for names in _PERCENTAGES for name in names)),
)


class Bundle(NamedTuple):
    """Fields of which all are to be one side's."""

    fields: tuple[str, ...]
    name: str  # as people are asked for it
    said: tuple[str | None, str | None, str | None]  # what each side says, in words


def contested(sides: Sides) -> Iterator[Bundle]:
    """Yield what both sides of a record, or of a part, changed so that one's fields do not go with the other's."""
    yield from _facts(sides)
    for units, names in _UNITS:
        of = [tuple(map(side.get, units)) for side in sides]
        placed = [_placed(side, units, names) for side in sides]
        if any(map(any, of)) and _would_mix(of, placed):
            within = dict.fromkeys(place[0] for values in placed for place in values)
            old, here, there = (
                _said(side, _differing(units, sides), values, placed[0])
                for side, values in zip(sides, placed, strict=True)
            )
            yield Bundle((*units, *within), _named(_differing((*units, *within), sides)), (old, here, there))


def _facts(sides: Sides) -> Iterator[Bundle]:
    for fields in _FACTS:
        old, one, other = (tuple(map(side.get, fields)) for side in sides)
        changed = _differing(fields, sides)
        if old in (one, other) or one == other or len(changed) == 1 or one[0] is other[0] is None:
            continue
        texts = (" ".join(said(side[name]) for name in changed if name in side) or None for side in sides)
        yield Bundle(fields, _named(changed), (next(texts), next(texts), next(texts)))


def _would_mix(of: list[tuple[Any, ...]], placed: list[Placed]) -> bool:
    """Whether a value that one side gave would stand under a unit with which no side has it."""
    (old, one, other), (before, here, there) = of, placed
    if one == other or not (any(one) or here) or not (any(other) or there):  # or a unit went with its values
        return False
    if old == one:
        return _has_new(here, before, there)
    if old == other:
        return _has_new(there, before, here)
    return bool(here or there)


def _has_new(values: Placed, before: Placed, other: Placed) -> bool:
    return any(value not in (before.get(place), other.get(place)) for place, value in values.items())


def _placed(side: Mapping[str, Any], units: tuple[str, ...], names: tuple[str, ...]) -> Placed:
    """Return the values in the parts of a record or part that are of its units; a part may have its own."""
    found: Placed = {}
    for field, value in side.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and not any(unit in part for unit in units):
                own = part.get("id") or " ".join(part[key] for key in ("dimension", "category") if key in part)
                held = {(name,): part[name] for name in names if name in part} | _placed(part, units, names)
                found |= {(field, *([own] if own else []), *place): each for place, each in held.items()}
    return found


def _said(side: Mapping[str, Any], units: tuple[str, ...], values: Placed, before: Placed) -> str | None:
    """Return the units of a side in words, and what values it gave."""
    given = [
        f"{' '.join(place[1:]).replace('_', ' ')} {value}"
        for place, value in values.items()
        if before.get(place) != value
    ]
    return "; ".join([" ".join(said(side[name]) for name in units if name in side), *given]).strip("; ") or None


def _differing(fields: tuple[str, ...], sides: Sides) -> tuple[str, ...]:
    return tuple(name for name in fields if not sides[0].get(name) == sides[1].get(name) == sides[2].get(name))


def _named(fields: tuple[str, ...]) -> str:
    return " and ".join(fields).replace("_", " ")
