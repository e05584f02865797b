"""Parts of records that a clone and its source both touched: what one removed and the other changed is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from teams import Place, Team

if TYPE_CHECKING:
    from pathlib import Path

PART = "C-001.m1"


@pytest.fixture(params=BACKENDS)
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Team:
    made = Team(tmp_path, request.param)
    made.office.add("organisations", name="Arcadia", code="ARC")
    made.office.add("contributions", donor="ARC")
    made.office.receive("C-001", "100")
    return made


def amounts(place: Place) -> dict[str, str]:
    """Return the amounts of the movements that a contribution has, by id."""
    return {each["id"]: each["amount"] for each in place.get("contributions", "C-001").get("movements", ())}


@pytest.mark.parametrize("keeps", [True, False], ids=["ours", "theirs"])
@pytest.mark.parametrize("goes_here", [True, False], ids=["removed here", "removed there"])
def test_what_one_side_removed_and_the_other_changed_is_decided(team: Team, goes_here: bool, keeps: bool) -> None:
    amina = team.laptop()
    removes, changes = (amina, team.office) if goes_here else (team.office, amina)
    removes.remove("contributions", PART)
    changes.edit("contributions", PART, "amount=200")
    pulled = amina.pull(keeps, gives_up=not keeps).result
    assert [each.field for _, disputes in pulled.decided for each in disputes] == [""]
    assert [(patch.why, patch.is_aside) for patch in (*pulled.pending, *pulled.dropped)] == [("", False)]
    assert not amina.push().refused
    stays = {} if goes_here is keeps else {PART: "200.00"}
    assert amounts(amina) == amounts(team.office) == stays


@pytest.mark.parametrize("goes_here", [True, False], ids=["removed here", "removed there"])
def test_the_id_of_what_went_is_given_to_nothing_else(team: Team, goes_here: bool) -> None:
    amina = team.laptop()
    removes, changes = (amina, team.office) if goes_here else (team.office, amina)
    removes.remove("contributions", PART)
    changes.receive("C-001", "300")
    amina.pull()
    amina.push()
    for place in (team.office, amina):
        assert place.get("contributions", "C-001")["removed_parts"] == [PART]
        place.receive("C-001", "400")
        assert PART not in amounts(place)
