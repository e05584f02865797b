"""The records that a page names, and the pages of records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from portfolio.command_line import command_line
from portfolio.models.tables import TABLES
from portfolio.pages.tree import Answer, Block, Bullets, Facts, Page, Paragraph, Table
from portfolio.query.links import is_donor

if TYPE_CHECKING:
    from portfolio.context import Context
    from portfolio.store.protocol import Reader

_WORD = re.compile(r"\w[\w.+-]*[\w+]")
# What stands behind a name that says more of it: a role, a share.
_BESIDE = re.compile(r" (\([^()]*\)|[0-9.]+%)$")
_LINKED = tuple(table for table in TABLES if table != "rates")


class RecordKey(NamedTuple):
    """A record of the register, by its table and key."""

    table: str
    key: str


class Links:
    """What texts name in one snapshot of the register."""

    def __init__(self, context: Context) -> None:
        """Take the names of organisations, which pages have in place of their codes."""
        self._context, self._reader = context, context.reader
        names = context.names
        codes = [each["code"] for each in self._reader.find("organisations")]
        self._names = {
            name: RecordKey("organisations", code)
            for code in codes
            for name in (code, names.short_name(code), names.organisation_name(code))
        }

    def on(self, page: Page, own: RecordKey) -> dict[str, RecordKey]:
        """Return what a page names, by how it is written there, but for the record that the page is of."""
        found: dict[str, RecordKey] = {}
        for text in (text for block in page.blocks for text in _texts(block)):
            if named := self._names.get(_BESIDE.sub("", text)):
                found[_BESIDE.sub("", text)] = named
                continue
            for word in _WORD.findall(text):
                if word not in found and (record := record_of(self._reader, word)):
                    found[word] = record
        return {text: record for text, record in found.items() if record != own}

    def whole(self, record: RecordKey) -> tuple[Page, Mapping[str, RecordKey]]:
        """Return the page of a record, and what it names."""
        page = self.page(record).page
        return page, self.on(page, record)

    def page(self, record: RecordKey) -> Answer:
        """Return the page of a record, as the verb show has it."""
        noun = import_module(f"portfolio.commands.{self._noun(record)}").NOUN
        answer: Answer = noun.page(self._context.office, *record)
        return answer

    def command(self, record: RecordKey, verb: str = "show") -> tuple[str, ...]:
        """Return the words of the command that shows a record, or does something else with it."""
        return (self._noun(record), verb, record.key)

    def title(self, record: RecordKey) -> str:
        """Return what people know a record by, or ""."""
        return str((self._reader.get(*record) or {}).get(TABLES[record.table].title, ""))

    def _noun(self, record: RecordKey) -> str:
        if record.table == "organisations":
            return "donor" if is_donor(self._reader.get(*record) or {}) else "partner"
        return TABLES[record.table].noun


def line(words: Iterable[str]) -> str:
    """Return the words of a command as its command line."""
    return command_line(("portfolio", *words))


def record_of(reader: Reader, text: str, tables: Iterable[str] = ()) -> RecordKey | None:
    """Return the record that a code or the id of a part stands for, or None; organisations only where they are asked.

    Keys may hold dots themselves, so the longest key that there is decides.
    """
    wanted = tables or [table for table in _LINKED if table != "organisations"]
    key = text
    while key:
        for table in wanted:
            if reader.get(table, key) is not None:
                return RecordKey(table, key)
        key = key.rpartition(".")[0]
    return None


def _texts(block: Block) -> Iterator[str]:
    """Yield the texts of a block, values of their own each by itself."""
    match block:
        case Paragraph():
            yield block.text
        case Bullets():
            yield from block.lines
        case Facts():
            for fact in block.facts:
                yield from _values(fact.value)
        case Table():
            keys = [column.key for column in block.columns]
            for row in block.rows:
                for key in keys:
                    yield from _values(row.get(key))


def _values(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable) and not isinstance(value, Mapping):
        yield from (each for each in value if isinstance(each, str))
