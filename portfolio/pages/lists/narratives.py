"""Narratives as rows of a table, and as what a page says."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.pages import columns
from portfolio.pages.footnotes import chosen_table, count_footer
from portfolio.pages.tree import Answer, Row, Table, listed, picked
from portfolio.query.filters import PERIODS
from portfolio.query.narratives import is_within, ordered
from portfolio.reference.codes import NARRATIVE
from portfolio.store import Document, In
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.models.documents import NarrativeDocument
    from portfolio.query.names import Names
    from portfolio.query.question import Office, Question

_OF_ONE = ("id", "kind", "title", "start", "end", "language")
# What a list shows of a text.
_SHOWN = 90


def narratives(question: Question) -> Answer:
    """Return the narratives of the chosen work and contributions; in a period, those that tell of some of it."""
    question = question.on("narratives")
    asked = question.about_work
    kept = {each["id"] for each in question.own} & _chosen(asked.without(*PERIODS))
    every = cast("list[NarrativeDocument]", question.office.reader.find("narratives"))
    found = [each for each in every if each["id"] in kept]
    within = [each for each in found if is_within(each, question.selection.period)]
    undated = sum(1 for each in found if "start" not in each and "end" not in each) if question.timed else 0
    rows = [narrative_row(each, question.office.names) for each in within]
    footer = count_footer(question, counted(len(rows), "narrative"), "of a period that overlaps")
    table = chosen_table(question, "narrative", columns.NARRATIVES, rows, footer)
    left_out = [f"Left out, as of no period: {counted(undated, 'narrative')}."] if undated else []
    return listed("Narratives", table, left_out)


def _chosen(asked: Question) -> set[str]:
    """Return the ids of the narratives of the work and of the contributions that are asked for."""
    reader = asked.office.reader
    every = reader.find("narratives")
    if not asked.raw:
        return {each["id"] for each in every}
    given = reader.find("contributions")
    if asked.donors is not None:
        given = [each for each in given if each["donor"] in asked.donors]
    if asked.selection.chooses_projects:
        targets = asked.chosen.matching
        given = [each for each in given if any(part["target"] in targets for part in each.get("allocations", ()))]
    told_of = {*asked.chosen.matching, *(each["id"] for each in given)}
    return {each["id"] for each in every if (each.get("target") or each["contribution"]) in told_of}


def narrative_row(narrative: NarrativeDocument, names: Names) -> Row:
    """Return a narrative's cells: beside its headline, or in its place, how its text begins."""
    title = narrative.get("title") or " ".join(narrative["text"].split())
    return {
        **narrative,
        "of": narrative.get("target") or narrative.get("contribution"),
        "of_title": names.title(narrative["target"]) if "target" in narrative else None,
        "title": title if len(title) <= _SHOWN else f"{title[:_SHOWN].rsplit(' ', 1)[0]} …",
        "language": narrative.get("language"),
    }


def narratives_of(office: Office, field: str, key: str) -> list[NarrativeDocument]:
    """Return the narratives of a programme or project (`target`) or of a `contribution`, as they are shown."""
    found = office.reader.find("narratives", In(field, frozenset({key})))
    return ordered(cast("list[NarrativeDocument]", found))


def narrative_table(found: Iterable[NarrativeDocument], names: Names) -> Table:
    """Return the narratives of one record as a table of its page."""
    rows = [narrative_row(each, names) for each in found]
    return Table("narratives", picked(columns.NARRATIVES, _OF_ONE), rows, "Narratives")


def heading(narrative: Document) -> str:
    """Return what the page of a narrative is called: its headline, or its kind."""
    return str(narrative.get("title") or NARRATIVE.label(narrative["kind"]))
