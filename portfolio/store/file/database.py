"""TinyDB over the tables of a register in memory: records set under the numbers of its documents."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document

if TYPE_CHECKING:
    from portfolio.store.entry_bytes import States
    from portfolio.store.file.register import Tables


class _Memory(Storage):
    """TinyDB's door to the tables; nothing that TinyDB writes goes further."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def read(self) -> Tables:
        return self._tables

    def write(self, data: Tables) -> None:
        self._tables = data


def put(tables: Tables, states: States) -> None:
    """Let records be what they are said to be, each under its document number, in the order of the numbers."""
    database = TinyDB(storage=lambda: _Memory(tables))
    for name, group in groupby(sorted(states.items(), key=lambda item: item[0]), lambda item: item[0][0]):
        documents = {number: document for (_, number), document in group}
        table = database.table(name)
        table.remove(doc_ids=list(documents))
        table.insert_multiple(
            Document(document, number) for number, document in documents.items() if document is not None
        )
        tables[name] = dict(sorted(tables[name].items(), key=lambda row: int(row[0])))
