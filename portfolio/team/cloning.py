"""The making of a clone: a folder with the office's settings and a register of its own that stands on its source's."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.errors import ConflictError, StoreError
from portfolio.models.tables import TABLES
from portfolio.settings import FILE_NAME, Settings, rewriting, template, text_of
from portfolio.store import beside, opening
from portfolio.store.authorship import now
from portfolio.store.overlay import bring
from portfolio.store.pictures import take_along
from portfolio.store.protocol import Intent, Reader, Store
from portfolio.team.contact import at_source, new_clone, seen_as
from portfolio.text import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.desk import Desk
    from portfolio.team.source import SourceRegister

_PLACE = ["store", "url"]


class Cloned(NamedTuple):
    """A new clone."""

    folder: Path
    url: str  # where its register is
    records: int  # how many it has
    revision: int  # the change of the source on which it stands
    held: Mapping[str, Any]  # what it remembers of the source


def folder_for(source: SourceRegister) -> Path:
    """Return the folder in which a clone is made where none is named: one that is called like the source's."""
    if "://" in source.url:
        return Path(masked(source.url).partition("?")[0].rpartition("/")[2] or "portfolio")
    path = Path(source.url)
    return Path(path.parent.parent.name if path.parent.name == "records" else path.parent.name)


def clone(desk: Desk, source: SourceRegister, folder: Path, size: int = 100) -> Cloned:
    """Make a clone of a register in a folder; where something fails, nothing is left of it.

    It gets as many numbers of each sequence as `size` says.

    Raises:
        ConflictError: There is something in the folder, or the source is itself a clone.
        StoreError: The source cannot be read or written, or the folder cannot be written.
    """
    foreseen(source, folder)
    is_new, settings = not folder.exists(), source.settings
    try:
        _write(folder, settings)
        place = str((folder / Settings().store).resolve())
        local = opening.opened(place, settings.lock_timeout, settings.backups, settings.daily, shared=False)
        local.create()
        try:
            return Cloned(folder, place, *stand(desk, source, local, size))
        except BaseException:
            local.discard()
            raise
    except BaseException:
        _clear(folder, itself=is_new)
        raise


def foreseen(source: SourceRegister, folder: Path) -> tuple[int, int]:
    """Return how many records a clone would have, and as of which change of the source; raises as `clone`."""
    seen = source.store.read()
    if beside.origin(seen):
        raise ConflictError(
            f"The register at {masked(source.url)} is itself a clone. Clone the register that it was made of."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError(f"There is something in {folder} already; it was left as it is. Name another folder.")
    return sum(len(seen.find(table)) for table in TABLES), seen.revision


def stand(desk: Desk, source: SourceRegister, local: Store, size: int) -> tuple[int, int, Mapping[str, Any]]:
    """Let an empty register stand on a source, as a clone of it.

    Returns:
        How many records it has, as of which change of the source, and what it remembers of that.
    """
    held, seen = _registered(at_source(desk, source, desk.command), local, size)
    return (*_filled(desk, source, local, held, seen), held)


def _clear(folder: Path, *, itself: bool) -> None:
    """Take away what was begun in a folder that was empty or not there."""
    for path in [folder] if itself else list(folder.iterdir()):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@gate.repeated
def _registered(desk: Desk, local: Store, size: int) -> tuple[dict[str, Any], Reader]:
    """Let the source give a new clone its id, tag and numbers, and return these and the source as it is then."""
    with gate.change(desk) as transaction:
        held = new_clone(desk, transaction, local.url, size)
        transaction.put(beside.CLONES, seen_as(held, local.read()))
    return held, desk.store.read()


def _filled(desk: Desk, source: SourceRegister, local: Store, held: dict[str, Any], seen: Reader) -> tuple[int, int]:
    """Let a new clone hold what its source holds, and return how many records these are, and of which revision."""
    held |= {
        "source": source.store.identity,
        "url": source.url,
        "former": [],
        "base": (base := {"revision": seen.revision, "head": seen.head}),  # the state that the records come from
        "last": base,  # the last change of the source that is known
        "settled": 0,
        "contact": now(),
    }
    count = 0
    with local.transaction(Intent(desk.command)) as transaction:
        for table, kind in TABLES.items():
            records = {document[kind.key]: document for document in seen.find(table)}
            bring(transaction, table, records)
            count += len(records)
        take_along(transaction, source.store.pictures, local.pictures)
        transaction.put(beside.ORIGIN, {"id": beside.ORIGIN, **held})
    return count, seen.revision


def _write(folder: Path, settings: Settings) -> None:
    """Write the office's settings into the folder of a clone, with what they name, and the register's place there."""
    text = text_of(settings.path) if settings.path else template()
    for key in ("url", "shared"):
        text = rewriting.with_value(text, ["store", key], None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")
        for named in filter(None, (settings.report_logo, settings.report_template)):
            within = settings.path and named.resolve().is_relative_to(settings.path.resolve().parent)
            if within and settings.path and named.is_file():
                target = folder / named.resolve().relative_to(settings.path.resolve().parent)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(named, target)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be written: {error.strerror}.") from None
