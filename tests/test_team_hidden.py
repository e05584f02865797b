"""Clones of who sees a part of a register in PostgreSQL, from whom records are hidden later."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import TODAY, Program
from persons import OWNER, Office, place

from portfolio import dates

if TYPE_CHECKING:
    from pathlib import Path


class Shared:
    """A register, in which a manager sees everything, and the clone of an officer who sees what is unclassified."""

    def __init__(self, office: Office) -> None:
        self.office, self._run = office, Program()
        office(OWNER, "project", "add", "--title", "Border posts")
        office(OWNER, "store", "grant", "olga", "officer")
        office(OWNER, "store", "grant", "carl", "manager", "--clearance", "strictly_confidential")
        for title in ("Changed here", "Pushed", "Untouched"):
            office("carl", "project", "add", "--title", title)
        office("olga", "clone", place(office.folder, "olga"), "laptop")

    def __call__(self, *line: str, code: int = 0) -> Any:
        """Run a command in the clone."""
        return self._run(*line, code=code, PORTFOLIO_STORE="")

    def codes(self) -> list[str]:
        """Return the codes of the projects that the clone has."""
        return [row["code"] for row in json.loads(self("project", "list", "--format", "json").out)]

    def hide(self, *codes: str) -> None:
        """Let the manager classify projects, and enter in them what is secret."""
        for code in codes:
            self.office("carl", "project", "edit", code, "--set", "classification=confidential")
            self.office("carl", "project", "edit", code, "--set", "note=Kestrel")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shared:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dates, "today", lambda: TODAY)
    made = Shared(Office(tmp_path))
    monkeypatch.chdir(tmp_path / "laptop")
    return made


def test_what_is_hidden_since_leaves_the_clone_and_is_not_pushed_again(shared: Shared, tmp_path: Path) -> None:
    shared("project", "edit", "P-003", "--set", "officer=O. Officer")
    born = re.findall(r"P-\d+", shared("project", "add", "--title", "Born here").out)[0]
    shared("push")
    shared("project", "edit", "P-001", "--set", "officer=O. Officer")
    shared("push")  # and the source no longer keeps beside the records what the clone knows to be taken
    shared.hide("P-003", "P-004", born)
    pulled = shared("pull")
    assert shared.codes() == ["P-001", "P-002"]
    assert "to be pushed" not in pulled.err
    assert shared("push").out == "Nothing to push.\n"
    assert json.loads(shared("status", "--format", "json").out)["pending"] == []
    for path in (tmp_path / "laptop").rglob("*.json"):
        assert b"Kestrel" not in path.read_bytes(), path


def test_a_change_to_what_is_hidden_since_holds_nothing_up_and_is_given_up(shared: Shared, tmp_path: Path) -> None:
    shared("project", "edit", "P-002", "--set", "officer=O. Officer")
    shared.hide("P-002")
    before = shared.office("carl", "project", "show", "P-002", "--format", "json").out
    told = [shared("pull", code=4), shared("pull", "--ours")]
    assert "removed" in told[0].out
    shared("project", "edit", "P-001", "--set", "officer=O. Officer")
    told.append(shared("push", code=4))
    assert "Taken as change" in told[-1].err
    assert "P-002 is a code that the register gives, and it was not given to you" in told[-1].err
    told.append(shared("status"))
    assert shared.codes() == ["P-001", "P-002", "P-003", "P-004"]  # its own words, until that is given up
    told.append(shared("pull", "--theirs"))
    assert shared.codes() == ["P-001", "P-003", "P-004"]
    assert shared("push").out == "Nothing to push.\n"
    assert shared.office("carl", "project", "show", "P-002", "--format", "json").out == before
    assert not any("Kestrel" in each.out + each.err or "classif" in each.err for each in told)
    for path in (tmp_path / "laptop").rglob("*.json"):
        assert b"Kestrel" not in path.read_bytes(), path


def test_what_one_may_not_change_stays_and_what_one_may_is_taken(shared: Shared) -> None:
    shared.office(OWNER, "programme", "add", "--title", "North")
    shared.office(OWNER, "project", "edit", "P-001", "--set", "programme=PRG-101")
    shared.office(OWNER, "store", "grant", "olga", "officer", "--programme", "PRG-101")
    shared("pull")
    for code in ("P-002", "P-001", "P-003"):
        shared("project", "edit", code, "--set", "officer=O. Officer")
    pushed = shared("push", code=4)
    assert [line[:9] for line in pushed.err.splitlines() if "(changed" in line] == [
        "Not taken",
        "Taken as ",
        "Not taken",
    ]
    assert "took 1 of 3 changes" in pushed.out
