"""The world as a map, countries shaded by their projects or by their money."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from portfolio.figures.counted import OFFICE
from portfolio.pages.chart_words import PROJECTS, SHADED, chosen
from portfolio.pages.footnotes import count_footer, left_out_notes
from portfolio.pages.graphics import Bar, Chart, Number, Shaded, WorldMap
from portfolio.pages.shading import BOUNDARIES, levels, unmapped
from portfolio.pages.summary import summary
from portfolio.pages.tree import Answer, Row
from portfolio.reference.name_matching import joined
from portfolio.reference.outlines import outline_of
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portfolio.query.question import Question


def chart_map(question: Question, of: str) -> Answer:
    """Return the chosen work by country with a map, of projects ("") or one of `SHADED`; raises RefusedError."""
    measure = chosen("--of", of or PROJECTS, SHADED)
    answer = summary("countries", question)
    table = answer.table
    columns = tuple(each for each in table.columns if each.key in {"country", measure})
    heading = columns[-1].heading
    figures = sorted(_figures(table.rows, measure).items())
    maps = [_drawn(f"{measure}-{unit or 'all'}", f"{heading} {unit}".rstrip(), found, unit) for unit, found in figures]
    # A sentence that all maps bear is said once.
    last = max((place for place, each in enumerate(maps) if isinstance(each, WorldMap)), default=-1)
    maps = [
        each._replace(notes=(*each.notes, BOUNDARIES)) if place == last and isinstance(each, WorldMap) else each
        for place, each in enumerate(maps)
    ]
    notes, beside = list(table.notes), answer.notes
    if measure == PROJECTS:
        # Nothing is said of money where none is shown, and of projects what they have no country for.
        total = cast("int", (table.total or {}).get(measure, 0))
        notes = [*count_footer(question, counted(total, "distinct project")), *_nowhere(question)]
        beside = left_out_notes(question)
        maps = [each._replace(apart=()) for each in maps]
    shown = tuple(maps) if last >= 0 else ()
    table = table._replace(columns=columns, graphics=shown, notes=notes)
    section = answer.page.sections[0]._replace(blocks=(table,))
    page = answer.page._replace(title=f"{heading} by country", sections=(section,))
    return Answer(page, beside, () if measure == PROJECTS else answer.rates)


def _figures(rows: Iterable[Row], measure: str) -> dict[str, list[tuple[Row, Number]]]:
    """Return the rows with their figures by currency, "" where they are counts."""
    found: dict[str, list[tuple[Row, Number]]] = {}
    for row in rows:
        value: Any = row.get(measure)
        amounts = cast("Mapping[str, Number]", {"": value} if measure == PROJECTS and value else value or {})
        for unit, amount in amounts.items():
            found.setdefault(unit, []).append((row, amount))
    return found


def _drawn(key: str, caption: str, rows: Sequence[tuple[Row, Number]], unit: str) -> WorldMap | Chart:
    """Return a map of the rows, or where no country has any of it, their figures alone."""
    places = [Shaded(str(row["key"]), str(row["country"]), value) for row, value in rows if not row.get("residue")]
    places.sort(key=lambda place: (-place.value, place.label))
    apart = [Bar(str(row["country"]), value) for row, value in rows if row.get("residue")]
    if not any(place.value > 0 and place.code in outline_of() for place in places):
        figures = [*(Bar(place.label, place.value) for place in places), *apart]
        return Chart(key, caption, (), unit, figures, "No country has any of it that a map could show.")
    missing = unmapped(places)
    notes = (f"Not on the map: {joined(tuple(missing), 'and')}.",) if missing else ()
    return WorldMap(key, caption, places, levels([place.value for place in places], unit), unit, apart, notes)


def _nowhere(question: Question) -> list[str]:
    """Return why projects are on no country: only regions are recorded of them, they are global, or nothing is."""
    names = question.office.names
    projects = [each for each in question.chosen.projects if each["kind"] != OFFICE and not each.get("countries")]
    regional = [each for each in projects if each.get("regions")]
    worldwide = sum(each.get("scope") == "global" for each in projects if not each.get("regions"))
    rest = len(projects) - len(regional) - worldwide
    regions = Counter(
        name for each in regional for name in {names.region_label(place["region"]) for place in each["regions"]}
    )
    listed = ", ".join(
        f"{name} {number}" for name, number in sorted(regions.items(), key=lambda pair: (-pair[1], pair))
    )
    reasons = [
        *([f"{counted(len(regional), 'project')} of which only regions are recorded ({listed})"] if regional else ()),
        *([f"{counted(worldwide, 'global project')}"] if worldwide else ()),
        *([f"{counted(rest, 'project')} without a recorded place"] if rest else ()),
    ]
    return [f"Not on the map: {'; '.join(reasons)}."] if reasons else []
