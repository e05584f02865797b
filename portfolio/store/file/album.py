"""The pictures of a register in a file: a folder beside it, a file each, under the name of its digest."""

from __future__ import annotations

import base64
import contextlib
import re
from typing import TYPE_CHECKING, Any

from portfolio.errors import StoreError
from portfolio.paths import patiently
from portfolio.store.file import files
from portfolio.store.pictures import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from portfolio.store.protocol import Pictures

_FOLDER = "pictures"
_SUFFIX = ".jpg"
_NAME = re.compile(r"[0-9a-f]{64}")


class Album:
    """See `portfolio.store.pictures.Pictures`."""

    def __init__(self, register: Path) -> None:
        """Take the register’s file, beside which they lie."""
        self.folder = register.parent / _FOLDER

    def path(self, digest: str) -> Path:
        """Return the file of a picture."""
        return self.folder / f"{digest}{_SUFFIX}"

    def get(self, digest: str) -> bytes | None:
        """Return the picture of a digest, or None where it is not there or is another."""
        try:
            data = patiently(self.path(digest).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"The picture {self.path(digest)} cannot be read: {error.strerror}.") from None
        return data if digest_of(data) == digest else None

    def digests(self) -> frozenset[str]:
        """Return the digests under which there are pictures."""
        with contextlib.suppress(OSError):
            return frozenset(path.stem for path in self.folder.glob(f"*{_SUFFIX}") if _NAME.fullmatch(path.stem))
        return frozenset()

    def put(self, pictures: Mapping[str, bytes], access: files.Access) -> None:
        """Keep pictures by their digests, those on disk before any record names them; raises OSError."""
        if not pictures:
            return
        files.make_folder(self.folder, access.folder)
        for digest, data in pictures.items():
            if self.get(digest) is None:
                temporary = files.temporary(self.path(digest))
                try:
                    files.write_new(temporary, data, mode=access.file)
                    patiently(temporary.replace, self.path(digest))
                finally:
                    files.discard(temporary)
        files.sync_folder(self.folder)


class BackedUp:
    """The pictures that a backup holds in a table of its own."""

    def __init__(self, rows: Mapping[str, Any]) -> None:
        self._rows = {str(each.get("digest")): str(each.get("data")) for each in rows.values()}

    def get(self, digest: str) -> bytes | None:
        """Return the picture of a digest, or None where it is not there or is another."""
        with contextlib.suppress(ValueError):
            data = base64.b64decode(self._rows.get(digest, ""), validate=True)
            return data if digest_of(data) == digest else None
        return None

    def all(self) -> dict[str, bytes]:
        """Return all of them by their digests, the damaged ones left out."""
        return {digest: data for digest in self._rows if (data := self.get(digest))}


def carried(pictures: Pictures, digests: frozenset[str]) -> dict[str, dict[str, str]]:
    """Return the rows of the table in which a backup holds some pictures."""
    found = [(digest, data) for digest in sorted(digests) if (data := pictures.get(digest))]
    return {
        str(number): {"digest": digest, "data": base64.b64encode(data).decode()}
        for number, (digest, data) in enumerate(found, 1)
    }
