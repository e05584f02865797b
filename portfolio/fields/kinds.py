"""Kinds of values that fields have.

By the name of a kind, `setters` knows how a value is typed and `cells` how a value is written into a cell. The kind
itself holds everything that lists, completion and drop-down lists need, so that these load neither of the two.
"""

from typing import Literal, NamedTuple

# What the cells of a sheet's column hold, which decides how they are shown and how other people's are understood.
CellKind = Literal["text", "note", "date", "amount", "number", "count", "flag", "word", "list", "names", "code"]
# What the values of a list's column are; see `portfolio.pages.tree.Column`.
ListKind = Literal["code", "text", "names", "money", "date", "status", "count", "number", "flag", "lines"]


class Kind(NamedTuple):
    """The kind of a field's values."""

    name: str  # how setters, cells and pages know it
    metavar: str = "TEXT"  # what help calls a value; "" for an option that is there or not
    cell: CellKind = "text"  # what the cells of its column in a sheet hold
    column: ListKind = "text"  # what the values of its column in a list are
    many: bool = False  # whether a field has several values
    # The list of `portfolio.reference.codes` whose words are the values, also in drop-down lists; or "".
    codes: str = ""
    # What a drop-down list offers where there is no code list: a name that `portfolio.fields.choices` knows, or "".
    choices: str = ""
    # What completes a value without a drop-down list: a name that `portfolio.commands.complete` knows.
    completes: str = ""
    role: str = ""  # the role that linked organisations have in the work
    hint: str = ""  # the note on the heading of the column in a sheet


_SEVERAL = "Several are separated by semicolons."
_SHARES = "Several are separated by semicolons; shares, if any, are written as in “Kenya: 60%; Somalia: 40%”."

TEXT = Kind("text")
NOTE = Kind("text", cell="note")
TEXTS = Kind("texts", cell="list", column="names", many=True)
TAGS = TEXTS._replace(completes="tags")
# The name of one person, found by part of it.
PERSON = Kind("text", "NAME", completes="officers")
CODE = Kind("text", "CODE", "code", "code")
# A code that several records share, so that a cell of it does not name one record.
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
# The value of an indicator, in its unit or in per cent; then the numerator or denominator of a percentage.
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
PILLARS = Kind("pillars", "PILLAR", "names", "names", many=True, codes="PILLAR", hint=_SHARES)

ORGANISATION = Kind("organisation", "ORGANISATION", choices="organisations")
DONOR = Kind("donor", "DONOR", choices="organisations")
ORGANISATIONS = Kind(
    "organisations", "ORGANISATION", "names", "names", many=True, choices="organisations", hint=_SEVERAL
)
DONORS = ORGANISATIONS._replace(name="donors", metavar="DONOR")
ROLES = Kind("roles", "ROLE", "list", "names", many=True, codes="ROLE", hint=_SEVERAL)

PROGRAMME = Kind("programme", "PROGRAMME", choices="programmes")
PROJECT = Kind("project", "PROJECT", "code", "code", completes="projects")
TARGET = Kind("target", "TARGET", "code", "code", completes="targets")
# What a narrative tells of: a project, a programme or a contribution.
TOLD_OF = Kind("told of", "TARGET", "code", "code", completes="told_of")
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

# The digest of a picture, typed as the file that it is in.
PICTURE = Kind(
    "picture",
    "FILE",
    hint="A picture that lies with this file, by its name; leave the register’s own name as it is.",
)

# First and last day, each of which is a field of its own.
PERIOD = Kind("period", "PERIOD", column="date")
# The day on which work starts or ends: actual if it is past, planned if it is to come.
WORK_DATE = Kind("work date", "DATE", "date", "date")
SOURCES = Kind("sources", "URL", many=True)
SOURCE_DATE = Kind("source date", "DATE", "date")
# The value in the books of an amount in another currency.
BOOKED = Kind("booked", "AMOUNT", column="money")


def coded(codes: str, metavar: str, column: ListKind = "text") -> Kind:
    """Return the kind of the words of a code list, which people see by their labels."""
    return Kind("word", metavar, "word", column, codes=codes)


def linked(role: str, metavar: str = "ORGANISATION") -> Kind:
    """Return the kind of the organisations that have a role in the work."""
    return ORGANISATIONS._replace(name="linked", metavar=metavar, role=role)
