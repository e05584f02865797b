"""Texts that people wrote as paragraphs and lists, which is all of their marks that means anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.pages.tree import Bullets, Paragraph

if TYPE_CHECKING:
    from portfolio.pages.tree import Block

_ITEM = re.compile(r"(?:[-*•]|[0-9]{1,3}[.)])\s+(.*)")


def prose(text: str) -> list[Block]:
    """Return a text as paragraphs, which empty lines part, and lists, of lines that begin with a hyphen or a number."""
    blocks: list[Block] = []
    lines: list[str] = []
    items: list[str] = []

    def end() -> None:
        if lines:
            blocks.append(Paragraph(" ".join(lines)))
        if items:
            blocks.append(Bullets("items", "", tuple(items)))
        lines.clear()
        items.clear()

    for line in map(str.strip, [*text.splitlines(), ""]):
        item = _ITEM.fullmatch(line)
        if not line or (item and lines):
            end()
        if item:
            items.append(item[1])
        elif line and items:
            items[-1] += f" {line}"
        elif line:
            lines.append(line)
    return blocks
