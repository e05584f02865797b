"""What a disk may hold after a power cut, by the calls that were made until then.

Two models. *Ordered*: names are written in the order of the calls, and any sync writes all that came before (ext4,
XFS, NTFS). *Weak*: each change of a name is written or not, whatever came before or after, but for those in a folder
that was synced since. In both, the bytes of a file are certain only once the file was synced; until then any of its
4 KiB pages may be missing or zero.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PAGE = 4096
# Path in the folder to bytes.
Image = dict[str, bytes]


class Names(NamedTuple):
    """A call that changed names, together or not at all: path to file number, or None where the name goes away."""

    names: dict[str, int | None]


class Write(NamedTuple):
    """A call that wrote to a file: its number, and its bytes from then on."""

    file: int
    data: bytes


class Sync(NamedTuple):
    """A call that had the bytes of a file, by number, or the names in a folder, by path, on disk."""

    what: int | str


Call = Names | Write | Sync


class Recorder:
    """Records the calls on a folder; a handler for `faulty.interposed`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: list[Call] = []
        self.disk = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self._names = {path: number for number, path in enumerate(self.disk)}
        self._data = dict(enumerate(self.disk.values()))
        self._opened: dict[int, int | str] = {}

    def __call__(self, name: str, args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        """Stand between the program and the file system."""
        result = call()
        paths = [str(Path(each).relative_to(self.folder)) for each in args[:2] if isinstance(each, str | Path)]
        if name == "open":
            self._opened[result] = paths[0] if Path(args[0]).is_dir() else self._file(paths[0])
        elif name == "write":
            number = self._opened[args[0]]
            assert isinstance(number, int)
            self._data[number] += bytes(args[1][:result])
            self.calls.append(Write(number, self._data[number]))
        elif name == "fsync":
            self.calls.append(Sync(self._opened[args[0]]))
        elif name == "link":
            self._name({paths[1]: self._names[paths[0]]})
        elif name in {"replace", "rename"}:
            self._name({paths[1]: self._names[paths[0]], paths[0]: None})
        elif name == "unlink":
            self._name({paths[0]: None})
        return result

    def _file(self, path: str) -> int:
        if path not in self._names:
            number = len(self._data)
            self._data[number] = b""
            self._name({path: number})
        return self._names[path]

    def _name(self, names: dict[str, int | None]) -> None:
        self.calls.append(Names(names))
        _rename(self._names, names)


def images(recorder: Recorder, *, weak: bool) -> Iterator[tuple[int, Image]]:
    """Yield how many calls were made before the power was cut, and what the disk may hold then."""
    for count in range(len(recorder.calls) + 1):
        calls = recorder.calls[:count]
        names = {path: number for number, path in enumerate(recorder.disk)}
        data = _contents(calls, list(recorder.disk.values()))
        for chosen in _weak(calls) if weak else _ordered(calls):
            held: dict[str, int] = dict(names)
            for each in chosen:
                _rename(held, each.names)
            # One file at a time in each of its states, the others whole: what is read is one file or two.
            torn = [number for number in dict.fromkeys(held.values()) if len(data[number]) > 1]
            yield count, {path: data[number][0] for path, number in held.items()}
            for number in torn:
                for state in data[number][1:]:
                    yield count, {path: state if each == number else data[each][0] for path, each in held.items()}


def _rename(names: dict[str, int], changes: dict[str, int | None]) -> None:
    for path, number in changes.items():
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


def _contents(calls: Sequence[Call], disk: list[bytes]) -> dict[int, list[bytes]]:
    """Return the bytes that each file may have, those that were written first."""
    found = {number: [data] for number, data in enumerate(disk)}
    for call in calls:
        if isinstance(call, Write):
            found[call.file] = [call.data, *_torn(call.data)]
        elif isinstance(call, Sync) and isinstance(call.what, int):
            del found[call.what][1:]
        elif isinstance(call, Names):
            for number in call.names.values():
                if number is not None:
                    found.setdefault(number, [b""])
    return found


def _torn(data: bytes) -> Iterator[bytes]:
    """Yield bytes of which some pages did not arrive: cut off, or zero, each alone and all but each."""
    pages = range(0, len(data), PAGE)
    for start in pages:
        end = min(start + PAGE, len(data))
        yield data[:start]
        yield data[:start] + bytes(end - start) + data[end:]
        yield bytes(start) + data[start:end] + bytes(len(data) - end)


def _ordered(calls: Sequence[Call]) -> Iterator[list[Names]]:
    """Yield the changes of names that may be on disk: all up to any that is later than the last sync."""
    sure = max((number for number, call in enumerate(calls) if isinstance(call, Sync)), default=0)
    changes = [(number, call) for number, call in enumerate(calls) if isinstance(call, Names)]
    least = sum(1 for number, _ in changes if number < sure)
    for length in range(least, len(changes) + 1):
        yield [call for _, call in changes[:length]]


def _weak(calls: Sequence[Call]) -> Iterator[list[Names]]:
    """Yield the changes of names that may be on disk: those before a sync of their folder, and any of the others."""
    changes: list[tuple[bool, Names]] = []
    for number, call in enumerate(calls):
        if isinstance(call, Names):
            folders = {str(Path(path).parent) for path in call.names}
            changes.append((any(isinstance(each, Sync) and each.what in folders for each in calls[number:]), call))
    unsure = [position for position, (sure, _) in enumerate(changes) if not sure]
    for kept in itertools.product((True, False), repeat=len(unsure)):
        left_out = {position for position, keep in zip(unsure, kept, strict=True) if not keep}
        yield [call for position, (_, call) in enumerate(changes) if position not in left_out]


def lay(image: Image, folder: Path) -> None:
    """Write an image to a folder in place of what is there."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for name, data in image.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
