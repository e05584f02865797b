"""Measurements of an outcome: its indicators, and their targets and values of periods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portfolio.changes import gate
from portfolio.changes.parts import next_part_id
from portfolio.desk import Change
from portfolio.errors import UnknownNameError, UsageError, refuse
from portfolio.fields import typed as read
from portfolio.fields.settable import enter
from portfolio.fields.typed import Reading
from portfolio.query.filters import period_of
from portfolio.reference.name_matching import joined
from portfolio.store import Document, In
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.desk import Desk, Values
    from portfolio.store.protocol import Transaction

_BASELINE = {"baseline": "value", "baseline_date": "date", "baseline_comment": "comment"}
# What an option says of a period beside what is simply stored.
_OF_PERIOD = ("period", "target", "disaggregation")
_BREAKDOWN = re.compile(r"\s*([^:=]+?)\s*:\s*([^=]+?)\s*=\s*([0-9.]+)\s*")


@gate.repeated
def indicator(desk: Desk, project: str, outcome: str, values: Values) -> Change:
    """Add to an outcome, by its id or text, what it is measured by.

    Values: title, code, measure, unit, values (per_period or cumulative), baseline, baseline_date, baseline_comment.

    Raises:
        UnknownNameError: There is no such project, or no such outcome of it.
        RefusedError: A value that an indicator does not take.
    """
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, "new indicator")
        code = reading.names.target(project)
        held, _ = _meant(code, "outcome", outcome, [(each, each, ()) for each in _outcomes(transaction, code)])
        entry: dict[str, Any] = {}
        enter(reading, "indicators", entry, {name: texts for name, texts in values.items() if name not in _BASELINE})
        if baseline := {key: values[name][0] for name, key in _BASELINE.items() if name in values}:
            entry["baseline"] = baseline
        if "value" in baseline:
            baseline["value"] = reading.value("baseline", baseline["value"], read.measured)
        if "date" in baseline:
            baseline["date"] = reading.value("baseline_date", baseline["date"], read.date)
        reading.finish()
        entry["id"] = next_part_id(transaction, held, held["id"], "i")
        transaction.put("outcomes", {**held, "indicators": [*held.get("indicators", []), entry]})
    said = f"Added indicator {entry['id']}{_quoted(entry)} to outcome {held['id']}."
    following = f"portfolio outcome record {held['project']} {entry['id']} VALUE --period YEAR"
    stored = transaction.get("outcomes", held["id"]) or {}
    return Change("outcomes", held["id"], stored, said, (), following)


@gate.repeated
def record(desk: Desk, project: str, name: str, value: str, values: Values) -> Change:
    """Enter what an indicator reached in a period, what was aimed at, or both; a period entered before is corrected.

    The value is `24`, of a percentage also `15%` or `15/100`, or "-" where only a target is set. Values: period
    (needed), target, comment, disaggregation (`sex:women=12`).

    Raises:
        UnknownNameError: There is no such project, or no such indicator of it.
        RefusedError: A value or period is not one.
        UsageError: No period is given; what else is wrong is said before it.
    """
    with gate.change(desk) as transaction:
        reading = Reading(desk, transaction, f"indicator {name}")
        held, found = _indicator(transaction, reading.names.target(project), name)
        entry = _entry(reading, next_part_id(transaction, held, found["id"], "p"), found, value, values)
        others = [
            each for each in found.get("periods", []) if (each["start"], each["end"]) != (entry["start"], entry["end"])
        ]
        periods = sorted([*others, entry], key=lambda each: (each["start"], each["end"]))
        indicators = [
            {**each, "periods": periods} if each["id"] == found["id"] else each for each in held["indicators"]
        ]
        transaction.put("outcomes", {**held, "indicators": indicators})
    stored = transaction.get("outcomes", held["id"]) or {}
    kept = next(each for each in _periods(stored) if each["id"] == entry["id"])
    said = f"Recorded {found['id']}{_quoted(found)}, {kept['start']} to {kept['end']}: " + ", ".join(
        _value(kept, what) for what in ("target", "actual") if what in kept
    )
    return Change("outcomes", held["id"], stored, f"{said}.")


def _periods(outcome: Document) -> Iterator[Document]:
    return (period for each in outcome.get("indicators", ()) for period in each.get("periods", ()))


def _value(period: Document, what: str) -> str:
    """Return a value as it is stored, with what it is divided from."""
    if f"{what}_numerator" not in period:
        return f"{what} {period[what]}"
    return f"{what} {period[what]} ({period[f'{what}_numerator']}/{period[f'{what}_denominator']})"


def _entry(reading: Reading, new_id: str, found: Document, value: str, values: Values) -> dict[str, Any]:
    if "period" not in values:
        if value.strip() != "-":
            reading.value("value", value, read.measured)
        reading.finish()
        raise UsageError("Missing option --period: the period in which it was reached.")
    typed = values["period"][0]
    period = period_of(reading.desk.settings, reading.desk.today, "period", typed)
    if not period.first or not period.last:
        raise refuse("period", typed, "has no start or no end; a value is reached in a period such as 2024 or 2024-Q1")
    start, end = period.first.isoformat(), period.last.isoformat()
    known = next((each for each in found.get("periods", []) if (each["start"], each["end"]) == (start, end)), None)
    entry: dict[str, Any] = dict(known) if known else {"id": new_id}
    entry |= {"start": start, "end": end}
    if value.strip() != "-":
        _set(reading, entry, "actual", "value", value)
    if "target" in values:
        _set(reading, entry, "target", "target", values["target"][0])
    reading.finish()
    enter(reading, "indicators.periods", entry, {name: values[name] for name in values if name not in _OF_PERIOD})
    reading.finish()
    if not {"actual", "target", "comment"} & entry.keys():
        raise refuse("value", value, "records nothing; give a value reached, a --target or a --comment")
    if "disaggregation" in values:
        entry["disaggregation"] = [part_of_value(text) for text in values["disaggregation"]]
    return entry


def _set(reading: Reading, entry: dict[str, Any], what: str, field: str, text: str) -> None:
    """Set a value anew; what an earlier one was divided from goes."""
    entry[what] = reading.value(field, text, read.measured)
    for part in ("numerator", "denominator"):
        entry.pop(f"{what}_{part}", None)


def part_of_value(text: str) -> dict[str, str]:
    """Return a part of a value that was typed as `sex:women=12`; raises RefusedError."""
    found = _BREAKDOWN.fullmatch(text)
    if not found:
        raise refuse("disaggregation", text, "is not written as DIMENSION:CATEGORY=VALUE, as in sex:women=12")
    return dict(zip(("dimension", "category", "value"), found.groups(), strict=True))


def _outcomes(transaction: Transaction, project: str) -> Sequence[Document]:
    return transaction.find("outcomes", In("project", frozenset({project})))


def _indicator(transaction: Transaction, project: str, name: str) -> tuple[Document, Document]:
    known = [
        (held, each, (each.get("code"),))
        for held in _outcomes(transaction, project)
        for each in held.get("indicators", ())
    ]
    return _meant(project, "indicator", name, known)


def _meant(
    project: str, noun: str, name: str, known: Sequence[tuple[Document, Document, tuple[str | None, ...]]]
) -> tuple[Document, Document]:
    """Return the outcome, and the outcome or indicator in it, of that id, else of that title or other name."""
    asked = fold(name)
    found = [(held, each) for held, each, _ in known if each["id"].lower() == name.strip().lower()] or [
        (held, each)
        for held, each, others in known
        if asked and asked in {fold(text) for text in (each["title"], *others) if text}
    ]
    if len(found) == 1:
        return found[0]
    if found:
        ids = joined([each["id"] for _, each in found], "and")
        raise UnknownNameError(f"{project} has more than one {noun} “{name}”: {ids}. Give the id of the one meant.")
    listed = ", ".join(f"{each['id']} “{each['title']}”" for _, each, _ in known) or "none yet"
    raise UnknownNameError(f"{project} has no {noun} “{name}”. Its {noun}s: {listed}.")


def _quoted(entry: Document) -> str:
    return f" “{entry['title']}”" if entry.get("title") else ""
