"""The shape of a conversation’s script: what is asked for one entry, and which entries may follow it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from portfolio.fields.shared import is_translation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.fields.field import Field, Fields

_NONE: Mapping[str, str] = MappingProxyType({})
# Of any record: what few know when they enter it.
_ASIDE = set("code tag note classification source source_date document alias currency language".split())  # noqa: SIM905 - a list to be read


class Following(NamedTuple):
    """Sections that follow another."""

    section: Inquiry
    # Once, again and again until its first question is skipped, or once for each donor that was named.
    how: Literal["once", "again", "donor"] = "again"
    into: str = ""  # the option of the entry before that its answers are a value of, where it makes none of its own
    unless: str = ""  # the option of the entry before that leaves nothing to ask


class Inquiry(NamedTuple):
    """Questions whose answers make one entry."""

    name: str  # what the answers are kept under
    command: str  # the command that makes the entry
    table: str  # the table that the entry is in, whose records are its examples
    asked: Fields  # what is asked, in order
    lead: str  # the key of what an entry cannot be without; where it is skipped, there is none
    needs: tuple[str, ...] = ()  # the keys of what it cannot be without besides
    seldom: Fields = ()  # what is asked only where somebody wants it
    alone: tuple[str, ...] = ()  # what stands by itself on the command line, in order
    # Option to where its value is from: `key` of the entry before, or the `value` that it has there.
    known: Mapping[str, str] = _NONE
    says: Mapping[str, str] = _NONE  # key to the question, where the field's own name is too little
    skips: str = ""  # what skipping the first question says
    then: tuple[Following, ...] = ()  # the sections that follow
    more: tuple[Inquiry, ...] = ()  # the sections of which one may choose in the end
    currency: bool = False  # whether an amount has to name its currency
    dated: bool = False  # whether it is said that a date is not known
    called: str = ""  # what the entry is called

    def field(self, key: str) -> Field | None:
        """Return the field of a key that may be asked for, or None."""
        return next((field for field in (*self.asked, *self.seldom) if field.key == key), None)


def ordered(fields: Fields, first: str, seldom: str = "") -> tuple[Fields, Fields]:
    """Return fields in the order in which they are asked, those that are named nowhere last; and those seldom asked."""
    order, aside = first.split(), set(seldom.split()) | _ASIDE
    translations = {field.key for field in fields if is_translation(field.key)}
    aside |= translations
    offered = {field.key: field for field in fields if field.help or field.key in {*order, *translations}}
    asked = [offered[key] for key in order]
    asked += [field for key, field in offered.items() if key not in order and key not in aside]
    return tuple(asked), tuple(field for key, field in offered.items() if key in aside and key not in order)


def only(fields: Fields, keys: str) -> Fields:
    """Return the fields of some keys, in their order."""
    by_key = {field.key: field for field in fields}
    return tuple(by_key[key] for key in keys.split())
