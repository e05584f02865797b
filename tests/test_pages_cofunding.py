"""Other donors' amounts: in no report unless they are asked for, nor any total that tells one of them."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Program

REPORTS = (
    ("report", "quarter", "2023-Q1"),
    ("report", "portfolio", "--year", "2023"),
    ("report", "project", "P-001"),
    ("report", "donor", "Ruritania"),
)
AMOUNTS = ("--co-funding", "amounts")
# Arcadia's amounts, in minor units of nothing: written with any sign between thousands, or with none.
OTHERS = ("1000000", "600000", "500000", "400000", "250000")


@pytest.fixture
def shared(office: Program) -> Program:
    """The office, with P-001 funded by Ruritania too."""
    office("contribution", "receive", "C-002", "31,337", "EUR", "--date", "2023-02-03")
    office("contribution", "allocate", "C-002", "P-001", "31,337", "--date", "2023-02-03")
    return office


@pytest.fixture
def three(office: Program) -> Program:
    """The office, with two more donors: three received USD in the quarter, one of them committed."""
    for number, (donor, amount) in enumerate({"Borduria": "70,000", "Syldavia": "30,000"}.items(), 3):
        office("donor", "add", donor)
        office("contribution", "add", donor)
        office("contribution", "receive", f"C-00{number}", amount, "USD", "--date", "2023-03-01")
    return office


def numbers(path: Path) -> set[str]:
    """Return every number in a file, without signs between thousands and without cents."""
    text = path.read_bytes().decode("utf-8", "replace")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            text = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return {re.sub(r"\D", "", found.split(".")[0]) for found in re.findall(r"\d[\d,\u202f\u00a0]*(?:\.\d+)?", text)}


def finance(office: Program, *words: str) -> Any:
    """Return the section of money of the quarter's report."""
    return json.loads(office("report", "quarter", "2023-Q1", "-f", "json", *words).out)["sections"]["finance"]


@pytest.mark.parametrize("form", ["md", "csv", "json", "html", "docx", "xlsx"])
@pytest.mark.parametrize("words", REPORTS)
def test_no_report_shows_amounts_of_others_unless_asked(shared: Program, words: tuple[str, ...], form: str) -> None:
    file = Path(f"report.{form}")
    shared(*words, "-o", str(file))
    assert numbers(file).isdisjoint(OTHERS)


@pytest.mark.parametrize("words", [each for each in REPORTS if each[1] not in ("portfolio", "donor")])
def test_they_are_there_where_they_are_asked_for(shared: Program, words: tuple[str, ...]) -> None:
    shared(*words, *AMOUNTS, "-o", "report.md")
    assert not numbers(Path("report.md")).isdisjoint(OTHERS)
    told = "Amounts are left out: --co-funding amounts shows them, with each donor’s."
    assert told in shared(*words, "-f", "json").err
    assert told not in shared(*words, *AMOUNTS, "-f", "json").err


def test_donors_are_named_and_what_three_of_them_gave_is_added_up(three: Program) -> None:
    found = finance(three)
    names = ["Arcadia", "Borduria", "Syldavia"]
    assert found["donors"] == [{"donor": name} for name in names]
    # 600,000 + 70,000 + 30,000; only Arcadia committed.
    assert found["totals"][0]["received"] == {"USD": "700000.00"}
    assert found["totals"][0].keys().isdisjoint({"committed", "outstanding", "allocated"})
    assert any("fewer than three donors" in each for each in found["paragraphs"])
    amounts = finance(three, *AMOUNTS)
    assert [row["donor"] for row in amounts["donors"]] == names
    assert amounts["donors_total"]["committed"] == {"USD": "1000000.00"}


def test_one_currency_of_a_single_donor_hides_the_total(three: Program) -> None:
    three("contribution", "receive", "C-002", "31,337", "EUR", "--date", "2023-02-03")
    assert "received" not in finance(three).get("totals", [{}])[0]


def test_a_part_of_a_donor_is_no_other_donor(three: Program) -> None:
    three("donor", "edit", "Syldavia", "--set", "parent=Borduria")
    assert "received" not in finance(three).get("totals", [{}])[0]


def test_a_report_of_one_donor_alone_has_its_amounts_and_no_others(three: Program) -> None:
    found = finance(three, "--donor", "Borduria")
    assert found["donors_total"]["received"] == {"USD": "70000.00"}
    assert "donors_total" not in finance(three, "--donor", "Borduria", "--donor", "Syldavia")
