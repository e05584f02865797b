"""Projects and money by two groups at once, and people trained by one group or two: a row for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from portfolio.errors import UsageError
from portfolio.figures.crossed import crossed, crossed_work
from portfolio.figures.people import GROUPS, people_by
from portfolio.figures.values import is_residue, residue_words
from portfolio.pages import columns
from portfolio.pages.footnotes import captioned, count_footer, figure_notes, left_out_notes, money_footer, rate_footer
from portfolio.pages.lists.outcomes import activity_figures, held
from portfolio.pages.marks import footer as marks_footer, money_cells, own_funds_footer
from portfolio.pages.summary import GROUPS as ALONE, LABELS, MONEY, summary
from portfolio.pages.tree import REPEATED, Answer, Table, listed
from portfolio.reference.name_matching import joined
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.figures.activities import People
    from portfolio.pages.tree import Row
    from portfolio.query.names import Names
    from portfolio.query.question import Question

    Found = TypeVar("Found")

_PLURALS = {
    **{name: f"{name}s" for name in GROUPS},
    "country": "countries",
    "status": "statuses",
}
_TWO = 2
# Groups of which a project, an activity or a person can be in several rows.
_OVERLAPPING = {"donor", "year", "region", "country", "pillar", "partner"}
# Groups that people look up by name; the others have an order of their own.
_BY_NAME = {"donor", "region", "country", "programme", "partner"}
_PEOPLE = ("women", "men", "unspecified", "total")


def named(typed: Iterable[str]) -> tuple[str, ...]:
    """Return the names of groups as typed, each once, in the singular; raises UsageError."""
    singular = {**{plural: name for name, plural in _PLURALS.items()}, **{name: name for name in GROUPS}}
    found = []
    for text in typed:
        if (name := singular.get(fold(text))) is None:
            raise UsageError(f"There is no group “{text}”; there are {joined(GROUPS, 'and')}.")
        found.append(name)
    if len(set(found)) < len(found):
        raise UsageError(f"By {found[0]} twice is by {found[0]} alone: portfolio summary {_PLURALS[found[0]]}")
    return tuple(found)


def summary_by(question: Question, typed: Sequence[str], *, fiscal: bool = False) -> Answer:
    """Return projects and money by one group or two; raises UsageError."""
    names = named(typed)
    if len(names) == 1:
        if _PLURALS[names[0]] not in ALONE:
            raise UsageError("Money by project is a list: portfolio project list")
        return summary(_PLURALS[names[0]], question, fiscal=fiscal)
    if len(names) != _TWO:
        raise UsageError("Money is broken down by one group or two: --by donor --by year")
    return _partners(question, names, fiscal=fiscal) if "partner" in names else _money(question, names, fiscal=fiscal)


def _money(question: Question, names: tuple[str, ...], *, fiscal: bool) -> Answer:
    one, other = names
    question = question.by_donor() if "donor" in names else question
    years = question.fiscal_years(asked=fiscal) if "year" in names else None
    found = crossed(question.register(*MONEY), question.view, (one, other), years)
    rows = [
        {**_named(question.office.names, names, at), **_residue(at), "projects": row.projects, **money_cells(row)}
        for at, row in _ordered(found.rows, names, question.office.names)
    ]
    total = {one: "Total", "projects": found.total.projects, **money_cells(found.total)} if rows else None
    footer = [*count_footer(question, counted(found.total.projects, "distinct project")), *_overlap(names, "project")]
    qualified = [*marks_footer(found.total), *rate_footer(found.notes)]
    footer += [*money_footer(question), *own_funds_footer(found.own_funds), *qualified]
    table = Table("rows", columns.by_groups(names), _repeated(rows, one), notes=footer, total=total)
    notes = [*left_out_notes(question), *figure_notes(found.notes)]
    return listed(_title("Summary", names), captioned(question, table), notes, qualified)


def _partners(question: Question, names: tuple[str, ...], *, fiscal: bool) -> Answer:
    """Return how many projects there are by partner and another group; there is no money in it."""
    one, other = names
    years = question.fiscal_years(asked=fiscal) if "year" in names else None
    found = crossed_work(question.register(*MONEY), question.view, (one, other), years)
    rows = [
        {**_named(question.office.names, names, at), **_residue(at), "projects": len(codes)}
        for at, codes in _ordered(found, names, question.office.names)
    ]
    every = set[str]().union(*found.values())
    footer = [*count_footer(question, counted(len(every), "distinct project")), *_overlap(names, "project")]
    table = Table("rows", columns.by_groups(names)[:3], _repeated(rows, one), notes=footer)
    return listed(_title("Summary", names), captioned(question, table), left_out_notes(question))


def people(question: Question, typed: Sequence[str], *, fiscal: bool = False) -> Answer:
    """Return the people trained, by one group, by two, or in all; raises UsageError."""
    names = named(typed)
    if len(names) > _TWO:
        raise UsageError("People are counted by one group or two: --by region --by year")
    years = question.fiscal_years(asked=fiscal) if "year" in names else None
    found = people_by(question.register(*MONEY), question.view, held(question), names, years)
    rows = [
        {**_named(question.office.names, names, at), **_residue(at), **_attendances(each)}
        for at, each in _ordered(found, names, question.office.names)
    ]
    everybody = activity_figures(question).people
    total = {names[0]: "Total", **_attendances(everybody)} if rows and names else None
    trainings = counted(everybody.activities, "training or workshop", "trainings and workshops")
    said = f"{trainings}, {everybody.reported} reported"
    footer = [
        *count_footer(question, said, "begun"),
        "Participants are attendances: one person at two events counts twice.",
    ]
    footer += _overlap(names, "activity")
    empty = "No training or workshop fits." if question.raw else "No training or workshop is recorded yet."
    shown = columns.people_by(names)
    table = Table("people", shown, _repeated(rows, names[0]) if names else rows, notes=footer, total=total, empty=empty)
    return listed(_title("People trained", names), captioned(question, table), left_out_notes(question))


def _attendances(found: People) -> Row:
    """Return the cells of participants; none where nobody reported any."""
    known = {name: getattr(found, name) if found.reported else None for name in _PEOPLE}
    if not found.women + found.men:
        # Whoever was counted without their sex may be either.
        known |= dict.fromkeys(("women", "men"))
    return {**known, "activities": found.activities, "reported": f"{found.reported} of {found.activities}"}


def _named(names: Names, groups: Sequence[str], at: Sequence[str]) -> Row:
    return {group: _label(names, group, key) for group, key in zip(groups, at, strict=True)}


def _label(names: Names, group: str, key: str) -> str:
    return residue_words(key) if is_residue(key) else LABELS[group](names, key)


def _residue(at: Iterable[str]) -> Row:
    return {"residue": True} if any(map(is_residue, at)) else {}


def _ordered(
    found: Mapping[tuple[str, ...], Found], groups: Sequence[str], names: Names
) -> list[tuple[tuple[str, ...], Found]]:
    """Return rows by their groups: names in alphabetical order, all else by key, residue last."""

    def place(at: Sequence[str]) -> list[tuple[bool, str]]:
        return [
            (is_residue(key), fold(str(_label(names, group, key))) if group in _BY_NAME else key)
            for group, key in zip(groups, at, strict=True)
        ]

    return [(at, found[at]) for at in sorted(found, key=place)]


def _repeated(rows: Sequence[Row], first: str) -> list[Row]:
    """Return rows of which those say so that have the same first group as the row above."""
    above = [None, *(row[first] for row in rows)]
    return [
        {**row, **({REPEATED: (first,)} if row[first] == held else {})} for row, held in zip(rows, above, strict=False)
    ]


def _overlap(names: Sequence[str], noun: str) -> list[str]:
    groups = [_PLURALS[name] for name in names if name in _OVERLAPPING]
    if not groups:
        return []
    article = "An" if noun[0] in "aeiou" else "A"
    return [f"{article} {noun} counts in each of its {joined(groups, 'and')}, and once in the total."]


def _title(what: str, names: Sequence[str]) -> str:
    return f"{what} by {joined(names, 'and')}" if names else what
