"""Fields of narratives: what people tell of projects, programmes and contributions."""

from portfolio.fields import kinds as k, shared as s
from portfolio.fields.field import Field, Fields

_TITLE = s.TITLE._replace(help="Its headline.", listed=2)
_TEXT = Field("text", k.NOTE, "What is told: paragraphs, and lists of lines that begin with a hyphen.")
_KINDS = "achievements, challenges, lessons, next_steps or story."
_CAPTION = Field("caption", k.TEXT, "What the picture shows, and who took it.")

NARRATIVE: Fields = (
    s.ID,
    Field(
        "target",
        k.TOLD_OF,
        "What it tells of: a project, a programme or the id of a contribution.",
        label="Of",
        heading="Project or programme",
    ),
    Field("contribution", k.CONTRIBUTION, filter="Told of a contribution."),
    Field(
        "kind",
        k.coded("NARRATIVE", "KIND"),
        _KINDS,
        listed=1,
        filter=_KINDS,
    ),
    _TITLE,
    _TEXT,
    s.LANGUAGE._replace(listed=5, rare=False, filter="The language that it is written in."),
    Field("period", k.PERIOD, "The period that it tells of: 2024, 2024-Q1, 2024-01..2024-06.", in_sheets=False),
    Field("start", k.DATE, label="From", listed=3),
    Field("end", k.DATE, label="To", listed=4),
    Field("picture", k.PICTURE, "A picture, PNG or JPEG."),
    _CAPTION,
    Field("people", k.FLAG, "People are named, or can be known by it.", heading="Names people"),
    Field("consent", k.TEXT, "How those shown or named agreed: a signed form, its date."),
    *s.translated(_TITLE, _TEXT, _CAPTION),
    *s.RECORD_ASIDE,
    s.REVISION_ASIDE,
)
