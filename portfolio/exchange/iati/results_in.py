"""The results of an activity as outcomes with their indicators, baselines, periods and dimensions."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.exchange.iati import texts
from portfolio.exchange.iati.activity_reading import NOTE, said
from portfolio.exchange.iati.money_in import key
from portfolio.exchange.iati.results_out import CUMULATIVE, OWN, QUALITATIVE
from portfolio.money import is_percentage
from portfolio.query.narratives import UNSAID
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portfolio.exchange.iati.activity_reading import ActivityReading
    from portfolio.exchange.iati.xml_file import Node

# Elements and attributes of a result that an outcome has fields for, by their place below the result.
_HELD = {
    "": ("type", "title", "description", "indicator"),
    "indicator": ("measure", "title", "reference", "baseline", "period"),
    "baseline": ("iso-date", "year", "value", "dimension", "comment"),
    "period": ("period-start", "period-end", "target", "actual"),
    "target": ("value", "comment"),
    "actual": ("value", "dimension", "comment"),
}
_TITLED = ("title", "titles", "language")
_FRACTION = re.compile(r"(\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)(?:; |$)", re.ASCII)
# Where a value is to the rule for what it is.
_RULES = {"baseline": "8.8.2", "target": "8.9.2", "actual": "8.10.2"}


def outcome(source: ActivityReading, node: Node, code: str, number: int) -> dict[str, Any] | None:
    """Return a result as the outcome of that number of an activity; None where it has no title."""
    title, description = node.find("title"), node.find("description")
    told, taken = texts.read(source, title, description)
    if "title" not in told:
        source.say("result without a title left out", "4.3.1")
        return None
    _leave_out(source, node, "")
    _leave_texts(source, taken, title, description)
    identity = key(code, f"O{number}")
    nodes = [each for each in node.iterchildren("indicator") if not _says_title(source, each, told)]
    language = told.get("language", UNSAID)
    indicators = [_indicator(source, each, f"{identity}.I{at}", language) for at, each in enumerate(nodes, 1)]
    return {
        "id": identity,
        "project": code,
        **told,
        **said(
            level=codes.LEVEL.word(node.get("type")),
            indicators=[each for each in indicators if each],
        ),
    }


def _leave_texts(source: ActivityReading, taken: Sequence[Node], *nodes: Node | None) -> None:
    """Note the texts in languages that the register has not."""
    left = sum(len(source.others(each, taken)) for each in nodes if each is not None)
    if left:
        source.say("text of a result in a further language left out", times=left)


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
        source.say("indicator without a title left out", "4.3.1")
        return None
    _leave_out(source, node, "indicator")
    _leave_texts(source, taken, title)
    told.pop("language", None)
    measure = codes.MEASURE.word(node.get("measure")) or codes.MEASURE.words[0]
    description = source.text(node.find("description"), NOTE)
    if description and description != CUMULATIVE:
        source.say("description of an indicator left out")
    reference = next((each for each in node.iterchildren("reference") if each.get("vocabulary") == OWN), None)
    baselines = list(node.iterchildren("baseline"))
    if len(baselines) > 1:
        source.say("further baseline of an indicator left out", times=len(baselines) - 1)
    periods = list(_periods(source, node, identity, measure))
    overlap = _overlaps(periods)
    if overlap and description != CUMULATIVE:
        source.say("indicator with periods that overlap, taken as cumulative")
    return {
        "id": identity,
        **told,
        "measure": measure,
        "values": "cumulative" if overlap or description == CUMULATIVE else "per_period",
        **said(
            code=reference.get("code") if reference is not None else None,
            baseline=_baseline(source, baselines[0], measure) if baselines else None,
            periods=periods,
        ),
    }


def _baseline(source: ActivityReading, node: Node, measure: str) -> dict[str, Any] | None:
    _leave_out(source, node, "baseline")
    found = _value(source, node, measure, "value", "", "baseline")
    date = source.day(node) or _year(node)
    if not date or ("value" not in found and measure != QUALITATIVE):
        source.say("baseline of an indicator without a year or a value left out", "8.8.1")
        return None
    if source.is_future(date):
        source.say("baseline of an indicator in the future left out")
        return None
    return {**found, "date": date}


def _year(node: Node) -> str:
    year = node.get("year", "").strip()
    return year if re.fullmatch(r"(?:19|20)\d\d", year) else ""


def _periods(source: ActivityReading, node: Node, identity: str, measure: str) -> Iterator[dict[str, Any]]:
    number = 0
    for each in node.iterchildren("period"):
        start, end = source.day(each.find("period-start")), source.day(each.find("period-end"))
        if not start or not end or end < start:
            source.say("period of an indicator without a start and a later end left out", "8.6.1")
            continue
        _leave_out(source, each, "period")
        number += 1
        found: dict[str, Any] = {"id": f"{identity}.P{number}", "start": start, "end": end}
        for field in ("target", "actual"):
            nodes = list(each.iterchildren(field))
            if len(nodes) > 1:
                source.say(f"further {field} of a period left out", times=len(nodes) - 1)
            if nodes and field == "actual" and source.is_future(start):
                source.say("value reached in a period that has not begun left out")
            elif nodes:
                _leave_out(source, nodes[0], field)
                found |= _value(source, nodes[0], measure, field, f"{field}_", field)
        yield found


def _value(source: ActivityReading, node: Node, measure: str, field: str, before: str, what: str) -> dict[str, Any]:
    """Return the value of a baseline, target or actual, with its comment and parts."""
    given = node.get("value")
    value = None if measure == QUALITATIVE else source.figure(given, measure)
    comment = source.text(node.find("comment"), NOTE)
    found: dict[str, Any] = {}
    if given is not None and given.strip() and value is None:
        source.say(f"{what} of an indicator that is no number it can have left out", _RULES[what])
    fraction = _FRACTION.match(comment) if measure == "percentage" and value else None
    if fraction and value and is_percentage(*map(Decimal, (value, fraction[1], fraction[2]))):
        found = {f"{before}numerator": fraction[1], f"{before}denominator": fraction[2]}
        comment = comment[fraction.end() :]
    if comment and (what == "target" or (value is None and measure != QUALITATIVE)):
        source.say(f"comment on a {what} left out")
        comment = ""
    return {**said(**{field: value, "comment": comment, "disaggregation": _parts(source, node, value)}), **found}


def _parts(source: ActivityReading, node: Node, value: str | None) -> list[dict[str, str]]:
    """Return the groups that a value falls to; a dimension with no number of its own is left out."""
    found = []
    for each in node.iterchildren("dimension"):
        category, _, part = each.get("value", "").rpartition(": ")
        name = " ".join(each.get("name", "").split())
        number = source.figure(part, "")
        if name and category and number is not None and value is not None:
            found.append({"dimension": name, "category": category, "value": number})
        else:
            source.say("dimension without a value of its own left out")
    return found


def _overlaps(periods: list[dict[str, Any]]) -> bool:
    spans = sorted((each["start"], each["end"]) for each in periods)
    return any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(spans))


def _leave_out(source: ActivityReading, node: Node, place: str) -> None:
    """Note what an element says that an outcome has no field for."""
    held = _HELD[place]
    name = f"{place} of a result" if place else "result"
    for attribute in node.keys():  # noqa: SIM118 - an element of lxml holds its children
        if attribute not in held:
            source.say(f"{attribute.rpartition('}')[2]} of a {name} left out".replace("a indicator", "an indicator"))
    for child in node:
        if child.tag not in held and (place, child.tag) != ("indicator", "description"):
            source.say(f"{child.tag} of a {name} left out".replace("a indicator", "an indicator"))
