"""Adding, editing and removing records of every kind, field by field or whole."""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.changes import cautions, compare, gate
from portfolio.changes.booking import booked_note
from portfolio.changes.differences import worded
from portfolio.changes.levels import as_named, code_pattern, names_told
from portfolio.changes.parts import part_of, remembering, without
from portfolio.changes.proposed import named
from portfolio.desk import TAKE_BACK, Change
from portfolio.errors import ConflictError, Problem, RefusedError, UnknownNameError, UsageError, refuse
from portfolio.fields import settable
from portfolio.fields.settable import field_key
from portfolio.fields.typed import Reading, free_key, government, taken
from portfolio.models.tables import NEEDED, PART, TABLES
from portfolio.query.names import Names
from portfolio.reference import states
from portfolio.reference.codes import secrecy
from portfolio.reference.currencies import settled
from portfolio.store import Document, Entry
from portfolio.text import counted, fold, minute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.desk import Desk, Values
    from portfolio.fields.setters import Operation
    from portfolio.store.protocol import Reader, Transaction

_ASSIGNMENT = re.compile(r"\s*([A-Za-z][A-Za-z_. -]*?)\s*(\+=|-=|=)(.*)", re.DOTALL)
# Of an indicator's period there are two.
_PARTS = re.compile(rf"(?:\.{PART}){{1,2}}")
# What spreadsheets and other programs have where there is nothing.
_NOTHING = re.compile(r"[-–—]*|none|null|nil|n/a|\(\s*clear\s*\)", re.IGNORECASE)
_NEXT = {
    "programmes": "portfolio project add --programme {key} --title TITLE",
    "projects": "portfolio outcome add {key} --title TEXT",
    "contributions": "portfolio contribution commit {key} AMOUNT CURRENCY --date DATE",
    "outcomes": "portfolio outcome indicator {project} {key} --title TEXT",
    "activities": "portfolio activity edit {key} --set women=N --set men=N",
    "expenditures": "portfolio project show {target}",
}


@gate.repeated
def add(desk: Desk, table: str, values: Values) -> Change:
    """Enter a new record under the key given as `code`, or under the next one.

    Raises:
        UnknownNameError: A name among the values does not resolve.
        RefusedError: Values that the record does not take, every one listed.
        ConflictError: The key is in use, or the record would be the double of another.
    """
    with gate.change(desk) as transaction:
        reading, key = entered(desk, transaction, table, values)
    stored = transaction.get(table, key) or {}
    said = f"Added {TABLES[table].noun} {key}{_quoted(table, stored)}{_spent(table, stored)}."
    notes = [*reading.notes, *booked_note({}, stored)]
    notes += cautions.of_expenditure(transaction, stored) if table == "expenditures" else ()
    return Change(table, key, stored, said, notes, _next_command(table, key, stored))


def entered(desk: Desk, transaction: Transaction, table: str, values: Values) -> tuple[Reading, str]:
    """Put a new record into a transaction, and return what read its values, and its key; raises as `add`."""
    kind = TABLES[table]
    reading = Reading(desk, transaction, f"new {kind.noun}")
    reading.currency = settled("".join(values.get("currency", ())))
    document: dict[str, Any] = {}
    given: list[tuple[str, Operation, Sequence[str]]] = [
        (name, "=", texts) for name, texts in values.items() if name != "code"
    ]
    settable.assign(reading, table, document, given)
    if reading.problems:
        reading.problems += _model_problems(table, document)
    reading.finish()
    if table == "organisations":
        document = as_government(document, values)
    reading.notes += filter(None, [as_named(desk, transaction, table, document)])
    code = values.get("code", ())
    key = code[0].strip() if code else next_key(desk, transaction, table, document)
    if transaction.get(table, key) is not None:
        raise ConflictError(f"The {kind.noun} {key} exists already; choose another code, or edit that one.")
    transaction.put(table, {kind.key: key, **document})
    return reading, key


@gate.repeated
def edit(desk: Desk, table: str, name: str, sets: Sequence[str], clears: Sequence[str] = ()) -> Change:
    """Change fields of one record, or of a part of it, by its key or name or the id of a part (`C-001.m1`).

    `FIELD=VALUE` sets; of lists `FIELD+=VALUE` adds and `FIELD-=VALUE` takes out. Fields that are named alone are
    emptied.

    Raises:
        UnknownNameError, RefusedError, ConflictError: As in `add`.
    """
    with gate.change(desk) as transaction:
        key, part = located(transaction, Names(transaction, desk.settings), table, name)
        before = copy.deepcopy(dict(transaction.get(table, key) or {}))
        reading = Reading(desk, transaction, f"{TABLES[table].noun} {name}")
        _edit_record(reading, table, key, part, sets, clears)
        reading.finish()
    after = transaction.get(table, key) or {}
    fields = worded(table, before, after, reading.names)
    changed = dict.fromkeys(told.field.removeprefix(f"{part} ") for told in fields)
    what = f"{TABLES[table].noun} {part or key}"
    said = f"Changed {what}: {', '.join(changed)}." if changed else f"Nothing changed in {what}."
    notes = [*reading.notes, *booked_note(before, after), *names_told([(table, key, before, after)])]
    return Change(table, key, after, said, notes)


@gate.repeated
def edit_many(desk: Desk, table: str, keys: Sequence[str], sets: Sequence[str], clears: Sequence[str] = ()) -> Change:
    """Change the same fields of many records, of all or of none; see `edit`."""
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, "")
        for key in keys:
            reading.record = f"{TABLES[table].noun} {key}"
            _edit_record(reading, table, key, "", sets, clears)
        reading.finish()
    count = sum(1 for name, *_ in transaction.changes() if name == table)
    said = f"Changed {counted(count, TABLES[table].noun)} of {len(keys)} chosen."
    notes = [*reading.notes, *names_told(transaction.changes()), *([TAKE_BACK] if count else [])]
    return Change(table, "", {}, said, notes)


class MeanwhileError(ConflictError):
    """A record was changed by somebody else since it was opened."""


@gate.repeated
def replace(
    desk: Desk, table: str, key: str, revision: int | None, altered: Callable[[Reading, Document], Mapping[str, Any]]
) -> Change:
    """Put an edited record, which `altered` makes, in place of the one of that key, if `revision` wrote that last.

    Raises:
        MeanwhileError: The record was changed since it was opened.
        ConflictError: Its key was altered.
        RefusedError: Values that the record does not take.
    """
    kind = TABLES[table]
    with gate.change(desk) as transaction:
        held = transaction.get(table, key)
        if held is None:
            raise UnknownNameError(f"There is no {kind.noun} {key}.")
        reading = Reading(desk, transaction, f"{kind.noun} {key}")
        document = altered(reading, held)
        if document.get(kind.key) != key:
            raise refuse(
                kind.key, document.get(kind.key, ""), "is given once and cannot be changed", f"{kind.noun} {key}"
            )
        if revision != held.get("revision"):
            raise _changed_meanwhile(reading, table, held, document)
        transaction.put(table, remembering(held, _with_former_title(table, held, document)))
    after = transaction.get(table, key) or {}
    said = (
        f"Changed {kind.noun} {key}{_quoted(table, after)}."
        if after != held
        else f"Nothing changed in {kind.noun} {key}."
    )
    return Change(table, key, after, said, [*reading.notes, *names_told([(table, key, held, after)])])


@gate.repeated
def remove(desk: Desk, table: str, name: str) -> Change:
    """Remove a record to which nothing refers, or a part of a record by its id.

    Raises:
        UnknownNameError: There is no such record.
        ConflictError: Something refers to it.
    """
    kind = TABLES[table]
    with gate.change(desk) as transaction:
        key, part = located(transaction, Names(transaction, desk.settings), table, name)
        held = transaction.get(table, key) or {}
        if part:
            transaction.put(table, without(held, part))
            said = f"Removed {part} from {kind.noun} {key}."
        else:
            transaction.remove(table, key)
            said = f"Removed {kind.noun} {key}{_quoted(table, held)}."
    return Change(table, key, held, said, [TAKE_BACK])


def _changed_meanwhile(reading: Reading, table: str, held: Document, given: Mapping[str, Any]) -> MeanwhileError:
    """Return the error for an edit of an outdated record: its values now, and the values that were meant."""
    history = reading.desk.store.history()
    found = next((entry for entry in history if entry.revision == held.get("revision")), None)
    made = found if isinstance(found, Entry) else None
    by = f" by {made.who} (change {made.revision}, {minute(made.time)} UTC)" if made else ""
    lines = [
        f"  {each.field}: {each.before or compare.NOTHING} now, {each.after or compare.NOTHING} in yours"
        for each in worded(table, held, given, reading.names)
    ]
    return MeanwhileError(
        f"The {named(table, held)} was changed meanwhile{by}; edit it again from what it is now.\n" + "\n".join(lines)
    )


def _model_problems(table: str, document: Mapping[str, Any]) -> list[Problem]:
    """Return what the model says against the values of a new record that could be read: all is said at once."""
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - loads Pydantic, which only writes need

    read = {field: value for field, value in document.items() if value is not None and value != [None]}
    _, found = stored_form(table, read, new=True)
    return [problem for problem in found if problem.message != NEEDED]


def _edit_record(reading: Reading, table: str, key: str, part: str, sets: Sequence[str], clears: Sequence[str]) -> None:
    document = copy.deepcopy(dict(reading.transaction.get(table, key) or {}))
    before = dict(document)
    reading.currency = str(document.get("currency", ""))
    place = part_of(document, part) if part else document
    known = settable.PARTS[table] if part else None
    given = _assignments(sets)
    if empty := _saying_nothing(given):
        emptied = [_emptied(reading, table, document, part, name, text) for name, text in empty]
        raise RefusedError(
            Problem(reading.record, name, text, said) for (name, text), said in zip(empty, emptied, strict=True)
        )
    settable.assign(reading, table, place, given, known)
    settable.assign(reading, table, place, [(name, "clear", ()) for name in clears], known)
    reading.transaction.put(table, _with_former_title(table, before, document))


def _saying_nothing(given: Iterable[tuple[str, Operation, Sequence[str]]]) -> list[tuple[str, str]]:
    """Return each field with the first value for it that is empty or says that there is none; any may be taken out."""
    found: dict[str, str] = {}
    for name, operation, texts in given:
        for text in texts:
            if not text or (operation != "-=" and _NOTHING.fullmatch(text)):
                found.setdefault(name, text)
    return list(found.items())


def _emptied(reading: Reading, table: str, document: dict[str, Any], part: str, name: str, text: str) -> str:
    """Return what is said of a value that says nothing: that one is needed, or how the field is cleared."""
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - as above

    without_it = copy.deepcopy(document)
    put = settable.setter(table, name, settable.PARTS[table] if part else None)
    put(reading, part_of(without_it, part) if part else without_it, "clear", ())
    if any(problem.message.startswith(NEEDED) for problem in stored_form(table, without_it)[1]):
        return "cannot be empty, nor be cleared with --clear; give another value"
    said = "says that there is nothing" if text else "is empty"
    return f"{said}; to take away what stands there: --clear {name}"


def _with_former_title(table: str, before: Document, document: Document) -> Document:
    """Return a renamed record with the title or name that it had before, by which people will look for it."""
    title = TABLES[table].title
    kept = {"programmes": "former_titles", "projects": "former_titles", "organisations": "former_names"}.get(table)
    if not kept or before[title] == document.get(title):
        return document
    held = document.get(kept, [])
    if not isinstance(held, list):
        return document
    if table == "organisations" and not states.state_of(document) and states.state_named(before[title]):
        # The name of a State would go on finding what is none.
        return document
    former = [each for each in held if each not in (before[title], document.get(title))]
    return {**document, kept: [*former, before[title]]}


def _assignments(sets: Sequence[str]) -> list[tuple[str, Operation, list[str]]]:
    """Return each field and operation with the values given for them, in order."""
    found: dict[tuple[str, Operation], list[str]] = {}
    for text in sets:
        match = _ASSIGNMENT.fullmatch(text)
        if not match:
            raise UsageError(f"“{text}” does not set a field; write it as FIELD=VALUE.")
        name, operation, value = match.groups()
        found.setdefault((name, operation), []).append(value.strip())  # type: ignore[arg-type]
    return [(name, operation, texts) for (name, operation), texts in found.items()]


def assigned(sets: Sequence[str]) -> Values:
    """Return the fields of a new record with the values that `FIELD=VALUE` gives them; raises UsageError."""
    found = _assignments(sets)
    for name, operation, _ in found:
        if operation != "=":
            raise UsageError(f"A new record has nothing in {name} yet; write it as {name}=VALUE.")
    return {field_key(name): texts for name, _, texts in found}


def located(reader: Reader, names: Names, table: str, name: str) -> tuple[str, str]:
    """Return the key of the record that a name means, and the id of the part of it that it means, or ""."""
    asked = name.strip()
    # Keys may hold dots themselves, so the longest key that there is decides.
    for end in (len(asked), *(place for place in reversed(range(len(asked))) if _PARTS.fullmatch(asked, place))):
        for key in (asked[:end], asked[:end].upper()):
            if (document := reader.get(table, key)) is not None:
                return key, asked[end:] and part_of(document, key + asked[end:])["id"]
    return names.record(table, name), ""


def next_key(desk: Desk, transaction: Transaction, table: str, document: Mapping[str, Any]) -> str:
    """Return the key of a new record: the next of its table, or for an organisation one made of its name."""
    apart = secrecy(document) > 0
    if table == "organisations" and not (apart and desk.hides()):
        return free_key(desk, transaction, table, _slug(document))
    return next_numbered(desk, transaction, table, apart=apart)[1]


def next_numbered(desk: Desk, transaction: Transaction, table: str, *, apart: bool = False) -> tuple[int, str]:
    """Return the next number of a table whose key no record has or had, and that key."""
    pattern = code_pattern(desk.settings, table)
    while True:
        number = transaction.next_number(table, apart=apart)
        if not taken(transaction, table, key := pattern.format(number=number)):
            return number, key


def as_government(organisation: dict[str, Any], given: Iterable[str]) -> dict[str, Any]:
    """Return a new organisation, without its code, as it is meant: somebody who enters “Japan” means its government.

    Where the fields that were given say more than a name, the name stays as it is.
    """
    if not (facts := government(organisation.get("name", ""))):
        return organisation
    if {"code", "type", "country"} & set(given):
        return {"type": facts["type"], "country": facts["country"], **organisation}
    return {
        **{field: value for field, value in facts.items() if field != "code"},
        **organisation,
        "name": facts["name"],
    }


def _next_command(table: str, key: str, stored: Document) -> str:
    """Return the command that comes next in the nature of things, or ""."""
    if table == "organisations":
        roles = stored.get("roles", ())
        if "funding" in roles:
            return f"portfolio contribution add {key}"
        field = next((role for role in roles if role != "implementing"), "partner")
        return f"portfolio project edit PROJECT --set {field}+={key}"
    if table == "activities" and "participants" in stored:
        return f"portfolio activity show {key}"
    return _NEXT.get(table, "").format(key=key, project=stored.get("project"), target=stored.get("target"))


def _slug(organisation: Mapping[str, Any]) -> str:
    """Return a code made of an organisation's acronym or name; a State has its country's."""
    if state := states.state_of(organisation):
        return state
    words = fold(organisation.get("short_name") or organisation.get("name", "")).upper().split()
    ascii_words = [re.sub(r"[^A-Z0-9]", "", word) for word in words]
    slug = "-".join(filter(None, ascii_words))[:40].strip("-") or "ORG"
    return f"{slug}-2" if next(states.borrowed({**organisation, "code": slug}), None) else slug


def _spent(table: str, stored: Mapping[str, Any]) -> str:
    """Return the amount, day and agreement of spending, so that a slip is seen; "" of another record."""
    if table != "expenditures":
        return ""
    when = f" on {stored['date']}" if "date" in stored else ", undated"
    charged = f", charged to {stored['contribution']}" if "contribution" in stored else ""
    reversal = ", a reversal" if "reversal" in stored else ""
    return f"{reversal}: {stored['currency']} {Decimal(stored['amount']):,f} for {stored['target']}{when}{charged}"


def _quoted(table: str, document: Document) -> str:
    title = document.get(TABLES[table].title)
    return f" “{title}”" if title else ""
