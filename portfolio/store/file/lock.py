"""The lock that lets one writer in at a time, and the note that tells the others who it is."""

from __future__ import annotations

import contextlib
import json
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import ConflictError, StoreError
from portfolio.store import authorship
from portfolio.store.file import files
from portfolio.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import BaseFileLock


# Seconds: how often who waits looks again, and after how many without doing so nobody waits for it any more.
_LOOK = 0.02
_GONE = 3.0


class Holder(NamedTuple):
    """Who is writing: the user and the computer, the process, and since when (UTC)."""

    who: str
    process: int
    since: str

    def __str__(self) -> str:
        return f"{self.who}, process {self.process}, since {self.since}"


@contextlib.contextmanager
def locked(path: Path, timeout: float, access: files.Access) -> Iterator[None]:
    """Be the only writer of a register, as far as locks work where it is.

    Raises:
        ConflictError: Somebody else has been writing for that many seconds.
        StoreError: Its folder cannot be written.
    """
    from filelock import FileLock  # noqa: PLC0415 - reads have no use for it

    lock = FileLock(_beside(path, "lock"), timeout=0, mode=access.file, fallback_to_soft=False)
    try:
        _take_turns(lock, path, timeout, access)
    except NotImplementedError:
        pass  # no locks here: the commit notices who comes second
    except OSError as error:
        if error.errno not in files.NO_LOCKS:
            raise StoreError(f"The register {path} cannot be written: {error.strerror}. Nothing was changed.") from None
    try:
        _sign(path, access)
        yield
    finally:
        files.discard(_beside(path, "holder"))
        with contextlib.suppress(OSError):
            lock.release()


def was_locked(path: Path) -> bool:
    """Whether somebody has ever written to a register."""
    return _beside(path, "lock").exists()


def _take_turns(lock: BaseFileLock, path: Path, timeout: float, access: files.Access) -> None:
    """Acquire a lock; who finds it held draws a number, and the lowest one is next. Raises ConflictError, OSError.

    Numbers only make waiting fair: at the end of its patience a writer tries whoever may be before it.
    """
    from filelock import Timeout  # noqa: PLC0415 - reads have no use for it

    end, ticket = time.monotonic() + timeout, None
    try:
        while True:
            late = time.monotonic() >= end
            if late or is_next(path, ticket):
                try:
                    lock.acquire()
                except Timeout:
                    pass
                else:
                    return
            if late:
                raise ConflictError(_waited(path))
            ticket = ticket or drawn(path, access)
            with contextlib.suppress(OSError):
                os.utime(ticket)
            time.sleep(min(_LOOK, max(0.0, end - time.monotonic())))
    finally:
        files.discard(*([ticket] if ticket else []))


def drawn(path: Path, access: files.Access) -> Path:
    """Draw a number, which is later than those that there are; a folder that takes none has no order."""
    ticket = files.temporary(_beside(path, f"turn-{time.time_ns():020}"))
    with contextlib.suppress(OSError):
        files.write_new(ticket, mode=access.file, last=False)
    return ticket


def is_next(path: Path, ticket: Path | None) -> bool:
    """Whether nobody who is still waiting drew a number before a ticket, or before now without one."""
    start = f".{_beside(path, 'turn-').name}"
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        before = [each for each in entries if each.name.startswith(start) and (not ticket or each.name < ticket.name)]
        return not any(map(_waits, before))
    return True


def _waits(ticket: os.DirEntry[str]) -> bool:
    """Whether who drew a number still looks whether it is next."""
    try:
        return abs(time.time() - ticket.stat().st_mtime) < _GONE
    except OSError:
        return False


def holder(path: Path) -> Holder | None:
    """Return who is writing, if somebody is and says so."""
    try:
        values = json.loads(_beside(path, "holder").read_bytes())
        return Holder(shown(str(values["who"])), int(values["process"]), shown(str(values["since"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _waited(path: Path) -> str:
    known = holder(path)
    who = f": {known}" if known else ""
    return f"Someone else is writing to {path}{who}; nothing was changed. Try again in a moment."


def _sign(path: Path, access: files.Access) -> None:
    """Say who holds the lock; a note that cannot be written is no reason not to work."""
    note = json.dumps(Holder(authorship.identity(), os.getpid(), authorship.now())._asdict(), ensure_ascii=False)
    files.discard(_beside(path, "holder"))
    with contextlib.suppress(OSError):
        files.write_new(_beside(path, "holder"), note.encode(), mode=access.file, last=False)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}")
