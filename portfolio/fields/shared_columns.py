"""The columns that sheets of several kinds have in common."""

from __future__ import annotations

from portfolio.fields import cells as w
from portfolio.fields.field import OWNER, Field, amount, code, dates, field, listing, text, word
from portfolio.reference import codes

ORGANISATION = w.named(lambda names, code: names.organisation_name(code), lambda names, text: names.organisation(text))
COUNTRY = w.named(lambda names, code: names.country_name(code), lambda names, text: names.country(text))
REGION = w.named(lambda names, code: names.region_name(code), lambda names, text: names.region(text)[0])
PROGRAMME = w.named(lambda names, code: names.title(code), lambda names, text: names.programme(text))
SEVERAL = "Several are separated by semicolons."
SHARES = "Several are separated by semicolons; shares, if any, are written as in “Kenya: 60%; Somalia: 40%”."


def _organisations(key: str, role: str, heading: str) -> Field:
    write = w.in_role(role, ORGANISATION)
    return field(key, "names", write, "organisations", heading, choices="organisations", hint=SEVERAL)


CURRENCY = text("currency", choices="currencies")
REVISION = field("revision", "count", w.number, hint="The change that last wrote the record; leave it as it is.")
REMOVED = listing("removed_parts", "removed_parts", "Ids not given again", rare=True)
DOCUMENT_IDS = listing("document", "documents", "Documents", hint="Ids of documents, separated by semicolons.")
RECORD: tuple[Field, ...] = (
    listing("tag", "tags", "Tags"),
    field("note", "note", w.text),
    word("classification", codes.CLASSIFICATION, "CLASSIFICATION"),
)
BOOKED: tuple[Field, ...] = (
    amount("booked_amount", "booked.amount", rare=True),
    text("booked_currency", "booked.currency", choices="currencies", rare=True),
    field("booked_rate", "number", w.number, "booked.rate", rare=True),
    text("booked_source", "booked.source", rare=True),
)
REVERSAL = field("reverse", "flag", w.flag, "reversal", "Reversal", choices="YES")
PLACES: tuple[Field, ...] = (
    field("country", "names", w.shared(COUNTRY, "country"), "countries", "Countries", choices="countries", hint=SHARES),
    field("region", "names", w.shared(REGION, "region"), "regions", "Regions", choices="regions", hint=SHARES),
)
WORK: tuple[Field, ...] = (
    word("status", codes.STATUS, "STATUS"),
    word("scope", codes.SCOPE, "SCOPE"),
    word("owner", codes.OWNER, "OWNER"),
    field("pillar", "names", w.shared(w.text, "pillar"), "pillars", "Pillars", choices="PILLAR", hint=SHARES),
    *PLACES,
    _organisations("donor", "funding", "Donors"),
    _organisations("partner", "implementing", "Partners"),
    _organisations("accountable", "accountable", "Accountable"),
    _organisations("extending", "extending", "Extending"),
    *dates("planned_start", "actual_start", "planned_end", "actual_end"),
    field("description", "note", w.text),
    text("officer"),
    field("ref", "list", w.many(w.reference), "refs", "References", hint="OWNER: NUMBER, separated by semicolons."),
    listing("alias", "aliases", "Other names"),
    listing("former_title", "former_titles", "Former titles"),
    DOCUMENT_IDS,
    *RECORD,
    REMOVED,
    REVISION,
)
OF_WORK = code("code", OWNER, "Project or programme")
PART_ID = code("id", heading="Id", hint="Leave it empty for a new row; one is given.")
