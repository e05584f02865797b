"""The pages that answer a manager: what a donor gave and what came of it, what runs in a region or country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.command_line import quoted
from portfolio.figures.donors import by_donor
from portfolio.figures.values import Notes
from portfolio.pages import amounts, marks
from portfolio.pages.conversions import conversion_data
from portfolio.pages.footnotes import figure_notes, left_out_notes, money_footer, rate_footer
from portfolio.pages.lists import contributions, outcomes as results, projects as work
from portfolio.pages.tree import Answer, Block, Facts, Table, facts_of, filled, page_of, picked
from portfolio.query.question import Office, Question
from portfolio.query.register_view import MONEY_TABLES
from portfolio.reference import places
from portfolio.store import Document, In
from portfolio.text import beyond, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.figures.activities import Activities

# What a page has room for; the rest is counted, with the command that lists it.
_MOST = 8
# The columns of each part, with how soon each goes where there is little room: what was asked about goes last.
_PROJECTS = {"code": 0, "title": 0, "status": 1, "donors": 5, "end": 6, "committed": 3, "received": 2, "spent": 4}
_PROGRAMMES = {"code": 0, "title": 0, "status": 1, "projects": 5, "committed": 3, "received": 2, "spent": 4}
_FUNDED = {key: priority for key, priority in _PROJECTS.items() if key != "donors"}
_OUTCOMES = {"id": 0, "project": 0, "title": 0, "date": 1}
_ACTIVITIES = {"id": 0, "project": 1, "title": 0, "type": 2, "start": 3, "countries": 4}
_GIFTS = {"id": 0, "donor": 6, "title": 1, "pledged": 5, "committed": 3, "received": 0, "outstanding": 4, "signed": 2}


def organisation(question: Question, key: str) -> Answer:
    """Return the page of a donor or partner: its gifts, the work that it funds or carries out, and what came of it."""
    office = question.office
    record = office.reader.get("organisations", key) or {}
    funds = _asked(question, "donor", key)
    carries = _asked(question, "partner", key)
    gives = _gives(funds) or not _takes_part(carries)
    asked = funds if gives else carries
    blocks: list[Block] = [_about(record, question)]
    data: dict[str, object] = dict(record)
    notes = Notes()
    if gives:
        given, notes = _money(asked, data)
        blocks.append(given)
        gifts = contributions.contributions(asked).table
        data["contributions"] = gifts.rows
        blocks.append(_gifts(gifts, key, record["name"]))
    command = f"--{'donor' if gives else 'partner'} {key}"
    headed = (str(record["name"]), _kind(record))
    return _page(
        "donor" if gives else "partner", asked, command, headed, blocks, data, notes, _FUNDED if gives else _PROJECTS
    )


def party(office: Office, _table: str, key: str) -> Answer:
    """Return the page of a donor or partner over all of its work and time."""
    return organisation(Question(office, {}), key)


def region(question: Question, text: str) -> Answer:
    """Return the page of a region: the work that lies wholly inside it; raises UnknownNameError."""
    names = question.office.names
    code, vocabulary = names.region(text)
    found = names.regions[code]
    name = found.names["en"]
    asked = _asked(question, "region", code)
    basis = f"UN M49 {code}" if vocabulary == places.M49 else f"Group of the office’s own, {code}"
    members = sorted(names.country_name(member) for member in found.members)
    data: dict[str, object] = {"code": code, "vocabulary": vocabulary, "name": name, "countries": sorted(found.members)}
    given, notes = _money(asked, data)
    blocks = [facts_of([("Countries and areas", members)]), given]
    return _page("region", asked, f"--region {quoted(name)}", (name, basis), blocks, data, notes)


def country(question: Question, text: str) -> Answer:
    """Return the page of a country or area: the work in it; raises UnknownNameError."""
    names = question.office.names
    code = names.country(text)
    found = places.countries()[code]
    asked = _asked(question, "country", code)
    groups = [each for each in names.regions.values() if code in each.members and each.code != places.WORLD]
    lists = {
        "least developed country": found.ldc,
        "landlocked developing country": found.lldc,
        "small island developing State": found.sids,
    }
    pairs: list[tuple[str, object]] = [
        ("Regions", [places.region_label(each) for each in groups]),
        ("United Nations lists", [words for words, holds in lists.items() if holds]),
        ("Currency", found.currency),
    ]
    facts = facts_of(pair for pair in pairs if pair[1])
    data: dict[str, object] = {"code": code, "alpha3": found.alpha3, "m49": found.m49, "name": found.names["en"]}
    data |= {"formal_name": found.formal.get("en"), "regions": [each.code for each in groups]}
    codes = f"{code}, {found.alpha3}, {f'UN M49 {found.m49}' if found.m49 else 'not listed by UN M49'}"
    headed = (found.names["en"], "; ".join(part for part in (found.formal.get("en"), codes) if part))
    given, notes = _money(asked, data)
    return _page("country", asked, f"--country {code}", headed, [facts, given], data, notes)


def _asked(question: Question, option: str, value: str) -> Question:
    return Question(question.office, {**question.raw, option: [value]}, question.currency)


def _page(
    kind: str,
    asked: Question,
    command: str,
    headed: tuple[str, str],
    blocks: Sequence[Block],
    data: dict[str, object],
    figures: Notes,
    of_projects: Mapping[str, int] = _PROJECTS,
) -> Answer:
    """Return the page of what was asked: the blocks given, then projects, programmes, outcomes and activities.

    `command` has the filters as one would type them; `data`, the page as an object, gets the rest of what is shown.
    """
    projects = work.projects(asked, running_first=True)
    outcomes, activities = results.outcomes(asked).table, results.activities(asked).table
    programmes = work.programmes(asked).table
    data |= {"projects": projects.table.rows, "programmes": programmes.rows}
    data |= {"outcomes": outcomes.rows, "activities": activities.rows}
    trained = results.activity_figures(asked)
    data["participants"] = trained.people._asdict()
    title = projects.table.notes[0].rstrip(".")
    parts = [
        _part(projects.table, title, of_projects, f"project list {command}"),
        _programmes(programmes, f"programme list {command}"),
        _part(outcomes, f"Outcomes: {len(outcomes.rows)}", _OUTCOMES, f"outcome list {command}"),
        _part(activities, _activities_title(trained), _ACTIVITIES, f"activity list {command}"),
    ]
    notes = [*left_out_notes(asked), *figure_notes(figures)]
    return Answer(page_of(kind, *headed, [*blocks, *parts], data), notes, rate_footer(figures))


def _gives(asked: Question) -> bool:
    """Return whether any work is funded by those asked about, or any contribution theirs."""
    theirs = In("donor", asked.selection.donors.left)
    return bool(asked.chosen.matching or asked.office.reader.find("contributions", theirs))


def _takes_part(asked: Question) -> bool:
    """Return whether any work is carried out, or any activity held, with those asked about."""
    return bool(asked.chosen.matching or results.held(asked.without("year", "since", "until")))


def _money(asked: Question, data: dict[str, object]) -> tuple[Block, Notes]:
    """Return the money asked about in its columns, where it stands and what to say of it; add it to the data."""
    breakdown = by_donor(asked.register(*MONEY_TABLES), asked.view)
    cells = {key: value for key, value in marks.donor_cells(breakdown.total).items() if key != "projects"}
    data.update(figures=cells, **conversion_data(breakdown.notes))
    footer = [
        *money_footer(asked, donors="donor" not in asked.raw),
        *marks.unallocated_footer(breakdown.total),
        *marks.own_funds_footer(breakdown.own_funds),
        *rate_footer(breakdown.notes),
    ]
    return amounts.table(cells, footer), breakdown.notes


def _gifts(gifts: Table, key: str, name: str) -> Table:
    """Return the contributions of a donor; who gave stands there only where that may be another, as a part of it."""
    several = {row["donor"] for row in gifts.rows} != {name}
    keys = {each: priority for each, priority in _GIFTS.items() if several or each != "donor"}
    columns = tuple(each._replace(below="title") if each.key == "signed" else each for each in gifts.columns)
    return _part(gifts._replace(columns=columns), "Contributions", keys, f"contribution list --donor {key}")


def _part(table: Table, title: str, keys: Mapping[str, int], command: str) -> Table:
    """Return as much of a list as a page has room for, with the command that gives the rest."""
    footer = beyond(len(table.rows), _MOST, f": portfolio {command}")
    rows = table.rows[:_MOST]
    return Table(table.key, filled(picked(table.columns, keys), rows), rows, title, footer, empty="None is recorded.")


def _programmes(table: Table, command: str) -> Table:
    """Return the programmes that fit as such; no part of the page where none does."""
    title = table.notes[0].rstrip(".")
    return _part(table, title, _PROGRAMMES, command)._replace(empty="")


def _activities_title(figures: Activities) -> str:
    people = figures.people
    title = f"Activities: {figures.total}"
    if not people.activities:
        return title
    of = f"of {counted(people.activities, 'training or workshop', 'trainings and workshops')} reported"
    if not people.reported:
        return f"{title}; participants not known, as none {of} any"
    return f"{title}; {people.total:,} participants (attendances), {people.reported} {of}"


def _about(record: Document, question: Question) -> Facts:
    names = question.office.names
    pairs: list[tuple[str, object]] = [
        ("Also known as", [*record.get("aliases", ()), *record.get("former_names", ())]),
        ("Part of", names.organisation_name(record["parent"]) if "parent" in record else None),
        (
            "Includes",
            [
                each["name"]
                for each in question.office.reader.find("organisations")
                if each.get("parent") == record["code"]
            ],
        ),
        ("Contact", record.get("contact")),
        ("Note", record.get("note")),
    ]
    return facts_of(pair for pair in pairs if pair[1])


def _kind(record: Document) -> str:
    named = dict.fromkeys((record["code"], record.get("short_name")))
    words = [*named, str(record.get("type", "")).replace("_", " ")]
    roles = ", ".join(record.get("roles", ()))
    own = "the office itself" if record.get("own") else ""
    return "; ".join(part for part in (*words, roles, own, record.get("reference")) if part)
