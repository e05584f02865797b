"""The place where a register's file is kept: the file system, and what to beware of there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from portfolio.store import Detail, Entry, Info
from portfolio.store.file import files
from portfolio.store.file.lock import Holder, holder
from portfolio.text import counted

if TYPE_CHECKING:
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


class Place(NamedTuple):
    """Where a register is kept.

    Attributes:
        path: Its file.
        size: The file's bytes.
        file_system: What the system calls the kind of file system, or "" where that cannot be told.
        holder: Who is writing at this moment, if anybody.
        warnings: What to beware of, a sentence each.
    """

    path: Path
    size: int
    file_system: str
    holder: Holder | None
    warnings: tuple[str, ...]


def info(folder: Folder) -> Info:
    """Return what the store says of itself; raises StoreError where the register cannot be read."""
    snapshot = folder.snapshot()
    last = next(folder.backwards(snapshot), None)
    about, place, backups = snapshot.about, describe(folder.path), list(folder.backups.files())
    writing = place.holder and f"{place.holder.who}, process {place.holder.process}, since {place.holder.since}"
    kept = f"{counted(len(backups), 'file')} in {folder.backups.folder}"
    return Info(
        about["revision"],
        about["head"],
        last if isinstance(last, Entry) else None,
        place=(
            Detail("file", "File", str(place.path), str(place.path)),
            Detail("size", "Size", place.size, f"{place.size:,} bytes"),
            Detail("file_system", "File system", place.file_system or None, place.file_system or None),
        ),
        surroundings=(
            Detail("backups", "Backups", [str(path) for path in backups], kept),
            Detail("writing", "Writing now", place.holder and place.holder._asdict(), writing or "nobody"),
        ),
        warnings=place.warnings,
    )


def describe(path: Path) -> Place:
    """Return what is known of the place of a register's file, which is there."""
    kind = file_system(path)
    warnings = []
    if kind in _NETWORK or kind == "network drive":
        warnings.append(
            f"The register is on a network drive ({kind}). Changes are safe there, but locks may not work, so that a "
            "change may have to be tried again; and nobody can vouch for the server's disk."
        )
    if name := synced_folder(path):
        warnings.append(
            f"The register is in a folder that another program synchronises ({name}). Two computers that change it "
            "without seeing each other's changes make two registers of it; change it on one computer only."
        )
    if files.is_open_to_all(path):
        warnings.append(f"Everybody on this computer can read the register; to close it: chmod -R o= {path.parent}")
    return Place(path, path.stat().st_size, kind, holder(path), tuple(warnings))


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
