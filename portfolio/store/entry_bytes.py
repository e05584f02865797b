"""The bytes of a change as the history keeps it, of which its digest is: the same in whatever keeps the register."""

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.errors import Problem
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from portfolio.store import Document, Entry

# Table and document number to what the document is, or None where there is none.
States = dict[tuple[str, int], "Document | None"]

FORMAT = "portfolio history"
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class Numbered(NamedTuple):
    """What a change did to one record; see `portfolio.store.Difference`."""

    table: str
    key: str
    number: int  # the number of TinyDB's document that it is
    before: "Document | None"  # the record before the change, or None where it is new
    after: "Document | None"  # the record after the change, or None where it was removed


class Tail(NamedTuple):
    """The ending of an entry, which is read without the rest of it; see `portfolio.store.Entry`."""

    content: str
    previous: str
    identity: str = ""
    file: str = ""
    mark: str = ""


def written(entry: "Entry", texts: dict[tuple[str, str], str] | None = None) -> bytes:
    """Return the bytes of an entry; its own digest is theirs and not in them.

    Records after the change that are written already (`texts`, by table and number) are taken out one by one, since
    those of a large change are not to be there twice.
    """
    texts = {} if texts is None else texts
    about = {
        "format": FORMAT,
        "revision": entry.revision,
        "time": entry.time,
        "who": entry.who,
        "command": entry.command,
        "schema_before": entry.schema_before,
        "schema": entry.schema,
        "numbers": entry.numbers,
        **({"stands_for": entry.digest} if entry.rebuilt else {}),
    }
    # Written line by line, as the register is.
    found, before = io.BytesIO(), f'{encode(about)[:-1]},\n"changes":[\n'
    for each in numbered(entry):
        found.write(f"{before}{_line(each, texts.pop((each.table, str(each.number)), ''))}".encode())
        before = ",\n"
    ending = encode(Tail(entry.content, entry.previous, entry.identity, entry.file, entry.mark)._asdict())
    found.write(f"{'' if numbered(entry) else before}\n],\n{ending[1:]}\n".encode())
    return found.getvalue()


def _line(difference: Numbered, after: str) -> str:
    """Return a difference as an entry has it, with the record after it if that is written already."""
    values = difference._asdict()
    if not after:
        return encode(values)
    del values["after"]  # which comes last
    return f'{encode(values)[:-1]},"after":{after}}}'


def numbered(entry: "Entry") -> tuple[Numbered, ...]:
    """Return what a change did, to records and beside them; every entry of a history has such differences."""
    return cast("tuple[Numbered, ...]", (*entry.differences, *entry.beside))


def unfaithful(table: str, key: str, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each field whose value could not be kept so that an equal one is read again."""
    for field, value in document.items():
        if kept_text(field) is None or kept_text(value) is None:
            message = "cannot be kept exactly as it is: it is not text in NFC, a finite number, or lists of these"
            yield Problem(f"{TABLES[table].noun} {key}", str(field), ascii(value)[:60], message)


def kept_text(value: object) -> str | None:
    """Return a value as the file has it, or None if an equal one would not be read again."""
    try:
        text = encode(value)
        text.encode()
        return text if unicodedata.is_normalized("NFC", text) and json.loads(text) == value else None
    except (ValueError, TypeError, RecursionError):
        return None
