"""The page of what is wrong with a file of IATI, as the command shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from test_iati_judging import FAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Return a file with faults."""
    path = tmp_path / "faulty.xml"
    path.write_text(FAULTS, encoding="utf-8")
    return path


def test_errors_end_with_5_and_name_rule_activity_and_line(portfolio: Program, faulty: Path) -> None:
    result = portfolio("check", str(faulty), "--format", "json", code=5)
    rows = json.loads(result.out)
    assert rows[0] == {
        "activity": "XM-DAC-41305-A",
        "line": 3,
        "severity": "error",
        "rule": "9.3.1",
        "message": "“QQQ” is not a code of the list Currency.",
        "remedy": "Choose one of its codes.",
        "times": 1,
    }
    assert result.err == "9 errors and 0 warnings in 1 activity.\n"


def test_rules_and_severities_choose(portfolio: Program, faulty: Path) -> None:
    result = portfolio("check", str(faulty), "--rule", "3.1.2", "--rule", "9.50.1", "--format", "json", code=5)
    assert [each["rule"] for each in json.loads(result.out)] == ["9.50.1", "3.1.2"]
    assert "did you mean 3.1.2?" in portfolio("check", str(faulty), "--rule", "3.1.22", code=3).err


def test_a_fault_that_comes_again_is_one_row(portfolio: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    transaction = FAULTS[FAULTS.index("<transaction>") : FAULTS.index("</iati-activity>")]
    path.write_text(FAULTS.replace(transaction, transaction * 3), encoding="utf-8")
    result = portfolio("check", str(path), "--rule", "11.2.1", "--format", "json", code=5)
    assert [(each["line"], each["times"]) for each in json.loads(result.out)] == [(17, 3)]


def test_filters_of_records_are_refused(portfolio: Program, faulty: Path) -> None:
    assert "a file is judged whole" in portfolio("check", str(faulty), "--donor", "Japan", code=2).err


def test_a_file_that_is_not_there_ends_with_6(portfolio: Program, tmp_path: Path) -> None:
    assert "none.xml cannot be read" in portfolio("check", str(tmp_path / "none.xml"), code=6).err


class TestTheRegister:
    def test_is_judged_as_it_would_be_published(self, portfolio: Program) -> None:
        portfolio("init")
        portfolio("project", "add", "Wells", "--start", "2020", "--country", "KE")
        portfolio("project", "add", "Pumps")
        result = portfolio("check", "--iati", "--format", "json", code=5)
        found = [(each["activity"], each["rule"]) for each in json.loads(result.out) if each["severity"] == "error"]
        assert found == [("P-002", "6.11.1")]

    def test_is_chosen_by_filters(self, portfolio: Program) -> None:
        portfolio("init")
        portfolio("project", "add", "Wells", "--start", "2020", "--country", "KE")
        portfolio("project", "add", "Pumps")
        result = portfolio("check", "--iati", "--country", "KE", "-f", "json", "--severity", "error")
        assert json.loads(result.out) == []

    def test_is_not_asked_for_beside_a_file(self, portfolio: Program, faulty: Path) -> None:
        assert "Leave one out" in portfolio("check", "--iati", str(faulty), code=2).err
