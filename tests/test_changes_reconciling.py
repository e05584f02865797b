"""Two sides of a register that were changed apart, in real folders, brought together: nothing is lost."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st
from registers import INTENT, put

from portfolio.changes import preview, reconciling
from portfolio.dates import today
from portfolio.desk import Desk
from portfolio.errors import ConflictError, StoreError
from portfolio.settings import Settings
from portfolio.store.file import sides
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program


def project(code: str, title: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": title, "kind": "project", "classification": "unclassified", **more}


def remove(store: TinyStore, code: str) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.remove("projects", code)


def merged(store: TinyStore, path: Path | None = None, choose: Callable[[Any], bool | None] = lambda _: None) -> Any:
    @contextlib.contextmanager
    def opening(desk: Desk) -> Any:
        with sides.uniting(store, INTENT, path or store.path) as (transaction, found):
            reconciling.reconcile(desk, transaction, found.base, found.theirs, choose)
            yield transaction

    desk = Desk(store, Settings(), today(), "portfolio store merge", again=True)
    return preview.through(opening)(desk)


def titles(store: TinyStore) -> dict[str, str]:
    return {str(each["code"]): str(each["title"]) for each in store.read().find("projects")}


@pytest.fixture
def pair(tmp_path: Path) -> tuple[TinyStore, TinyStore]:
    """A register and a copy of its folder."""
    here = TinyStore(tmp_path / "here" / "portfolio.json")
    here.create()
    put(here, project("P-001", "Base", note="old"), project("P-002", "Other"))
    shutil.copytree(here.path.parent, tmp_path / "there")
    return here, TinyStore(tmp_path / "there" / "portfolio.json")


def test_what_both_entered_under_one_code_is_two_things(pair: tuple[TinyStore, TinyStore]) -> None:
    here, there = pair
    put(here, project("P-003", "Of here"))
    put(there, project("P-003", "Of there", parent="P-001"))
    put(there, project("P-004", "Its phase", parent="P-003"))
    shutil.copy(there.path, here.path)
    merged(here)
    assert titles(here) == {
        "P-001": "Base",
        "P-002": "Other",
        "P-003": "Of here",
        "P-004": "Its phase",
        "P-005": "Of there",
    }
    assert (here.read().get("projects", "P-004") or {})["parent"] == "P-005"
    assert here.verify().problems == ()
    assert [path.read_bytes() for path in here.path.parent.glob("*.merged-*")] == [there.path.read_bytes()]


def test_fields_that_one_side_changed_are_taken_and_others_are_asked(pair: tuple[TinyStore, TinyStore]) -> None:
    here, there = pair
    put(here, project("P-001", "Base", note="of here", tags=["a", "c"]))
    put(there, project("P-001", "Base", note="of there", officer="Amina", tags=["a", "b"]))
    shutil.copy(there.path, here.path)
    with pytest.raises(ConflictError, match="project P-001, note: “of here” here, “of there” there, before “old”"):
        merged(here)
    merged(here, choose=lambda conflict: conflict.field == "note")
    found = here.read().get("projects", "P-001") or {}
    assert (found["note"], found["officer"], found["tags"]) == ("of there", "Amina", ["a", "c", "b"])


@pytest.mark.parametrize("take", [False, True])
def test_what_one_removed_and_the_other_changed_is_asked(pair: tuple[TinyStore, TinyStore], take: bool) -> None:
    here, there = pair
    remove(here, "P-002")
    put(there, project("P-002", "Changed"))
    shutil.copy(there.path, here.path)
    with pytest.raises(ConflictError, match="removed here, changed there"):
        merged(here)
    merged(here, choose=lambda _: take)
    assert titles(here) == {"P-001": "Base", **({"P-002": "Changed"} if take else {})}
    assert here.verify().problems == ()


def test_what_only_the_other_removed_goes(pair: tuple[TinyStore, TinyStore]) -> None:
    here, there = pair
    put(here, project("P-001", "Renamed"))
    remove(there, "P-002")
    shutil.copy(there.path, here.path)
    merged(here)
    assert titles(here) == {"P-001": "Renamed"}


@pytest.mark.parametrize("count", [1, 3])
def test_entries_of_the_other_side_alone_are_enough(pair: tuple[TinyStore, TinyStore], count: int) -> None:
    here, there = pair
    put(here, project("P-003", "Of here"))
    for number in range(count):
        put(there, project(f"P-1{number}", f"There {number}"))
        shutil.copy(there.entries.path(2 + number), here.entries.folder / f"{2 + number:06} (conflicted copy).json")
    if count > 1:  # what has no other of its number here is an entry that does not follow
        for number in range(1, count):
            assert not here.entries.has(2 + number)
    (found,) = sides.other_sides(here)
    merged(here, found)
    assert len(titles(here)) == 3 + count
    assert sides.other_sides(here) == []
    assert here.verify().problems == ()


def test_a_copy_beside_is_put_aside_once_it_is_brought_in(pair: tuple[TinyStore, TinyStore]) -> None:
    here, there = pair
    put(here, project("P-003", "Of here"))
    put(there, project("P-004", "Of there"))
    copy = here.path.with_name("portfolio (1).json")
    shutil.copy(there.path, copy)
    assert sides.other_sides(here) == [copy]
    merged(here, copy)
    assert len(titles(here)) == 4
    assert not copy.exists()
    assert sides.other_sides(here) == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "note", "officer", "remove"]), st.integers(1, 4)), min_size=1, max_size=5
)


@settings(max_examples=30, deadline=None)
@given(one=STEPS, other=STEPS)
def test_nothing_that_either_side_has_is_lost(tmp_path_factory: pytest.TempPathFactory, one: Any, other: Any) -> None:
    here = TinyStore(tmp_path_factory.mktemp("any") / "here" / "portfolio.json")
    here.create()
    put(here, *(project(f"P-00{number}", f"Base {number}") for number in range(1, 5)))
    there = TinyStore(here.path.parent.with_name("there") / "portfolio.json")
    shutil.copytree(here.path.parent, there.path.parent)
    base = titles(here)
    for store, steps in ((here, one), (there, other)):
        for place, (what, number) in enumerate(steps):
            code = f"P-00{number}"
            held = store.read().get("projects", code)
            if what == "add":
                put(store, project(f"P-1{place}", f"{store.path.parent.name} {place}"))
            elif held and what == "remove":
                remove(store, code)
            elif held:
                put(store, {**held, what: f"{store.path.parent.name} {place}"})
    states = [store.read() for store in (here, there)]
    wanted = {title for store in (here, there) for code, title in titles(store).items() if code not in base}
    removed = [{code for code in base if state.get("projects", code) is None} for state in states]
    shutil.copy(there.path, here.path)
    if here.path.read_bytes() == there.path.read_bytes():
        try:
            here.read()
        except Exception:  # noqa: BLE001 - whether they differ at all depends on the steps
            merged(here, choose=lambda _: False)
    found = set(titles(here).values())
    assert wanted <= found
    for code, title in base.items():
        if all(code not in each for each in removed):
            assert title in found
    assert here.verify().problems == ()


def test_the_command_shows_both_sides_and_goes_conflict_by_conflict(
    portfolio: Program, register: Path, tmp_path: Path
) -> None:
    portfolio("project", "add", "--title", "Base")
    shutil.copytree(register.parent, tmp_path / "there")
    other = str(tmp_path / "there" / register.name)
    portfolio("project", "add", "--title", "Of here")
    portfolio("project", "edit", "P-001", "--set", "status=ongoing")
    portfolio("project", "add", "--title", "Of there", PORTFOLIO_STORE=other)
    portfolio("project", "edit", "P-001", "--set", "status=closed", PORTFOLIO_STORE=other)
    shutil.copy(other, register)
    assert "portfolio store merge" in portfolio("project", "list", code=6).err
    asked = portfolio("store", "merge", code=4).err
    assert "Here: 2 changes since revision 1." in asked
    assert "the other side’s, at revision 3" in asked
    assert "project P-001, status: “implementation” here, “closed” there" in asked
    assert "Nothing was changed" in portfolio("store", "merge", "--on-conflict", "skip", "--dry-run").out
    portfolio("project", "list", code=6)
    assert "as change 4" in portfolio("store", "merge", "--on-conflict", "skip").out
    listed = portfolio("project", "list", "--columns", "code,title,status", "--format", "tsv").out.splitlines()[1:]
    assert listed == ["P-001\tBase\timplementation", "P-002\tOf here\t", "P-003\tOf there\t"]
    assert "nothing" not in portfolio("store", "verify").out
    assert "Nothing to merge: the register matches its history" in portfolio("store", "merge").out
    portfolio("undo", "--yes")
    assert "Of there" not in portfolio("project", "list").out


def test_another_register_is_brought_in_only_if_that_is_said(
    portfolio: Program, register: Path, tmp_path: Path
) -> None:
    portfolio("project", "add", "--title", "Ours")
    portfolio("init", "two")
    other = "two/records/portfolio.json"
    portfolio("project", "add", "--title", "Theirs", PORTFOLIO_STORE=other)
    portfolio("store", "backup", "theirs.json", PORTFOLIO_STORE=other)
    before = register.read_bytes()
    for line in (("store", "restore", "theirs.json"), ("store", "merge", "theirs.json")):
        assert "another register" in portfolio(*line, code=4).err
    assert register.read_bytes() == before
    assert portfolio("store", "merge", "theirs.json", "--yes").code == 0
    assert "Theirs" in portfolio("project", "list").out
    portfolio("store", "restore", "theirs.json", "--yes")
    assert "Ours" not in portfolio("project", "list").out
    assert (tmp_path / "theirs.json").exists()


def test_a_copy_becomes_a_register_of_its_own(portfolio: Program, register: Path, tmp_path: Path) -> None:
    portfolio("project", "add", "--title", "Ours")
    shutil.copy(register, tmp_path / "test.json")
    portfolio("init", "trial", "--from", "test.json")
    trial = "trial/records/portfolio.json"
    portfolio("project", "add", "--title", "Only a trial", PORTFOLIO_STORE=trial)
    assert "Ours" in portfolio("project", "list", PORTFOLIO_STORE=trial).out
    assert "trial" not in portfolio("project", "list").out
    assert portfolio("store", "verify", PORTFOLIO_STORE=trial).code == 0


def test_a_file_that_is_no_register_says_so(pair: tuple[TinyStore, TinyStore], tmp_path: Path) -> None:
    for data in (b"notes\n", b'[{"a": 1}]'):
        (tmp_path / "notes.txt").write_bytes(data)
        with pytest.raises(StoreError, match=r"notes.txt is not a register of this program; it was left as it is"):
            merged(pair[0], tmp_path / "notes.txt")
