"""Summaries by two groups, and of people trained, at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import shown

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


def test_money_by_two_groups_has_a_row_a_pair(office: Program) -> None:
    """Of C-001's 1,000,000 USD of 2023, 500,000 are for Kenya and Somalia at 60 and 40 per cent."""
    rows = shown(office, "summary", "--by", "country", "--by", "year")
    found = {(row["country"], row["year"]): row for row in rows}
    assert found["Kenya", "2023"]["committed"] == {"USD": "300000.00"}
    assert found["Somalia", "2023"]["committed"] == {"USD": "200000.00"}
    assert found["Kenya", "2024"]["spent"] == {"USD": "3000.00"}
    assert found["unallocated", "2023"] == {
        "country": "unallocated",
        "year": "2023",
        "projects": 0,
        "pledged": {},
        "committed": {"USD": "250000.00"},
        "received": {"USD": "150000.00"},
        "spent": {},
        "residue": True,
    }


def test_a_group_is_named_once_for_who_reads_and_in_each_row_for_programs(office: Program, tmp_path: Path) -> None:
    line = ("summary", "--by", "country", "--by", "year")
    for form in ("table", "md", "html", "csv", "tsv", "json"):
        (tmp_path / "out").unlink(missing_ok=True)
        office(*line, "-f", form, "-o", "out")
        text = (tmp_path / "out").read_text(encoding="utf-8")
        assert text.count("Kenya") == (3 if form in {"csv", "tsv", "json"} else 1), form


def test_in_another_order_each_row_names_its_group(office: Program) -> None:
    line = ("summary", "--by", "country", "--by", "year", "--sort", "-committed", "-f", "table")
    assert office(*line).out.count("Kenya") == 3


def test_plurals_and_one_group_mean_the_summary_of_it(office: Program) -> None:
    assert shown(office, "summary", "--by", "donors") == shown(office, "summary", "donors")
    page = office("summary", "--by", "years", "--by", "donors", "-f", "table").out
    assert "A project counts in each of its years and donors, and once in the total." in page


def test_filters_choose_what_is_broken_down(office: Program) -> None:
    rows = shown(office, "summary", "--by", "donor", "--by", "programme", "--status", "ongoing", "--year", "2023")
    assert [(row["donor"], row["programme"], row["committed"]) for row in rows] == [
        ("Arcadia", "Border management", {"USD": "500000.00"}),
    ]


def test_fiscal_years_are_asked_for(office: Program) -> None:
    rows = shown(office, "summary", "--by", "year", "--by", "status", "--fiscal")
    assert {"FY23", "FY24"} <= {row["year"] for row in rows}


def test_partners_have_projects_and_no_money(office: Program) -> None:
    (row, *_) = shown(office, "summary", "--by", "partner", "--by", "status")
    assert row == {"partner": "Institute of Borders", "status": "implementation", "projects": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "colour"), "There is no group “colour”; there are donor, year, region"),
        (("--by", "donor", "--by", "donors"), "By donor twice is by donor alone: portfolio summary donors"),
        (("--by", "donor", "--by", "year", "--by", "status"), "by one group or two"),
        (("--by", "project"), "portfolio project list"),
        (("--year", "2024"), "Say by what: --by donor --by year"),
        (("donor",), "Did you mean “donors”?"),
        (("people", "--by", "donor", "--by", "year", "--by", "status"), "by one group or two"),
    ],
)
def test_what_is_no_summary_is_refused_with_what_is(office: Program, words: tuple[str, ...], said: str) -> None:
    assert said in office("summary", *words, code=2).err


def test_people_trained_in_all_and_by_groups(office: Program) -> None:
    office("activity", "add", "P-002", "--title", "Drill", "--type", "workshop", "--start", "2020-02", "--women", "5")
    assert shown(office, "summary", "people") == [
        {"women": 17, "men": 15, "unspecified": 0, "total": 32, "activities": 2, "reported": "2 of 2"}
    ]
    rows = shown(office, "summary", "people", "--by", "region", "--by", "year")
    assert [(row["region"], row["year"], row["women"], row["men"]) for row in rows] == [
        ("Eastern Africa", "2023", 12, 15),
        ("Sahel", "2020", 5, 0),
    ]
    assert [row["donor"] for row in shown(office, "summary", "people", "--by", "donor", "--year", "2023")] == [
        "Arcadia"
    ]


def test_who_was_counted_without_their_sex_may_be_either(office: Program) -> None:
    office("activity", "add", "P-002", "--title", "Drill", "--type", "workshop", "--unspecified", "9")
    (_, row) = shown(office, "summary", "people", "--by", "project")
    assert (row["women"], row["men"], row["unspecified"], row["total"]) == (None, None, 9, 9)
