"""Drafts are kept beside the register or with their writer: privately, whole, apart for each person and register."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from backends import BACKENDS
from registers import put

from portfolio.errors import StoreError
from portfolio.paths import own_state
from portfolio.store.drafts import KeptDraft
from portfolio.store.file.tiny import TinyStore
from portfolio.store.opening import drawer

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.store.protocol import Store

_DRAFT = KeptDraft(
    "", "project", "Evidence في المحكمة", "", {"title": ["Evidence في المحكمة"], "country": ["KE", "SO"]}
)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is a person's own lie in a folder of the test's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "state"))


@pytest.fixture
def beside(tmp_path: Path) -> TinyStore:
    """Return an empty register in a file."""
    made = TinyStore(tmp_path / "portfolio.json")
    made.create()
    return made


def _folder(store: Store) -> Path:
    return (store.path.parent if isinstance(store, TinyStore) else own_state()) / "drafts"


def _files(store: Store) -> list[Path]:
    return sorted(_folder(store).glob("*"))


def test_keeps_and_gives_back(store: Store) -> None:
    kept = drawer(store).keep(_DRAFT)
    longer = drawer(store).keep(kept._replace(answers={**kept.answers, "officer": ["A. Officer"]}))
    found, warnings = drawer(store).mine()
    assert (found, warnings) == ([longer], [])
    assert longer._replace(name="", day="", answers=_DRAFT.answers) == _DRAFT
    assert len(longer.day) == 10
    assert len(_files(store)) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX’s")
@pytest.mark.parametrize("shared", [False, True])
def test_only_the_writer_can_read_it(beside: TinyStore, shared: bool) -> None:
    drawer(TinyStore(beside.path, shared=shared)).keep(_DRAFT)
    (file,) = _files(beside)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o777 == (0o770 if shared else 0o700)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX’s")
def test_only_the_person_can_look_among_what_is_their_own(store: Store) -> None:
    drawer(store).keep(_DRAFT)
    (file,) = _files(store)
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)


def test_is_offered_to_nobody_else(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = drawer(store)
    mine.keep(_DRAFT)
    monkeypatch.setenv("LOGNAME", "somebody-else")
    theirs = drawer(store)
    theirs.keep(_DRAFT._replace(title="Theirs"))
    assert [each.title for each in theirs.mine()[0]] == ["Theirs"]
    assert [each.title for each in mine.mine()[0]] == [_DRAFT.title]


def test_is_of_one_register(beside: TinyStore) -> None:
    drawer(beside).keep(_DRAFT)
    other = TinyStore(beside.path.with_name("exercise.json"))
    other.create()
    assert drawer(other).mine() == ([], [])


@pytest.mark.parametrize("backend", ["memory", "postgres"])
def test_is_of_one_register_wherever_that_is(backend: str, tmp_path: Path) -> None:
    one, other = (BACKENDS[backend](tmp_path / name) for name in ("one", "other"))
    for each in (one, other):
        each.create()
    first = drawer(one).keep(_DRAFT)
    put(one, {"code": "P-1", "title": "A project", "revision": 0})
    second = drawer(one).keep(_DRAFT._replace(title="Begun when the register had an identity"))
    assert drawer(one).mine()[0] == [second, first]
    assert drawer(other).mine() == ([], [])


@pytest.mark.parametrize("backend", ["memory", "postgres"])
def test_is_kept_where_the_server_is_gone_meanwhile(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = BACKENDS[backend](tmp_path)
    store.create()
    kept = drawer(store)
    kept.drop(kept.keep(_DRAFT._replace(answers={})))
    with monkeypatch.context() as gone:
        gone.setattr(type(store), "identity", property(lambda _: pytest.fail("asked anew")))
        draft = kept.keep(_DRAFT)
    assert drawer(store).mine()[0] == [draft]


def test_is_taken_up_once(store: Store) -> None:
    kept = drawer(store).keep(_DRAFT)
    taken = drawer(store).take(kept)
    assert taken
    assert taken.answers == kept.answers
    assert drawer(store).take(kept) is None
    # Whoever has it open in another window loses nothing.
    drawer(store).keep(kept)
    assert len(drawer(store).mine()[0]) == 2


def test_goes_with_its_folder(store: Store) -> None:
    kept = drawer(store).keep(_DRAFT)
    drawer(store).drop(kept)
    drawer(store).drop(kept)
    assert not _folder(store).exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text[: len(text) // 2], "is damaged"),
        (lambda _: "", "is damaged"),
        (lambda _: "[" * 100_000, "is damaged"),
        (lambda text: text.replace('"answers": {"title": [', '"answers": {"title": [5, '), "is damaged"),
        (lambda text: text.replace('"version": 1', '"version": 99'), "is of a newer version"),
        (lambda text: text + " " * 2_000_000, "is damaged"),
    ],
)
def test_names_what_cannot_be_read_and_gives_the_rest(store: Store, spoil: Callable[[str], str], said: str) -> None:
    drawer(store).keep(_DRAFT)
    (file,) = _files(store)
    file.write_text(spoil(file.read_text(encoding="utf-8")), encoding="utf-8")
    good = drawer(store).keep(_DRAFT._replace(title="Good"))
    found, warnings = drawer(store).mine()
    assert found == [good]
    assert len(warnings) == 1
    assert str(file) in warnings[0]
    assert said in warnings[0]


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_says_where_it_cannot_be_kept(store: Store) -> None:
    above = _folder(store).parent
    above.mkdir(parents=True, exist_ok=True)
    above.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot be kept"):
            drawer(store).keep(_DRAFT)
    finally:
        above.chmod(0o700)


def test_a_link_in_place_of_the_folder_is_not_followed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    _folder(store).parent.mkdir(parents=True, exist_ok=True)
    _folder(store).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="cannot be kept"):
        drawer(store).keep(_DRAFT)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the system always names one")
def test_who_has_no_home_keeps_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = BACKENDS["memory"](tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portfolio.paths.named", Path)
    monkeypatch.delenv("XDG_STATE_HOME")
    with pytest.raises(StoreError, match="you have no home"):
        drawer(store).keep(_DRAFT)
    assert drawer(store).mine() == ([], [])
    assert not list(tmp_path.iterdir())


def test_is_the_registers_own(beside: TinyStore) -> None:
    drawer(beside).keep(_DRAFT)
    assert beside.owns(_files(beside)[0])
    assert not beside.verify().problems
