"""Outcomes, activities, documents and rates as rows of tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from portfolio.disaggregation import Groups, by_dimension
from portfolio.figures.activities import Activities, activities as activities_counted, activities_of
from portfolio.figures.indicators import Progress, groups, progress, value_of
from portfolio.figures.results import is_rising, outcomes as outcome_rows
from portfolio.pages import columns
from portfolio.pages.footnotes import chosen_table, count_footer, wider_notes
from portfolio.pages.tree import Answer, Row, Table, filled, listed, picked
from portfolio.query.fits import Fit, fits_place
from portfolio.query.register_view import Register, View
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.dates import Period
    from portfolio.models.documents import ActivityDocument, IndicatorDocument, IndicatorPeriodDocument, OutcomeDocument
    from portfolio.query.filters import AskedPlace
    from portfolio.query.names import Names
    from portfolio.query.question import Office, Question
    from portfolio.store import Document

_PLACES = ("region", "country", "wide")
_FIGURES_ALWAYS = ("baseline", "target", "actual", "period")
_FIGURES = ("baseline", "target", "actual", "fraction", "as_of", "per_cent", "compared", "groups", "period")


def outcomes(question: Question) -> Answer:
    """Return the outcomes of the chosen work; in a period, those with a date or a value in it."""
    question = question.on("outcomes")
    asked = question.about_work
    found = outcome_rows(asked.register("outcomes"), asked.results_view)
    # What is carried into a period was not measured in it.
    kept = {row.outcome for row in found.rows if not row.progress.carried_into(asked.selection.period)}
    rows = [outcome_row(each) for each in question.own if each["id"] in kept]
    footer = count_footer(question, counted(len(rows), "outcome"), "dated or measured")
    left_out = [f"Left out, as undated: {counted(found.undated, 'outcome')}."] if found.undated else []
    table = chosen_table(question, "outcome", columns.OUTCOMES, rows, footer)
    return listed("Outcomes", table, [*wider_notes(asked), *left_out])


def activities(question: Question) -> Answer:
    """Return the activities in the places asked for and of the chosen work."""
    question = question.on("activities")
    rows = [activity_row(each, question.office.names) for each in held(question)]
    footer = count_footer(question, f"{counted(len(rows), 'distinct activity', 'distinct activities')}", "begun")
    return listed("Activities", chosen_table(question, "activity", columns.ACTIVITIES, rows, footer))


def activity_figures(question: Question) -> Activities:
    """Return those activities counted, and the people trained in them."""
    view = View(question.office.today, question.selection.period)
    return activities_counted(Register(activities=held(question)), view)


def held(question: Question) -> list[ActivityDocument]:
    """Return the activities that are asked for. Places count that they have themselves, and partners in them.

    An activity without places of its own is where its project is; one is with the partners of its project too.
    """
    question = question.on("activities")
    asked = question.about_work
    there, along = asked.without("partner"), asked.without(*_PLACES)
    anywhere = there.without(*_PLACES)
    register = anywhere.register("activities", "projects", "programmes", "contributions", "expenditures")
    found = activities_of(register, anywhere.view)
    own = {each["id"] for each in question.own}
    return [each for each in found if each["id"] in own and _is_there(each, there) and _is_with(each, along)]


def documents(question: Question) -> Answer:
    """Return the documents that the chosen work cites or that a donor or partner asked for is a party to."""
    question = question.on("documents")
    asked, found = question.about_work, question.own
    if asked.raw:
        parties = asked.selection.donors.left | asked.selection.partners.left
        work = (*asked.chosen.projects, *asked.chosen.programmes)
        cited = {cited for each in work for cited in each.get("documents", ())}
        found = [each for each in found if each["id"] in cited or not parties.isdisjoint(each.get("parties", ()))]
    rows = [document_row(each, question.office.names) for each in found]
    footer = count_footer(question, counted(len(rows), "document"), "cited by work active")
    return listed("Documents", chosen_table(question, "document", columns.DOCUMENTS, rows, footer))


def rates(office: Office) -> Answer:
    """Return the exchange rates, the latest first."""
    found = sorted(office.reader.find("rates"), key=lambda each: str(each["date"]), reverse=True)
    rows = [{**each, "rate": Decimal(each["rate"])} for each in found]
    footer = [f"{counted(len(rows), 'rate')}; one unit of the currency was worth so much of the base."]
    empty = "No rate is recorded yet. To enter one: portfolio rate add EUR 1.08 --date 2024-06-30"
    return listed("Exchange rates", Table("rates", columns.RATES, rows, notes=footer, empty=empty))


def outcome_row(outcome: Document) -> Row:
    """Return an outcome's cells."""
    return {**outcome, "indicators": len(outcome.get("indicators", ()))}


def indicator_rows(outcomes: Iterable[OutcomeDocument], period: Period) -> list[Row]:
    """Return a row for each indicator of some outcomes, with target and actual over a period."""
    return [
        {
            **{key: value for key, value in indicator.items() if key not in {"baseline", "periods"}},
            **_values(indicator, period),
            "outcome": outcome["id"],
            "project": outcome["project"],
        }
        for outcome in outcomes
        for indicator in outcome.get("indicators", ())
    ]


def indicator_table(rows: list[Row], keys: Iterable[str]) -> Table:
    """Return indicators under some columns that say what they are, and their figures as far as there are any."""
    shown = filled(picked(columns.INDICATORS, (*keys, *_FIGURES)), rows, keep={*keys, *_FIGURES_ALWAYS})
    return Table("indicators", shown, rows, "Indicators")


def period_row(period: IndicatorPeriodDocument) -> Row:
    """Return the cells of what was aimed at and reached in one period."""
    reached = value_of(period, "actual")
    target = value_of(period, "target")
    return {
        **period,
        "target": target and target.number,
        "actual": reached and reached.number,
        "fraction": reached and reached.fraction,
        "groups": group_lines(by_dimension(period.get("disaggregation", ()))),
    }


def activity_row(activity: ActivityDocument, names: Names) -> Row:
    """Return an activity's cells."""
    venue = [activity.get("venue"), names.country_name(code) if (code := activity.get("venue_country")) else None]
    return {
        **activity,
        **activity.get("participants", {}),
        "venue": ", ".join(part for part in venue if part) or None,
        "countries": [names.country_name(place["country"]) for place in activity.get("countries", ())],
    }


def document_row(document: Document, names: Names) -> Row:
    """Return a document's cells."""
    return {**document, "parties": [names.short_name(code) for code in document.get("parties", ())]}


def progress_cells(reached: Progress, per_cent: Decimal | None) -> dict[str, object]:
    """Return target, actual value and per cent as cells, and the compared values if only some are compared."""
    compared = reached.compared if reached.partly_compared and per_cent is not None else None
    return {
        "target": reached.target and reached.target.number,
        "actual": reached.actual and reached.actual.number,
        "fraction": reached.actual and reached.actual.fraction,
        "per_cent": per_cent,
        "compared": f"{compared.actual.number:,f} of {compared.target.number:,f}" if compared else None,
    }


def group_lines(groups: Groups) -> list[str]:
    """Return what falls to each group, a line a dimension: `sex: women 12, men 8`."""
    return [
        f"{dimension}: {', '.join(f'{category} {value:,f}' for category, value in parts.items())}"
        for dimension, parts in groups.items()
    ]


def _values(indicator: IndicatorDocument, period: Period) -> dict[str, object]:
    reached = progress(indicator, period)
    baseline = indicator.get("baseline", {}).get("value")
    ends = [(each["end"], each["start"]) for each in indicator.get("periods", ())]
    latest = f"{max(ends)[1]} to {max(ends)[0]}" if ends else None
    start = Decimal(baseline) if baseline is not None else None
    broken_down = groups(indicator, period)
    return {
        "baseline": start,
        **progress_cells(reached, reached.per_cent if is_rising(indicator) else None),
        "as_of": reached.as_of,
        "groups": group_lines(broken_down),
        "disaggregation": broken_down,
        "period": latest,
    }


def _is_there(activity: ActivityDocument, asked: Question) -> bool:
    selection, regions = asked.selection, asked.office.names.regions
    if not selection.regions and not selection.countries:
        return True
    if not activity.get("countries") and not activity.get("regions"):
        return activity.get("project") in asked.view.targets if asked.view.targets is not None else True
    record = cast("Document", activity)
    wanted = {Fit.YES, Fit.WIDER} if selection.wide else {Fit.YES}

    def lies_in(place: AskedPlace) -> bool:
        return fits_place(record, [place], regions) in wanted

    return selection.regions.meets(lies_in) and selection.countries.meets(lies_in)


def _is_with(activity: ActivityDocument, asked: Question) -> bool:
    partners, work = asked.selection.partners, asked.view.targets
    own = set(activity.get("partners", ()))
    if not own.isdisjoint(partners.barred):
        return False
    if not own.isdisjoint(partners.plain):
        return True
    return not partners or work is None or activity.get("project") in work
