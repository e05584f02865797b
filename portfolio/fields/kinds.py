"""Kinds of values that fields have.

A kind has a name, under which `setters` knows how a value is typed and `cells` how it is written into a cell. It says
itself what lists, completion and drop-down lists need, so that these load neither.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

# What the cells of a sheet's column hold, which decides how they are shown and how other people's are understood.
CellKind = Literal["text", "note", "date", "amount", "number", "count", "flag", "word", "list", "names", "code"]
# What the values of a list's column are; see `portfolio.pages.tree.Column`.
ListKind = Literal["code", "text", "names", "money", "date", "status", "count", "number", "flag", "lines"]


class Kind(NamedTuple):
    """What the values of a field are.

    Attributes:
        name: How setters, cells and pages know it.
        metavar: What help calls a value; "" for an option that is there or not.
        cell: What the cells of its column in a sheet hold.
        column: What the values of its column in a list are.
        many: Whether a field has several values.
        codes: The code list of `portfolio.reference.codes` that values are words of, or "".
        choices: What a drop-down list in a sheet offers: a name that `portfolio.fields.choices` knows, or "".
        completes: What completes a value that no drop-down list offers: a name that `portfolio.commands.fields` knows.
        role: Of organisations linked to work, their role.
        hint: What is said of it on the heading of its column in a sheet.
    """

    name: str
    metavar: str = "TEXT"
    cell: CellKind = "text"
    column: ListKind = "text"
    many: bool = False
    codes: str = ""
    choices: str = ""
    completes: str = ""
    role: str = ""
    hint: str = ""


_SEVERAL = "Several are separated by semicolons."
_SHARES = "Several are separated by semicolons; shares, if any, are written as in “Kenya: 60%; Somalia: 40%”."

TEXT = Kind("text")
NOTE = Kind("text", cell="note")
TEXTS = Kind("texts", cell="list", column="names", many=True)
CODE = Kind("text", "CODE", "code", "code")
# A code that is somebody's own, and text as any.
SHARED_CODE = Kind("text", "CODE", column="code")
URL = Kind("text", "URL")
# Typed and written as text; the model checks it.
CURRENCY = Kind("text", "CODE", column="code", choices="currencies")
# Checked when it is typed.
BOOKED_CURRENCY = CURRENCY._replace(name="currency")
VALUES = Kind("text", "HOW", choices="VALUES")
RECORD_NOUN = Kind("text", cell="code", choices="RECORD")

DATE = Kind("date", "DATE", "date", "date")
AMOUNT = Kind("amount", "AMOUNT", "amount", "money")
NUMBER = Kind("number", "N", "number", "number")
RATE = Kind("rate", "RATE", "number", "number")
# Of an indicator, in its unit or in per cent, and what a percentage is divided from.
MEASURED = Kind("measured", "VALUE", "number", "number")
DIVIDED = Kind("divided", "N", "number", "number")
REVISION = Kind("count", "N", "count", "count")
PEOPLE = Kind("people", "N", "count", "count")
FLAG = Kind("flag", "", "flag", "flag", choices="YES")

COUNTRY = Kind("country", "COUNTRY", choices="countries")
REGION = Kind("region", "REGION", choices="regions")
COUNTRIES = Kind("countries", "COUNTRY", "names", "names", many=True, choices="countries", hint=_SHARES)
SHARED_REGIONS = Kind("shared regions", "REGION", "names", "names", many=True, choices="regions", hint=_SHARES)
REGIONS = Kind("regions", "REGION", "names", "names", many=True, choices="regions", hint=_SEVERAL)
PILLARS = Kind("pillars", "PILLAR", "names", "names", many=True, codes="PILLAR", choices="PILLAR", hint=_SHARES)

ORGANISATION = Kind("organisation", "ORGANISATION", choices="organisations")
DONOR = Kind("donor", "DONOR", choices="organisations")
ORGANISATIONS = Kind(
    "organisations", "ORGANISATION", "names", "names", many=True, choices="organisations", hint=_SEVERAL
)
DONORS = ORGANISATIONS._replace(name="donors", metavar="DONOR")
ROLES = Kind("roles", "ROLE", "list", "names", many=True, codes="ROLE", choices="ROLE", hint=_SEVERAL)

PROGRAMME = Kind("programme", "PROGRAMME", choices="programmes")
PROJECT = Kind("project", "PROJECT", "code", "code", completes="projects")
TARGET = Kind("target", "TARGET", "code", "code", completes="targets")
CONTRIBUTION = Kind("contribution", "ID", "code", "code", completes="contributions")
DOCUMENTS = Kind(
    "documents",
    "ID",
    "list",
    "names",
    many=True,
    completes="documents",
    hint="Ids of documents, separated by semicolons.",
)
REFERENCES = Kind("references", "OWNER:NUMBER", "list", many=True, hint="OWNER: NUMBER, separated by semicolons.")

# The day that work starts or ends, actual or planned as it is past or to come.
WORK_DATE = Kind("work date", "DATE", "date", "date")
SOURCES = Kind("sources", "URL", many=True)
SOURCE_DATE = Kind("source date", "DATE", "date")
# A value in the books in another currency, as a whole.
BOOKED = Kind("booked", "AMOUNT", column="money")


def coded(codes: str, metavar: str, column: ListKind = "text") -> Kind:
    """Return the kind of a word of a code list, which people see by its label."""
    return Kind("word", metavar, "word", column, codes=codes, choices=codes)


def linked(role: str, metavar: str = "ORGANISATION") -> Kind:
    """Return the kind of the organisations that have a role in the work."""
    return ORGANISATIONS._replace(name="linked", metavar=metavar, role=role)
