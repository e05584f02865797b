"""Plain objects, as JSON has them, as a grid: a column for each name in them, a row for each object."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.errors import refuse
from portfolio.files.grid import Cell, Grid, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.files.limits import Limits

# Between the members of a list in one cell; a member that holds a sign of these stands in quotation marks.
_BETWEEN = "; "
_QUOTED = frozenset(';\n"')
# By which of its names an object in a list is called.
_NAMES = ("name", "title", "label", "code")
_UNFIT = "is made of objects, which no cell can hold; write it as text or leave it out"


def grid_of(objects: Sequence[Mapping[str, Any]], name: str, file: str, limits: Limits) -> Grid:
    """Return objects as a grid, whose headings stand above the first row: the first object is row 1.

    What lies in an object inside is headed by both names, and lists of texts are parted by semicolons. Numbers are
    exact.

    Raises:
        RefusedError: It is beyond the limits.
    """
    places: dict[str, int] = {}
    faults: dict[tuple[int, int], str] = {}
    lines: list[Line] = []
    for number, each in enumerate(objects, 1):
        found: dict[int, Cell] = {}
        for heading, value in _flat(each, ""):
            place = places.setdefault(heading, len(places))
            cell = _cell(value)
            if cell is not None and (not isinstance(cell, str) or len(cell) <= limits.cell):
                found[place] = cell
            elif cell is not None:
                raise refuse("", heading, f"has more than {limits.cell:,} characters", f"{file}, row {number}")
            elif value not in (None, [], {}, ""):
                faults[number, place] = _UNFIT
        lines.append(Line(number, [found.get(place) for place in range(max(found, default=-1) + 1)]))
        if number > limits.rows or len(places) > limits.columns or number * len(places) > limits.cells:
            most = f"{limits.rows:,} rows, {limits.columns:,} columns and {limits.cells:,} cells"
            raise refuse("", "", f"is larger than what is read, {most}; divide it", file)
    filled = [line for line in lines if line.cells or any(row == line.number for row, _ in faults)]
    return Grid(name, (Line(0, list(places)), *filled), faults)


def _flat(value: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        heading = f"{before} {key}".strip()
        if isinstance(inner, dict) and inner:
            yield from _flat(inner, heading)
        else:
            yield heading, inner


def _cell(value: Any) -> Cell:  # noqa: ANN401 - any JSON value
    """Return the cell of a value, or None where it is none or no cell can hold it."""
    if isinstance(value, list):
        members = [_member(each) for each in value]
        return None if not members or None in members else _BETWEEN.join(filter(None, members))
    return value if isinstance(value, str | Decimal | bool) and value != "" else None


def _member(value: Any) -> str | None:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
    if isinstance(value, Decimal):
        return format(value, "f")
    if not isinstance(value, str):
        return None
    quoted = not _QUOTED.isdisjoint(value)
    return '"' + value.replace('"', '""') + '"' if quoted else value
