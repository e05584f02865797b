"""The tables of the register: which field is a record's key, how keys look, how records are called and name others."""

from typing import NamedTuple

from portfolio.text import plural_of

# The key of a record; what is none is told in these words.
CODE = r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9+])?"
NO_CODE = (
    "is not a code: letters, digits, hyphens, dots, plus signs and underscores, "
    "beginning with a letter or digit, 64 at most"
)
# What is said of a field that is left out and must not be.
NEEDED = "is needed"
# What follows a record's key in the id of a part: a letter, a number, and in a clone its tag.
PART = r"[A-Za-z][0-9]+[a-z]*"


class Table(NamedTuple):
    """One table of the register."""

    key: str  # the field that identifies a record and never changes
    noun: str  # what one record is called in messages
    title: str  # the field that a person knows the record by
    prefix: str  # how an assigned key begins, or "" where keys are not numbered


TABLES = {
    "programmes": Table("code", "programme", "title", "PRG"),
    "projects": Table("code", "project", "title", ""),
    "organisations": Table("code", "organisation", "name", ""),
    "contributions": Table("id", "contribution", "title", "C"),
    "expenditures": Table("id", "expenditure", "note", "E"),
    "outcomes": Table("id", "outcome", "title", "O"),
    "activities": Table("id", "activity", "title", "A"),
    "narratives": Table("id", "narrative", "title", "N"),
    "documents": Table("id", "document", "title", "D"),
    "rates": Table("id", "exchange rate", "source", "R"),
}

# What a store keeps beside the records, in the same changes: table to the field that identifies a row. It is never
# listed, checked, exported or undone.
BESIDE = {
    "clones": "id",  # the clones that the register has given
    "pushes": "id",  # the changes of clones that it has taken, until these know it
    "origin": "id",  # one row: of which register this one is a clone
    "pending": "id",  # the changes of this clone that its source has not taken
}


def key_of(table: str) -> str:
    """Return the field that identifies a row of a table, of records or of what is kept beside them."""
    return BESIDE.get(table) or TABLES[table].key


def table_of(noun: str) -> str:
    """Return the table of what one record is called: donors and partners are organisations."""
    return "organisations" if noun in ("donor", "partner") else plural_of(noun)


# What money is for and results are of.
WORK = ("programmes", "projects")

# The fields that say what a record belongs to: it goes with any of these.
OWNERS: dict[str, tuple[str, ...]] = {
    "contributions": ("donor",),
    "expenditures": ("target",),
    "outcomes": ("project",),
    "activities": ("project",),
    "narratives": ("target", "contribution"),
}

# Where records name others: table, path to the key, and the tables that it may be of.
REFERENCES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("programmes", "organisations.organisation", ("organisations",)),
    ("programmes", "documents", ("documents",)),
    ("projects", "programme", ("programmes",)),
    ("projects", "parent", ("projects",)),
    ("projects", "organisations.organisation", ("organisations",)),
    ("projects", "documents", ("documents",)),
    ("organisations", "parent", ("organisations",)),
    ("contributions", "donor", ("organisations",)),
    ("contributions", "allocations.target", WORK),
    ("contributions", "allocations.moved_from", WORK),
    ("contributions", "documents", ("documents",)),
    ("expenditures", "target", WORK),
    ("expenditures", "contribution", ("contributions",)),
    ("outcomes", "project", WORK),
    ("activities", "project", WORK),
    ("activities", "partners", ("organisations",)),
    ("activities", "donors", ("organisations",)),
    ("activities", "documents", ("documents",)),
    ("narratives", "target", WORK),
    ("narratives", "contribution", ("contributions",)),
    ("documents", "parties", ("organisations",)),
)
