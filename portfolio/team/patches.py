"""Changes of a clone that its source has not taken: patches, which are set upon what records are meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.preview import Altered
from portfolio.changes.proposed import values_at
from portfolio.changes.recoding import recoded
from portfolio.models.tables import REFERENCES
from portfolio.query.standing import meaning
from portfolio.store import SCHEMA, Document, Entry, same
from portfolio.store.migrations import migrated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portfolio.changes.recoding import Codes, State
    from portfolio.changes.threeway import ThreeWayMerge

    # Table and key of a record.
    Place = tuple[str, str]


class Patch(NamedTuple):
    """What one change of a clone did, which its source is to do as well."""

    number: int  # the number of the change in the clone
    digest: str  # its digest there
    who: str  # who made it, as the clone says
    time: str  # when, by the clone's clock, as `2026-07-01T09:30:00Z`
    command: str  # the command line
    changes: tuple[Altered, ...]  # each record before and after
    verb: str = ""  # `undo` or `redo` of other changes, or "" for a change of its own
    turned: tuple[int, ...] = ()  # which changes it takes back or makes again
    why: str = ""  # why it was not taken when it was last tried, or ""
    is_back: bool = False  # whether a record is to come back that the source has removed meanwhile
    is_aside: bool = False  # whether the clone's own records are without it, as it no longer fits them

    @property
    def places(self) -> set[Place]:
        """The records that it touches."""
        return {(each.table, each.key) for each in self.changes}

    @property
    def brings_back(self) -> bool:
        """Whether records become what they were once, removed ones too."""
        return bool(self.verb) or self.is_back or self.command.startswith("portfolio store ")

    @property
    def is_meant(self) -> bool:
        """Whether somebody said that an entry equal to an earlier one is meant."""
        return self.brings_back or "--again" in self.command.split()

    def row(self) -> dict[str, Any]:
        """Return it as a clone keeps it."""
        values = self._asdict()
        changes = [each._asdict() for each in self.changes]
        return {"id": self.digest, **values, "changes": changes, "turned": list(self.turned)}


def of_row(row: Document) -> Patch:
    """Return the patch that a clone keeps in a row."""
    values = {name: row[name] for name in Patch._fields}
    changes = tuple(Altered(**each) for each in row["changes"])
    return Patch(**{**values, "changes": changes, "turned": tuple(row["turned"])})


def of_entry(entry: Entry) -> Patch:
    """Return the patch of a change of the history; documents of an older schema are brought to this program's."""
    changes = tuple(
        Altered(
            each.table, each.key, _of_now(each.table, each.key, each.before, entry.schema_before),
            _of_now(each.table, each.key, each.after, entry.schema),
        )
        for each in entry.differences
    )  # fmt: skip
    told = meaning(entry)
    turned = told.revisions if told.verb else ()
    changed = tuple(each for each in changes if not same(each.before, each.after))
    return Patch(entry.revision, entry.digest, entry.who, entry.time, entry.command, changed, told.verb, turned)


def _of_now(table: str, key: str, document: Document | None, schema: int) -> Document | None:
    if document is None or schema == SCHEMA:
        return document
    return migrated({table: {key: document}}, schema)[table].get(key)


def without_undone(patches: Iterable[Patch]) -> list[Patch]:
    """Return patches without those that a later one takes back altogether, and without that one."""
    kept: list[Patch] = []
    for patch in patches:
        turned = [each for each in kept if each.number in patch.turned]
        if patch.verb == "undo" and len(turned) == len(patch.turned) and _leave_nothing([*turned, patch]):
            kept = [each for each in kept if each not in turned]
        else:
            kept.append(patch)
    return kept


def _leave_nothing(patches: Sequence[Patch]) -> bool:
    return not any(each.is_aside for each in patches) and not joined(patches)


def joined(patches: Iterable[Patch]) -> tuple[Altered, ...]:
    """Return what successive patches change together."""
    found: dict[Place, Altered] = {}
    for patch in patches:
        for each in patch.changes:
            first = found.get((each.table, each.key), each)
            found[each.table, each.key] = each._replace(before=first.before)
    return tuple(each for each in found.values() if not same(each.before, each.after))


def leant_on(patch: Patch, others: Sequence[Patch]) -> Patch | None:
    """Return the first of other patches that a patch builds on: it touches the same record, or names a new one."""
    places = patch.places | set(_named(patch))
    for other in others:
        added = {(each.table, each.key) for each in other.changes if each.before is None}
        if not patch.places.isdisjoint(other.places) or not places.isdisjoint(added):
            return other
    return None


def _named(patch: Patch) -> Iterator[Place]:
    """Yield the records that the records of a patch name."""
    for each in patch.changes:
        for table, path, targets in REFERENCES if each.after else ():
            if table == each.table:
                yield from ((target, key) for key in values_at(each.after or {}, path) for target in targets)


def under_codes(patch: Patch, codes: Codes) -> Patch:
    """Return a patch in which records have the codes that they got since, and others name them so."""
    if not codes:
        return patch
    changes = tuple(
        Altered(
            each.table,
            codes.get((each.table, each.key), each.key),
            each.before and recoded(each.table, each.before, codes),
            each.after and recoded(each.table, each.after, codes),
        )
        for each in patch.changes
    )
    return patch._replace(changes=changes)


def set_upon(changes: Iterable[Altered], state: State, merge: ThreeWayMerge) -> tuple[Altered, ...]:
    """Return what changes do to records that have become others meanwhile, field by field.

    `state` gives what a record is now; `merge` decides between values, of which those that are now are here.
    """
    found = []
    for each in changes:
        now = state(each.table, each.key)
        after = merge.record(each.table, each.before, now, each.after)
        if not same(now, after):
            found.append(Altered(each.table, each.key, now, after))
    return tuple(found)
