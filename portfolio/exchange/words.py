"""What people call the columns of their spreadsheets, beside the headings that exports give them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from portfolio.exchange import writers as w
from portfolio.exchange.schema import Field, Kind, SheetKind
from portfolio.exchange.sheets import SHEETS
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What identifies a row of other people's spreadsheets is told by name alone.
_WORK_WORDS: Mapping[str, str] = {
    "code": "id|identifier|activity identifier|iati identifier|reference number",
    "title": "name|activity title",
    "status": "activity status|project status|state|stage",
    "scope": "activity scope|geographic scope|geographical scope|level",
    "owner": "office|responsible office|entity",
    "pillar": "gcts pillar|strategy pillar|pillar of the strategy",
    "country": "country|recipient country code|recipient country|beneficiary country|beneficiary countries"
    "|countries covered|member states|location|where",
    "country_share": "recipient country percentage|country percentage|country share",
    "region": "region|recipient region code|recipient region|geographic area",
    "donor": "donor|funding partner|funder|funded by|financed by|funding organisation|funding organization"
    "|funding source|source of funding|financing partner",
    "partner": "partner|implementing partner|implementing organisation|implementing organization|executing partner"
    "|implementing entity",
    "accountable": "accountable organisation|lead entity",
    "planned_start": "planned start date|planned from",
    "actual_start": "actual start date",
    "planned_end": "planned end date|planned completion|planned until",
    "actual_end": "actual end date|actual completion",
    "start": "start date|date started|started|from|begin|begins|beginning|start of project",
    "end": "end date|date ended|ended|to|until|completion date|end of project|closing date",
    "budget": "total budget|approved budget|project budget|budget amount|total cost|cost|amount",
    "currency": "activity default currency|default currency|budget currency code",
    "description": "summary|objective|overview|activity description general|about|purpose",
    "officer": "project officer|focal point|manager|project manager|responsible officer|programme officer|contact",
    "ref": "refs|reference|other identifier|funder reference|donor reference",
    "alias": "alias|also known as|acronym|short title",
    "note": "remark|comment",
    "tag": "theme|keyword",
}
_SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "projects": {
        **_WORK_WORDS,
        "code": f"{_WORK_WORDS['code']}|project code|project id|project number|project no",
        "title": f"{_WORK_WORDS['title']}|project|project title|project name|title of project",
        "programme": "program|programme title|programme name|programme code|parent programme|global programme"
        "|framework",
        "parent": "parent|parent project",
        "kind": "type|project type|type of project",
    },
    "programmes": {
        **_WORK_WORDS,
        "code": f"{_WORK_WORDS['code']}|programme code|programme id|programme number",
        "title": f"{_WORK_WORDS['title']}|programme|program|programme title|programme name",
    },
    "organisations": {
        "code": "organisation code|donor code|id",
        "name": "organisation|organization|organisation name|organization name|donor|donor name|partner|partner name",
        "short_name": "acronym|abbreviation",
        "type": "organisation type|organization type",
        "role": "role",
        "reference": "iati organisation identifier|org ref|organisation reference",
        "url": "website|web site|url|homepage",
        "contact": "contact person|email|e mail",
        "alias": "alias|also known as",
        "parent": "parent|parent organisation",
    },
    "contributions": {
        "id": "contribution|contribution id|agreement id",
        "donor": "donor name|funding partner|funder|contributor|member state|government|from",
        "title": "agreement|contribution title|name|description|purpose",
        "reference": "agreement number|agreement no|grant number|agreement reference|ref",
        "signed": "date signed|signature date|agreement date|signing date",
        "date": "payment date|date received|date of receipt|value date|transaction date",
        "pledged": "pledge|amount pledged|pledged amount",
        "committed": "commitment|amount|agreement amount|amount committed|committed amount|total amount"
        "|contribution amount|signed amount|grant amount|value",
        "received": "receipt|amount received|received amount|paid|amount paid|disbursed by donor",
        "target": "project|programme|project code|project title|allocated to|for project|project or programme",
        "recipient": "received by|trust fund|fund",
        "earmarking": "earmark|earmarking category",
        "earmarked_to": "earmarked for|restricted to|condition",
        "note": "remark|comment",
        "start": "start date|from date|valid from",
        "end": "end date|expiry|expiry date|valid until",
        "officer": "focal point|responsible officer",
    },
    "movements": {
        "contribution": "contribution id",
        "kind": "type|transaction type|movement",
        "amount": "value|sum",
        "date": "transaction date|value date",
    },
    "allocations": {"target": "project|programme|to", "moved_from": "from"},
    "instalments": {"date": "due|due date"},
    "reports_due": {"date": "due|due date", "sent": "date sent|sent on", "title": "report"},
    "budgets": {
        "code": "project",
        "amount": "budget value",
        "currency": "budget currency",
        "start": "budget period start",
        "end": "budget period end",
        "type": "budget type",
        "status": "budget status",
    },
    "links": {
        "code": "activity identifier|project",
        "organisation": "participating organisation name|participating organization name|org name|organization",
        "organisation_type": "participating organisation type|participating organization type|org type",
        "role": "participating organisation role|participating organization role|organisation role",
    },
    "transactions": {
        "project": "activity identifier|project code|project or programme|code|project title",
        "kind": "transaction type|type",
        "date": "transaction date",
        "amount": "transaction value|value",
        "currency": "transaction currency",
        "donor": "transaction provider organisation description|provider org name|provider|provider organisation"
        "|provider org|funder",
        "donor_type": "transaction provider organisation type|provider org type",
        "reference": "transaction internal reference|transaction ref|transaction reference|ref",
        "note": "transaction description|description",
    },
    "expenditures": {
        "target": "project|project code|programme|charged to project",
        "amount": "value|spent|expenditure",
        "date": "expenditure date|posting date|transaction date",
        "contribution": "contribution id|charged to",
        "note": "description|remark|comment",
        "ref": "voucher|document number",
    },
    "outcomes": {
        "project": "project code|project title|programme|code",
        "title": "outcome|result|output|statement|outcome statement",
        "level": "type|result type|result level",
        "note": "remark|comment",
    },
    "indicators": {"title": "indicator|indicator title", "values": "kind of values", "baseline": "baseline value"},
    "periods": {
        "start": "period start|from",
        "end": "period end|to",
        "target": "target value",
        "actual": "actual value|reached",
        "actual_numerator": "numerator",
        "actual_denominator": "denominator",
    },
    "activities": {
        "title": "activity|event|event title|name|activity title|workshop",
        "project": "project code|project title|programme|code",
        "type": "activity type|event type|type of activity",
        "mode": "modality|format|delivery",
        "start": "start date|date|from|event date",
        "end": "end date|to|until",
        "venue": "location|place|city|venue city",
        "women": "female|number of women|f|women trained",
        "men": "male|number of men|m|men trained",
        "unspecified": "participants|number of participants|total participants|people trained|attendees",
        "country": "country|beneficiary countries|beneficiary country",
        "donor": "donor|funded by|funding partner",
        "partner": "partner|co organiser|co organizer",
        "note": "remark|comment",
    },
    "documents": {"title": "document|document title", "party": "parties|signatories", "url": "link|url"},
    "rates": {"currency": "from", "base": "to|against", "rate": "value|exchange rate"},
    "sources": {"record": "kind|kind of record"},
}


def _only(key: str, kind: Kind, heading: str = "") -> Field:
    return Field(key, heading or key.replace("_", " ").capitalize(), kind, key, w.text)


_SOURCES = (_only("source", "list"), _only("source_date", "date"))
_MONEY = tuple(_only(key, "amount") for key in ("pledged", "committed", "received"))
# What sheets of other people have and exports have not, by the sheet that it is taken in with.
_TAKEN: Mapping[str, tuple[Field, ...]] = {
    **dict.fromkeys(
        ("projects", "programmes"),
        (
            _only("start", "date"),
            _only("end", "date"),
            _only("budget", "amount"),
            _only("currency", "word"),
            _only("country_share", "text"),
            *_SOURCES,
        ),
    ),
    **dict.fromkeys(("organisations", "expenditures", "outcomes", "activities", "documents"), _SOURCES),
    "contributions": (*_MONEY, _only("date", "date"), _only("target", "code", "Allocated to"), *_SOURCES),
    "links": (_only("organisation_type", "word"),),
}
# One row a transaction, as ledgers and IATI have them: of a project, with whoever provided the money.
TRANSACTIONS = SheetKind(
    "transactions",
    "Transactions",
    "",
    (
        _only("project", "code"),
        _only("kind", "word"),
        _only("date", "date"),
        _only("amount", "amount"),
        _only("currency", "word"),
        _only("donor", "text"),
        _only("donor_type", "word"),
        _only("reference", "text"),
        _only("note", "text"),
    ),
    "transactions",
)
KINDS: Mapping[str, SheetKind] = {sheet.name: sheet for sheet in (*SHEETS, TRANSACTIONS)}
# What a flat sheet of projects may hold beside them, under headings that begin with what it is.
BESIDE = ("budgets", "links", "transactions")


def fields(sheet: SheetKind) -> tuple[Field, ...]:
    """Return all that is taken in with a sheet."""
    return (*sheet.fields, *_TAKEN.get(sheet.name, ()))


@cache
def understood(name: str) -> Mapping[str, Field]:
    """Return every heading that is understood in a kind of sheet, folded, with what it means."""
    sheet = KINDS[name]
    found: dict[str, Field] = {}
    synonyms = _SYNONYMS.get(name, {})
    # Its own names are a column's before they can be what people call another.
    for field, words in (
        *((field, (field.heading, field.key)) for field in fields(sheet)),
        *((field, synonyms.get(field.key, "").split("|")) for field in fields(sheet)),
    ):
        for word in words:
            for each in _spellings(heading(word)):
                found.setdefault(each, field)
    return found


def heading(text: str) -> str:
    """Return the form in which headings are compared: folded, and without the `(s)` of a plural that may be one."""
    return fold(text.replace("(s)", "").replace("(S)", ""))


def _spellings(folded: str) -> Iterator[str]:
    """Yield a heading as it is, and in the plural or singular that people write as well."""
    if folded:
        yield folded
        yield folded.removesuffix("s") if folded.endswith("s") else f"{folded}s"
