"""Drawers: drafts in a folder beside the register or of the person's own, a file each that only its writer reads."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from portfolio.errors import StoreError
from portfolio.paths import own_state, patiently
from portfolio.store.authorship import identity
from portfolio.store.drafts import KeptDraft
from portfolio.store.file import files
from portfolio.store.file.folder import DRAFTS, Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from portfolio.store.protocol import Store

_VERSION = 1
_SUFFIX = ".json"
# A file that is longer is none that a person has typed.
_LARGEST = 1_000_000
_NOT_NAME = re.compile(r"[^\w@+-]+")


def beside(register: Folder) -> FileDrawer:
    """Return the drawer of a register in a file."""
    return FileDrawer(
        register.path.parent / DRAFTS, lambda: [register.path.name], access=register.access, is_beside=True
    )


def own(store: Store) -> FileDrawer:
    """Return the drawer of a register that is in no folder: it lies among what is the person's own on this computer."""
    # Before its first change a register has no identity, and is known by its place.
    return FileDrawer(own_state() / DRAFTS, lambda: [store.identity, store.url], access=files.PRIVATE, is_beside=False)


class FileDrawer:
    """See `portfolio.store.drafts.Drawer`."""

    def __init__(
        self, folder: Path, names: Callable[[], Sequence[str]], *, access: files.Access, is_beside: bool
    ) -> None:
        """Take a folder, how the register is called in drafts, who may use the folder, and where it lies."""
        self._folder, self._named, self._access, self.is_beside = folder, names, access, is_beside
        # Whose a file is stands in its name, so that two people or two computers never write the same one.
        self._who = _NOT_NAME.sub("-", identity())

    def mine(self) -> tuple[list[KeptDraft], list[str]]:
        """Return the drafts, the last one first, and a sentence on each that cannot be read."""
        found, warnings = [], []
        for path in sorted(self._files(), key=_written, reverse=True):
            try:
                held = _read(path)
            except ValueError as error:
                warnings.append(f"The draft {path} {error}; if it is of no use, remove the file.")
                continue
            if held is not None and held["register"] in self._names:
                found.append(_draft(path, held))
        return found, warnings

    def _files(self) -> Iterator[Path]:
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name.startswith(f"{self._who}.") and path.suffix == _SUFFIX:
                    yield path

    def keep(self, draft: KeptDraft) -> KeptDraft:
        """Keep a draft in place of the one of its name, and return it as it is kept."""
        kept = draft._replace(name=draft.name or self._new_name(), day=dt.datetime.now(dt.UTC).date().isoformat())
        path = self._folder / kept.name
        temporary = files.temporary(path)
        held = {"version": _VERSION, "register": self._names[0], **kept._asdict()}
        try:
            self._make_folder()
            files.write_new(temporary, json.dumps(held, ensure_ascii=False).encode(), mode=files.PRIVATE.file)
            patiently(temporary.replace, path)
            files.sync_folder(self._folder)
        except OSError as error:
            files.discard(temporary)
            raise StoreError(f"A draft cannot be kept in {self._folder}: {error.strerror}.") from None
        return kept

    @cached_property
    def _names(self) -> list[str]:
        """What drafts for this register may call it, which is asked before a server may be gone."""
        return [name for name in self._named() if name]

    def _make_folder(self) -> None:
        if not self._folder.is_absolute():
            raise FileNotFoundError(errno.ENOENT, "you have no home on this computer")
        if not self.is_beside:
            self._folder.parent.mkdir(files.PRIVATE.folder, parents=True, exist_ok=True)
        files.make_folder(self._folder, self._access.folder)

    def _new_name(self) -> str:
        return f"{self._who}.{os.urandom(6).hex()}{_SUFFIX}"

    def take(self, draft: KeptDraft) -> KeptDraft | None:
        """Take a draft up under a new name; None where that has just been done in another window."""
        taken = draft._replace(name=self._new_name())
        try:
            patiently((self._folder / draft.name).rename, self._folder / taken.name)
        except OSError:
            return None
        return taken

    def drop(self, draft: KeptDraft) -> None:
        """Throw a draft away, and the folder with the last one."""
        if draft.name:
            files.discard(self._folder / draft.name)
            files.clean(self._folder / draft.name)
            with contextlib.suppress(OSError):  # others have drafts in it
                self._folder.rmdir()


def _read(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Return what a file holds, or None where it is gone; raises ValueError with what is wrong."""
    try:
        held = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        held = None
    version = held.get("version") if isinstance(held, dict) else None
    if isinstance(version, int) and version > _VERSION:
        raise ValueError("is of a newer version of this program")
    if version != _VERSION or not _is_whole(held):
        raise ValueError("is damaged")
    return held


def _is_whole(held: Any) -> bool:  # noqa: ANN401 - any JSON value
    texts, answers = [held.get(name) for name in ("register", "noun", "title", "day")], held.get("answers")
    return (
        all(isinstance(text, str) for text in texts)
        and _is_day(held["day"])
        and isinstance(answers, dict)
        and all(isinstance(each, list) and all(isinstance(text, str) for text in each) for each in answers.values())
    )


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _draft(path: Path, held: dict[str, Any]) -> KeptDraft:
    return KeptDraft(
        path.name, held["noun"], held["title"], held["day"], held["answers"], again=held.get("again") is True
    )


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
