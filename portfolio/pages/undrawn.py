"""Characters of a report that its writer has no font for, and the records that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.models.tables import TABLES
from portfolio.pages.content import texts
from portfolio.text import shown, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.pages.tree import Page
    from portfolio.store.protocol import Reader

# So many records, and so much of a text, are told; a register may be full of them.
_TOLD, _QUOTED = 10, 60


class Undrawn(NamedTuple):
    """Characters that no font of this computer has, for which a replacement is drawn."""

    characters: str  # each once
    package: str  # what brings a font for them on Debian and Ubuntu


def undrawn_sentence(found: Undrawn, report: Page, reader: Reader) -> str:
    """Return the warning that names the characters and the records that they stand in."""
    signs = some([f"{shown(sign)} (U+{ord(sign):04X})" for sign in found.characters], _TOLD)
    places = some(list(_places(found, report, reader)), _TOLD)
    return (
        f"No font on this computer has {signs}; \ufffd is drawn instead, in {places}. "
        f"On Debian and Ubuntu install {found.package}; a Word document (.docx) shows them."
    )


def _places(found: Undrawn, report: Page, reader: Reader) -> Iterator[str]:
    """Yield the records whose texts the report shows with such a character; where there is none, the report's texts."""
    lost = set(found.characters)
    told = [text for text in (report.title, report.subtitle, *sorted(texts(report))) if not lost.isdisjoint(text)]
    together = "\n".join(told)
    named = [
        f"{kind.noun} {document[kind.key]}"
        for table, kind in TABLES.items()
        for document in reader.find(table)
        if any(not lost.isdisjoint(text) and text in together for text in _strings(document))
    ]
    quoted = (text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…" for text in told)
    yield from named or (f"“{shown(text)}”" for text in quoted)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        # A paragraph is shown a line at a time.
        yield from value.split("\n")
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
