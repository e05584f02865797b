"""The contact of a clone with its source: whether both are who they were, what was taken, and numbers for more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.changes.records import next_numbered
from portfolio.desk import Desk
from portfolio.errors import ConflictError, StoreError
from portfolio.store import Document, Entry, Hole, access, beside, opening, sound
from portfolio.team import memory
from portfolio.text import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.store.protocol import Reader, Store, Transaction
    from portfolio.team.patches import Place
    from portfolio.team.source import SourceRegister

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Contact(NamedTuple):
    """What a clone and its source know of each other when they meet."""

    source: SourceRegister
    seen: Reader  # the source as it is
    held: Mapping[str, Any]  # what the clone remembers, before or after it was given more
    taken: Mapping[str, int]  # the digests of changes of clones that the source took, and as which of its own
    changes: tuple[Entry, ...] | None  # what the source changed since, the last one first; None where nothing tells
    is_known: bool  # whether the source knows the clone as the one that it is
    is_continued: bool  # whether the source's history goes on from where the clone left it

    @property
    def touched(self) -> set[Place] | None:
        """The records that the source has changed since, or None where that can be any."""
        if self.changes is None:
            return None
        return {(each.table, each.key) for entry in self.changes for each in entry.differences}

    @property
    def news(self) -> list[Entry]:
        """What others changed at the source since, the last one first."""
        return [entry for entry in self.changes or () if entry.differences and not self._is_own(entry)]

    def _is_own(self, entry: Entry) -> bool:
        ids = {self.held["clone"], *self.held["former"]}
        return any(each.after and each.after.get("clone") in ids for each in entry.beside)


def met(store: Store, source: SourceRegister) -> Contact:
    """Return what a clone and its source know of each other; changes nothing.

    Raises:
        UsageError: The register is no clone.
        StoreError: Another register is at the source's place, or it cannot be read.
    """
    reader, seen = store.read(), source.read()
    held = memory.of_clone(store, reader)
    if source.store.identity != held["source"]:
        raise StoreError(
            f"The register at {masked(source.url)} is not the one that this clone was made of. If that one has another "
            "place now, run: portfolio pull --from PLACE"
        )
    continued, changes = _since(source.store, held["base"], held["last"])
    row = seen.get(beside.CLONES, held["clone"])
    known = row is not None and held["place"] == opening.mark(store.url) and _is_of(store, row)
    taken = {row["id"]: row["revision"] for row in seen.find(beside.PUSHES)}
    if not known or continued is False:
        taken |= _taken_once(source.store)
    return Contact(source, seen, held, taken, tuple(changes) if continued else None, known, continued is not False)


def _since(store: Store, base: Mapping[str, Any], last: Mapping[str, Any]) -> tuple[bool | None, list[Entry]]:
    """Return whether a register's history goes on from the last known change, and the changes since an earlier one.

    None is where nothing tells.
    """
    if store.read().revision < last["revision"]:
        return False, []
    found: list[Entry] = []
    heads = {each["revision"]: each["head"] for each in (base, last)}
    for entry in store.history():
        if isinstance(entry, Hole):
            return None, []
        if heads.pop(entry.revision, entry.digest) != entry.digest:
            return False, []
        if not heads:
            return True, found
        found.append(entry)
    return None, []


def _is_of(store: Store, row: Document) -> bool:
    """Whether a clone's history holds the change at which its source last saw it; where nothing tells, it may."""
    last = {"revision": row["number"], "head": row["head"]}
    return _since(store, last, last)[0] is not False


def _taken_once(store: Store) -> dict[str, int]:
    """Return all changes of clones that the history of their source holds, by their digests."""
    return {
        each.key: each.after["revision"]
        for entry in sound(store.history())
        for each in entry.beside
        if each.table == beside.PUSHES and each.after
    }


def at_source(desk: Desk, source: SourceRegister, command: str) -> Desk:
    """Return the desk at which a source takes something, under the office's settings there."""
    return Desk(source.store, source.settings, desk.today, command)


def given(desk: Desk, contact: Contact, size: int = 0) -> Contact:
    """Return the contact after the source gave what the clone needs: more numbers, and an id and a tag of its own.

    A clone that was copied or put back is another one from now on, so that no number or id is given twice. `size` is
    how many numbers of each sequence it wants to have from now on, or 0 for as many as before.

    Raises:
        ConflictError, StoreError: The source cannot be written.
    """
    size = size or contact.held["size"]
    left = memory.numbers_left(desk.store, contact.held)
    low = [sequence for sequence, numbers in left.items() if len(numbers) <= size // 2]
    is_new = not (contact.is_known and contact.is_continued)
    if not (low or is_new):
        return contact
    named = f"{desk.command} (clone {contact.held['tag']})"
    return _registered(at_source(desk, contact.source, named), desk.store, contact, low, size, is_new)


@gate.repeated
def _registered(desk: Desk, local: Store, contact: Contact, low: list[str], size: int, is_new: bool) -> Contact:
    held: dict[str, Any] = {**contact.held, "size": size}
    reader = local.read()
    with gate.change(desk) as transaction:
        if is_new:
            held |= new_clone(desk, transaction, local.url, size, contact.held)
            held["former"] = [*contact.held["former"], contact.held["clone"]]
        else:
            last = memory.last_numbers(local)
            for sequence in low:
                kept = [block for block in held["numbers"].get(sequence, ()) if block[1] > last.get(sequence, 0)]
                held["numbers"] = {**held["numbers"], sequence: [*kept, *_block(desk, transaction, sequence, size)]}
        transaction.put(beside.CLONES, seen_as(held, reader))
    return contact._replace(held=held, seen=desk.store.read())


def new_clone(
    desk: Desk, transaction: Transaction, url: str, size: int, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the id, the tag and the numbers of a new clone of the register whose transaction this is.

    They lie above all that it had `before`, which a source that was put back does not know of.
    """
    import secrets  # noqa: PLC0415 - only new clones need it

    old: Mapping[str, Any] = before or {"tag": "", "numbers": {}}
    above = {sequence: max(end for _, end in blocks) for sequence, blocks in old["numbers"].items() if blocks}
    while (tag := transaction.next_number(beside.CLONES)) <= _number(old["tag"]):
        pass
    return {
        "clone": secrets.token_hex(8),
        "tag": _tag(tag),
        "place": opening.mark(url),
        "size": size,
        "numbers": {
            sequence: _block(desk, transaction, sequence, size, above.get(sequence, 0)) for sequence in memory.SEQUENCES
        },
    }


def _block(desk: Desk, transaction: Transaction, sequence: str, size: int, above: int = 0) -> list[list[int]]:
    """Return so many next numbers of a sequence that lie above one, and make codes that nobody has or had."""
    found: list[int] = []
    while len(found) < size:
        number, _ = next_numbered(desk, transaction, sequence)
        if number > above:
            found.append(number)
    return list(memory.blocks_of(found))


def seen_as(held: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Return the row that a source keeps of a clone, whose register a reader reads."""
    return {"id": held["clone"], "tag": held["tag"], "number": reader.revision, "head": reader.head}


def _number(tag: str) -> int:
    """Return the number of letters, of which `_tag` makes these again."""
    number = 0
    for letter in tag:
        number = number * len(_LETTERS) + _LETTERS.index(letter) + 1
    return number


def _tag(number: int) -> str:
    """Return the letters of a number: 1 is a, 26 z, 27 aa."""
    found = ""
    while number:
        number, place = divmod(number - 1, len(_LETTERS))
        found = _LETTERS[place] + found
    return found


def hold_to_source(contact: Contact) -> None:
    """Raise ConflictError where a clone has to pull before its source takes anything of it."""
    if not contact.is_continued:
        place, roles = masked(contact.source.url), access.offered(contact.source.store)
        said = (
            f"The register at {place} was put back to an earlier state since the last contact."
            if roles is None or roles.sees_all
            else f"The register at {place} no longer shows what this clone was made from."  # nor is it told why
        )
        raise ConflictError(f"{said} To go on from there, run: portfolio pull")
    if not contact.is_known:
        raise ConflictError(
            "This clone was copied, moved or put back, so it needs numbers of its own before it gives anything away. "
            "To get them, run: portfolio pull"
        )
