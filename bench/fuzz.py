"""Damages real spreadsheets in every way there is and reads them: `python -m bench.fuzz --cases 100000`."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import random
import re
import tempfile
import time
import zipfile
import zlib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.opendocuments import foreign_opendocument, opendocument
from portfolio.errors import PortfolioError
from portfolio.exchange.iati.judging import judge
from portfolio.files.limits import Limits
from portfolio.files.reading import read
from portfolio.files.separated import write_separated
from portfolio.files.workbook import write_workbook
from portfolio.files.workbook_in import read_workbook
from portfolio.files.workbook_sheets import ColumnOut, PageOut, SheetOut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.files.grid import Cell

_REAL = Path(__file__).parents[2] / "shared" / "data" / "spreadsheets"
_ACTIVITIES = Path(__file__).parents[2] / "shared" / "data" / "iati"
SECONDS = 2.0
# Small enough that a case takes milliseconds: what grows with size is found by files made for it.
_MOST = 60_000

_CELLS = (
    *("", " ", "0", "-0", "-1", "1e999", "1e-400", "NaN", "inf", "9" * 400, "1_000", "١٢٣", "0x1F", "true", "#REF!"),
    *("=1+1", "=HYPERLINK(1)", "@SUM", "+cmd", "-2+3", "'=1", "''", "\t=1", "_x0041_", "_x0000_", "_xD800_", "&lt;"),
    *("2018-07", "99/99/9999", "43000.5", "-5", "2958466", "\ufeff", "\u202e", "\x00", "\x1b[31m", "a\nb", "\r", '"'),
    *("A1", "XFD1048576", "A0", "ZZZZ9", "A99999999999", "1", "2147483648", "18446744073709551616", "x" * 50_000),
    *("s", "str", "inlineStr", "e", "b", "d", "n", "z", "UTF-16", "latin-1", "../../x", "/xl/workbook.xml", "rId1"),
)
_MARKUP = (
    *(
        "<row>",
        "</row>",
        '<row r="1048576"/>',
        "<c>",
        "</c>",
        '<c r="B2" t="s"><v>0</v></c>',
        "<v>",
        "<f>A1</f>",
        "<is/>",
    ),
    *('<c r="XFD1048576"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>', "<si/>", "<t>", "<![CDATA[<c>]]>", "<!-- <c> -->"),
    *(
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        "&a;",
        "&#0;",
        "&#xD800;",
        "<?x?>",
        '<mergeCell ref="A1:B9"/>',
        "<x:c/>",
        "]]>",
    ),
    *('<sheet name="A" sheetId="9" r:id="rId9"/>', '<mergeCell ref="A1:XFD1048576"/>', "<sheetData/>", "</worksheet>"),
)
# What the content of an OpenDocument is made of, and more often than any sheet has it.
_OPEN_MARKUP = (
    *("<table:table-row>", "</table:table-row>", "<table:table-cell/>", "</table:table-cell>", "</table:table>"),
    *(
        '<table:table-row table:number-rows-repeated="1048576"/>',
        '<table:table table:name="A">',
        "<text:p>",
        "</text:p>",
    ),
    *('<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>', "<text:s/>"),
    *(
        '<table:table-cell table:number-rows-spanned="9" table:number-columns-spanned="2"/>',
        "<table:covered-table-cell/>",
    ),
    *('<text:s text:c="99999999"/>', "<text:line-break/>", "<text:tab/>", "<draw:frame>", "<office:annotation>"),
    *(
        '<table:table-cell office:value-type="float" office:value="1e999"/>',
        "<!-- <table:table> -->",
        "<![CDATA[<a>]]>",
    ),
    *('<table:table-cell office:value-type="date" office:date-value="-1-99-99"/>', "&a;", "&#0;", "<?x?>", "]]>"),
    *('<!DOCTYPE x [<!ENTITY a "b">]>', "<manifest:encryption-data/>", "<x:y/>", "<table:table-header-rows>"),
)
# What files of IATI are made of, and values that they must not have.
_IATI_MARKUP = (
    *("<iati-activity>", "</iati-activity>", "<narrative/>", "<transaction/>", "<value/>", "<budget/>", "<result/>"),
    *('<narrative xml:lang="fr">x</narrative>', "<iati-identifier>A</iati-identifier>", "<title/>", "<indicator/>"),
    *('<value currency="QQQ">1e9</value>', '<value currency="JPY">-0.5</value>', '<transaction-type code="1"/>'),
    *('<activity-date type="2" iso-date="2099-01-01"/>', '<participating-org role="1"/>', '<provider-org ref=" "/>'),
    *('<recipient-country code="KE" percentage="-5"/>', '<recipient-region code="298" percentage="50"/>'),
    *(
        '<related-activity ref="A" type="1"/>',
        '<sector vocabulary="99" code="II"/>',
        "<period/>",
        "<x:y/>",
        "<a:b xmlns:a='u'/>",
    ),
    *('<!DOCTYPE x [<!ENTITY a "b">]>', "&a;", "&#0;", "&amp;amp;", "<?x?>", "]]>", "<!-- <a> -->", "<![CDATA[<a>]]>"),
)
_NAMESPACE = ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_STORED, _PACKED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp437", "utf-7")

Mutation = "Callable[[random.Random, bytes], bytes]"


@dataclass
class Outcome:
    """What became of the cases of one format."""

    taken: int = 0
    refused: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def fuzz(form: str, cases: int, target: Callable[[Path], object], seed: int = 0, more: Sequence[bytes] = ()) -> Outcome:
    """Give a function damaged files, and return what became of them.

    Args:
        form: One of `FORMATS`.
        cases: How many files; the same number and seed make the same ones.
        target: What is given each file. It may return or raise one of our errors; all else is a failure.
        seed: Another one makes other files.
        more: What is damaged beside the files that reading alone has trouble with.
    """
    made, damage = FORMATS[form]
    originals = [*made(), *more]
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"case.{form}")
        for case in range(cases):
            chance = random.Random(f"{form} {seed} {case}")  # noqa: S311 - nothing is kept secret by it
            data = chance.choice(originals)
            for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
                data = damage(chance, data)
            path.write_bytes(data)
            _try(target, path, f"{form} case {case} of seed {seed}", outcome)
    return outcome


def _try(target: Callable[[Path], object], path: Path, name: str, outcome: Outcome) -> None:
    # Of this program alone: others may be at work on the machine.
    started = time.process_time()
    try:
        target(path)
        outcome.taken += 1
    except PortfolioError:
        outcome.refused += 1
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of compiled code is no Exception
        outcome.failures.append(f"{name}: {type(error).__name__}: {error}")
    seconds = time.process_time() - started
    outcome.slowest = max(outcome.slowest, seconds)
    if seconds > SECONDS:
        outcome.failures.append(f"{name}: took {seconds:.1f} s")


def workbooks() -> list[bytes]:
    """Return the workbooks that are damaged: one as we write them, one as others do, and real ones that are small."""
    target = io.BytesIO()
    columns = [ColumnOut("Code"), ColumnOut("Start", "date"), ColumnOut("Amount", "money"), ColumnOut("Open", "bool")]
    rows: list[list[Cell]] = [
        [f"P-{number:03}", dt.date(2020, 1, number + 1), Decimal(number) / 4, number % 2 == 0] for number in range(9)
    ]
    sheets: list[SheetOut | PageOut] = [
        PageOut("About", ["Projects of Arcadia", "All of them"]),
        SheetOut("Projects", columns, rows),
    ]
    write_workbook(target, sheets, created=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    return [target.getvalue(), _foreign(target.getvalue()), *_real("*.xlsx")]


def opendocuments() -> list[bytes]:
    """Return the OpenDocument spreadsheets that are damaged: of the workbooks, and one with what few programs write."""
    grids = [read_workbook(data, "damaged later", Limits()) for data in workbooks()]
    return [*(opendocument(each) for each in grids), foreign_opendocument()]


def _foreign(data: bytes) -> bytes:
    """Return a workbook with what we do not write: shared strings, formulas, errors, merged cells, moments."""
    sheet = (
        f'<worksheet{_NAMESPACE}><sheetData><row r="2">'
        '<c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'
        '<row r="4" ht="15"><c r="A4" t="e"><v>#REF!</v></c>'
        '<c r="B4"><f>1+1</f><v>2</v></c><c r="C4" s="1"><f>A1</f></c><c r="D4" t="str"><f>"a"</f><v>a</v></c></row>'
        '<row><c r="A5"><v>43000.25</v></c><c r="B5" t="d"><v>2018-07-15T10:00:00</v></c></row></sheetData>'
        '<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells></worksheet>'
    )
    strings = (
        f"<sst{_NAMESPACE}><si><t>Title</t></si><si><r><t>Start "
        '</t></r><r><t xml:space="preserve"> date</t></r></si></sst>'
    )
    second = (
        f"<worksheet{_NAMESPACE}><sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row/></sheetData></worksheet>"
    )
    added = {
        "xl/worksheets/sheet1.xml": sheet.encode(),
        "xl/worksheets/sheet2.xml": second.encode(),
        "xl/sharedStrings.xml": strings.encode(),
    }
    return _packed({**_members(data), **added})


def texts() -> list[bytes]:
    """Return the separated values that are damaged: as we write them in each dialect, and real ones that are small."""
    rows: list[list[Cell]] = [["Code", "Title", "Amount"]]
    rows += [[f"P-{number:03}", f'Training "{number}"; part,\nof it', Decimal(number) / 8] for number in range(20)]
    found = []
    for dialect in ("excel", "excel-fr"):
        target = io.BytesIO()
        write_separated(rows, target, dialect)
        found.append(target.getvalue())
    return [*found, *_real("*.csv"), *_real("*/*.csv")]


def activities() -> list[bytes]:
    """Return the files of IATI that are damaged: a few activities each of real ones."""
    found = []
    for path in (*sorted(_ACTIVITIES.glob("real/*.xml")), *sorted(_ACTIVITIES.glob("*/*-203.xml"))):
        parts = re.findall(r"<iati-activity\b.*?</iati-activity>", path.read_text(encoding="utf-8"), re.DOTALL)
        for start in range(0, min(len(parts), _MOST_ACTIVITIES), 2):
            inner = "".join(parts[start : start + 2])
            found.append(f'<iati-activities version="2.03" xmlns:usg="u">{inner}</iati-activities>'.encode())
    return [each for each in found if len(each) <= _MOST]


_MOST_ACTIVITIES = 60


def _real(pattern: str) -> list[bytes]:
    return [each.read_bytes() for each in sorted(_REAL.glob(pattern)) if each.stat().st_size <= _MOST]


def _damage_package(chance: random.Random, data: bytes, markup: Sequence[str]) -> bytes:
    """Change a workbook or an OpenDocument: its bytes, its members, or the text of one of them."""
    try:
        members = _members(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        return _damage_bytes(chance, data)
    kind = chance.random()
    if kind < 0.25 or not members:  # noqa: PLR2004 - a share of the cases
        return _damage_bytes(chance, data)
    name = chance.choice(
        [*members, *(each for each in members if "sheet" in each or each == "content.xml")] or [*members]
    )
    if kind < 0.35:  # noqa: PLR2004
        return _damage_members(chance, members, name)
    return _packed({**members, name: _damage_markup(chance, members[name], markup)})


def _damage_members(chance: random.Random, members: dict[str, bytes], name: str) -> bytes:
    what = chance.randrange(4)
    if what == 0:
        return _packed({other: content for other, content in members.items() if other != name})
    if what == 1:
        return _packed({other.upper() if other == name else other: content for other, content in members.items()})
    other = chance.choice([*members])
    if what == 2:  # noqa: PLR2004
        return _packed({**members, name: members[other]})
    shuffled = [*members]
    chance.shuffle(shuffled)
    return _packed({each: members[each] for each in shuffled})


def _damage_markup(chance: random.Random, content: bytes, markup: Sequence[str]) -> bytes:
    """Change XML: an attribute, a text, an element, the encoding, or a byte."""
    text = content.decode("utf-8", "replace")
    what = chance.randrange(6)
    if what == 0:
        return _damage_bytes(chance, content)
    if what == 1:
        return text.encode(chance.choice(_ENCODINGS), "replace")
    pattern = (r'"[^"]*"', r">[^<]+<", r"<[^>]+>", r"(?<=>)(?=<)")[what - 2]
    places = [match.span() for match in re.finditer(pattern, text)]
    if not places:
        return content
    start, end = chance.choice(places)
    if what == 2:  # noqa: PLR2004
        new = f'"{chance.choice(_CELLS)}"'
    elif what == 3:  # noqa: PLR2004
        new = f">{chance.choice(_CELLS)}<"
    else:
        new = chance.choice(("", chance.choice(markup), text[start:end] * 2, chance.choice(markup) * 50))
    return f"{text[:start]}{new}{text[end:]}".encode("utf-8", "surrogatepass")


def _damage_text(chance: random.Random, data: bytes) -> bytes:
    """Change separated values: a byte, a cell, the delimiter, the quotation marks, the encoding."""
    what = chance.randrange(6)
    if what == 0:
        return _damage_bytes(chance, data)
    text = data.decode("utf-8-sig", "replace")
    if what == 1:
        return text.encode(chance.choice(_ENCODINGS), "replace")
    if what == 2:  # noqa: PLR2004
        return text.replace(
            chance.choice(",;\n"), chance.choice((",", ";", "\t", "|", "\r", ":", "\x00", "\x1f"))
        ).encode()
    places = [match.span() for match in re.finditer(r"[^,;\n]*", text)]
    start, end = chance.choice(places)
    new = chance.choice(_CELLS) if what == 3 else chance.choice(('"', '""', '"x', 'x"', "'", "\r\n", ",", ";" * 600))  # noqa: PLR2004
    return f"{text[:start]}{new}{text[end:]}".encode("utf-8", "surrogatepass")


def _damage_bytes(chance: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 1, 2, 4, 16, 200)))
    new = chance.choice((b"", b"\x00", b"\xff", chance.randbytes(end - start), data[start:end] * 2, data[:start][-50:]))
    if chance.random() < 0.05:  # noqa: PLR2004 - a share of the cases
        return data[:start]
    return data[:start] + new + data[end:]


@lru_cache(maxsize=200)
def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # Of no time, so always the same. What an OpenDocument is stands readable in its first bytes.
            archive.writestr(zipfile.ZipInfo(name), content, _STORED if name == "mimetype" else _PACKED)
    return target.getvalue()


# What is damaged of each format, and how.
FORMATS: dict[str, tuple[Callable[[], list[bytes]], Callable[[random.Random, bytes], bytes]]] = {
    "xlsx": (workbooks, partial(_damage_package, markup=_MARKUP)),
    "csv": (texts, _damage_text),
    "ods": (opendocuments, partial(_damage_package, markup=_OPEN_MARKUP)),
    "xml": (activities, partial(_damage_markup, markup=_IATI_MARKUP)),
}


def read_file(path: Path) -> object:
    """Read a file as an import does first, or judge one of IATI."""
    if path.suffix == ".xml":
        return list(judge(path, dt.date(2024, 6, 15)))
    return read(path, Limits())


def main(
    targets: Sequence[tuple[str, Callable[[Path], object]]] = (("read", read_file),),
    more: Callable[[str], Sequence[bytes]] = lambda _: (),
    given_arguments: Sequence[str] | None = None,
) -> None:
    """Fuzz each target with each format and print what became of the cases."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=10_000, help="files of each format")
    arguments.add_argument("--seed", type=int, default=0, help="another one makes other files")
    arguments.add_argument("--format", choices=FORMATS, help="only this one")
    given = arguments.parse_args(given_arguments)
    print("| target | format | cases | taken | refused | failures | slowest ms |")
    print("|---|---|---:|---:|---:|---:|---:|")
    failures: list[str] = []
    for name, target in targets:
        for form in (given.format,) if given.format else FORMATS:
            found = fuzz(form, given.cases, target, given.seed, more(form))
            failures += found.failures
            counts = f"{given.cases:,} | {found.taken:,} | {found.refused:,} | {len(found.failures):,}"
            print(f"| {name} | {form} | {counts} | {found.slowest * 1000:,.0f} |", flush=True)
    print(*failures[:50], sep="\n")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
