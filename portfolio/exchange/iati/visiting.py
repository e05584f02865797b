"""The visit of the elements of an activity: each is held against schema, code lists and the rules for its place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from portfolio.exchange.iati.element_rules import ANYWHERE, ELEMENTS, LINKS, VALUES, Breach, breach
from portfolio.exchange.iati.standard import TEXT, CodeRule, Element, roots
from portfolio.exchange.iati.xml_types import CHECKS, NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node

_LONGEST = 80
# So many sets of attributes of an element are remembered that nothing is wrong with.
_SOUND = 10_000


class _Attribute(NamedTuple):
    """What is asked of the value of an attribute."""

    kind: str
    is_of_kind: Callable[[str], bool] | None
    coded: tuple[CodeRule, ...]
    rules: Sequence[tuple[str, Callable[[str], bool]]]
    link: str


class Place:
    """An element at its place, with all that is asked of it there, and the attributes that were found to be sound."""

    __slots__ = (
        "attributes",
        "children",
        "element",
        "is_plain",
        "is_text_of_kind",
        "most",
        "needed",
        "required",
        "rules",
        "sound",
    )

    def __init__(self, element: Element) -> None:
        self.element = element
        # Below the outermost element and an activity or organisation.
        below = element.path.split("/", 2)[2:]
        self.attributes = {name: _attribute(element, "".join(below), name) for name in element.attributes}
        self.required = element.required
        self.rules = (
            *ELEMENTS.get("".join(below), ()),
            *((ANYWHERE[element.tag],) if element.tag in ANYWHERE else ()),
            *((_listed(element.coded[TEXT]),) if TEXT in element.coded else ()),
        )
        self.is_text_of_kind = CHECKS.get(element.text)
        self.children = {tag: (number, Place(inner)) for tag, (number, inner) in element.children.items()}
        # The children that it must have, as bits at their places in the order.
        self.needed = sum(1 << number for number, inner in element.children.values() if inner.least)
        self.most = element.most
        self.sound: set[tuple[tuple[str, str], ...]] = set() if element.required else {()}
        # Whether any text will do, and no more is asked of it.
        self.is_plain = element.text == "string" and not self.rules


def _listed(lists: Iterable[CodeRule]) -> Callable[[Node], Iterator[Breach]]:
    """Return the rule by which the text of an element is a code of lists."""

    def is_listed(node: Node) -> Iterator[Breach]:
        text = (node.text or "").strip()
        return (breach(each.rule.id, node, value=_short(text)) for each in lists if text not in each.codes)

    return is_listed


def _attribute(element: Element, below: str, name: str) -> _Attribute | None:
    """Return what is asked of an attribute; None if any text will do."""
    kind = element.attributes[name]
    place = f"{below}@{name}"
    coded, rules, link = element.coded.get(name, ()), VALUES.get(place, ()), LINKS.get(place, "")
    found = _Attribute(kind, CHECKS.get(kind), coded, rules, link)
    return found if found.is_of_kind or coded or rules or link else None


@cache
def places() -> Mapping[str, Place]:
    """Return the places of the outermost elements, with all below them."""
    return {name: Place(element) for name, element in roots().items()}


class Visit:
    """One visit of an element and all that it holds."""

    def __init__(self) -> None:
        self.breaches: list[Breach] = []  # what is wrong, in the order in which it was met
        # The activities that it names, each with the advisory by which they are in the file.
        self.links: list[tuple[str, str, Node]] = []

    def go(self, node: Node, place: Place) -> None:
        """Visit an element and what it holds."""
        if tuple(node.items()) not in place.sound:
            self.head(node, place)
        if place.children:
            self._inside(node, place)
        elif place.is_plain:
            if len(node):
                self._inside(node, place)
            return
        elif place.element.text != "any":
            self._leaf(node, place)
        for rule in place.rules:
            self.breaches += rule(node)

    def _leaf(self, node: Node, place: Place) -> None:
        """Visit an element that holds none of the standard's."""
        text = node.text or ""
        if place.is_text_of_kind:
            if not place.is_text_of_kind(text):
                self._wrong(node, f"“{_short(text)}” is not {NAMES[place.element.text]}.")
        elif not place.element.text and text and not text.isspace():
            self._stray(node, text)
        if len(node):
            self._inside(node, place)

    def _inside(self, node: Node, place: Place) -> None:
        """Visit the elements that an element holds, which stand in an order."""
        children = place.children
        if (text := node.text) and not place.element.text and not text.isspace():
            self._stray(node, text)
        last, count, held = -1, 0, 0
        for child in node:
            if (tail := child.tail) and not tail.isspace():
                self._stray(node, tail)
            found = children.get(child.tag)
            if found is None:
                last = self._stranger(child, place.element, last)
                continue
            number, inner = found
            if number == last:
                count += 1
                if 0 < inner.most < count:
                    self._wrong(child, f"There is more than one {child.tag} in {node.tag}.")
            elif number > last:
                last, count = number, 1
                held |= 1 << number
            else:
                held |= 1 << number
                self._wrong(child, f"{child.tag} stands too late in {node.tag}: the schema has it earlier.")
            self.go(child, inner)
        if lacking := place.needed & ~held:
            self._lacks(node, [inner for number, inner in children.values() if lacking >> number & 1])

    def _lacks(self, node: Node, places: Iterable[Place]) -> None:
        for each in places:
            self._wrong(node, f"{node.tag} has no {each.element.tag}, which it must have.")

    def head(self, node: Node, place: Place) -> None:
        """Visit the attributes of an element."""
        known, given = place.attributes, node.items()
        before = len(self.breaches), len(self.links)
        for name, value in given:
            if name not in known:
                if name[0] != "{" or not place.element.takes_attributes:
                    self._wrong(node, f"{node.tag} takes no attribute {name}.")
            elif asked := known[name]:
                self._value(node, name, value, asked)
        for name in sorted(place.required.difference(name for name, _ in given)):
            self._wrong(node, f"{node.tag} has no {name}, which it must have.")
        if (len(self.breaches), len(self.links)) == before and len(place.sound) < _SOUND:
            place.sound.add(tuple(given))

    def _value(self, node: Node, name: str, value: str, asked: _Attribute) -> None:
        if asked.is_of_kind and not asked.is_of_kind(value):
            self._wrong(node, f"The {name} of {node.tag}, “{_short(value)}”, is not {NAMES[asked.kind]}.")
        for coded in asked.coded:
            if value not in coded.codes and (
                not coded.vocabularies or node.get("vocabulary", "-") in coded.vocabularies
            ):
                self.breaches.append(breach(coded.rule.id, node, value=_short(value)))
        for rule, is_broken in asked.rules:
            if is_broken(value):
                self.breaches.append(breach(rule, node, value=_short(value)))
        if asked.link:
            self.links.append((value, asked.link, node))

    def _stranger(self, child: Node, element: Element, last: int) -> int:
        """Judge an element that is none of the standard's at its place; return the place in the order after it."""
        if element.takes_elements and str(child.tag).startswith("{"):
            return len(element.children)
        self._wrong(child, f"{element.tag} holds no {child.tag}.")
        return last

    def _stray(self, node: Node, text: str) -> None:
        self._wrong(node, f"{node.tag} holds the text “{_short(text)}”, where only elements may stand.")

    def _wrong(self, node: Node, why: str) -> None:
        self.breaches.append(breach("schema", node, why=why))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
