"""Programmes and projects: IATI activities of hierarchy 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import AfterValidator

from portfolio.models.types import (
    EMPTY,
    Amount,
    BudgetStatus,
    BudgetType,
    Code,
    Country,
    Currency,
    Date,
    Element,
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
    Spoken,
    Status,
    StoredPart,
    Texts,
    Titles,
    in_order,
    said_twice,
    to_the_minor_unit,
)
from portfolio.reference import codes, places
from portfolio.wholes import not_whole


class Reference(StoredPart):
    """A number that somebody else gave the undertaking: a funder's project number, a Council Decision."""

    owner: Line
    reference: Line


class Link(StoredPart):
    """An organisation's part in an undertaking (IATI participating-org), with or without money."""

    organisation: Code
    role: Role
    note: Line | None = None
    extra: list[Element] = EMPTY


class PillarShare(StoredPart):
    """A pillar of the Global Strategy that the undertaking serves, with its share in per cent if it is known."""

    pillar: Pillar
    share: Share | None = None


class CountryShare(StoredPart):
    """A country that benefits (ISO 3166 alpha-2), with its share in per cent if it is known."""

    country: Country
    share: Share | None = None


class RegionShare(StoredPart):
    """A region that benefits, by a vocabulary of IATI (2 is UN M49, 99 the office's), with its per cent if known."""

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
    type: BudgetType = codes.ORIGINAL
    status: BudgetStatus = "indicative"
    note: Line | None = None
    extra: list[Element] = EMPTY

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
    `language` is the one that title and description are written in; `titles` and `descriptions` are translations.
    `removed_parts` are the ids of budgets since removed, which no other one gets.
    `extra` are elements of a file of IATI that no other field holds, kept for the next such file.
    """

    code: Code
    title: Line
    titles: Titles | None = None
    aliases: list[Line] = EMPTY
    former_titles: list[Line] = EMPTY
    description: Note | None = None
    descriptions: Texts | None = None
    language: Spoken | None = None
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
    extra: list[Element] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield ends before starts, what is named or said twice, and shares that are not whole."""
        yield from said_twice(self.language, titles=self.titles, descriptions=self.descriptions)
        yield from in_order(self.planned_start, self.planned_end, "planned_end")
        yield from in_order(self.actual_start, self.actual_end, "actual_end")
        if bool(self.actual_start) != bool(self.actual_end):
            end = "actual_end" if self.actual_end else "planned_end"
            yield from in_order(self.actual_start or self.planned_start, self.actual_end or self.planned_end, end)
        yield from _twice("countries", [place.country for place in self.countries])
        yield from _twice("regions", [place.region for place in self.regions])
        yield from _twice("pillars", [pillar.pillar for pillar in self.pillars])
        yield from _twice("organisations", [f"{link.organisation} as {link.role}" for link in self.organisations])
        pillars, countries = [each.share for each in self.pillars], [each.share for each in self.countries]
        for field, total in not_whole(pillars, countries, [(each.vocabulary, each.share) for each in self.regions]):
            some = "have a share for some and not for others"
            yield Flaw(field, "", some if total is None else f"have shares that add up to {total:f}, not to 100")


def _twice(field: str, values: Sequence[str]) -> Iterator[Flaw]:
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            yield Flaw(field, value, "is named twice")


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
