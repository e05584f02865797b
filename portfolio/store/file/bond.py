"""The bond between a register's file and the history beside it: whether they belong together, and what else lies there.

A history belongs to one file. Its last entry's ending says what the file holds and how it is called, so that one small
read tells whether both belong together: a copy is not the register, and neither is a file that was changed elsewhere.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import StoreError
from portfolio.store.file import register
from portfolio.store.file.history import ASIDE, History, sign

if TYPE_CHECKING:
    from portfolio.store.entry_bytes import Tail

_BEGINS = b'{"meta":{"1":{"format":"portfolio register"'
# Bytes: nearly any first line has less.
_FIRST_LINE = 1 << 20


class Bond(NamedTuple):
    """How a register's file and the history beside it belong together."""

    doubt: str = ""  # why nothing may be written, a sentence that readers are told too; "" if all is well
    is_own: bool = True  # whether the history is the file's own, so that it tells of later changes


class Copy(NamedTuple):
    """Another file of the same register that lies beside it and holds what the register never was."""

    path: Path
    revision: int

    def __str__(self) -> str:
        return (
            f"Beside the register lies {self.path.name}, a copy of it that was changed apart (revision "
            f'{self.revision}). To see what it has and bring that in, run: portfolio store merge "{self.path}"'
        )


def bond(about: Mapping[str, Any], path: Path, history: History) -> Bond:
    """Return how a register's file, of which `about` is what its first line says, belongs to the history beside it.

    Raises:
        ForkedError: It does not: the history tells of another state of the same number.
    """
    revision, head = about["revision"], about["head"]
    if not head:
        return _unbegun(revision, path, history)
    try:
        tail = history.tail(revision)
    except StoreError:
        return Bond(damaged(path, revision))
    if tail is None:
        return _lost(about, path, history)
    if copied := _is_of_another(tail, path):
        return copied
    if tail.content in ("", about["content"]) and tail.mark == about.get("mark", tail.mark):
        return Bond()
    # An entry that is whole is as it was made, so that it is the file that something else made.
    if history.entry(revision, head) is None and _is_damaged(tail, str(about.get("mark", ""))):
        return Bond(damaged(path, revision))
    raise register.forked(path, revision)


def _is_damaged(tail: "Tail", mark: str) -> bool:
    """Whether the last entry is that of the file all the same, and only damaged: marks are never nearly the same."""
    others = sum(one != other for one, other in zip(tail.mark, mark, strict=False))
    return bool(mark) and len(tail.mark) == len(mark) and others <= _FEW


# Characters of a mark that damage may have changed; by chance two marks differ in more.
_FEW = 2


def _unbegun(revision: int, path: Path, history: History) -> Bond:
    """Return the bond of a file that has no history yet, beside which there may be one that begins with it."""
    if not history.folder.is_dir():
        return Bond()
    numbers = history.numbers()
    if not numbers:
        return Bond()
    tail = history.tail(revision + 1)  # a change may be made at this moment: it is looked for after the others
    if tail is None:
        newest = history.tail(numbers[-1])
        if newest and (copied := _is_of_another(newest, path)):
            return copied
        raise register.forked(path, numbers[-1])
    return _is_of_another(tail, path) or Bond()


def _lost(about: Mapping[str, Any], path: Path, history: History) -> Bond:
    revision = about["revision"]
    if about.get("begins") == revision:
        return Bond()
    numbers = history.numbers()
    if numbers and (newest := history.tail(numbers[-1])):
        if copied := _is_of_another(newest, path):
            return copied
        known = about.get("trail", {}).get(str(numbers[-1]))
        if numbers[-1] > revision or (known and sign(newest._asdict()) != known):
            raise register.forked(path, min(numbers[-1], revision))
    return Bond(_doubt(path, f"The history of {path} is missing: change {revision} is not in {history.folder}."))


def damaged(path: Path, revision: int) -> str:
    """Return the doubt about a register whose last change cannot be told of."""
    return _doubt(path, f"Change {revision}, the last one in the history of {path}, is damaged.")


def _doubt(path: Path, what: str) -> str:
    return (
        f"{what} Until it is there again, {path.name} is read and not changed. If another program brings the folder up "
        "to date, wait for it; if you have it elsewhere, copy it here. Otherwise run: portfolio store restore"
    )


def _is_of_another(tail: "Tail", path: Path) -> Bond | None:
    """Return the bond of a file beside which there is the one that the history belongs to."""
    if not tail.file or tail.file == path.name or not (path.parent / tail.file).is_file():
        return None
    doubt = (
        f"{path} is a copy: the history beside it is that of {tail.file}. It is shown as it is and not changed. To "
        f'make it a register of its own, run: portfolio init FOLDER --from "{path}"'
    )
    return Bond(doubt, is_own=False)


def owner(path: Path, history: History) -> str:
    """Return the name of the other file, which is there, that a history beside a file belongs to, or ""."""
    numbers = history.numbers()
    entry = history.entry(numbers[-1]) if numbers else None
    if not entry or entry.file in ("", path.name) or not (path.parent / entry.file).is_file():
        return ""
    return entry.file


def copies(about: Mapping[str, Any], path: Path, history: History) -> Iterator[Copy]:
    """Yield the copies beside a register that hold what it never was, whatever a synchronising program calls them."""
    try:
        with os.scandir(path.parent) as entries:
            names = sorted(each.name for each in entries if ".json" in each.name.lower() and each.name != path.name)
    except OSError:
        return
    for name in names:
        other = path.with_name(name)
        if name.startswith(".") or re.search(ASIDE, name) or not (found := first_line(other)):
            continue
        if found.get("identity") and found["identity"] == about.get("identity") and not _was(found, about, history):
            yield Copy(other, found["revision"])


def _was(found: Mapping[str, Any], about: Mapping[str, Any], history: History) -> bool:
    """Whether a register was at some time what a copy of it is."""
    if found["revision"] == about["revision"]:
        return bool(found["content"] == about["content"])
    try:
        tail = history.tail(found["revision"])
    except StoreError:
        tail = None
    return tail is not None and tail.content == found["content"]


def identity(path: Path) -> str:
    """Return the identity of the register in a file, or "" where it has none or the file is none."""
    return str((first_line(path) or {}).get("identity", ""))


def first_line(path: Path) -> Mapping[str, Any] | None:
    """Return what the first line of a file says, if it is a register's."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            if file.read(len(_BEGINS)) != _BEGINS:
                return None
            line = _BEGINS + file.readline(_FIRST_LINE)
        about: Mapping[str, Any] = json.loads(line.rstrip(b",}\n") + b"}}}")["meta"]["1"]
        return register.without_pictures(about) if isinstance(about["revision"], int) and about["content"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
