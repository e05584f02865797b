"""The register's file: how tables become its bytes and its bytes tables, and how the bytes are replaced as a whole.

The file is JSON that TinyDB reads: `{"meta": {"1": …}, "projects": {"1": …, "2": …}, …}`, one record a line so that
version control and people can follow a change, keys in the order of the models.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import secrets
from typing import TYPE_CHECKING, Any

from portfolio.errors import StoreError
from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

# Table name to TinyDB's document number (as text) to the document.
Tables = dict[str, dict[str, dict[str, Any]]]

_FORMAT = "portfolio register"
_ORDER = ("meta", *TABLES)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def empty() -> Tables:
    """Return the tables of a register in which nothing is entered yet."""
    return {"meta": {"1": {"format": _FORMAT, "schema": SCHEMA, "revision": 0, "numbers": {}, "retired": {}}}}


def require(path: Path) -> None:
    """Do nothing if there is a file of that name.

    Raises:
        StoreError: There is none.
    """
    try:
        missing = not path.exists()
    except OSError as error:
        raise StoreError(f"The register {path} cannot be read: {error.strerror}.") from None
    if missing:
        raise StoreError(f"There is no register at {path}. To make one, run: portfolio init")


def load(path: Path) -> Tables:
    """Return the tables of the register in a file.

    Raises:
        StoreError: There is no such file, it cannot be read, is cut short, is not a register, or is of a newer schema.
    """
    require(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(f"The register {path} cannot be read: {error.strerror}.") from None
    return parse(data, path)


def parse(data: bytes, path: Path) -> Tables:
    """Return the tables in the bytes of a register; see `load`. The path is for messages only."""
    if not data or data.isspace():
        raise StoreError(f"The register {path} is empty; restore it from a backup.")
    collecting = gc.isenabled()
    gc.disable()  # nothing parsed here can be garbage, and looking for it doubles the time
    try:
        tables = json.loads(data)
    except (ValueError, RecursionError):
        ours = _FORMAT.encode() in data[:200]
        fault = (
            "is damaged: it breaks off or is not valid JSON; restore it from a backup" if ours else "is not a register"
        )
        raise StoreError(f"The file {path} {fault}.") from None
    finally:
        if collecting:
            gc.enable()
    _check(tables, path)
    return tables  # type: ignore[no-any-return]


def _check(tables: Any, path: Path) -> None:  # noqa: ANN401 - any JSON value
    meta = tables.get("meta") if isinstance(tables, dict) else None
    about = meta.get("1") if isinstance(meta, dict) else None
    if not isinstance(about, dict) or about.get("format") != _FORMAT:
        raise StoreError(f"The file {path} is not a register of this program; it was left as it is.")
    if not isinstance(about.get("schema"), int) or about["schema"] > SCHEMA:
        raise StoreError(
            f"The register {path} was written by a newer version of this program; install that version to use it."
        )
    whole = {"revision": int, "numbers": dict, "retired": dict}
    if not all(isinstance(about.get(name), kind) for name, kind in whole.items()) or not all(
        isinstance(table, dict) and set(map(type, table.values())) <= {dict} for table in tables.values()
    ):
        raise damaged(path)


def damaged(path: Path) -> StoreError:
    """Return the error for a register whose content is not as this program writes it."""
    return StoreError(f"The register {path} is damaged: it holds what is no record; restore it from a backup.")


def dump(tables: Tables) -> bytes:
    """Return the bytes of a register: the meta line, then each table with one record a line, tables not ours last."""
    parts = []
    for name in sorted(tables, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)):
        table = tables[name]
        rows = ",\n".join(f"{_encode(number)}:{_encode(document)}" for number, document in table.items())
        parts.append(f"{_encode(name)}:{{{rows}}}" if name == "meta" else f"{_encode(name)}:{{\n{rows}\n}}")
    return ("{" + ",\n".join(parts) + "}\n").encode()


def replace(path: Path, data: bytes) -> None:
    """Put bytes in place of a file, so that at any moment there is the old file or the new one, whole and on disk.

    Raises:
        StoreError: The file or its folder cannot be written and what was there before is there still, or the new file
            is there and may not last; the message says which.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(f"The register {path} cannot be written: {error.strerror}. Nothing was changed.") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    try:
        _sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"The register {path} was changed, but its folder did not confirm it: {error.strerror}. "
            "Look whether the change is there before you make it again."
        ) from None


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no way to open a folder, and renames there are written through
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
