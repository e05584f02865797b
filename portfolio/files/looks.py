"""Looks of workbooks: the formats of cells, the set-up of printed pages, and charts."""

from __future__ import annotations

import io
import re
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING

from portfolio.files.workbook_sheets import ChartOut, LogoOut, Look, RangeOut, Style, caption, chart_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from portfolio.files.colours import Colours


def _styles(colours: Colours) -> dict[Style, dict[str, object]]:
    deep, accent = f"#{colours.deep}", f"#{colours.accent}"
    heading = {"bold": True, "font_color": deep, "bg_color": f"#{colours.wash}", "text_wrap": True, "valign": "bottom"}
    heading |= {"top": 1, "top_color": accent, "bottom": 1, "bottom_color": accent}
    return {
        "": {},
        "total": {"bold": True, "top": 1},
        "residue": {"italic": True},
        "heading": heading,
        "figures": {**heading, "align": "right", "indent": 1},
        "title": {"bold": True, "font_size": 18, "font_color": deep},
        "section": {"bold": True, "font_size": 13, "font_color": deep, "bottom": 2, "bottom_color": accent},
        "caption": {"bold": True, "font_color": deep, "valign": "bottom"},
        "fact": {"text_wrap": True, "valign": "top"},
        "logo": {},
        "prose": {"text_wrap": True, "valign": "top"},
        "note": {"text_wrap": True, "valign": "top", "italic": True, "font_color": "#595959"},
    }


# Figures stand off from the text of the next column, by the width of this sign.
_ROOM = "_)"
_WITH_NEXT: frozenset[Style] = frozenset({"title", "section", "caption", "heading"})
_BAD = "#F8B4B4"
_A4 = 9
# In pixels; a row of ordinary height is 20 high.
_CHARACTER, _ROW_HEIGHT, LOGO_HEIGHT = 7, 20, 54
# Whole numbers, as there is no room for more; the cells beside the chart have them all.
_LABELS = MappingProxyType({"value": True, "num_format": "#,##0", "font": {"size": 8}})
# Rows whose last text goes over all columns of a sheet whose text wraps, from which one on.
ACROSS: MappingProxyType[Style, int] = MappingProxyType(
    {"title": 0, "section": 0, "prose": 0, "note": 0, "caption": 0, "fact": 1}
)
# How many characters a page is wide enough for, in a size that can be read; a sheet that is wider has several.
_LEGIBLE = 300
# How narrow a column may become for that; figures and days need no more.
_NARROWEST = 26
# Of upright pages: how many characters are as wide as one, its margins in inches, and its height in points.
_UPRIGHT, _MARGINS, _HIGH = 95, (0.45, 0.45, 0.75, 0.7), 735
# Of the 255 characters of a header, those that its own signs leave over.
_LONGEST_HEADER = 240
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_READ_FROM_RIGHT = 2


class Formats:
    """The formats of one workbook's cells, each added once."""

    def __init__(self, book: Workbook, look: Look) -> None:
        self._book, self._look, self._styles = book, look, _styles(look.colours)
        self._made: dict[tuple[str, Style, bool, bool, bool], Format | None] = {("", "", False, False, False): None}

    def of(self, shown: str, style: Style, *, bad: bool = False, wrap: bool = False, text: str = "") -> Format | None:
        """Return the format of a cell, or None for one that has no need of any; `shown` is how its number is shown.

        In a workbook from right to left, a text that has such letters is read from the right.
        """
        backwards = self._look.right_to_left and bool(_RIGHT_TO_LEFT.search(text))
        key = (shown, style, bad, wrap, backwards)
        if key not in self._made:
            properties = {"text_wrap": True, "valign": "top"} if wrap else {}
            properties |= self._styles[style]
            if shown:
                properties["num_format"] = f"{shown}{_ROOM}" if shown.startswith(("#", "0")) else shown
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


def narrowed(widths: Sequence[int]) -> list[int]:
    """Return the widths of columns, the widest narrowed as far as that saves a page and their text can be read."""
    room = _LEGIBLE * ceil(sum(min(each, _NARROWEST) for each in widths) / _LEGIBLE)
    most = max(widths, default=0)
    while sum(min(each, most) for each in widths) > room:
        most -= 1
    return [min(each, most) for each in widths]


def fit(sheet: Worksheet, widths: Sequence[int], held: int) -> None:
    """Let a sheet print on as few pages side by side as can be read, the columns that are held on each."""
    across = ceil(sum(widths) / _LEGIBLE)
    sheet.fit_to_pages(max(across, 1), 0)
    if across > 1 and held:
        sheet.repeat_columns(0, held - 1)


def stand(
    sheet: Worksheet, widths: Sequence[int], rows: Sequence[tuple[float, Style]], kept: Sequence[RangeOut]
) -> None:
    """Let a sheet print on upright pages, one page wide, none of which parts what belongs together.

    Of the rows it takes their heights and styles, and which of them are kept together: headings are with what is below.
    """
    sheet.set_portrait()
    sheet.set_margins(*_MARGINS)
    sheet.fit_to_pages(1, 0)
    room, taken = _HIGH * max(sum(widths) / _UPRIGHT, 1), 0.0
    breaks: list[int] = []
    ends = {each.first_row - 1: each.last_row for each in kept}
    for row, (height, style) in enumerate(rows):
        needed = sum(high for high, _ in rows[row : ends.get(row, row + 1)])
        if taken + needed > room:
            first = row
            while first and rows[first - 1][1] in _WITH_NEXT:
                first -= 1
            # Elsewhere a page ends by itself, with no row too few where rows are lower than was thought.
            breaks += [first] if first < row or row in ends or style in _WITH_NEXT else []
            taken = sum(high for high, _ in rows[first:row])
        taken += height
    sheet.set_h_pagebreaks(breaks)


def add_logo(sheet: Worksheet, logo: LogoOut) -> None:
    """Put a picture into the first row."""
    options = {"x_scale": logo.scale, "y_scale": logo.scale, "description": logo.told, "object_position": 2}
    sheet.insert_image(0, 0, "logo", options | {"image_data": io.BytesIO(logo.data)})


def add_chart(book: Workbook, sheet: Worksheet, name: str, chart: ChartOut, look: Look) -> None:
    """Add a bar chart of cells of the sheet of that name."""
    drawn, bar = book.add_chart({"type": "bar"}), f"#{look.colours.accent}"
    # The ranges as lists: a name in a formula would have to be quoted.
    series = {"categories": _cells(name, chart.categories), "values": _cells(name, chart.values)}
    drawn.add_series({**series, "fill": {"color": bar}, "gap": 50, "data_labels": dict(_LABELS)})
    # What begins with an equals sign would be taken for the address of a title.
    title = caption(chart.title)
    drawn.set_title({"name": f" {title}" if title.startswith("=") else title, "name_font": {"size": 11}})
    drawn.set_legend({"none": True})
    # The first category on top, as in the table.
    drawn.set_y_axis({"reverse": True, "label_position": "low", "line": {"color": bar}})
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "reverse": look.right_to_left})
    bars = chart.values.last_row - chart.values.first_row + 1
    drawn.set_size({"width": chart.width * _CHARACTER, "height": (chart_height(bars) - 1) * _ROW_HEIGHT})
    drawn.set_chartarea({"border": {"none": True}})
    sheet.insert_chart(chart.place.first_row - 1, chart.place.column, drawn)


def _cells(name: str, cells: RangeOut) -> list[str | int]:
    return [name, cells.first_row - 1, cells.column, cells.last_row - 1, cells.column]
