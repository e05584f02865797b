"""The results of an activity as outcomes with their indicators, baselines, periods and dimensions."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from portfolio.disaggregation import UNIT, by_dimension
from portfolio.exchange.iati import texts
from portfolio.exchange.iati.activity_reading import NOTE, ActivityReading, stated
from portfolio.exchange.iati.money_in import key
from portfolio.exchange.iati.results_out import CUMULATIVE, OWN, QUALITATIVE
from portfolio.money import is_percentage
from portfolio.query.narratives import UNSAID
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.models.documents import DisaggregatedDocument

_TITLED = ("title", "titles", "language")
_FRACTION = re.compile(r"(\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)(?:; |$)", re.ASCII)
# Where a value is to the rule for what it is.
_RULES = {"baseline": "8.8.2", "target": "8.9.2", "actual": "8.10.2"}


def outcome(source: ActivityReading, node: Node, code: str, number: int) -> dict[str, Any] | None:
    """Return a result as the outcome of that number of an activity; None where it has no title.

    What an outcome and its parts have no field for is kept with them as it is in the file.
    """
    title, description = node.find("title"), node.find("description")
    told, taken = texts.read(source, title, description)
    if "title" not in told:
        return None
    identity = key(code, f"O{number}")
    language = told.get("language", UNSAID)
    level = codes.LEVEL.word(node.get("type"))
    read = {title, description if "description" in told else None}
    extra = [text for each in (title, description) if each in read for text in _others(source, each, taken)]
    indicators: list[dict[str, Any]] = []
    for each in node.iterchildren("indicator"):
        if _says_title(source, each, told):
            read.add(each)
        elif found := _indicator(source, each, f"{identity}.I{len(indicators) + 1}", language):
            read.add(each)
            indicators.append(found)
        else:
            source.say("indicator without a title kept as it is", "4.3.1")
    extra += source.rest(node, read, ["type"] if level else [])
    return {
        "id": identity,
        "project": code,
        **told,
        **stated(level=level, indicators=indicators, extra=extra),
    }


def _others(source: ActivityReading, node: Node | None, taken: Sequence[Node]) -> list[str]:
    """Return the texts in languages that the register has not."""
    return source.others(node, taken) if node is not None else []


def _says_title(source: ActivityReading, node: Node, told: Mapping[str, Any]) -> bool:
    """Whether an indicator is what is published for an outcome that has none."""
    if node.get("measure") != codes.MEASURE.code(QUALITATIVE) or [child.tag for child in node] != ["title"]:
        return False
    found, _ = texts.read(source, node.find("title"), language=told.get("language", UNSAID))
    return found == {field: told[field] for field in _TITLED if field in told}


def _indicator(source: ActivityReading, node: Node, identity: str, language: str) -> dict[str, Any] | None:
    title = node.find("title")
    told, taken = texts.read(source, title, language=language)
    if "title" not in told:
        return None
    told.pop("language", None)
    measure = codes.MEASURE.word(node.get("measure"))
    if not measure and node.get("measure"):
        source.say("indicator of a measure that is none of the standard, taken as a unit", "9.60.1")
    extra = _others(source, title, taken)
    description, reference = node.find("description"), _own_reference(node)
    is_cumulative = source.text(description, NOTE) == CUMULATIVE and len(description) == 1
    read = {title, reference, description if is_cumulative else None}
    baselines = list(node.iterchildren("baseline"))
    found = None
    if baselines:
        found, kept = _baseline(source, baselines[0], measure or codes.MEASURE.words[0])
        groups = _groups(source, baselines, found.get("value") if found else None, measure or codes.MEASURE.words[0])
        read |= {baselines[0], *groups}
        found = found and {**found, **stated(disaggregation=list(groups.values()))}
        # The first that is kept says more of the one that is read.
        extra += kept or ["<baseline/>"] * (len(baselines) > 1 + len(groups))
    periods = list(_periods(source, node, identity, measure or codes.MEASURE.words[0], read))
    overlap = _overlaps(periods)
    if overlap and not is_cumulative:
        source.say("indicator with periods that overlap, taken as cumulative")
    extra += source.rest(node, read, ["measure"] if measure else [])
    return {
        "id": identity,
        **told,
        "measure": measure or codes.MEASURE.words[0],
        "values": "cumulative" if overlap or is_cumulative else "per_period",
        **stated(
            code=reference.get("code") if reference is not None else None,
            baseline=found,
            periods=periods,
            extra=extra,
        ),
    }


def _own_reference(node: Node) -> Node | None:
    """Return the element that says an indicator's own code and nothing else."""
    own = (each for each in node.iterchildren("reference") if each.get("vocabulary") == OWN)
    return next((each for each in own if len(each.attrib) == 2 and each.get("code")), None)  # noqa: PLR2004 - the two


def _baseline(source: ActivityReading, node: Node, measure: str) -> tuple[dict[str, Any] | None, list[str]]:
    """Return a baseline, and what is kept of it: all where it is none that an indicator has."""
    found, read, held = _value(source, node, measure, "value", "", "baseline")
    date = source.day(node) or _year(node)
    if not date or ("value" not in found and measure != QUALITATIVE):
        source.say("baseline of an indicator without a year or a value kept as it is", "8.8.1")
    elif source.is_future(date):
        source.say("baseline of an indicator in the future kept as it is")
    else:
        held = [*held, "iso-date", *(["year"] if date[:4] == _year(node) else [])]
        return {**found, "date": date}, source.part(node, read, held)
    return None, source.bounded([source.raw(node)])


def _year(node: Node) -> str:
    year = node.get("year", "").strip()
    return year if re.fullmatch(r"(?:19|20)\d\d", year) else ""


def _periods(
    source: ActivityReading, node: Node, identity: str, measure: str, read: set[Node | None]
) -> Iterator[dict[str, Any]]:
    """Yield the periods of an indicator, and note that they are read."""
    number = 0
    for each in node.iterchildren("period"):
        start, end = source.day(each.find("period-start")), source.day(each.find("period-end"))
        if not start or not end or end < start:
            source.say("period of an indicator without a start and a later end kept as it is", "8.6.1")
            continue
        read.add(each)
        number += 1
        yield {"id": f"{identity}.P{number}", "start": start, "end": end, **_values(source, each, measure, start)}


def _values(source: ActivityReading, node: Node, measure: str, start: str) -> dict[str, Any]:
    """Return the target and the actual value of a period, and what is kept of it."""
    found: dict[str, Any] = {}
    extra: list[str] = []
    read = {node.find("period-start"), node.find("period-end")}
    for field in ("target", "actual"):
        nodes = list(node.iterchildren(field))
        if not nodes:
            continue
        groups: dict[Node, dict[str, str]] = {}
        if field == "actual" and source.is_future(start):
            source.say("value reached in a period that has not begun kept as it is")
            kept = [source.raw(nodes[0])]
        else:
            given, inner, held = _value(source, nodes[0], measure, field, f"{field}_", field)
            found |= given
            kept = source.part(nodes[0], inner, held)
            if field == "actual":
                groups = _groups(source, nodes, given.get(field), measure)
                found |= stated(disaggregation=list(groups.values()))
        read |= {nodes[0], *groups}
        # The first that is kept says more of the one that is read.
        extra += kept or [f"<{field}/>"] * (len(nodes) > 1 + len(groups) or not found.keys() & {field, "comment"})
    return {**found, **stated(extra=source.bounded([*extra, *source.rest(node, read, ())]))}


def _value(
    source: ActivityReading, node: Node, measure: str, field: str, before: str, what: str
) -> tuple[dict[str, Any], set[Node], list[str]]:
    """Return the value of a baseline, target or actual with its comment and parts, and which nodes and attributes."""
    given = node.get("value")
    value = None if measure == QUALITATIVE else source.figure(given, measure)
    told = node.find("comment")
    comment = source.text(told, NOTE)
    found: dict[str, Any] = {}
    if given is not None and given.strip() and value is None:
        source.say(f"{what} of an indicator that is no number it can have kept as it is", _RULES[what])
    fraction = _FRACTION.match(comment) if measure == "percentage" and value else None
    if fraction and value and is_percentage(*map(Decimal, (value, fraction[1], fraction[2]))):
        found = {f"{before}numerator": fraction[1], f"{before}denominator": fraction[2]}
        comment = comment[fraction.end() :]
    read: set[Node] = set()
    if comment and (what == "target" or (value is None and measure != QUALITATIVE)):
        comment = ""
    elif told is not None:
        chosen = source.narrative(told)
        read |= {told} if not source.others(told) else {chosen} if not source.is_foreign(chosen) else set()
    held = ["value"] if value or not (given or "").strip() else []
    return {**stated(**{field: value, "comment": comment}), **found}, read, held


def _groups(
    source: ActivityReading, nodes: Sequence[Node], value: str | None, measure: str
) -> dict[Node, dict[str, str]]:
    """Return what each group has of a value, the first of its name, by the elements behind it that say only that.

    Where they are more than the value, it is not made of them.
    """
    whole, *others = nodes
    if value is None or whole.find("dimension") is not None:
        return {}
    found = {}
    dated = {**whole.attrib, "value": ""}
    for each in others:
        inner = each[0] if len(each) == 1 and each[0].tag == "dimension" else None
        if inner is None or len(inner) or {*inner.keys()} != {"name", "value"} or {**each.attrib, "value": ""} != dated:
            continue
        dimension, category = (" ".join(inner.get(name).split()) for name in ("name", "value"))
        number = source.figure(each.get("value"), "")
        if dimension and category and number is not None:
            found[each] = {"dimension": dimension, "category": category, "value": number}
    sums = by_dimension(cast("list[DisaggregatedDocument]", list(found.values()))).values()
    if measure == UNIT and any(sum(map(abs, groups.values())) > abs(Decimal(value)) for groups in sums):
        return {}
    return found


def _overlaps(periods: list[dict[str, Any]]) -> bool:
    spans = sorted((each["start"], each["end"]) for each in periods)
    return any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(spans))
