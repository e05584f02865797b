"""Narratives of work and agreements as sections of a report, in its language or marked as in that of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.prose import prose
from portfolio.pages.tree import Bullets, Paragraph, Section
from portfolio.query.narratives import told
from portfolio.reference.codes import LANGUAGE, NARRATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.pages.donor.gift import Giving
    from portfolio.pages.tree import Block
    from portfolio.query.narratives import Narrated

_NEXT = "next_steps"
# A paragraph of more characters is no line of a summary.
_LINE = 160


def narratives(giving: Giving, *, target: str = "", contribution: str = "") -> list[Section]:
    """Return the narratives of a programme or project, or of a contribution, in the period, a section each."""
    language = giving.language.code
    found = told(giving.office.reader, language, target=target, contribution=contribution, period=giving.view.period)
    return [_section(giving, each) for each in found]


def next_steps(giving: Giving) -> Iterator[str]:
    """Yield what the narratives of the work say comes next, as far as a line says it."""
    for each in giving.work:
        for found in told(giving.office.reader, giving.language.code, target=each["code"], period=giving.view.period):
            first = found.title.text if found.title else found.text.text
            if found.document["kind"] == _NEXT and len(first) <= _LINE and "\n" not in first.strip():
                yield first.strip()


def _section(giving: Giving, narrated: Narrated) -> Section:
    kind = giving.language.coded(NARRATIVE, narrated.document["kind"])
    title = narrated.title
    heading = giving.language.word("{what}: {which}", what=kind, which=title.text) if title else kind
    return Section(narrated.document["id"], heading, tuple(_blocks(giving, narrated)))


def _blocks(giving: Giving, narrated: Narrated) -> Iterator[Block]:
    """Yield the text, and in which language it is where that is not the report's."""
    lists = 0
    for block in prose(narrated.text.text):
        if isinstance(block, Bullets):
            lists += 1
            yield block._replace(key=f"items_{lists}")
        else:
            yield block
    if narrated.text.is_original:
        language = giving.language.coded(LANGUAGE, narrated.text.language)
        yield Paragraph(giving.language.word("Original: {language}", language=language), "note")
