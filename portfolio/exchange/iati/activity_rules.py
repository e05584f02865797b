"""Rules of the official ruleset that concern an activity or organisation, or one of its elements, as a whole.

A sector or aid type without a vocabulary is of the OECD DAC, as the standard says; regions without one are passed over
by the rules for shares, as they are by the ruleset.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from portfolio.exchange.iati.element_rules import Breach, breach, has_symbol, is_padded
from portfolio.exchange.iati.standard import codes
from portfolio.exchange.iati.xml_file import Node, by_tag
from portfolio.exchange.iati.xml_types import day, number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DAC = ("", "1")
_OWN = ("98", "99")
_HUNDRED = Decimal(100)
# Sums of shares are compared to so many decimals.
_EXACT = Decimal("0.0001")


class Whole(NamedTuple):
    """An activity or organisation as rules see it."""

    node: Node  # its element
    of: Mapping[str, Sequence[Node]]  # tag to the elements of that name that it holds itself
    transactions: Sequence[Mapping[str, Sequence[Node]]]  # of each transaction the same
    today: dt.date  # the day after which dates are in the future

    def all(self, tag: str) -> Sequence[Node]:
        """Return the elements of a name that it holds itself."""
        return self.of.get(tag, ())


def whole(node: Node, today: dt.date) -> Whole:
    """Return an activity or organisation as rules see it."""
    of = by_tag(node)
    return Whole(node, of, [by_tag(each) for each in of.get("transaction", ())], today)


def identifiers(whole: Whole) -> Iterator[Breach]:
    """1.1.3, 1.1.21, 1.3.1, 1.3.13: the identifier of an activity."""
    reporting = [org.get("ref") for org in whole.all("reporting-org") if org.get("ref") is not None]
    former = [each.get("ref") for each in whole.all("other-identifier") if each.get("type") == "B1" and each.get("ref")]
    for node in whole.all("iati-identifier"):
        text = node.text or ""
        if text in reporting:
            yield breach("1.1.3", node, value=text)
        if not any(text.startswith(f"{each}-") for each in (*reporting, *former)):
            yield breach("1.1.21", node, value=text, other=(reporting or [""])[0])
        if text != text.strip():
            yield breach("1.3.1", node)
        if has_symbol(text):
            yield breach("1.3.13", node, value=text)


def own_identifier(whole: Whole) -> Iterator[Breach]:
    """1.12.1, 1.12.13: the identifier of an organisation."""
    for node in whole.all("organisation-identifier"):
        text = node.text or ""
        if text != text.strip():
            yield breach("1.12.1", node)
        if has_symbol(text):
            yield breach("1.12.13", node, value=text)


def former_identifiers(whole: Whole) -> Iterator[Breach]:
    """1.6.1, 1.16.1: former identifiers of the activity and of who reports it."""
    for node in whole.all("other-identifier"):
        rule = {"A3": "1.6.1", "B1": "1.16.1"}.get(node.get("type"))
        if rule and is_padded(node.get("ref", "")):
            yield breach(rule, node)


def activity_dates(whole: Whole) -> Iterator[Breach]:
    """6.11.1, 11.1.1 to 11.1.5: when an activity starts and ends."""
    of: dict[str, tuple[dt.date, Node]] = {}
    kinds = set()
    for node in whole.all("activity-date"):
        kinds.add(node.get("type"))
        if found := day(node.get("iso-date", "")):
            of.setdefault(node.get("type"), (found, node))
    if not kinds & {"1", "2"}:
        yield breach("6.11.1", whole.node)
    yield from _updated(whole, "11.1.1")
    for rule, start, end in (("11.1.2", "1", "3"), ("11.1.3", "2", "4")):
        if start in of and end in of and of[end][0] < of[start][0]:
            yield breach(rule, of[end][1], value=of[start][0], other=of[end][0])
    for rule, kind in (("11.1.4", "2"), ("11.1.5", "4")):
        if kind in of and of[kind][0] > whole.today:
            yield breach(rule, of[kind][1], value=of[kind][0])


def organisation_dates(whole: Whole) -> Iterator[Breach]:
    """11.4.1: when an organisation was last updated."""
    return _updated(whole, "11.4.1")


def _updated(whole: Whole, rule: str) -> Iterator[Breach]:
    found = day(whole.node.get("last-updated-datetime", ""))
    if found and found > whole.today:
        yield breach(rule, whole.node, value=found)


def sectors(whole: Whole) -> Iterator[Breach]:
    """2.1.1, 2.1.2, 2.1.4, 2.2.1, 6.2.2, 6.6.2, 6.7.2, 102.1.1: what an activity is about."""
    own = whole.all("sector")
    inner = ["sector" in each for each in whole.transactions]
    if not own and not any(inner):
        yield breach("6.2.2", whole.node)
    if own and any(inner):
        yield breach("6.6.2", own[0])
    if not own and not all(inner):
        yield breach("6.7.2", whole.node)
    if own and not any(each.get("vocabulary", "") in _DAC for each in own):
        yield breach("102.1.1", own[0])
    named = [each for each in own if each.get("vocabulary") in _OWN]
    if sum(len(list(each.iterchildren("narrative"))) for each in named) < len(named):
        yield breach("2.2.1", named[0])
    for vocabulary, nodes in _by_vocabulary(own, _DAC).items():
        yield from _shares(nodes, vocabulary, ("2.1.1", "2.1.2", "2.1.4"))


def _given(nodes: Iterable[Node]) -> list[str]:
    return [share for each in nodes if (share := each.get("percentage")) is not None]


def _by_vocabulary(nodes: Iterable[Node], one: Sequence[str] = ()) -> dict[str, list[Node]]:
    """Return vocabulary to the elements of it; those named in `one` are the last of these."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        vocabulary = node.get("vocabulary", "")
        found.setdefault(one[-1] if vocabulary in one else vocabulary, []).append(node)
    return found


def _shares(nodes: Sequence[Node], vocabulary: str, rules: tuple[str, str, str]) -> Iterator[Breach]:
    """Yield where several have no shares, or they do not add up to 100, or the only one has another."""
    none, wrong, only = rules
    given = _given(nodes)
    if len(nodes) == 1:
        if given and number(given[0]) != _HUNDRED:
            yield breach(only, nodes[0], value=vocabulary)
        return
    if len(given) < len(nodes):
        yield breach(none, nodes[0], value=vocabulary)
    if len(given) > 1 or vocabulary not in _DAC:
        yield from _sum(given, nodes[0], vocabulary, wrong)


def _sum(given: Iterable[str], node: Node, vocabulary: str, rule: str) -> Iterator[Breach]:
    shares = [number(each) or Decimal(0) for each in given]
    if beyond := next((each for each in shares if each.adjusted() >= _BEYOND), None):
        yield breach(rule, node, value=vocabulary, total=f"{beyond:.3g}")
        return
    total = sum(shares, Decimal(0)).quantize(_EXACT)
    if total != _HUNDRED:
        yield breach(rule, node, value=vocabulary, total=f"{total.normalize():f}")


# Shares of as many digits are no parts of anything, and sums of them are not exact.
_BEYOND = 15


_PLACES = frozenset(("recipient-country", "recipient-region"))


def places(whole: Whole) -> Iterator[Breach]:
    """3.1.1, 3.1.2, 3.1.4, 3.4.1, 3.4.2, 3.4.4, 3.6.2, 3.7.1, 3.7.2: where an activity is."""
    countries, regions = whole.all("recipient-country"), whole.all("recipient-region")
    own = [*countries, *regions]
    inner = [bool(_PLACES & each.keys()) for each in whole.transactions]
    if own and any(inner):
        yield breach("3.6.2", own[0])
    if not own and not any(inner):
        yield breach("3.7.1", whole.node)
    if not own and not all(inner):
        yield breach("3.7.2", whole.node)
    if countries and not regions:
        yield from _shares(countries, "-", ("3.1.1", "3.1.2", "3.1.4"))
    with_vocabulary = [each for each in regions if each.get("vocabulary") is not None]
    for vocabulary, nodes in _by_vocabulary(with_vocabulary).items():
        given = _given(nodes)
        if len(nodes) > 1 and len(given) < len(nodes):
            yield breach("3.4.1", nodes[0], value=vocabulary)
        if len(nodes) == 1 and not countries and given and number(given[0]) != _HUNDRED:
            yield breach("3.4.4", nodes[0], value=vocabulary)
        if len(nodes) + len(countries) > 1:
            yield from _sum([*given, *_given(countries)], nodes[0], vocabulary, "3.4.2")


def budget_items(whole: Whole) -> Iterator[Breach]:
    """7.9.1, 7.9.2, 7.9.4: the budget items of a country."""
    for vocabulary, nodes in _by_vocabulary(whole.all("country-budget-items")).items():
        items = [item for each in nodes for item in each.iterchildren("budget-item")]
        given = _given(items)
        if len(items) == 1 and given and number(given[0]) != _HUNDRED:
            yield breach("7.9.4", items[0], value=vocabulary)
        if len(items) > 1:
            if not given:
                yield breach("7.9.1", items[0], value=vocabulary)
            yield from _sum(given, items[0], vocabulary, "7.9.2")


def aid_types(whole: Whole) -> Iterator[Breach]:
    """107.1.1, 107.1.2, 107.2.1, 107.2.2: aid types of the activity and of its transactions."""
    own = whole.all("default-aid-type")
    yield from _one_each(own, "107.1.2")
    if own and not any(each.get("vocabulary", "") in _DAC for each in own):
        yield breach("107.1.1", own[0])
    inner: list[Node] = []
    for each in whole.transactions:
        if found := each.get("aid-type"):
            inner += found
            yield from _one_each(found, "107.2.2")
    if inner and not any(each.get("vocabulary", "") in _DAC for each in inner):
        yield breach("107.2.1", inner[0])


def _one_each(nodes: Sequence[Node], rule: str) -> Iterator[Breach]:
    if len(nodes) > 1:
        for vocabulary, found in _by_vocabulary(nodes, _DAC).items():
            if len(found) > 1:
                yield breach(rule, found[1], value=vocabulary)


def transaction_dates(whole: Whole) -> Iterator[Breach]:
    """11.2.1, 11.2.2: money that has moved has not done so in the future."""
    for each in whole.transactions:
        for tag, name, rule in _DATED:
            for child in each.get(tag, ()):
                if (found := day(child.get(name, ""))) and found > whole.today:
                    yield breach(rule, child, value=found)


_DATED = (("transaction-date", "iso-date", "11.2.1"), ("value", "value-date", "11.2.2"))


_UNSPOKEN = etree.XPath("descendant::narrative[not(@xml:lang)]")
_UNCOUNTED = etree.XPath("descendant::value[not(@currency)]")


def languages(whole: Whole) -> Iterator[Breach]:
    """4.1.1, 4.5.1: each text is in a known language."""
    if whole.node.get(LANGUAGE) is None:
        rule = "4.1.1" if whole.node.tag == "iati-activity" else "4.5.1"
        yield from (breach(rule, node) for node in _UNSPOKEN(whole.node)[:1])


def currencies(whole: Whole) -> Iterator[Breach]:
    """7.8.1, 7.8.2: each amount is in a known currency."""
    if whole.node.get("default-currency") is None:
        rule = "7.8.1" if whole.node.tag == "iati-activity" else "7.8.2"
        yield from (breach(rule, node) for node in _UNCOUNTED(whole.node)[:1])


def reporter(whole: Whole) -> Iterator[Breach]:
    """1.14.1, 1.14.8, 1.14.13 of an activity, 1.18.1, 1.18.8, 1.18.13 of an organisation: who reports it."""
    group = "1.14" if whole.node.tag == "iati-activity" else "1.18"
    for node in whole.all("reporting-org"):
        ref = node.get("ref")
        if ref is None:
            continue
        if is_padded(ref):
            yield breach(f"{group}.1", node)
        if not ref.startswith(_agencies()) and not any(ref in codes(each) for each in _KNOWN):
            yield breach(f"{group}.8", node, value=ref)
        if has_symbol(ref):
            yield breach(f"{group}.13", node, value=ref)


# Lists of organisations that are known by other codes than those of registration agencies.
_KNOWN = ("CRSChannelCode", "OrganisationIdentifier")


@cache
def _agencies() -> tuple[str, ...]:
    return tuple(codes("OrganisationRegistrationAgency"))


ACTIVITY: Sequence[Callable[[Whole], Iterator[Breach]]] = (
    identifiers,
    reporter,
    former_identifiers,
    languages,
    currencies,
    activity_dates,
    places,
    sectors,
    budget_items,
    aid_types,
    transaction_dates,
)
ORGANISATION: Sequence[Callable[[Whole], Iterator[Breach]]] = (
    own_identifier,
    reporter,
    languages,
    currencies,
    organisation_dates,
)
