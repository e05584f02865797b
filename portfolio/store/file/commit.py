"""The commit of changes: its history entry, taken under the next number, is the moment at which each is made.

Entries and new register are written beside the register and are on disk before anything can be seen of them, so that a
full disk strikes here. Then each entry is linked under its number, which fails if somebody else has taken it: the link
is commit and compare-and-swap in one, also where locks do nothing. The register is replaced last. Until that is done
readers take the entry into account in memory, so a failure there loses nothing.
"""

import contextlib
import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from portfolio.errors import StoreError
from portfolio.paths import patiently
from portfolio.store import RacedError
from portfolio.store.authorship import uninterrupted
from portfolio.store.file import files

# What file systems without hard links answer.
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK})
# A claim older than this is of a dead process: it is kept for the moment of one rename.
_CLAIM_SECONDS = 30.0


class Pending(NamedTuple):
    """Changes that are to be made, each upon the one before."""

    register: Path  # the register's file, in whose folder everything is
    register_bytes: tuple[bytes, ...]  # its new bytes, in pieces
    entries: Mapping[Path, bytes]  # the files of the history entries under their numbers, the first one first
    backups: Sequence[Path]  # names under which the outgoing register is kept
    access: files.Access  # the permissions of what is written


def commit(pending: Pending) -> list[str]:
    """Make changes, and return warnings: sentences on what did not work but did no harm.

    Raises:
        RacedError: Somebody else took a number; nothing was changed, or the first changes of several were made.
        StoreError: Nothing was changed, or, if the message says so, it may have been.
    """
    # All lie beside the register, where leftovers are found without reading a long history.
    entries = {entry: files.temporary(pending.register) for entry in pending.entries}
    register = files.temporary(pending.register)
    try:
        with uninterrupted():
            _prepare(pending, entries, register)
            for number, entry in enumerate(entries):
                _take(pending, entries[entry], entry, stands=number > 0)
                _sync(pending, entry)  # that of the next one must not outlast it
            return _follow(pending, register)
    finally:
        files.discard(*entries.values(), register)


def _prepare(pending: Pending, entries: Mapping[Path, Path], register: Path) -> None:
    try:
        for entry, data in pending.entries.items():
            files.make_folder(entry.parent, pending.access.folder)
            files.write_new(entries[entry], data, mode=pending.access.file)
        files.write_new(register, *pending.register_bytes, mode=pending.access.file)
    except OSError as error:
        raise unchanged(pending.register, error) from None


def _take(pending: Pending, temporary: Path, entry: Path, *, stands: bool) -> None:
    """Give an entry its number, unless somebody else has; `stands` says whether there is one that was taken before."""
    try:
        if os.name == "nt":  # a rename refuses a name that is taken
            patiently(os.rename, temporary, entry)
        else:
            os.link(temporary, entry, follow_symlinks=False)
    except OSError as error:
        taken = _is_taken(temporary, entry)
        if taken is None:
            raise uncertain(pending.register, error) from None
        if taken:  # the answer was lost on the way, as happens on network drives; the change was made
            return
        if error.errno not in _NO_LINKS:
            raise untaken(pending.register, error, stands=stands) from None
        _take_by_claim(pending, temporary, entry, stands=stands)


def _is_taken(temporary: Path, entry: Path) -> bool | None:
    """Whether a temporary file has got its other name after all; None if that cannot be told."""
    try:
        if os.name != "nt":
            return os.lstat(temporary).st_nlink > 1
        return not os.path.lexists(temporary) and os.path.lexists(entry)
    except OSError:
        return None


def _take_by_claim(pending: Pending, temporary: Path, entry: Path, *, stands: bool) -> None:
    """Give an entry its number where there are no links: whoever makes the claim file may rename.

    Safe under a working lock, and without one as long as no writer sleeps for half a minute between claim and rename.
    """
    claim = entry.with_name(f".{entry.name}.claim")
    try:
        if os.path.lexists(claim) and os.lstat(temporary).st_mtime - os.lstat(claim).st_mtime > _CLAIM_SECONDS:
            files.discard(claim)
        files.write_new(claim, b"", mode=pending.access.file, last=False)
    except OSError as error:
        raise untaken(pending.register, error, stands=stands) from None
    try:
        if os.path.lexists(entry):
            raise raced(pending.register, stands=stands)
        patiently(temporary.rename, entry)
    except OSError as error:
        if os.path.lexists(temporary):
            raise untaken(pending.register, error, stands=stands) from None
        raise uncertain(pending.register, error) from None
    finally:
        files.discard(claim)


def _sync(pending: Pending, entry: Path) -> None:
    """Have the name of an entry on disk."""
    try:
        files.sync_folder(entry.parent)
    except OSError as error:
        raise uncertain(pending.register, error) from None


def _follow(pending: Pending, register: Path) -> list[str]:
    """Put the new register in place of the old one, which is kept."""
    for backup in pending.backups:
        with contextlib.suppress(OSError):
            files.copy(pending.register, backup, pending.access.file)
    try:
        patiently(os.replace, register, pending.register)
    except OSError as error:
        warning = (
            f"The change is saved in {[*pending.entries][-1]}, but {pending.register.name} could not be replaced "
            f"({error.strerror}); the next change will do that. Until then, do not copy the one without the other."
        )
        return [warning]
    # The entries are on disk, and bring the register up to date wherever the old one comes back.
    with contextlib.suppress(OSError):
        files.sync_folder(pending.register.parent)
    return []


def replace(path: Path, data: bytes, access: files.Access) -> None:
    """Put bytes in place of a file, so that at any moment there is the old file or the new one, whole and on disk.

    Raises:
        StoreError: The file or its folder cannot be written.
    """
    temporary = files.temporary(path)
    try:
        files.write_new(temporary, data, mode=access.file)
        patiently(os.replace, temporary, path)
        files.sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        files.discard(temporary)


def untaken(path: Path, error: OSError, *, stands: bool) -> StoreError | RacedError:
    """Return the error for a number that was not taken, after others or as the first."""
    if isinstance(error, FileExistsError):
        return raced(path, stands=stands)
    return uncertain(path, error) if stands else unchanged(path, error)


def raced(path: Path, *, stands: bool) -> RacedError:
    """Return the error for a number that somebody else took, after others were taken or as the first."""
    what = "only the first changes of several were made" if stands else "nothing was changed"
    return RacedError(f"Somebody else changed the register {path} at the same moment; {what}. Try again.")


def unchanged(path: Path, error: OSError) -> StoreError:
    """Return the error for a change that was not made."""
    return StoreError(f"The register {path} cannot be written: {error.strerror}. Nothing was changed.")


def uncertain(path: Path, error: OSError) -> StoreError:
    """Return the error for a change that may be seen but may not last."""
    return StoreError(
        f"Writing the register {path} failed at the end: {error.strerror}. The change may have been saved; "
        "before you enter it again, run: portfolio history"
    )
