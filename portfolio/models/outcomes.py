"""Outcomes with their indicators, and activities with their participants."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portfolio.models import percentages, types as t
from portfolio.models.projects import CountryShare
from portfolio.reference import codes

Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]


class Disaggregated(t.StoredPart):
    """The part of a value that falls to one group: a dimension (sex), its category (women), the value."""

    dimension: t.Line
    category: t.Line
    value: t.Number


class Baseline(t.StoredPart):
    """Where an indicator stood at the start. Qualitative indicators use the comment, not the value."""

    value: t.Number | None = None
    numerator: t.Number | None = None
    denominator: t.Number | None = None
    date: t.Date | None = None
    comment: t.Note | None = None
    disaggregation: list[Disaggregated] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield a fault for a value that differs from its numerator divided by its denominator."""
        yield from percentages.faults(vars(self), percentages.BASELINE)


class IndicatorPeriod(t.StoredPart):
    """The target and the actual value of one period. Only values in per cent have numerators and denominators."""

    id: t.Line
    start: t.Date
    end: t.Date
    target: t.Number | None = None
    target_numerator: t.Number | None = None
    target_denominator: t.Number | None = None
    actual: t.Number | None = None
    actual_numerator: t.Number | None = None
    actual_denominator: t.Number | None = None
    comment: t.Note | None = None
    disaggregation: list[Disaggregated] = t.EMPTY
    extra: list[t.Element] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield an end before the start, and values that differ from their numerators divided by their denominators."""
        yield from t.in_order(self.start, self.end)
        for place in (percentages.TARGET, percentages.ACTUAL):
            yield from percentages.faults(vars(self), place)


class Indicator(t.StoredPart):
    """A measure of whether the outcome came about.

    `measure` follows IATI IndicatorMeasure; `unit` names the things counted (*officers*). Values of several periods are
    summed where `values` is `per_period`, and the latest holds where it is `cumulative`. Only indicators with the
    same `code` and unit are ever added across projects, and percentages only by numerator and denominator, which a
    value such as `15/100` gives.
    """

    id: t.Line
    title: t.Line
    titles: t.Titles | None = None
    code: t.Line | None = None
    measure: t.Measure = "unit"
    unit: t.Line | None = None
    values: Literal["per_period", "cumulative"] = "per_period"
    baseline: Baseline | None = None
    periods: list[IndicatorPeriod] = t.EMPTY
    extra: list[t.Element] = t.EMPTY

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
                raise t.FaultsError(refused)
            return given
        found = {**given}
        if "baseline" in given:
            found["baseline"] = percentages.read(given["baseline"], percentages.BASELINE)
        if periods:
            found["periods"] = [
                percentages.read(percentages.read(each, percentages.TARGET), percentages.ACTUAL) for each in periods
            ]
        return found

    def faults(self) -> Iterator[t.Flaw]:
        """Yield numbers of a qualitative indicator (IATI rules 8.8 to 8.10), and periods that would count twice."""
        if self.measure == "qualitative":
            message = "is a number, but the indicator is qualitative and takes comments"
            if self.baseline and self.baseline.value is not None:
                yield t.Flaw("baseline value", format(self.baseline.value, "f"), message)
            for period in self.periods:
                for field, value in (("target", period.target), ("actual", period.actual)):
                    if value is not None:
                        yield t.Flaw(f"{period.id} {field}", format(value, "f"), message)
        if self.values == "per_period":
            ordered = sorted(self.periods, key=lambda period: (period.start.first, period.end.last))
            for earlier, later in itertools.pairwise(ordered):
                if later.start.first <= earlier.end.last:
                    span = f"{later.start} to {later.end}"
                    yield t.Flaw(f"{later.id}", span, f"overlaps with {earlier.id}, so that values would count twice")


def _is_percentage(measure: object) -> bool:
    try:
        return isinstance(measure, str) and codes.MEASURE.parse(measure) == "percentage"
    except ValueError:
        return False


def _percentages_in(baseline: object, periods: Iterable[object]) -> Iterator[t.Flaw]:
    """Yield a fault for each percentage in an indicator whose measure is not percentage."""
    message = "is a percentage, and the indicator is not measured in per cent; set its measure to percentage first"
    if text := percentages.percentage_text(baseline, percentages.BASELINE):
        yield t.Flaw("baseline value", text, message)
    for place, period in enumerate(periods, 1):
        for values in (percentages.TARGET, percentages.ACTUAL):
            if text := percentages.percentage_text(period, values):
                named = period.get("id", place) if isinstance(period, dict) else place
                yield t.Flaw(f"{named} {values.value}", text, message)


class Outcome(t.Record):
    """A result of a programme or project (IATI result). It may be a sentence alone, without indicators.

    `language` is the one that it and its indicators are written in; `titles` and `descriptions` are translations.
    `removed_parts` are the ids of parts since removed, which no other part gets.
    """

    id: t.Code
    project: t.Code
    title: t.Line
    titles: t.Titles | None = None
    level: t.ResultLevel | None = None
    description: t.Note | None = None
    descriptions: t.Texts | None = None
    language: t.Spoken | None = None
    date: t.Date | None = None
    indicators: list[Indicator] = t.EMPTY
    removed_parts: list[t.Line] = t.EMPTY
    extra: list[t.Element] = t.EMPTY

    def faults(self) -> Iterator[t.Flaw]:
        """Yield translations into the language that the outcome is written in."""
        yield from t.said_twice(self.language, titles=self.titles, descriptions=self.descriptions)
        for each in self.indicators:
            for flaw in t.said_twice(self.language, titles=each.titles):
                yield flaw._replace(field=f"{each.id} {flaw.field}")


class Participants(t.StoredPart):
    """Who took part, by attendance: one person at two events counts twice."""

    women: Count | None = None
    men: Count | None = None
    unspecified: Count | None = None


class Activity(t.Record):
    """An event of a programme or project, or of the office itself: a workshop, a training, a publication.

    `countries` are those that benefit; the venue is not one of them unless it is named there. `donors` are those
    credited, `partners` those who held it with the office. `language` is the one that title and description are
    written in; `titles` and `descriptions` are translations.
    """

    id: t.Code
    title: t.Line
    titles: t.Titles | None = None
    project: t.Code | None = None
    type: t.ActivityType | None = None
    mode: t.Mode | None = None
    start: t.Date | None = None
    end: t.Date | None = None
    venue: t.Line | None = None
    venue_country: t.Country | None = None
    participants: Participants | None = None
    countries: list[CountryShare] = t.EMPTY
    regions: list[t.Line] = t.EMPTY
    partners: list[t.Code] = t.EMPTY
    donors: list[t.Code] = t.EMPTY
    documents: list[t.Code] = t.EMPTY
    description: t.Note | None = None
    descriptions: t.Texts | None = None
    language: t.Spoken | None = None

    def faults(self) -> Iterator[t.Flaw]:
        """Yield an end before the start, and translations into the language that it is written in."""
        yield from t.said_twice(self.language, titles=self.titles, descriptions=self.descriptions)
        yield from t.in_order(self.start, self.end)
