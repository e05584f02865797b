"""Codes that are chosen off line, and are not to be had at the source meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from teams import Laptop, Team

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=BACKENDS)
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Team:
    made = Team(tmp_path, request.param)
    made.office.add("organisations", name="Arcadia", code="ARC")
    return made


@pytest.fixture
def amina(team: Team) -> Laptop:
    return team.laptop()


def gives(laptop: Laptop, code: str, **values: str) -> None:
    """Enter a donor under a chosen code, and what they give."""
    laptop.add("organisations", code=code, **values)
    laptop.add("contributions", donor=code, title="Gift")


@pytest.mark.parametrize("is_merged", [True, False], ids=["merged", "removed"])
def test_the_code_of_one_that_went_there_is_another_after_a_pull(team: Team, amina: Laptop, is_merged: bool) -> None:
    team.office.add("organisations", name="Beta Fund", code="BET")
    if is_merged:
        team.office.merge("BET", "ARC")
    else:
        team.office.remove("organisations", "BET")
    gives(amina, "BET", name="Boreal Trust")
    first, second = amina.push().refused
    assert first.why.endswith("To give yours a new one, run: portfolio pull")
    assert "builds on" in second.why
    assert amina.pull().result.codes == ((("organisations", "BET"), "BOREAL-TRUST"),)
    assert not amina.push().refused
    assert team.office.get("contributions", "C-001")["donor"] == "BOREAL-TRUST"
    assert team.office.held("organisations") == amina.held("organisations")


def test_a_code_whose_record_was_taken_back_there_is_free(team: Team, amina: Laptop) -> None:
    team.office.add("organisations", name="Beta Fund", code="BET")
    team.office.undo()
    gives(amina, "BET", name="Boreal Trust")
    assert amina.pull().result.codes == ()
    assert not amina.push().refused
    assert team.office.get("organisations", "BET")["name"] == "Boreal Trust"


def test_one_that_was_entered_there_under_another_code_is_that_one(team: Team, amina: Laptop) -> None:
    team.office.add("organisations", name="Ruritania Fund", code="RRF")
    gives(amina, "RUF", name="Ruritania  fund", note="Met in Vienna")
    amina.edit("organisations", "RUF", "note=Met twice")
    assert "as RRF already. To let yours be that one, run: portfolio pull" in amina.push().refused[0].why
    amina.pull()
    assert not amina.push().refused
    assert team.office.get("organisations", "RRF")["note"] == "Met twice"
    assert "RUF" not in team.office.held("organisations")
    assert team.office.get("contributions", "C-001")["donor"] == "RRF"
    assert team.office.held("organisations") == amina.held("organisations")


def test_one_that_was_merged_there_into_another_is_that_one(team: Team, amina: Laptop) -> None:
    team.office.add("organisations", name="Beta Fund", code="BET")
    team.office.merge("BET", "ARC")
    gives(amina, "BTF", name="Beta Fund", note="Met in Vienna")
    amina.pull()
    assert not amina.push().refused
    held = team.office.held("organisations")
    assert (list(held), held["ARC"]["name"], held["ARC"]["note"]) == (["ARC"], "Arcadia", "Met in Vienna")
    assert team.office.get("contributions", "C-001")["donor"] == "ARC"


@pytest.mark.parametrize("is_kept", [True, False], ids=["renamed", "removed"])
@pytest.mark.parametrize("pulls", [True, False], ids=["pulled first", "pushed at once"])
def test_a_name_that_the_clone_itself_gave_up_is_free(team: Team, amina: Laptop, is_kept: bool, pulls: bool) -> None:
    if is_kept:
        amina.edit("organisations", "ARC", "name=Old Arcadia")
    else:
        amina.remove("organisations", "ARC")
    gives(amina, "ARN", name="Arcadia")
    if pulls:
        assert amina.pull().result.codes == ()
    assert not amina.push().refused
    named = {code: each["name"] for code, each in team.office.held("organisations").items()}
    assert named == {**({"ARC": "Old Arcadia"} if is_kept else {}), "ARN": "Arcadia"}
    assert team.office.get("contributions", "C-001")["donor"] == "ARN"


def test_one_that_a_merge_taken_back_brings_back_is_itself_again(team: Team, amina: Laptop) -> None:
    team.office.add("organisations", name="Beta Fund", code="BET")
    amina.pull()
    amina.merge("BET", "ARC")
    assert not amina.push().refused
    amina.undo()
    assert not amina.push().refused
    assert list(team.office.held("organisations")) == ["ARC", "BET"]
