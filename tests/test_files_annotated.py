"""The annotated copy: every problem listed and marked where it is, the rest as it was read."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

from portfolio.files.annotated import Annotation, write_annotated
from portfolio.files.grid import Grid, Line
from portfolio.files.limits import Limits
from portfolio.files.workbook_in import read_workbook

CREATED = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
GRID = Grid(
    "Projects",
    [Line(2, ["Code", "Start"]), Line(5, ["=cmd", dt.date(2018, 7, 15)]), Line(6, [Decimal("1.5"), "31/02/2020"])],
)


def annotated(*grids: Grid, marks: list[Annotation]) -> tuple[bytes, tuple[Grid, ...]]:
    target = io.BytesIO()
    write_annotated(target, grids, marks, created=CREATED)
    return target.getvalue(), read_workbook(target.getvalue(), "errors.xlsx", Limits())


def test_the_problems_are_listed_first_and_the_rest_is_as_it_was() -> None:
    marks = [
        Annotation("Projects", 6, 1, "is no day"),
        Annotation("Projects", 9, None, "has no title"),
        Annotation("Projects", 6, 1, "twice"),
    ]
    _, (problems, copy) = annotated(GRID, marks=marks)
    assert [[*line.cells] for line in problems.lines] == [
        ["Sheet", "Cell", "Value", "Problem"],
        ["Projects", "B6", "31/02/2020", "is no day"],
        ["Projects", "row 9", None, "has no title"],
        ["Projects", "B6", "31/02/2020", "twice"],
    ]
    assert [(line.number, [*line.cells]) for line in copy.lines] == [
        (line.number, [*line.cells]) for line in GRID.lines
    ]


def test_each_cell_has_one_comment_with_all_that_is_wrong_with_it() -> None:
    marks = [
        Annotation("Projects", 6, 1, "is no day"),
        Annotation("Projects", 6, 1, "is too late"),
        Annotation("Projects", 9, None, "is lost"),
    ]
    data, _ = annotated(GRID, marks=marks)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    found = dict(re.findall(r'<comment ref="([A-Z]+\d+)".*?<t(?: [^>]*)?>(.*?)</t>', comments, re.DOTALL))
    assert found == {"B6": "is no day\nis too late", "A9": "is lost"}


def test_what_no_workbook_can_hold_is_replaced_or_cut() -> None:
    grid = Grid("Odd", [Line(1, ["a\ufffeb", "x" * 40_000, Decimal(12345678901234567890)])])
    _, (_, copy) = annotated(grid, marks=[])
    assert copy.lines[0].cells[0] == "a\ufffdb"
    assert copy.lines[0].cells[1] == "x" * 32_766 + "…"
    assert copy.lines[0].cells[2] == "12345678901234567890"


def test_sheets_of_any_name_keep_their_marks() -> None:
    grids = [Grid("a/b", [Line(1, ["x"])]), Grid("Problems", [Line(1, ["y"])])]
    _, found = annotated(*grids, marks=[Annotation("a/b", 1, 0, "bad"), Annotation("Problems", 1, 0, "bad")])
    assert [grid.name for grid in found] == ["Problems", "a b", "Problems 2"]
    assert [line.cells[2] for line in found[0].lines] == ["Value", "x", "y"]
