"""The rules of the IATI standard, version 2.03: what each says of a file and of records, how severe, the remedy.

The numbers are those of the official ruleset. Files are judged in `exchange/iati`, records in `checks`.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from portfolio.reference.tsv import rows

# No identifier may hold one of these (rules 1.….13).
_SIGNS = "/&|?"


class IatiRule(NamedTuple):
    """A rule that a file, and perhaps a record, can break."""

    id: str  # its number in the official ruleset, or `xml`, `root` or `schema`
    severity: str  # in a file: critical, error, warning or advisory
    category: str  # what it is about: identifiers, geo, financial …
    words: str  # what is said of a breach in a file, with the names of its values in braces
    remedy: str  # how to put it right
    of_records: str = ""  # the severity in records that are not published; "" where none can break it
    finds: str = ""  # what it finds in records, in a sentence
    looks_at: str = ""  # which facts of records it looks at


@cache
def iati_rules() -> Mapping[str, IatiRule]:
    """Return the rules by their ids, but for those of code lists."""
    return {row[0]: IatiRule(*row) for row in rows("iati_rules")}


def sign_in(identifier: str) -> str:
    """Return the first sign of an identifier that none may hold, or ""."""
    return next((sign for sign in identifier if sign in _SIGNS), "")
