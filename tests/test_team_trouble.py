"""What somebody is told in a clone where a disk is full, or the source is not to be read."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from faulty import interposed
from teams import Team

from portfolio.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(tmp_path, "file", "file")
    made.office.add("projects", title="Alpha")
    return made


def test_what_the_source_took_is_said_where_the_clone_cannot_be_written(team: Team) -> None:
    amina = team.laptop()
    amina.add("projects", title="Afar")

    def full(name: str, _: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        if name == "write":
            raise OSError(errno.ENOSPC, "No space left on device")
        return call()

    folder = Path(amina.store.url).parent
    with interposed(folder, full), pytest.raises(StoreError) as caught:
        amina.push()
    assert "No space left on device" in str(caught.value)
    assert str(caught.value).endswith("The source has what it took; this clone learns of it at its next push.")
    assert [each.at for each in amina.push().sent] == [team.office.store.read().revision]
    titles = [each["title"] for each in team.office.held("projects").values()]
    assert titles == ["Alpha", "Afar"]
    assert not amina.pending


def test_the_remedy_for_a_damaged_source_is_not_for_the_clone(team: Team) -> None:
    amina = team.laptop()
    path = Path(team.office.store.url)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(StoreError, match=r"portfolio store restore\nThat is run where the source is kept"):
        amina.pull()
