"""Fields of programmes and projects, of their budgets, and of the organisations linked to them."""

from portfolio.fields import kinds as k, shared as s
from portfolio.fields.field import ASIDE, OWNER, Field, Fields, listed

_SCOPES = "global, regional, multi-national or national."
_OWNERS = "UNCCT, UNOCT or joint."
_KINDS = "project, initiative or office."


def _linked(
    key: str, role: str, help_text: str, heading: str, metavar: str = "ORGANISATION", chosen: str = ""
) -> Field:
    """Return the field of the organisations that have a role; `chosen` is what its filter says."""
    kind = k.linked(role, metavar)
    return Field(key, kind, help_text, "organisations", heading.lower(), heading=heading, filter=chosen)


_WORK: Fields = (
    Field(
        "status",
        k.coded("STATUS", "STATUS", "status"),
        "pipeline, implementation, finalisation, closed …",
        filter="pipeline, implementation, closed …",
    ),
    Field("scope", k.coded("SCOPE", "SCOPE"), _SCOPES, filter=_SCOPES),
    Field("owner", k.coded("OWNER", "OWNER"), _OWNERS, filter=_OWNERS),
    Field(
        "pillar",
        k.PILLARS,
        "I to IV; II:50 gives a share.",
        "pillars",
        filter="Pillar of the Global Strategy, I to IV.",
    ),
    Field(
        "country",
        k.COUNTRIES,
        "A country that benefits; KE:60 gives a share.",
        "countries",
        filter="Work in a country.",
    ),
    Field(
        "region",
        k.SHARED_REGIONS,
        "A region that benefits; Sahel:40 gives a share.",
        "regions",
        filter="Work that lies wholly in a region.",
    ),
    _linked(
        "donor", "funding", "Who funds it, with or without an amount.", "Donors", "DONOR", "Work that a donor funds."
    ),
    _linked(
        "partner",
        "implementing",
        "Who carries it out with the office.",
        "Partners",
        "PARTNER",
        "Work carried out with a partner.",
    ),
    _linked("accountable", "accountable", "Who answers for it.", "Accountable"),
    _linked("extending", "extending", "Who passes the funds on.", "Extending"),
    Field("start", k.WORK_DATE, "When it started, or if yet to come is planned to.", in_sheets=False),
    Field("end", k.WORK_DATE, "When it ended, or if yet to come is planned to.", in_sheets=False),
    Field("planned_start", k.DATE, "When it was to start."),
    Field("actual_start", k.DATE, "When it did start."),
    Field("planned_end", k.DATE, "When it is to end."),
    Field("actual_end", k.DATE, "When it did end."),
    s.DESCRIPTION,
    s.OFFICER,
    Field("ref", k.REFERENCES, "Somebody else’s number for it.", "refs", heading="References"),
    Field("alias", k.TEXTS, "Another name that finds it.", "aliases", label="Also known as", heading="Other names"),
    Field("former_title", k.TEXTS, path="former_titles"),
    s.DOCUMENTS,
    *s.WORDS,
    *s.RECORD_ASIDE,
    s.REMOVED,
    s.REVISION_ASIDE,
)

PROGRAMME: Fields = (
    s.CODE,
    s.TITLE,
    *listed(
        _WORK,
        owner=13,
        pillar=10,
        scope=12,
        status=1,
        region=11,
        country=12,
        donor=3,
        start=6,
        end=7,
        classification=15,
    ),
)
PROJECT: Fields = (
    s.CODE,
    s.TITLE,
    Field("programme", k.PROGRAMME, "The programme that it belongs to.", listed=10, filter="Work of a programme."),
    Field("parent", k.PROJECT, "The project that it is a phase of.", heading="Phase of"),
    Field("phase", k.TEXT, "What this phase is called."),
    Field("kind", k.coded("KIND", "KIND"), _KINDS, listed=ASIDE, filter=_KINDS),
    *listed(
        _WORK,
        pillar=11,
        owner=15,
        scope=13,
        status=1,
        region=3,
        country=8,
        donor=2,
        partner=12,
        start=4,
        end=5,
        classification=16,
    ),
)

# The filters that are there or not.
FLAGS = ("wide", "owed")
# The columns of money that filters compare.
AMOUNTS = ("pledged", "committed", "received", "spent", "outstanding", "budget")
# The filters in the order of help, with those that no field says: a new one stands before the periods.
_WHICH = (
    *("region", "country", "wide", "donor", "funded_with", "partner", "project", "programme"),
    *("pillar", "status", "scope", "kind", "owner", "officer", "tag"),
)
_WHEN = ("year", "since", "until", "starts", "ends", *AMOUNTS, "owed", "without", "classification", "text")
_NEW = tuple(field.key for field in PROJECT if field.filter and field.key not in {*_WHICH, *_WHEN})
FILTERS = (*_WHICH, *_NEW, *_WHEN)

_OF_WORK = Field(
    "code", k.CODE, path=OWNER, name="target", label="For", heading="Project or programme", listed=3, settable="never"
)
BUDGET: Fields = (
    _OF_WORK,
    s.PART_ID,
    s.AMOUNT,
    s.CURRENCY._replace(settable="always"),
    Field("start", k.DATE, "From when.", label="From", option="from", listed=0),
    Field("end", k.DATE, "Until when.", label="To", option="to", listed=0),
    Field("type", k.coded("BUDGET_TYPE", "TYPE"), "original, or revised, which replaces it.", listed=1),
    Field("status", k.coded("BUDGET_STATUS", "STATUS"), "indicative or committed.", listed=2),
    s.NOTE._replace(listed=4),
    s.REVISION,
)
# What is noted on the role of an organisation.
LINK: Fields = (
    _OF_WORK,
    Field("organisation", k.ORGANISATION, settable="never"),
    Field("role", k.coded("ROLE", "ROLE"), settable="never"),
    s.NOTE,
    s.REVISION,
)
