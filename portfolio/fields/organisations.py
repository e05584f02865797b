"""Fields of organisations and of documents, to which these are parties."""

from portfolio.fields import kinds as k, shared as s
from portfolio.fields.field import Field, Fields

_TYPES = "government, multilateral, foundation …"
_ROLES = "funding, accountable, extending or implementing."

ORGANISATION: Fields = (
    s.CODE,
    Field("name", k.TEXT, listed=0),
    Field("short_name", k.TEXT, "Its acronym."),
    Field("type", k.coded("ORGANISATION_TYPE", "TYPE"), _TYPES, listed=2, filter=_TYPES),
    Field("country", k.COUNTRY, "The State that it belongs to."),
    Field("role", k.ROLES, _ROLES, "roles", filter=_ROLES),
    Field("parent", k.ORGANISATION, "What it is part of, as a parliament of its State.", heading="Part of", listed=11),
    Field("reference", k.TEXT, "Its IATI organisation identifier.", heading="IATI identifier", metavar="ID"),
    Field("own", k.FLAG, "It is the office itself, whose funds re-use donors’ money.", heading="The office itself"),
    Field("contact", k.TEXT, "Whom to write to."),
    Field("url", k.URL, "Its web address.", heading="Web address"),
    Field("alias", k.TEXTS, "Another name that finds it.", "aliases", heading="Other names"),
    Field("former_name", k.TEXTS, path="former_names"),
    *s.RECORD,
    s.REVISION,
)

_KINDS = "What it is: agreement, strategy, report."

DOCUMENT: Fields = (
    s.ID,
    s.TITLE,
    Field("kind", k.TEXT, _KINDS, listed=1, filter=_KINDS),
    Field("category", k.TEXT, "Its IATI document category.", metavar="CODE"),
    Field("party", k.ORGANISATIONS, "Who signed or published it.", "parties", listed=3),
    Field("date", k.DATE, "Of when it is.", listed=2, filter="Dated in a period: 2024, last year."),
    Field("reference", k.TEXT, "Its symbol or number.", listed=4),
    Field("url", k.URL, "Where it can be read.", label="Address", heading="Web address", listed=5),
    *s.RECORD,
    s.REVISION,
)
