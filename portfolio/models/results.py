"""Outcomes with their indicators, and activities with their participants."""

from __future__ import annotations

import itertools
import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from portfolio.models.fields import (
    ActivityType,
    Code,
    Date,
    Line,
    Measure,
    Mode,
    Note,
    Number,
    Part,
    Record,
    ResultLevel,
)
from portfolio.models.work import CountryShare

Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
_QUANTITATIVE = {"unit", "percentage"}


class Disaggregated(Part):
    """The part of a value that falls to one group: a dimension (sex), its category (women), the value."""

    dimension: Line
    category: Line
    value: Number


class Baseline(Part):
    """Where an indicator stood at the start. Qualitative indicators use the comment, not the value."""

    value: Number | None = None
    date: Date | None = None
    comment: Note | None = None
    disaggregation: list[Disaggregated] = []


class IndicatorPeriod(Part):
    """What was aimed at and what was reached in one period."""

    id: Line
    start: Date
    end: Date
    target: Number | None = None
    actual: Number | None = None
    comment: Note | None = None
    disaggregation: list[Disaggregated] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end.last < self.start.first:
            raise ValueError("ends before it starts")
        return self


class Indicator(Part):
    """What is measured to know whether the outcome came about.

    `measure` follows IATI IndicatorMeasure; `unit` is what is counted (*officers*). Values of several periods are
    summed where `values` is `per_period`, and the latest holds where it is `cumulative`. Only indicators with the
    same `code` and unit are ever added across projects.
    """

    id: Line
    title: Line
    code: Line | None = None
    measure: Measure = "unit"
    unit: Line | None = None
    values: Literal["per_period", "cumulative"] = "per_period"
    baseline: Baseline | None = None
    periods: list[IndicatorPeriod] = []

    @model_validator(mode="after")
    def _values_fit_the_measure(self) -> Self:
        """Hold IATI rules 8.8 to 8.10: qualitative indicators carry comments, quantitative ones numbers."""
        if self.measure == "qualitative":
            valued = [
                self.baseline and self.baseline.value,
                *(value for p in self.periods for value in (p.target, p.actual)),
            ]
            if any(value is not None for value in valued):
                raise ValueError("is qualitative and takes comments, not numbers")
        spans = sorted((period.start.first, period.end.last) for period in self.periods)
        if self.values == "per_period" and any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(spans)):
            raise ValueError("has periods that overlap, so that their values would count twice")
        return self


class Outcome(Record):
    """A result of a programme or project (IATI result). It may be a sentence alone, without indicators."""

    id: Code
    project: Code
    title: Line
    level: ResultLevel | None = None
    description: Note | None = None
    date: Date | None = None
    indicators: list[Indicator] = []


class Participants(Part):
    """Who took part, by attendance: one person at two events counts twice."""

    women: Count | None = None
    men: Count | None = None
    unspecified: Count | None = None


class Activity(Record):
    """An event of a programme or project, or of the office itself: a workshop, a training, a publication.

    `countries` are those that benefit; the venue is not one of them unless it is named there. `donors` are those
    credited, `partners` those who held it with the office.
    """

    id: Code
    title: Line
    project: Code | None = None
    type: ActivityType | None = None
    mode: Mode | None = None
    start: Date | None = None
    end: Date | None = None
    venue: Line | None = None
    venue_country: Line | None = None
    participants: Participants | None = None
    countries: list[CountryShare] = []
    regions: list[Line] = []
    partners: list[Code] = []
    donors: list[Code] = []
    documents: list[Code] = []
    description: Note | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.start and self.end and self.end.last < self.start.first:
            raise ValueError(f"ends ({self.end}) before it starts ({self.start})")
        if self.venue_country and not re.fullmatch(r"[A-Z]{2}", self.venue_country):
            raise ValueError("has a venue country that is not a two-letter code")
        return self
