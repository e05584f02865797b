"""Fields of expenditures and of exchange rates."""

from portfolio.fields import kinds as k, shared as s
from portfolio.fields.field import Field, Fields, listed, without_option

_PLACE = "The one {}, of its project’s, that all of it was spent on."

_KINDS = "direct, or support for programme support."

EXPENDITURE: Fields = (
    s.ID,
    Field("target", k.TARGET, label="For", heading="Project or programme", listed=0),
    s.AMOUNT,
    s.CURRENCY._replace(settable="always"),
    Field("date", k.DATE, "When: 2024-07-15, 2024-07, 2024, today.", listed=1),
    Field(
        "contribution",
        k.CONTRIBUTION,
        "The contribution that it is charged to.",
        label="Charged to",
        listed=2,
        filter="Charged to a contribution.",
    ),
    Field("kind", k.coded("EXPENDITURE", "KIND"), _KINDS, listed=5, filter=_KINDS),
    s.REVERSAL._replace(listed=7),
    Field("ref", k.TEXT, "Its number in the books.", "reference", listed=6),
    *listed(s.BOOKED, booked=4),
    Field("country", k.COUNTRY, _PLACE.format("country"), rare=True),
    Field("region", k.REGION, _PLACE.format("region"), rare=True),
    *listed(s.RECORD, note=8),
    s.REVISION,
)

# A rate has one source, in words, in place of those of other records.
_RECORD = tuple(field for field in s.RECORD if field.in_sheets)
RATE: Fields = (
    s.ID,
    Field("date", k.DATE, "The day on which it held.", listed=0),
    s.CURRENCY._replace(listed=0, settable="always"),
    Field("base", k.CURRENCY, "The currency that it is worth so much of; without it, that of the settings.", listed=0),
    Field("rate", k.RATE, listed=0),
    Field("source", k.TEXT, "Whose rate it is.", listed=1),
    *without_option(_RECORD, "tag", "classification"),
    s.REVISION,
)
