"""Lines of text for a terminal, which break between words; what finds no room is counted or cut."""

import re
from collections.abc import Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

# Where a line may break: at a space, behind a hyphen or a stroke between words, and between signs of scripts without
# spaces. Codes, dates, numbers and options keep theirs.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
_BREAKS = re.compile(rf"(?<=[^\W\d_]{{3}}[-/–])(?=[^\W\d_]{{3}})|(?<=[{_WIDE}])(?=\S)|(?<=\S)(?=[{_WIDE}])")


def pieces(line: str) -> list[list[str]]:
    """Return the words of a line, each as the pieces that it may be broken into."""
    return [_BREAKS.split(word) if not word.isalnum() or not word.isascii() else [word] for word in line.split()]


def longest(text: str) -> int:
    """Return how many cells the longest piece of a text takes, which no line may break."""
    return max((cell_len(piece) for word in pieces(text) for piece in word), default=0)


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of so many cells; only a word that is longer than a line is broken inside."""
    lines: list[str] = []
    for line in text.split("\n"):
        if cell_len(line) <= width:
            lines.append(line)
        else:
            lines += _filled(line, width)
    return lines


def _filled(line: str, width: int) -> list[str]:
    lines, current, used = [], "", 0
    for word in pieces(line):
        for place, piece in enumerate(word):
            space = " " if current and not place else ""
            size = cell_len(piece)
            if used + len(space) + size <= width:
                current, used = f"{current}{space}{piece}", used + len(space) + size
                continue
            if current:
                lines.append(current)
            *full, current = chop_cells(piece, width)
            lines += full
            used = cell_len(current)
    return [*lines, current]


def shortened(text: str, width: int) -> str:
    """Return text in so many cells; longer text ends in an ellipsis, behind a word if that fills over half of them."""
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(0, width - 1)).rstrip()
    words = kept if text[len(kept) : len(kept) + 1].isspace() else kept.rpartition(" ")[0].rstrip(" ,;–-")
    return f"{words if cell_len(words) > width // 2 else kept}…"


def cut(text: str, names: Sequence[str], width: int, most: int) -> list[str]:
    """Return text in at most so many lines; names that find no room are counted, other text ends in an ellipsis."""
    lines = wrapped(text, width)
    if len(lines) <= most:
        return lines
    # A name takes three cells at least, with its comma and space.
    for kept in range(min(len(names) - 1, most * width // 3), 0, -1):
        counted = wrapped(f"{', '.join(names[:kept])} +{len(names) - kept}", width)
        if len(counted) <= most:
            return counted
    last = lines[most - 1]
    while cell_len(last) >= width:
        shorter, _, word = last.rpartition(" ")
        last = shorter or set_cell_size(word, width - 1)
    return [*lines[: most - 1], f"{last.rstrip(',;–-')}…"]
