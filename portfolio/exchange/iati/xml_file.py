"""Files of IATI, read one activity or organisation at a time, so that a file of any size takes little memory.

XML is untrusted: a file that defines anything of its own (DOCTYPE) is refused, nothing is fetched, and depth, texts and
what one activity takes are bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from lxml import etree

from portfolio.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Node: TypeAlias = Any
"""An element of lxml, whose own types are not exported."""

_PIECE = 1 << 16
# To ask an element for its attributes takes the square of their number. To count them takes long too, so that they are
# counted only where so many bytes of the file begin no element.
_MOST_ATTRIBUTES, _STRETCH = 200, 2048
_HAS_TOO_MANY = etree.XPath(f"boolean(descendant-or-self::*/@*[{_MOST_ATTRIBUTES + 1}])")
# No activity that was ever published takes a tenth of it.
_LARGEST = 64 << 20
_ROOTS = ("iati-activities", "iati-organisations")
_TAGS = (*_ROOTS, "iati-activity", "iati-organisation")


class BrokenError(Exception):
    """A file that cannot be read on.

    Attributes:
        rule: The rule of `standard.rules` that it breaks.
        value: What that rule's words name.
        line: Where.
    """

    def __init__(self, rule: str, value: str, line: int = 0) -> None:
        super().__init__(value)
        self.rule, self.value, self.line = rule, value, line


def by_tag(node: Node) -> dict[str, list[Node]]:
    """Return the elements that an element holds itself, by their names."""
    found: dict[str, list[Node]] = {}
    for child in node:
        if (tag := child.tag) in found:
            found[tag].append(child)
        else:
            found[tag] = [child]
    return found


def pieces(path: Path) -> Iterator[Node]:
    """Yield the outermost element of a file, and its activities or organisations and whatever else; see `pieces_in`.

    Raises:
        StoreError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield from pieces_in(file)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from None


def pieces_in(file: BinaryIO) -> Iterator[Node]:
    """Yield the outermost element as it begins, then each element that it holds, which is let go before the next.

    Raises:
        BrokenError: The file is no XML, no file of IATI, defines anything of its own, or is beyond the bounds.
    """
    # Comments, instructions and blanks between elements are none of the data, and take a sixth of the time.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=_TAGS,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )
    yield from _read(parser, iter(lambda: file.read(_PIECE), b""))


def _read(parser: Node, parts: Iterator[bytes]) -> Iterator[Node]:
    root, held, is_odd = None, 0, False
    try:
        for part in parts:
            if not held and root is None and (packed := next(filter(part.startswith, _PACKED), None)):
                raise BrokenError("xml", f"it is compressed ({_PACKED[packed]}); unpack it first", 1)
            parser.feed(part)
            held += len(part)
            is_odd_part = any(part.find(b"<", at, at + 2 * _STRETCH) < 0 for at in range(0, len(part), _STRETCH))
            is_odd = is_odd or is_odd_part
            for event, node in parser.read_events():
                if root is None:
                    root = _begun(node, is_odd=is_odd)
                    yield root
                elif event == "end" and node.getparent() is root:
                    yield from _bounded(root[: root.index(node) + 1], is_odd=is_odd)
                    # What follows it is read already in part.
                    del root[: root.index(node) + 1]
                    held = 0
            if not held:  # what follows the last activity began in this part
                is_odd = is_odd_part
            if held > _LARGEST:
                raise BrokenError("xml", f"one activity takes more than {_LARGEST >> 20} MB")
        found = parser.close()
    except etree.XMLSyntaxError as error:
        raise _why(parser, error) from None
    if root is None:
        raise BrokenError("root", found.tag, found.sourceline)
    yield from _bounded(root, is_odd=True)


# What compressed files begin with.
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}


def _why(parser: Node, error: etree.XMLSyntaxError) -> BrokenError:
    """Return why a file cannot be read on, as is said first."""
    first = next(iter(parser.feed_error_log), None)
    message = first.message if first else "it is empty"
    return BrokenError("xml", message.partition(", use XML_PARSE")[0], first.line if first else error.lineno or 0)


def _bounded(nodes: Iterable[Node], *, is_odd: bool) -> Iterator[Node]:
    for node in nodes:
        if is_odd and _HAS_TOO_MANY(node):
            raise BrokenError("xml", f"an element has more than {_MOST_ATTRIBUTES} attributes", node.sourceline)
        yield node


def _begun(root: Node, *, is_odd: bool) -> Node:
    if root.getparent() is not None or root.tag not in _ROOTS:
        raise BrokenError("root", root.getroottree().getroot().tag, 1)
    if root.getroottree().docinfo.internalDTD is not None:
        raise BrokenError("xml", "it brings definitions of its own (DOCTYPE), which no file of IATI needs", 1)
    if is_odd and len(root.attrib) > _MOST_ATTRIBUTES:
        raise BrokenError("xml", f"its outermost element has more than {_MOST_ATTRIBUTES} attributes", 1)
    return root
