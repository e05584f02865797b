"""Programmes and projects: IATI activities of hierarchy 1 and 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import field_validator, model_validator

from portfolio.models.fields import (
    Amount,
    BudgetStatus,
    BudgetType,
    Code,
    Currency,
    Date,
    Kind,
    Line,
    Note,
    Owner,
    Part,
    Pillar,
    Record,
    Role,
    Scope,
    Share,
    Status,
)
from portfolio.money import exact
from portfolio.reference import currencies, places

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

_WHOLE = 100


class Reference(Part):
    """A number that somebody else gave the undertaking: a funder's project number, a Council Decision."""

    owner: Line
    reference: Line


class Link(Part):
    """An organisation's part in an undertaking (IATI participating-org), with or without money."""

    organisation: Code
    role: Role
    note: Line | None = None


class PillarShare(Part):
    """A pillar of the Global Strategy that the undertaking serves, with its share in per cent if it is known."""

    pillar: Pillar
    share: Share | None = None


class CountryShare(Part):
    """A country that benefits (ISO 3166 alpha-2), with its share in per cent if it is known."""

    country: Line
    share: Share | None = None

    @field_validator("country")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in places.countries():
            raise ValueError("is not the two-letter code of a country or area (ISO 3166)")
        return value


class RegionShare(Part):
    """A region that benefits, with its share in per cent if it is known.

    `vocabulary` is IATI's: 2 for UN M49, 99 for the office's own groups.
    """

    region: Line
    vocabulary: Line
    share: Share | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.vocabulary not in {"2", "99"}:
            raise ValueError("has a vocabulary that is neither 2 (UN M49) nor 99 (the office's own)")
        if self.vocabulary == "2" and self.region not in places.m49_regions():
            raise ValueError("is not the three-digit code of a UN M49 region")
        return self


class Budget(Part):
    """What an undertaking is planned to cost in a period; a revised budget replaces the original, never adds to it."""

    id: Line
    amount: Amount
    currency: Currency
    start: Date | None = None
    end: Date | None = None
    type: BudgetType = "original"
    status: BudgetStatus = "indicative"
    note: Line | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        exact(self.amount, currencies.digits(self.currency))
        if self.start and self.end and self.end.last < self.start.first:
            raise ValueError("ends before it starts")
        return self


class Undertaking(Record):
    """What programmes and projects have in common. Only a code and a title are needed; unknown stays unknown.

    `status` follows IATI ActivityStatus, `scope` ActivityScope, the dates activity-date 1 to 4.
    Shares are given for all places (or pillars) of a vocabulary or for none, and add up to 100.
    """

    code: Code
    title: Line
    aliases: list[Line] = []
    former_titles: list[Line] = []
    description: Note | None = None
    owner: Owner | None = None
    pillars: list[PillarShare] = []
    scope: Scope | None = None
    status: Status | None = None
    planned_start: Date | None = None
    actual_start: Date | None = None
    planned_end: Date | None = None
    actual_end: Date | None = None
    countries: list[CountryShare] = []
    regions: list[RegionShare] = []
    organisations: list[Link] = []
    refs: list[Reference] = []
    budgets: list[Budget] = []
    documents: list[Code] = []
    officer: Line | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        for start in (self.actual_start or self.planned_start, self.planned_start):
            for end in (self.actual_end or self.planned_end, self.actual_end):
                if start and end and end.last < start.first:
                    raise ValueError(f"ends ({end}) before it starts ({start})")
        return self

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        listed = {
            "country": [place.country for place in self.countries],
            "region": [place.region for place in self.regions],
            "pillar": [pillar.pillar for pillar in self.pillars],
            "organisation": [f"{link.organisation} as {link.role}" for link in self.organisations],
        }
        for name, values in listed.items():
            if repeated := next((value for value in values if values.count(value) > 1), None):
                raise ValueError(f"names the {name} {repeated} twice")
        return self

    @model_validator(mode="after")
    def _shares_are_whole(self) -> Self:
        _check_shares("pillars", [pillar.share for pillar in self.pillars])
        countries = [place.share for place in self.countries]
        vocabularies = {place.vocabulary for place in self.regions if place.share is not None}
        if not vocabularies:
            _check_shares("countries", countries)
        for vocabulary in vocabularies:
            regions = [place.share for place in self.regions if place.vocabulary == vocabulary]
            shared = countries if any(share is not None for share in countries) else []
            _check_shares("countries and regions", [*shared, *regions])
        return self


def _check_shares(what: str, shares: Iterable[Decimal | None]) -> None:
    """Hold IATI rules 2.1.2, 3.1.2 and 3.4.2: shares of a vocabulary are given for all or none, and sum to 100."""
    given = list(shares)
    known = [share for share in given if share is not None]
    if not known:
        return
    if len(known) < len(given):
        raise ValueError(f"gives a share for some of its {what} and not for others")
    if sum(known) != _WHOLE:
        raise ValueError(f"has shares of {what} that add up to {sum(known):f}, not to 100")


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
