"""Programmes and pillars that work has from what it is part of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from portfolio.store import Document, In
from portfolio.store.passing import streamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.store.protocol import Reader

    Work = TypeVar("Work", bound=Mapping[str, Any])


def lineage(code: str, project: Callable[[str], Mapping[str, Any] | None]) -> list[str]:
    """Return the code of work and those of all it is part of, itself first; `project` gives a code's project."""
    found = [code]
    # A part of itself is a finding of the checks; here it ends the search.
    for each in found:
        above = project(each) or {}
        found += [code for code in (above.get("parent"), above.get("programme")) if code and code not in found]
    return found


INHERITED = "programme_inherited"
"""The mark of a programme that a project has from its parent. No stored record has it."""


def with_programmes(projects: Sequence[Work]) -> Sequence[Work]:
    """Return all projects, each with its own programme or else that of the nearest parent that has one, marked."""
    if not _lack_programmes(projects):
        return projects
    by_code = {project["code"]: project for project in projects}
    return [with_programme(project, by_code.get) for project in projects]


def _lack_programmes(projects: Iterable[Mapping[str, Any]]) -> bool:
    return any("parent" in project and "programme" not in project for project in projects)


def with_programmes_above(reader: Reader, projects: Sequence[Document]) -> Sequence[Document]:
    """Return some projects as `with_programmes` returns all; what they are part of is asked for."""
    if not _lack_programmes(projects):
        return projects
    by_code = {project["code"]: project for project in projects}
    waiting = projects
    while (
        above := {work["parent"] for work in waiting if "parent" in work and "programme" not in work} - by_code.keys()
    ):
        waiting = reader.find("projects", In("code", frozenset(above)))
        by_code |= {code: {} for code in above} | {project["code"]: project for project in waiting}
    return [with_programme(project, lambda code: by_code.get(code) or None) for project in projects]


def with_programme(record: Work, project: Callable[[str], Mapping[str, Any] | None]) -> Work:
    """Return a project with its own programme or else that of the nearest parent that has one, marked.

    A record to which nothing is added, such as a programme, is the one given. `project` is as in `lineage`.
    """
    above: Mapping[str, Any] = record
    # A parent that is its own ancestor is a finding of the checks; here it ends the search.
    seen: set[str] = set()
    while "programme" not in above and above["code"] not in seen:
        seen.add(above["code"])
        above = project(above.get("parent", "")) or above
    if above is record or "programme" not in above:
        return record
    return cast("Work", {**record, "programme": above["programme"], INHERITED: True})


def projects_of(reader: Reader, programme: str) -> Sequence[Document]:
    """Return the projects of a programme, phases without one of their own among them, as in `with_programmes`."""
    projects = reader.find("projects", In("code", codes_within(reader, {programme})))
    return [with_programme(project, partial(reader.get, "projects")) for project in projects]


def codes_within(reader: Reader, programmes: Iterable[str]) -> frozenset[str]:
    """Return the codes of the projects of some programmes, phases without one of their own among them."""
    named = streamed(reader, "projects", In("programme", frozenset(programmes)), ("code",))
    new = found = frozenset(project["code"] for project in named)
    while new:
        parts = streamed(reader, "projects", In("parent", new), ("code", "programme"))
        new = frozenset(part["code"] for part in parts if "programme" not in part) - found
        found |= new
    return found


def pillars_of(record: Mapping[str, Any], programmes: Mapping[str, Mapping[str, Any]]) -> tuple[list[Any], bool]:
    """Return the pillars of a record with their shares, and whether they are inherited from its programme."""
    if own := record.get("pillars"):
        return own, False
    programme = programmes.get(record.get("programme", ""))
    inherited = programme.get("pillars", []) if programme else []
    return inherited, bool(inherited)


def pillars_are_uncertain(record: Mapping[str, Any], programmes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether the pillars of a record, its own or its programme's, rest on a source marked as uncertain."""
    _, inherited = pillars_of(record, programmes)
    holder = programmes[record["programme"]] if inherited else record
    return "sources" in holder and any(
        source.get("field") == "pillars" and source.get("uncertain") for source in holder["sources"]
    )
