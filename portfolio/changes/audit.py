"""Holds a whole register against the gate: every record against its model, and all rules between records."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from portfolio.changes import rules
from portfolio.changes.compare import in_words
from portfolio.changes.proposed import Proposed, named
from portfolio.errors import Problem
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.desk import Desk
    from portfolio.store import Document
    from portfolio.store.protocol import Reader, Transaction


def faults(desk: Desk, reader: Reader) -> list[Problem]:
    """Return what the gate would refuse if all records of a register were entered as they are now, every case."""
    problems = [
        problem for table in TABLES for document in reader.find(table) for problem in _of_record(table, document)
    ]
    if problems:
        return problems
    changes = tuple((table, document[kind.key], document, document) for table, kind in TABLES.items()
                    for document in reader.find(table))  # fmt: skip
    # What the rules ask of a transaction alone has to do with new keys, of which there are none.
    view = Proposed(cast("Transaction", reader), changes, desk.settings, desk.today, again=True)
    problems = [problem for rule in rules.REFUSALS for problem in rule(view)]
    return problems + [Problem("", "", "", sentence) for rule in rules.CONFLICTS for sentence in rule(view)]


def _of_record(table: str, document: Document) -> Iterator[Problem]:
    from portfolio.models.stored import stored_form  # noqa: PLC0415 - loads Pydantic, which only this and writes need

    form, problems = stored_form(table, document)
    yield from problems
    if not problems and form != document:
        for field in form.keys() | document.keys():
            if form.get(field) != document.get(field):
                message = f"would be written as “{in_words(form.get(field))}”"
                yield Problem(named(table, document), field, in_words(document.get(field)), message)
