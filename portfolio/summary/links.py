"""Which projects are counted, and which donors they are linked to, with or without money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.balance import net_allocations
from portfolio.dates import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.models.documents import ProjectDocument
    from portfolio.summary.values import Register, View

FUNDING = "funding"
OFFICE = "office"


def counted_projects(register: Register, view: View) -> dict[str, ProjectDocument]:
    """Return the projects that are counted under a view, by code; offices never are."""
    chosen = view.targets if view.counted is None else view.counted
    projects = {
        project["code"]: project
        for project in register.projects
        if project["kind"] != OFFICE and (chosen is None or project["code"] in chosen)
    }
    if chosen is not None or view.donors is None:
        return projects
    of_donors = funded(register, view, projects)
    return {code: project for code, project in projects.items() if code in of_donors}


def linked_by(projects: Mapping[str, ProjectDocument], donors: frozenset[str] | None) -> dict[str, set[str]]:
    """Return donor to those of the projects that name it as funding them, with or without money.

    Args:
        projects: Code to project.
        donors: The donors asked for, or None for all.
    """
    linked: dict[str, set[str]] = {}
    for code, project in projects.items():
        for link in project.get("organisations", ()):
            if link["role"] == FUNDING and (donors is None or link["organisation"] in donors):
                linked.setdefault(link["organisation"], set()).add(code)
    return linked


def funded(register: Register, view: View, projects: Mapping[str, ProjectDocument]) -> set[str]:
    """Return those of the projects that the view's donors fund: by a link, or by money allocated by the end."""
    until = Period(None, view.period.last)
    found = set[str]().union(*linked_by(projects, view.donors).values())
    for contribution in register.contributions:
        if view.donors is None or contribution["donor"] in view.donors:
            net = net_allocations(contribution, until)
            found.update(code for code, amount in net.items() if amount > 0 and code in projects)
    return found
