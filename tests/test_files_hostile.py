"""Files made to exhaust a computer: each is refused with a sentence by a process that may not take much memory."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from workbooks import MAIN, repeated, workbook, worksheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What the process may take beyond what it has taken when everything is loaded, so that libraries do not count.
MEGABYTES = 300
READER = f"""
import resource, sys
from pathlib import Path
import python_calamine
from portfolio.errors import RefusedError
from portfolio.files.limits import Limits
from portfolio.files.reading import read
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + {MEGABYTES} * 1_000_000,) * 2)
try:
    read(Path(sys.argv[1]), Limits())
except RefusedError as error:
    print(error)
    sys.exit(error.exit_code)
"""
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def rows(first: int, count: int) -> Iterator[bytes]:
    for start in range(first, first + count, 10_000):
        yield b"".join(
            b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(start, start + 10_000)
        )


def laughing() -> Iterator[bytes]:
    entities = "".join(
        f'<!ENTITY {each} "{f"&{before};" * 10}">' for before, each in zip("abcdefgh", "bcdefghi", strict=True)
    )
    yield f'<!DOCTYPE x [<!ENTITY a "ha">{entities}]>'.encode()
    yield from worksheet('<row r="1"><c r="A1" t="str"><v>&i;</v></c></row>')


def lying() -> bytes:
    """Return a workbook whose sheet is 100 MB larger than its directory says."""
    data = bytearray(workbook(worksheet(*repeated(b" " * 100, 1_000_000))))
    entry = -1
    while (entry := data.find(b"PK\x01\x02", entry + 1)) >= 0:
        if int.from_bytes(data[entry + 24 : entry + 28], "little") > 90_000_000:
            data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a text of 800 MB": (
        lambda: workbook(
            worksheet('<row r="1"><c r="A1" t="str"><v>', *repeated(b"x" * 1000, 800_000), "</v></c></row>")
        ),
        "unpacks to more than 200 MB",
    ),
    "sizes that lie": (lying, "is damaged or not complete"),
    "one cell at the end of the sheet": (
        lambda: workbook(worksheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "sheet “S1”: has something in row 1,048,576; 200,000 rows are read at most",
    ),
    "two cells far from one another": (
        lambda: workbook(worksheet(ONE, '<row r="200000"><c r="SF200000"><v>1</v></c></row>')),
        "has 200,000 × 500 cells; 3,000,000 are read at most",
    ),
    "three million rows": (lambda: workbook(worksheet(*rows(1, 3_000_000))), "200,000 rows are read at most"),
    "three million empty rows": (
        lambda: workbook(worksheet(*repeated(b"<row/>", 3_000_000))),
        "has more rows than a sheet can have",
    ),
    "many sheets with far cells": (
        lambda: workbook(*([*worksheet(ONE, '<row r="5000"><c r="SF5000"><v>1</v></c></row>')] for _ in range(50))),
        "sheet “S2”: has 5,000 × 500 cells, and the sheets before it 2,500,000; 3,000,000 are read at most",
    ),
    "a long text used in every row": (
        lambda: workbook(
            worksheet(*repeated(b'<row><c t="s"><v>0</v></c></row>', 190_000)),
            strings=["<si><t>", "x" * 39_000, "</t></si>"],
        ),
        "comes to more text than is read",
    ),
    "millions of texts": (
        lambda: workbook(worksheet(ONE), strings=repeated(b"<si/>", 30_000_000)),
        "built in a way that no spreadsheet program builds",
    ),
    "elements in one another": (
        lambda: workbook(worksheet(*repeated(b"<a>", 10_000_000))),
        "built in a way that no spreadsheet program builds",
    ),
    "millions of comments": (
        lambda: workbook(worksheet(*repeated(b"<!-- -->", 20_000_000))),
        "built in a way that no spreadsheet program builds",
    ),
    "a tag without an end": (
        lambda: workbook(worksheet('<row a="', *repeated(b"a>" * 50, 1_000_000), '"/>')),
        "a tag in it does not end",
    ),
    "entities of entities": (lambda: workbook(laughing()), "brings definitions of its own (DOCTYPE)"),
    "merged cells over one another": (
        lambda: workbook(worksheet(ONE, *rows(2, 190_000), after='<mergeCell ref="A1:XFD1048576"/>' * 10)),
        "its merged cells overlap",
    ),
    "formats without end": (
        lambda: workbook(
            worksheet(ONE), others={"xl/styles.xml": f"<styleSheet {MAIN}>{'<xf/>' * 30_000_000}</styleSheet>"}
        ),
        "built in a way that no spreadsheet program builds",
    ),
    "a field of 49 MB": (lambda: b"a,b\n1," + b"x" * 49_000_000, "has a line of 4,000,000 characters and more"),
    "a field of 12 million emoji": (
        lambda: b"a,b\n1," + "😀".encode() * 12_000_000,
        "has a line of 4,000,000 characters",
    ),
    "a quotation mark that is never closed": (
        lambda: b'a,b\n1,"' + b"x\n" * 24_000_000,
        "row 2: has a cell of more than 40,000 characters, or a quotation mark that is never closed",
    ),
    "a million rows": (lambda: b"a,b,c\n" * 1_000_000, "has more than 200,000 rows"),
    "cells without end": (
        lambda: b"\xef\xbb\xbf" + (b"0123456789," * 18 + b"\n") * 240_000,
        "has more than 3,000,000 cells",
    ),
    "a file of NUL": (lambda: b"a,b\n" + bytes(49_000_000), "byte 5 is NUL"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is bounded and told so on Linux only")
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_without_much_memory(tmp_path: Path, name: str) -> None:
    make, sentence = HOSTILE[name]
    path = tmp_path / "plan.file"
    path.write_bytes(make())
    ended = subprocess.run(
        [sys.executable, "-c", READER, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (5, "")
    assert sentence in ended.stdout
    assert ended.stdout.startswith(f"{path}")
    assert len(ended.stdout.splitlines()) == 1
