"""The script of conversations: what is asked of each kind of entry, in which order, and what may follow it.

Which fields there are, how they are called and what they take is declared under `portfolio.fields`. A field that is
named nowhere here is asked for behind those that are.
"""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.conversation.inquiry import Following, Inquiry, only, ordered
from portfolio.fields import kinds as k
from portfolio.fields.contributions import ALLOCATION, CONTRIBUTION, INSTALMENT, MOVEMENT, REPORT_DUE
from portfolio.fields.expenditures import EXPENDITURE
from portfolio.fields.field import Field
from portfolio.fields.narratives import NARRATIVE
from portfolio.fields.organisations import DOCUMENT, ORGANISATION
from portfolio.fields.outcomes import ACTIVITY, INDICATOR, OUTCOME, PERIOD
from portfolio.fields.projects import PROGRAMME, PROJECT

_DATE = Field("date", k.DATE, "When it was agreed: 2024-07-15, 2024-07, last month.")
_RECEIVED = Field("received", k.FLAG, "yes or no.")
_AMOUNT = Field("amount", k.AMOUNT, "1.25m USD, EUR 80,000.")
_PART = Field("amount", k.AMOUNT, "100,000 or 100k.")
_PERIOD = Field("period", k.TEXT, "2027, 2027-Q1, 2026-01..2027-06.")

_RECEIPT = Inquiry(
    "receipt",
    "contribution receive",
    "contributions",
    (
        _AMOUNT._replace(help="What has been paid of it so far; the next question is when."),
        *only(MOVEMENT, "date reference"),
    ),
    "amount",
    alone=("id", "amount", "currency"),
    known={"id": "key"},
    says={"amount": "Next payment that came", "date": "Paid on", "reference": "Its number in the books"},
    skips="no more payments",
    dated=True,
    called="payment",
)
_INSTALMENT = Inquiry(
    "instalment",
    "contribution instalment",
    "contributions",
    (_AMOUNT._replace(help="What is still to be paid; the next question is when."), *only(INSTALMENT, "date")),
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
    only(REPORT_DUE, "date title"),
    "date",
    alone=("id",),
    known={"id": "key"},
    says={"date": "Next report to the donor, due", "title": "What is to be reported"},
    skips="no more reports",
    called="report due",
)
# What became of an agreement, and what is still to come.
_LATER = (Following(_RECEIPT, unless="received"), Following(_INSTALMENT), Following(_REPORT))
_SPLIT = Inquiry(
    "for",
    "",
    "contributions",
    (*only(ALLOCATION, "target"), _PART._replace(help="100,000 or 100k; skipped, what the others leave.")),
    "target",
    says={"target": "For project or programme", "amount": "How much for it"},
    skips="for nothing else",
)
_GIFT_FIELDS = (_AMOUNT, _DATE, _RECEIVED)
_CONTRIBUTION_ASKED, _CONTRIBUTION_SELDOM = ordered(
    (*CONTRIBUTION, *_GIFT_FIELDS),
    "donor amount date received title signed reference start end recipient earmarking earmarked_to",
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
    says={
        "donor": "Donor",
        "amount": "Amount",
        "date": "Agreed on",
        "received": "Was it paid then, too",
        "signed": "Signed on",
    },
    then=(Following(_SPLIT, into="for"), *_LATER),
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
        *only(CONTRIBUTION, "title signed"),
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
        "signed": "Signed on",
    },
    skips="not known, or no agreement",
    then=_LATER,
    currency=True,
    dated=True,
    called="contribution",
)
_AIM = Inquiry(
    "aim",
    "outcome record",
    "outcomes",
    (*only(PERIOD, "target"), _PERIOD),
    "target",
    ("period",),
    alone=("project", "indicator", "value"),
    known={"project": "value", "indicator": "key", "value": "-"},
    says={"target": "Target", "period": "Target of which period"},
    skips="no target",
    called="target",
)
_REACHED = Inquiry(
    "reached",
    "outcome record",
    "outcomes",
    (Field("value", k.MEASURED, "24, 15% or 15/100."), _PERIOD._replace(help="2024, 2024-Q1, 2024-01..2024-06.")),
    "value",
    ("period",),
    alone=("project", "indicator", "value"),
    known={"project": "value", "indicator": "key"},
    says={"value": "Next value that was reached", "period": "Reached in which period"},
    skips="no more values",
    called="value",
)
_INDICATOR_ASKED, _INDICATOR_SELDOM = ordered(
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
    then=(Following(_AIM, "once"), Following(_REACHED)),
    called="indicator",
)
_OUTCOME_ASKED, _OUTCOME_SELDOM = ordered(OUTCOME, "project title level date", "description")
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
_ACTIVITY_ASKED, _ACTIVITY_SELDOM = ordered(
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
_EXPENDITURE_ASKED, _EXPENDITURE_SELDOM = ordered(
    (*EXPENDITURE, _AMOUNT), "target amount date contribution country kind ref", "reverse booked region"
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
    says={"amount": "Amount", "country": "Spent on which one country"},
    currency=True,
    dated=True,
    called="expenditure",
)


def _inside(section: Inquiry, option: str) -> Inquiry:
    """Return a section as it follows a project, which is known then."""
    asked = tuple(field for field in section.asked if field.key != option)
    lead = section.lead if section.lead != option else section.needs[0]
    return section._replace(asked=asked, lead=lead, needs=(), known={option: "key"}, skips="none after all")


_NARRATIVE_ASKED, _NARRATIVE_SELDOM = ordered(
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
_PROJECT_ASKED, _PROJECT_SELDOM = ordered(
    PROJECT,
    "title programme status start end country region scope pillar owner partner officer description ref donor",
    f"{_WORK_SELDOM} parent phase kind",
)
_PROGRAMME_ASKED, _PROGRAMME_SELDOM = ordered(
    PROGRAMME,
    "title status start end country region pillar owner partner officer description donor",
    f"{_WORK_SELDOM} scope ref",
)
_DOCUMENT_ASKED, _DOCUMENT_SELDOM = ordered(DOCUMENT, "title kind party date reference url", "category")
_TITLE = "title"


def _of_name(role: str) -> Inquiry:
    asked, seldom = ordered(ORGANISATION, "name type country short_name parent", "role own reference contact url")
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
_NEW_PARTY = only(ORGANISATION, "name type country short_name")
# Noun to what is asked of one that is named while something else is being added.
NEW: Mapping[str, Inquiry] = {
    "donor": SECTIONS["donor"]._replace(asked=_NEW_PARTY),
    "partner": SECTIONS["partner"]._replace(asked=_NEW_PARTY),
    "programme": SECTIONS["programme"]._replace(asked=only(PROGRAMME, "title pillar")),
}
# Kind of field to the noun of what may be new in it.
NEWCOMERS: Mapping[str, str] = {
    **dict.fromkeys(("donor", "donors"), "donor"),
    **dict.fromkeys(("organisation", "organisations"), "partner"),
    "programme": "programme",
}
