"""Changes of the history that hold: an undo takes others back, and a redo makes them again."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, TypeVar

from portfolio.reference.name_matching import joined
from portfolio.store import Entry, Hole, beside

Told = TypeVar("Told", Entry, Entry | Hole)
# The command of a change that takes others back or makes them again. Whatever a person types begins with `portfolio`.
_COMMAND = r"(undo|redo)((?: \d+)+)"
CONTACT = "contact"
"""The verb of a change by which a clone and its source learnt of each other: nobody takes it back."""


class Meaning(NamedTuple):
    """What a change of the history means to others: it takes them back, makes them again, or is one of its own."""

    verb: str  # `undo`, `redo`, `contact`, or "" for a change of its own
    revisions: tuple[int, ...]  # the changes of their own that it is about, the last one first

    @property
    def command(self) -> str:
        """How the history tells of it."""
        return " ".join([self.verb, *map(str, self.revisions)])

    @property
    def frees(self) -> bool:
        """Whether the key of a record that went by it is free again, as the adding of it was taken back."""
        return self.verb == "undo"

    @property
    def named(self) -> str:
        """The changes that it is about: `change 12`, `changes 12 and 11`."""
        return f"change{'s' if len(self.revisions) > 1 else ''} {joined(list(map(str, self.revisions)), 'and')}"


def meaning(entry: Entry) -> Meaning:
    """Return what a change of the history means to others."""
    if is_contact(entry):
        return Meaning(CONTACT, (entry.revision,))
    found = re.fullmatch(_COMMAND, entry.command)
    if not found:
        return Meaning("", (entry.revision,))
    return Meaning(found[1], tuple(map(int, found[2].split())))


def is_contact(entry: Entry) -> bool:
    """Whether a change is what a clone took or learnt from its source, or what a source noted of a clone."""
    is_of_clone = any(each.table in (beside.ORIGIN, beside.PENDING) for each in entry.beside)
    return is_of_clone or (bool(entry.beside) and not entry.differences)


def standing(entries: Iterable[Told]) -> Iterator[tuple[Told, int | None]]:
    """Yield each change, the last first, with the number of the later one that took it back, or None if it holds.

    An undo is taken back by a redo. Changes of which the history cannot tell stay where they are.
    """
    undone: dict[int, int] = {}
    redone: dict[tuple[int, ...], list[int]] = {}
    for entry in entries:
        if isinstance(entry, Hole):
            yield entry, None
            continue
        verb, revisions = meaning(entry)
        by = undone.get(entry.revision)
        if verb == "redo":
            redone.setdefault(revisions, []).append(entry.revision)
        elif verb == "undo" and redone.get(revisions):
            by = redone[revisions].pop()
        elif verb == "undo":
            undone |= dict.fromkeys(revisions, entry.revision)
        yield entry, by


def holding(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the changes of which something holds: neither what was taken back, nor what took it back for a while."""
    taken_back: set[int] = set()
    for entry, by in standing(entries):
        verb, revisions = meaning(entry)
        if by is not None or (verb == "redo" and taken_back.issuperset(revisions)):
            continue
        if verb == "undo":
            taken_back.update(revisions)
        yield entry


def removals(entries: Iterable[Entry | Hole], keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Meaning]:
    """Return of each table and key by what its record went last: a change of its own, or the undo of its adding.

    A redo makes again what an earlier change did, and stands for none. Of what lies in a hole nothing is told.
    """
    found: dict[tuple[str, str], Meaning] = {}
    for entry in entries:
        if len(found) == len(keys):
            break
        if isinstance(entry, Entry) and (told := meaning(entry)).verb != "redo":
            for each in entry.differences:
                if each.after is None and (each.table, each.key) in keys:
                    found.setdefault((each.table, each.key), told)
    return found
