"""`portfolio clone`, `status`, `pull` and `push`: what they print, as text and as JSON, and what they only try."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program
    from syrupy.assertion import SnapshotAssertion

# What stands for the office's register, however it is kept and wherever the test runs.
_OFFICE = "/mnt/office/records/portfolio.json"
_KEYS = {
    "status": {
        "source",
        "clone",
        "tag",
        "last_contact",
        "reached",
        "ahead",
        "behind",
        "conflicts",
        "pending",
        "settings",
    },
    "pull": {"revision", "source_revision", "changes", "pending", "decided", "renumbered", "dropped", "tag"},
    "push": {"pushed", "refused"},
    "clone": {"folder", "source", "tag", "numbers", "records", "revision"},
}


@pytest.fixture
def place(begun: Program) -> str:
    """The office's register, with two projects."""
    for line in (("--title", "Airports", "--status", "ongoing"), ("--title", "Ports")):
        begun("project", "add", *line)
    info = json.loads(begun("store", "info", "--format", "json").out)
    return str(info.get("file") or info["server"])


@pytest.fixture
def at(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what goes to the folder of a clone, or to the office."""
    monkeypatch.setenv("COLUMNS", "80")
    office = place if "://" in place else ""

    def go(where: str) -> None:
        monkeypatch.chdir(tmp_path / where)
        monkeypatch.setenv("PORTFOLIO_STORE", "" if where else office)

    return go


@pytest.fixture
def parted(begun: Program, place: str, at: Callable[[str], None]) -> Program:
    """The office and a clone, at which one goes on: each has changed what the other has, and more."""
    begun("clone", place, "laptop", "--numbers", "50")
    begun("project", "edit", "P-001", "--set", "status=closed")
    begun("project", "edit", "P-002", "--set", "officer=A. Officer")
    at("laptop")
    begun("project", "edit", "P-001", "--set", "status=suspended")
    begun("project", "add", "--title", "Youth in the north")
    begun("project", "edit", "P-003", "--set", "note=Begun")
    return begun


def as_json(program: Program, *line: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(program(*line, "--format", "json", code=code).out)
    return found


def held(program: Program) -> list[dict[str, Any]]:
    """Return what a register tells of itself and of its clones."""
    lines = (("export", "all"), ("history",), ("status",))
    return [json.loads(program(*line, "--format", "json").out) for line in lines]


@pytest.mark.parametrize(
    ("line", "code"),
    [("status", 0), ("pull", 4), ("pull --ours", 0), ("pull --ours --dry-run", 0), ("push", 4), ("push --dry-run", 4)],
)
def test_what_is_printed(parted: Program, place: str, snapshot: SnapshotAssertion, line: str, code: int) -> None:
    ended = parted(*line.split(), "--format", "table", code=code)
    said = (ended.out + "\n" + ended.err).replace(place, _OFFICE)
    said = re.sub(r"Source .*?(?=^Clone)", f"Source        {_OFFICE}\n", said, flags=re.DOTALL | re.MULTILINE)
    said = re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "2024-10-01 09:00", said)
    assert [row.rstrip() for row in said.splitlines()] == snapshot


def test_objects_have_the_keys_that_they_are_said_to_have(parted: Program, place: str) -> None:
    made = as_json(parted, "clone", place, "other")
    assert made.keys() == _KEYS["clone"]
    found = as_json(parted, "status")
    assert found.keys() >= _KEYS["status"]
    assert (found["ahead"], found["behind"], found["reached"], found["source"]) == (3, 2, True, place)
    assert [each["records"] for each in found["pending"]] == [["P-001"], ["P-003"], ["P-003"]]
    (conflict,) = found["conflicts"]
    assert (conflict["field"], conflict["source"], conflict["here"]) == ("status", "closed", "suspended")
    pushed = as_json(parted, "push", code=4)
    assert pushed.keys() == _KEYS["push"]
    assert [each["change"] for each in pushed["pushed"]] == [3, 4]
    assert [(each["change"], "closed" in each["why"]) for each in pushed["refused"]] == [(2, True)]
    pulled = as_json(parted, "pull", "--theirs")
    assert pulled.keys() == _KEYS["pull"]
    assert [each["here"] for each in pulled["decided"]] == ["suspended"]
    assert as_json(parted, "status")["pending"] == []


@pytest.mark.parametrize(
    ("line", "code"), [("pull --ours", 0), ("pull", 4), ("push", 4), ("clone {place} other", 0), ("clone . other", 4)]
)
def test_what_is_only_tried_changes_nothing(
    parted: Program, place: str, at: Callable[[str], None], tmp_path: Path, line: str, code: int
) -> None:
    words = line.format(place=place).split()
    before = held(parted)
    tried = parted(*words, "--dry-run", code=code)
    assert "Nothing was changed" in tried.out + tried.err or code
    assert held(parted) == before
    assert not (tmp_path / "laptop" / "other").exists()
    at("")
    office = held(parted)
    at("laptop")
    done = parted(*words, code=code)
    lines = [each.strip() for each in done.err.splitlines() if each.startswith(("  ", "Taken", "Not taken"))]
    assert all(each in tried.err for each in lines)
    at("")
    assert (held(parted) == office) == line.startswith(("pull", "clone ."))


def test_a_trial_of_a_push_tries_each_change_upon_those_before(parted: Program) -> None:
    tried = parted("push", "--dry-run", code=4)
    assert "Taken as change 7 there: change 4 (changed project P-003" in tried.err
    assert " took 2 of 3 changes." in tried.err
    parted("pull", "--theirs")
    assert tried.err.count("Taken as") == parted("push").err.count("Taken as") == 2


def test_who_names_another_register_is_told_so(
    begun: Program, place: str, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO_STORE", place)
    assert "PORTFOLIO_STORE would name another register" in begun("clone", place, "laptop").err
    at("laptop")
    monkeypatch.setenv("PORTFOLIO_STORE", place)
    for line in ("pull", "push"):
        said = begun(line, code=2).err
        assert "is no clone of another" in said
        assert "PORTFOLIO_STORE names that one, and not " in said


@pytest.mark.usefixtures("register", "place")
def test_a_folder_that_is_named_is_cloned_whatever_the_environment_names(begun: Program, tmp_path: Path) -> None:
    begun("clone", str(tmp_path), "laptop", PORTFOLIO_STORE=str(tmp_path / "other.json"))
    assert "Ports" in begun("--config", "laptop/portfolio.toml", "project", "list").out


_SETTINGS: tuple[tuple[str, ...], ...] = (
    ("portfolio.code_pattern", "CT-{number:04}"),
    ("portfolio.fiscal_year_start", "4"),
    ("regions.Sahel.countries", "ML", "NE"),
)


def test_settings_of_the_office_that_change_are_told_and_stay_as_they_are(
    parted: Program, place: str, at: Callable[[str], None], tmp_path: Path
) -> None:
    if "://" in place:
        pytest.skip("a database has no settings")
    at("")
    for setting in (*_SETTINGS, ("store.backups", "3")):
        parted("config", "set", *setting)
    at("laptop")
    before = (tmp_path / "laptop" / "portfolio.toml").read_bytes()
    told = [
        "The office’s settings are not the same at the source, where a push is held to those there:",
        "  portfolio.code_pattern: CT-{number:04} there, P-{number:03} here",
        "  portfolio.fiscal_year_start: 4 there, 1 here",
        "  regions.Sahel: ML, NE there, – here",
        "To have one as it is there: portfolio config set SETTING VALUE",
    ]
    for line in (("status",), ("pull", "--ours"), ("pull", "--dry-run")):
        assert "\n".join(told) in parted(*line).err, line
    (_, year, _) = as_json(parted, "status")["settings"]
    assert year == {"name": "portfolio.fiscal_year_start", "there": "4", "here": "1"}
    assert (tmp_path / "laptop" / "portfolio.toml").read_bytes() == before
    parted("project", "add", "--title", "A code as they are made here")
    parted("push")
    at("")
    parted("project", "add", "--title", "A code as they are made there")
    codes = [row["code"] for row in json.loads(parted("project", "list", "--format", "json").out)]
    assert sorted(codes) == ["CT-0053", "P-001", "P-002", "P-003", "P-004"]
    at("laptop")
    for setting in _SETTINGS:
        parted("config", "set", *setting)
    assert "settings" not in parted("status").err
    assert parted("project", "add", "--title", "As there").out.startswith("Added project CT-0005")
