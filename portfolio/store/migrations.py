"""How registers of older schemas become what this program reads: numbered steps, one for each schema since the first.

A step takes all records of a schema and returns those of the next, by table and key. It must not change what it is
given. It is kept for good, since old records are met again wherever the past is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.store import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.store import Document

    Records = Mapping[str, Mapping[str, Document]]

# The schema that a step starts from, to the step.
STEPS: dict[int, Callable[[Records], Records]] = {}


def migrated(records: Records, schema: int) -> Records:
    """Return records of a schema as records of this program's."""
    for start in range(schema, SCHEMA):
        records = STEPS[start](records)
    return records
