"""Filters with every name resolved: of each kind the values that a record may have, and those that it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from portfolio.dates import ALWAYS, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.query.comparisons import Comparison

Resolved = TypeVar("Resolved")
# What stands before a value that a record must not have.
NOT = "not:"


class Choice(NamedTuple, Generic[Resolved]):
    """What is asked of one kind: any of some, and none of others. Empty, it is met by everything.

    Attributes:
        plain: What a record has to have one of, if there is any.
        barred: What it must have none of.
    """

    plain: tuple[Resolved, ...] = ()
    barred: tuple[Resolved, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.plain or self.barred)

    def takes(self, value: Resolved) -> bool:
        """Whether a record with this one value meets it."""
        return value not in self.barred and (not self.plain or value in self.plain)

    def meets(self, holds: Callable[[Resolved], bool]) -> bool:
        """Whether a record meets it, of which `holds` says whether it has a value."""
        return (not self.plain or any(map(holds, self.plain))) and not any(map(holds, self.barred))

    def meets_any(self, values: Iterable[Resolved]) -> bool:
        """Whether a record with these values meets it."""
        return self.meets(set(values).__contains__)

    @property
    def left(self) -> frozenset[Resolved]:
        """What may be had, less what must not."""
        return frozenset(self.plain) - frozenset(self.barred)


class AskedPlace(NamedTuple):
    """A place that is asked for: what it is called, and the countries in it (alpha-2)."""

    label: str
    members: frozenset[str]


class Selection(NamedTuple):
    """What is asked for. Empty means that nothing is asked of that kind.

    Attributes:
        regions, countries: Places asked for by either option; a record has to satisfy both.
        wide: Whether wider and overlapping places and global work are taken in.
        donors: Codes of donors, with those that are part of them.
        beside: Whether work that somebody else funds is taken although a barred donor funds it too.
        funded_with: Donors, each with those that are part of it, beside whom somebody else has to fund the work.
        partners: Codes of partners, with those that are part of them.
        programmes: Codes of programmes.
        words: Coded field (status, scope, …) to the words asked for.
        texts: Where texts are stored (tags) to the folded texts asked for, of which a record has to have one whole.
        people: Where a name is stored (officer) to the folded parts of names asked for.
        phrases: Folded phrases that some text of the record must hold.
        missing: What has not to be recorded, by the names of `portfolio.query.missing`.
        amounts: Column of money to what it is compared with, of the whole record whoever paid and whenever.
        period: The period of time asked for.
        starts, ends: Periods in which the start or end must lie.
        described: The filters in force, for people: `donor Japan`, `region not Sahel`.
        places: The names of the places asked for.
    """

    regions: Choice[AskedPlace] = Choice()
    countries: Choice[AskedPlace] = Choice()
    wide: bool = False
    donors: Choice[str] = Choice()
    beside: bool = False
    funded_with: Choice[frozenset[str]] = Choice()
    partners: Choice[str] = Choice()
    programmes: Choice[str] = Choice()
    words: Mapping[str, Choice[str]] = {}
    texts: Mapping[str, Choice[str]] = {}
    people: Mapping[str, Choice[str]] = {}
    phrases: Choice[str] = Choice()
    missing: Choice[str] = Choice()
    amounts: Mapping[str, Choice[Comparison]] = {}
    period: Period = ALWAYS
    starts: Choice[Period] = Choice()
    ends: Choice[Period] = Choice()
    described: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def chooses_projects(self) -> bool:
        """Whether projects are chosen whole, so that money counts only through allocations to them."""
        linked = self.regions or self.countries or self.partners or self.programmes or self.funded_with
        own = self.words or self.texts or self.people or self.phrases or self.missing or self.amounts
        return bool(linked or own or self.starts or self.ends)

    @property
    def asks_for_parts(self) -> bool:
        """Whether places or pillars choose whole projects, whose amounts are not their share alone."""
        return bool(self.places or self.words.get("pillar", Choice()).plain)
