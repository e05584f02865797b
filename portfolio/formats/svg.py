"""Charts of a report as SVG: horizontal bars that keep the size of their text at any width, from either side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import bidirectional, east_asian_width

from portfolio.formats.markup import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.formats.wording import Wording
    from portfolio.pages.tree import Bar, Chart

# In pixels. Widths are in per cent of the room, so that the chart needs no scaling and its text no second size.
_LINE, _BAR, _GAP = 18, 10, 14
# The least that is seen of what is not nothing.
_STUB = 3
# How many letters of a label stand beside the figure on a phone; Chinese ones are twice as wide.
_LABEL = 34
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def bars(chart: Chart, wording: Wording, key: str) -> Markup:
    """Return a chart as an image with a name and, for those who do not see it, all that it shows.

    Args:
        chart: What it shows.
        wording: How its figures are written.
        key: What its title and description are identified by in the document.
    """
    shown = (*chart.bars, *chart.apart)
    figures = [wording.language.number(bar.value) for bar in shown]
    scale = _Scale(chart.bars, right_to_left=wording.language.right_to_left)
    parts, top = [], 0
    for place, (bar, figure) in enumerate(zip(shown, figures, strict=True)):
        lines, apart = wrapped(bar.label), place >= len(chart.bars)
        parts.append(_words(lines, figure, top, right_to_left=scale.right_to_left, apart=apart))
        top += len(lines) * _LINE
        if not apart:
            parts += _drawn(bar, scale, top)
            top += _BAR
        top += _GAP
    said = "; ".join(f"{bar.label}: {figure}" for bar, figure in zip(shown, figures, strict=True))
    return tag(
        "svg",
        tag("title", chart.caption, id=f"{key}-title"),
        tag("desc", said, id=f"{key}-desc"),
        joined(parts),
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        width="100%",
        height=str(max(top - _GAP, 1)),
    )


def wrapped(label: str, most: int = _LABEL) -> list[str]:
    """Return a label in lines of at most so many letters, between words where it can be, and never cut."""
    lines, line = [], ""
    for piece in _pieces(label, most):
        if line and _cells(f"{line} {piece}") > most:
            lines.append(line)
            line = piece
        else:
            line = f"{line} {piece}" if line else piece
    return [*lines, line]


class _Scale:
    """Where the bars of a chart begin and end, in per cent of its width."""

    def __init__(self, chart_bars: Sequence[Bar], *, right_to_left: bool) -> None:
        values = [Decimal(bar.value) for bar in chart_bars]
        self.right_to_left = right_to_left
        self._least = min([Decimal(0), *values])
        self._span = max([Decimal(0), *values]) - self._least or Decimal(1)

    def place(self, value: int | Decimal) -> Decimal:
        """Return how far from the left edge a value stands."""
        part = 100 * (Decimal(value) - self._least) / self._span
        return 100 - part if self.right_to_left else part


def _words(lines: Sequence[str], figure: str, top: int, *, right_to_left: bool, apart: bool) -> Markup:
    """Return a label and its figure; quieter where no bar belongs to them."""
    label, value = ("label apart", "value apart") if apart else ("label", "value")
    said = [
        _text(line, top + (number + 1) * _LINE - 6, label, at_start=True, right_to_left=right_to_left)
        for number, line in enumerate(lines)
    ]
    return joined([*said, _text(figure, top + _LINE - 6, value, at_start=False, right_to_left=right_to_left)])


def _drawn(bar: Bar, scale: _Scale, top: int) -> Iterator[Markup]:
    """Yield the bar on its track; the least bar is as wide as `_STUB`, and nothing at all is no bar."""
    yield _rect(Decimal(0), "100%", top, "track")
    if not bar.value:
        return
    zero, end = scale.place(Decimal(0)), scale.place(bar.value)
    look = "bar minus" if bar.value < 0 else "bar"
    yield _rect(min(zero, end), f"{_percent(abs(end - zero))}%", top, look)
    to_the_left = end < zero
    yield _rect(zero, str(_STUB), top, look, shift=-_STUB if to_the_left else 0)


def _rect(x: Decimal, width: str, top: int, look: str, shift: int = 0) -> Markup:
    moved = f"translate({shift} 0)" if shift else None
    return tag("rect", x=f"{_percent(x)}%", y=str(top), width=width, height=str(_BAR), class_=look, transform=moved)


def _percent(value: Decimal) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text(text: str, y: int, look: str, *, at_start: bool, right_to_left: bool) -> Markup:
    """Return text at the side where the report's lines start or end, running in its own direction."""
    own = next((bidirectional(sign) for sign in text if bidirectional(sign) in {"L", *_RIGHT_TO_LEFT}), "L")
    runs_left = own in _RIGHT_TO_LEFT
    on_the_left = at_start != right_to_left
    return tag(
        "text",
        text,
        x="0" if on_the_left else "100%",
        y=str(y),
        class_=look,
        direction="rtl" if runs_left else "ltr",
        text_anchor="start" if on_the_left != runs_left else "end",
    )


def _pieces(label: str, most: int) -> Iterator[str]:
    """Yield the words of a label, those too long for a line in pieces."""
    for word in label.split() or [""]:
        piece = ""
        for sign in word:
            if piece and _cells(piece + sign) > most:
                yield piece
                piece = ""
            piece += sign
        yield piece


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
