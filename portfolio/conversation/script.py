"""The script of conversations: what is asked of each kind of entry, in which order, and what may follow it.

Which fields there are, how they are called and what they take is declared under `portfolio.fields`. A field that is
named nowhere here is asked for behind those that are.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from portfolio.fields import kinds as k
from portfolio.fields.contributions import ALLOCATION, CONTRIBUTION, INSTALMENT, REPORT_DUE
from portfolio.fields.expenditures import EXPENDITURE
from portfolio.fields.field import Field, Fields
from portfolio.fields.narratives import NARRATIVE
from portfolio.fields.organisations import DOCUMENT, ORGANISATION
from portfolio.fields.outcomes import ACTIVITY, INDICATOR, OUTCOME, PERIOD
from portfolio.fields.projects import PROGRAMME, PROJECT
from portfolio.fields.shared import is_translation

if TYPE_CHECKING:
    from collections.abc import Mapping

_NONE: Mapping[str, str] = MappingProxyType({})


class Following(NamedTuple):
    """Sections that follow another.

    Attributes:
        section: Which.
        how: Once, again and again until its first question is skipped, or once for each donor that was named.
        into: The option of the entry before that its answers are a value of, where it makes none of its own.
    """

    section: Inquiry
    how: Literal["once", "again", "donor"] = "again"
    into: str = ""


class Inquiry(NamedTuple):
    """Questions whose answers make one entry.

    Attributes:
        name: What the answers are kept under.
        command: The command that makes the entry.
        table: The table that the entry is in, whose records are its examples.
        asked: What is asked, in order.
        lead: The key of what an entry cannot be without; where it is skipped, there is none.
        needs: The keys of what it cannot be without besides.
        seldom: What is asked only where somebody wants it.
        alone: What stands by itself on the command line, in order.
        known: Option to where its value is from: `key` of the entry before, or the `value` that it has there.
        says: Key to the question, where the field’s own name is too little.
        skips: What skipping the first question says.
        then: The sections that follow.
        more: The sections of which one may choose in the end.
        currency: Whether an amount has to name its currency.
        dated: Whether it is said that a date is not known.
        called: What the entry is called.
    """

    name: str
    command: str
    table: str
    asked: Fields
    lead: str
    needs: tuple[str, ...] = ()
    seldom: Fields = ()
    alone: tuple[str, ...] = ()
    known: Mapping[str, str] = _NONE
    says: Mapping[str, str] = _NONE
    skips: str = ""
    then: tuple[Following, ...] = ()
    more: tuple[Inquiry, ...] = ()
    currency: bool = False
    dated: bool = False
    called: str = ""

    def field(self, key: str) -> Field | None:
        """Return the field of a key that may be asked for, or None."""
        return next((field for field in (*self.asked, *self.seldom) if field.key == key), None)


def _ordered(fields: Fields, first: str, seldom: str = "") -> tuple[Fields, Fields]:
    """Return fields in the order in which they are asked, those that are named nowhere last; and those seldom asked."""
    order, aside = first.split(), set(seldom.split()) | _ASIDE
    translations = {field.key for field in fields if is_translation(field.key)}
    aside |= translations
    offered = {field.key: field for field in fields if field.help or field.key in {*order, *translations}}
    asked = [offered[key] for key in order]
    asked += [field for key, field in offered.items() if key not in order and key not in aside]
    return tuple(asked), tuple(field for key, field in offered.items() if key in aside and key not in order)


def _only(fields: Fields, keys: str) -> Fields:
    """Return the fields of some keys, in their order."""
    by_key = {field.key: field for field in fields}
    return tuple(by_key[key] for key in keys.split())


# Of any record: what few know when they enter it.
_ASIDE = set("code tag note classification source source_date document alias currency".split())  # noqa: SIM905 - a list to be read
_DATE = Field("date", k.DATE, "When it was agreed: 2024-07-15, 2024-07, last month.")
_RECEIVED = Field("received", k.FLAG, "yes or no.")
_AMOUNT = Field("amount", k.AMOUNT, "1.25m USD, EUR 80,000.")
_PART = Field("amount", k.AMOUNT, "100,000 or 100k.")
_PERIOD = Field("period", k.TEXT, "2027, 2027-Q1, 2026-01..2027-06.")

_INSTALMENT = Inquiry(
    "instalment",
    "contribution instalment",
    "contributions",
    (_AMOUNT._replace(help="What is still to be paid; the next question is when."), *_only(INSTALMENT, "date")),
    "amount",
    ("date",),
    alone=("id", "amount", "currency"),
    known={"id": "key"},
    says={"amount": "Next instalment"},
    skips="no more instalments",
    called="instalment",
)
_REPORT = Inquiry(
    "report",
    "contribution report-due",
    "contributions",
    _only(REPORT_DUE, "date title"),
    "date",
    alone=("id",),
    known={"id": "key"},
    says={"date": "Next report to the donor, due", "title": "What is to be reported"},
    skips="no more reports",
    called="report due",
)
_SPLIT = Inquiry(
    "for",
    "",
    "contributions",
    (*_only(ALLOCATION, "target"), _PART._replace(help="100,000 or 100k; skipped, what the others leave.")),
    "target",
    says={"target": "For project or programme", "amount": "How much for it"},
    skips="for nothing else",
)
_GIFT_FIELDS = (_AMOUNT, _DATE, _RECEIVED)
_CONTRIBUTION_ASKED, _CONTRIBUTION_SELDOM = _ordered(
    (*CONTRIBUTION, *_GIFT_FIELDS),
    "donor amount date received title reference signed start end recipient earmarking earmarked_to",
    "receipts_unknown use_unknown officer",
)
_CONTRIBUTION = Inquiry(
    "contribution",
    "contribution add",
    "contributions",
    _CONTRIBUTION_ASKED,
    "donor",
    seldom=_CONTRIBUTION_SELDOM,
    alone=("donor", "amount", "currency"),
    says={"donor": "Donor", "amount": "Amount", "date": "Agreed on", "received": "Was it paid then, too"},
    then=(Following(_SPLIT, into="for"), Following(_INSTALMENT), Following(_REPORT)),
    currency=True,
    dated=True,
    called="contribution",
)
# What a donor of a project gives to it.
_GIFT = Inquiry(
    "gift",
    "contribution add",
    "contributions",
    (
        *_GIFT_FIELDS,
        _PART._replace(key="part", help="An amount; skipped, all of it."),
        *_only(CONTRIBUTION, "title"),
    ),
    "amount",
    alone=("donor", "amount", "currency"),
    known={"for": "key"},
    says={
        "amount": "How much does {donor} give",
        "date": "Agreed on",
        "received": "Was it paid then, too",
        "part": "How much for this project",
        "title": "Title of the agreement",
    },
    skips="not known, or no agreement",
    then=(Following(_INSTALMENT), Following(_REPORT)),
    currency=True,
    dated=True,
    called="contribution",
)
_AIM = Inquiry(
    "aim",
    "outcome record",
    "outcomes",
    (*_only(PERIOD, "target"), _PERIOD),
    "target",
    ("period",),
    alone=("project", "indicator", "value"),
    known={"project": "value", "indicator": "key", "value": "-"},
    says={"target": "Target", "period": "Target of which period"},
    skips="no target",
    called="target",
)
_INDICATOR_ASKED, _INDICATOR_SELDOM = _ordered(
    INDICATOR, "title unit baseline baseline_date", "measure values code baseline_comment"
)
_INDICATOR = Inquiry(
    "indicator",
    "outcome indicator",
    "outcomes",
    _INDICATOR_ASKED,
    "title",
    seldom=_INDICATOR_SELDOM,
    alone=("project", "outcome"),
    known={"project": "value", "outcome": "key"},
    says={"title": "What is it measured by"},
    skips="no more indicators",
    then=(Following(_AIM, "once"),),
    called="indicator",
)
_OUTCOME_ASKED, _OUTCOME_SELDOM = _ordered(OUTCOME, "project title level date", "description")
_OUTCOME = Inquiry(
    "outcome",
    "outcome add",
    "outcomes",
    _OUTCOME_ASKED,
    "project",
    ("title",),
    seldom=_OUTCOME_SELDOM,
    alone=("project", "title"),
    says={"title": "Outcome, in a sentence"},
    then=(Following(_INDICATOR),),
    called="outcome",
)
_ACTIVITY_ASKED, _ACTIVITY_SELDOM = _ordered(
    ACTIVITY,
    "project title type mode start end venue venue_country women men unspecified country partner donor",
    "region description",
)
_ACTIVITY = Inquiry(
    "activity",
    "activity add",
    "activities",
    _ACTIVITY_ASKED,
    "title",
    seldom=_ACTIVITY_SELDOM,
    alone=("project", "title"),
    called="activity",
)
_EXPENDITURE_ASKED, _EXPENDITURE_SELDOM = _ordered(
    EXPENDITURE, "target amount date contribution kind ref", "reverse booked country region"
)
_EXPENDITURE = Inquiry(
    "expenditure",
    "expenditure add",
    "expenditures",
    _EXPENDITURE_ASKED,
    "target",
    ("amount",),
    seldom=_EXPENDITURE_SELDOM,
    alone=("target", "amount", "currency"),
    says={"amount": "Amount"},
    currency=True,
    dated=True,
    called="expenditure",
)


def _inside(section: Inquiry, option: str) -> Inquiry:
    """Return a section as it follows a project, which is known then."""
    asked = tuple(field for field in section.asked if field.key != option)
    lead = section.lead if section.lead != option else section.needs[0]
    return section._replace(asked=asked, lead=lead, needs=(), known={option: "key"}, skips="none after all")


_NARRATIVE_ASKED, _NARRATIVE_SELDOM = _ordered(
    NARRATIVE, "target kind period title text language picture caption people consent"
)
_NARRATIVE = Inquiry(
    "narrative",
    "narrative add",
    "narratives",
    _NARRATIVE_ASKED,
    "target",
    ("kind", "text"),
    seldom=_NARRATIVE_SELDOM,
    alone=("target", "kind"),
    says={
        "target": "What does it tell of",
        "kind": "What kind is it",
        "period": "Of which period",
        "title": "Headline",
        "text": "What is told",
        "people": "Does it name people",
        "consent": "How did they agree",
    },
    called="narrative",
)
_WORK_SELDOM = "accountable extending planned_start actual_start planned_end actual_end"
_PROJECT_ASKED, _PROJECT_SELDOM = _ordered(
    PROJECT,
    "title programme status start end country region scope pillar owner partner officer description ref donor",
    f"{_WORK_SELDOM} parent phase kind",
)
_PROGRAMME_ASKED, _PROGRAMME_SELDOM = _ordered(
    PROGRAMME,
    "title status start end country region pillar owner partner officer description donor",
    f"{_WORK_SELDOM} scope ref",
)
_DOCUMENT_ASKED, _DOCUMENT_SELDOM = _ordered(DOCUMENT, "title kind party date reference url", "category")
_TITLE = "title"


def _of_name(role: str) -> Inquiry:
    asked, seldom = _ordered(ORGANISATION, "name type country short_name parent", "role own reference contact url")
    return Inquiry(role, f"{role} add", "organisations", asked, "name", seldom=seldom, alone=("name",), called=role)


# Noun to what is asked where one is added.
SECTIONS: Mapping[str, Inquiry] = {
    "project": Inquiry(
        "project",
        "project add",
        "projects",
        _PROJECT_ASKED,
        _TITLE,
        seldom=_PROJECT_SELDOM,
        alone=(_TITLE,),
        then=(Following(_GIFT, "donor"),),
        more=(_inside(_OUTCOME, "project"), _inside(_ACTIVITY, "project"), _inside(_EXPENDITURE, "target")),
        called="project",
    ),
    "programme": Inquiry(
        "programme",
        "programme add",
        "programmes",
        _PROGRAMME_ASKED,
        _TITLE,
        seldom=_PROGRAMME_SELDOM,
        alone=(_TITLE,),
        called="programme",
    ),
    "contribution": _CONTRIBUTION,
    "outcome": _OUTCOME,
    "activity": _ACTIVITY,
    "expenditure": _EXPENDITURE,
    "narrative": _NARRATIVE,
    "donor": _of_name("donor"),
    "partner": _of_name("partner"),
    "document": Inquiry(
        "document",
        "document add",
        "documents",
        _DOCUMENT_ASKED,
        _TITLE,
        seldom=_DOCUMENT_SELDOM,
        alone=(_TITLE,),
        called="document",
    ),
}
_NEW_PARTY = _only(ORGANISATION, "name type country short_name")
# Noun to what is asked of one that is named while something else is being added.
NEW: Mapping[str, Inquiry] = {
    "donor": SECTIONS["donor"]._replace(asked=_NEW_PARTY),
    "partner": SECTIONS["partner"]._replace(asked=_NEW_PARTY),
    "programme": SECTIONS["programme"]._replace(asked=_only(PROGRAMME, "title pillar")),
}
# Kind of field to the noun of what may be new in it.
NEWCOMERS: Mapping[str, str] = {
    **dict.fromkeys(("donor", "donors"), "donor"),
    **dict.fromkeys(("organisation", "organisations"), "partner"),
    "programme": "programme",
}
