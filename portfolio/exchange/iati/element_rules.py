"""Rules of the official ruleset that concern one element, or one attribute of it, wherever that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portfolio.dates import year_after
from portfolio.exchange.iati.xml_types import day, number
from portfolio.reference.iati_rules import sign_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node

_NUMERIC = ("1", "2", "3", "4")
_QUALITATIVE = "5"
_HUNDRED = 100


class Breach(NamedTuple):
    """A rule that is broken, by which element, and what the rule's words name."""

    rule: str
    node: Node
    values: Mapping[str, object]


def breach(rule: str, node: Node, **named: object) -> Breach:
    """Return a breach of a rule."""
    return Breach(rule, node, named)


def is_padded(text: str) -> bool:
    """Whether spaces or line ends stand around a text."""
    return text != text.strip()


def has_symbol(text: str) -> bool:
    """Whether a text is no identifier as IATI allows it: empty, or with one of four signs in it."""
    return not text or bool(sign_in(text))


def _is_no_share(text: str) -> bool:
    found = number(text)
    return found is not None and not 0 <= found <= _HUNDRED


# Rule to the attributes that it looks at, each as the path below an activity or organisation and `@` its name.
_PADDED = {
    "1.4.1": "transaction/provider-org@provider-activity-id planned-disbursement/provider-org@provider-activity-id",
    "1.5.1": "transaction/receiver-org@receiver-activity-id planned-disbursement/receiver-org@receiver-activity-id",
    "1.7.1": "related-activity@ref",
    "1.8.1": "participating-org@ref",
    "1.9.1": "participating-org@activity-id",
    "1.10.1": "transaction/provider-org@ref planned-disbursement/provider-org@ref",
    "1.11.1": "other-identifier/owner-org@ref",
    "1.15.1": "transaction/receiver-org@ref planned-disbursement/receiver-org@ref",
    "1.17.1": "recipient-org-budget/recipient-org@ref",
}
_SYMBOLS = {
    "1.8.13": "participating-org@ref",
    "1.10.13": "transaction/provider-org@ref planned-disbursement/provider-org@ref",
    "1.11.13": "other-identifier/owner-org@ref",
    "1.15.13": "transaction/receiver-org@ref planned-disbursement/receiver-org@ref",
}
_SHARES = {
    "12.1.1": "recipient-country@percentage recipient-region@percentage",
    "12.2.1": "capital-spend@percentage country-budget-items/budget-item@percentage",
    "12.3.1": "sector@percentage",
}
VALUES: Mapping[str, Sequence[tuple[str, Callable[[str], bool]]]] = {
    place: [
        (rule, is_broken)
        for table, is_broken in ((_PADDED, is_padded), (_SYMBOLS, has_symbol), (_SHARES, _is_no_share))
        for rule, places in table.items()
        if place in places.split()
    ]
    for table in (_PADDED, _SYMBOLS, _SHARES)
    for places in table.values()
    for place in places.split()
}
"""An attribute at its place to the rules for its value, each with what tells that it is broken."""
LINKS = {
    "participating-org@activity-id": "1000.0.1",
    "planned-disbursement/provider-org@provider-activity-id": "1000.0.2",
    "planned-disbursement/receiver-org@receiver-activity-id": "1000.0.3",
    "transaction/provider-org@provider-activity-id": "1000.0.4",
    "transaction/receiver-org@receiver-activity-id": "1000.0.5",
    "related-activity@ref": "1000.0.6",
}
"""An attribute that names another activity to the advisory by which that is in the file."""


def _named(rule: str) -> Callable[[Node], Iterator[Breach]]:
    """Return the rule by which an organisation has an identifier or a name."""

    def is_named(node: Node) -> Iterator[Breach]:
        if node.get("ref") is None and not any(each.tag == "narrative" for each in node):
            yield breach(rule, node)

    return is_named


def _policy_marker(node: Node) -> Iterator[Breach]:
    vocabulary = node.get("vocabulary", "")
    if vocabulary in {"", "1"} and node.get("significance") is None:
        yield breach("6.14.1", node)
    if vocabulary == _OWN and node.find("narrative") is None:
        yield breach("6.13.1", node)


_OWN = "99"


def _text(rule: str) -> Callable[[Node], Iterator[Breach]]:
    """Return the rule by which a title or description has text."""

    def has_text(node: Node) -> Iterator[Breach]:
        if not any(each.text for each in node if each.tag == "narrative"):
            yield breach(rule, node)

    return has_text


def _ends(node: Node) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of a period."""
    start = end = None
    for child in node:
        if child.tag == "period-start":
            start = start or day(child.get("iso-date", ""))
        elif child.tag == "period-end":
            end = end or day(child.get("iso-date", ""))
    return start, end


def _order(rule: str) -> Callable[[Node], Iterator[Breach]]:
    """Return the rule by which a period ends after it starts."""

    def is_ordered(node: Node) -> Iterator[Breach]:
        start, end = _ends(node)
        if start and end and end < start:
            yield breach(rule, node, value=start, other=end)

    return is_ordered


def _budget(node: Node) -> Iterator[Breach]:
    start, end = _ends(node)
    if start and end and end < start:
        yield breach("8.6.3", node, value=start, other=end)
    if start and end and end > year_after(start):
        yield breach("7.5.3", node, value=start, other=end)


def _budget_lines(node: Node) -> Iterator[Breach]:
    start, end = _ends(node)
    for value in node.iterfind("budget-line/value"):
        found = day(value.get("value-date", ""))
        if found and start and end and not start <= found <= end:
            yield breach("11.3.1", value, value=found)


def _indicator(node: Node) -> Iterator[Breach]:
    if node.find("reference") is not None and node.getparent().find("reference") is not None:
        yield breach("8.11.1", node)
    measure = node.get("measure")
    for path, group in (("baseline", "8.8"), ("period/target", "8.9"), ("period/actual", "8.10")):
        for each in node.iterfind(path):
            value = each.get("value")
            if measure in _NUMERIC and value is None:
                yield breach(f"{group}.1", each)
            elif measure in _NUMERIC and number(value) is None:
                yield breach(f"{group}.2", each, value=value)
            elif measure == _QUALITATIVE and value is not None:
                yield breach(f"{group}.3", each)


ELEMENTS: Mapping[str, Sequence[Callable[[Node], Iterator[Breach]]]] = {
    "participating-org": (_named("6.10.1"),),
    "other-identifier/owner-org": (_named("6.8.1"),),
    **{f"{each}/provider-org": (_named("6.9.1"),) for each in ("transaction", "planned-disbursement")},
    **{f"{each}/receiver-org": (_named("6.9.2"),) for each in ("transaction", "planned-disbursement")},
    "policy-marker": (_policy_marker,),
    "budget": (_budget,),
    "planned-disbursement": (_order("8.6.3"),),
    **{f"{each}-budget": (_budget,) for each in ("total", "recipient-org", "recipient-region")},
    "recipient-country-budget": (_budget, _budget_lines),
    "total-expenditure": (_budget,),
    "result/indicator": (_indicator,),
    "result/indicator/period": (_order("8.6.1"),),
}
"""An element at its place below an activity or organisation to the rules for it."""
ANYWHERE: Mapping[str, Callable[[Node], Iterator[Breach]]] = {"title": _text("4.3.1"), "description": _text("4.4.1")}
"""A tag to the rule for it, wherever it stands."""
