"""Numbered steps that bring the records of older schemas to this program's, one for each schema since the first.

A step takes all records of a schema and returns those of the next, by table and key. It must not change what it is
given. It is kept for good, since old records are met again wherever the past is looked at.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from portfolio.models.tables import TABLES
from portfolio.store import SCHEMA, Document
from portfolio.store.overlay import bring

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.store.protocol import Transaction

    Records = Mapping[str, Mapping[str, Document]]

# The schema that a step starts from, to the step.
STEPS: dict[int, Callable[[Records], Records]] = {}


def migrated(records: Records, schema: int) -> Records:
    """Return records of a schema as records of this program's."""
    for start in range(schema, SCHEMA):
        records = STEPS[start](records)
    return records


def migrate(transaction: Transaction, schema: int) -> None:
    """Put the records that the steps from a schema to this program's make of the records in a transaction."""
    if schema == SCHEMA:
        return
    held = {
        table: {str(document[kind.key]): copy.deepcopy(dict(document)) for document in transaction.find(table)}
        for table, kind in TABLES.items()
    }
    for table, records in migrated(held, schema).items():
        bring(transaction, table, records)
