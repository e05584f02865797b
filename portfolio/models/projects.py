"""Programmes and projects: IATI activities of hierarchy 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import AfterValidator

from portfolio.models import types as t
from portfolio.reference import codes, places
from portfolio.wholes import not_whole


class Reference(t.StoredPart):
    """A number that somebody else gave the undertaking: a funder's project number, a Council Decision."""

    owner: t.Line
    reference: t.Line


class Link(t.StoredPart):
    """An organisation's part in an undertaking (IATI participating-org), with or without money."""

    organisation: t.Code
    role: t.Role
    note: t.Line | None = None
    extra: list[t.Element] = t.EMPTY


class PillarShare(t.StoredPart):
    """A pillar of the Global Strategy that the undertaking serves, with its share in per cent if it is known."""

    pillar: t.Pillar
    share: t.Share | None = None


class CountryShare(t.StoredPart):
    """A country that benefits (ISO 3166 alpha-2), with its share in per cent if it is known."""

    country: t.Country
    share: t.Share | None = None


class RegionShare(t.StoredPart):
    """A region that benefits, by a vocabulary of IATI (2 is UN M49, 99 the office's), with its per cent if known."""

    region: t.Line
    vocabulary: t.Line
    share: t.Share | None = None

    def faults(self) -> Iterator[t.Flaw]:
        """Yield an unknown vocabulary, or a code that UN M49 does not have."""
        if self.vocabulary not in {places.M49, places.OWN}:
            yield t.Flaw("vocabulary", self.vocabulary, "is neither 2 (UN M49) nor 99 (the office's own)")
        if self.vocabulary == places.M49 and self.region not in places.m49_regions():
            yield t.Flaw("region", self.region, "is not the three-digit code of a UN M49 region")


class Budget(t.StoredPart):
    """What an undertaking is planned to cost in a period; a revised budget replaces the original, never adds to it."""

    id: t.Line
    amount: t.Amount
    currency: t.Currency
    start: t.Date | None = None
    end: t.Date | None = None
    type: t.BudgetType = codes.ORIGINAL
    status: t.BudgetStatus = "indicative"
    note: t.Line | None = None
    extra: list[t.Element] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield an amount finer than its currency, and an end before the start."""
        yield from t.to_the_minor_unit(self.amount, self.currency)
        yield from t.in_order(self.start, self.end)


def _by_role(links: list[Link]) -> list[Link]:
    """Return links in the order of their roles: the order in which they were entered says nothing across roles."""
    return sorted(links, key=lambda link: codes.ROLE.words.index(link.role))


class Undertaking(t.Record):
    """What programmes and projects have in common. Only a code and a title are needed; unknown stays unknown.

    `status` follows IATI ActivityStatus, `scope` ActivityScope, the dates activity-date 1 to 4.
    Shares are given for all places (or pillars) of a vocabulary or for none, and add up to 100.
    `language` is the one that title and description are written in; `titles` and `descriptions` are translations.
    `removed_parts` are the ids of budgets since removed, which no other one gets.
    `extra` are elements of a file of IATI that no other field holds, kept for the next such file.
    """

    code: t.Code
    title: t.Line
    titles: t.Titles | None = None
    aliases: list[t.Line] = t.EMPTY
    former_titles: list[t.Line] = t.EMPTY
    description: t.Note | None = None
    descriptions: t.Texts | None = None
    language: t.Spoken | None = None
    owner: t.Owner | None = None
    pillars: list[PillarShare] = t.EMPTY
    scope: t.Scope | None = None
    status: t.Status | None = None
    planned_start: t.Date | None = None
    actual_start: t.Date | None = None
    planned_end: t.Date | None = None
    actual_end: t.Date | None = None
    countries: list[CountryShare] = t.EMPTY
    regions: list[RegionShare] = t.EMPTY
    organisations: Annotated[list[Link], AfterValidator(_by_role)] = t.EMPTY
    refs: list[Reference] = t.EMPTY
    budgets: list[Budget] = t.EMPTY
    documents: list[t.Code] = t.EMPTY
    officer: t.Line | None = None
    removed_parts: list[t.Line] = t.EMPTY
    extra: list[t.Element] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield ends before starts, what is named or said twice, and shares that are not whole."""
        yield from t.said_twice(self.language, titles=self.titles, descriptions=self.descriptions)
        yield from t.in_order(self.planned_start, self.planned_end, "planned_end")
        yield from t.in_order(self.actual_start, self.actual_end, "actual_end")
        if bool(self.actual_start) != bool(self.actual_end):
            end = "actual_end" if self.actual_end else "planned_end"
            yield from t.in_order(self.actual_start or self.planned_start, self.actual_end or self.planned_end, end)
        yield from _twice("countries", [place.country for place in self.countries])
        yield from _twice("regions", [place.region for place in self.regions])
        yield from _twice("pillars", [pillar.pillar for pillar in self.pillars])
        yield from _twice("organisations", [f"{link.organisation} as {link.role}" for link in self.organisations])
        pillars, countries = [each.share for each in self.pillars], [each.share for each in self.countries]
        for field, total in not_whole(pillars, countries, [(each.vocabulary, each.share) for each in self.regions]):
            some = "have a share for some and not for others"
            yield t.Flaw(field, "", some if total is None else f"have shares that add up to {total:f}, not to 100")


def _twice(field: str, values: Sequence[str]) -> Iterator[t.Flaw]:
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            yield t.Flaw(field, value, "is named twice")


class Programme(Undertaking):
    """An IATI activity of hierarchy 1: money may be given to it and spent by its projects."""


class Project(Undertaking):
    """An IATI activity of hierarchy 2. Offices are kept as records but stay out of project counts.

    `programme` and `parent` are codes; `phase` is what this phase of the parent is called.
    """

    kind: t.Kind = "project"
    programme: t.Code | None = None
    parent: t.Code | None = None
    phase: t.Line | None = None
