"""Work is found, counted and shown where its money was spent, be its own place wider or none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.query.spent import spent_at

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

_GROUPS = '[regions."Lake Shore"]\ncountries = ["ET", "KE", "UG"]\n'


@pytest.fixture
def lakes(portfolio: Program, register: Path) -> Program:
    """A register of work on a shore of three countries, of work without a place, and of what was spent in Ethiopia.

    X-1, on the shore, has 100 of Arcadia, and spent 7 in Ethiopia, 5 in Kenya and 3 somewhere on the shore. X-2 has no
    place and spent EUR 9 in Ethiopia in 2023, all of which was taken back in 2024. X-3 is in Uganda alone.
    """
    (register.parent.parent / "portfolio.toml").write_text(_GROUPS, encoding="utf-8")
    entered = """
        donor add Arcadia --code ARC
        project add --code X-1 --title Alpha --region lake-shore --start 2022-01-01 --end 2024-12-31
        project add --code X-2 --title Beta --start 2023-01-01 --end 2024-12-31 --donor ARC
        project add --code X-3 --title Gamma --country UG --start 2022-01-01 --end 2024-12-31
        contribution add ARC --title Gift
        contribution receive C-001 100 USD --date 2022-01-05
        contribution allocate C-001 X-1 100 --date 2022-01-05
        expenditure add X-1 7 USD --date 2023-02-02 --country ET --contribution C-001
        expenditure add X-1 5 USD --date 2022-02-02 --country KE
        expenditure add X-1 3 USD --date 2023-03-02
        expenditure add X-2 9 EUR --date 2023-04-02 --country ET
        expenditure add X-2 9 EUR --date 2024-04-02 --country ET --reverse
        rate add EUR 2 --date 2023-04-01
        rate add EUR 2 --date 2024-04-01
    """
    for line in entered.strip().splitlines():
        portfolio(*line.split())
    return portfolio


def shown(program: Program, words: str) -> Any:
    """Return what a command line prints as JSON."""
    return json.loads(program(*words.split(), "--format", "json").out)


def codes(program: Program, words: str) -> list[str]:
    """Return the codes of a list of projects."""
    return [row["code"] for row in shown(program, f"project list {words}")]


def row(program: Program, words: str, name: str) -> tuple[int, dict[str, str]]:
    """Return how many projects a row of a summary has, and what they spent."""
    (found,) = [each for each in shown(program, f"summary {words}") if name in each.values()]
    return found["projects"], found["spent"]


def test_work_is_found_where_its_money_was_spent(lakes: Program) -> None:
    assert codes(lakes, "--country ET") == ["X-1", "X-2"]
    assert codes(lakes, "--country KE") == ["X-1"]
    assert codes(lakes, "--country UG") == ["X-3"]
    assert codes(lakes, "--country UG --wide") == ["X-1", "X-3"]
    # Eastern Africa has all places, and what lies in the one group of the office's own does too.
    assert codes(lakes, "--region 014") == codes(lakes, "--region lake-shore") == ["X-1", "X-2", "X-3"]
    assert codes(lakes, "--country SO") == []


def test_what_is_found_is_not_said_to_be_wider(lakes: Program) -> None:
    assert "wider" not in lakes("project", "list", "--country", "ET").err
    assert "1 more" in lakes("project", "list", "--country", "UG").err


@pytest.mark.parametrize(
    ("asked", "projects", "spent"),
    [
        ("", 2, {"EUR": "0.00", "USD": "7.00"}),
        # Beta runs from 2023 on, and neither spent in Ethiopia in 2022, where Alpha is counted as active.
        (" --year 2022", 1, {}),
        (" --year 2023", 2, {"EUR": "9.00", "USD": "7.00"}),
        (" --year 2024", 2, {"EUR": "-9.00"}),
        (" --year 2023 --currency USD", 2, {"USD": "25.00"}),
        # Arcadia is charged with what Alpha spent there alone, and named by Beta.
        (" --donor ARC", 2, {"USD": "7.00"}),
    ],
)
def test_a_row_is_the_answer_to_its_own_filter(
    lakes: Program, asked: str, projects: int, spent: dict[str, str]
) -> None:
    assert row(lakes, f"countries{asked}", "Ethiopia") == (projects, spent)
    assert row(lakes, f"countries{asked} --country ET", "Ethiopia") == (projects, spent)
    assert len(codes(lakes, f"--country ET{asked}")) == projects


def test_rows_of_regions_count_work_where_its_money_was_spent(lakes: Program) -> None:
    # All three have something in Eastern Africa: 7 and 5 of Alpha, 0 of Beta, nothing of Gamma.
    assert row(lakes, "regions", "Eastern Africa") == (3, {"EUR": "0.00", "USD": "12.00"})
    assert row(lakes, "regions", "Lake Shore") == (1, {"USD": "3.00"})
    assert row(lakes, "regions", "not recorded") == (1, {})
    listed = {each["code"]: each["projects"] for each in shown(lakes, "region list")}
    assert (listed["014"], listed["lake-shore"], listed["202"], listed["011"]) == (3, 3, 3, 0)


def test_the_own_share_of_a_place_is_what_was_spent_there(lakes: Program) -> None:
    alpha, beta = shown(lakes, "project list --country ET")
    assert (alpha["spent"], alpha["place_spent"]) == ({"USD": "15.00"}, {"USD": "7.00"})
    # Of 100 received and 3 spent on the shore nobody knows what Ethiopia has.
    assert (alpha["place_received"], alpha["place_received_not_known"], alpha["place_spent_not_known"]) == ({}, 1, 1)
    assert (beta["place_spent"], beta.get("place_spent_not_known")) == ({"EUR": "0.00"}, None)


def test_work_without_a_place_is_in_no_place_whole(lakes: Program) -> None:
    lakes("contribution", "receive", "C-001", "20", "USD", "--date", "2023-01-05")
    lakes("contribution", "allocate", "C-001", "X-2", "20", "--date", "2023-01-05")
    _, beta = shown(lakes, "project list --country ET")
    assert (beta["received"], beta["place_received"]) == ({"USD": "20.00"}, {})
    assert beta["place_received_not_known"] == 1


def test_a_report_counts_work_where_its_money_was_spent(lakes: Program) -> None:
    report = shown(lakes, "report donor ARC")
    rows = report["sections"]["places"]["sections"]["regions"]["regions"]
    assert {each["group"]: each["projects"] for each in rows} == {
        "Eastern Africa": 2,
        "Lake Shore (office’s group)": 1,
        "Not recorded": 1,
    }


def test_an_export_holds_the_work_where_money_was_spent(lakes: Program, folder: Path) -> None:
    lakes("export", "projects", "--country", "ET", "-o", "there.json")
    assert [each["code"] for each in json.loads((folder / "there.json").read_text(encoding="utf-8"))["projects"]] == [
        "X-1",
        "X-2",
    ]


def test_places_are_those_of_entries_of_any_time() -> None:
    entries: list[dict[str, Any]] = [
        {"target": "X-1", "country": "ET"},
        {"target": "X-1", "region": "014", "date": "2020"},
        {"target": "X-1", "region": "lake-shore", "reversal": True},
        {"target": "X-2"},
    ]
    assert spent_at(entries) == {"X-1": {"ET", "2/014", "99/lake-shore"}}
