"""Fields of outcomes, of their indicators and what these reached, and of activities."""

from portfolio.fields import kinds as k, shared as s
from portfolio.fields.field import OWNER, Field, Fields

_LEVELS = "output, outcome or impact."
_TYPES = "workshop, training, expert_meeting, event …"
_MODES = "onsite, virtual or hybrid."

OUTCOME: Fields = (
    s.ID,
    Field("project", k.TARGET, label="Project", heading="Project or programme", listed=0),
    s.TITLE,
    Field("level", k.coded("LEVEL", "LEVEL"), _LEVELS, listed=1, filter=_LEVELS),
    s.DESCRIPTION,
    Field("date", k.DATE, "When it was reached.", listed=2),
    Field(
        *("indicator", k.TEXT, "", "indicators.title"),
        in_sheets=False,
        settable="never",
        filter="Measured by an indicator, by part of its title.",
    ),
    *s.WORDS,
    *s.RECORD_ASIDE,
    s.REMOVED,
    s.REVISION_ASIDE,
)


def _divided(key: str, before: str) -> Fields:
    """Return the fields of what a value in per cent is divided from; `before` begins their paths."""
    parts = ("numerator", "denominator")
    return tuple(Field(f"{key}_{part}", k.DIVIDED, path=f"{before}{part}", rare=True) for part in parts)


INDICATOR: Fields = (
    Field("outcome", k.CODE, path=OWNER, listed=5, settable="never"),
    s.PART_ID,
    s.TITLE,
    Field("code", k.SHARED_CODE, "A code that projects share, under which values are added.", listed=8),
    Field("measure", k.coded("MEASURE", "MEASURE"), "unit, percentage, nominal, ordinal or qualitative.", listed=7),
    Field("unit", k.TEXT, "What is counted: officers, plans.", listed=2),
    Field(
        "values",
        k.VALUES,
        "per_period, which are summed, or cumulative, which are carried forward.",
        hint="per_period or cumulative",
    ),
    Field("baseline", k.MEASURED, "Where it stood at the start: 24, 15% or 15/100.", path="baseline.value", listed=4),
    *_divided("baseline", "baseline."),
    Field("baseline_date", k.DATE, "When it stood there.", "baseline.date"),
    Field("baseline_comment", k.TEXT, "Where it stood, in words.", "baseline.comment"),
    *s.TITLES,
    s.REVISION,
)
PERIOD: Fields = (
    Field("indicator", k.CODE, path=OWNER, settable="never", hint="The id of the indicator, as in O-001.i1."),
    s.PART_ID,
    Field("start", k.DATE, label="From", listed=0),
    Field("end", k.DATE, label="To", listed=0),
    Field("target", k.MEASURED, "What was aimed at: 24, 15% or 15/100.", listed=0),
    *_divided("target", "target_"),
    Field("actual", k.MEASURED, listed=0),
    *_divided("actual", "actual_"),
    Field("comment", k.NOTE, "What the value means, or says in words.", listed=3),
    s.REVISION,
)
DISAGGREGATION: Fields = (
    Field(
        "part",
        k.CODE,
        path=OWNER,
        heading="Value of",
        settable="never",
        hint="The id of a period; or of an indicator, for its baseline.",
    ),
    Field("dimension", k.TEXT),
    Field("category", k.TEXT),
    Field("value", k.NUMBER),
    s.REVISION,
)

ACTIVITY: Fields = (
    s.ID,
    s.TITLE,
    Field("project", k.TARGET, label="Project", heading="Project or programme", listed=1),
    Field("type", k.coded("ACTIVITY_TYPE", "TYPE"), _TYPES, listed=2, filter=_TYPES),
    Field("mode", k.coded("MODE", "MODE"), _MODES, listed=10, filter=_MODES),
    Field("start", k.DATE, "When it began.", listed=3),
    Field("end", k.DATE, "When it ended.", listed=12),
    Field("venue", k.TEXT, "Where it took place.", listed=4, filter="Held at a place, by part of its name."),
    Field(
        "venue_country",
        k.COUNTRY,
        "The country of the venue, which need not benefit.",
        heading="Country of the venue",
        filter="Held in a country, whoever benefits.",
    ),
    Field("women", k.PEOPLE, "How many women took part.", "participants.women", listed=6),
    Field("men", k.PEOPLE, "How many men took part.", "participants.men", listed=7),
    Field(
        "unspecified",
        k.PEOPLE,
        "How many took part of whom the sex is not recorded.",
        "participants.unspecified",
        listed=8,
    ),
    Field("country", k.COUNTRIES, "A country that benefits.", "countries", listed=5),
    Field("region", k.REGIONS, "A region that benefits.", "regions"),
    Field("partner", k.ORGANISATIONS, "Who held it with the office.", "partners", metavar="PARTNER"),
    Field("donor", k.DONORS, "A donor credited for it.", "donors", heading="Donors credited"),
    s.DESCRIPTION,
    s.DOCUMENTS,
    *s.WORDS,
    *s.RECORD_ASIDE,
    s.REVISION_ASIDE,
)
