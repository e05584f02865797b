"""Where the register is kept and whether it is whole, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.models.tables import TABLES
from portfolio.render.values import Bullets, Facts, Sheet
from portfolio.reports.question import Page, counted
from portfolio.store import SCHEMA, upkeep

if TYPE_CHECKING:
    from portfolio.render.values import Block
    from portfolio.store import Reader, Verification
    from portfolio.store.tiny import TinyStore


def information(store: TinyStore) -> Page:
    """Return the page that says where a register is, who wrote last, and what to beware of."""
    about = upkeep.info(store)
    place, last = about.place, about.last
    backups = list(store.backups.files())
    writing = place.holder and f"{place.holder.who}, process {place.holder.process}, since {place.holder.since}"
    facts: list[tuple[str, object]] = [
        ("File", str(place.path)),
        ("Size", f"{place.size:,} bytes"),
        ("File system", place.file_system or None),
        ("Schema", SCHEMA),
        ("Revision", about.revision),
        ("Last change", last and f"{last.time[:16].replace('T', ' ')} UTC, {last.who}: {last.command}"),
        ("Head", about.head or None),
        ("Backups", f"{counted(len(backups), 'file')} in {store.backups.folder}"),
        ("Writing now", writing or "nobody"),
    ]
    data = {
        "file": str(place.path),
        "size": place.size,
        "file_system": place.file_system or None,
        "schema": SCHEMA,
        "revision": about.revision,
        "head": about.head or None,
        "last_change": last and {name: getattr(last, name) for name in ("revision", "time", "who", "command")},
        "backups": [str(path) for path in backups],
        "writing": place.holder and place.holder._asdict(),
        "warnings": list(place.warnings),
    }
    blocks: list[Block] = [Facts([fact for fact in facts if fact[1] is not None]), Bullets("Beware", place.warnings)]
    return Page(Sheet("The register", "", blocks, data))


def verified(found: Verification, reader: Reader, deep: bool) -> Page:
    """Return the page that says what of a register was checked and is as it should be."""
    records = sum(len(reader.find(table)) for table in TABLES)
    checked = [f"{counted(records, 'record')} and {counted(found.entries, 'change')} of the history, every byte"]
    if deep:
        checked.append("every record against its model, and the rules between records")
    facts = [("Checked", "; ".join(checked)), ("Revision", found.revision), ("Head", found.head or None)]
    data = {**found._asdict(), "head": found.head or None, "records": records, "deep": deep, "problems": []}
    return Page(Sheet("The register is whole", "", [Facts([fact for fact in facts if fact[1] is not None])], data))
