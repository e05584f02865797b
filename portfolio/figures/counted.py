"""Projects and programmes that are counted, and the donors that they are linked to, with or without money."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from portfolio.query.links import funders_of, reached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Set as AbstractSet

    from portfolio.models.documents import ContributionDocument, ProjectDocument
    from portfolio.query.register_view import Register, View

OFFICE = "office"


def counted_programmes(register: Register, view: View) -> frozenset[str]:
    """Return the codes of the programmes that are counted under a view."""
    chosen = view.targets if view.programmes is None else view.programmes
    codes = frozenset(programme["code"] for programme in register.programmes)
    return codes if chosen is None else codes & chosen


def counted_projects(register: Register, view: View) -> dict[str, ProjectDocument]:
    """Return the projects that are counted under a view, by code; offices never are."""
    codes = counted_codes(register, view)
    return {project["code"]: project for project in register.projects if project["code"] in codes}


def counted_codes(register: Register, view: View) -> AbstractSet[str]:
    """Return the codes of the projects that are counted under a view."""
    chosen = view.targets if view.counted is None else view.counted
    codes = {
        project["code"]
        for project in register.projects
        if project["kind"] != OFFICE and (chosen is None or project["code"] in chosen)
    }
    return codes if chosen is not None or view.donors is None else codes & funded(register, view, codes)


def work_of_donors(
    register: Register, view: View, works: Collection[str], given: Iterable[ContributionDocument] | None = None
) -> dict[str, set[str]]:
    """Return donor to those of some projects and programmes that it funds: by a link, or by money as it stands.

    Where a view chooses donors, only these are looked at. `given` are the contributions of these, if they are at hand.
    """
    donors = view.donors
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record in chain(register.projects, register.programmes):
        for donor in funders_of(record) if record["code"] in works else ():
            if donors is None or donor in donors:
                found[donor].add(record["code"])
    if given is None:
        given = register.contributions_of(donors)
    for contribution, target in reached(given, register.expenditures):
        if target in works:
            found[contribution["donor"]].add(target)
    return found


def funded(register: Register, view: View, works: Collection[str]) -> set[str]:
    """Return those of some projects and programmes that the view's donors fund."""
    return set[str]().union(*work_of_donors(register, view, works).values())
