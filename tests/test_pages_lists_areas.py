"""Lists of what has no project: countries, regions, donors, partners and programmes, over all time and in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import shown

from portfolio.reference import places

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


@pytest.fixture
def office(portfolio: Program, register: Path) -> Program:
    """A register of three projects.

    X-1 ran in Kenya in 2022, by Arcadia's money; X-2 in Kenya and Mali from 2023 on, for Lemuria, with the Ring; X-3 is
    of the Sahel, in 2023. Of the programmes PR-1 has X-1; PR-2, of 2022, has nothing but Utopia's money.
    """
    (register.parent.parent / "portfolio.toml").write_text('[regions."Sahel"]\ncountries = ["ML", "NE"]\n', "utf-8")
    entered = """
        donor add Arcadia
        donor add Lemuria
        donor add Utopia
        partner add Ring
        partner add Wheel
        programme add --code PR-1 --title One
        programme add --code PR-2 --title Two --start 2022-01-01 --end 2022-12-31
        project add --code X-1 --title Alpha --country KE --start 2022-01-01 --end 2022-12-31 --programme PR-1
        project add --code X-2 --title Beta --country KE --country ML --start 2023 --donor Lemuria --partner Ring
        project add --code X-3 --title Gamma --region sahel --start 2023-01-01 --end 2023-12-31
        contribution add Arcadia 100 USD --date 2022-01-05 --received --for X-1
        contribution add Utopia 10 USD --date 2022-01-05 --received --for PR-2
    """
    for line in entered.strip().splitlines():
        portfolio(*line.split())
    return portfolio


def named(program: Program, words: str, key: str = "code") -> list[Any]:
    return [row[key] for row in shown(program, *words.split())]


def test_countries_have_the_work_that_lies_in_them(office: Program) -> None:
    rows = shown(office, "country", "list")
    assert [(row["code"], row["region"], row["projects"]) for row in rows] == [
        *(("KE", "Eastern Africa", 2), ("ML", "Western Africa", 1)),
    ]
    for code in ("KE", "ML", "NE"):
        listed = {row["code"]: row["projects"] for row in rows}
        assert listed.get(code, 0) == len(shown(office, "project", "list", "--country", code))


def test_countries_without_a_project_are_all_others(office: Program) -> None:
    every = set(places.countries())
    assert set(named(office, "country list --without project")) == every - {"KE", "ML"}
    assert set(named(office, "country list --without project --year 2022")) == every - {"KE"}
    assert named(office, "country list --without project --region sahel") == ["NE"]
    # Mali has work of other years, Niger that of a region of two, all others none; by name where that is the same.
    assert named(office, "country list --without project --year 2022")[:4] == ["ML", "NE", "AF", "AX"]
    assert named(office, "country list --year 2023") == ["KE", "ML"]
    assert named(office, "country list --without project --region sahel --year 2022") == ["ML", "NE"]
    assert named(office, "country list --without project --region sahel --region not:sahel") == []
    assert "KE" in named(office, "country list --without project --donor Lemuria --year 2022")


def test_regions_without_a_project(office: Program) -> None:
    without = named(office, "region list --without project")
    assert "sahel" not in without
    assert "014" not in without
    assert "151" in without
    assert "sahel" in named(office, "region list --without project --year 2022")
    assert named(office, "region list --region sahel", "projects") == [2]
    assert named(office, "region list --region sahel --year 2022", "projects") == [0]


def test_donors_partners_and_programmes_without_a_project_in_a_year(office: Program) -> None:
    # Money for a programme is work too.
    assert named(office, "donor list --without project", "name") == []
    assert named(office, "donor list --without project --year 2022", "name") == ["Lemuria"]
    assert named(office, "donor list --without project --year 2023", "name") == ["Arcadia", "Utopia"]
    assert named(office, "donor list --without project --country ML", "name") == ["Arcadia", "Utopia"]
    assert "share" not in office("donor", "list", "--without", "project", "--country", "ML", "-f", "md").out
    assert named(office, "partner list --without project", "name") == ["Wheel"]
    assert named(office, "partner list --without projects --year 2022", "name") == ["Ring", "Wheel"]
    assert named(office, "programme list --without project") == ["PR-2"]
    assert named(office, "programme list --without project --year 2022") == ["PR-2"]


def test_what_is_listed_says_what_it_counts(office: Program) -> None:
    said = office("country", "list", "--without", "project", "--year", "2022", "--format", "table").out
    assert f"{len(places.countries()) - 1} countries; without a project active in 2022." in said
