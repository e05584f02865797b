"""The tables of the register: which field is a record's key, how keys look, and what people call the record."""

from __future__ import annotations

import re
from typing import NamedTuple

# The key of a record; what is none is told in these words.
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9+])?")
NO_CODE = (
    "is not a code: letters, digits, hyphens, dots, plus signs and underscores, "
    "beginning with a letter or digit, 64 at most"
)


class Table(NamedTuple):
    """One table of the register.

    Attributes:
        key: The field that identifies a record and never changes.
        noun: What one record is called in messages.
        title: The field that a person knows the record by.
        prefix: How an assigned key begins, or "" where keys are not numbered.
    """

    key: str
    noun: str
    title: str
    prefix: str


TABLES = {
    "programmes": Table("code", "programme", "title", "PRG"),
    "projects": Table("code", "project", "title", ""),
    "organisations": Table("code", "organisation", "name", ""),
    "contributions": Table("id", "contribution", "title", "C"),
    "expenditures": Table("id", "expenditure", "note", "E"),
    "outcomes": Table("id", "outcome", "title", "O"),
    "activities": Table("id", "activity", "title", "A"),
    "documents": Table("id", "document", "title", "D"),
    "rates": Table("id", "exchange rate", "source", "R"),
}
