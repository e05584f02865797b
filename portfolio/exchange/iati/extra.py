"""Elements of IATI that records have no field for: kept as text, and put back in the order of the schema."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.standard import roots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from portfolio.exchange.iati.standard import Element
    from portfolio.exchange.iati.xml_file import Node

# Elements of which those that are kept stand in place of what a record gives, as each is one of a whole.
_WHOLES = ("recipient-country", "recipient-region"), ("default-aid-type",), ("aid-type",)
# So long are the elements that are remembered as text, and so many are they, at most.
_SHORT, _MOST = 2000, 4096


class ElementTexts:
    """Elements of a file as text: each is made once, as most of what is kept stands in a file again and again."""

    def __init__(self) -> None:
        """Begin a file."""
        self._known: dict[tuple[tuple[object, ...], str, str], str] = {}

    def text(self, node: Node, language: str = "", currency: str = "") -> str:
        """Return an element as text that says the same in any file: with the language and currency that it goes by.

        Raises:
            SyntaxError: It has a prefix that is not declared.
        """
        key = known_by(node), language, currency
        if (found := self._known.get(key)) is None:
            found = _tidied(node, language, currency)
            if len(found) < _SHORT and len(self._known) < _MOST:
                self._known[key] = found
        return found


def known_by(node: Node) -> tuple[object, ...]:
    """Return all that an element says: what is sooner made than the element as text where it holds little."""
    if not len(node):
        return node.tag, node.text, *node.items()
    if len(node) == 1 and not len(child := node[0]):
        return node.tag, node.text, *node.items(), child.tail, *known_by(child)
    return (_as_text(node),)


def _as_text(node: Node) -> str:
    return str(etree.tostring(node, encoding="unicode", with_tail=False))


def _tidied(node: Node, language: str, currency: str) -> str:
    found = etree.fromstring(_as_text(node))
    for each in found.iter():
        if len(each) and not (each.text or "").strip():
            each.text = None
        if not (each.tail or "").strip():
            each.tail = None
        if each.tag == "narrative" and language not in ("", "en") and LANGUAGE not in each.attrib:
            each.set(LANGUAGE, language)
        elif each.tag == "value" and currency and "currency" not in each.attrib:
            each.set("currency", currency)
    etree.cleanup_namespaces(found)
    return str(etree.tostring(found, encoding="unicode"))


@lru_cache(maxsize=_MOST)
def made(tag: str, **attributes: str) -> str:
    """Return an element of attributes alone as text; `value_date` is called value-date."""
    return bare(tag, {name.replace("_", "-"): value for name, value in attributes.items()})


def bare(tag: str, attributes: Mapping[str, str]) -> str:
    """Return an element of attributes alone, called as they are in a file, as text."""
    return str(etree.tostring(etree.Element(tag, dict(attributes)), encoding="unicode"))


def in_order(texts: Iterable[str]) -> list[str]:
    """Return the texts of elements of an activity in the order of the schema, the activity itself first."""
    order = _order()
    return sorted(texts, key=lambda text: order.get(text[1:].split(">", 1)[0].split(" ", 1)[0].rstrip("/"), len(order)))


def is_of_others(record: Mapping[str, Any]) -> bool:
    """Whether a programme or project is an activity that somebody else reports."""
    return any(each.startswith("<reporting-org") for each in record.get("extra", ()))


@cache
def _order() -> dict[str, int]:
    return {"iati-activity": -1} | {tag: number for tag, (number, _) in _place("iati-activity").children.items()}


def parsed(texts: Iterable[str]) -> list[Node]:
    """Return the elements that texts are; what is none is passed over."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    found = []
    for text in texts:
        try:
            node = etree.fromstring(text.encode(), parser)
        except etree.XMLSyntaxError:
            continue
        if node.getroottree().docinfo.internalDTD is None:
            found.append(node)
    return found


def restore(node: Node, texts: Sequence[str]) -> None:
    """Put kept elements back into the activity, transaction or document that a record is published as.

    One that may stand once is put together with what the record gives: attributes alone are set on it, narratives
    alone are added to it; any other stands in its place. One of the same name gives its attributes.
    """
    kept = parsed(texts)
    if not kept:
        return
    place = _place(node.tag)
    tags = {each.tag for each in kept}
    for wholes in _WHOLES:
        if not tags.isdisjoint(wholes):
            for old in list(node.iterchildren(*wholes)):
                node.remove(old)
    for each in kept:
        if each.tag == node.tag:
            node.attrib.update(each.attrib)
        else:
            _put(node, each, place)
    order = {tag: number for tag, (number, _) in place.children.items()}
    node[:] = sorted(node, key=lambda child: order.get(child.tag, len(order)))


def _put(node: Node, kept: Node, place: Element) -> None:
    known = place.children.get(kept.tag)
    old = node.find(kept.tag) if known and known[1].most == 1 else None
    if old is None:
        node.append(kept)
    elif kept.tag.endswith("-org") or (len(kept) and kept.attrib) or (kept.text or "").strip():
        node.replace(old, kept)
    else:
        old.attrib.update(kept.attrib)
        old.extend(list(kept))


def _place(tag: str) -> Element:
    activity = roots()["iati-activities"].children["iati-activity"][1]
    return activity if tag == activity.tag else activity.children[tag][1]
