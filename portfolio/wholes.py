"""Shares in per cent that make up a whole: of pillars, and of the places of one vocabulary."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    # A share as the register keeps it, or None where none is known.
    Share = Decimal | str | None

_WHOLE = 100


def not_whole(
    pillars: Sequence[Share], countries: Sequence[Share], regions: Sequence[tuple[str, Share]]
) -> Iterator[tuple[str, Decimal | None]]:
    """Yield what is not whole: what it is of, and the sum of its shares; None where they are given for some alone.

    As IATI rules 2.1.2, 3.1.2 and 3.4.2 have it, shares of a vocabulary are given for all or none, and sum to 100.
    """
    for name, shares in (("pillars", pillars), *_places(countries, regions)):
        known = [Decimal(share) for share in shares if share is not None]
        if known and len(known) < len(shares):
            yield name, None
        elif known and sum(known) != _WHOLE:
            yield name, sum(known, Decimal(0))


def _places(countries: Sequence[Share], regions: Sequence[tuple[str, Share]]) -> Iterator[tuple[str, Sequence[Share]]]:
    """Yield the places that have to be whole together: those of a vocabulary of regions, with the countries."""
    vocabularies = sorted({vocabulary for vocabulary, share in regions if share is not None})
    if not vocabularies:
        yield "countries", countries
    are_shared = any(share is not None for share in countries)
    for vocabulary in vocabularies:
        own = [share for each, share in regions if each == vocabulary]
        yield ("countries and regions", [*countries, *own]) if are_shared else ("regions", own)
