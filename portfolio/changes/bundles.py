"""Fields that say one thing together, of which a merge never sets one side's beside the other's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.compare import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    # A record, or a part of it, when both sides parted, here and there.
    Sides = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]
    # Values by their places within a record or part.
    Placed = dict[tuple[str, ...], Any]

_RATIOS = tuple(
    (value, f"{start}numerator", f"{start}denominator")
    for value, start in (("value", ""), ("target", "target_"), ("actual", "actual_"))
)
# Fields of one fact, behind the one that is there where it is. A field is of the first fact that both changed.
_FACTS = (
    ("booked", ("amount", "currency", "rate", "booked", "reversal", "date")),
    ("amount", ("amount", "currency", "rate", "booked", "reversal")),
    ("rate", ("rate", "currency", "base", "date", "source")),
    ("earmarking", ("earmarking", "earmarked_to")),
    *((names[0], names) for names in _RATIOS),
)


class _Meaning(NamedTuple):
    """Fields that say what values are of: one side's values never get those of the other."""

    fields: tuple[str, ...]
    values: tuple[str, ...]
    is_within: bool = True  # whether the values may stand in parts further in; otherwise beside the fields alone
    is_beside: bool = True  # whether they may stand beside the fields


_COUNTED = tuple(name for names in _RATIOS for name in names)
_MEANINGS = (
    _Meaning(("currency",), ("amount",), is_beside=False),  # beside it, it is a fact
    _Meaning(("measure", "unit", "values"), _COUNTED, is_beside=False),
    _Meaning(("start", "end"), _COUNTED),
    _Meaning(("date",), ("value", "numerator", "denominator")),
    _Meaning(("language",), ("title", "description", "text", "caption")),
    _Meaning(("picture",), ("caption", "captions", "people", "consent"), is_within=False),
    _Meaning(("venue_country",), ("venue",), is_within=False),
)


class Bundle(NamedTuple):
    """Fields of which all are to be one side's."""

    fields: tuple[str, ...]
    name: str  # as people are asked for it
    said: tuple[str | None, str | None, str | None]  # what each side says, in words


def contested(sides: Sides) -> Iterator[Bundle]:
    """Yield what both sides of a record, or of a part, changed so that one's fields do not go with the other's."""
    yield from _facts(sides)
    for meaning in _MEANINGS:
        fields = meaning.fields
        of = [tuple(map(side.get, fields)) for side in sides]
        placed = [_placed(side, meaning) for side in sides]
        if any(map(any, of)) and _would_mix(of, placed):
            held = dict.fromkeys(place[0] for values in placed for place in values)
            old, here, there = (
                _said(side, _differing(fields, sides), values, placed[0])
                for side, values in zip(sides, placed, strict=True)
            )
            yield Bundle((*fields, *held), _named(_differing((*fields, *held), sides)), (old, here, there))


def _facts(sides: Sides) -> Iterator[Bundle]:
    known: set[str] = set()
    for first, fields in _FACTS:
        old, one, other = (tuple(map(side.get, fields)) for side in sides)
        changed = _differing(fields, sides)
        if old in (one, other) or one == other or len(changed) == 1:
            continue
        if known.isdisjoint(changed) and any(first in side for side in sides[1:]):
            known.update(fields)
            texts = (" ".join(in_words(side[name]) for name in changed if name in side) or None for side in sides)
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


def _placed(side: Mapping[str, Any], meaning: _Meaning) -> Placed:
    """Return the values of a record or part to which it gives their meaning; a part may give its own."""
    found: Placed = {(name,): side[name] for name in meaning.values if meaning.is_beside and name in side}
    return found | (_within(side, meaning) if meaning.is_within else {})


def _within(side: Mapping[str, Any], meaning: _Meaning) -> Placed:
    found: Placed = {}
    for field, value in side.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict) and not any(name in part for name in meaning.fields):
                own = part.get("id") or " ".join(part[key] for key in ("dimension", "category") if key in part)
                held = {(name,): part[name] for name in meaning.values if name in part} | _within(part, meaning)
                found |= {(field, *([own] if own else []), *place): each for place, each in held.items()}
    return found


def _said(side: Mapping[str, Any], fields: tuple[str, ...], values: Placed, before: Placed) -> str | None:
    """Return in words what a side says that values are of, and which it gave."""
    given = [
        f"{' '.join(place[1:] or place).replace('_', ' ')} {in_words(value)}"
        for place, value in values.items()
        if before.get(place) != value
    ]
    return "; ".join([" ".join(in_words(side[name]) for name in fields if name in side), *given]).strip("; ") or None


def _differing(fields: tuple[str, ...], sides: Sides) -> tuple[str, ...]:
    return tuple(name for name in fields if not sides[0].get(name) == sides[1].get(name) == sides[2].get(name))


def _named(fields: tuple[str, ...]) -> str:
    return " and ".join(fields).replace("_", " ")
