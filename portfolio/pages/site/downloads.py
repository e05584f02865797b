"""The lists of a site as tables for other programs."""

from collections.abc import Callable, Mapping

from portfolio.pages.lists import contributions, outcomes, projects
from portfolio.pages.summary import summary
from portfolio.pages.tree import Answer, Page, declared
from portfolio.query.question import Office, Question

_LISTS: Mapping[str, Callable[[Question], Answer]] = {
    "projects": projects.projects,
    "programmes": projects.programmes,
    "donors": contributions.donors,
    "contributions": contributions.contributions,
    "activities": outcomes.activities,
    "outcomes": outcomes.outcomes,
}
_SUMMARIES = ("regions", "countries", "pillars", "years")
FORMS = ("csv", "xlsx", "json")
"""The formats that each list is in."""
IATI = "iati-activities"
"""What the file of IATI is called."""
# What is the same in every row, as nothing else is released.
_SAME = "classification"


def files(*, shows_money: bool) -> Mapping[str, tuple[str, ...]]:
    """Return each list to the names of its files; without money there is none of IATI, which has amounts."""
    found = {name: tuple(f"{name}.{form}" for form in FORMS) for name in (*_LISTS, *_SUMMARIES)}
    return {**found, IATI: (f"{IATI}.xml",)} if shows_money else found


def list_of(office: Office, name: str, *, shows_money: bool) -> Page:
    """Return a list of what an office sees, without what only the office itself has use for."""
    question = Question(office, {})
    page = (_LISTS[name](question) if name in _LISTS else summary(name, question)).page
    table = page.table
    shown = [each for each in declared(table.columns) if each.key != _SAME and (shows_money or each.kind != "money")]
    # Without money there is nothing to say of a row that has no project.
    rows = table.rows if shows_money else [row for row in table.rows if row.get("projects", True)]
    whole = table._replace(columns=tuple(shown), rows=rows, notes=())
    section = page.sections[0]._replace(blocks=(whole,))
    return page._replace(sections=(section,), as_of=office.today)
