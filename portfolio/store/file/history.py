"""The history: one entry for each change, each holding the digest of the one before it.

Entry 123 is `history/000123.json`, JSON with one changed record a line. Old entries may be packed: a file of
`history/packed/` holds the bytes of many, one after the other.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from portfolio.errors import StoreError
from portfolio.models.tables import BESIDE
from portfolio.paths import patiently
from portfolio.store import SCHEMA, Entry, Hole, NewerError
from portfolio.store.entry_bytes import FORMAT, Numbered, States, Tail, numbered, sha256
from portfolio.store.file import register

_START = f'{{"format":"{FORMAT}","revision":'.encode()
# Bytes; nearly any entry has less.
_CHUNK = 1 << 16
_NAME = r"\d{6,}\.json"
# What this program itself puts beside a register or an entry.
ASIDE = r"\.(damaged|edited|merged)-\d{8}T\d{6}Z"
_PACK = r"(\d{6,})-(\d{6,})\.json"
# Between the changes of an entry and its ending, which is shorter than so many bytes.
_ENDING, _LONGEST = b"\n],\n", 1 << 11
# Of how many revisions a register remembers what it was: of the last so many, of every such number of them, and so on.
_STEP = 16
_DIGITS = 12


def understood(data: bytes, path: Path) -> Entry:
    """Return the entry in some bytes; raises StoreError where they are none, or one of a newer schema."""
    try:
        values = json.loads(data.decode())
        if values.pop("format") != FORMAT:
            raise ValueError(path)  # noqa: TRY301 - said below, with all other faults
        if values["schema"] > SCHEMA:
            raise register.newer(path)
        changes = [Numbered(**difference) for difference in values.pop("changes")]
        digest = values.pop("stands_for", "")
        return Entry(
            **values,
            differences=tuple(each for each in changes if each.table not in BESIDE),
            digest=digest or sha256(data),
            rebuilt=bool(digest),
            beside=tuple(each for each in changes if each.table in BESIDE),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _damaged(path, "it is not as this program writes it") from None


def after(about: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    """Return what a register's meta says after a change, from what it said before."""
    retired = {table: list(keys) for table, keys in about["retired"].items()}
    for difference in entry.differences:
        keys = retired.setdefault(difference.table, [])
        if difference.after is None:
            keys.append(difference.key)
        elif difference.before is None and difference.key in keys:
            keys.remove(difference.key)
    return {
        **about,
        "schema": entry.schema,
        "revision": entry.revision,
        "numbers": dict(entry.numbers),
        "retired": {table: keys for table, keys in retired.items() if keys},
        "head": entry.digest,
        **({"identity": entry.identity} if entry.identity else {}),
        "mark": entry.mark,
        "trail": _trail(about, entry),
    }


def _trail(about: Mapping[str, Any], entry: Entry) -> dict[str, str]:
    """Return what a register remembers of what it was: number of a revision to its sign.

    By this two copies that were changed apart find the last revision that they have in common, or one soon before it.
    """
    start = {str(about["revision"]): sign(about)} if "content" in about else {}
    known = {int(number): each for number, each in (about.get("trail") or start).items()}
    return trail({**known, entry.revision: sign(entry._asdict())}, entry.revision)


def trail(signs: Mapping[int, str], last: int) -> dict[str, str]:
    """Return what is remembered of revisions by the last one, as meta has it."""
    first = min(signs, default=0)
    return {str(number): each for number, each in signs.items() if _is_kept(number, first, last)}


def sign(values: Mapping[str, Any]) -> str:
    """Return by what a revision is known again: its mark, or the beginning of its content's digest without one."""
    return str(values.get("mark") or values["content"][:_DIGITS])


def _is_kept(number: int, first: int, last: int) -> bool:
    age, step = last - number, 1
    while age >= step * _STEP:
        step *= _STEP
    return number == first or number % step == 0


def began(about: Mapping[str, Any]) -> int:
    """Return the revision behind which the history of a register begins, as far as anybody knows."""
    return int(about.get("begins", min(map(int, about.get("trail") or {"0": ""}))))


def made(entries: Iterable[Entry]) -> States:
    """Return what successive changes, the first one first, made of the records that they touched."""
    return {(each.table, each.number): each.after for entry in entries for each in numbered(entry)}


def unmade(entries: Iterable[Entry]) -> States:
    """Return what the records that changes touched, the last change first, were before all of them."""
    return {(each.table, each.number): each.before for entry in entries for each in reversed(numbered(entry))}


class History:
    """The entries in a folder, which need not be there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packs: list[tuple[int, int, Path]] | None = None
        self._unpacked: dict[int, bytes] = {}

    def path(self, revision: int) -> Path:
        """Return the file of an entry that is not packed."""
        return self.folder / f"{revision:06}.json"

    def has(self, revision: int) -> bool:
        """Whether there is an entry of that number."""
        return os.path.lexists(self.path(revision)) or self.is_packed(revision)

    def is_packed(self, revision: int) -> bool:
        """Whether an entry of that number is among those that were packed."""
        return self._pack(revision) is not None

    def forwards(self, revision: int, head: str) -> Iterator[Entry]:
        """Yield the changes after a revision, each following from the one before; raises StoreError if one does not."""
        while (found := self._read(revision + 1, path := self.path(revision + 1))) is not None:
            revision += 1
            entry = understood(found, path)
            if (entry.revision, entry.previous) != (revision, head):
                raise register.forked(self.folder.parent / (entry.file or "portfolio.json"), revision)
            head = entry.digest
            yield entry

    def backwards(self, revision: int, head: str, floor: int = 0) -> Iterator[Entry | Hole]:
        """Yield the changes up to a revision, the last one first, each checked against the digest that the next holds.

        Where one cannot be told of, that is yielded in its place, and the one before it is taken for what it says. The
        history begins behind the revision `floor`.
        """
        expected: str | None = head
        hole: Hole | None = None
        while revision and expected != "":
            found = self._sound(revision, expected)
            if isinstance(found, Entry):
                if hole:
                    yield hole
                yield found
                hole, expected, revision = None, found.previous, revision - 1
                continue
            below = max((number for number in self.numbers() if number < revision), default=floor)
            if found == "missing" and revision <= floor and below == floor:
                break
            first = below + 1 if found == "missing" else revision
            hole = Hole(first, hole.revision, hole.why if hole.why == found else "missing or damaged") if hole else None
            hole = hole or Hole(first, revision, found)
            expected, revision = None, first - 1
        if hole:
            yield hole

    def _sound(self, revision: int, expected: str | None) -> Entry | str:
        """Return an entry, or what is wrong with it: `missing` or `damaged`."""
        path = self.path(revision)
        try:
            data = self._read(revision, path)
            entry = understood(data, path) if data is not None else None
        except NewerError:
            raise
        except StoreError:
            return "damaged"
        if entry is None:
            return "missing"
        return entry if entry.revision == revision and expected in (None, entry.digest) else "damaged"

    def entry(self, revision: int, digest: str | None = None) -> Entry | None:
        """Return an entry as it is there, or None if it is missing, damaged or not the one of a digest."""
        found = self._sound(revision, digest)
        return found if isinstance(found, Entry) else None

    def tail(self, revision: int) -> Tail | None:
        """Return the ending of an entry, or None if there is no such entry; raises StoreError if it is damaged."""
        path = self.path(revision)
        try:
            with path.open("rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - _LONGEST))
                data: bytes | None = file.read()
        except FileNotFoundError:
            data = self._from_pack(revision)
        except OSError as error:
            raise StoreError(f"The history entry {path} cannot be read: {error.strerror}.") from None
        if data is None:
            return None
        try:
            return Tail(**json.loads(b"{" + data.rpartition(_ENDING)[2]))
        except (ValueError, TypeError):
            raise _damaged(path, "it breaks off or is not as this program writes it") from None

    def strays(self) -> Iterator[tuple[Path, Entry]]:
        """Yield entries of changes that the history does not hold, in files of other names, as copies of it have."""
        try:
            paths = sorted(self.folder.iterdir())
        except OSError:
            return
        for path in paths:
            if ".json" not in path.name or re.fullmatch(_NAME, path.name) or re.search(ASIDE, path.name):
                continue
            with contextlib.suppress(StoreError, OSError):
                entry = understood(_contents(path), path)
                held = self.entry(entry.revision)
                if held is None or held.digest != entry.digest:
                    yield path, entry

    def numbers(self) -> list[int]:
        """Return the numbers of all entries, the lowest first."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except OSError:
            return []
        packed = {number for first, last, _ in self._list_packs() for number in range(first, last + 1)}
        single = {int(name[:-5]) for name in names if re.fullmatch(_NAME, name)}
        return sorted(packed | single)

    def _read(self, revision: int, path: Path) -> bytes | None:
        try:
            return patiently(_contents, path)
        except FileNotFoundError:
            return self._from_pack(revision)
        except OSError as error:
            raise StoreError(f"The history entry {path} cannot be read: {error.strerror}.") from None

    def _from_pack(self, revision: int) -> bytes | None:
        pack = self._pack(revision)
        if pack is None:  # unless it was packed since
            self._packs = None
        if (pack := pack or self._pack(revision)) is None:
            return None
        if revision not in self._unpacked:
            try:
                data = _contents(pack[2])
            except OSError as error:
                raise StoreError(f"The packed history {pack[2]} cannot be read: {error.strerror}.") from None
            self._unpacked = _unpacked(data)
        return self._unpacked.get(revision)

    def _pack(self, revision: int) -> tuple[int, int, Path] | None:
        return next((pack for pack in self._list_packs() if pack[0] <= revision <= pack[1]), None)

    def _list_packs(self) -> list[tuple[int, int, Path]]:
        if self._packs is None:
            folder = self.folder / "packed"
            try:
                names = sorted(path.name for path in folder.iterdir())
            except OSError:
                names = []
            found = [match for name in names if (match := re.fullmatch(_PACK, name))]
            self._packs = [(int(match[1]), int(match[2]), folder / match[0]) for match in found]
        return self._packs


def _unpacked(data: bytes) -> dict[int, bytes]:
    """Return the entries in a packed file by number: no line but the first of each begins as that does."""
    parts = (b"\n" + data.removesuffix(b"\n")).split(b"\n" + _START)[1:]
    numbered = ((part.partition(b",")[0], part) for part in parts)
    return {int(number): b"".join((_START, part, b"\n")) for number, part in numbered if number.isdigit()}


def _contents(path: Path) -> bytes:
    """Return the bytes of a file; of thousands of small ones this takes half as long as `Path.read_bytes`."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        parts = []
        while part := os.read(descriptor, _CHUNK):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def _damaged(path: Path, why: str) -> StoreError:
    return StoreError(
        f"The history entry {path} is damaged: {why}. To see what can be put back, run: "
        "portfolio store verify, then portfolio store restore"
    )
