"""Codes that two sides gave to different records: a free one for one of them, in it and in what names it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from portfolio.changes.records import next_key
from portfolio.fields.typed import taken
from portfolio.models.tables import REFERENCES, TABLES, WORK
from portfolio.query.merged import repointed
from portfolio.query.standing import removals
from portfolio.store import Document, Entry, Hole, same
from portfolio.text import fold, is_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from portfolio.changes.preview import Altered
    from portfolio.desk import Desk
    from portfolio.store.protocol import Reader, Transaction

    # Table and code of a record to the code that it gets.
    Codes = Mapping[tuple[str, str], str]
    # Gives the record of a table and key, or None.
    State = Callable[[str, str], Document | None]


def is_one(table: str, held: Document | None, other: Document) -> bool:
    """Whether two new records of one code are one thing: equal, or of one name."""
    title = TABLES[table].title
    if held is None:
        return False
    return same(held, other) or bool(held.get(title) and fold(held[title]) == fold(other.get(title, "")))


class Namesakes:
    """The organisations that a register had by each of their names that are no codes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {name: each["code"] for each in self._reader.find("organisations") for name in _names(each)}

    def of(self, new: Altered, changes: Iterable[Altered], now: State) -> Document | None:
        """Return what is the same organisation under another code once a change is made, or None.

        `now` gives what a record is before the change, which may give that name up as well as what came before it.
        """
        name = fold(new.after["name"]) if new.after and new.table == "organisations" else ""
        code = self._codes.get(name, new.key)
        if code == new.key:
            return None
        after = (each.after for each in changes if (each.table, each.key) == (new.table, code))
        held = next(after, now(new.table, code))
        return held if held and name in _names(held) else None


def _names(organisation: Document) -> set[str]:
    own, others = organisation["name"], organisation.get("aliases", ())
    # One that was merged into another has left its code among the names of that.
    return {fold(own), *(fold(each) for each in others if not is_code(each))}


def is_spent(transaction: Transaction, history: Iterable[Entry | Hole], table: str, key: str) -> bool:
    """Whether a code belonged to a record since removed, so that it is never given again."""
    gone = {(each, key) for each in (WORK if table in WORK else (table,)) if transaction.retired(each, key)}
    told = removals(history, gone) if gone else {}
    return any(place not in told or not told[place].frees for place in gone)


def free_code(
    desk: Desk, transaction: Transaction, is_theirs: Callable[[str, str], object], table: str, document: Document
) -> str:
    """Return a code that neither side has for what one side entered under one that is taken."""
    code = next_key(desk, transaction, table, document)
    number = 1
    while is_theirs(table, code) or taken(transaction, table, code):
        number += 1
        code = next_key(desk, transaction, table, document)
        if table == "organisations":  # whose codes are no numbers
            code = f"{code}-{number}"
    return code


def recoded(table: str, document: Document, codes: Codes) -> Document:
    """Return a record under the code that it gets, and naming others by theirs."""
    for of, path, targets in REFERENCES:
        if of == table and path.partition(".")[0] in document and codes:
            document = repointed(
                document,
                path,
                lambda code, _, targets=targets: next(  # type: ignore[misc]
                    (codes[target, code] for target in targets if (target, code) in codes), code
                ),
            )
    key = TABLES[table].key
    if new := codes.get((table, document[key])):
        document = {**renumbered(document, f"{document[key]}.", f"{new}."), key: new}
    return document


def renumbered(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any stored value
    """Return a value in which the ids of parts begin otherwise, those of parts since removed too."""

    def changed(name: str, member: Any) -> Any:  # noqa: ANN401 - as above
        if name == "removed_parts":
            return [_begun(part, old, new) for part in member]
        return _begun(member, old, new) if name == "id" and isinstance(member, str) else renumbered(member, old, new)

    if isinstance(value, dict):
        return {name: changed(name, member) for name, member in value.items()}
    return [renumbered(each, old, new) for each in value] if isinstance(value, list) else value


def _begun(part: str, old: str, new: str) -> str:
    return new + part.removeprefix(old) if part.startswith(old) else part
