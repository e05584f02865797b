"""The history as people read it: which changes, by whom and when, and what each did to every record."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes.compare import FieldChange, field_changes
from portfolio.changes.differences import Told, told_of
from portfolio.changes.preview import Altered
from portfolio.changes.undoing import unknown
from portfolio.dates import Period
from portfolio.errors import StoreError
from portfolio.models.tables import TABLES
from portfolio.pages.related import called, named_key
from portfolio.pages.tree import Answer, Bullets, Column, Table, facts_of, listed, page_of
from portfolio.query.filters import period_of
from portfolio.query.standing import meaning, standing
from portfolio.reference.codes import UNCLASSIFIED, classified_up_to
from portfolio.store import Entry, Hole
from portfolio.store.beside import PUSHES
from portfolio.text import beyond, counted, fold, minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.query.names import Names
    from portfolio.query.question import Office
    from portfolio.store.protocol import Store

_VERBS = ("added", "changed", "removed")
# So many records of one change stand in the story; `history show` tells of all.
_LISTED = 5
CHANGES = (
    Column("revision", "Change", "count"),
    Column("time", "When (UTC)", "date"),
    Column("who", "Who", "code"),
    Column("did", "What was done"),
    Column("records", "Records", "names", 2),
    Column("changes", "Changes", "names", 1),
    Column("command", "Command", "text", 3),
    Column("taken_back_by", "Taken back by", "count", 4),
    Column("digest", "Digest", "code", 9, optional=True),
)
_FIELDS = (Column("field", "Field", "code"), Column("before", "Before"), Column("after", "After"))
_DATES = ("since", "until")


class ChangesAsked(NamedTuple):
    """Which changes are asked for."""

    names: Names  # what codes are called
    record: str = ""  # the key of the only record, or ""
    period: Period = Period()  # the days (UTC) on which they were made
    by: str = ""  # what the name of who made them holds, folded; "" is anybody
    fields: frozenset[str] = frozenset()  # the fields, one of which they changed, folded; none is any


class ChangeTold(NamedTuple):
    """One change that was asked for."""

    entry: Entry  # the change
    by: int | None  # the number of the change that took it back, or None
    # What it did to the records that were asked for, with the fields that were.
    records: tuple[tuple[Altered, tuple[Told, ...]], ...]


def changes_asked(store: Store, office: Office, record: str, given: Mapping[str, Sequence[str]]) -> ChangesAsked:
    """Return which changes are asked for: of a record by its key or name, or a part's id, and by options as typed.

    The store's history knows removed records too.

    Raises:
        UnknownNameError: No record is or was called so.
        RefusedError: A date is none.
    """
    since, until = (
        period_of(office.settings, office.today, f"--{name}", given[name][0]) if name in given else Period()
        for name in _DATES
    )
    return ChangesAsked(
        office.names,
        _key(store, office, record) if record else "",
        Period(since.first, until.last),
        fold(" ".join(given.get("by", ()))),
        frozenset(map(fold, given.get("field", ()))),
    )


def listing(store: Store, question: ChangesAsked, limit: int | None = None) -> Answer:
    """Return the table of the changes that are asked for, the last one first, up to so many or all."""
    found = list(islice(_chosen(store, question), limit))
    rows = list(map(_row, found))
    return listed("Changes", Table("changes", CHANGES, rows, empty=_nothing(question)), _remedy(found))


def story(store: Store, question: ChangesAsked, limit: int) -> Answer:
    """Return the page that tells of the changes that are asked for, the last one first, up to so many."""
    found = list(islice(_chosen(store, question), limit + 1))
    shown = found[:limit]
    more = "The last ones; --limit N tells of more." if len(found) > limit else ""
    what = f"History of {question.record}" if question.record else "History of the register"
    blocks = [
        Bullets(str(each.first), f"{each.first}  {each}", [])
        if isinstance(each, Hole)
        else Bullets(str(each.entry.revision), _heading(each), [*_lines(each), each.entry.command])
        for each in shown
    ]
    data = {"changes": list(map(_row, shown))}
    return Answer(page_of("history", what, more, blocks, data), _remedy(shown) if shown else [_nothing(question)])


def _nothing(question: ChangesAsked) -> str:
    """Return what to say where no change is found."""
    if question == ChangesAsked(question.names):
        return "Nothing has been changed in this register yet."
    return "No such change is recorded."


def _remedy(found: Sequence[ChangeTold | Hole]) -> list[str]:
    """Return what to say beside changes of which some cannot be told."""
    holes = [str(each) for each in found if isinstance(each, Hole)]
    return [*holes, "To mend what can be mended, run: portfolio store restore"] if holes else []


def change(store: Store, names: Names, revision: int) -> Answer:
    """Return the page of a change, each record before and after; raises UnknownNameError where there is none."""
    for entry, by in standing(store.history()):
        if isinstance(entry, Hole):
            if entry.first <= revision <= entry.revision:
                raise StoreError(f"{entry} To mend what can be mended, run: portfolio store restore")
        elif entry.revision == revision:
            return _page(entry, by, names)
    raise unknown(store, revision)


def _page(entry: Entry, by: int | None, names: Names) -> Answer:
    found = _told(entry, by, ChangesAsked(names))
    facts = facts_of(
        [
            ("When", f"{minute(entry.time)} UTC"),
            ("Who", entry.who),
            *(("Made by", f"{it['who']}, {it['time']} by the clock of clone {it['tag']}") for it in _claims(entry)),
            ("Command", entry.command),
            *([("Taken back by", f"change {by}")] if by is not None else []),
            ("Digest", entry.digest),
        ]
    )
    tables = [
        Table(
            altered.key,
            _FIELDS,
            [{"field": it.field, "before": it.before or None, "after": it.after or None} for it in fields],
            f"{altered.verb.capitalize()} {altered.name}",
        )
        for altered, fields in found.records
    ]
    values = entry._asdict()
    del values["beside"]
    data = {
        **values,
        "claimed": _claims(entry),
        "taken_back_by": by,
        "differences": [
            {**each._asdict(), "fields": [it._asdict() for it in field_changes(each.before, each.after)]}
            for each in entry.differences
        ],
    }
    return Answer(page_of("change", f"Change {entry.revision}", _did(found), [facts, *tables], data))


def _claims(entry: Entry) -> list[dict[str, Any]]:
    """Return who made a change that came from a clone, when and how, as the clone says."""
    rows = [each.after for each in entry.beside if each.table == PUSHES and each.after]
    return [{name: row[name] for name in ("tag", "number", "who", "time", "command")} for row in rows]


def up_to(store: Store, answer: Answer, level: str) -> Answer:
    """Return an answer about the history, if no record in it was ever above a classification; raises StoreError."""
    shown = classified_up_to(level)
    for entry in store.history():
        for each in (None,) if isinstance(entry, Hole) else entry.differences:
            if each is None or any(
                it.get("classification", UNCLASSIFIED) not in shown for it in (each.before, each.after) if it
            ):
                raise StoreError(f"The history tells of what is or may be above {level}.")
    return answer


def _key(store: Store, office: Office, typed: str) -> str:
    """Return the key of the record that a text means: one that is there, or one that the history knows."""
    if key := named_key(office.reader, typed):
        return key
    for entry in store.history():
        for each in () if isinstance(entry, Hole) else entry.differences:
            if each.key.casefold() == typed.strip().casefold():
                return each.key
    return called(office.names, typed, "is or was")


def _chosen(store: Store, question: ChangesAsked) -> Iterator[ChangeTold | Hole]:
    """Yield the changes that are asked for, the last first, and what the history cannot tell of, which may be some."""
    first, last = question.period
    for entry, by in standing(store.history()):
        if isinstance(entry, Hole):
            yield entry
            continue
        day = entry.time[:10]
        if (
            (first and day < first.isoformat())
            or (last and day > last.isoformat())
            or (question.by and question.by not in fold(entry.who))
        ):
            continue
        told = _told(entry, by, question)
        if told.records or not (question.record or question.fields):
            yield told


def _told(entry: Entry, by: int | None, question: ChangesAsked) -> ChangeTold:
    found = []
    for each in entry.differences:
        if question.record and each.key != question.record:
            continue
        fields = tuple(
            told
            for change in field_changes(each.before, each.after)
            for told in told_of(each.table, change, question.names)
            if _is_asked(question, change, told)
        )
        if fields:
            found.append((Altered(each.table, each.key, each.before, each.after), fields))
    return ChangeTold(entry, by, tuple(found))


def _is_asked(question: ChangesAsked, change: FieldChange, told: Told) -> bool:
    """Whether a field is asked for: by its own name, as people read it or as it is stored, by its part, or by an id."""
    if not question.fields:
        return True
    words = {*fold(change.field).split(), *fold(told.field).split()}
    return any(words.issuperset(asked.split()) for asked in question.fields)


def _heading(told: ChangeTold) -> str:
    entry = told.entry
    back = f" (taken back by change {told.by})" if told.by is not None else ""
    return f"{entry.revision}  {minute(entry.time)}  {entry.who}: {_did(told)}{back}"


def _did(told: ChangeTold) -> str:
    """Return what a change did, in a sentence without its end: `Changed project P-012 “Title”`."""
    verb, _ = means = meaning(told.entry)
    what = summary([altered for altered, _ in told.records]) or "changed no record"
    if verb:
        done = {"undo": f"took back {means.named}", "redo": f"made {means.named} again"}
        what = f"{done.get(verb, 'exchanged with another register')}: {what}"
    return what[0].upper() + what[1:]


def summary(records: Sequence[Altered]) -> str:
    """Return what was done to records: the name of a single one, else how many of each kind."""
    if len(records) == 1:
        return f"{records[0].verb} {records[0].name}"
    parts = []
    for verb in _VERBS:
        kinds = [each.table for each in records if each.verb == verb]
        counts = [counted(kinds.count(table), TABLES[table].noun) for table in dict.fromkeys(kinds)]
        if counts:
            parts.append(f"{verb} {', '.join(counts)}")
    return "; ".join(parts)


def _lines(told: ChangeTold) -> list[str]:
    """Return what a change did to each record, a line each; of one record a line for each field."""
    altered = [(each, fields) for each, fields in told.records if each.verb == "changed"]
    if len(told.records) == 1:
        return [field.line for _, fields in altered for field in fields]
    lines = [f"{each.name}: {'; '.join(it.line for it in fields)}" for each, fields in altered[:_LISTED]]
    return [*lines, *beyond(len(altered), _LISTED, f": portfolio history show {told.entry.revision}")]


def _row(told: ChangeTold | Hole) -> dict[str, object]:
    if isinstance(told, Hole):
        return {"revision": told.revision, "did": str(told)}
    entry = told.entry
    several = len(told.records) > 1
    return {
        "revision": entry.revision,
        "time": entry.time,
        "who": entry.who,
        "did": _did(told),
        "records": [altered.key for altered, _ in told.records],
        "changes": [
            f"{altered.key} {field}" if several else str(field)
            for altered, fields in told.records
            if altered.verb == "changed"
            for field in fields
        ],
        "command": entry.command,
        "taken_back_by": told.by,
        "digest": entry.digest,
    }
