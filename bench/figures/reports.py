"""What reports say of money, read as figures and compared with the oracle's."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bench.figures.asking import BALANCES, FLOWS, AnswerError, read
from bench.figures.comparing import note
from bench.figures.counting import NO_PROGRAMME, UNDATED
from bench.figures.making import SCOPES
from bench.figures.model import DIGITS, OWN
from bench.figures.oracle import COUNTS
from bench.figures.pieces import NOT_RECORDED, NOT_RECORDED_USE, NOT_SPLIT
from bench.figures.unknown import with_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.figures.asked import Question
    from bench.figures.comparing import Tally, Wrong
    from bench.figures.entering import Program
    from bench.figures.oracle import Figures, Oracle

_ELSEWHERE = "not attributed to a listed project"
_RESIDUES = {
    _ELSEWHERE: "unallocated",
    "not recorded": NOT_RECORDED,
    "not split between several": NOT_SPLIT,
    "undated": UNDATED,
    "use not recorded": NOT_RECORDED_USE,
    "projects outside a programme": NO_PROGRAMME,
    "no programme": NO_PROGRAMME,
}
_COUNTS = tuple(f"{kind}_{when}" for kind in ("programmes", "projects") for when in ("year", "ever", "undated"))
_TABLES = {"regions": "regions", "programmes": "programmes", "pillars": "pillars", "years": "years"}


def answer(program: Program, *words: str) -> Any:  # noqa: ANN401 - what JSON holds
    """Return a report as JSON."""
    ended = program("report", *words, "-f", "json")
    if ended.code:
        raise AnswerError(f"exit {ended.code}: {ended.err.strip()[:300]}")
    return json.loads(ended.out)


def tables(section: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every table of a report and its totals, by key."""
    for each in section.get("sections", {}).values():
        yield from ((key, block) for key, block in each.items() if key != "sections")
        yield from tables(each)


def compare_donor(program: Program, oracle: Oracle, about: Wrong, tally: Tally) -> None:
    """Compare a donor's report: its breakdowns, their totals, its agreements and its glance."""
    question = about.question
    found = dict(tables(_donor_report(program, question)))
    total = {place: units for place, units in oracle.summary("total", question).items() if place[1] != "projects"}
    for key, name in _TABLES.items():
        if key in found:
            flows = tuple(column for column in FLOWS if any(column in row for row in found[key]))
            mine = _only(oracle.summary(name, question), flows)
            shown = read([{**row, "group": _named(row["group"])} for row in found[key]], "group", flows)
            note(tally, _about(about, f"report donor {key}"), shown, mine)
            if f"{key}_total" in found:
                whole = read([{**found[f"{key}_total"], "": ""}], "", flows)
                note(tally, _about(about, f"report donor {key} total"), whole, _only(total, flows))
    money = _measures(found.get("money", []))
    told = {place[1] for place in money}
    mine = {place: units for place, units in total.items() if place[1] in told}
    note(tally, _about(about, "report donor glance"), money, mine)
    rows = found.get("agreement_money", [])
    columns = (*FLOWS[:3], *BALANCES)
    mine = {
        (f"Agreement {place[0]}", *place[1:]): units
        for place, units in _only(oracle.summary("contributions", question), columns).items()
    }
    if not (any(place[1] in columns for place in mine) or rows):
        mine = {}  # what is not known of agreements without any money is not told
    note(tally, _about(about, "report donor agreements"), read(rows, "agreement", columns), mine)


def compare_page(program: Program, oracle: Oracle, about: Wrong, tally: Tally) -> None:
    """Compare the page of a donor: its figures, agreements and projects."""
    question = about.question
    (donor,) = question.named("donor")
    ended = program("donor", "show", donor, *question._replace(filters=(), wide=False).words, "-f", "json")
    if ended.code:
        raise AnswerError(f"exit {ended.code}: {ended.err.strip()[:300]}")
    page = json.loads(ended.out)
    columns = (*FLOWS, *BALANCES)
    shown = {
        "figures": (read([{**page["figures"], "": ""}], "", columns), "total", columns),
        "contributions": (read(page["contributions"], "id", columns), "contributions", (*FLOWS[:3], *BALANCES)),
        "projects": (read(page["projects"], "code", FLOWS), "listed projects", FLOWS),
    }
    for name, (found, known_as, kept) in shown.items():
        mine = _only(oracle.summary(known_as, question), kept)
        note(tally, _about(about, f"donor show {name}"), _only(found, kept), mine)


def _donor_report(program: Program, question: Question) -> Any:  # noqa: ANN401 - see `answer`
    (donor,) = question.named("donor")
    return answer(program, "donor", donor, *question._replace(filters=(), wide=False).words)


def _only(figures: Figures, columns: Any) -> Figures:  # noqa: ANN401 - any container
    kept = with_unknown(columns)
    return {place: units for place, units in figures.items() if place[1] in kept}


def _named(group: str) -> str:
    """Return the name that the oracle has for a row."""
    text = group.removeprefix("Pillar ").removesuffix(" (office’s group)").split(":")[0]
    return _RESIDUES.get(text.lower(), text)


def _measures(rows: list[dict[str, Any]]) -> Figures:
    found: Figures = {}
    for row in rows:
        column = row["measure"].lower()
        for currency in DIGITS:
            amount = row.get(currency)
            if column in {"pledged", "committed", "received", "spent", "outstanding"} and amount:
                found |= read([{"": "", column: {currency: amount}}], "", (column,))
    return found


def quarter_of(quarter: str) -> tuple[tuple[str, str], ...]:
    """Return the period of a quarter, as options of other commands."""
    year, number = int(quarter[:4]), int(quarter[-1])
    after = dt.date(year + number // 4, number % 4 * 3 + 1, 1)
    return ("since", f"{year}-{number * 3 - 2:02}-01"), ("until", str(after - dt.timedelta(days=1)))


def compare_quarter(program: Program, oracle: Oracle, about: Wrong, tally: Tally, quarter: str) -> None:
    """Compare the finances of a quarter."""
    options = about.question._replace(period=()).words
    found = dict(tables(answer(program, "quarter", quarter, "--co-funding", "amounts", *options)))
    mine = {
        place: units
        for place, units in oracle.summary("donors", about.question).items()
        if place[1] not in COUNTS and place[0] in {each.name for each in oracle.register.organisations}
    }
    shown = {
        place: units
        for place, units in read(found.get("donors", []), "donor", (*FLOWS, *BALANCES)).items()
        if place[0] in {each.name for each in oracle.register.organisations if each.code != OWN}
    }
    note(tally, _about(about, "report quarter donors"), shown, mine)


def compare_year(program: Program, oracle: Oracle, about: Wrong, tally: Tally) -> None:
    """Compare the counts of the report on a year."""
    found = dict(tables(answer(program, "portfolio", *about.question.words)))
    for key, dimension in (("scopes", "scope"), ("pillars", "pillar")):
        rows = [{**row, "group": _counted_as(row["group"])} for row in (*found[key], found[f"{key}_total"])]
        shown = {(row["group"], count, ""): row[count] for row in rows for count in _COUNTS if row.get(count)}
        note(tally, _about(about, f"report portfolio {key}"), shown, oracle.work_counts(about.question, dimension))
    work = found["countries"][0]
    shown = {("work", when, ""): work[when] for when in ("year", "ever") if work[when]}
    note(tally, _about(about, "report portfolio countries"), shown, oracle.countries_of_work(about.question))


def _counted_as(group: str) -> str:
    name = _named(group)
    return name.lower() if name.lower() in SCOPES else name


def compare_statements(program: Program, oracle: Oracle, about: Wrong, tally: Tally) -> None:
    """See that a donor's statements close with what came in and went out, and open as the one before closed."""
    closed: Figures | None = None
    for year in ("2017", "2018", "2019", "2020", "2021"):
        question = about.question._replace(period=(("year", year),), currency="")
        rows = dict(tables(_donor_report(program, question))).get("statement", [])
        opening, closing = (read(rows, "agreement", (column,)) for column in ("opening", "closing"))
        opens = {
            (place[0], place[1].replace("opening", "closing"), place[2]): units for place, units in opening.items()
        }
        if closed is not None:
            note(tally, _about(replace(about, question=question), "statement opens as closed"), opens, closed)
        known = {place: units for place, units in closing.items() if place[1] == "closing"}
        note(tally, _about(replace(about, question=question), "statement closes"), known, oracle.held(question))
        closed = closing


def _about(about: Wrong, name: str) -> Wrong:
    return replace(about, name=name)
