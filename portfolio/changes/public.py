"""Loads the public record of the Centre's portfolio into a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio import publicrecords
from portfolio.changes import gate
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from portfolio.desk import Desk


@gate.repeated
def load(desk: Desk) -> int:
    """Enter every public record whose key the register does not have, all of them or none; return how many.

    A second run adds nothing and changes nothing, so that what an office has corrected stays corrected.

    Raises:
        RefusedError: A public record breaks a rule of the register it comes into.
        ConflictError: A public record would be the double of another.
    """
    added = 0
    with gate.change(desk) as transaction:
        for table, documents in publicrecords.facts().items():
            for document in documents:
                if transaction.get(table, document[TABLES[table].key]) is None:
                    transaction.put(table, document)
                    added += 1
    return added
