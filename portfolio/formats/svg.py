"""Charts as SVG: horizontal bars that keep the size of their text at any width, from either side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import bidirectional, east_asian_width

from portfolio.formats.markup import Markup, joined, tag
from portfolio.pages.graphics import LOOKS, Axis, Bar, Chart, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.formats.wording import Wording

# In pixels. Widths are in per cent of the room, so that the chart needs no scaling and its text no second size.
_LINE, _BAR, _GAP = 18, 10, 14
# Between bars along an axis, of which there may be hundreds; and how many names stand along it.
_CLOSE, _TICKS, _SAMPLE = 5, 8, 24
# The least that is seen of what is not nothing.
_STUB = 3
# How many letters of a label stand beside the figure on a phone; Chinese ones are twice as wide.
_LABEL, _HEADING = 34, 110
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def bars(chart: Chart, wording: Wording, key: str) -> Markup:
    """Return a chart as an image with a name and, for those who do not see it, all that it shows.

    Its title and description are identified in the document by the key.
    """
    parts, height = drawn(chart, wording)
    return image([joined(parts)], key, chart.caption, chart_in_words(chart, wording), width="100%", height=str(height))


def image(parts: Sequence[Markup], key: str, title: str, description: str, role: str = "img", **size: str) -> Markup:
    """Return a drawing with a name, and a description for those who do not see it; as a `group` it has links."""
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", description, id=f"{key}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        role=role,
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        **size,
    )


def chart_in_words(chart: Chart, wording: Wording) -> str:
    """Return all that a chart shows in words."""
    shown = [bar for bar in (*chart.bars, *chart.apart) if bar.spans or not chart.axis or bar in chart.apart]
    return "; ".join(f"{bar.label}: {_figure(bar, wording)}" for bar in shown)


def drawn(chart: Chart, wording: Wording, room: int | None = None) -> tuple[list[Markup], int]:
    """Return the parts of a chart and their height, as wide as the document, or as so many pixels."""
    scale = _Scale(chart, right_to_left=wording.language.right_to_left, room=room)
    parts: list[Markup] = []
    top = 0
    if chart.axis:
        parts += _ticks(chart.axis, scale)
        top += _LINE
    for place, bar in enumerate((*chart.bars, *chart.apart)):
        apart, heading = place >= len(chart.bars), bool(chart.axis) and place < len(chart.bars) and not bar.spans
        label = wrapped(bar.label, _HEADING if heading else _LABEL * (2 if chart.axis else 1))
        parts.append(_words(label, "" if heading else _figure(bar, wording), top, scale, apart=apart, heading=heading))
        top += len(label) * _LINE
        if not apart and not heading:
            parts += _drawn(bar, scale, top, chart.axis)
            top += _BAR
        top += _GAP if not chart.axis else _CLOSE
    if chart.axis:
        parts += _legend(chart, chart.axis, scale, top)
        top += _LINE + _CLOSE
    return parts, max(top - (_CLOSE if chart.axis else _GAP), 1)


def _legend(chart: Chart, axis: Axis, scale: _Scale, top: int) -> Iterator[Markup]:
    """Yield samples of what bars and lines look like with what they mean, where there is more than one look."""
    looks = [("bar", LOOKS[0]), ("bar planned", LOOKS[1])]
    signs = looks if any(span.planned for bar in chart.bars for span in bar.spans) else []
    signs += [("mark", axis.mark[1])] if axis.mark else []
    x = 0
    for look, words in signs:
        place = f"translate({-x - _SAMPLE if scale.right_to_left else x} 0)"
        base = scale.at(scale.place(axis.first))
        if look == "mark":
            sample = tag("line", x1=base, x2=base, y1=str(top + 2), y2=str(top + _LINE - 2), class_=look)
        else:
            sample = _rect(base, str(_SAMPLE), top + 4, look)
        said = _text(words, top + _LINE - 4, "apart", scale, at_start=True)
        moved = f"translate({(-1 if scale.right_to_left else 1) * (x + _SAMPLE + 8)} 0)"
        yield joined([tag("g", sample, transform=place), tag("g", said, transform=moved)])
        x += _SAMPLE + 24 + 7 * _cells(words)


def _figure(bar: Bar, wording: Wording) -> str:
    return bar.text or wording.language.number(bar.value)


def _ticks(axis: Axis, scale: _Scale) -> Iterator[Markup]:
    """Yield the names of places along an axis, as many as have room."""
    step = -(-len(axis.ticks) // _TICKS)
    for value, name in axis.ticks[::step]:
        x = scale.at(scale.place(value))
        yield tag("text", name, x=x, y=str(_LINE - 6), class_="tick")


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

    def __init__(self, chart: Chart, *, right_to_left: bool, room: int | None) -> None:
        values = [Decimal(bar.value) for bar in chart.bars]
        self.right_to_left, self._room = right_to_left, room
        self._least = Decimal(chart.axis.first) if chart.axis else min([Decimal(0), *values])
        most = Decimal(chart.axis.last) if chart.axis else max([Decimal(0), *values])
        self._span = most - self._least or Decimal(1)

    def place(self, value: int | Decimal) -> Decimal:
        """Return how far from the left edge a value stands, at most at the other edge."""
        part = min(max(100 * (Decimal(value) - self._least) / self._span, Decimal(0)), Decimal(100))
        return 100 - part if self.right_to_left else part

    def at(self, percent: Decimal) -> str:
        """Return a part of the width as an attribute has it."""
        if self._room is None:
            return f"{_number(percent)}%"
        return _number(percent * self._room / 100)


def _words(lines: Sequence[str], figure: str, top: int, scale: _Scale, *, apart: bool, heading: bool) -> Markup:
    """Return a label and its figure; quieter where no bar belongs to them."""
    label, value = ("label apart", "value apart") if apart else ("label heading" if heading else "label", "value")
    said = [
        _text(line, top + (number + 1) * _LINE - 6, label, scale, at_start=True) for number, line in enumerate(lines)
    ]
    return joined([*said, *([_text(figure, top + _LINE - 6, value, scale, at_start=False)] if figure else [])])


def _drawn(bar: Bar, scale: _Scale, top: int, axis: Axis | None) -> Iterator[Markup]:
    """Yield the bar on its track; the least bar is as wide as `_STUB`, and nothing at all is no bar."""
    yield _rect(scale.at(Decimal(0)), scale.at(Decimal(100)), top, "track")
    for span in bar.spans or ([Span(0, bar.value)] if bar.value else []):
        start, end = scale.place(span.start), scale.place(span.end)
        look = "bar planned" if span.planned else "bar minus" if span.end < span.start else "bar"
        yield _rect(scale.at(min(start, end)), scale.at(abs(end - start)), top, look)
        if start != end or not bar.spans:
            yield _rect(scale.at(start), str(_STUB), top, look, shift=-_STUB if end < start else 0)
    if axis and axis.mark:
        x = scale.at(scale.place(axis.mark[0]))
        yield tag("line", x1=x, x2=x, y1=str(top - 2), y2=str(top + _BAR + 2), class_="mark")


def _rect(x: str, width: str, top: int, look: str, shift: int = 0) -> Markup:
    moved = f"translate({shift} 0)" if shift else None
    return tag("rect", x=x, y=str(top), width=width, height=str(_BAR), class_=look, transform=moved)


def _number(value: Decimal) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text(text: str, y: int, look: str, scale: _Scale, *, at_start: bool) -> Markup:
    """Return text at the side where the report's lines start or end, running in its own direction."""
    own = next((bidirectional(sign) for sign in text if bidirectional(sign) in {"L", *_RIGHT_TO_LEFT}), "L")
    runs_left = own in _RIGHT_TO_LEFT
    on_the_left = at_start != scale.right_to_left
    return tag(
        "text",
        text,
        x="0" if on_the_left else scale.at(Decimal(100)),
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
