"""Narratives of a record, and texts of records in the language that is asked for, else in that of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.dates import ALWAYS, Period
from portfolio.query.spans import span
from portfolio.reference.codes import NARRATIVE
from portfolio.store import In

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.models.documents import NarrativeDocument
    from portfolio.store.protocol import Reader

# The language of a text of which none is recorded.
UNSAID = "en"


class Said(NamedTuple):
    """A text of a record in a language."""

    text: str
    language: str  # the code of the language that it is in
    is_original: bool  # whether it is the original, as there is no translation into the language asked for


class Narrated(NamedTuple):
    """A narrative in a language, each of its texts in that of the original where there is no translation."""

    document: NarrativeDocument
    title: Said | None
    text: Said
    caption: Said | None


def text_in(record: Mapping[str, Any], field: str, language: str) -> Said | None:
    """Return a text of a record (`title`, `description`, `text`, `caption`) in a language, or the original."""
    if text := record.get(f"{field}s", {}).get(language):
        return Said(text, language, is_original=False)
    if not (text := record.get(field)):
        return None
    own = record.get("language", UNSAID)
    return Said(text, own, is_original=own != language)


def narratives_of(
    reader: Reader, language: str, *, target: str = "", contribution: str = "", period: Period = ALWAYS
) -> list[Narrated]:
    """Return the narratives of a programme or project, or of a contribution, within a period, in a language.

    They stand in the order of their kinds, then of their days. One without days is of no period but all time.
    """
    where = In("target", frozenset({target})) if target else In("contribution", frozenset({contribution}))
    found = cast("list[NarrativeDocument]", reader.find("narratives", where))
    return [_in(each, language) for each in ordered(found) if is_within(each, period)]


def ordered(narratives: Iterable[NarrativeDocument]) -> list[NarrativeDocument]:
    """Return narratives in the order of their kinds, then of their days."""
    return sorted(narratives, key=lambda each: (NARRATIVE.words.index(each["kind"]), days_told(each) or (), each["id"]))


def is_within(narrative: NarrativeDocument, period: Period) -> bool:
    """Return whether what a narrative tells of overlaps a period; one without days is of no period but all time."""
    days = days_told(narrative)
    return period.overlaps(*days) if days else period == ALWAYS


def _in(narrative: NarrativeDocument, language: str) -> Narrated:
    record = cast("Mapping[str, Any]", narrative)
    text = cast("Said", text_in(record, "text", language))
    return Narrated(narrative, text_in(record, "title", language), text, text_in(record, "caption", language))


def days_told(narrative: NarrativeDocument) -> tuple[Any, Any] | None:
    """Return the first and the last day of what a narrative tells of; None where neither is recorded."""
    start, end = narrative.get("start"), narrative.get("end")
    known = start or end
    return (span(start or str(known))[0], span(end or str(known))[1]) if known else None
