"""HTML and SVG put together from elements: text becomes part of them escaped, once and in one place."""

import re
from collections.abc import Sequence

# What the markup gives a meaning; controls, which no document may hold; signs that reorder what stands around them.
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_SPECIAL = re.compile("[&<>\"'\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_VOID = frozenset({"meta", "img", "br", "link", "input"})


class Markup(str):
    """Text that is markup already. Whatever other text becomes part of an element is escaped."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return text as it stands in an element or a quoted attribute; markup stays as it is."""
    if isinstance(text, Markup):
        return text
    return Markup(_SPECIAL.sub(lambda found: _ESCAPED.get(found.group(), "\ufffd"), text))


def tag(name: str, /, *children: str, **attributes: str | None) -> Markup:
    """Return an element of the program's own, with text or markup in it, well-formed both as HTML and as XML.

    Attributes are given as `class_` for `class`, `aria_label` for `aria-label`; those of None are left out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{''.join(map(escaped, children))}</{name}>")


def joined(parts: Sequence[Markup], between: str = "") -> Markup:
    """Return pieces of markup one after the other."""
    return Markup(between.join(parts))


def css_string(text: str) -> Markup:
    """Return text as a string of CSS in which no sign has a meaning of its own."""
    return Markup('"' + "".join(f"\\{ord(sign):06x}" for sign in text) + '"')
