"""Fields of contributions, and of what happens to them."""

from portfolio.fields import kinds as k, shared as s
from portfolio.fields.field import OWNER, Field, Fields, listed

_EARMARKINGS = "unearmarked, softly, earmarked, tightly."

CONTRIBUTION: Fields = (
    s.ID,
    Field("donor", k.DONOR, listed=0),
    s.TITLE._replace(listed=5),
    Field("reference", k.TEXT, "The agreement’s number."),
    Field(
        *("recipient", k.TEXT, "Who receives it: UNCCT, UNOCT, a trust fund."),
        listed=11,
        filter="Received by somebody, by part of the name.",
    ),
    Field("currency", k.CURRENCY, "Its currency; without it, that of the first amount.", listed=14),
    Field("earmarking", k.coded("EARMARKING", "HOW"), _EARMARKINGS, listed=10, filter=_EARMARKINGS),
    Field("earmarked_to", k.TEXT, "The donor’s condition, in its words."),
    Field("signed", k.DATE, "When it was signed.", listed=6, filter="Signed in a period: 2024, last quarter."),
    Field("start", k.DATE, "From when it runs."),
    Field("end", k.DATE, "Until when it runs."),
    Field("closed", k.DATE, listed=15, filter="Closed in a period; --without closed for those still open."),
    Field("receipts_unknown", k.FLAG, "Nothing is known of what was paid.", heading="Receipts not known"),
    Field("use_unknown", k.FLAG, "Nothing is known of how the rest was used.", heading="Use not recorded", rare=True),
    s.OFFICER,
    s.DOCUMENTS,
    s.LANGUAGE,
    *s.TITLES,
    *s.RECORD_ASIDE,
    s.REMOVED,
    s.REVISION_ASIDE,
)

_OF = Field("contribution", k.CODE, path=OWNER, settable="never")
_DATE = Field("date", k.DATE, "When: 2024-07-15, 2024-07, 2024, today.")
_DUE = Field("date", k.DATE, "When it is due.", label="Due", listed=0)

MOVEMENT: Fields = (
    _OF._replace(listed=6),
    s.PART_ID,
    Field("kind", k.coded("MOVEMENT", "KIND"), listed=0, settable="entered"),
    s.AMOUNT,
    s.CURRENCY,
    _DATE._replace(listed=1),
    s.REVERSAL._replace(listed=4, settable="entered"),
    Field("reference", k.TEXT, "Its number in the books.", listed=3, option="ref"),
    *listed(s.BOOKED, booked=5),
    Field("uncertain", k.FLAG, "The source leaves doubt.", listed=7, rare=True),
    s.NOTE._replace(listed=8),
    s.REVISION,
)
ALLOCATION: Fields = (
    _OF._replace(listed=4),
    s.PART_ID,
    Field("target", k.TARGET, label="For", heading="Project or programme", listed=0),
    s.AMOUNT,
    s.CURRENCY,
    Field("moved_from", k.TARGET, "Move it from there.", listed=5, option="from"),
    s.REVERSAL._replace(help="Return it to what is unallocated.", settable="entered", rare=True),
    Field("date", k.DATE, "When it was decided.", listed=3),
    s.NOTE._replace(listed=6),
    s.REVISION,
)
INSTALMENT: Fields = (
    _OF._replace(listed=2),
    s.PART_ID,
    s.AMOUNT,
    s.CURRENCY,
    _DUE,
    s.NOTE._replace(listed=3),
    s.REVISION,
)
REPORT_DUE: Fields = (
    _OF._replace(listed=3),
    s.PART_ID,
    Field("title", k.TEXT, "What is to be reported.", listed=2),
    _DUE,
    Field("sent", k.DATE, "When it was sent.", listed=0),
    s.REVISION,
)
