"""The coded fields of the register: our words, with the codes of IATI 2.03 where it has a list for them.

What is stored is the word. The synonyms are what officers, spreadsheets and older reports write instead.
"""

from collections.abc import Mapping
from typing import Any

from portfolio.reference.codelist import Code, CodeList

STATUS = CodeList(  # IATI ActivityStatus
    "status",
    Code(
        "pipeline",
        "Pipeline",
        "1",
        ("pipeline/identification", "planned", "proposed", "in preparation", "under development", "not started"),
    ),
    Code(
        "implementation",
        "Implementation",
        "2",
        (
            "ongoing",
            "on-going",
            "active",
            "running",
            "under way",
            "underway",
            "in progress",
            "operational",
            "current",
            "under implementation",
            "implementing",
            "launched",
            "started",
        ),
    ),
    Code("finalisation", "Finalisation", "3", ("finalization", "finalising", "finalizing", "closing", "closing phase")),
    Code("closed", "Closed", "4", ("completed", "complete", "ended", "finished", "done", "terminated")),
    Code("cancelled", "Cancelled", "5", ("canceled", "discontinued", "withdrawn")),
    Code("suspended", "Suspended", "6", ("on hold", "paused", "halted")),
)
"""Where a programme or project stands."""

SCOPE = CodeList(  # IATI ActivityScope; its codes 5 to 8, for parts of one country, are not used
    "scope",
    Code("global", "Global", "1", ("worldwide", "world", "interregional")),
    Code("regional", "Regional", "2", ("region", "subregional")),
    Code("multi-national", "Multi-national", "3", ("multinational", "multi-country", "multicountry")),
    Code("national", "National", "4", ("country", "single country")),
)
"""How far a project reaches."""

ROLE = CodeList(  # IATI OrganisationRole
    "organisation role",
    Code("funding", "Funding", "1", ("donor", "funder", "funding partner")),
    Code("accountable", "Accountable", "2", ("lead", "lead entity")),
    Code("extending", "Extending", "3"),
    Code("implementing", "Implementing", "4", ("implementer", "implementing partner", "partner")),
)
"""What an organisation does in a programme or project."""

ORGANISATION_TYPE = CodeList(  # IATI OrganisationType
    "organisation type",
    Code("government", "Government", "10", ("national government", "member state")),
    Code("local_government", "Local government", "11"),
    Code("other_public", "Other public sector", "15", ("public", "public sector", "parliament")),
    Code("international_ngo", "International NGO", "21", ("INGO",)),
    Code("national_ngo", "National NGO", "22", ("NGO",)),
    Code("regional_ngo", "Regional NGO", "23"),
    Code("partner_country_ngo", "Partner country based NGO", "24"),
    Code("public_private", "Public-private partnership", "30", ("PPP",)),
    Code("multilateral", "Multilateral", "40", ("international organisation", "UN", "UN entity", "intergovernmental")),
    Code("foundation", "Foundation", "60"),
    Code("private", "Private sector", "70", ("company", "private company")),
    Code("private_provider", "Private sector in provider country", "71"),
    Code("private_recipient", "Private sector in aid recipient country", "72"),
    Code("private_third", "Private sector in third country", "73"),
    Code("academic", "Academic, training and research", "80", ("university", "academia", "research")),
    Code("other", "Other", "90"),
)
"""What kind of body an organisation is."""

_PLEDGE = Code("pledge", "Pledge", "13", ("incoming pledge", "pledged"))
_COMMITMENT = Code("commitment", "Commitment", "11", ("incoming commitment", "committed", "commit", "agreement"))
_RECEIPT = Code("receipt", "Receipt", "1", ("incoming funds", "received", "receive", "payment"))

MOVEMENT = CodeList(  # of IATI TransactionType; a refund is a receipt of less than nothing
    "kind of movement",
    _PLEDGE,
    _COMMITMENT,
    _RECEIPT,
    Code("refund", "Refund", "1", ("refunded", "returned")),
)
"""What happens to a contribution."""

TRANSACTION = CodeList(  # of IATI TransactionType, what the register exports
    "kind of transaction",
    _PLEDGE,
    _COMMITMENT,
    _RECEIPT,
    Code("expenditure", "Expenditure", "4", ("spent", "spending", "expense")),
)
"""What money does in an IATI activity."""

EXPENDITURE = CodeList(
    "kind of expenditure",
    Code("direct", "Direct", "", ("direct cost", "direct costs")),
    Code("support", "Programme support", "", ("PSC", "programme support cost", "programme support costs", "overhead")),
)
"""What an expenditure pays for."""

DIRECT = EXPENDITURE.words[0]
"""What an expenditure is that says nothing else."""

EARMARKING = CodeList(  # IATI EarmarkingCategory
    "earmarking",
    Code("unearmarked", "Unearmarked", "1", ("none", "core")),
    Code("softly", "Softly earmarked", "2", ("soft",)),
    Code("earmarked", "Earmarked", "3"),
    Code("tightly", "Tightly earmarked", "4", ("tight", "hard", "hard earmarked")),
)
"""How closely a donor binds its contribution."""

BUDGET_TYPE = CodeList(  # IATI BudgetType
    "budget type",
    Code("original", "Original", "1"),
    Code("revised", "Revised", "2", ("revision",)),
)
"""Whether a budget is the first or replaces one."""

ORIGINAL = BUDGET_TYPE.words[0]
"""What a budget is that says nothing else."""

BUDGET_STATUS = CodeList(  # IATI BudgetStatus
    "budget status",
    Code("indicative", "Indicative", "1", ("estimate", "estimated")),
    Code("committed", "Committed", "2", ("approved",)),
)
"""How firm a budget is."""

DATE = CodeList(  # IATI ActivityDateType
    "kind of date",
    Code("planned_start", "Planned start", "1"),
    Code("actual_start", "Actual start", "2"),
    Code("planned_end", "Planned end", "3"),
    Code("actual_end", "Actual end", "4"),
)
"""Which date of a project is meant."""

LEVEL = CodeList(  # IATI ResultType without 9, other
    "level of result",
    Code("output", "Output", "1", ("outputs",)),
    Code("outcome", "Outcome", "2", ("outcomes",)),
    Code("impact", "Impact", "3", ("impacts",)),
)
"""How far along the chain of results an outcome stands."""

MEASURE = CodeList(  # IATI IndicatorMeasure
    "measure",
    Code("unit", "Unit", "1", ("units", "number", "count")),
    Code("percentage", "Percentage", "2", ("percent", "per cent", "%")),
    Code("nominal", "Nominal", "3"),
    Code("ordinal", "Ordinal", "4", ("rank",)),
    Code("qualitative", "Qualitative", "5", ("text", "narrative")),
)
"""What the values of an indicator are."""

KIND = CodeList(
    "kind of project",
    Code("project", "Project"),
    Code("initiative", "Initiative"),
    Code("office", "Office", "", ("programme office",)),
)
"""What a project is; offices are not counted among projects."""

OWNER = CodeList(
    "owner",
    Code("UNCCT", "UNCCT", "", ("United Nations Counter-Terrorism Centre", "UN Counter-Terrorism Centre")),
    Code("UNOCT", "UNOCT", "", ("United Nations Office of Counter-Terrorism", "UN Office of Counter-Terrorism")),
    Code("joint", "UNCCT and UNOCT", "", ("UNOCT/UNCCT", "UNCCT/UNOCT", "both", "shared")),
)
"""Whose project it is."""

CLASSIFICATION = CodeList(  # ST/SGB/2007/6
    "classification",
    Code("unclassified", "UNCLASSIFIED", "", ("public", "open")),
    Code("confidential", "CONFIDENTIAL"),
    Code("strictly_confidential", "STRICTLY CONFIDENTIAL"),
)
"""How sensitive a record is, the least sensitive first."""

UNCLASSIFIED = CLASSIFICATION.words[0]
"""What a record is that says nothing else, and all that leaves the office where nobody says more."""

CLASSIFIED = frozenset(CLASSIFICATION.words[1:])
"""What a record is that is not for everybody."""

_SECRECY = {word: place for place, word in enumerate(CLASSIFICATION.words)}


def classified_up_to(level: str) -> frozenset[str]:
    """Return the classifications up to one; a word that is not known is above all of them."""
    return frozenset(CLASSIFICATION.words[: CLASSIFICATION.words.index(level) + 1])


def secrecy(record: Mapping[str, Any] | None) -> int:
    """Return how secret a record is, as a number: 0 is unclassified, or no record; an unknown word is the highest."""
    return _SECRECY.get((record or {}).get("classification", UNCLASSIFIED), len(_SECRECY) - 1)


ACTIVITY_TYPE = CodeList(
    "activity type",
    Code("workshop", "Workshop", "", ("workshops", "seminar")),
    Code("training", "Training", "", ("trainings", "course", "training course")),
    Code("expert_meeting", "Expert meeting", "", ("expert meetings", "expert group meeting", "meeting")),
    Code("scoping_mission", "Scoping mission", "", ("scoping missions", "mission", "assessment mission")),
    Code("outreach", "Outreach", "", ("outreach event", "awareness raising")),
    Code("event", "Event", "", ("events", "regional event", "conference")),
    Code("publication", "Publication", "", ("publications", "report", "handbook")),
)
"""What an activity of a project is."""

NARRATIVE = CodeList(
    "kind of narrative",
    Code("achievements", "Achievements", "", ("achievement", "achieved", "results")),
    Code("challenges", "Challenges", "", ("challenge", "difficulties", "constraints")),
    Code("lessons", "Lessons learned", "", ("lesson", "lessons learnt", "learned")),
    Code("next_steps", "Next steps", "", ("next", "outlook", "way forward", "plans")),
    Code("story", "Story", "", ("stories", "success story", "human interest story")),
)
"""What a narrative tells of."""

LANGUAGE = CodeList(
    "language",
    Code("ar", "Arabic", "", ("العربية",)),
    Code("en", "English"),
    Code("es", "Spanish", "", ("español",)),
    Code("fr", "French", "", ("français",)),
    Code("ru", "Russian", "", ("русский",)),
    Code("zh", "Chinese", "", ("中文",)),
)
"""The six official languages of the United Nations, in which texts are written and reports are made."""

MODE = CodeList(
    "mode",
    Code("onsite", "On site", "", ("in person", "in-person", "face to face")),
    Code("virtual", "Virtual", "", ("online", "on-line", "remote")),
    Code("hybrid", "Hybrid", "", ("mixed",)),
)
"""How people take part in an activity."""

PILLAR = CodeList(  # of the United Nations Global Counter-Terrorism Strategy, A/RES/60/288
    "pillar",
    Code("I", "Conditions conducive to the spread of terrorism", "1", ("Pillar I", "Pillar 1", "Conditions conducive")),
    Code("II", "Preventing and combating terrorism", "2", ("Pillar II", "Pillar 2", "Preventing and combating")),
    Code(
        "III",
        "Building State capacity and the role of the United Nations",
        "3",
        ("Pillar III", "Pillar 3", "Building State capacity", "State capacity", "Capacity-building"),
    ),
    Code(
        "IV",
        "Human rights for all and the rule of law",
        "4",
        ("Pillar IV", "Pillar 4", "Human rights", "Human rights and the rule of law", "Rule of law"),
    ),
)
"""The part of the Strategy that a project serves. Its code is our own (sector vocabulary 99), not IATI's."""
