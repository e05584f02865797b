"""What tests of office formats share: what a report's figures must read, LibreOffice to open files, a picture."""

from __future__ import annotations

import base64
import datetime as dt
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest

from portfolio.dates import PartialDate
from portfolio.language.forms import unmarked
from portfolio.pages.graphics import Chart
from portfolio.pages.tree import Block, Facts, Page, Paragraph, Section, Table

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.language.language import Language

WHEN = dt.datetime(2024, 10, 1, 9, 30, tzinfo=dt.UTC)
# Each is an instruction to some program that reads office files, and each must come out as itself.
HOSTILE = (
    '#import "x": y',
    "=cmd|' /C calc'!A0",
    "<w:p><w:r/></w:p>",
    "[red]bold[/red]",
    "$math$ *star* _under_ @ref `raw` \\ // ~ --",
    "&amp; </w:t> <![CDATA[x]]>",
    "{ TOC } #sys.inputs #{1+1}",
)
_SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(_SOFFICE is None, reason="LibreOffice (soffice) is not installed")


def hostile_report() -> Page:
    """A report all of whose texts would do harm if they were markup."""
    from portfolio.pages.graphics import Bar  # noqa: PLC0415
    from portfolio.pages.tree import (  # noqa: PLC0415
        Column,
        Fact,
    )

    table = Table(
        "t",
        (Column("a", HOSTILE[0]), Column("b", HOSTILE[1], "code"), Column("c", "Received", "money")),
        tuple({"a": text, "b": text[:20], "c": {"USD": Decimal(place)}} for place, text in enumerate(HOSTILE)),
        HOSTILE[2],
        (HOSTILE[3],),
        {"a": HOSTILE[4]},
    )
    bars = Chart("c", HOSTILE[5], tuple(Bar(text, Decimal(place)) for place, text in enumerate(HOSTILE)))
    facts = Facts("f", tuple(Fact(f"f{place}", text, text) for place, text in enumerate(HOSTILE)))
    texts = tuple(Paragraph(text) for text in HOSTILE)
    inside = tuple(Section(f"s{place}", text) for place, text in enumerate(HOSTILE))
    sections = (Section("s", HOSTILE[6], (table, bars, facts, *texts), inside),)
    return Page(
        "donor",
        HOSTILE[0],
        HOSTILE[1],
        sections,
        tuple(facts.facts),
        texts,
        HOSTILE[2],
        "en",
        WHEN.date(),
    )


def blocks(report: Page) -> list[Block]:
    """Return all blocks of a report in the order of reading."""
    return report.blocks


def figures(report: Page, language: Language) -> Iterator[str]:
    """Yield every figure of a report as its language writes it, once for each time that the report has it."""
    for block in blocks(report):
        if isinstance(block, Chart):
            yield from (language.number(bar.value) for bar in block.bars)
        elif isinstance(block, Facts):
            for fact in block.facts:
                yield from _written(fact.value, fact.kind, language)
        elif isinstance(block, Table):
            for row in [*block.rows, *([block.total] if block.total else [])]:
                for column in block.columns:
                    yield from _written(row.get(column.key), column.kind, language)


def _written(value: object, kind: str, language: Language) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (language.number(amount) for amount in value.values())
    elif isinstance(value, PartialDate | dt.date):
        yield language.date(value)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        share = kind == "share" and isinstance(value, Decimal)
        if kind in {"count", "number", "money"}:
            yield language.number(value)
        elif share:
            yield language.percent(Decimal(value))


def converted(file: Path, folder: Path) -> Path:
    """Return the PDF that LibreOffice makes of a file, with a profile of its own."""
    command = [
        str(_SOFFICE),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{file.stem}.pdf"


# What LibreOffice runs, as a macro of its own, to bring the contents of a document up to date; in it, & joins texts.
_BASIC = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Renew" script:language="StarBasic">
Sub Contents(source, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  For place = 0 To document.getDocumentIndexes().getCount() - 1
    document.getDocumentIndexes().getByIndex(place).update()
  Next
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName" : form(0).Value = "writer_pdf_Export"
  document.storeToURL(ConvertToURL(target), form())
  document.close(True)
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false">
  <library:element library:name="Renew"/>
</library:library>
"""


def renewed(file: Path, folder: Path) -> Path:
    """Return the PDF that LibreOffice makes of a document once it has brought its contents up to date."""
    office = [str(_SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=180)
    macros = folder / "profile" / "user" / "basic" / "Standard"
    macros.mkdir(parents=True, exist_ok=True)
    (macros / "Renew.xba").write_text(_BASIC, "utf-8")
    (macros / "script.xlb").write_text(_LIBRARY, "utf-8")
    made = folder / "renewed.pdf"
    subprocess.run(
        [*office, f"macro:///Standard.Renew.Contents({file},{made})"], check=True, capture_output=True, timeout=180
    )
    return made


def text_of(pdf: Path) -> str:
    """Return the text of a PDF, a page after the other."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")


def picture() -> bytes:
    """Return a blue PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = zlib.compress((b"\0" + b"\x00\x9e\xdb" * 30) * 10)
    head = struct.pack(">IIBBBBB", 30, 10, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


# A grey JPEG, 24 points wide and 16 high.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////"
    "////////wAALCAAQABgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AAA//2Q=="
)


class Placed(NamedTuple):
    """A word of a page: its text without marks of direction, its right edge and its upper edge, in points."""

    text: str
    right: float
    top: float


def words_on(pdf: Path) -> list[list[Placed]]:
    """Return the words of each page of a PDF with where they stand."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    command = ["pdftotext", "-bbox", "-enc", "UTF-8", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")
    word = re.compile(r'<word xMin="[^"]*" yMin="([^"]*)" xMax="([^"]*)" yMax="[^"]*">(.*?)</word>')
    return [
        [Placed(unmarked(text), float(right), float(top)) for top, right, text in word.findall(page)]
        for page in told.split("<page ")[1:]
    ]


def right_edges(pages: list[list[Placed]], figures: tuple[str, ...]) -> list[float]:
    """Return the right edges of some figures on the first page that has them all."""
    page = next(page for page in pages if set(figures) <= {word.text for word in page})
    return [next(word.right for word in page if word.text == figure) for figure in figures]


def noto_has_arabic() -> bool:
    """Whether the Noto fonts of both scripts are here, which are as high above their base line."""
    if (lister := shutil.which("fc-list")) is None:
        return False
    listed = subprocess.run([lister, ":", "family"], check=False, capture_output=True, text=True, timeout=60).stdout
    return {"Noto Sans", "Noto Sans Arabic"} <= {name for line in listed.splitlines() for name in line.split(",")}
