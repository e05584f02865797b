"""Outcomes with their indicators, and activities with their participants."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portfolio.models import percentages
from portfolio.models.projects import CountryShare
from portfolio.models.types import (
    EMPTY,
    ActivityType,
    Code,
    Country,
    Date,
    Element,
    FaultsError,
    Flaw,
    Line,
    Measure,
    Mode,
    Note,
    Number,
    Record,
    ResultLevel,
    Spoken,
    StoredPart,
    Texts,
    Titles,
    in_order,
    said_twice,
)
from portfolio.reference import codes

Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]


class Disaggregated(StoredPart):
    """The part of a value that falls to one group: a dimension (sex), its category (women), the value."""

    dimension: Line
    category: Line
    value: Number


class Baseline(StoredPart):
    """Where an indicator stood at the start. Qualitative indicators use the comment, not the value."""

    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    date: Date | None = None
    comment: Note | None = None
    disaggregation: list[Disaggregated] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield a fault for a value that differs from its numerator divided by its denominator."""
        yield from percentages.faults(vars(self), percentages.BASELINE)


class IndicatorPeriod(StoredPart):
    """The target and the actual value of one period. Only values in per cent have numerators and denominators."""

    id: Line
    start: Date
    end: Date
    target: Number | None = None
    target_numerator: Number | None = None
    target_denominator: Number | None = None
    actual: Number | None = None
    actual_numerator: Number | None = None
    actual_denominator: Number | None = None
    comment: Note | None = None
    disaggregation: list[Disaggregated] = EMPTY
    extra: list[Element] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield an end before the start, and values that differ from their numerators divided by their denominators."""
        yield from in_order(self.start, self.end)
        for place in (percentages.TARGET, percentages.ACTUAL):
            yield from percentages.faults(vars(self), place)


class Indicator(StoredPart):
    """A measure of whether the outcome came about.

    `measure` follows IATI IndicatorMeasure; `unit` names the things counted (*officers*). Values of several periods are
    summed where `values` is `per_period`, and the latest holds where it is `cumulative`. Only indicators with the
    same `code` and unit are ever added across projects, and percentages only by numerator and denominator, which a
    value such as `15/100` gives.
    """

    id: Line
    title: Line
    titles: Titles | None = None
    code: Line | None = None
    measure: Measure = "unit"
    unit: Line | None = None
    values: Literal["per_period", "cumulative"] = "per_period"
    baseline: Baseline | None = None
    periods: list[IndicatorPeriod] = EMPTY
    extra: list[Element] = EMPTY

    @model_validator(mode="before")
    @classmethod
    def _in_per_cent(cls, given: Any) -> Any:  # noqa: ANN401 - whatever was given
        """Return the indicator with its percentages as numbers; raises FaultsError if its measure is not percentage."""
        if not isinstance(given, dict):
            return given
        listed = given.get("periods")
        periods = listed if isinstance(listed, list) else []
        if not _is_percentage(given.get("measure", "unit")):
            refused = tuple(_percentages_in(given.get("baseline"), periods))
            if refused:
                raise FaultsError(refused)
            return given
        found = {**given}
        if "baseline" in given:
            found["baseline"] = percentages.read(given["baseline"], percentages.BASELINE)
        if periods:
            found["periods"] = [
                percentages.read(percentages.read(each, percentages.TARGET), percentages.ACTUAL) for each in periods
            ]
        return found

    def faults(self) -> Iterator[Flaw]:
        """Yield numbers of a qualitative indicator (IATI rules 8.8 to 8.10), and periods that would count twice."""
        if self.measure == "qualitative":
            message = "is a number, but the indicator is qualitative and takes comments"
            if self.baseline and self.baseline.value is not None:
                yield Flaw("baseline value", format(self.baseline.value, "f"), message)
            for period in self.periods:
                for field, value in (("target", period.target), ("actual", period.actual)):
                    if value is not None:
                        yield Flaw(f"{period.id} {field}", format(value, "f"), message)
        if self.values == "per_period":
            ordered = sorted(self.periods, key=lambda period: (period.start.first, period.end.last))
            for earlier, later in itertools.pairwise(ordered):
                if later.start.first <= earlier.end.last:
                    span = f"{later.start} to {later.end}"
                    yield Flaw(f"{later.id}", span, f"overlaps with {earlier.id}, so that values would count twice")


def _is_percentage(measure: object) -> bool:
    try:
        return isinstance(measure, str) and codes.MEASURE.parse(measure) == "percentage"
    except ValueError:
        return False


def _percentages_in(baseline: object, periods: Iterable[object]) -> Iterator[Flaw]:
    """Yield a fault for each percentage in an indicator whose measure is not percentage."""
    message = "is a percentage, and the indicator is not measured in per cent; set its measure to percentage first"
    if text := percentages.percentage_text(baseline, percentages.BASELINE):
        yield Flaw("baseline value", text, message)
    for place, period in enumerate(periods, 1):
        for values in (percentages.TARGET, percentages.ACTUAL):
            if text := percentages.percentage_text(period, values):
                named = period.get("id", place) if isinstance(period, dict) else place
                yield Flaw(f"{named} {values.value}", text, message)


class Outcome(Record):
    """A result of a programme or project (IATI result). It may be a sentence alone, without indicators.

    `language` is the one that it and its indicators are written in; `titles` and `descriptions` are translations.
    `removed_parts` are the ids of parts since removed, which no other part gets.
    """

    id: Code
    project: Code
    title: Line
    titles: Titles | None = None
    level: ResultLevel | None = None
    description: Note | None = None
    descriptions: Texts | None = None
    language: Spoken | None = None
    date: Date | None = None
    indicators: list[Indicator] = EMPTY
    removed_parts: list[Line] = EMPTY
    extra: list[Element] = EMPTY

    def faults(self) -> Iterator[Flaw]:
        """Yield translations into the language that the outcome is written in."""
        yield from said_twice(self.language, titles=self.titles, descriptions=self.descriptions)
        for each in self.indicators:
            for flaw in said_twice(self.language, titles=each.titles):
                yield flaw._replace(field=f"{each.id} {flaw.field}")


class Participants(StoredPart):
    """Who took part, by attendance: one person at two events counts twice."""

    women: Count | None = None
    men: Count | None = None
    unspecified: Count | None = None


class Activity(Record):
    """An event of a programme or project, or of the office itself: a workshop, a training, a publication.

    `countries` are those that benefit; the venue is not one of them unless it is named there. `donors` are those
    credited, `partners` those who held it with the office. `language` is the one that title and description are
    written in; `titles` and `descriptions` are translations.
    """

    id: Code
    title: Line
    titles: Titles | None = None
    project: Code | None = None
    type: ActivityType | None = None
    mode: Mode | None = None
    start: Date | None = None
    end: Date | None = None
    venue: Line | None = None
    venue_country: Country | None = None
    participants: Participants | None = None
    countries: list[CountryShare] = EMPTY
    regions: list[Line] = EMPTY
    partners: list[Code] = EMPTY
    donors: list[Code] = EMPTY
    documents: list[Code] = EMPTY
    description: Note | None = None
    descriptions: Texts | None = None
    language: Spoken | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield an end before the start, and translations into the language that it is written in."""
        yield from said_twice(self.language, titles=self.titles, descriptions=self.descriptions)
        yield from in_order(self.start, self.end)
