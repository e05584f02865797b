"""Writes the tables of a donor's report as rows of texts, for what lays them out bare: a file of JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from portfolio.dates import today
from portfolio.formats.layout import Bars, Pairs, Picture, front, laid_out
from portfolio.formats.panels import Cells, Tiles
from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Photo
from portfolio.query.names import Names
from portfolio.query.question import Office
from portfolio.settings import load
from portfolio.store.file.tiny import TinyStore


def tables(register: Path, donor: str) -> list[list[list[str]]]:
    """Return the tables of a report; a heading or a paragraph is a table of one cell."""
    settings, language = load(None), Language("en")
    reader = TinyStore(register).read()
    report = donor_report(Office(reader, Names(reader, settings), settings, today()), donor, Options(), language)
    found: list[list[list[str]]] = []
    laid = laid_out(report, language)
    for piece in (front(report, language), *laid.opening, *laid.pieces):
        match piece:
            case Cells(headings=headings, rows=rows, total=total):
                lines = [cells for _, cells in rows] + ([total] if total else [])
                found.append([list(headings), *([" ".join(cell) for cell in cells] for cells in lines)])
            case Pairs(rows):
                found.append([[label, " ".join(value)] for row in rows for label, value in row])
            case Tiles(tiles=tiles):
                found.append([[tile.label, tile.figure, *tile.notes] for tile in tiles])
            case Bars(bars=bars):
                found.append([[bar.label, bar.text] for bar in bars])
            case Picture(alt=alt) | Photo(alt=alt):
                found.append([[alt]])
            case _:
                found.append([[piece.text]])
    return found


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(json.dumps(tables(Path(sys.argv[1]), sys.argv[2])), encoding="utf-8")
