"""Elements of IATI as they are made: with their texts, and their dates as days."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from portfolio.dates import parse_date
from portfolio.exchange.iati.activity_rules import LANGUAGE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from portfolio.exchange.iati.xml_file import Node


def add(parent: Node, tag: str, text: object = None, **attributes: object) -> Node:
    """Add an element with its text, and with those attributes that are said; `value_date` is called value-date."""
    named = {name.replace("_", "-"): str(value) for name, value in attributes.items() if value not in (None, "")}
    node = etree.SubElement(parent, tag, named)
    if text is not None:
        node.text = str(text)
    return node


def narrate(parent: Node, tag: str, text: str, **attributes: object) -> Node:
    """Add an element that says a text in a narrative."""
    node = add(parent, tag, **attributes)
    add(node, "narrative", text)
    return node


def names(node: Node, of: Mapping[str, str]) -> None:
    """Add a narrative in each language; the first, English, is the language of the file."""
    for language, text in of.items():
        narrative = add(node, "narrative", text)
        if language != "en":
            narrative.set(LANGUAGE, language)


def plain(amount: Decimal | str) -> str:
    """Return an amount as the standard writes it, without an exponent."""
    return format(Decimal(amount), "f")


def first_day(text: str) -> str:
    """Return the first day that a stored date spans, as text."""
    return parse_date(text).first.isoformat()


def last_day(text: str, today: dt.date) -> str:
    """Return the last day that a stored date spans, but today where it has come and has not ended."""
    date = parse_date(text)
    return (today if date.first <= today < date.last else date.last).isoformat()


def is_rough(text: str) -> bool:
    """Whether a stored date is no day."""
    return parse_date(text).day is None


def stored(record: Mapping[str, Any], *fields: str) -> list[Any]:
    """Return what a record holds in some fields, where it holds anything."""
    return [record[field] for field in fields if field in record]
