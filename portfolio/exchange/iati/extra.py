"""Elements of IATI that records have no field for: kept as text, and put back in the order of the schema."""

from __future__ import annotations

import itertools
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.standard import Element, roots
from portfolio.query.narratives import UNSAID
from portfolio.text import without_unseen

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node

# Elements of which those that are kept stand in place of what a record gives, as each is one of a whole.
_WHOLES = ("recipient-country", "recipient-region"), ("default-aid-type",), ("aid-type",)
# So long are the elements that are remembered as text, and so many are they, at most.
_SHORT, _MOST = 2000, 4096


class ElementTexts:
    """Elements of a file as text, of which most stand in a file again and again."""

    def __init__(self) -> None:
        self._language = self._currency = ""
        self._known: dict[Hashable, str] = {}
        self.plain: set[str] = set()  # those that are short, and in which everything is seen

    def begin(self, language: str, currency: str) -> None:
        """Begin an activity, with the language and the currency that its texts and amounts go by."""
        language = "" if language == UNSAID else language
        if (language, currency) != (self._language, self._currency):
            self._language, self._currency = language, currency
            self._known.clear()
            self.plain.clear()

    def text(self, node: Node, without: Collection[Node] = (), besides: tuple[str, ...] = ()) -> str:
        """Return an element as text that says the same in any file: with the language and currency that it goes by.

        Elements in it and attributes of its own may be left out.
        """
        if without:
            return _Writing(self._language, self._currency, without).text(node, besides)
        text = written(node) if len(node) else ""
        known = (text, besides) if text else (node.tag, node.text, *node.items(), besides)
        if (found := self._known.get(known)) is None:
            found = "" if besides else self._as_written(text)
            found = found or _Writing(self._language, self._currency).text(node, besides)
            if len(found) < _SHORT and len(self._known) < _MOST:
                self._known[known] = found
                if found.isprintable() or without_unseen(found) == found:
                    self.plain.add(found)
        return found

    def _as_written(self, text: str) -> str:
        """Return an element as lxml writes it, if it is kept so: without names of spaces, with nothing to be added."""
        if declared := _DECLARED.match(text):
            text = declared[1] + text[declared.end() :]
        is_kept_so = not (
            _BLANKS.search(text)
            or " xmlns" in text
            or (declared and any(f"{prefix}:" in text for prefix in _PREFIXES.findall(declared[2])))
            or (self._language and text.count("<narrative") > text.count('<narrative xml:lang="'))
            or (self._currency and text.count("<value") > text.count('<value currency="'))
        )
        return text if is_kept_so else ""


# What the file says of names of spaces, which lxml says again of each element; and white space at an end of a text.
_DECLARED = re.compile(r'(<[^\s/>]+)((?: xmlns:[^\s="]+="[^"]*")+)')
_PREFIXES = re.compile(r' xmlns:([^\s="]+)=')
_BLANKS = re.compile(r">\s")


def written(node: Node) -> str:
    """Return an element as lxml writes it."""
    return str(etree.tostring(node, encoding="unicode", with_tail=False))


class _Writing:
    """The writing of an element as text, which takes half the time of having it written and read again."""

    def __init__(self, language: str, currency: str, without: Collection[Node] = ()) -> None:
        self._language, self._currency, self._without = language, currency, without
        self._parts: list[str] = []
        self._spaces: dict[str, str] = {}  # the addresses of namespaces and their prefixes

    def text(self, node: Node, besides: Collection[str] = ()) -> str:
        self._element(node, besides)
        if self._spaces:
            self._parts.insert(1, "".join(f' xmlns:{prefix}="{_quoted(uri)}"' for uri, prefix in self._spaces.items()))
        return "".join(self._parts)

    def _element(self, node: Node, besides: Collection[str] = ()) -> None:
        parts, text = self._parts, node.text or ""
        attributes = [each for each in node.items() if each[0] not in besides]
        tag = self._named(node.tag, node)
        parts.append(f"<{tag}")
        if tag == "narrative" and self._language and LANGUAGE not in node.attrib:
            attributes.append((LANGUAGE, self._language))
        elif tag == "value" and self._currency and "currency" not in node.attrib:
            attributes.append(("currency", self._currency))
        parts += [f' {self._named(name, node)}="{_quoted(value)}"' for name, value in attributes]
        inner = [child for child in node if child not in self._without]
        if len(node) and text.isspace():
            text = ""
        if not (inner or text):
            parts.append("/>")
            return
        parts.append(f">{_escaped(text)}")
        for child in inner:
            self._element(child)
            if (tail := child.tail) and not tail.isspace():
                parts.append(_escaped(tail))
        parts.append(f"</{tag}>")

    def _named(self, name: str, node: Node) -> str:
        """Return the name of an element or attribute as it is written, with the prefix of its namespace."""
        if name[0] != "{":
            return name
        uri, _, local = name[1:].partition("}")
        if uri == _XML:
            return f"xml:{local}"
        if uri not in self._spaces:
            given = next((prefix for prefix, of in node.nsmap.items() if of == uri and prefix), "")
            others = (f"ns{number}" for number in itertools.count(len(self._spaces)))
            taken = {"", *self._spaces.values()}
            self._spaces[uri] = next(each for each in itertools.chain([given], others) if each not in taken)
        return f"{self._spaces[uri]}:{local}"


_XML = LANGUAGE[1:].partition("}")[0]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _quoted(text: str) -> str:
    found = _escaped(text).replace('"', "&quot;")
    return found if found.isprintable() else found.replace("\n", "&#10;").replace("\t", "&#9;")


@lru_cache(maxsize=_MOST)
def made(tag: str, **attributes: str) -> str:
    """Return an element of attributes alone as text; `value_date` is called value-date."""
    return bare(tag, {name.replace("_", "-"): value for name, value in attributes.items()})


def bare(tag: str, attributes: Mapping[str, str]) -> str:
    """Return an element of attributes alone, called as they are in a file, as text."""
    return str(etree.tostring(etree.Element(tag, dict(attributes)), encoding="unicode"))


def in_order(kept: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the texts of elements of an activity, by their names, as the schema orders them, its own first."""
    order = _order()
    return [text for tag in sorted(kept, key=lambda tag: order.get(tag, len(order))) for text in kept[tag]]


def is_of_others(record: Mapping[str, Any]) -> bool:
    """Whether a programme or project is an activity that somebody else reports."""
    return any(each.startswith("<reporting-org") for each in record.get("extra", ()))


@cache
def _order() -> dict[str, int]:
    return {"iati-activity": -1} | {tag: number for tag, (number, _) in activity_schema().children.items()}


def activity_schema() -> Element:
    """Return an activity as the schema has it."""
    return roots()["iati-activities"].children["iati-activity"][1]


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
    """Put kept elements back into the element of an activity that a record or part is published as.

    One that may stand once is put together with what the record gives: attributes alone are set on it, narratives
    alone are added to it; any other stands in its place. One of the same name gives its attributes. Of baselines,
    targets and actual values the first that is kept says more of the one that the record gives.
    """
    kept = parsed(texts)
    if not kept:
        return
    tags = {each.tag for each in kept}
    for wholes in _WHOLES:
        if not tags.isdisjoint(wholes):
            for old in list(node.iterchildren(*wholes)):
                node.remove(old)
    _put_all(node, kept, _place(node))


def _put_all(node: Node, kept: Iterable[Node], place: Element) -> None:
    met = set[str]()
    for each in kept:
        if each.tag == node.tag:
            node.attrib.update(each.attrib)
        elif (old := _told_of(node, each, met)) is not None:
            old.attrib.update({**each.attrib, **old.attrib})
            _put_all(old, list(each), place.children[each.tag][1])
        elif each.tag != "activity-date" or "iso-date" in each.attrib:
            _put(node, each, place)
        met.add(each.tag)
    order = {tag: number for tag, (number, _) in place.children.items()}
    node[:] = sorted(node, key=lambda child: order.get(child.tag, len(order)))


def _told_of(node: Node, kept: Node, met: Collection[str]) -> Node | None:
    """Return the element of the record, of those that may stand several times, of which a kept one says more."""
    if kept.tag in {"baseline", "target", "actual"} and kept.tag not in met:
        return node.find(kept.tag)
    if kept.tag == "activity-date" and "iso-date" not in kept.attrib:
        return next((each for each in node.iterchildren(kept.tag) if each.get("type") == kept.get("type")), None)
    return None


def _put(node: Node, kept: Node, place: Element) -> None:
    known = place.children.get(kept.tag)
    old = node.find(kept.tag) if known and known[1].most == 1 else None
    if old is None:
        node.append(kept)
    elif kept.tag.endswith("-org") or (len(kept) and kept.attrib) or (kept.text or "").strip():
        node.replace(old, kept)
    else:
        old.attrib.update(kept.attrib)
        for each in list(kept):
            _tell(old, each)


def _tell(node: Node, narrative: Node) -> None:
    """Add a narrative; one that is there already gets its language."""
    text = " ".join((narrative.text or "").split())
    known = (each for each in node.iterchildren("narrative") if " ".join((each.text or "").split()) == text)
    if (same := next(known, None)) is not None and not len(narrative):
        same.attrib.update(narrative.attrib)
    else:
        node.append(narrative)


def _place(node: Node) -> Element:
    """Return the place of an element in the schema of its file."""
    for root in roots().values():
        if node.tag in root.children:
            return root.children[node.tag][1]
    return _place(node.getparent()).children[node.tag][1]
