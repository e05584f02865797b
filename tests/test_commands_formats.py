"""Every page in every format: what a command shows is read back from the file that it wrote."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
from typing import TYPE_CHECKING

import docx
import pytest
from conftest import BACKEND
from python_calamine import CalamineWorkbook

from portfolio.formats.registry import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

# A command, and two texts that its page shows.
PAGES = (
    ("project list", "Travel documents", "Worldwide study"),
    ("programme list", "Border management", "PRG-001"),
    ("donor list", "Arcadia", "Ruritania"),
    ("contribution list", "C-001", "First agreement"),
    ("project show P-001", "Travel documents", "PRG-001"),
    ("contribution show C-001", "First agreement", "P-002"),
    ("donor show Arcadia", "Arcadia", "Travel documents"),
    ("region show Sahel", "Sahel", "in court"),
    ("country show Kenya", "Kenya", "Travel documents"),
    ("summary years", "2023", "Received"),
    ("summary donors", "Arcadia", "Ruritania"),
    ("overview", "Arcadia", "closed"),
    ("find evidence", "P-002", "project"),
    ("check", "no-status", "P-004"),
    ("history", "Letter of agreement", "D-001"),
    ("config", "organisation", "default"),
    ("store info", "Revision", "Schema"),
    ("report donor Arcadia", "Arcadia", "Travel documents"),
)


def docx_text(file: Path) -> str:
    document = docx.Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def xlsx_text(file: Path) -> str:
    book = CalamineWorkbook.from_path(str(file))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)


def html_text(file: Path) -> str:
    return re.sub("<style>.*?</style>|<[^>]*>", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)


def plain_text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


READERS = {"docx": docx_text, "xlsx": xlsx_text, "html": html_text}


@pytest.mark.parametrize("form", ["docx", "xlsx", "html", "md", "csv", "tsv", "json", "jsonl", "txt"])
def test_every_page_in_every_format(office: Program, tmp_path: Path, form: str) -> None:
    for number, (line, *texts) in enumerate(PAGES):
        file = tmp_path / f"{number}.{form}"
        office(*line.split(), "-o", str(file))
        read = READERS.get(form, plain_text)
        shown = read(file)
        assert not [text for text in texts if text.casefold() not in shown.casefold()], f"{line} as {form}"


@pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason="PDF is not installed")
def test_every_page_as_pdf(office: Program, tmp_path: Path) -> None:
    for number, (line, *_) in enumerate(PAGES):
        file = tmp_path / f"{number}.pdf"
        office(*line.split(), "-o", str(file))
        assert file.read_bytes().startswith(b"%PDF-")


class TestList:
    def test_a_workbook_has_the_rows_and_columns_that_were_asked_for_and_numbers_as_such(
        self, office: Program, tmp_path: Path
    ) -> None:
        file = tmp_path / "list.xlsx"
        asked = ("--columns", "code,received,start", "--sort", "-code", "--limit", "2", "--status", "ongoing")
        office("project", "list", *asked, "-o", str(file))
        (name,) = (book := CalamineWorkbook.from_path(str(file))).sheet_names
        heading, first, *notes = book.get_sheet_by_name(name).to_python()
        assert (name, heading) == ("Projects", ["Code", "Received (USD)", "Start"])
        # Of the 600,000 received, 500,000 of 1,000,000 are allocated to P-001, 250,000 to P-002.
        assert first == ["P-001", 300000.0, "2023-03"]
        assert ["UNCLASSIFIED", "", ""] in notes

    def test_what_pages_have_no_room_for_is_named_and_the_most_needed_columns_stay(
        self, office: Program, tmp_path: Path
    ) -> None:
        file = tmp_path / "list.docx"
        office("project", "list", "-o", str(file))
        (_, table) = docx.Document(str(file)).tables
        headings = [cell.text for cell in table.rows[0].cells]
        assert headings[:3] == ["Code", "Title", "Status"]
        assert "Classification" not in headings
        assert re.search("Left out for want of room: .*Classification", docx_text(file))


class TestMarking:
    """A document is marked as the most sensitive record without which it would not say the same."""

    def marking(self, office: Program, tmp_path: Path, *line: str) -> str:
        file = tmp_path / "page.html"
        file.unlink(missing_ok=True)
        office(*line, "-o", str(file))
        found = re.search('<p class="marking">([A-Z ]+)</p>', file.read_text(encoding="utf-8"))
        assert found
        return found[1]

    def test_of_what_is_shown_and_of_nothing_else(self, office: Program, tmp_path: Path) -> None:
        office("project", "edit", "P-002", "--set", "classification=confidential")
        office("project", "edit", "P-003", "--set", "classification=strictly_confidential")
        for line, expected in (
            (("project", "list", "--status", "ongoing"), "UNCLASSIFIED"),
            (("project", "show", "P-001"), "UNCLASSIFIED"),
            (("project", "list", "--region", "Sahel"), "CONFIDENTIAL"),
            (("project", "show", "P-002"), "CONFIDENTIAL"),
            (("project", "list"), "STRICTLY CONFIDENTIAL"),
            (("overview",), "STRICTLY CONFIDENTIAL"),
            (("history",), "STRICTLY CONFIDENTIAL"),
        ):
            assert self.marking(office, tmp_path, *line) == expected, line

    def test_of_money_in_a_sum(self, office: Program, tmp_path: Path) -> None:
        assert self.marking(office, tmp_path, "summary", "years") == "UNCLASSIFIED"
        office("contribution", "edit", "C-001", "--set", "classification=confidential")
        assert self.marking(office, tmp_path, "summary", "years") == "CONFIDENTIAL"
        assert self.marking(office, tmp_path, "donor", "show", "Ruritania") == "UNCLASSIFIED"

    def test_at_the_top_of_texts_and_beside_data_where_classified_records_are_in_them(
        self, office: Program, tmp_path: Path
    ) -> None:
        office("project", "edit", "P-002", "--set", "classification=confidential")
        for line, marked in (("project list", True), ("project show P-002", True), ("project show P-001", False)):
            for form in ("md", "table"):
                first = office(*line.split(), "-f", form).out.splitlines()[0].strip("*")
                assert (first == "CONFIDENTIAL") is marked, (line, form)
            for form in ("csv", "tsv", "json", "jsonl"):
                ended = office(*line.split(), "-f", form)
                assert ("CONFIDENTIAL: records that are classified so are in" in ended.err) is marked, (line, form)
                assert "CONFIDENTIAL:" not in ended.out
        office("project", "list", "-o", str(tmp_path / "list.txt"))
        assert (tmp_path / "list.txt").read_text(encoding="utf-8").startswith("CONFIDENTIAL\n")
        exported = "export", "projects", "-f", "json", "--max-classification"
        assert "CONFIDENTIAL: records" in office(*exported, "strictly_confidential").err
        assert "CONFIDENTIAL: records" not in office(*exported, "unclassified").err

    def test_of_who_has_not_agreed_to_be_shown_no_higher_than_it_is_classified(
        self, office: Program, tmp_path: Path
    ) -> None:
        office("narrative", "add", "P-001", "story", "--text", "Ana tells.", "--period", "2023", "--people")
        assert self.marking(office, tmp_path, "narrative", "list") == "UNCLASSIFIED"

    def test_of_a_report_by_the_level_that_was_asked_for(self, office: Program, tmp_path: Path) -> None:
        office("project", "edit", "P-001", "--set", "classification=confidential")
        assert self.marking(office, tmp_path, "report", "donor", "Arcadia") == "UNCLASSIFIED"


class TestRefusals:
    @pytest.mark.parametrize("form", [name for name, found in FORMATS.items() if found.is_document])
    def test_what_a_change_says_goes_into_no_document_and_nothing_is_changed(self, office: Program, form: str) -> None:
        ended = office("project", "edit", "P-001", "--set", "note=x", "-o", f"done.{form}", code=5)
        assert "end it in .txt, .json, .jsonl, .csv, .tsv, .md" in ended.err
        ended = office("project", "edit", "P-001", "--set", "note=x", "-f", form, code=5)
        assert f"“{form}” holds no sentence; the formats are table, json, jsonl, csv, tsv, md" in ended.err
        assert "note" not in json.loads(office("project", "show", "P-001", "-f", "json").out)

    @pytest.mark.parametrize("line", ["project list", "overview", "report donor Arcadia"])
    def test_what_is_no_text_needs_a_file(self, office: Program, line: str) -> None:
        ended = office(*line.split(), "-f", "xlsx", code=2)
        assert "Name the file that the xlsx goes to: -o FILE." in ended.err

    def test_an_export_is_in_the_formats_that_come_back(self, office: Program) -> None:
        ended = office("export", "all", "-o", "all.docx", code=5)
        assert "end it in .json, .jsonl, .csv, .xlsx" in ended.err
        assert "“pdf” holds no records" in office("export", "all", "-f", "pdf", code=5).err


def test_what_has_no_rows_is_said_by_itself_in_documents_and_below_its_caption_on_a_terminal(
    office: Program, tmp_path: Path
) -> None:
    office("donor", "show", "Senate of Arcadia", "-o", str(tmp_path / "page.html"))
    assert "Contributions: None is recorded." in html_text(tmp_path / "page.html")
    assert "Contributions\nNone is recorded.\n" in office("donor", "show", "Senate of Arcadia", "-f", "table").out


def test_a_text_file_is_the_page_as_a_terminal_of_its_width_shows_it(office: Program, tmp_path: Path) -> None:
    for number, (line, *_) in enumerate(PAGES):
        file = tmp_path / f"{number}.txt"
        if BACKEND == "postgres" and line == "store info":
            continue  # it tells who else is connected
        # A terminal counts the rules that found something first; a file has every finding.
        words = [*line.split(), *(["--details"] if line == "check" else [])]
        office(*words, "-o", str(file))
        assert file.read_text(encoding="utf-8") == office(*words, "-f", "table").out


def test_pages_of_several_tables_as_separated_values_name_section_and_table(office: Program) -> None:
    rows = [line.split("\t") for line in office("donor", "show", "Arcadia", "-f", "tsv").out.splitlines()]
    assert rows[:2] == [["section", "table"], ["page", "title", "Arcadia"]]
    projects = [row[2:] for row in rows if row[:2] == ["donor", "projects"]]
    assert projects[0][:3] == ["Code", "Title", "Status"]
    assert [row[0] for row in projects[1:]] == ["P-001", "P-002"]
    report = office("report", "donor", "Arcadia", "-f", "tsv").out
    as_csv = office("report", "donor", "Arcadia", "-f", "csv").out.removeprefix("\ufeff")
    assert [line.split("\t") for line in report.splitlines()] == [
        row or [""] for row in csv.reader(io.StringIO(as_csv, newline=""))
    ]


class TestFilesThatAreThere:
    """A page is to be had again, and goes over a file that is there; a report or an export if that is asked for."""

    @pytest.mark.parametrize("words", ["project list", "summary donors", "overview", "chart money", "due", "history"])
    def test_a_page_goes_over_one_and_says_so(self, office: Program, tmp_path: Path, words: str) -> None:
        file = tmp_path / "mine.json"
        assert f" to {file}.\n" in office(*words.split(), "-o", str(file)).err
        file.write_text("Mine", encoding="utf-8")
        assert f" to {file}, over what it held.\n" in office(*words.split(), "-o", str(file)).err
        assert json.loads(file.read_text(encoding="utf-8")) != "Mine"

    @pytest.mark.parametrize("words", ["report donor Arcadia", "export all"])
    def test_a_report_stays_unless_force_is_given(self, office: Program, tmp_path: Path, words: str) -> None:
        file = tmp_path / "mine.json"
        file.write_text("Mine", encoding="utf-8")
        ended = office(*words.split(), "-o", str(file), code=4)
        assert ended.err == f"There already: {file}. To write over it, give --force.\n"
        assert file.read_text(encoding="utf-8") == "Mine"
        office(*words.split(), "-o", str(file), "--force")
        assert json.loads(file.read_text(encoding="utf-8")) != "Mine"

    @pytest.mark.parametrize("words", ["donor list", "export organisations"])
    def test_an_empty_one_is_none(self, office: Program, tmp_path: Path, words: str) -> None:
        file = tmp_path / "made.csv"
        file.touch()
        ended = office(*words.split(), "-o", str(file))
        assert "over what it held" not in ended.err
        assert file.stat().st_size
