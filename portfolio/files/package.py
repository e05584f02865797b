"""A workbook's package: unpacked under its limits, counted, and packed again with only what has been counted."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, NamedTuple

from portfolio.errors import RefusedError, refuse
from portfolio.files.xlsx_xml import WANTED, Book, XmlPart
from portfolio.files.xmlparser import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.files.limits import Limits

_PIECE = 1 << 17
_MEMBERS = 5_000
# Other ways of packing may take any amount of memory to unpack.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MEGA = 1_000_000
_ENDINGS = (".xml", ".rels")
# In how many pieces the outermost element of a part has to begin.
_HEAD = 4
# Fast rather than small: it lives only until it is read.
_LEVEL = 1


class Package(NamedTuple):
    """A workbook as it may be read."""

    data: bytes  # the package, made anew of the parts that were counted, so that nothing else can be read from it
    sheets: Mapping[str, XmlPart]  # what was counted of each sheet, by its name


def checked(data: bytes, name: str, limits: Limits) -> Package:
    """Unpack and count a workbook; raises RefusedError if it is damaged, not a workbook, or beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _members(archive, name, limits)
            return _Packing(archive, name, limits).run(members)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError) as error:
        raise damaged(name, error) from error


def damaged(name: str, error: object) -> RefusedError:
    """Return the error for a workbook that cannot be taken apart."""
    return refuse(
        "", "", f"is damaged or not complete ({error}); open it in a spreadsheet program and save it again", name
    )


def _members(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the members that may matter, those that name the sheets first."""
    every = archive.infolist()
    if len(every) > _MEMBERS:
        raise refuse("", "", f"holds {len(every):,} parts, more than a workbook has", name)
    found = [member for member in every if member.filename.lower().endswith(_ENDINGS)]
    names = Counter(member.filename.lower() for member in found)
    if twice := [each for each, count in names.items() if count > 1]:
        raise refuse("", twice[0], "stands in it twice; save it again in a spreadsheet program", name)
    if any(member.compress_type not in _PACKED for member in found):
        raise refuse("", "", "is packed in a way that no spreadsheet program packs; save it again in one", name)
    if any(member.flag_bits & 1 for member in every):
        raise refuse("", "", "is password-protected; open it and save it without a password", name)
    if sum(member.file_size for member in found) > limits.unpacked_megabytes * _MEGA:
        raise _too_large(name, limits)
    return sorted(found, key=_order)


def _order(member: zipfile.ZipInfo) -> int:
    """What names the sheets comes first, then their texts, then the sheets."""
    name = member.filename.lower()
    return 0 if name.endswith(("workbook.xml", ".rels")) else 1 if name.endswith("strings.xml") else 2


def _too_large(name: str, limits: Limits) -> RefusedError:
    return refuse(
        "",
        "",
        f"unpacks to more than {limits.unpacked_megabytes:,} MB; leave out what is not to be read"
        " or raise unpacked_megabytes under [import] in portfolio.toml",
        name,
    )


class _Packing:
    """Unpacks the members of a workbook one after another, counts them, and packs those that are wanted again."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self._archive = archive
        self._name = name
        self._limits = limits
        self._book = Book()
        self._target = io.BytesIO()
        self._parts: dict[str, XmlPart] = {}
        self._unpacked = 0

    def run(self, members: Iterable[zipfile.ZipInfo]) -> Package:
        """Return the package of what is wanted of the members."""
        with zipfile.ZipFile(self._target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as anew:
            for member in members:
                part = XmlPart(self._limits, self._book)
                try:
                    self._pack(part, member, anew)
                except UnfitError as error:
                    raise refuse("", "", str(error), self._place(member.filename)) from None
                self._book.cells += part.rows * part.columns
        return Package(self._target.getvalue(), self._by_sheet())

    def _pack(self, part: XmlPart, member: zipfile.ZipInfo, anew: zipfile.ZipFile) -> None:
        waiting: list[bytes] = []
        with self._archive.open(member) as opened:
            while not part.root and (piece := self._next(opened)):
                part.feed(piece)
                waiting.append(piece)
                if len(waiting) > _HEAD:
                    raise UnfitError("is damaged: a part of it does not begin")
            if part.root not in WANTED:
                return
            with anew.open(member.filename, "w") as packed:
                packed.writelines(waiting)
                while piece := self._next(opened):
                    part.feed(piece)
                    packed.write(piece)
        part.feed(b"", last=True)
        self._parts[member.filename] = part

    def _next(self, opened: IO[bytes]) -> bytes:
        piece = opened.read(_PIECE)
        self._unpacked += len(piece)
        if self._unpacked > self._limits.unpacked_megabytes * _MEGA:
            raise _too_large(self._name, self._limits)
        return piece

    def _place(self, member: str) -> str:
        """Return how the user knows a part: the file, and the sheet where it is one."""
        found = next((sheet for sheet, path in self._paths().items() if path == member.lower()), "")
        return f"{self._name}, sheet “{found}”" if found else self._name

    def _paths(self) -> dict[str, str]:
        books = [(path, part) for path, part in self._parts.items() if part.root == "workbook"]
        if len(books) != 1:
            return {}
        path, book = books[0]
        folder, leaf = posixpath.split(path)
        relations = self._parts.get(f"{folder}/_rels/{leaf}.rels")
        targets = relations.relations if relations else {}
        return {name: _member(folder, targets.get(relation, "")) for name, relation in book.sheets}

    def _by_sheet(self) -> dict[str, XmlPart]:
        parts = {path.lower(): part for path, part in self._parts.items()}
        paths = self._paths()
        if not paths or any(path not in parts for path in paths.values()):
            raise damaged(self._name, "its sheets are not all there")
        return {name: parts[path] for name, path in paths.items()}


def _member(folder: str, target: str) -> str:
    """Return the member that a workbook's relationship leads to."""
    return (target[1:] if target.startswith("/") else posixpath.join(folder, target)).lower()
