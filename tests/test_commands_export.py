"""`portfolio export`: the register as a workbook, CSV and JSON, with nothing in it that may not leave the office."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.exchange.intake.cell_values import plain
from portfolio.fields.sheets import BY_NAME, SHEETS, WHAT
from portfolio.files.limits import Limits
from portfolio.files.separated import DIALECTS, read_separated
from portfolio.files.workbook_in import read_workbook
from portfolio.models.tables import TABLES
from portfolio.store.file import register as stored_form

if TYPE_CHECKING:
    from conftest import Program

    from portfolio.files.grid import Grid

QUIET = "Quiet matter"
SOFFICE = shutil.which("soffice")


@pytest.fixture
def exported(office: Program, tmp_path: Path) -> Path:
    """The office's register as a workbook."""
    office("export", "all", "-o", "all.xlsx")
    return tmp_path / "all.xlsx"


def stored(register: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the records of each table as they lie in the file of the register."""
    tables = json.loads(register.read_text(encoding="utf-8"))
    return {name: list(tables.get(name, {}).values()) for name in TABLES}


def without(field: str, tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return records without a field: their revisions stay in the office, which knows nothing of their states."""
    return {
        table: [{name: value for name, value in record.items() if name != field} for record in records]
        for table, records in tables.items()
    }


def rows_of(data: bytes, delimiter: str = ",") -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def grids(path: Path) -> dict[str, Grid]:
    return {grid.name: grid for grid in read_workbook(path.read_bytes(), path.name, Limits())}


def part(path: Path, title: str) -> str:
    """Return the XML of the sheet of that title."""
    with zipfile.ZipFile(path) as archive:
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
        return archive.read(f"xl/worksheets/sheet{names.index(title) + 1}.xml").decode()


def contents(path: Path) -> bytes:
    """Return all that stands in a file or folder, packed or not, names of files too."""
    if path.is_dir():
        return b"".join(each.name.encode() + each.read_bytes() for each in sorted(path.iterdir()))
    data = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return data
    with zipfile.ZipFile(path) as archive:
        return data + b"".join(archive.read(name) for name in archive.namelist())


class TestJson:
    def test_holds_the_stored_records_and_says_what_it_is(self, office: Program, register: Path) -> None:
        office("export", "all", "-o", "all.json")
        found = json.loads(Path("all.json").read_text(encoding="utf-8"))
        tables = stored(register)
        assert without("state", {name: found.pop(name) for name in tables}) == without("revision", tables)
        assert found == {
            "format": "portfolio export",
            "schema": found["schema"],
            "what": "all",
            "title": found["title"],
            "organisation": found["organisation"],
            "as_of": "2024-10-01",
            "filters": [],
            "marking": "UNCLASSIFIED",
        }

    def test_lines_hold_a_record_each_and_its_table(self, office: Program, register: Path) -> None:
        office("export", "all", "-o", "all.jsonl")
        lines = [json.loads(line) for line in Path("all.jsonl").read_text(encoding="utf-8").split("\n") if line]
        tables = without("revision", stored(register))
        for line in lines:
            assert re.fullmatch("[0-9a-f]{16}", line.pop("state"))
            assert line in [{"table": line["table"], **record} for record in tables[line["table"]]]
        assert len(lines) == sum(map(len, tables.values()))

    def test_without_a_file_it_goes_to_the_output(self, office: Program) -> None:
        ended = office("export", "projects")
        assert [each["code"] for each in json.loads(ended.out)["projects"]] == ["P-001", "P-002", "P-003", "P-004"]
        assert office("export", "projects", "-o", "-", "-f", "jsonl").out.count("\n") == 4


class TestCsv:
    @pytest.mark.parametrize("dialect", DIALECTS)
    def test_a_folder_has_a_file_for_each_sheet(self, office: Program, exported: Path, dialect: str) -> None:
        office("export", "all", "-o", "tables/", "--dialect", dialect)
        found = {path.stem: path.read_bytes() for path in Path("tables").iterdir()}
        assert set(found) <= set(BY_NAME)
        delimiter, decimal = DIALECTS[dialect]
        assert rows_of(found["rates"], delimiter)[1][4] == f"1{decimal}10"
        book = grids(exported)
        for name, data in found.items():
            cells = [line.cells for line in book[BY_NAME[name].title].lines]
            expected = [[plain(cell) for cell in row] for row in cells]
            read = rows_of(data, delimiter)
            assert [[numeric(cell) for cell in row] for row in read] == [
                [numeric(cell) for cell in [*row, *[""] * (len(read[0]) - len(row))]] for row in expected
            ], name

    def test_one_file_holds_the_main_sheet_and_says_what_it_has_no_room_for(self, office: Program) -> None:
        ended = office("export", "contributions", "-o", "gifts.csv")
        assert (
            "One CSV file has no room for Movements, Allocations; an .xlsx file or a folder (NAME/) holds" in ended.err
        )
        assert "Wrote 2 records to gifts.csv." in ended.err
        rows = rows_of(Path("gifts.csv").read_bytes())
        assert [row[:2] for row in rows] == [["Id", "Donor"], ["C-001", "Arcadia"], ["C-002", "Ruritania"]]

    def test_one_file_has_no_room_for_all(self, office: Program) -> None:
        assert "A CSV file holds one sheet; name a folder" in office("export", "all", "-o", "all.csv", code=2).err
        assert not Path("all.csv").exists()

    def test_what_would_be_a_formula_is_guarded(self, office: Program) -> None:
        office("project", "add", "--title", '=HYPERLINK("http://example.org")')
        office("export", "projects", "-o", "p.csv")
        assert rows_of(Path("p.csv").read_bytes())[-1][1] == '\'=HYPERLINK("http://example.org")'
        grid = read_separated(Path("p.csv").read_bytes(), "p", "p.csv", Limits())
        assert grid.lines[-1].cells[1] == '=HYPERLINK("http://example.org")'


def numeric(cell: str) -> str:
    """Return a cell that is a number without the zeros behind its decimal sign, which a workbook does not keep."""
    if not re.fullmatch(r"-?[0-9]+[.,][0-9]+", cell):
        return cell
    return cell.replace(",", ".").rstrip("0").removesuffix(".")


class TestWorkbook:
    def test_every_sheet_has_its_headings_and_a_row_for_each_record(self, office: Program, exported: Path) -> None:
        assert office
        found = grids(exported)
        assert next(iter(found)) == "About"
        for sheet in SHEETS:
            if sheet.title in found:
                headings = [field.heading for field in sheet.fields if not field.rare]
                assert [cell for cell in found[sheet.title].lines[0].cells if cell in headings] == headings
        assert [len(found[title].lines) - 1 for title in ("Projects", "Movements", "Outcomes")] == [4, 3, 2]

    def test_the_counts_of_the_overview_are_numbers(self, portfolio: Program) -> None:
        portfolio("init")
        for title in ("Bridges", "Roads"):
            portfolio("project", "add", title)
        portfolio("overview", "-o", "ov.xlsx")
        with zipfile.ZipFile("ov.xlsx") as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        (cell,) = re.findall(r"<t>Projects</t></is></c>(<c .*?</c>)", sheet)
        assert 't="inlineStr"' not in cell
        assert "<v>2</v>" in cell

    def test_the_first_page_says_what_it_is_of_when_and_with_which_filters(self, office: Program) -> None:
        office("export", "projects", "--region", "Sahel", "-o", "s.xlsx")
        text = "\n".join(plain(line.cells[0]) for line in grids(Path("s.xlsx"))["About"].lines)
        for words in (
            "As of 2024-10-01.",
            "A jump in Revision",
            "UNCLASSIFIED.",
            "Filters: ",
            "Sahel",
            "In it: 1 project.",
        ):
            assert words in text
        assert "portfolio import FILE.xlsx --dry-run" in text

    def test_a_sheet_has_filters_headings_that_stay_and_lists_to_choose_from(self, exported: Path) -> None:
        xml = part(exported, "Projects")
        assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', xml)
        assert "<autoFilter ref=" in xml
        lists = dict(
            zip(
                re.findall(r'<dataValidation [^>]*sqref="([A-Z]+)2:', xml),
                re.findall(r"<formula1>(.*?)</formula1>", xml),
                strict=True,
            )
        )
        headings = [plain(cell) for cell in grids(exported)["Projects"].lines[0].cells]
        for heading in ("Status", "Scope", "Pillars", "Countries", "Regions", "Donors", "Programme"):
            assert chr(ord("A") + headings.index(heading)) in lists
        assert "Implementation" in lists[chr(ord("A") + headings.index("Status"))]

    def test_every_row_has_the_revision_that_it_was_made_from(self, exported: Path, register: Path) -> None:
        found = grids(exported)["Projects"]
        column = list(found.lines[0].cells).index("Revision")
        revisions = {plain(line.cells[0]): plain(line.cells[column]) for line in found.lines[1:]}
        assert revisions == {each["code"]: str(each["revision"]) for each in stored(register)["projects"]}

    def test_nothing_in_it_is_hidden_and_nothing_runs(self, exported: Path) -> None:
        with zipfile.ZipFile(exported) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                if "worksheets/" in name:
                    assert "<f>" not in text
                    assert 'hidden="1"' not in text
                assert not re.search('<sheet [^>]*state="', text)

    def test_the_same_register_gives_the_same_bytes(self, office: Program, exported: Path) -> None:
        office("export", "all", "-o", "again.xlsx")
        assert Path("again.xlsx").read_bytes() == exported.read_bytes()


class TestWhat:
    @pytest.mark.parametrize("what", WHAT)
    def test_each_thing_has_its_sheets(self, office: Program, what: str) -> None:
        office("export", what, "-o", "some.xlsx")
        titles = {BY_NAME[name].title for name in WHAT[what]}
        assert set(grids(Path("some.xlsx"))) - {"About", "Lists"} <= titles

    def test_a_thing_that_is_not_there_is_told_with_those_that_are(self, office: Program) -> None:
        err = office("export", "peoples", code=3).err
        assert "There is no export of “peoples”; there are projects, contributions, " in err

    @pytest.mark.parametrize(
        ("word", "meant"),
        [
            *(("project", "projects"), ("Donors", "organisations"), ("partner", "organisations")),
            *(("budgets", "projects"), ("rates", "all"), ("outcomse", "outcomes")),
        ],
    )
    def test_one_of_them_or_their_parts_leads_to_the_export(self, office: Program, word: str, meant: str) -> None:
        assert f"no export of “{word}”; did you mean {meant}? There are" in office("export", word, code=3).err

    def test_filters_choose_the_records(self, office: Program) -> None:
        office("export", "all", "--donor", "Ruritania", "-o", "r.json")
        found = json.loads(Path("r.json").read_text(encoding="utf-8"))
        assert [each["code"] for each in found["projects"]] == ["P-002"]
        assert [each["id"] for each in found["contributions"]] == ["C-002"]
        assert any("Ruritania" in each for each in found["filters"])

    def test_as_of_a_revision_it_is_as_it_was_then(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "title=Renamed")
        office("export", "projects", "--as-of", "7", "-o", "then.json")
        now = json.loads(office("export", "projects").out)
        then = json.loads(Path("then.json").read_text(encoding="utf-8"))
        assert now["projects"][0]["title"] == "Renamed"
        assert all(each["title"] != "Renamed" for each in then["projects"])


class TestClassification:
    @pytest.fixture
    def guarded(self, office: Program) -> Program:
        """The office with a project, a donor and a document that may not leave it, and what refers to them."""
        office("donor", "add", f"{QUIET} donor", "--code", "QUIETDONOR", "--classification", "confidential")
        office("document", "add", "--title", f"{QUIET} letter", "--classification", "strictly_confidential")
        office(
            *("project", "add", "--title", f"{QUIET} project", "--code", "QUIET-9"),
            *("--classification", "confidential", "--country", "KE"),
        )
        office("project", "edit", "P-001", "--set", "donor+=QUIETDONOR", "--set", "document=D-002")
        office("activity", "add", "P-001", "--title", "Open day", "--donor", "QUIETDONOR")
        office("contribution", "allocate", "C-001", "QUIET-9", "1,234")
        return office

    @pytest.mark.parametrize("target", ["all.xlsx", "all.json", "all.jsonl", "all/"])
    def test_nothing_of_what_is_withheld_is_in_any_byte(self, guarded: Program, target: str) -> None:
        ended = guarded("export", "all", "-o", target)
        held = contents(Path(target))
        for words in (QUIET, "QUIETDONOR", "QUIET-9", "D-002"):
            assert words.encode() not in held
        assert b"P-001" in held
        assert "Withheld, as above unclassified: 1 project, 1 organisation, 1 document (--max-class" in ended.err

    def test_with_the_level_they_are_there_and_marked(self, guarded: Program) -> None:
        ended = guarded("export", "all", "-o", "all.json", "--max-classification", "strictly_confidential")
        found = json.loads(Path("all.json").read_text(encoding="utf-8"))
        assert "QUIET-9" in [each["code"] for each in found["projects"]]
        assert found["marking"] == "STRICTLY CONFIDENTIAL"
        assert "Withheld" not in ended.err

    def test_a_level_that_is_none_is_refused(self, office: Program) -> None:
        assert "secret" in office("export", "all", "-o", "a.json", "--max-classification", "secret", code=5).err


class TestFiles:
    @pytest.mark.parametrize("target", ["p.json", "tables/"])
    def test_what_is_there_is_not_written_over_unless_asked(self, office: Program, target: str) -> None:
        office("export", "projects", "-o", target)
        before = contents(Path(target))
        office("project", "add", "--title", "Delta")
        assert "--force" in office("export", "projects", "-o", target, code=4).err
        assert contents(Path(target)) == before
        office("export", "projects", "-o", target, "--force")
        assert b"Delta" in contents(Path(target))

    def test_a_suffix_that_says_nothing_is_refused_unless_the_format_is_named(self, office: Program) -> None:
        err = office("export", "projects", "-o", "p.txt", code=5).err
        assert "has no suffix that names a format; end it in .json, .jsonl, .csv, .xlsx" in err
        err = office("export", "projects", "-o", "p.docx", code=5).err
        assert "would be a .docx file, which cannot hold records that can be brought back; end it in .json" in err
        office("export", "projects", "-o", "p.txt", "--format", "csv")
        assert Path("p.txt").read_bytes().startswith(b"\xef\xbb\xbfCode,")

    def test_formats_folders_and_dialects_that_are_none_are_refused(self, office: Program) -> None:
        assert "the formats are json, jsonl, csv, xlsx" in office("export", "all", "-f", "ods", code=5).err
        assert "is a folder, which is of CSV files" in office("export", "all", "-o", "t/", "-f", "json", code=5).err
        assert "excel, excel-fr" in office("export", "projects", "-o", "p.csv", "--dialect", "german", code=5).err

    def test_a_folder_that_is_there_needs_no_slash(self, office: Program) -> None:
        Path("there").mkdir()
        office("export", "activities", "-o", "there")
        assert Path("there/activities.csv").exists()

    def test_the_register_itself_is_never_written_over(self, office: Program, register: Path) -> None:
        before = register.read_bytes()
        office("export", "all", "-o", str(register), "-f", "json", "--force", code=5)
        assert register.read_bytes() == before


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of the shipped records, with what LibreOffice makes of it beside it."""
    from typer.testing import CliRunner  # noqa: PLC0415 - after what Typer reads is set

    from portfolio.cli import app  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in (["init", "--with-public-records"], ["export", "all", "-o", "all.xlsx"]):
            assert CliRunner().invoke(app, words).exit_code == 0
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    for form in ("pdf", every_sheet):
        command = [str(SOFFICE), f"-env:UserInstallation={(folder / 'user').as_uri()}", "--headless"]
        subprocess.run(
            [*command, "--convert-to", form, "--outdir", str(folder), str(folder / "all.xlsx")],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return folder


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
class TestLibreOffice:
    def test_prints_it_and_finds_the_same_cells_in_every_sheet(self, shipped: Path) -> None:
        assert (shipped / "all.pdf").read_bytes().startswith(b"%PDF")
        for title, grid in grids(shipped / "all.xlsx").items():
            with (shipped / f"all-{title}.csv").open(encoding="utf-8", newline="") as file:
                found = [[cell.strip() for cell in row] for row in csv.reader(file) if any(row)]
            width = max(map(len, found))
            ours = [[*map(plain, line.cells), *[""] * (width - len(line.cells))] for line in grid.lines]
            assert [[number(cell) for cell in row] for row in found] == [
                [number(cell) for cell in row] for row in ours if any(row)
            ], title


def number(cell: str) -> str | Decimal:
    """Return a number as such, since it is shown with the separators of its format."""
    bare = cell.replace(",", "")
    return Decimal(bare) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", bare) else cell


@pytest.mark.parametrize("line", ["export projects -f csv", "export projects -f json", "export projects -f jsonl",
                                  "report project P-001 -f md", "report project P-001 -f csv",
                                  "report project P-001 -f json", "report project P-001 -f html"])  # fmt: skip
def test_a_forged_register_cannot_steer_the_terminal(office: Program, register: Path, line: str) -> None:
    tables = stored_form.load(register)
    forged = "A\x1b[2J\x9b31m\u202eevil\u2066"
    tables["projects"]["1"] |= {"title": forged, "description": forged}
    meta = {"1": {**tables["meta"]["1"], "head": ""}}
    register.write_bytes(stored_form.dump({**tables, "meta": meta}))
    for path in (register.parent / "history").iterdir():
        path.unlink()
    shown = office(*line.split(), "-o", "-").out
    assert "evil" in shown
    assert not set(forged) & set(shown) - set("A[2J31mevil")
