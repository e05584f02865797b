"""Narratives of work and agreements as sections of a report, in its language or marked as in that of the original."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from portfolio.dates import ALWAYS, Period
from portfolio.pages.prose import prose
from portfolio.pages.tree import Block, Bullets, Paragraph, Photo, Section
from portfolio.query.narratives import Narrated, Said, narratives_of
from portfolio.reference.codes import LANGUAGE, NARRATIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.language.language import Language
    from portfolio.pages.donor.gift import Giving
    from portfolio.pages.edition import Telling

_NEXT = "next_steps"
# A paragraph of more characters is no line of a summary.
_LINE = 160
# So much of a digest tells pictures apart, and finds the file of one.
_DIGITS = 12


def narratives(telling: Telling, period: Period = ALWAYS, *, target: str = "", contribution: str = "") -> list[Section]:
    """Return the narratives of a programme or project, or of a contribution, in a period, a section each."""
    language = telling.language.code
    found = narratives_of(telling.office.reader, language, target=target, contribution=contribution, period=period)
    return [_section(telling, each) for each in found]


def is_narrative(section: Section, language: Language) -> bool:
    """Whether a section of a report in a language is that of a narrative."""
    return section.of == language.word("Narrative")


def next_steps(giving: Giving) -> Iterator[str]:
    """Yield what the narratives of the work say comes next, as far as a line says it."""
    for each in giving.work:
        for found in narratives_of(
            giving.office.reader, giving.language.code, target=each["code"], period=giving.view.period
        ):
            first = found.title.text if found.title else found.text.text
            if found.document["kind"] == _NEXT and len(first) <= _LINE and "\n" not in first.strip():
                yield first.strip()


def _section(telling: Telling, narrated: Narrated) -> Section:
    kind = telling.language.coded(NARRATIVE, narrated.document["kind"])
    title = narrated.title
    heading = telling.language.word("{what}: {which}", what=kind, which=title.text) if title else kind
    of = telling.language.word("Narrative")
    return Section(narrated.document["id"], heading, tuple(_blocks(telling, narrated)), of=of, sheet=of)


def _blocks(telling: Telling, narrated: Narrated) -> Iterator[Block]:
    """Yield the text, its picture, in which language it is where that is not the report's, and where it is from."""
    yield from numbered(prose(narrated.text.text))
    yield from _photo(telling, narrated)
    if narrated.text.is_original:
        yield Paragraph(_original(telling.language, narrated.text), "note")
    word = telling.language.word
    for source in narrated.document.get("sources", ()):
        named = source.get("citation") or source.get("url", "")
        yield Paragraph(word("{what}: {which}", what=word("Source"), which=named), "note")


def _photo(telling: Telling, narrated: Narrated) -> Iterator[Photo]:
    """Yield the picture of a narrative; none where it is not there, or is no picture."""
    digest, caption, language = narrated.document.get("picture"), narrated.caption, telling.language
    if not digest or not (data := telling.office.picture(digest)):
        return
    from portfolio.files.images import size_of  # noqa: PLC0415 - few narratives have a picture

    width, height = size_of(data)
    said = caption.text if caption else ""
    if caption and caption.is_original and not narrated.text.is_original:
        said = f"{said} ({_original(language, caption)})"
    what = language.word("Picture")
    named = f"{said} ({digest[:_DIGITS]})" if said else digest[:_DIGITS]
    told = language.word("{what}: {which}", what=what, which=named)
    yield Photo(digest, said, said or what, told, width, height, partial(telling.office.picture, digest))


def _original(language: Language, text: Said) -> str:
    return language.word("Original: {language}", language=language.coded(LANGUAGE, text.language))


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, each list under a key of its own."""
    lists = 0
    for block in blocks:
        if isinstance(block, Bullets):
            lists += 1
            yield block._replace(key=f"items_{lists}")
        else:
            yield block
