"""Texts that people wrote as paragraphs and lists, and notes in which words stand out; no other mark means anything."""

import re
from collections.abc import Sequence

from portfolio.pages.tree import Block, Bullets, Paragraph

# Text between two or three stars or lines, or one, as Markdown sets what stands out.
_STRESSED = r"(?<![\w*\\])(\*{1,3}|_{1,3})(?=\S)((?:(?!\1).)+?)(?<=\S)\1(?![\w*])"
_HEADING = r"(?m)^#{1,6}[ \t]+(.*?)[ \t]*#*$"
_ITEM = r"(?:[-*•]|[0-9]{1,3}[.)])\s+(.*)"


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
        item = re.fullmatch(_ITEM, line)
        if not line or (item and lines):
            end()
        if item:
            items.append(item[1])
        elif line and items:
            items[-1] += f" {line}"
        elif line:
            lines.append(line)
    return blocks


def note(text: str) -> list[Block]:
    """Return a text in simple Markdown: paragraphs, lists, headings as lines that stand out, and words that do."""
    return [_stressed(block) for block in prose(re.sub(_HEADING, r"\n**\1**\n", text))]


def _stressed(block: Block) -> Block:
    strong: list[str] = []

    def taken(found: re.Match[str]) -> str:
        strong.append(found[2])
        return found[2]

    if isinstance(block, Paragraph):
        plain = re.sub(_STRESSED, taken, block.text)
        return block._replace(text=plain, strong=tuple(strong))
    if isinstance(block, Bullets):
        lines = tuple(re.sub(_STRESSED, taken, line) for line in block.lines)
        return block._replace(lines=lines, strong=tuple(strong))
    return block


def stressed(text: str, strong: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the parts of a text in their order, and whether each of them stands out."""
    if not strong:
        return [(text, False)]
    parts = re.split(f"({'|'.join(map(re.escape, sorted(set(strong), key=len, reverse=True)))})", text)
    return [(part, bool(place % 2)) for place, part in enumerate(parts) if part]
