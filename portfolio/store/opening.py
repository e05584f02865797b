"""Stores by their urls, and registers in files of which a copy is taken in: all that knows which backends there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from portfolio.store.drafts import Drawer
    from portfolio.store.protocol import PictureSource, Reader, Store


def checked(url: str) -> str:
    """Return a url at which a register can be kept: the path of a file, or an address of PostgreSQL without a password.

    Raises:
        ValueError: It is none, for a reason that does not repeat it.
    """
    if "://" not in url:
        return url
    from portfolio.store.postgres.address import checked  # noqa: PLC0415 - most registers are in files

    return checked(url)


def seen_from(folder: Path, url: str) -> str:
    """Return the url that a relative one is, seen from a folder."""
    return url if "://" in url else str(folder / url)


def opened(url: str, lock_timeout: float, backups: int, daily: int, *, shared: bool) -> Store:
    """Open a register, which need not be there yet.

    Args:
        url: Where it is.
        lock_timeout: How many seconds to wait for other writers.
        backups: How many of the last registers are kept when they are replaced.
        daily: For how many days with changes the register of their beginning is kept.
        shared: Whether others of the same group may use the register too, on POSIX; otherwise only who made it may.
    """
    if "://" in url:
        from portfolio.optional import needed  # noqa: PLC0415 - most registers are in files

        with needed("psycopg[binary]", "A register in PostgreSQL"):
            from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415
        return PostgresStore(url, lock_timeout)
    from portfolio.store.file.tiny import TinyStore  # noqa: PLC0415 - not every command needs a store

    return TinyStore(Path(url), lock_timeout, backups, daily, shared=shared)


def drawer(store: Store) -> Drawer:
    """Return where the drafts of whoever runs this program are kept: beside the register, or in a folder of theirs."""
    from portfolio.store.drafts import HasDrawer  # noqa: PLC0415 - only who adds records has drafts

    if isinstance(store, HasDrawer):
        return store.drawer
    from portfolio.store.file.drawer import own  # noqa: PLC0415

    return own(store)


def backup(store: Store, target: Path, recipients: Sequence[str]) -> int:
    """Write a register as it is now to a new file, and return its revision; see `Housekeeping.backup`.

    Raises:
        UsageError: Nothing can be written of what keeps it.
        ConflictError: There is a file of that name.
        RefusedError: Some of the recipients are no public keys.
        StoreError: The register cannot be read, or the file cannot be written.
    """
    from portfolio.store.copying import Portable  # noqa: PLC0415 - few commands need a copy
    from portfolio.store.housekeeping import housekeeping, offered  # noqa: PLC0415

    if offered(store) or not isinstance(store, Portable):
        return housekeeping(store).backup(target, recipients)
    from portfolio.store.file import copies  # noqa: PLC0415

    with store.leaving() as contents:
        return copies.backup(contents, store.pictures, target, recipients)


def copied(path: Path) -> tuple[Reader, PictureSource]:
    """Return a reader of a copy of a register in a file, such as a backup, and its pictures; raises StoreError."""
    from portfolio.store.file import album, register, snapshot  # noqa: PLC0415 - few commands need a copy

    found = snapshot.Snapshot(register.load(path), path)
    return found.reader(), album.BackedUp(found.pictures) if found.pictures else album.Album(path)


def identity(path: Path) -> str:
    """Return the identity of the register that a file is a copy of, or "" where it has none or the file is none."""
    from portfolio.store.file import bond  # noqa: PLC0415 - few commands need a copy

    return bond.identity(path)


def unsealed(path: Path, keys: Path | None) -> AbstractContextManager[Path]:
    """Give a copy of a register in a file that can be read: the file itself, or what was encrypted in it.

    Raises:
        UsageError: It is encrypted, and no file of keys is named.
        StoreError: It cannot be read or decrypted.
    """
    from portfolio.store.file import sealed  # noqa: PLC0415 - few commands need a copy

    return sealed.opened(path, keys)


def mark(url: str) -> str:
    """Return what tells the place of a register in a file from that of a copy; "" where nothing does."""
    try:
        return f"{Path(url).parent.stat().st_ino:x}"
    except (OSError, ValueError):
        return ""
