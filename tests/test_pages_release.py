"""What may leave the office: whoever sends it is told what is withheld and what a text gives away."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from itertools import product
from typing import TYPE_CHECKING

import pytest
from conftest import RECORDS

from portfolio.files.limits import Limits
from portfolio.files.separated import read_separated
from portfolio.files.workbook_in import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

MENTION = "A text mentions “Hidden work”, which is withheld; read it before you send it."


@pytest.mark.parametrize(
    "words",
    [
        ("report", "donor", "Arcadia", "-f", "json"),
        ("report", "project", "P-001", "-f", "json"),
        ("export", "projects", "--format", "json"),
    ],
)
def test_a_text_that_names_withheld_work_is_told(office: Program, words: tuple[str, ...]) -> None:
    office("project", "add", "--title", "Hidden work", "--code", "H-1")
    office("project", "edit", "H-1", "--set", "classification=confidential")
    before = office(*words)
    assert "1 project" in before.err
    assert "Hidden work" not in before.err
    office("project", "edit", "P-001", "--set", "description=Follows HIDDEN  work in the same country.")
    ended = office(*words)
    assert MENTION in ended.err
    assert "H-1" not in ended.out


def test_where_everything_may_be_seen_nothing_is_told(office: Program) -> None:
    office("project", "add", "--title", "Hidden work", "--code", "H-1")
    office("project", "edit", "H-1", "--set", "classification=confidential")
    office("project", "edit", "P-001", "--set", "description=Follows hidden work.")
    everything = ("--max-classification", "strictly_confidential", "--co-funding", "amounts")
    assert office("report", "project", "P-001", "-f", "json", *everything).err == ""


# What is withheld, entered before, between and after the records; none of it takes a number that others get.
FIRST = (
    ("donor", "add", "Sylvania", "--code", "T-1", "--classification", "confidential"),
    ("project", "add", "--title", "Hidden work", "--code", "H-1", "--start", "2023-02", "--country", "KE",
     "--classification", "confidential", "--donor", "Sylvania"),
)  # fmt: skip
BETWEEN = (("project", "edit", "H-1", "--set", "note=Again"), ("donor", "edit", "T-1", "--set", "note=Again"))
LAST = (
    ("project", "edit", "P-002", "--set", "donor+=Sylvania"),
    ("project", "edit", "P-001", "--set", "parent=H-1"),
    ("contribution", "allocate", "C-001", "H-1", "100000", "--date", "2023-03-01"),
    ("expenditure", "add", "H-1", "700", "USD", "--date", "2023-03-02", "--contribution", "C-001"),
    ("activity", "add", "H-1", "--title", "Hidden course", "--type", "training", "--start", "2023-03-03"),
    ("outcome", "add", "H-1", "--title", "Hidden outcome"),
)
REPORTS = (
    ("donor", "Arcadia"),
    ("donor", "Ruritania", "--lang", "fr"),
    ("quarter", "2023-Q1"),
    ("portfolio", "--year", "2023"),
    ("project", "P-001"),
    ("project", "P-002", "--co-funding", "amounts"),
)
REPORT_FORMS = ("md", "csv", "json", "html", "docx", "xlsx", *(("pdf",) if find_spec("typst") else ()))
EXPORTS = ("projects", "contributions", "activities", "outcomes", "organisations", "all")


def everything(office: Program, folder: Path) -> dict[str, bytes]:
    """Return every report and export in every format by name."""
    for (number, words), form in product(enumerate(REPORTS), REPORT_FORMS):
        office("report", *words, "-o", str(folder / f"report-{number}.{form}"))
    for what, form in product(EXPORTS, ("json", "jsonl", "xlsx")):
        office("export", what, "-o", str(folder / f"{what}.{form}"))
    office("export", "all", "-o", f"{folder / 'tables'}/")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def without_revisions(name: str, data: bytes) -> object:
    """Return what sheets hold, but for the column Revision, by which they come back; other files as they are."""
    if name.startswith("report") or not name.endswith((".xlsx", ".csv")):
        return data
    read = read_workbook if name.endswith(".xlsx") else lambda *given: [read_separated(data, "", *given[1:])]
    found = {}
    for grid in read(data, name, Limits()):
        lines = [list(line.cells) for line in grid.lines]
        place = lines[0].index("Revision") if "Revision" in lines[0] else -1
        found[grid.name] = [[cell for at, cell in enumerate(line) if at != place] for line in lines]
    return found


def test_registers_that_differ_by_withheld_work_give_the_same_files(
    portfolio: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    for name, lines in {
        "plain": RECORDS,
        "secret": (*RECORDS[:3], *FIRST, *RECORDS[3:12], *BETWEEN, *RECORDS[12:], *LAST),
    }.items():
        folder = tmp_path / name
        (folder / "out").mkdir(parents=True)
        monkeypatch.chdir(folder)
        portfolio("init")
        for line in lines:
            portfolio(*line)
        given.append(everything(portfolio, folder / "out"))
    plain, secret = given
    assert plain.keys() == secret.keys()
    assert len(plain) >= len(REPORTS) * len(REPORT_FORMS) + len(EXPORTS) * 3 + 5
    for name, data in plain.items():
        assert without_revisions(name, secret[name]) == without_revisions(name, data), name
        assert b"evision" not in data or name.endswith((".xlsx", ".csv", ".docx")), name


class TestOverstated:
    """What is withheld makes figures wrong: on the error stream by how much, in the file nothing of it."""

    @pytest.fixture
    def spent(self, office: Program) -> Program:
        """The office, with 700 USD of C-001 spent in secret on top of the 40,000 USD."""
        office("expenditure", "add", "P-001", "700", "USD", "--date", "2023-03-02", "--contribution", "C-001")
        office("expenditure", "edit", "E-003", "--set", "classification=confidential")
        return office

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_the_closing_balance_is_said_to_be_too_high(self, spent: Program, language: str) -> None:
        ended = spent("report", "donor", "Arcadia", "--lang", language, "-f", "json")
        # 600,000 less 40,000; with what is withheld 559,300.
        assert json.loads(ended.out)["sections"]["statement"]["statement"][0]["closing"] == {"USD": "560000.00"}
        _, head, first, *_ = ended.err.splitlines()
        assert head == "Summary for Arcadia: what is withheld makes figures wrong, and the report does not say so."
        assert first == (
            "Statement by agreement, First agreement, C-001: Spent understated by USD 700.00; "
            "Closing balance overstated by USD 700.00."
        )
        assert "700.00" not in ended.out

    def test_every_donor_of_all_is_told_of(self, spent: Program, tmp_path: Path) -> None:
        err = spent("report", "donors", "--all", "-d", str(tmp_path / "out")).err
        assert "Summary for Arcadia: what is withheld makes figures wrong" in err
        assert "Closing balance overstated by USD 700.00." in err
        assert "Summary for Ruritania" not in err

    def test_totals_and_counts_of_other_reports_too(self, spent: Program) -> None:
        quarter = ("report", "quarter", "2023-Q1", "-f", "json")
        assert "Finance, Total: Spent understated by USD 700.00." in spent(*quarter, "--co-funding", "amounts").err
        assert "understated" not in spent(*quarter).err
        spent(
            "activity", "add", "P-001", "--title", "Course", "--type", "training", "--start", "2023-02", "--women", "9"
        )
        spent("activity", "edit", "A-003", "--set", "classification=confidential")
        err = spent("report", "project", "P-001", "-f", "json").err
        # 27 people at one training; 36 at two.
        assert re.search(r"Training.*: .*understated by 1; .*Women understated by 9", err)
        assert "Total: Begun in the year understated by 1" in spent("report", "portfolio", "--year", "2023").err

    def test_nothing_is_said_where_no_figure_changes(self, office: Program) -> None:
        office("document", "add", "--title", "Hidden letter", "--classification", "confidential")
        assert "figures wrong" not in office("report", "donor", "Arcadia", "-f", "json").err
