"""Looks of workbooks: the formats of cells, the set-up of printed pages, and charts."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from portfolio.files.workbook_sheets import caption, chart_height

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from portfolio.files.workbook_sheets import ChartOut, Look, RangeOut, Style

_STYLES: MappingProxyType[Style, dict[str, object]] = MappingProxyType(
    {
        "": {},
        "total": {"bold": True, "top": 1},
        "residue": {"italic": True},
        "heading": {"bold": True, "bg_color": "#D9E2EC", "text_wrap": True, "bottom": 1},
        "figures": {"bold": True, "bg_color": "#D9E2EC", "text_wrap": True, "bottom": 1, "align": "right"},
        "title": {"bold": True, "font_size": 16, "font_color": "#0B4F82"},
        "section": {"bold": True, "font_size": 12, "font_color": "#0B4F82", "bottom": 2, "bottom_color": "#009EDB"},
        "prose": {"text_wrap": True, "valign": "top"},
        "note": {"text_wrap": True, "valign": "top", "italic": True, "font_color": "#595959"},
    }
)
_BAD = "#F8B4B4"
_A4 = 9
# In pixels; a row of ordinary height is 20 high.
_CHART_WIDTH, _ROW_HEIGHT = 620, 20
_BAR = "#009EDB"
# Whole numbers, as there is no room for more; the cells beside the chart have them all.
_LABELS = MappingProxyType({"value": True, "num_format": "#,##0", "font": {"size": 8}})
# Rows of one text that goes over all columns of a sheet whose text wraps.
ACROSS = frozenset({"title", "section", "prose", "note"})
# Of the 255 characters of a header, those that its own signs leave over.
_LONGEST_HEADER = 240
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_READ_FROM_RIGHT = 2


class Formats:
    """The formats of one workbook's cells, each added once."""

    def __init__(self, book: Workbook, look: Look) -> None:
        """Take the workbook and how it looks."""
        self._book, self._look = book, look
        self._made: dict[tuple[str, Style, bool, bool, bool], Format | None] = {("", "", False, False, False): None}

    def of(self, shown: str, style: Style, *, bad: bool = False, wrap: bool = False, text: str = "") -> Format | None:
        """Return the format of a cell, or None for one that has no need of any; `shown` is how its number is shown.

        In a workbook from right to left, a text that has such letters is read from the right.
        """
        backwards = self._look.right_to_left and bool(_RIGHT_TO_LEFT.search(text))
        key = (shown, style, bad, wrap, backwards)
        if key not in self._made:
            properties = {"text_wrap": True, "valign": "top"} if wrap else {}
            properties |= _STYLES[style]
            if shown:
                properties["num_format"] = shown
            if shown.startswith("yyyy"):
                properties["align"] = "left"
            if bad:
                properties["bg_color"] = _BAD
            if backwards:
                properties["reading_order"] = _READ_FROM_RIGHT
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def add_sheet(book: Workbook, name: str, look: Look) -> Worksheet:
    """Add a sheet that prints on pages as wide as it is, each with the marking and its number."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    if look.right_to_left:
        sheet.right_to_left()
    if look.marking:
        # In a header, & begins an instruction.
        sheet.set_header(f"&C{caption(look.marking).replace('&', '&&')[:_LONGEST_HEADER]}")
    sheet.set_footer("&R&P / &N")
    return sheet


def add_chart(book: Workbook, sheet: Worksheet, name: str, chart: ChartOut, look: Look) -> None:
    """Add a bar chart of cells of the sheet of that name."""
    drawn = book.add_chart({"type": "bar"})
    # The ranges as lists: a name in a formula would have to be quoted.
    series = {"categories": _cells(name, chart.categories), "values": _cells(name, chart.values)}
    drawn.add_series({**series, "fill": {"color": _BAR}, "gap": 50, "data_labels": dict(_LABELS)})
    # What begins with an equals sign would be taken for the address of a title.
    title = caption(chart.title)
    drawn.set_title({"name": f" {title}" if title.startswith("=") else title, "name_font": {"size": 11}})
    drawn.set_legend({"none": True})
    # The first category on top, as in the table.
    drawn.set_y_axis({"reverse": True, "label_position": "low", "line": {"color": _BAR}})
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "reverse": look.right_to_left})
    bars = chart.values.last_row - chart.values.first_row + 1
    drawn.set_size({"width": _CHART_WIDTH, "height": (chart_height(bars) - 1) * _ROW_HEIGHT})
    drawn.set_chartarea({"border": {"none": True}})
    sheet.insert_chart(chart.position, drawn)


def _cells(name: str, cells: RangeOut) -> list[str | int]:
    return [name, cells.first_row - 1, cells.column, cells.last_row - 1, cells.column]
