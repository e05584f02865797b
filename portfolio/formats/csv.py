"""Pages as CSV and TSV, exact and complete: a list as its rows, any other page as its blocks one below the other."""

import io
import re
from collections.abc import Iterable, Iterator

from portfolio.pages.cell_text import plain_cell, qualifiers
from portfolio.pages.tree import LIST, Page, Table
from portfolio.text import FORMULA_STARTS, shown

_Cells = list[str]
# The beginning of a formula to a spreadsheet program, also behind apostrophes: one is taken off where a file is brought
# in; a plain number with a sign is not one.
_FORMULA = f"'*[{FORMULA_STARTS}]"
# One in a line, where a tab before a tab is an empty cell and no formula.
_IN_LINE = rf"\t(?!\t){_FORMULA}"
_SIGNED_NUMBER = r"[+-][0-9][0-9,]*(?:\.[0-9]+)?%?"
# The mark by which spreadsheet programs know UTF-8.
_UTF_8 = "\ufeff"


def csv_text(page: Page, *, form: str) -> str:
    """Return a page as `csv` for a spreadsheet program, or `tsv`.

    A list has a row of the columns' keys, then a row for each record, with money in one cell. On other pages the first
    two columns are keys, the same in every language. Filtering by a table's key gives its headings and rows without the
    total; the total has the key `x_total`, the notes `x_notes`. Money has a column for each currency. Figures and dates
    are exact and plain (`1250000.00`, `2024-07-15`).
    """
    if page.kind == LIST:
        return _written(_rows(page.table), form)
    from portfolio.formats.csv_page import page_rows  # noqa: PLC0415 - lists, which are asked for most, do without

    records = page_rows(page)
    return _written(records, form) if form == "tsv" else _UTF_8 + _written(records, form)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula; a number with a sign stays unchanged."""
    return _as_text("\n".join(map(shown, cell.split("\n"))), cell)


def _as_text(cell: str, as_stored: str) -> str:
    risky = re.match(_FORMULA, as_stored) and not re.fullmatch(_SIGNED_NUMBER, as_stored)
    return f"'{cell}" if risky else cell


def _written(records: Iterable[_Cells], form: str) -> str:
    if form == "tsv":
        return "".join(map(_line, records))
    import csv  # noqa: PLC0415 - TSV, which is what a pipe gets, does without

    text = io.StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in cells] for cells in records)
    return text.getvalue()


def _line(cells: _Cells) -> str:
    """Return cells as a line of TSV, which is pasted into spreadsheet programs too."""
    together = "".join(cells)
    if not (together.isascii() and together.isprintable()):
        cells = [shown(cell) for cell in cells]
    line = "\t".join(cells) + "\n"
    return "\t".join(_as_text(cell, cell) for cell in cells) + "\n" if re.search(_IN_LINE, f"\t{line}") else line


def _rows(table: Table) -> Iterator[_Cells]:
    yield [column.key for column in table.columns]
    # Only money can be unknown or uncertain, and most cells are text: asking all of each takes as long as writing it.
    asked = [
        (column.key, *(qualifiers(column.key) if column.kind == "money" else ("", ""))) for column in table.columns
    ]
    for row in table.rows:
        yield [
            value
            if isinstance(value := row.get(key), str)
            else plain_cell(value, row.get(unknown), row.get(doubted))
            if unknown
            else plain_cell(value)
            for key, unknown, doubted in asked
        ]
