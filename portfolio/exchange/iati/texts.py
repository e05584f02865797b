"""Texts of records in the languages of their narratives: the original, and its translations, written and read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from portfolio.exchange.iati.activity_reading import LINE, NOTE, ActivityReading, stated
from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.making import add
from portfolio.query.narratives import UNSAID
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.exchange.iati.xml_file import Node

SPOKEN = frozenset(codes.LANGUAGE.words)


@lru_cache(maxsize=256)
def base_of(tag: str) -> str:
    """Return the language of a tag, without script and country; English where there is none."""
    return tag.strip().lower().partition("-")[0] or UNSAID


def spoken(record: Mapping[str, Any], field: str) -> dict[str, str]:
    """Return language to text of a field, the original first, under "" where it is in the language of the activity."""
    own = record.get("language", UNSAID)
    found = {"" if own == UNSAID else own: record[field]} if field in record else {}
    return found | {language: text for language, text in record.get(f"{field}s", {}).items() if language != own}


def speak(node: Node, texts: Mapping[str, str]) -> None:
    """Add a narrative in each language."""
    for language, text in texts.items():
        narrative = add(node, "narrative", text)
        if language:
            narrative.set(LANGUAGE, language)


def tell(parent: Node, narrative: Mapping[str, Any]) -> None:
    """Add a narrative as a description, with marks by which it is read again as it was."""
    node = add(parent, "description", type="4")
    node.attrib.update({_mark(field): narrative[field] for field in _MARKED if field in narrative})
    titles = spoken(narrative, "title")
    speak(
        node,
        {each: _told(narrative, each, titles.get(each, "")) + text for each, text in spoken(narrative, "text").items()},
    )
    for each in node:
        if title := titles.get(each.get(LANGUAGE, "")):
            each.set(_mark("title"), title)


def _told(narrative: Mapping[str, Any], language: str, title: str) -> str:
    """Return the line that stands above the text of a narrative: what it tells of, from when to when, its headline."""
    days = " – ".join(dict.fromkeys(narrative[each] for each in ("start", "end") if each in narrative))
    kind = "" if language else codes.NARRATIVE.label(narrative["kind"])
    head = ": ".join(filter(None, (", ".join(filter(None, (kind, days))), title)))
    return f"{head}\n" if head else ""


def narrative_of(node: Node, target: str) -> dict[str, Any] | None:
    """Return the narrative of a programme or project that a description was made of; None where it is of none.

    One whose text does not begin as its marks say was changed since, and is of none.
    """
    marks = {field: value for field in _MARKED if (value := node.get(_mark(field)))}
    given = [each for each in node if each.tag == "narrative"]
    if "id" not in marks or marks.get("kind") not in codes.NARRATIVE.words or not given:
        return None
    found = {**marks, "target": target}
    for each in given:
        language, title, text = each.get(LANGUAGE, ""), each.get(_mark("title"), ""), each.text or ""
        head = _told(marks, language, title)
        if not text.startswith(head):
            return None
        if each is given[0]:
            found |= stated(language=language, title=title, text=text[len(head) :])
        else:
            found.setdefault("texts", {})[language or UNSAID] = text[len(head) :]
            found |= {"titles": {**found.get("titles", {}), language or UNSAID: title}} if title else {}
    return found


# The name of the marks in a file, of which the standard knows nothing, and what of a narrative is marked.
_MARKS = "urn:portfolio"
_MARKED = ("id", "kind", "start", "end")
etree.register_namespace("portfolio", _MARKS)


def _mark(field: str) -> str:
    return f"{{{_MARKS}}}{field}"


def by_language(source: ActivityReading, node: Node | None) -> dict[str, Node]:
    """Return the first narrative of an element in each language."""
    found: dict[str, Node] = {}
    for each in node if node is not None else ():
        if each.tag == "narrative" and (each.text or "").strip():
            found.setdefault(base_of(each.get(LANGUAGE) or source.language), each)
    return found


def read(
    source: ActivityReading, title: Node | None, description: Node | None = None, language: str = ""
) -> tuple[dict[str, Any], list[Node]]:
    """Return title and description of a record with their translations, and the narratives that it has fields for.

    The original is in a language that both are in: the one that is said, else that of the activity, else English.
    """
    titles, descriptions = by_language(source, title), by_language(source, description)
    wanted = [language, base_of(source.language), UNSAID, *titles]
    own = next((each for each in wanted if each in titles and (not descriptions or each in descriptions)), "")
    own = own or next((each for each in wanted if each in titles), UNSAID)
    found: dict[str, Any] = {}
    for field, nodes in (("title", titles), ("description", descriptions)):
        texts = {each: _text(source, node, field) for each, node in nodes.items() if each == own or each in SPOKEN}
        found |= stated(**{field: texts.pop(own, ""), f"{field}s": texts})
    if own in SPOKEN and own != UNSAID and found:
        found["language"] = own
    held = [*titles.items(), *descriptions.items()]
    return found, [node for each, node in held if each == own or each in SPOKEN]


def without_echoes(found: dict[str, Any]) -> dict[str, Any]:
    """Return title and description without descriptions that are the title again, as is published for want of one."""
    if _is_echo(found.get("description", ""), found.get("title", "")):
        del found["description"]
    titles, descriptions = found.get("titles", {}), found.pop("descriptions", {})
    left = {each: text for each, text in descriptions.items() if not _is_echo(text, titles.get(each, ""))}
    return {**found, **stated(descriptions=left)}


def _is_echo(text: str, title: str) -> bool:
    return 0 < len(text) <= LINE and " ".join(text.split()) == title


def _text(source: ActivityReading, narrative: Node, field: str) -> str:
    return source.plain(narrative.text, NOTE) if field == "description" else source.plain(narrative.text)
