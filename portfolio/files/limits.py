"""Limits of the files that are read."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What a file may have at most, so that none can exhaust the computer (`[import]` of the settings)."""

    megabytes: int = 50  # the size of the file
    unpacked_megabytes: int = 200  # the size of what it unpacks to; counted while unpacking, not only believed
    # Of one sheet, empty ones between filled ones included.
    rows: int = 200_000
    columns: int = 500
    cell: int = 40_000  # characters in one cell
    # Of a whole workbook, counted as the rectangles from A1 that its sheets fill, since that is what they are read
    # into.
    cells: int = 3_000_000
