"""What has to hold between answers of the program, whatever the figures are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.figures.asking import FLOWS, AnswerError, ask, figures
from bench.figures.comparing import note
from bench.figures.counting import OWN_FUNDS
from bench.figures.making import DONORS, STATUSES
from bench.figures.model import COUNTRY_NAMES, HOMES
from bench.figures.oracle import NOT_CHARGED, PROJECTS, Figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.figures.asked import Question
    from bench.figures.comparing import Tally, Wrong
    from bench.figures.entering import Program
    from bench.figures.model import Register

_COUNTED = (*FLOWS, PROJECTS)
_BREAKDOWNS = ("donors", "programmes", "regions", "countries", "pillars", "statuses", "years")


def hold(program: Program, register: Register, about: Wrong, tally: Tally) -> None:
    """See that breakdowns add up alike, rows are the answers to their own filters, and parts make the whole."""
    try:
        whole = _flows(program, "total", about.question)
        answers = {name: _flows(program, name, about.question) for name in _BREAKDOWNS}
        for name, answer in answers.items():
            note(tally, _named(about, f"breakdown {name} adds up"), _together(_amounts(answer)), _amounts(whole))
        counted = {name: _flows(program, name, about.question, _COUNTED) for name in _BREAKDOWNS}
        for name, option, rows in _filters(register):
            for row, value in rows:
                narrower = about.question._replace(filters=(*about.question.filters, (option, value)))
                if option not in dict(about.question.filters):
                    _row(program, name, row, narrower, counted[name], about, tally)
        if not about.question.named("donor"):
            _donors_add_up(program, about, _amounts(answers["donors"]), counted["donors"], _amounts(whole), tally)
        if not about.question.period:
            _years_add_up(program, about, counted["years"], tally)
    except AnswerError as error:
        tally.wrong.append(replace(about, name="no answer", place=(str(error), "", "")))


def _flows(program: Program, name: str, question: Question, columns: tuple[str, ...] = FLOWS) -> Figures:
    return figures(ask(program, name, question), name, columns)


def _amounts(answer: Figures) -> Figures:
    return {place: units for place, units in answer.items() if place[1] in FLOWS}


def _named(about: Wrong, name: str) -> Wrong:
    return replace(about, name=name)


def _together(answer: Figures, row: str = "") -> Figures:
    whole = Counter[tuple[str, str, str]]()
    for (_, column, currency), units in answer.items():
        whole[row, column, currency] += units
    return {place: units for place, units in whole.items() if units}


def _filters(register: Register) -> Iterable[tuple[str, str, list[tuple[str, str]]]]:
    yield "programmes", "programme", [(each.title, each.code) for each in register.programmes]
    yield "statuses", "status", [(status, status) for status in STATUSES]
    yield "countries", "country", [(COUNTRY_NAMES[code], code) for code in HOMES]
    yield "pillars", "pillar", [(pillar, pillar) for pillar in ("I", "II", "III", "IV")]


def _row(
    program: Program, name: str, row: str, narrower: Question, answer: Figures, about: Wrong, tally: Tally
) -> None:
    """See that a row is what its own filter answers: the whole of it, or the same row where work is chosen whole."""
    mine = {place: units for place, units in answer.items() if place[0] == row}
    found = _flows(program, name, narrower, _COUNTED)
    if name in {"countries", "pillars"}:
        found = {place: units for place, units in found.items() if place[0] == row}
    note(tally, _named(about, f"row of {name}"), _together(found, row), mine)


def _donors_add_up(
    program: Program, about: Wrong, donors: Figures, counted: Figures, whole: Figures, tally: Tally
) -> None:
    parts = Counter[tuple[str, str, str]]()
    for each in DONORS:
        if not each.parent:
            one = about.question._replace(filters=(*about.question.filters, ("donor", each.code)))
            parts.update(_amounts(_flows(program, "total", one)))
    parts.update(_together({place: units for place, units in donors.items() if place[0] == NOT_CHARGED}))
    found = {place: units for place, units in parts.items() if units}
    note(tally, _named(about, "donors one by one add up"), found, whole)
    for each in DONORS:
        row = OWN_FUNDS if each.own else each.name
        one = about.question._replace(filters=(*about.question.filters, ("donor", each.code)))
        mine = {place: units for place, units in counted.items() if place[0] == row}
        answer = {place: units for place, units in _flows(program, "donors", one, _COUNTED).items() if place[0] == row}
        note(tally, _named(about, "row of donors"), answer, mine)


def _years_add_up(program: Program, about: Wrong, years: Figures, tally: Tally) -> None:
    for year in sorted({place[0] for place in years if place[0].isdigit()}):
        one = about.question._replace(period=(("year", year),))
        mine = {place: units for place, units in years.items() if place[0] == year}
        note(tally, _named(about, "row of years"), _together(_flows(program, "total", one, _COUNTED), year), mine)
