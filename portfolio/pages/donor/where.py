"""The money at work by region, programme, pillar and year, each as a table that adds up and as a chart of it."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from portfolio.figures.breakdowns import by_pillar, by_programme, by_region
from portfolio.figures.values import FLOWS, Breakdown, Row as Figures
from portfolio.figures.years import by_year, first_fiscal_year
from portfolio.pages.charts import charted
from portfolio.pages.marks import doubted, report_footer
from portfolio.pages.shading import country_map
from portfolio.pages.tree import Block, Column, Row, Section, Table, filled
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.pages.donor.gift import Giving
    from portfolio.pages.graphics import WorldMap
    from portfolio.query.register_view import Register, View

    # A group's heading and that of its column, its breakdown, and what a row is called by its key.
    Group = tuple[str, str, Callable[[Register, View], Breakdown], Callable[[str], str]]

# What a chart shows of each currency: the first of these that there is.
_CHARTED = ("received", "committed", "pledged", "spent")


def countries(giving: Giving) -> Section:
    """Return the section of the countries that the work is for: a map, and what there is for each."""
    word, language = giving.language.word, giving.language
    columns = (
        Column("country", word("Country")),
        Column("work", word("Programmes and projects"), "count"),
        Column("activities", word("Activities"), "count"),
        *giving.money_columns(),
    )
    held = Counter(place["country"] for _, places in giving.activity_places for place in places)
    money = {row.key: giving.money(row) for row in giving.by_country.rows if any(row.columns)}
    nothing: Row = {name: {} for name in FLOWS} if giving.has_money else {}
    rows: list[Row] = [
        {
            "key": code,
            "country": language.country(code),
            "work": len(work),
            "activities": held[code],
            **money.get(code, nothing),
        }
        for code, work in giving.presence.items()
    ]
    rest = [key for key in money if key not in giving.presence]
    rows += [
        {"key": key, "country": giving.words.residues.get(key) or language.country(key), **money[key], "residue": True}
        for key in rest
    ]
    total = {"key": "total", "country": word("Total"), **giving.money(giving.by_country.total)}
    notes = (word("A programme, project or activity counts for each of its countries."),)
    table = Table(
        *("countries", filled(columns, rows), tuple(rows)),
        notes=notes + (report_footer(language, giving.by_country.total) if giving.has_money else ()),
        total=total if giving.has_money else None,
        graphics=_map(giving),
        annexed=True,
        sheet=_heading(giving),
    )
    heading = word("Beneficiary countries")
    return Section("countries", heading, (table,) if giving.presence else ())


def _map(giving: Giving) -> tuple[WorldMap, ...]:
    counts = {code: len(work) for code, work in giving.presence.items()}
    return country_map(giving.language, counts, giving.language.word("Programmes and projects by country"))


def section(giving: Giving) -> Section:
    """Return the section of all breakdowns."""
    word = giving.language.word
    regions = giving.office.names.regions
    groups: dict[str, Group] = {
        "regions": (word("By region"), word("Region"), by_region, lambda key: giving.language.region(key, regions)),
        "programmes": (
            word("By programme"),
            word("Programme"),
            by_programme,
            giving.office.names.title,
        ),
        "pillars": (
            word("By pillar of the Global Counter-Terrorism Strategy"),
            word("Pillar"),
            by_pillar,
            lambda key: giving.words.pillars.get(key, key),
        ),
        "years": (word("By year"), word("Year"), by_year, str),
    }
    if years := giving.question.fiscal_years(asked=giving.options.fiscal):
        groups["years"] = (word("By fiscal year"), word("Fiscal year"), partial(by_year, fiscal=years), str)
    parts = tuple(_section(giving, key, group) for key, group in groups.items())
    return Section("places", _heading(giving), (), parts, annexed=True)


def _heading(giving: Giving) -> str:
    word = giving.language.word
    return word("Where the money works") if giving.has_money else word("Where the work is")


def _section(giving: Giving, key: str, group: Group) -> Section:
    heading, of_column, figures, label = group
    breakdown = figures(giving.everything, giving.view)
    named = {row.key: (giving.words.residues[row.key] if row.residue else label(row.key)) for row in breakdown.rows}
    rows = [row for row in breakdown.rows if row.projects or any(row.columns)]
    if key in {"regions", "programmes"}:
        rows.sort(key=lambda row: (row.residue, row.key if row.residue else fold(named[row.key])))
    table = _table(giving, (key, of_column), [(named[row.key], row) for row in rows], breakdown)
    charts = _charts(giving, key, [(named[row.key], row) for row in rows], breakdown)
    return Section(key, heading, (table, *charts))


def _table(giving: Giving, named: tuple[str, str], rows: Sequence[tuple[str, Figures]], breakdown: Breakdown) -> Table:
    word = giving.language.word
    key, heading = named
    columns = (Column("group", heading), Column("projects", word("Projects"), "count"), *giving.money_columns())
    cells = tuple(
        {
            "key": row.key,
            "group": name,
            "projects": row.projects,
            **giving.money(row),
            **({"residue": True} if row.residue else {}),
        }
        for name, row in rows
    )
    total = {
        "key": "total",
        "group": word("Total"),
        "projects": breakdown.total.projects,
        **giving.money(breakdown.total),
    }
    notes: tuple[str, ...] = ()
    if sum(row.projects for _, row in rows) > breakdown.total.projects:
        notes = (word("A project counts in each of its rows, and once in the total."),)
    if key == "years" and (years := giving.question.fiscal_years(asked=giving.options.fiscal)):
        notes += tuple(f"{label}: {giving.days(days)}" for label, days in first_fiscal_year(breakdown, years))
    notes += report_footer(giving.language, breakdown.total) if giving.has_money else ()
    empty = word("No work is recorded.")
    return Table(key, filled(columns, cells), cells, notes=notes, total=total if cells else None, empty=empty,
                 sheet=_heading(giving))  # fmt: skip


def _charts(giving: Giving, key: str, rows: Sequence[tuple[str, Figures]], breakdown: Breakdown) -> list[Block]:
    """Return a chart for each currency whose groups can be compared, or one of the projects where there is no money."""
    total = breakdown.total.columns
    charts: list[Block] = []
    for currency in sorted({currency for amounts in total for currency in amounts}):
        measure = next(name for name in _CHARTED if currency in getattr(total, name))
        bars = [
            (name, amounts[currency], row.residue, doubted(giving.language, row, measure, currency))
            for name, row in rows
            if currency in (amounts := getattr(row.columns, measure))
        ]
        title = f"{giving.words.measures[measure]}, {currency}"
        charts += charted(f"{key}_{measure}_{currency}", title, bars, currency)
    if any(total):
        return charts
    counts = [(name, row.projects, row.residue) for name, row in rows if row.projects]
    return [*charted(f"{key}_projects", giving.language.word("Projects"), counts)]
