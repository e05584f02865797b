"""Fields that records and parts of several kinds have in common."""

from portfolio.fields import kinds as k
from portfolio.fields.field import ASIDE, OWNER, Field, Fields, listed

# What texts may be translated into: the words of `reference.codes.LANGUAGE`, which commands need not load.
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")

# What identifies a record and is given once, and a part of one.
ID = Field("id", k.CODE, label="ID", listed=0, settable="never")
CODE = Field("code", k.CODE, "Its code for good; without it, the next one.", listed=0, settable="never")
PART_ID = ID._replace(hint="Leave it empty for a new row; one is given.")
REVISION = Field(
    "revision", k.REVISION, settable="never", hint="The change that last wrote the record; leave it as it is."
)
REMOVED = Field("removed_parts", k.TEXTS, heading="Ids not given again", settable="never", rare=True)
# The currency of a part is its record's.
CURRENCY = Field("currency", k.CURRENCY, settable="never")

TITLE = Field("title", k.TEXT, "What it is called.", listed=0)
DESCRIPTION = Field("description", k.NOTE, "What it is about.")
# The language that a record's texts are written in.
LANGUAGE = Field("language", k.coded("LANGUAGE", "LANGUAGE"), "The language that it is written in.", rare=True)
OFFICER = Field(
    "officer", k.PERSON, "Who looks after it.", listed=ASIDE, filter="What somebody looks after, by part of a name."
)
DOCUMENTS = Field("document", k.DOCUMENTS, "A document that it cites.", "documents")
NOTE = Field("note", k.TEXT, "Anything else.")
AMOUNT = Field("amount", k.AMOUNT, listed=0)
REVERSAL = Field("reverse", k.FLAG, "Take back an entry made before.", "reversal")


def translated(*fields: Field) -> Fields:
    """Return the fields of the translations of some fields: `title.fr`, which is stored in `titles`."""
    return tuple(
        Field(
            f"{field.key}.{language}",
            field.kind,
            path=f"{field.key}s.{language}",
            heading=f"{field.headed} ({language})",
            rare=True,
        )
        for field in fields
        for language in LANGUAGES
    )


def is_translation(key: str) -> bool:
    """Return whether a field of that key holds a text in another language than the record's."""
    return "." in key


# What titles and descriptions are in other languages than the record's.
TITLES = translated(TITLE)
WORDS: Fields = (LANGUAGE, *TITLES, *translated(DESCRIPTION))

RECORD: Fields = (
    Field(
        "tag",
        k.TAGS,
        "A word to find it by.",
        "tags",
        metavar="TAG",
        filter="Records with a tag.",
    ),
    NOTE._replace(kind=k.NOTE),
    Field("classification", k.coded("CLASSIFICATION", "LEVEL"), "How sensitive it is.", filter="How sensitive."),
    Field("source", k.SOURCES, "Where the facts come from: a web address or citation.", "sources", in_sheets=False),
    Field("source_date", k.SOURCE_DATE, "When the source was so.", in_sheets=False),
)
# Of records whose lists show on request what else is known of them.
RECORD_ASIDE = listed(RECORD, tag=ASIDE)
REVISION_ASIDE = REVISION._replace(listed=ASIDE)

# The value in the books of an amount in another currency: whole, or each of its fields.
BOOKED: Fields = (
    Field(
        "booked",
        k.BOOKED,
        "Its value in the books in another currency: “1,080 USD”.",
        label="Booked as",
        in_sheets=False,
    ),
    Field("booked_amount", k.AMOUNT, path="booked.amount", rare=True),
    Field("booked_currency", k.BOOKED_CURRENCY, path="booked.currency", rare=True),
    Field("booked_rate", k.RATE, path="booked.rate", rare=True),
    Field("booked_source", k.TEXT, path="booked.source", rare=True),
)

# A source of any record.
SOURCE: Fields = (
    Field("record", k.RECORD_NOUN, settable="never", hint="The kind of record: project, contribution …"),
    Field("code", k.CODE, path=OWNER, settable="never"),
    Field("url", k.TEXT, heading="Web address"),
    Field("citation", k.TEXT),
    Field("as_of", k.DATE),
    Field("field", k.TEXT, hint="Which field of the record it supports; none for all of it."),
    Field("value", k.TEXT),
    Field("uncertain", k.FLAG),
    NOTE._replace(kind=k.NOTE),
    REVISION,
)
