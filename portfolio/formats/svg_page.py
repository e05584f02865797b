"""The pictures of a page as one SVG file, for slides and documents: plain colours, no network, no script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.errors import UsageError
from portfolio.files.colours import OWN, Colours, colours_of, css
from portfolio.formats import svg, svg_map
from portfolio.formats.markup import Markup, joined, tag
from portfolio.formats.wording import Wording
from portfolio.pages.graphics import Chart, Graphic, WorldMap
from portfolio.pages.tree import LIST, Page, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.language.language import Language

_STYLES = Path(__file__).with_name("graphics.css")
_FONTS = '"Segoe UI", "Helvetica Neue", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'
_MARGIN, _LINE, _APART = 24, 18, 20
_LETTERS = 130
# Between the colours and what is drawn in them.
_DRAWN = "/* What is drawn. */"
_COLOUR = re.compile(r"--([\w-]+): (#\w+);")
_USED = re.compile(r"var\(--([\w-]+)\)")


def svg_text(page: Page, language: Language, colour: str = "") -> str:
    """Return the charts and maps of a page one below the other, with what is said of them; raises UsageError."""
    wording = Wording(language)
    found = [graphic for block in page.blocks for graphic in _graphics(block)]
    if not found:
        if page.kind == LIST and not page.table.rows:
            raise UsageError(
                f"There is nothing to draw. {' '.join(filter(None, (page.table.caption, page.table.empty)))}"
            )
        raise UsageError(
            "There is no picture on this page, so it cannot be an .svg; portfolio chart --help names those."
        )
    sheet = _Sheet(wording)
    sheet.say([page.marking], "apart")
    sheet.say([page.title], "title")
    sheet.say([page.subtitle], "apart")
    for graphic in found:
        sheet.draw(graphic)
    notes = [note for block in page.blocks if isinstance(block, Table) for note in block.notes]
    sheet.say(notes, "apart")
    described = "; ".join(_said(graphic, wording) for graphic in found)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{sheet.image(page.title, described, colours_of(colour))}\n'


def plain(drawn: WorldMap, colours: Colours) -> str:
    """Return a map without words, for a document that has words of its own."""
    shapes = svg_map.shapes(drawn)
    size = f"0 0 {svg_map.ROOM} {svg_map.HIGH}"
    return tag("svg", tag("style", styles(colours)), shapes, xmlns="http://www.w3.org/2000/svg", viewBox=size)


def styles(colours: Colours = OWN) -> Markup:
    """Return the styles of graphics in plain colours, those of paper, which every program that shows SVG knows."""
    given, _, rules = _STYLES.read_text(encoding="utf-8").partition(_DRAWN)
    # What comes first is of paper, and what documents wear before what graphics have.
    plain_colours = dict(reversed(_COLOUR.findall(css(colours) + given)))
    return Markup(_USED.sub(lambda used: plain_colours[used.group(1)], rules.partition("@media")[0]))


def _graphics(block: object) -> Sequence[Graphic]:
    if isinstance(block, Table):
        return block.graphics
    return (block,) if isinstance(block, Chart | WorldMap) else ()


def _said(graphic: Graphic, wording: Wording) -> str:
    words = (
        svg.chart_in_words(graphic, wording) if isinstance(graphic, Chart) else svg_map.map_in_words(graphic, wording)
    )
    return f"{graphic.caption}: {words}"


class _Sheet:
    """What is drawn from top to bottom, and how far it has come."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._parts: list[Markup] = []
        self._top = _MARGIN

    def say(self, texts: Sequence[str], look: str) -> None:
        """Write sentences, each in as many lines as it takes."""
        start = self._wording.language.right_to_left
        for text in filter(None, texts):
            for line in svg.wrapped(text, _LETTERS):
                self._top += _LINE + (8 if look == "title" else 0)
                x = _MARGIN + (svg_map.ROOM if start else 0)
                direction = {"direction": "rtl"} if start else {}
                self._parts.append(tag("text", line, x=str(x), y=str(self._top), class_=look, **direction))

    def draw(self, graphic: Graphic) -> None:
        """Draw a chart or a map below its caption, and write its notes below it."""
        self._top += _APART
        self.say([graphic.caption], "heading")
        self._top += _LINE
        if isinstance(graphic, Chart):
            parts, height = svg.drawn(graphic, self._wording, svg_map.ROOM)
            notes = [graphic.note]
        else:
            parts, height = svg_map.drawn_map(graphic, self._wording)
            notes = [*(f"{bar.label}: {self._wording.language.number(bar.value)}" for bar in graphic.apart)]
            notes += graphic.notes
        self._parts.append(tag("g", joined(parts), transform=f"translate({_MARGIN} {self._top})"))
        self._top += height + _LINE
        self.say(notes, "apart")

    def image(self, title: str, description: str, colours: Colours) -> Markup:
        """Return all as one image."""
        wide, high = svg_map.ROOM + 2 * _MARGIN, self._top + _MARGIN
        parts = [
            tag("style", Markup(f"svg {{ font-family: {_FONTS}; }}{styles(colours)}")),
            tag("rect", width="100%", height="100%", fill="#ffffff"),
            *self._parts,
        ]
        size = {"width": str(wide), "height": str(high), "viewBox": f"0 0 {wide} {high}"}
        return svg.image(parts, "page", title, description, **size)
