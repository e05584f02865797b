"""Programmes and projects: IATI activities of hierarchy 1 and 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from portfolio.models.fields import (
    EMPTY,
    Amount,
    BudgetStatus,
    BudgetType,
    Code,
    Country,
    Currency,
    Date,
    Flaw,
    Kind,
    Line,
    Note,
    Owner,
    Pillar,
    Record,
    Role,
    Scope,
    Share,
    Status,
    StoredPart,
    in_order,
    to_the_minor_unit,
)
from portfolio.reference import codes, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

_WHOLE = 100


class Reference(StoredPart):
    """A number that somebody else gave the undertaking: a funder's project number, a Council Decision."""

    owner: Line
    reference: Line


class Link(StoredPart):
    """An organisation's part in an undertaking (IATI participating-org), with or without money."""

    organisation: Code
    role: Role
    note: Line | None = None


class PillarShare(StoredPart):
    """A pillar of the Global Strategy that the undertaking serves, with its share in per cent if it is known."""

    pillar: Pillar
    share: Share | None = None


class CountryShare(StoredPart):
    """A country that benefits (ISO 3166 alpha-2), with its share in per cent if it is known."""

    country: Country
    share: Share | None = None


class RegionShare(StoredPart):
    """A region that benefits, with its share in per cent if it is known.

    `vocabulary` is IATI's: 2 for UN M49, 99 for the office's own groups.
    """

    region: Line
    vocabulary: Line
    share: Share | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield an unknown vocabulary, or a code that UN M49 does not have."""
        if self.vocabulary not in {places.M49, places.OWN}:
            yield Flaw("vocabulary", self.vocabulary, "is neither 2 (UN M49) nor 99 (the office's own)")
        if self.vocabulary == places.M49 and self.region not in places.m49_regions():
            yield Flaw("region", self.region, "is not the three-digit code of a UN M49 region")


class Budget(StoredPart):
    """What an undertaking is planned to cost in a period; a revised budget replaces the original, never adds to it."""

    id: Line
    amount: Amount
    currency: Currency
    start: Date | None = None
    end: Date | None = None
    type: BudgetType = "original"
    status: BudgetStatus = "indicative"
    note: Line | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield an amount finer than its currency, and an end before the start."""
        yield from to_the_minor_unit(self.amount, self.currency)
        yield from in_order(self.start, self.end)


def _by_role(links: list[Link]) -> list[Link]:
    """Return links in the order of their roles: the order in which they were entered says nothing across roles."""
    return sorted(links, key=lambda link: codes.ROLE.words.index(link.role))


class Undertaking(Record):
    """What programmes and projects have in common. Only a code and a title are needed; unknown stays unknown.

    `status` follows IATI ActivityStatus, `scope` ActivityScope, the dates activity-date 1 to 4.
    Shares are given for all places (or pillars) of a vocabulary or for none, and add up to 100.
    `removed_parts` are the ids of budgets since removed, which no other one gets.
    """

    code: Code
    title: Line
    aliases: list[Line] = EMPTY
    former_titles: list[Line] = EMPTY
    description: Note | None = None
    owner: Owner | None = None
    pillars: list[PillarShare] = EMPTY
    scope: Scope | None = None
    status: Status | None = None
    planned_start: Date | None = None
    actual_start: Date | None = None
    planned_end: Date | None = None
    actual_end: Date | None = None
    countries: list[CountryShare] = EMPTY
    regions: list[RegionShare] = EMPTY
    organisations: Annotated[list[Link], AfterValidator(_by_role)] = EMPTY
    refs: list[Reference] = EMPTY
    budgets: list[Budget] = EMPTY
    documents: list[Code] = EMPTY
    officer: Line | None = None
    removed_parts: list[Line] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield ends before starts, what is named twice, and shares that are not whole."""
        yield from in_order(self.planned_start, self.planned_end, "planned_end")
        yield from in_order(self.actual_start, self.actual_end, "actual_end")
        if bool(self.actual_start) != bool(self.actual_end):
            end = "actual_end" if self.actual_end else "planned_end"
            yield from in_order(self.actual_start or self.planned_start, self.actual_end or self.planned_end, end)
        yield from _twice("countries", [place.country for place in self.countries])
        yield from _twice("regions", [place.region for place in self.regions])
        yield from _twice("pillars", [pillar.pillar for pillar in self.pillars])
        yield from _twice("organisations", [f"{link.organisation} as {link.role}" for link in self.organisations])
        yield from _not_whole("pillars", [pillar.share for pillar in self.pillars])
        yield from self._places_not_whole()

    def _places_not_whole(self) -> Iterator[Flaw]:
        countries = [place.share for place in self.countries]
        vocabularies = sorted({place.vocabulary for place in self.regions if place.share is not None})
        if not vocabularies:
            yield from _not_whole("countries", countries)
        for vocabulary in vocabularies:
            regions = [place.share for place in self.regions if place.vocabulary == vocabulary]
            shared = countries if any(share is not None for share in countries) else []
            yield from _not_whole("countries and regions" if shared else "regions", [*shared, *regions])


def _twice(field: str, values: Sequence[str]) -> Iterator[Flaw]:
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            yield Flaw(field, value, "is named twice")


def _not_whole(field: str, shares: Sequence[Decimal | None]) -> Iterator[Flaw]:
    """Hold IATI rules 2.1.2, 3.1.2 and 3.4.2: shares of a vocabulary are given for all or none, and sum to 100."""
    known = [share for share in shares if share is not None]
    if known and len(known) < len(shares):
        yield Flaw(field, "", "have a share for some and not for others")
    elif known and sum(known) != _WHOLE:
        yield Flaw(field, "", f"have shares that add up to {sum(known):f}, not to 100")


class Programme(Undertaking):
    """An IATI activity of hierarchy 1: money may be given to it and spent by its projects."""


class Project(Undertaking):
    """An IATI activity of hierarchy 2. Offices are kept as records but stay out of project counts.

    `programme` and `parent` are codes; `phase` is what this phase of the parent is called.
    """

    kind: Kind = "project"
    programme: Code | None = None
    parent: Code | None = None
    phase: Line | None = None
