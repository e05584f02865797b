"""Files as a register needs them: private, and written so that they last."""

import contextlib
import errno
import os
import stat
import time
import zlib
from pathlib import Path
from typing import NamedTuple

# What file systems answer that cannot sync a folder; there is nothing more that could be done there.
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS})
# What file systems answer that have no locks.
NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})
# What writers leave that is gone again at once; after a quarter of an hour it is certainly of a dead process.
_FORGOTTEN = 900.0
_TEMPORARY = ".tmp"


class Access(NamedTuple):
    """Who may use what is written: the permissions of new files and of new folders on POSIX."""

    file: int
    folder: int


PRIVATE = Access(0o600, 0o700)
# The folder hands its group on to what is made in it.
SHARED = Access(0o660, 0o2770)


def temporary(beside: Path) -> Path:
    """Return an unpredictable name beside a file, which tells `clean` on what computer whose it is."""
    return beside.with_name(f".{beside.name}.{_computer()}.{os.getpid()}.{os.urandom(12).hex()}{_TEMPORARY}")


def write_new(path: Path, *data: bytes, mode: int, last: bool = True) -> None:
    """Write a file of a mode, whatever the umask, that is not there yet, and have it on disk if it is to `last`.

    What stands there already, a link above all, is never followed.

    Raises:
        OSError: It was not written, and is taken away again; never write to the same file again.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flags("O_NOFOLLOW", "O_BINARY"), PRIVATE.file)
    try:
        try:
            if os.name == "posix" and mode != PRIVATE.file:
                os.fchmod(descriptor, mode)
            for piece in data:
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
            if last:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        discard(path)
        raise


def discard(*paths: Path) -> None:
    """Take files away if they are there and can be."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder if it is not there, and have its name on disk; raises OSError, also where a link or file stands."""
    try:
        folder.mkdir(PRIVATE.folder)
    except FileExistsError:
        if folder.is_symlink() or not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{folder.name} is not a folder of its own") from None
        return
    if os.name == "posix" and mode != PRIVATE.folder:
        folder.chmod(mode)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk; Windows has no way to ask for it, and writes renames through."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | _flags("O_DIRECTORY"))
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


def copy(source: Path, target: Path, mode: int) -> None:
    """Give a file a second name, or where there are no such names a copy; raises OSError, also where one is."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        write_new(target, source.read_bytes(), mode=mode, last=False)


def is_open_to_all(path: Path) -> bool:
    """Whether every user of this computer can read a file, by its permissions and its folder's on POSIX."""
    if os.name != "posix":
        return False
    return bool(path.stat().st_mode & stat.S_IROTH and path.parent.stat().st_mode & stat.S_IXOTH)


def clean(beside: Path) -> None:
    """Take away the temporary files that dead writers left beside a file."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(beside.parent):
            if (
                entry.name.startswith((f".{beside.name}.", f"..{beside.name}."))
                and entry.name.endswith(_TEMPORARY)
                and _is_forgotten(entry)
            ):
                discard(beside.with_name(entry.name))


def _is_forgotten(entry: os.DirEntry[str]) -> bool:
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > _FORGOTTEN or not _lives(entry.name)


def _lives(name: str) -> bool:
    """Whether the process that a temporary file is named after may still run."""
    computer, process = name.split(".")[-4:-2]
    if os.name != "posix" or computer != _computer() or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _computer() -> str:
    """Return a short name of this computer, so that nobody takes the processes of another for dead."""
    name = os.uname().nodename if os.name == "posix" else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"


def _flags(*names: str) -> int:
    """Return flags for opening a file that not every system has."""
    return sum(getattr(os, name, 0) for name in names)
