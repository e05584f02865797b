"""Drafts are kept beside the register: privately, whole, and apart for every person, computer and register."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from registers import empty_store

from portfolio.errors import StoreError
from portfolio.store import drafts
from portfolio.store.drafts import Drawer, KeptDraft
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

store = empty_store

_DRAFT = KeptDraft(
    "", "project", "Evidence في المحكمة", "", {"title": ["Evidence في المحكمة"], "country": ["KE", "SO"]}
)


def _drawer(store: TinyStore) -> Drawer:
    found = drafts.drawer(store)
    assert found
    return found


def _files(store: TinyStore) -> list[Path]:
    return sorted((store.path.parent / "drafts").glob("*"))


def test_keeps_and_gives_back(store: TinyStore) -> None:
    kept = _drawer(store).keep(_DRAFT)
    longer = _drawer(store).keep(kept._replace(answers={**kept.answers, "officer": ["A. Officer"]}))
    found, warnings = _drawer(store).mine()
    assert (found, warnings) == ([longer], [])
    assert longer._replace(name="", day="", answers=_DRAFT.answers) == _DRAFT
    assert len(longer.day) == 10
    assert len(_files(store)) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX’s")
@pytest.mark.parametrize("shared", [False, True])
def test_only_the_writer_can_read_it(store: TinyStore, shared: bool) -> None:
    drawer = _drawer(TinyStore(store.path, shared=shared))
    drawer.keep(_DRAFT)
    (file,) = _files(store)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o777 == (0o770 if shared else 0o700)


def test_is_offered_to_nobody_else(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = _drawer(store)
    mine.keep(_DRAFT)
    monkeypatch.setenv("LOGNAME", "somebody-else")
    theirs = _drawer(store)
    theirs.keep(_DRAFT._replace(title="Theirs"))
    assert [each.title for each in theirs.mine()[0]] == ["Theirs"]
    assert [each.title for each in mine.mine()[0]] == [_DRAFT.title]


def test_is_of_one_register(store: TinyStore) -> None:
    _drawer(store).keep(_DRAFT)
    other = TinyStore(store.path.with_name("exercise.json"))
    other.create()
    assert _drawer(other).mine() == ([], [])


def test_is_taken_up_once(store: TinyStore) -> None:
    kept = _drawer(store).keep(_DRAFT)
    taken = _drawer(store).take(kept)
    assert taken
    assert taken.answers == kept.answers
    assert _drawer(store).take(kept) is None
    # Whoever has it open in another window loses nothing.
    _drawer(store).keep(kept)
    assert len(_drawer(store).mine()[0]) == 2


def test_goes_with_its_folder(store: TinyStore) -> None:
    kept = _drawer(store).keep(_DRAFT)
    _drawer(store).drop(kept)
    _drawer(store).drop(kept)
    assert not (store.path.parent / "drafts").exists()


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
def test_names_what_cannot_be_read_and_gives_the_rest(store: TinyStore, spoil: Callable[[str], str], said: str) -> None:
    _drawer(store).keep(_DRAFT)
    (file,) = _files(store)
    file.write_text(spoil(file.read_text(encoding="utf-8")), encoding="utf-8")
    good = _drawer(store).keep(_DRAFT._replace(title="Good"))
    found, warnings = _drawer(store).mine()
    assert found == [good]
    assert len(warnings) == 1
    assert str(file) in warnings[0]
    assert said in warnings[0]


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_says_where_it_cannot_be_kept(store: TinyStore) -> None:
    store.path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="cannot be kept"):
            _drawer(store).keep(_DRAFT)
    finally:
        store.path.parent.chmod(0o700)


def test_a_link_in_place_of_the_folder_is_not_followed(store: TinyStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (store.path.parent / "drafts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="cannot be kept"):
        _drawer(store).keep(_DRAFT)


def test_is_the_registers_own(store: TinyStore) -> None:
    _drawer(store).keep(_DRAFT)
    assert store.owns(_files(store)[0])
    assert not store.verify().problems
