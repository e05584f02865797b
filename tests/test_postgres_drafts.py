"""A conversation about a register in a database: what is answered lies with the person until it is a record."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX’s", allow_module_level=True)
pytest.importorskip("psycopg")

from conftest import installed
from conversing import Terminal, keys
from registers import put
from test_postgres_faults import opened, project, proxied, url

if TYPE_CHECKING:
    from pathlib import Path

_url = url


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where what is a person's own lies."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # where macOS has it
    return tmp_path / "state" / "portfolio" / "drafts"


def _drafts(folder: Path, url: str) -> str:
    return installed("project", "add", "--drafts", folder=folder, environment={"PORTFOLIO_STORE": url}).out


def test_a_draft_is_offered_and_gone_on_with(url: str, tmp_path: Path, state: Path) -> None:
    terminal = Terminal(tmp_path, "project", "add", PORTFOLIO_STORE=url)
    terminal.answer(("Title", "Port de Côte"), ("Officer", "A. Officer"))
    terminal.send(keys(["c-c"]), "Kept as a draft. To go on: portfolio project add")
    assert terminal.end() == 130
    assert "“Port de Côte”, 2 answers" in _drafts(tmp_path, url)
    assert "Port de Côte" in installed("due", folder=tmp_path, environment={"PORTFOLIO_STORE": url}).out
    terminal = Terminal(tmp_path, "project", "add", PORTFOLIO_STORE=url).read("“Port de Côte”")
    terminal.answer(("There are drafts", ""), ("Save it?", ""))
    assert terminal.end() == 0
    assert [each["officer"] for each in opened(url).read().find("projects")] == ["A. Officer"]
    assert not state.exists()


def test_a_draft_outlives_the_connection(url: str, tmp_path: Path, state: Path) -> None:
    put(opened(url), project("P-1"))
    with proxied(url) as proxy:
        terminal = Terminal(tmp_path, "project", "add", PORTFOLIO_STORE=proxy.url(url))
        terminal.answer(("Title", "Harbours"), ("Officer", "A. Officer"), ("Save it?", "…"))
        proxy.end()
        terminal.send(keys(["enter"]), "cannot be reached", "Kept as a draft. To go on: portfolio project add")
        assert terminal.end() == 6
    assert len(list(state.iterdir())) == 1
    assert "“Harbours”, 2 answers" in _drafts(tmp_path, url)  # though the register has another address now


def test_where_no_draft_can_be_kept_the_record_still_can(url: str, tmp_path: Path, state: Path) -> None:
    state.parent.parent.write_text("a file in the way", encoding="utf-8")
    terminal = Terminal(tmp_path, "project", "add", PORTFOLIO_STORE=url).read("A draft cannot be kept in")
    terminal.answer(("Title", "Harbours"), ("Save it?", ""))
    assert terminal.end() == 0
    assert [each["title"] for each in opened(url).read().find("projects")] == ["Harbours"]
