"""Partners as rows of tables, with the work and the activities that they take part in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields.organisations import ORGANISATION
from portfolio.fields.said import row_maker
from portfolio.figures.activities import partners as partner_rows
from portfolio.pages import columns
from portfolio.pages.footnotes import captioned, chosen_table, count_footer, left_out_notes
from portfolio.pages.lists.outcomes import held
from portfolio.pages.marks import NO_WORK
from portfolio.pages.tree import Answer, Row, Table, listed
from portfolio.query.links import is_partner
from portfolio.query.register_view import MONEY_TABLES
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from portfolio.query.question import Question

_ORGANISATION = row_maker(ORGANISATION)


def partners(question: Question) -> Answer:
    """Return the partners of the chosen work; without filters, every organisation entered as one."""
    question = question.on("organisations")
    given, idle = question.of_rows()
    asked = given.about_work
    register = asked.register(*MONEY_TABLES)
    figures = {row.key: row for row in partner_rows(register, asked.view, held(asked))}
    rows = []
    for each in given.own:
        figure = figures.get(each["code"])
        has_work = figure and (figure.projects or figure.programmes)
        if (not has_work and is_partner(each)) if idle else figure or (not asked.raw and is_partner(each)):
            cells = _ORGANISATION(each, question.office.names)
            counts = {"projects": figure.projects, "programmes": figure.programmes} if figure else NO_WORK
            rows.append({**cells, **counts})
    timed = "without a project active" if idle else "in work active"
    footer = count_footer(question, counted(len(rows), "partner"), timed)
    first = "To enter one: portfolio partner add NAME"
    table = chosen_table(question, "partner", columns.PARTNERS, rows, footer, first)
    return listed("Partners", table, left_out_notes(asked))


def summary_partners(question: Question) -> Answer:
    """Return the partners of the chosen work, with how much of it each takes part in."""
    register = question.register(*MONEY_TABLES)
    names = question.office.names
    rows: list[Row] = [
        {**row._asdict(), "partner": names.organisation_name(row.key)}
        for row in partner_rows(register, question.view, held(question))
    ]
    rows.sort(key=lambda row: fold(str(row["partner"])))
    footer = [
        *count_footer(question, counted(len(rows), "partner"), "in work active"),
        "A project counts for each of its partners.",
    ]
    table = captioned(
        question, Table("partners", columns.SUMMARY_PARTNERS, rows, notes=footer, empty="No partner is linked.")
    )
    return listed("Summary by partner", table, left_out_notes(question))
