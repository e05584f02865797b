"""Journeys of commands on every backend: nothing that is said tells which one keeps the register."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from backends import BACKENDS
from conftest import RECORDS, TODAY, Program

from portfolio import dates
from portfolio.store import opening

if TYPE_CHECKING:
    from portfolio.store.protocol import Store

JOURNEY = (
    *RECORDS,
    ("project", "edit", "P-001", "--set", "status=closed", "--set", "officer=B. Officer"),
    ("project", "remove", "P-003"),
    ("contribution", "allocate", "C-001", "P-001", "99,000,000"),
    ("undo", "--yes"),
    ("redo", "--yes"),
    ("undo", "--yes"),
    ("project", "list"),
    ("project", "list", "--as-of", "1"),
    ("project", "list", "--as-of", "1999-12-31"),
    ("project", "show", "P-001", "--format", "json"),
    ("contribution", "show", "C-001"),
    ("donor", "list", "--format", "csv"),
    ("overview",),
    ("summary", "years"),
    ("find", "Arcadia"),
    ("report", "donor", "Arcadia"),
    ("check",),
    ("history", "--limit", "5"),
    ("history", "P-001"),
    ("history", "show", "2"),
    ("store", "verify", "--deep"),
    ("store", "restore"),
    ("store", "restore", "12", "--yes"),
    ("project", "list", "--as-of", "400"),
    ("export", "projects", "--format", "csv"),
)
# Times, digests and who made a change, which no two runs share.
_PASSING = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}Z)?|[0-9a-f]{12,64}|\S+@\S+")


class Journey:
    """A program whose register one backend keeps."""

    def __init__(self, folder: Path, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        monkeypatch.chdir(folder)
        monkeypatch.setattr(opening, "opened", self._opened)
        self._open, self._folder = BACKENDS[backend], folder
        self._portfolio = Program()

    def _opened(self, *_: Any, **__: Any) -> Store:
        return self._open(self._folder)

    def __call__(self, *line: str) -> tuple[int, str, str]:
        """Run a command line, whatever it ends with, and return its exit code and what it says to everybody."""
        ended = self._portfolio.run(*line)
        return ended.code, _PASSING.sub("…", ended.out), _PASSING.sub("…", ended.err)


@pytest.fixture
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(dates, "today", lambda: TODAY)


@pytest.mark.usefixtures("_on_a_day")
@pytest.mark.parametrize("backend", sorted(BACKENDS.keys() - {"file"}))
def test_all_that_commands_say_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    said = []
    for name in (backend, "file"):  # a backend that is not to be had here skips this
        run = Journey(tmp_path / name, name, monkeypatch)
        assert run("init")[0] == 0
        said.append([(line, *run(*line)) for line in JOURNEY])
    for one, another in zip(*said, strict=True):
        assert one == another
    assert {code for _, code, *_ in said[0]} == {0, 3, 5}


@pytest.mark.usefixtures("_on_a_day")
@pytest.mark.parametrize(
    "line", ["backup copy.json", "adopt", "pack", "merge", "merge copy.json", "restore --latest", "info"]
)
def test_what_a_backend_does_not_offer_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    run = Journey(tmp_path / "memory", "memory", monkeypatch)
    run("init")
    code, out, err = run("store", *line.split())
    if line in ("info", "restore --latest"):
        assert code == 0
        assert out
    else:
        assert (code, out) == (2, "")
        assert err == (
            f"The register memory:{tmp_path / 'memory'} is not kept in a file: what keeps it sees to copies, backups "
            "and repairs itself.\n"
        )
    assert not Path("copy.json").exists()
