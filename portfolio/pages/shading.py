"""Shades of maps: from which figure on each is, what it is called, and what a map cannot show."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from portfolio.language.language import Language, mark
from portfolio.pages.graphics import Number, Shaded, WorldMap
from portfolio.reference.outlines import outline_of

_LEVELS = 4
# The sentence that maps of the Organization bear.
BOUNDARIES = mark(
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or "
    "acceptance by the United Nations."
)
# What a shade of money begins at: so many, at some power of ten.
_ROUND = (5, 2, 1)


def levels(values: Iterable[Number], unit: str) -> tuple[tuple[Number, str], ...]:
    """Return from which figure on each shade is, and what it is called, with about as many figures in each."""
    found = sorted({value for value in values if value > 0})
    if not found:
        return ()
    cuts = {found[len(found) * part // _LEVELS] for part in range(1, _LEVELS)}
    rounded = sorted({_rounded(Decimal(cut)) for cut in cuts} if unit else cuts)
    leasts = [found[0], *(cut for cut in rounded if cut > found[0])]
    beyond = [*leasts[1:], None]
    name = _amounts if unit else _counts
    named = [name(least, nearest, found[-1]) for least, nearest in zip(leasts, beyond, strict=True)]
    if unit:
        # The first begins at the least amount that there is, which says nothing.
        named[0] = f"up to {found[-1]:,}" if len(leasts) == 1 else f"under {leasts[1]:,}"
    return tuple(zip(leasts, named, strict=True))


def _counts(least: Number, nearest: Number | None, most: Number) -> str:
    last = most if nearest is None else nearest - 1
    return f"{least:,}" if least == last else f"{least:,}–{last:,}"


def _amounts(least: Number, nearest: Number | None, most: Number) -> str:
    if nearest is None:
        return f"from {least:,}"
    del most
    return f"{least:,} to under {nearest:,}"


def _rounded(value: Decimal) -> Decimal:
    """Return the greatest of 1, 2, 5, 10, 20, 50 … that is not above a value."""
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in _ROUND if step * power <= value).quantize(Decimal(1))


def unmapped(places: Iterable[Shaded]) -> list[str]:
    """Return what the places are called that no map has an outline of."""
    return [place.label for place in places if place.code not in outline_of()]


def country_map(language: Language, counts: Mapping[str, int], caption: str) -> tuple[WorldMap, ...]:
    """Return a map of counts by country in the words of a report, or none where no map has any of them."""
    places = [Shaded(code, language.country(code), count) for code, count in counts.items()]
    places.sort(key=lambda place: -place.value)
    missing = unmapped(places)
    if len(missing) == len(places):
        return ()
    named = language.listed(tuple(missing))
    absent = (language.word("Not on the map: {names}.", names=named),) if missing else ()
    shades = levels([place.value for place in places], "")
    return (WorldMap("map", caption, places, shades, notes=(*absent, language.marked(BOUNDARIES))),)
