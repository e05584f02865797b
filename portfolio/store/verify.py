"""Checks a register against its history: every entry's bytes, how they follow, and what they made of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.errors import StoreError
from portfolio.store import Entry, Verification, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.history import History, States
    from portfolio.store.snapshot import Snapshot

# So many digits of a digest at least, so that they cannot fit by chance.
_DIGITS = 8


def verification(snapshot: Snapshot, history: History, head: str) -> Verification:
    """Return what is wrong with a register that could be read; see `portfolio.store.Store.verify`."""
    about = snapshot.about
    entries: list[Entry] = []
    problems: list[str] = []
    try:
        with register.uncollected():
            entries.extend(history.backwards(about["revision"], about["head"]))
    except StoreError as error:
        problems.append(str(error))
    else:
        problems.extend(_gaps(about["revision"], about["head"], entries, history))
    problems.extend(_differences(snapshot, entries))
    if head and not _is_held(head, [about["head"], *(entry.previous for entry in entries)]):
        problems.append(
            f"The history does not hold {head}, which was its head once: it was shortened or written anew since."
        )
    return Verification(about["revision"], about["head"], len(entries), tuple(problems))


def _gaps(revision: int, head: str, entries: list[Entry], history: History) -> Iterator[str]:
    """Yield what is missing from a history that is sound as far as it goes, and what is there besides."""
    first = entries[-1].revision if entries else revision + 1
    if (entries[-1].previous if entries else head) != "":
        yield f"The history entry {history.path(first - 1)} is missing, and what was before it cannot be checked."
    for number in history.numbers():
        if not first <= number <= revision:
            yield f"The history entry {history.path(number)} does not belong to the register."


def _differences(snapshot: Snapshot, entries: list[Entry]) -> Iterator[str]:
    """Yield where the register is not what the history made it; entries come last first."""
    if entries and entries[0].content != register.sha256(register.body(snapshot.read())):
        yield "The register's records are not those that its last change left."
    tables = snapshot.read()
    states: States = {}
    for entry in entries:
        for each in reversed(entry.differences):
            place = (each.table, each.number)
            held = states[place] if place in states else tables.get(each.table, {}).get(str(each.number))
            if held != each.after:
                yield f"Change {entry.revision} left {each.table} {each.key} otherwise than it was found later."
            states[place] = each.before


def _is_held(head: str, digests: list[str]) -> bool:
    return len(head) >= _DIGITS and any(digest.startswith(head.lower()) for digest in digests)
