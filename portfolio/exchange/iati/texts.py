"""Texts of records in the languages of their narratives: the original, and its translations, written and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.exchange.iati.activity_reading import NOTE, said
from portfolio.exchange.iati.activity_rules import LANGUAGE
from portfolio.exchange.iati.making import add
from portfolio.query.narratives import UNSAID
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.exchange.iati.activity_reading import ActivityReading
    from portfolio.exchange.iati.xml_file import Node

SPOKEN = frozenset(codes.LANGUAGE.words)


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


def told_of(narrative: Mapping[str, Any]) -> dict[str, str]:
    """Return language to a narrative as one text: what it tells of, from when to when, its headline, and the text."""
    days = " – ".join(dict.fromkeys(narrative[each] for each in ("start", "end") if each in narrative))
    titles = spoken(narrative, "title")
    found = {}
    for language, text in spoken(narrative, "text").items():
        kind = "" if language else codes.NARRATIVE.label(narrative["kind"])
        head = ": ".join(filter(None, (", ".join(filter(None, (kind, days))), titles.get(language))))
        found[language] = f"{head}\n{text}" if head else text
    return found


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
        if field == "description":
            # What is published for want of a description says nothing.
            known = {own: found.get("title"), **found.get("titles", {})}
            texts = {each: text for each, text in texts.items() if " ".join(text.split()) != known.get(each)}
        found |= said(**{field: texts.pop(own, ""), f"{field}s": texts})
    if own in SPOKEN and own != UNSAID and found:
        found["language"] = own
    held = [*titles.items(), *descriptions.items()]
    return found, [node for each, node in held if each == own or each in SPOKEN]


def _text(source: ActivityReading, narrative: Node, field: str) -> str:
    return source.plain(narrative.text, NOTE) if field == "description" else source.plain(narrative.text)
