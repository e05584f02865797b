"""Files of spreadsheet programs, read into grids by what they are, whatever they are called."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from portfolio.errors import RefusedError, StoreError, refuse
from portfolio.files import opendocument
from portfolio.files.encoding import encoding_of
from portfolio.files.separated import read_separated
from portfolio.files.workbook_in import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.files.grid import Grid
    from portfolio.files.limits import Limits

_MEGA = 1_000_000
_SEPARATED = (".csv", ".tsv", ".txt", ".tab")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
# A folder with more files than this is not one that was exported.
_FILES = 200
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# OLE names are in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_AS_XLSX = "save it as .xlsx in a spreadsheet program"

# What else a file may be, by how it begins, and what to do about it.
_OTHERS = (
    (b"%PDF", "is a PDF file; import the workbook that it was made of"),
    (b"{\\rtf", f"is a text document; {_AS_XLSX}"),
    (b"\x1f\x8b", "is compressed; unpack it first"),
    (b"7z\xbc\xaf", "is compressed; unpack it first"),
    (b"Rar!", "is compressed; unpack it first"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"SQLite format 3", "is a database; export the table from it as CSV"),
)
# What a package may be instead of a workbook, by a member that gives it away.
_PACKAGES = (
    (b"opendocument", f"is an OpenDocument file; {_AS_XLSX}"),
    (b"word/document.xml", "is a Word document; copy its table into a spreadsheet program and save it as .xlsx"),
    (b"ppt/presentation.xml", "is a presentation; copy its table into a spreadsheet program and save it as .xlsx"),
    (b"xl/workbook.bin", f"is a binary workbook (.xlsb); {_AS_XLSX}"),
    (b"Index/Document.iwa", f"is a file of Numbers; {_AS_XLSX}"),
)


def read(path: Path, limits: Limits) -> tuple[Grid, ...]:
    """Read a workbook, a file of separated values, or a folder of such files; what it is shows in its first bytes.

    Returns:
        A grid for each sheet of a workbook, hidden ones too; or one for each file, in the order of their names.

    Raises:
        RefusedError: There is no such file, it is none of these, is damaged or protected, or is beyond the limits.
        StoreError: The operating system does not let it be read.
    """
    return _read_folder(path, limits) if is_folder(path) else parsed(read_bytes(path, limits), path, limits)


def is_folder(path: Path) -> bool:
    """Whether a path is that of a folder; raises StoreError as `read`."""
    try:
        return path.is_dir()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Return what a file holds, all of it from one moment; raises as `read`."""
    return _content(path, limits.megabytes * _MEGA)


def _read_folder(path: Path, limits: Limits) -> tuple[Grid, ...]:
    try:
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in _SEPARATED[:2] and each.is_file())
    except OSError as error:
        raise _unreadable(path, error) from error
    if not files:
        raise refuse("", "", "is a folder without a CSV file", str(path))
    if len(files) > _FILES:
        raise refuse("", "", f"is a folder of {len(files):,} CSV files; {_FILES} are read at most", str(path))
    left = limits.megabytes * _MEGA
    grids: list[Grid] = []
    for file in files:
        data = _content(file, left)
        left -= len(data)
        if data.strip():
            grids.append(read_separated(data, file.stem, str(file), limits))
    if not grids:
        raise refuse("", "", "is a folder of empty files", str(path))
    return tuple(grids)


def _content(path: Path, most: int) -> bytes:
    """Return what a file holds, all of it from one moment."""
    try:
        # Without waiting: a pipe that nobody writes to would never be opened.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise refuse("", "", "does not exist; give the path of a file or folder", str(path)) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        with os.fdopen(descriptor, "rb") as opened:
            before = _state(opened.fileno())
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise refuse("", "", "is not a file but a device or a pipe; save what it gives as a file", str(path))
            if (size := before[0]) > most:
                raise _too_large(path, most)
            data = opened.read(most + 1)
            if len(data) != size or _state(opened.fileno()) != before or _state(path) != before:
                raise refuse("", "", "was changed while it was read; close it elsewhere and try again", str(path))
    except OSError as error:
        raise _unreadable(path, error) from error
    return data


def _state(file: Path | int) -> tuple[int, ...]:
    """Return what tells whether a file was changed, its size first."""
    found = os.fstat(file) if isinstance(file, int) else file.stat()
    return found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino


def parsed(data: bytes, path: Path, limits: Limits) -> tuple[Grid, ...]:
    """Return the grids of what a file holds; raises RefusedError as `read`."""
    name = str(path)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise refuse("", "", "is empty", name)
    if data.startswith(_ZIP):
        if opendocument.is_opendocument(data):
            return opendocument.read_opendocument(data, name, limits)
        # A workbook may have a document of another kind inside.
        others = () if b"xl/workbook.xml" in data else _PACKAGES
        if other := next((message for mark, message in others if mark in data), None):
            raise refuse("", "", other, name)
        return read_workbook(data, name, limits)
    if problem := _other(data):
        raise refuse("", "", problem, name)
    if path.suffix.lower() in _WORKBOOKS and not _is_text(data):
        raise refuse("", "", "is no workbook, or is damaged; open it in a spreadsheet program and save it again", name)
    return (read_separated(data, path.stem, name, limits),)


def _is_text(data: bytes) -> bool:
    try:
        encoding_of(data, "")
    except RefusedError:
        return False
    return True


def _other(data: bytes) -> str | None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            return "is password-protected; open it in a spreadsheet program and save it without a password"
        return f"is a workbook of the old kind (.xls); {_AS_XLSX}"
    if (
        data[:1000]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<html", b"<!doctype html", b"<table", b"<?xml"))
    ):
        return f"is a web page or XML, whatever its name says; {_AS_XLSX}"
    return next((message for mark, message in _OTHERS if data.startswith(mark)), None)


def _too_large(path: Path, most: int) -> RefusedError:
    return refuse(
        "",
        "",
        f"is larger than {most / _MEGA:,.0f} MB; divide it, or raise megabytes under [import] in portfolio.toml",
        str(path),
    )


def _unreadable(path: Path, error: OSError | ValueError) -> StoreError:
    return StoreError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")
