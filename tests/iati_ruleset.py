"""The official ruleset of IATI, evaluated by XPath as its specification says: what judgements are compared with."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICIAL = Path(__file__).parents[2] / "shared" / "data" / "iati"
official = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official files of IATI are not here")


def broken(activity: Any, ruleset: dict[str, Any], today: dt.date, known: set[str], agencies: set[str]) -> set[str]:
    """Return the ids of the rules that an activity or organisation breaks, which is the only one in its document."""
    return {
        case["ruleInfo"]["id"]
        for context, rules in ruleset.items()
        for node in activity.getroottree().xpath(context)
        for held_by, held in rules.items()
        for name, case in _cases(node, held_by, held["cases"])
        if not _holds(node, name, case, today, known, agencies)
    }


def _cases(node: Any, name: str, cases: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Return each case with the name of its rule; loops are unrolled over what they name."""
    if name != "loop":
        return [(name, case) for case in cases]
    found = []
    for loop in cases:
        for value in dict.fromkeys(map(str, node.xpath(loop["foreach"]))):
            for inner, held in loop["do"].items():
                text = json.dumps(held["cases"]).replace("$1", value)
                found += [(inner, case) for case in json.loads(text)]
    return found


def _texts(node: Any, path: str) -> list[str]:
    found = node.xpath(path)
    return [each if isinstance(each, str) else "".join(each.itertext()) for each in found]


def _is_true(node: Any, path: str) -> bool:
    return bool(node.xpath(f"boolean({path})"))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _holds(node: Any, name: str, case: dict[str, Any], today: dt.date, known: set[str], agencies: set[str]) -> bool:
    if "condition" in case and not _is_true(node, case["condition"]):
        return True
    if name == "if_then":
        return not _is_true(node, case["if"]) or _is_true(node, case["then"])
    if name == "atleast_one":
        return any(node.xpath(path) for path in case["paths"])
    values = [text for path in case.get("paths", ()) for text in _texts(node, path)]
    if case.get("idCondition") == "NOT_EXISTING_ORG_ID":
        values = [each for each in values if each not in known]
    if name == "startswith":
        starts = [text for path in case["prefix"] for text in _starts(node, path, agencies)]
        return all(any(each.startswith(start + case.get("separator", "")) for start in starts) for each in values)
    return _OF_VALUES[name](values, case) if name in _OF_VALUES else _dated(node, name, case, today)


def _starts(node: Any, path: str, agencies: set[str]) -> list[str]:
    return [*agencies] if path == "ORG-ID-PREFIX" else _texts(node, path)


def _sum(values: list[str]) -> Decimal:
    return round(sum((_number(each) or Decimal(0) for each in values), Decimal(0)), 4)


_OF_VALUES: dict[str, Callable[[list[str], dict[str, Any]], bool]] = {
    "no_more_than_one": lambda values, _: len(values) <= 1,
    "unique": lambda values, _: len(values) == len(set(values)),
    "regex_matches": lambda values, case: all(re.search(case["regex"], each) for each in values),
    "no_spaces": lambda values, _: all(each == each.strip() for each in values),
    "range": lambda values, case: all(_within(each, case["min"], case["max"]) for each in values),
    "strict_sum": lambda values, case: _sum(values) == Decimal(case["sum"]),
}


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _within(text: str, least: float, most: float) -> bool:
    found = _number(text)
    return found is None or least <= found <= most


def _dated(node: Any, name: str, case: dict[str, Any], today: dt.date) -> bool:
    def days(path: str) -> list[dt.date]:
        return [today] if path == "NOW" else [day for each in _texts(node, path) if (day := _day(each))]

    match name:
        case "date_order":
            less, more = days(case["less"]), days(case["more"])
            first = less if case["more"] == "NOW" else less[:1]
            return all(each <= other for each in first for other in more[:1])
        case "date_now":
            return all(each <= today for each in days(case["date"]))
        case "time_limit":
            start, end = days(case["start"])[:1], days(case["end"])[:1]
            return not start or not end or end[0] <= _later(start[0])
        case "between_dates":
            start, end = days(case["start"])[:1], days(case["end"])[:1]
            return not start or not end or all(start[0] <= each <= end[0] for each in days(case["date"]))
        case "one_or_all":
            if node.xpath(case["one"]):
                return True
            unsaid = {
                "lang": "descendant::narrative[not(@xml:lang)]",
                "currency": "descendant::value[not(@currency)]",
                "sector": "transaction[not(sector)]",
            }
            return not _is_true(node, unsaid[case["all"]])
    raise AssertionError(name)


def _later(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return dt.date(day.year + 1, 3, 1)


def ruleset() -> dict[str, Any]:
    """Return the official ruleset."""
    found: dict[str, Any] = json.loads((OFFICIAL / "rulesets" / "standard.json").read_text(encoding="utf-8"))
    return found


def apart(path: Path) -> list[tuple[str, Any]]:
    """Return each activity or organisation of a file, alone in a document of its own, with its identifier."""
    root = etree.parse(path, etree.XMLParser(remove_comments=True, remove_pis=True)).getroot()
    found = []
    for node in root:
        alone = etree.Element(root.tag, root.attrib)
        alone.append(etree.fromstring(etree.tostring(node)))
        name = node.findtext("iati-identifier") or node.findtext("organisation-identifier") or ""
        found.append((" ".join(name.split()), alone[0]))
    return found
