"""Programmes and projects as rows of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.balance import funded_targets
from portfolio.query.choose import pillars_of
from portfolio.render import columns
from portfolio.render.values import Table
from portfolio.reports.question import Listing, counted, figure_notes, rate_footer
from portfolio.summary import Notes, by_programme, by_project, columns_by_target
from portfolio.summary.links import OFFICE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from portfolio.models.documents import ContributionDocument
    from portfolio.query.names import Names
    from portfolio.render.values import Row
    from portfolio.reports.question import Question
    from portfolio.store import Document
    from portfolio.summary import Columns, Register


def projects(question: Question) -> Listing:
    """Return the chosen projects, one a row, each with its money."""
    chosen = cast("list[Document]", question.chosen.projects)
    register = question.register("organisations", "contributions", "expenditures")
    money, figures = _money(question, register)
    programmes = {each["code"]: each for each in question.office.reader.find("programmes")}
    givers = funders(register.contributions, question.chosen.codes)
    names = question.office.names
    rows = [
        {**project_row(each, programmes, names, givers.get(each["code"], ())), **money_cells(money.get(each["code"]))}
        for each in chosen
    ]
    count = sum(each["kind"] != OFFICE for each in chosen)
    offices = len(chosen) - count
    beside = f", {counted(offices, 'office')} beside them" if offices else ""
    rates = rate_footer(figures)
    footer = [*question.footer(f"{counted(count, 'distinct project')}{beside}"), *question.money_footer(), *rates]
    empty = "No project fits." if question.raw else "No project is recorded yet. To log one: portfolio project add"
    table = Table(columns.PROJECTS, rows, footer=footer, empty=empty)
    return Listing(table, [*question.notes(), *figure_notes(figures)], rates)


def _money(question: Question, register: Register) -> tuple[Mapping[str, Columns], Notes]:
    """Return the columns of each project, and what to say of them where amounts may be left out or converted."""
    if not question.currency and not question.timed:
        return columns_by_target(register, question.view), Notes()
    work = question.register("projects", "programmes")
    breakdown = by_project(register._replace(projects=work.projects, programmes=work.programmes), question.view)
    return {row.key: row.columns for row in breakdown.rows}, breakdown.notes


def programmes(question: Question) -> Listing:
    """Return the chosen programmes, one a row, each with its own money and its projects'."""
    register = question.register("programmes", "projects", "organisations", "contributions", "expenditures")
    breakdown = by_programme(register, question.view)
    figures = {row.key: row for row in breakdown.rows}
    names = question.office.names
    rows = []
    for programme in cast("list[Document]", question.chosen.programmes):
        figure = figures.get(programme["code"])
        money = money_cells(figure.columns if figure else None)
        rows.append({**work_row(programme, {}, names), "projects": figure.projects if figure else 0, **money})
    footer = [*question.footer(counted(len(rows), "programme")), "Amounts are the programme's own and its projects'."]
    table = Table(
        columns.PROGRAMMES,
        rows,
        footer=[*footer, *question.money_footer(), *rate_footer(breakdown.notes)],
        empty="No programme fits." if question.raw else "No programme is recorded yet.",
    )
    return Listing(table, [*question.notes(), *figure_notes(breakdown.notes)], rate_footer(breakdown.notes))


def project_row(
    project: Document, programmes: Mapping[str, Document], names: Names, givers: Iterable[str] = ()
) -> dict[str, object]:
    """Return a project's cells, money aside.

    Args:
        project: The stored record.
        programmes: All programmes by code.
        names: What codes are called.
        givers: Codes of the donors with money allocated to it, who may not be linked to it.
    """
    programme = project.get("programme")
    return {
        **work_row(project, programmes, names, givers),
        "programme": names.title(programme) if programme else None,
        "kind": project["kind"],
    }


def work_row(
    record: Document, programmes: Mapping[str, Document], names: Names, givers: Iterable[str] = ()
) -> dict[str, object]:
    """Return the cells that programmes and projects share. Pillars of the programme's are marked as inherited."""
    pillars, inherited = pillars_of(record, programmes)
    return {
        "code": record["code"],
        "title": record["title"],
        "pillars": [pillar["pillar"] for pillar in pillars],
        **({"pillars_inherited": True} if inherited else {}),
        "owner": record.get("owner"),
        "scope": record.get("scope"),
        "status": record.get("status"),
        "regions": [names.region_name(place["region"]) for place in record.get("regions", ())],
        "countries": [names.country_name(place["country"]) for place in record.get("countries", ())],
        "donors": [names.organisation_name(code) for code in dict.fromkeys([*linked(record, funding=True), *givers])],
        "partners": [names.short_name(code) for code in linked(record, funding=False)],
        "start": record.get("actual_start") or record.get("planned_start"),
        "end": record.get("actual_end") or record.get("planned_end"),
        "classification": record["classification"],
        "officer": record.get("officer"),
        "tags": record.get("tags", []),
        "revision": record["revision"],
    }


def linked(record: Document, *, funding: bool) -> list[str]:
    """Return the codes of the organisations linked to a programme or project: those that fund it, or the others."""
    links = record.get("organisations", ())
    return list(dict.fromkeys(link["organisation"] for link in links if (link["role"] == "funding") is funding))


def funders(contributions: Iterable[ContributionDocument], targets: Collection[str]) -> dict[str, list[str]]:
    """Return those of the targets that have money allocated to them, with the codes of its donors."""
    found: dict[str, list[str]] = {}
    for contribution in contributions:
        for target in funded_targets(contribution):
            if target in targets and contribution["donor"] not in (donors := found.setdefault(target, [])):
                donors.append(contribution["donor"])
    return found


def money_cells(money: Columns | None) -> Row:
    """Return the four columns of money as cells; none where nothing is recorded."""
    return money._asdict() if money else {"pledged": {}, "committed": {}, "received": {}, "spent": {}}
