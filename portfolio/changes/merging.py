"""Folding an organisation that was entered twice into the other: every reference, every name, one change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.changes.proposed import named
from portfolio.desk import TAKE_BACK, Change, Desk
from portfolio.errors import ConflictError, Problem, RefusedError
from portfolio.models.tables import TABLES, WORK
from portfolio.query.merged import PATHS, repointed, united
from portfolio.reference.codes import secrecy
from portfolio.reference.name_matching import joined
from portfolio.reference.states import state_of
from portfolio.store import Document, In
from portfolio.text import counted, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portfolio.store.protocol import Reader, Transaction

_TABLE = "organisations"
# Facts of which an organisation has one. Where both have one, these have to be the same …
_DECISIVE = ("country", "reference")
# … and of these the one that stays keeps its own.
_YIELDING = ("type", "contact", "url", "parent")


class Merge(NamedTuple):
    """What a merge will do."""

    gone: Document  # the organisation that is removed, as it is
    stays: Document  # the organisation that stays, as it is
    kept: Document  # the same, as it will be
    # Table and record, as it will be, of everything that names the one that is removed.
    others: tuple[tuple[str, Document], ...]
    lost: tuple[tuple[str, str], ...]  # facts of the one that is removed that give way: field and value

    @property
    def marked(self) -> str:
        """The change of the classification, in a sentence, or "" if it stays the same for both organisations."""
        levels = {self.gone["classification"], self.stays["classification"], self.kept["classification"]}
        if len(levels) == 1:
            return ""
        before = [f"{called(each)} is {_level(each)}" for each in (self.gone, self.stays)]
        if _level(self.gone) == _level(self.stays):
            before = [f"both are {_level(self.gone)}"]
        lowered = secrecy(self.kept) < max(map(secrecy, (self.gone, self.stays)))
        follows = (
            "Records that were withheld with the other may now leave the office."
            if lowered
            else "Reports and exports of a lower level leave it out, with all that belongs to it."
        )
        return f"Classification: {' and '.join(before)}; {called(self.kept)} will be {_level(self.kept)}. {follows}"

    @property
    def sentences(self) -> list[str]:
        """What it will do, for the person who is asked."""
        counts = Counter(TABLES[table].noun for table, _ in self.others)
        parts = [counted(count, noun) for noun, count in counts.items()]
        names = joined([f"“{name}”" for name in _names(self.gone)], "and")
        lines = [
            f"{called(self.gone)} goes, and its code is never given again; {called(self.kept)} stays.",
            f"To be changed: {joined(parts, 'and')}." if parts else "Nothing else names it.",
            f"Found under the other from now on: {names}.",
        ]
        lines += [self.marked] if self.marked else []
        given_up = joined([f"{field} “{value}”" for field, value in self.lost], "and")
        return [*lines, f"Given up, as the other has its own: {given_up}."] if given_up else lines


def plan(reader: Reader, gone: str, kept: str, classification: str = "") -> Merge:
    """Return what it means to fold one organisation into another, both by their codes.

    The one that stays is classified as is said, or as the more sensitive of the two.

    Raises:
        RefusedError: They are one, or facts or roles show that they are two; every such fact is listed.
    """
    first, second = (reader.get(_TABLE, code) or {} for code in (gone, kept))
    if problems := list(_differences(reader, first, second)):
        raise RefusedError(problems)
    others: dict[tuple[str, str], Document] = {}
    for table, path in PATHS:
        for document in reader.find(table, In(path, frozenset({gone}))):
            key = document[TABLES[table].key]
            if (table, key) not in {(_TABLE, gone), (_TABLE, kept)}:
                others[table, key] = repointed(
                    others.get((table, key), document), path, lambda code, _: kept if code == gone else code
                )
    whole = {**_joined(first, second), **({"classification": classification} if classification else {})}
    lost = tuple(
        (field, str(first[field]))
        for field in _YIELDING
        if field in first and first[field] not in (whole.get(field), kept)
    )
    changed = tuple((table, document) for (table, _), document in others.items())
    return Merge(first, second, whole, changed, lost)


@gate.repeated
def merge(desk: Desk, gone: str, kept: str, agreed: Merge | None = None, classification: str = "") -> Change:
    """Fold an organisation into another: what names the one names the other, which keeps its names; it is removed.

    Raises:
        RefusedError: As in `plan`, or the change would break a rule of the register.
        ConflictError: The plan is another now than the one that somebody was shown and agreed to.
    """
    with gate.change(desk) as transaction:
        planned = plan(transaction, gone, kept, classification)
        hold_to("merge", planned, agreed)
        count = put_in_place(transaction, gone, [planned.kept], planned.others)
    stored = transaction.get(_TABLE, kept) or {}
    said = f"Merged {called(planned.gone)} into {called(stored)}; {count}."
    notes = [planned.marked, TAKE_BACK] if planned.marked and agreed is None else [TAKE_BACK]
    return Change(_TABLE, kept, stored, said, notes, f"portfolio donor show {kept}")


def hold_to(act: str, planned: object, agreed: object) -> None:
    """Raise ConflictError if somebody agreed to a plan that differs from the plan as it is now."""
    if agreed is not None and planned != agreed:
        raise ConflictError(f"The records were changed meanwhile; look at what the {act} would do now.")


def put_in_place(
    transaction: Transaction, gone: str, organisations: Iterable[Document], others: Sequence[tuple[str, Document]]
) -> str:
    """Put organisations and what names them in the place of one that goes, or of none; return how many, in words."""
    if gone:
        transaction.remove(_TABLE, gone)
    transaction.put(_TABLE, *organisations)
    for table, document in others:
        transaction.put(table, document)
    return f"{counted(len(others), 'record')} changed"


def _differences(reader: Reader, first: Document, second: Document) -> Iterator[Problem]:
    """Yield the differences that show that two organisations are not the same."""
    record = named(_TABLE, first)
    if first["code"] == second["code"]:
        yield Problem(record, "", "", "cannot be merged into itself; name two different organisations")
        return
    if bool(first.get("own")) != bool(second.get("own")):
        own, other = (first, second) if first.get("own") else (second, first)
        message = f"is the office itself, whose funds re-use donors’ money, and {other['code']} is not"
        yield Problem(named(_TABLE, own), "own", "", message)
    if state_of(first) and not state_of(second):
        other = second["code"]
        message = f"is the State {first['name']}, and {other} is not; merge {other} into it if they are one"
        yield Problem(record, "", "", message)
    for field in _DECISIVE:
        if field in first and field in second and first[field] != second[field]:
            message = f"is not that of {second['code']}, {second[field]}; correct one of them if they are one body"
            yield Problem(record, field, first[field], message)
    yield from _two_parts(reader, first["code"], second["code"])


def _two_parts(reader: Reader, gone: str, kept: str) -> Iterator[Problem]:
    """Yield the work in which two organisations play different parts, so that one would play both."""
    for table in WORK:
        for document in reader.find(table, In("organisations.organisation", frozenset({gone}))):
            parts = {
                code: {link["role"] for link in document["organisations"] if link["organisation"] == code}
                for code in (gone, kept)
            }
            if not (parts[gone] <= parts[kept] or parts[gone] >= parts[kept]):
                roles = [f"{code} as {joined(sorted(parts[code]), 'and')}" for code in (gone, kept)]
                message = f"names {roles[0]} and {roles[1]}; take one out first if they are one body"
                yield Problem(named(table, document), "organisations", "", message)


def _joined(first: Document, second: Document) -> Document:
    """Return the organisation that stays, with the names, facts, sources and notes of the one that goes."""
    own = {field: first[field] for field in ("short_name", *_DECISIVE, *_YIELDING) if field in first}
    found: dict[str, Any] = {**own, **second}
    # What was part of the one that goes is part of what that was part of.
    if found.get("parent") in (first["code"], second["code"]):
        found["parent"] = first.get("parent")
        if found["parent"] in (None, second["code"]):
            del found["parent"]
    known = {fold(name) for name in _names(second)} | {fold(found.get("short_name", ""))}
    former = [name for name in first.get("former_names", ()) if fold(name) not in known]
    taken = known | set(map(fold, former))
    aliases = [name for name in (*_names(first), first["code"]) if fold(name) not in taken]
    lists = {
        "aliases": [*second.get("aliases", ()), *{fold(name): name for name in aliases}.values()],
        "former_names": [*second.get("former_names", ()), *former],
        **{field: united(second.get(field, ()), first.get(field, ())) for field in ("roles", "tags", "sources")},
    }
    found |= {field: values for field, values in lists.items() if values}
    if notes := united([second["note"]] if "note" in second else [], [first["note"]] if "note" in first else []):
        found["note"] = "\n".join(notes)
    found["classification"] = max((first, second), key=secrecy)["classification"]
    return found


def _names(organisation: Document) -> list[str]:
    """Return every name of an organisation, its code aside."""
    names = [organisation["name"], organisation.get("short_name")]
    names += [*organisation.get("aliases", ()), *organisation.get("former_names", ())]
    return list(dict.fromkeys(name for name in names if name))


def _level(record: Document) -> str:
    return str(record["classification"]).replace("_", " ")


def called(organisation: Document) -> str:
    """Return how messages call an organisation: `Arcadia (ARC)`."""
    return f"{organisation['name']} ({organisation['code']})"
