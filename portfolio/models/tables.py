"""The tables of the register: which field is a record's key, and what people call the record."""

from __future__ import annotations

from typing import NamedTuple


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
