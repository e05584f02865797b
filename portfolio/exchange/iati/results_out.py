"""The results of an activity of IATI: outcomes with their indicators, baselines, periods and dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.dates import parse_date
from portfolio.exchange.iati.extra import restore
from portfolio.exchange.iati.making import add, first_day, narrate
from portfolio.exchange.iati.texts import speak, spoken
from portfolio.query.narratives import UNSAID
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.exchange.iati.xml_file import Node

QUALITATIVE = "qualitative"
# What is said of an indicator whose values are cumulative.
CUMULATIVE = "Values are cumulative: each includes those before."
_OTHER = "9"
# The vocabulary of indicators that is the organisation's own.
OWN = "99"


def add_result(node: Node, outcome: Mapping[str, Any]) -> None:
    """Add an outcome; one without indicators has a qualitative one, which the standard asks for."""
    level = outcome.get("level")
    result = add(node, "result", type=codes.LEVEL.code(level) if level else _OTHER)
    title = spoken(outcome, "title")
    speak(add(result, "title"), title)
    if description := spoken(outcome, "description"):
        speak(add(result, "description"), description)
    for indicator in outcome.get("indicators", ()):
        _indicator(result, {"language": outcome.get("language", UNSAID), **indicator})
    if not outcome.get("indicators"):
        speak(add(add(result, "indicator", measure=codes.MEASURE.code(QUALITATIVE)), "title"), title)
    restore(result, outcome.get("extra", ()))


def _indicator(result: Node, indicator: Mapping[str, Any]) -> None:
    node = add(result, "indicator", measure=codes.MEASURE.code(indicator["measure"]))
    unit = f" ({indicator['unit']})" if "unit" in indicator else ""
    speak(add(node, "title"), {each: f"{text}{unit}" for each, text in spoken(indicator, "title").items()})
    if indicator.get("values") == "cumulative":
        narrate(node, "description", CUMULATIVE)
    if code := indicator.get("code"):
        add(node, "reference", vocabulary=OWN, code=code)
    if baseline := indicator.get("baseline"):
        _baseline(node, baseline, indicator)
    for period in indicator.get("periods", ()):
        _period(node, period, indicator)
    restore(node, indicator.get("extra", ()))


def _baseline(node: Node, baseline: Mapping[str, Any], indicator: Mapping[str, Any]) -> None:
    """Add a baseline; its year is asked for, and where it is not known that of the first period stands."""
    date = baseline.get("date") or next((each["start"] for each in indicator.get("periods", ())), None)
    if date is None or ("value" not in baseline and indicator["measure"] != QUALITATIVE):
        return
    year = parse_date(date).year
    dated = {"iso_date": None if date == str(year) else first_day(date), "year": year}
    made = add(node, "baseline", value=baseline.get("value"), **dated)
    _groups(node, "baseline", baseline, **dated)
    if comment := _comment(baseline, "numerator", "denominator"):
        narrate(made, "comment", comment)


def _period(node: Node, period: Mapping[str, Any], indicator: Mapping[str, Any]) -> None:
    made = add(node, "period")
    add(made, "period-start", iso_date=first_day(period["start"]))
    add(made, "period-end", iso_date=parse_date(period["end"]).last)
    if "target" in period:
        target = add(made, "target", value=period["target"])
        if comment := _fraction(period, "target_numerator", "target_denominator"):
            narrate(target, "comment", comment)
    comment = _comment(period, "actual_numerator", "actual_denominator")
    if "actual" in period or (comment and indicator["measure"] == QUALITATIVE):
        actual = add(made, "actual", value=period.get("actual"))
        if comment:
            narrate(actual, "comment", comment)
        _groups(made, "actual", period)
    restore(made, period.get("extra", ()))


def _groups(node: Node, tag: str, held: Mapping[str, Any], **attributes: object) -> None:
    """Add what each group has of a value, as a value of its own behind it."""
    for part in held.get("disaggregation", ()):
        made = add(node, tag, value=part["value"], **attributes)
        add(made, "dimension", name=part["dimension"], value=part["category"])


def _comment(held: Mapping[str, Any], numerator: str, denominator: str) -> str:
    return "; ".join(filter(None, (_fraction(held, numerator, denominator), held.get("comment"))))


def _fraction(held: Mapping[str, Any], numerator: str, denominator: str) -> str:
    return f"{held[numerator]} of {held[denominator]}" if numerator in held and denominator in held else ""
