"""Projects and money by two groups at once, and people trained by one group or two: a row for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from portfolio.errors import UsageError
from portfolio.figures.crossed import crossed, crossed_work
from portfolio.figures.people import people_by
from portfolio.figures.values import GROUPS, is_residue, residue_words
from portfolio.pages import columns
from portfolio.pages.achievements import attendances
from portfolio.pages.footnotes import captioned, count_footer, figure_notes, left_out_notes, money_footer, rate_footer
from portfolio.pages.lists.outcomes import activity_figures, held
from portfolio.pages.marks import footer as marks_footer, money_cells, own_funds_footer
from portfolio.pages.summary import LABELS, SUMMARIES, summary
from portfolio.pages.tree import REPEATED, Answer, Row, Table, listed
from portfolio.query.register_view import MONEY_TABLES
from portfolio.reference.name_matching import joined
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.figures.activities import People
    from portfolio.query.names import Names
    from portfolio.query.question import Question

    Found = TypeVar("Found")

_TWO = 2
_SEXES = ("women", "men", "unspecified")


def named(typed: Iterable[str]) -> tuple[str, ...]:
    """Return the names of groups as typed, each once, in the singular; raises UsageError."""
    singular = {word: name for name, group in GROUPS.items() for word in (name, group.words)}
    found = []
    for text in typed:
        if (name := singular.get(fold(text))) is None:
            raise UsageError(f"There is no group “{text}”; there are {joined(tuple(GROUPS), 'and')}.")
        found.append(name)
    if len(set(found)) < len(found):
        raise UsageError(f"By {found[0]} twice is by {found[0]} alone: portfolio summary {GROUPS[found[0]].words}")
    return tuple(found)


def summary_by(question: Question, typed: Sequence[str], *, fiscal: bool = False) -> Answer:
    """Return projects and money by one group or two; raises UsageError."""
    names = named(typed)
    if len(names) == 1:
        if (words := GROUPS[names[0]].words) not in SUMMARIES:
            raise UsageError("Money by project is a list: portfolio project list")
        return summary(words, question, fiscal=fiscal)
    if len(names) != _TWO:
        raise UsageError("Money is broken down by one group or two: --by donor --by year")
    return _partners(question, names, fiscal=fiscal) if "partner" in names else _money(question, names, fiscal=fiscal)


def _money(question: Question, names: tuple[str, ...], *, fiscal: bool) -> Answer:
    one, other = names
    question = question.on("organisations") if "donor" in names else question
    found = crossed(question.register(*MONEY_TABLES), question.view, (one, other), question.fiscal_years(asked=fiscal))
    rows = _rows(question.office.names, names, found.rows, lambda row: {"projects": row.projects, **money_cells(row)})
    total = {one: "Total", "projects": found.total.projects, **money_cells(found.total)} if rows else None
    footer = [*count_footer(question, counted(found.total.projects, "distinct project")), *_overlap(names, "project")]
    qualified = [*marks_footer(found.total), *rate_footer(found.notes)]
    footer += [*money_footer(question), *own_funds_footer(found.own_funds), *qualified]
    table = Table("rows", columns.by_groups(names), rows, notes=footer, total=total)
    notes = [*left_out_notes(question), *figure_notes(found.notes)]
    return listed(_title("Summary", names), captioned(question, table), notes, qualified)


def _partners(question: Question, names: tuple[str, ...], *, fiscal: bool) -> Answer:
    """Return how many projects there are by partner and another group; there is no money in it."""
    found = crossed_work(question.register(*MONEY_TABLES), question.view, names, question.fiscal_years(asked=fiscal))
    rows = _rows(question.office.names, names, found, lambda codes: {"projects": len(codes)})
    every = set[str]().union(*found.values())
    footer = [*count_footer(question, counted(len(every), "distinct project")), *_overlap(names, "project")]
    table = Table("rows", columns.by_groups(names)[:3], rows, notes=footer)
    return listed(_title("Summary", names), captioned(question, table), left_out_notes(question))


def people(question: Question, typed: Sequence[str], *, fiscal: bool = False) -> Answer:
    """Return the people trained, by one group, by two, or in all; raises UsageError."""
    names = named(typed)
    if len(names) > _TWO:
        raise UsageError("People are counted by one group or two: --by region --by year")
    register, years = question.register(*MONEY_TABLES), question.fiscal_years(asked=fiscal)
    found = people_by(register, question.view, held(question), names, years)
    rows = _rows(question.office.names, names, found, _attendances)
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
    table = Table("people", columns.people_by(names), rows, notes=footer, total=total, empty=empty)
    return listed(_title("People trained", names), captioned(question, table), left_out_notes(question))


def _attendances(found: People) -> Row:
    """Return the cells of participants; none where nobody reported any."""
    known = {name: getattr(found, name) for name in _SEXES}
    return {
        **known,
        "total": attendances(found),
        "activities": found.activities,
        "reported": f"{found.reported} of {found.activities}",
    }


def _rows(
    names: Names, groups: Sequence[str], found: Mapping[tuple[str, ...], Found], cells: Callable[[Found], Row]
) -> list[Row]:
    """Return the rows of some groups, which say where the first group is that of the row above."""
    rows: list[Row] = []
    for at in _ordered(found, groups, names):
        row: dict[str, object] = {group: _label(names, group, key) for group, key in zip(groups, at, strict=True)}
        if rows and row[groups[0]] == rows[-1][groups[0]]:
            row[REPEATED] = (groups[0],)
        if any(map(is_residue, at)):
            row["residue"] = True
        rows.append({**row, **cells(found[at])})
    return rows


def _label(names: Names, group: str, key: str) -> str:
    return residue_words(key) if is_residue(key) else LABELS[group](names, key)


def _ordered(rows: Iterable[tuple[str, ...]], groups: Sequence[str], names: Names) -> list[tuple[str, ...]]:
    """Return the keys of rows in order: names in that of the alphabet, all else by key, residue last."""

    def place(at: Sequence[str]) -> list[tuple[bool, str]]:
        return [
            (is_residue(key), fold(str(_label(names, group, key))) if GROUPS[group].by_name else key)
            for group, key in zip(groups, at, strict=True)
        ]

    return sorted(rows, key=place)


def _overlap(names: Sequence[str], noun: str) -> list[str]:
    groups = [GROUPS[name].words for name in names if GROUPS[name].overlaps]
    if not groups:
        return []
    article = "An" if noun[0] in "aeiou" else "A"
    return [f"{article} {noun} counts in each of its {joined(groups, 'and')}, and once in the total."]


def _title(what: str, names: Sequence[str]) -> str:
    return f"{what} by {joined(names, 'and')}" if names else what
