"""The whole portfolio on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.figures.activities import PUBLICATION
from portfolio.figures.gaps import Budgets, budgets
from portfolio.figures.headline import Due, Overview, overview as figures_of
from portfolio.figures.values import residue_words
from portfolio.pages import amounts, columns, due, marks
from portfolio.pages.charts import bars
from portfolio.pages.conversions import conversion_data
from portfolio.pages.footnotes import (
    count_footer,
    figure_notes,
    filter_sentence,
    left_out_notes,
    money_footer,
    pillar_footer,
    rate_footer,
    status_footer,
)
from portfolio.pages.lists import outcomes
from portfolio.pages.planning import plan_footer, plan_notes, with_plans
from portfolio.pages.tree import Answer, Block, Column, Facts, Row, Table, facts_of, page_of, picked
from portfolio.query.register_view import MONEY_TABLES
from portfolio.reference import codes
from portfolio.text import beyond, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.pages.graphics import Chart
    from portfolio.query.names import Names
    from portfolio.query.question import Question

_TABLES = (*MONEY_TABLES, "activities", "rates")
_DUE = (Column("code", "Code", "code"), Column("title", "Title"), Column("date", "Date", "date"))
_MOST = 5
_NO_TYPE = "of no type"
_UNCHANGED = {word: word for word in ("outreach", _NO_TYPE)}  # what has no plural
_TOP_KEYS = ("donor", "projects", "pledged", "committed", "received", "outstanding")


def overview(question: Question) -> Answer:
    """Return the page of the chosen portfolio: counts, money, top donors, activities, what starts and ends soon."""
    register = question.register(*_TABLES)
    found = figures_of(register, question.view)
    # Of a plan only budget and gap are shown: without budgets no allocation need be read for them.
    planned = any("budgets" in each for each in (*register.programmes, *register.projects))
    plans = budgets(register if planned else register._replace(contributions=()), question.view, question.planned)
    found = found._replace(activities=outcomes.activity_figures(question))
    names, settings = question.office.names, question.office.settings
    when = [*count_footer(question, counted(found.projects, "distinct project")), filter_sentence(question)]
    programmes = {key: residue_words(key) or names.title(key) for key in found.by_programme}
    pillars = {code.word: f"{code.word} {code.label}" for code in codes.PILLAR.codes}
    waiting = due.top(question, _MOST)
    blocks: list[Block] = [
        _counts(found),
        _money(question, found, plans),
        _top(found, names),
        bars("by_status", "Projects by status", _counted(found.by_status, {}), " ".join(status_footer(question))),
        bars("by_scope", "Projects by scope", _counted(found.by_scope, {})),
        bars("by_pillar", "Projects by pillar", _counted(found.by_pillar, pillars), _by_pillar(found)),
        _by_programme(_counted(found.by_programme, programmes)),
        _due("starting", "Starting in the next 90 days", found.starting, names),
        _due("ending", "Ending in the next 90 days", found.ending, names),
        _due("overdue", "Past their end and not closed", found.overdue, names),
        waiting,
    ]
    figures = with_plans(found.donors.notes, plans)
    notes = [*left_out_notes(question), *figure_notes(figures), *plan_notes(plans)]
    subtitle = " ".join(filter(None, [f"{settings.organisation}.", *when]))
    page = page_of(
        "overview", settings.title, subtitle, blocks, _data(found, names, plans) | {"due": _waiting(waiting)}
    )
    compared = [found.top_donors_by] if found.top_donors_by else []
    return Answer(page, notes, [*rate_footer(figures), *compared])


def _counts(found: Overview) -> Facts:
    people = found.activities.people
    kinds = ", ".join(counted(number, kind) for kind, number in found.by_kind.items())
    held = {kind: number for kind, number in found.activities.by_type.items() if kind != PUBLICATION}
    types = [
        counted(number, (kind or _NO_TYPE).replace("_", " "), _UNCHANGED.get(kind or _NO_TYPE, ""))
        for kind, number in held.items()
    ]
    reported = f"{people.reported} of {people.activities} trainings and workshops reported"
    pairs: list[tuple[str, object]] = [
        ("Projects", f"{found.projects:,} ({kinds})" if len(found.by_kind) > 1 else found.projects),
        ("Programmes", found.programmes or None),
        ("Offices", found.offices or None),
        ("Activities", f"{sum(held.values()):,} ({', '.join(types)})" if types else 0),
        ("Publications", found.activities.by_type.get(PUBLICATION)),
        ("Participants", f"{people.total:,} attendances; {reported}" if people.activities else None),
    ]
    return facts_of(pair for pair in pairs if pair[1] is not None)


def _money(question: Question, found: Overview, plans: Budgets) -> Table:
    footer = [*money_footer(question), *plan_footer(question, plans), *marks.unallocated_footer(found.donors.total)]
    footer += marks.own_funds_footer(found.donors.own_funds)
    return amounts.table(_figures(found, plans), [*footer, *rate_footer(with_plans(found.donors.notes, plans))])


def _figures(found: Overview, plans: Budgets) -> Row:
    """Return the money of the portfolio, and what of its budgets nobody funds."""
    return {**marks.donor_cells(found.donors.total), "budget": plans.total.budget, "gap": plans.total.gap}


def _top(found: Overview, names: Names) -> Table:
    rows = [{"donor": names.organisation_name(row.key), **marks.donor_cells(row)} for row in found.top_donors]
    return Table(
        "top_donors",
        picked(columns.SUMMARY_DONORS, _TOP_KEYS),
        rows,
        "Top donors",
        [*marks.footer_of_marks(*found.top_donors), *([found.top_donors_by] if found.top_donors_by else ())],
    )


def _by_pillar(found: Overview) -> str:
    """Return how projects count under pillars."""
    return " ".join(["A project counts in each of its pillars.", *pillar_footer(found.uncertain_pillars)])


def _counted(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[tuple[str, int, bool]]:
    """Return what each key is called, its count, and whether it is of no group."""
    return [
        (labels.get(key) or residue_words(key) or key, number, bool(residue_words(key)))
        for key, number in counts.items()
    ]


def _by_programme(rows: list[tuple[str, int, bool]]) -> Chart:
    """Return projects by programme: the largest bars, and below them a sentence that sums up the others."""
    ordered = sorted(rows, key=lambda row: (row[2], -row[1]))
    groups, apart = [row for row in ordered if not row[2]], [row for row in ordered if row[2]]
    rest = groups[_MOST:]
    more = (
        f"And {counted(sum(row[1] for row in rest), 'project')} in {counted(len(rest), 'more programme')}."
        if rest
        else ""
    )
    return bars("by_programme", "Projects by programme", [*groups[:_MOST], *apart], more)


def _due(key: str, title: str, found: Sequence[Due], names: Names) -> Table:
    rows = [{"code": due.project, "title": names.title(due.project), "date": due.date} for due in found]
    return Table(key, _DUE, rows[:_MOST], title, beyond(len(rows), _MOST, "."))


def _waiting(table: Table) -> list[Row]:
    return [{key: row.get(key) for key in due.TOP} for row in table.rows]


def _data(found: Overview, names: Names, plans: Budgets) -> dict[str, object]:
    """Return the overview as an object: the counts, and the money as `summary donors` has it."""
    data: dict[str, object] = {
        key: value for key, value in found._asdict().items() if key not in {"donors", "top_donors", "activities"}
    }
    for key in ("by_scope", "by_status", "by_pillar", "by_programme"):
        data[key] = {residue_words(name) or name: number for name, number in getattr(found, key).items()}
    for key in ("starting", "ending", "overdue"):
        data[key] = [due._asdict() for due in getattr(found, key)]
    data["figures"] = _figures(found, plans)
    data["top_donors"] = [
        {"donor": names.organisation_name(row.key), **marks.donor_cells(row)} for row in found.top_donors
    ]
    data["activities"] = {**found.activities._asdict(), "people": found.activities.people._asdict()}
    return data | conversion_data(with_plans(found.donors.notes, plans))
