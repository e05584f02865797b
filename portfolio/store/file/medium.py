"""The place where a register's file is kept: the file system, and what to beware of there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.store import Entry
from portfolio.store.file import files
from portfolio.store.file.lock import holder
from portfolio.store.protocol import Detail, Info
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.file.folder import Folder

# File systems by the names that Linux and macOS give them.
_NETWORK = frozenset(
    {"nfs", "nfs3", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p", "ceph", "glusterfs",
     "lustre", "afs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.s3fs"}
)  # fmt: skip
# How the folders of synchronising programs are called, in lower case, alone or with the name of an office behind.
_SYNCED = re.compile(
    r"(onedrive|dropbox|google ?drive|my drive|icloud ?drive|mobile documents|nextcloud|owncloud|box sync|pcloud ?drive"
    r"|syncthing|seafile|mega)\b.*"
)
_REMOTE_DRIVE = 4  # GetDriveTypeW: DRIVE_REMOTE
_OCTAL = re.compile(r"\\([0-7]{3})")


def info(folder: Folder) -> Info:
    """Return what the store says of itself; raises StoreError where the register cannot be read."""
    snapshot, path = folder.snapshot(), folder.path
    about, last = snapshot.about, next(folder.backwards(snapshot), None)
    kind, writer, backups = file_system(path), holder(path), list(folder.backups.files())
    size = path.stat().st_size
    kept = f"{counted(len(backups), 'file')} in {folder.backups.folder}"
    return Info(
        about["revision"],
        about["head"],
        last if isinstance(last, Entry) else None,
        place=(
            Detail("file", "File", str(path), str(path)),
            Detail("size", "Size", size, f"{size:,} bytes"),
            Detail("file_system", "File system", kind or None, kind or None),
        ),
        surroundings=(
            Detail("backups", "Backups", [str(each) for each in backups], kept),
            Detail("writing", "Writing now", writer and writer._asdict(), str(writer or "nobody")),
        ),
        warnings=tuple(_warnings(path, kind)),
    )


def _warnings(path: Path, kind: str) -> Iterator[str]:
    """Yield what to beware of in the place of a file, a sentence each."""
    if kind in _NETWORK or kind == "network drive":
        yield (
            f"The register is on a network drive ({kind}). Changes are safe there, but locks may not work, so that a "
            "change may have to be tried again; and nobody can vouch for the server's disk."
        )
    if name := synced_folder(path):
        yield (
            f"The register is in a folder that another program synchronises ({name}). Two computers that change it "
            "without seeing each other's changes make two registers of it; change it on one computer only."
        )
    if files.is_open_to_all(path):
        yield f"Everybody on this computer can read the register; to close it: chmod -R o= {path.parent}"


def synced_folder(path: Path) -> str:
    """Return the name of the folder around a file that belongs to a synchronising program, or ""."""
    return next((part for part in path.parts if _SYNCED.fullmatch(part.lower())), "")


def file_system(path: Path) -> str:
    """Return what the system calls the kind of file system that a file is on, or "" where that cannot be told."""
    try:
        if sys.platform == "win32":
            return _windows_drive(path)
        if sys.platform == "linux":
            return mounted(path.resolve(), Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError):
        pass
    return ""


def mounted(path: Path, mountinfo: str) -> str:
    """Return the kind of file system that a path is on, by Linux's list of what is mounted (proc(5), mountinfo)."""
    best, kind = "", ""
    for line in mountinfo.splitlines():
        mount, _, about = line.partition(" - ")
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), mount.split(" ")[4])
        # A later mount on the same point hides the earlier one.
        if len(point) >= len(best) and path.is_relative_to(point):
            best, kind = point, about.split(" ")[0]
    return kind


def _windows_drive(path: Path) -> str:
    import ctypes  # noqa: PLC0415 - only there

    drive = os.path.splitdrive(path.resolve())[0]
    remote = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE  # type: ignore[attr-defined,unused-ignore]
    return "network drive" if remote else "local drive"
