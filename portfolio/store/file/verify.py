"""The check of a register against its history: every entry's bytes, how they follow, what they made of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.store import Entry, Hole, uncollected
from portfolio.store.chain_check import Survey, contradictions
from portfolio.store.entry_bytes import sha256
from portfolio.store.file import bond, register
from portfolio.store.pictures import examined
from portfolio.store.protocol import Verification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portfolio.store.file.folder import Folder
    from portfolio.store.file.history import History
    from portfolio.store.protocol import Watch


def verification(store: Folder, head: str, watched: Watch | None) -> Verification:
    """Return what is wrong with a register that can be read; see `portfolio.store.protocol.Store.verify`."""
    snapshot = store.snapshot()
    about, tables, history = snapshot.about, snapshot.tables, store.entries
    with uncollected():
        survey = Survey(about["head"], head)
        changes = store.backwards(snapshot)
        found = survey.over(watched(changes, about["revision"]) if watched else changes)
        contradicting = list(contradictions(found, lambda table, _, number: tables.get(table, {}).get(str(number))))
    problems = [_untold(each, history) for each in survey.holes]
    if snapshot.bond.doubt and not problems:
        problems.append(snapshot.bond.doubt)
    problems += _strangers(about, survey.oldest, history)
    if isinstance(last := survey.newest, Entry) and last.content not in ("", sha256(register.body(tables))):
        problems.append("The register's records are not those that its last change left.")
    problems += contradicting
    problems += [str(each) for each in bond.copies(about, store.path, history)]
    unseen, strays = examined(store.pictures, snapshot.reader(), survey.pictures)
    problems += [*unseen, *survey.forgotten]
    store.warnings = [each for each in store.warnings if each not in problems]
    return Verification(about["revision"], about["head"], survey.entries, tuple(problems), survey.rebuilt, strays)


def _untold(hole: Hole, history: History) -> str:
    one, other = history.path(hole.first), history.path(hole.revision)
    which = f"entry {one} is" if one == other else f"entries {one} to {other.name} are"
    return (
        f"The history {which} {hole.why}, and what was done there cannot be checked. To mend what can be mended, run: "
        "portfolio store restore"
    )


def _strangers(about: Mapping[str, Any], oldest: Entry | Hole | None, history: History) -> Iterator[str]:
    """Yield what lies in the history and is none of it."""
    first = oldest.revision if oldest else about["revision"] + 1
    if isinstance(oldest, Hole):
        first = oldest.first
    for number in history.numbers():
        if not first <= number <= about["revision"]:
            yield f"The history entry {history.path(number)} does not belong to the register."
    for path, entry in history.strays():
        yield (
            f"{path} holds change {entry.revision}, of {entry.who}, of a copy of the register that was changed apart. "
            f'To see it and bring it in, run: portfolio store merge "{path}"'
        )
