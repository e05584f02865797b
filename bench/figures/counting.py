"""In which rows of a summary a project is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures.asked import EVER, Period, funded, runs_in, year_of, years
from bench.figures.model import COUNTRY_NAMES, HOMES, REGION_NAMES
from bench.figures.pieces import NOT_RECORDED, REGIONAL, by_country, by_pillar, by_region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.figures.asked import Asked
    from bench.figures.model import Day, Register, Target

NO_PROGRAMME, OWN_FUNDS, UNDATED = "no programme", "own funds", "undated"


def rows_of(register: Register, target: Target, name: str, asked: Asked) -> Iterator[str]:
    """Yield the rows that count a project; a row may come twice."""
    if name in {"regions", "countries"}:
        return _places(register, target, name)
    if name in {"years", "fiscal"}:
        return _years(register, target, asked, fiscal=name == "fiscal")
    if name == "listed":
        return iter((target.code, register.programme_of(target.code)))
    if name == "partners":
        return (register.named(code).name for code in target.partners)
    rows = {"donors": _funders(register, target, asked), "overview": _groups(register, target)}
    return rows.get(name, _ways(register, target, name))


def _ways(register: Register, target: Target, name: str) -> Iterator[str]:
    programme = register.programme_of(target.code)
    if name == "programmes":
        yield register.targets[programme].title if programme else NO_PROGRAMME
    elif name == "statuses":
        yield target.status or NOT_RECORDED
    elif name == "pillars":
        yield from register.pillars_of(target.code)
        yield from by_pillar(register, target.code)
    elif name == "total":
        yield ""


def _groups(register: Register, target: Target) -> Iterator[str]:
    """Yield the rows of an overview, each behind what it counts by."""
    yield f"status {target.status or NOT_RECORDED}"
    yield f"scope {target.scope or NOT_RECORDED}"
    yield from (f"pillar {pillar}" for pillar in register.pillars_of(target.code) or [NOT_RECORDED])
    yield f"programme {register.programme_of(target.code) or NO_PROGRAMME}"


def _funders(register: Register, target: Target, asked: Asked) -> Iterator[str]:
    everybody = register.organisations
    for each in everybody:
        if (asked.donors is None or each.code in asked.donors) and target.code in funded(register, {each.code}):
            yield OWN_FUNDS if each.own else each.name
    if target.code not in funded(register, {each.code for each in everybody}):
        yield NOT_RECORDED


def _places(register: Register, target: Target, name: str) -> Iterator[str]:
    """Yield the rows of all places, and those that the money is in: what was spent in a region is regional."""
    places = register.places_of(target)
    if name == "regions":
        yield from (REGION_NAMES[HOMES.get(place, place)] for place in places)
    else:
        spent = {each.place for each in register.expenditures if each.target == target.code and each.place}
        yield from (COUNTRY_NAMES[place] for place in places if place in COUNTRY_NAMES)
        yield from (REGIONAL for place in spent if place not in COUNTRY_NAMES)
    rows = by_region(register, target.code) if name == "regions" else by_country(register, target.code)
    yield from (row.split("|")[-1] for row in rows)


def _years(register: Register, target: Target, asked: Asked, *, fiscal: bool) -> Iterator[str]:
    if not runs_in(target, EVER, register):
        yield UNDATED
    for year in years(asked):
        name = f"FY{year % 100:02}" if fiscal else str(year)
        first, last = year_of(name, register.fiscal_start)
        both = Period(max(first, asked.period.first or first), min(last, asked.period.last or last))
        if asked.period.touches(first, last) != "outside" and runs_in(target, both, register):
            yield name


def year_name(day: Day, start: int, *, fiscal: bool) -> str:
    """Return the name of the year that a day is in."""
    if not fiscal:
        return str(day.year)
    return f"FY{(day.year + (1 if 1 < start <= day.month else 0)) % 100:02}"
