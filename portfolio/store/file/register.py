"""The register's file: how tables become its bytes and its bytes tables, and how a faulty file is told from a good one.

The file is JSON that TinyDB reads: `{"meta": {"1": …}, "projects": {"1": …, "2": …}, …}`, one record a line so that
version control and people can follow a change, keys in the order of the models. Line 1 is meta. It says what the file
is, holds the SHA-256 of all that follows (`content`) and, as its last value, that of itself with this value left out
(`digest`), so that no byte of the file can change unseen.
"""

import contextlib
import hashlib
import io
import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portfolio.errors import StoreError
from portfolio.models.tables import BESIDE, TABLES
from portfolio.paths import patiently
from portfolio.store import SCHEMA, NewerError, uncollected
from portfolio.store.entry_bytes import encode, sha256

# Table name to TinyDB's document number (as text) to the document.
Tables = dict[str, dict[str, dict[str, Any]]]
# Table and number of a record to the record as the file has it.
Texts = Mapping[tuple[str, str], str]

_FORMAT = "portfolio register"
_ORDER = ("meta", *TABLES, *BESIDE)
# The table of a backup that holds pictures, and where its first line says what the register is without them.
_PICTURES, _WITHOUT = "pictures", "records"
_DIGEST = re.compile(rb'"digest":"([0-9a-f]{64})"\}\}(?:,|\})\n')
_RESTORE = "To put it back as it was, run: portfolio store restore"
# What a person may have put around a register without changing it.
_BLANK = b" \t\r\n\0"


class EditedError(StoreError):
    """The file is a register that was changed by something else than this program."""


class ForkedError(StoreError):
    """The file is a register, but not the one that the history beside it tells of."""


def empty() -> Tables:
    """Return the tables of a register in which nothing is entered yet."""
    about = {"format": _FORMAT, "schema": SCHEMA, "revision": 0, "numbers": {}, "retired": {}, "head": ""}
    about["content"] = sha256(b"")
    return {"meta": {"1": about}}


def require(path: Path) -> None:
    """Do nothing if there is a file of that name; raises StoreError."""
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if any((path.parent / name).is_dir() for name in ("history", "backups")):
            raise StoreError(f"The register {path} is missing, but its history is there. {_RESTORE}") from None
        raise StoreError(f"There is no register at {path}. To make one, run: portfolio init") from None
    except OSError as error:
        raise StoreError(f"The register {path} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(kind):
        what = "a folder" if stat.S_ISDIR(kind) else "a device or a pipe"
        raise StoreError(f"{path} is {what}; the register is a file, such as records/portfolio.json.")


def load(path: Path) -> Tables:
    """Return the tables of the register in a file, as they are there.

    Raises:
        StoreError: There is no such file, it cannot be read, is empty, damaged, not a register, or of a newer schema.
        EditedError: It was changed by something else than this program.
    """
    return parse(load_bytes(path), path)


def recognise(path: Path) -> None:
    """Do nothing if a file begins as registers do, or is a register all the same; raises StoreError as `load`."""
    require(path)
    with contextlib.suppress(OSError), path.open("rb") as file:
        if _FORMAT.encode() in file.read(300):
            return
    try:
        load(path)
    except EditedError:
        return


def load_bytes(path: Path) -> bytes:
    """Return the bytes of a register's file, whatever they are; raises StoreError where they cannot be had."""
    require(path)
    try:
        return patiently(path.read_bytes)
    except OSError as error:
        raise StoreError(f"The register {path} cannot be read: {error.strerror}.") from None


def parse(data: bytes, path: Path) -> Tables:
    """Return the tables in the bytes of a register; see `load`. The path is for messages only."""
    if not _is_whole(data):
        raise _fault(data, path)
    with uncollected():
        tables: Tables = json.loads(data)
    if tables["meta"]["1"]["schema"] > SCHEMA:
        raise newer(path)
    return tables


def _is_whole(data: bytes) -> bool:
    """Whether the digests hold: of line 1 and, in it, of everything that follows."""
    end = data.find(b"\n") + 1
    found = _DIGEST.search(data, max(0, end - 80), end)
    if not found or found.end() != end:
        return False
    line, content = data[:end], memoryview(data)[end:]
    if hashlib.sha256(line.replace(found[1], b"")).hexdigest().encode() != found[1]:
        return False
    return f'"content":"{hashlib.sha256(content).hexdigest()}"'.encode() in line


def _fault(data: bytes, path: Path) -> StoreError:
    """Return the error that says what is wrong with bytes whose digests do not hold, and the remedy."""
    if not data.strip(_BLANK):
        return StoreError(f"The register {path} is empty. {_RESTORE}")
    try:
        tables = strict(data)
    except (ValueError, RecursionError):
        if _FORMAT.encode() in data[:300]:
            return StoreError(f"The register {path} is damaged: it breaks off or is not valid JSON. {_RESTORE}")
        return _foreign(path)
    about = _about(tables)
    if about is None:
        return _foreign(path)
    if isinstance(about.get("schema"), int) and about["schema"] > SCHEMA:
        return newer(path)
    return EditedError(
        f"The register {path} was changed by something else than this program. To see what was changed and take it in, "
        "run: portfolio store adopt. To put it back as it was: portfolio store restore"
    )


def _foreign(path: Path) -> StoreError:
    return StoreError(
        f"The file {path} is not a register of this program; it was left as it is. "
        "If there was a register, put it back with: portfolio store restore"
    )


def newer(path: Path) -> NewerError:
    """Return the error for a register of a schema that this program does not know."""
    return NewerError(
        f"The register {path} was written by a newer version of this program; install that version to use it."
    )


def forked(path: Path, revision: int) -> ForkedError:
    """Return the error for a register that is not the one that a change of its history left, or was made of."""
    return ForkedError(
        f"The register {path} is not the one that its history tells of: they differ at change {revision}. Two copies "
        "of it were changed apart, or another file was put in its place. To see both sides and bring them together, "
        "run: portfolio store merge. To put back what the history tells of: portfolio store restore"
    )


def damaged(path: Path) -> StoreError:
    """Return the error for a register whose content is not as this program writes it."""
    return StoreError(f"The register {path} is damaged: it holds what is no record. {_RESTORE}")


def _about(tables: object) -> Mapping[str, Any] | None:
    meta = tables.get("meta") if isinstance(tables, dict) else None
    about = meta.get("1") if isinstance(meta, dict) else None
    return about if isinstance(about, dict) and about.get("format") == _FORMAT else None


def edited(data: bytes, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what meta says in a register that was edited by hand, and its tables; values may be of any kind.

    Raises:
        StoreError: It was not edited by hand: it is whole, or faulty in another way.
    """
    try:
        parse(data, path)
    except EditedError:
        tables: dict[str, Any] = strict(data)
        return tables.pop("meta")["1"], tables
    raise StoreError(f"The register {path} is as this program wrote it; there is nothing to adopt.")


def strict(data: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of JSON in UTF-8 that says everything once and is finite.

    Raises:
        ValueError: It is not such JSON.
        RecursionError: It is nested too deeply.
    """
    value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refused)
    encode(value).encode()  # what is no character or no number after all is found here
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def body(tables: Tables, texts: Texts = MappingProxyType({})) -> bytes:
    """Return all bytes of a register that follow line 1, of records as they are written already if they are (`texts`).

    Tables that are empty are left out; those that are not ours come last.
    """
    # Written row by row: a large register need not be there several times over.
    written, before = io.BytesIO(), ""
    for name in sorted(tables, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)):
        if name != "meta" and (table := tables[name]):
            before += f"{encode(name)}:{{\n"
            for number, document in table.items():
                row = f'{before}"{number}":{texts.get((name, number)) or encode(document)}'
                written.write(row.encode())
                before = ",\n"
            before = "\n},\n"
    if before:
        written.write(b"\n}}\n")
    return written.getvalue()


def first_line(about: Mapping[str, Any], content: bytes) -> bytes:
    """Return line 1 of a register, sealed over itself and what follows."""
    values = {**about, "content": sha256(content)}
    values.pop("digest", None)
    end = "," if content else "}"
    line = f'{{"meta":{{"1":{encode({**values, "digest": ""})}}}{end}\n'
    values["digest"] = sha256(line.encode())
    return f'{{"meta":{{"1":{encode(values)}}}{end}\n'.encode()


def dump(tables: Tables) -> bytes:
    """Return the bytes of a register."""
    content = body(tables)
    return first_line(tables["meta"]["1"], content) + content


def carrying(tables: Tables, rows: Mapping[str, dict[str, str]]) -> Tables:
    """Return the tables of a register, which stay as they are, with those pictures."""
    if not rows:
        return tables
    about = {**tables["meta"]["1"], _WITHOUT: sha256(body(tables))}
    return {**tables, "meta": {"1": about}, _PICTURES: dict(rows)}


def taken_out(tables: Tables) -> Mapping[str, Any]:
    """Take out of the tables of a backup the pictures that it holds, so that they are a register's, and return them."""
    about = tables["meta"]["1"]
    about |= without_pictures(about)
    about.pop(_WITHOUT, None)
    return tables.pop(_PICTURES, {})


def without_pictures(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the first line of a file says of the register in it, whatever pictures it holds besides."""
    return {**about, "content": about.get(_WITHOUT, about.get("content"))}
