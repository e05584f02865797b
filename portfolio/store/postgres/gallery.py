"""The pictures of a register in PostgreSQL: a row each, under the digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.store.pictures import digest_of
from portfolio.store.postgres.definition import PICTURED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.store.postgres.chain import Statement
    from portfolio.store.postgres.session import Sessions


class Gallery:
    """See `portfolio.store.pictures.Pictures`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def get(self, digest: str) -> bytes | None:
        """Return the picture of a digest, or None where it is not there or is another."""
        with self._sessions.using() as session:
            if session.read().layout < PICTURED:
                return None
            found = session.rows("SELECT data FROM pictures WHERE digest = %s", (digest,))
        return bytes(found[0][0]) if found and digest_of(bytes(found[0][0])) == digest else None

    def digests(self) -> frozenset[str]:
        """Return the digests under which there are pictures."""
        with self._sessions.using() as session:
            if session.read().layout < PICTURED:
                return frozenset()
            return frozenset(str(digest) for (digest,) in session.rows("SELECT digest FROM pictures"))


def kept(pictures: Mapping[str, bytes], *, owns: bool = True) -> Iterator[Statement]:
    """Yield what keeps pictures, with the changes that name them: by who owns the register, or asked of the server."""
    insert = "INSERT INTO pictures (digest, data) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING"
    for each in pictures.items():
        yield insert if owns else "CALL keep_picture(%s, %s)", each
