"""Reports on the command line: formats, files that are spared, and what is refused before anything is written."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from portfolio.commands.everyone import names

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


class TestDonor:
    def test_without_a_file_it_is_shown(self, office: Program) -> None:
        ended = office("report", "donor", "Arcadia")
        marking, _, title, *_ = ended.out.splitlines()
        assert (marking, "Arcadia" in title) == ("UNCLASSIFIED", True)
        assert "1,000,000" in ended.out

    @pytest.mark.parametrize("suffix", ["html", "md", "csv", "json"])
    def test_a_file_is_of_the_format_of_its_suffix(self, office: Program, tmp_path: Path, suffix: str) -> None:
        file = tmp_path / f"arcadia.{suffix}"
        ended = office("report", "donor", "Arcadia", "-o", str(file))
        assert (ended.out, ended.err) == ("", f"Wrote the report to {file}.\n")
        text = file.read_text(encoding="utf-8-sig")
        assert text.startswith({"html": "<!DOCTYPE html>", "md": "**", "csv": "section,table", "json": "{"}[suffix])
        assert "Arcadia" in text

    def test_a_format_without_a_file_goes_to_the_output(self, office: Program) -> None:
        assert json.loads(office("report", "donor", "Arcadia", "--format", "json").out)["report"] == "donor"
        rows = list(csv.reader(io.StringIO(office("report", "donor", "Arcadia", "-f", "csv", "-o", "-").out)))
        assert rows[0][1] == "table"

    def test_a_donor_is_named_by_code_or_name_and_others_are_suggested(self, office: Program) -> None:
        code = json.loads(office("donor", "show", "Arcadia", "--format", "json").out)["code"]
        assert office("report", "donor", code).out == office("report", "donor", "arcadia").out
        assert "Arcadia" in office("report", "donor", "Arcadio", code=3).err

    @pytest.mark.parametrize("form", ["json", "html", "csv", "md"])
    def test_the_same_report_is_made_again_to_the_byte(self, office: Program, form: str) -> None:
        revision = last_change(office)
        before = office("report", "donor", "Arcadia", "-f", form, "--as-of", revision).out
        office("contribution", "receive", "C-001", "5", "USD", "--date", "2024-09-30")
        assert office("report", "donor", "Arcadia", "-f", form).out != before
        assert office("report", "donor", "Arcadia", "-f", form, "--as-of", revision).out == before

    def test_arabic_runs_from_right_to_left(self, office: Program) -> None:
        assert '<html lang="ar" dir="rtl">' in office("report", "donor", "Arcadia", "--lang", "ar", "-f", "html").out

    def test_the_language_is_that_of_the_settings_where_none_is_asked_for(
        self, office: Program, tmp_path: Path
    ) -> None:
        settings = tmp_path / "portfolio.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace('# language = "en"', 'language = "fr"'), encoding="utf-8")
        assert json.loads(office("report", "donor", "Arcadia", "-f", "json").out)["language"] == "fr"


def hide_work(office: Program) -> None:
    """Enter a confidential project with all that a project can have, in the quarter that is asked about."""
    office("project", "add", "--title", "Hidden work", "--start", "2023-02", "--code", "H-1", "--country", "KE",
           "--pillar", "II", "--donor", "Arcadia", "--programme", "PRG-001")  # fmt: skip
    office("contribution", "allocate", "C-001", "H-1", "100000", "--date", "2023-03-01")
    office("expenditure", "add", "H-1", "700", "USD", "--date", "2023-03-02", "--contribution", "C-001")
    office("activity", "add", "H-1", "--title", "Hidden course", "--type", "training", "--start", "2023-03-03")
    office("outcome", "add", "H-1", "--title", "Hidden outcome")
    office("project", "edit", "H-1", "--set", "classification=confidential")


def last_change(office: Program) -> str:
    """Return the number of the last change."""
    return str(json.loads(office("store", "info", "-f", "json").out)["revision"])


class TestOtherReports:
    @pytest.mark.parametrize(
        ("words", "kind", "said"),
        [
            (("quarter", "2023-Q1"), "quarter", "2023-Q1"),
            (("project", "P-001"), "project", "Travel documents"),
            (("portfolio", "--year", "2023"), "portfolio", "2023"),
        ],
    )
    def test_are_made_of_what_may_be_released(
        self, office: Program, tmp_path: Path, words: tuple[str, ...], kind: str, said: str
    ) -> None:
        first = office("report", *words, "-f", "json").out
        before = json.loads(first)
        assert before["report"] == kind
        assert said in before["title"]
        hide_work(office)
        ended = office("report", *words, "-o", str(tmp_path / "report.json"))
        text = (tmp_path / "report.json").read_text(encoding="utf-8")
        assert text == first
        assert "1 project" in ended.err

    def test_what_is_left_out_is_said_beside_them(self, office: Program, tmp_path: Path) -> None:
        office("project", "add", "--title", "Undated work", "--code", "U-1")
        file = str(tmp_path / "report.json")
        for words in (("quarter", "2023-Q1"), ("portfolio", "--year", "2023")):
            assert "Left out, as undated: 3 projects.\n" in office("report", *words, "-o", file, "--force").err
        told = "Amounts are left out: --co-funding amounts shows them, with each donor’s.\n"
        assert told in office("report", "project", "P-001", "-o", file, "--force").err
        assert told not in office("report", "project", "P-001", "--co-funding", "amounts", "-o", file, "--force").err

    @pytest.mark.parametrize("words", [("quarter", "2023-Q1"), ("project", "P-001"), ("portfolio", "--year", "2023")])
    def test_are_made_again_to_the_byte_after_changes(self, office: Program, words: tuple[str, ...]) -> None:
        then = ("--as-of", last_change(office))
        first = office("report", *words, "-f", "json", *then).out
        office("activity", "add", "P-001", "--title", "Course", "--type", "workshop", "--start", "2023-03-05")
        office("project", "edit", "P-001", "--set", "title=Travel documents and visas")
        office("contribution", "receive", "C-001", "5", "USD", "--date", "2023-03-30")
        assert json.loads(office("report", *words, "-f", "json").out)["sections"] != json.loads(first)["sections"]
        assert office("report", *words, "-f", "json", *then).out == first

    @pytest.mark.parametrize(
        ("words", "code", "sentence"),
        [
            (("quarter", "2023"), 5, "2023"),
            (("project", "Nowhere"), 3, "Nowhere"),
            (("portfolio", "--year", "soon"), 5, "soon"),
            (("portfolio",), 2, "--year"),
        ],
    )
    def test_what_cannot_be_is_said_in_a_sentence(
        self, office: Program, words: tuple[str, ...], code: int, sentence: str
    ) -> None:
        assert sentence in office("report", *words, code=code).err


class TestRefusals:
    @pytest.mark.parametrize(
        ("options", "code", "sentence"),
        [
            (["-o", "report.doc"], 5, "-o: “report.doc” has no suffix that names a format; end it in .txt"),
            (["--format", "doc"], 5, "--format: “doc” is not a format; the formats are table, json, jsonl"),
            (["--format", "docx"], 2, "Name the file that the docx goes to: -o FILE."),
            (["--lang", "de"], 5, "--lang: “de” is not a language of reports"),
            (["--co-funding", "all"], 5, "--co-funding: “all” is not one of names, amounts"),
            (["--max-classification", "top"], 5, "--max-classification: “top” "),
            (["--currency", "XXQ"], 5, "--currency: “XXQ” "),
            (
                ["-o", "nowhere/report.md"],
                6,
                "nowhere/report.md cannot be written: there is no folder nowhere; make it first, or name another.",
            ),
            (["-o", "portfolio.toml", "--format", "json", "--force"], 5, "is a file that the register needs"),
        ],
    )
    def test_what_cannot_be_is_said_in_a_sentence(
        self, office: Program, options: list[str], code: int, sentence: str
    ) -> None:
        ended = office("report", "donor", "Arcadia", *options, code=code)
        assert sentence in ended.err
        assert ended.out == ""

    def test_a_file_is_written_over_only_by_force(self, office: Program, tmp_path: Path) -> None:
        file = tmp_path / "report.md"
        file.write_text("Mine", encoding="utf-8")
        ended = office("report", "donor", "Arcadia", "-o", str(file), code=4)
        assert ended.err == f"There already: {file}. To write over it, give --force.\n"
        assert file.read_text(encoding="utf-8") == "Mine"
        office("report", "donor", "Arcadia", "-o", str(file), "--force")
        assert "Arcadia" in file.read_text(encoding="utf-8")

    def test_a_withheld_contribution_stops_it_unless_that_is_meant(self, office: Program, tmp_path: Path) -> None:
        office("contribution", "edit", "C-001", "--set", "classification=confidential")
        ended = office("report", "donor", "Arcadia", "-o", str(tmp_path / "r.json"), code=5)
        assert "--allow-withheld" in ended.err
        assert not (tmp_path / "r.json").exists()
        ended = office("report", "donor", "Arcadia", "-o", str(tmp_path / "r.json"), "--allow-withheld")
        assert "1 contribution" in ended.err
        assert "1000000" not in (tmp_path / "r.json").read_text(encoding="utf-8")
        raised = office("report", "donor", "Arcadia", "-f", "json", "--max-classification", "confidential")
        assert '"1000000.00"' in raised.out


class TestDonors:
    def test_every_donor_has_a_file_named_by_its_code(self, office: Program, tmp_path: Path) -> None:
        folder = tmp_path / "out" / "2024"
        ended = office("report", "donors", "--all", "-d", str(folder), "--format", "md")
        listed = [row["code"] for row in json.loads(office("donor", "list", "--format", "json").out)]
        codes = [code for code in listed if code != "SENATE-OF-ARCADIA"]
        assert sorted(file.name for file in folder.iterdir()) == sorted(f"donor-{code}.md" for code in codes)
        assert ended.err == (
            "No report for SENATE-OF-ARCADIA: nothing was given, and no project is funded.\n"
            f"Wrote {len(codes)} reports to {folder}.\n"
        )
        for code in codes:
            assert (folder / f"donor-{code}.md").read_text(encoding="utf-8") == office(
                "report", "donor", code, "-f", "md"
            ).out

    def test_all_files_are_spared_if_one_is_there(self, office: Program, tmp_path: Path) -> None:
        office("report", "donors", "--all", "-d", str(tmp_path), "--format", "json")
        written = sorted(tmp_path.glob("donor-*.json"))
        written[0].unlink()
        ended = office("report", "donors", "--all", "-d", str(tmp_path), "--format", "json", code=4)
        assert all(str(path) in ended.err for path in written[1:])
        assert not written[0].exists()
        office("report", "donors", "--all", "-d", str(tmp_path), "--format", "json", "--force")
        assert written[0].exists()

    def test_none_is_written_if_one_lacks_a_contribution(self, office: Program, tmp_path: Path) -> None:
        office("contribution", "edit", "C-002", "--set", "classification=confidential")
        ended = office("report", "donors", "--all", "-d", str(tmp_path / "out"), "--format", "md", code=5)
        assert "C-002" in ended.err
        assert not (tmp_path / "out").exists()

    def test_a_donor_that_may_not_be_named_has_no_file(self, office: Program, tmp_path: Path) -> None:
        office("donor", "edit", "Ruritania", "--set", "classification=confidential")
        office("report", "donors", "--all", "-d", str(tmp_path / "out"), "--format", "md")
        assert not any("Ruritania" in file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())

    @pytest.mark.parametrize("options", [["--all"], ["-d", "out"], []])
    def test_all_and_a_folder_have_to_be_named(self, office: Program, options: list[str]) -> None:
        assert "--all -d FOLDER" in office("report", "donors", *options, code=2).err

    def test_a_folder_that_cannot_be_made_is_said(self, office: Program, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        ended = office("report", "donors", "--all", "-d", str(tmp_path / "file" / "out"), "--format", "md", code=6)
        assert re.search(r"The folder .*out cannot be made: Not a directory\.", ended.err)


def test_names_of_files_are_safe_and_differ_where_capitals_do_not_count(tmp_path: Path) -> None:
    found = names(["SA", "sa", "CON", "../../x", "a/b", "a_b"], tmp_path, ".pdf")
    assert [path.name for path in found.values()] == [
        "donor-SA.pdf",
        "donor-sa-2.pdf",
        "donor-CON.pdf",
        "donor-.._.._x.pdf",
        "donor-a_b.pdf",
        "donor-a_b-2.pdf",
    ]
    assert {path.parent for path in found.values()} == {tmp_path}
