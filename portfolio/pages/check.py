"""Findings of the checks: what is missing or contradictory in the register, a finding a row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from portfolio.checks import Finding, Holdings, findings, severities
from portfolio.errors import refuse, refusing
from portfolio.models.tables import TABLES
from portfolio.pages import columns
from portfolio.pages.footnotes import captioned, count_footer, left_out_notes
from portfolio.pages.related import around, belonging
from portfolio.pages.tree import Answer, Row, Table, listed
from portfolio.reference.checks import SEVERITY, checks, resolve
from portfolio.reference.name_matching import joined
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portfolio.query.question import Question


_TITLE = "What is missing or contradictory"
_DETAILS = "Every finding, with what puts it right: portfolio check --rule RULE, or --details for all."


class Checked(NamedTuple):
    """What was found."""

    answer: Answer  # the findings, a row each
    summary: str  # how many there are, in a sentence
    errors: int  # how many of them are errors
    # The rules that found something, a row each, for those who want to know first how much there is.
    by_rule: Answer | None = None


def check(
    question: Question,
    rules: Sequence[str],
    severity: str,
    watched: Callable[[Iterable[str]], Iterable[str]] = iter,
    named: Sequence[str] = (),
) -> Checked:
    """Return what the rules find in the chosen work, what belongs to it and who takes part in it.

    Without filters every record is looked at, or those that are named, with what is recorded of them. The rules (none:
    all that are not off) and the least severity are as typed.

    Raises:
        UnknownNameError: There is no such rule, or no such record.
        RefusedError: There is no such severity.
    """
    office = question.office
    applied = severities(office.settings.severities, [resolve(each) for each in rules], least(severity))
    held = Holdings(office.reader, office.today, office.settings.stale_days)
    chosen = around(office, named) if named else belonging(question) if question.raw else None
    found = findings(held, applied, watched)
    if chosen is not None:
        found = [each for each in found if each.found.record in chosen.get(each.found.table, ())]
    counts = Counter(each.severity for each in found)
    told = summary(counts, counted(len({(each.found.table, each.found.record) for each in found}), "record"))
    footer = [told, *count_footer(question, "")[1:]]
    empty = f"Nothing found by {counted(len(applied), 'rule')}."
    table = captioned(
        question, Table("findings", columns.CHECKS, [_row(each, held) for each in found], notes=footer, empty=empty)
    )
    notes = left_out_notes(question) if question.raw else ()
    if len(applied) == 1:
        rule, level = next(iter(applied.items()))
        said = f"Rule {rule}, {level}. {checks()[rule].said(held.stale_days)}"
        narrowed = {**table.filtered, "rule": [rule], "severity": [level]}
        table = table._replace(caption=" ".join(filter(None, [said, table.caption])), filtered=narrowed)
    by_rule = _by_rule(found, held.stale_days)
    grouped = table._replace(columns=columns.CHECKS_BY_RULE, rows=by_rule, notes=[*footer, _DETAILS])
    first, second = (listed(_TITLE, each, notes) for each in (table, grouped))
    return Checked(first, told, counts["error"], second)


def least(severity: str) -> str:
    """Return the least severity that is asked for, "" being for all; raises RefusedError if there is none such."""
    with refusing("--severity", severity):
        word = SEVERITY.parse(severity) if severity else "info"
    if word == "off":
        raise refuse("--severity", severity, "chooses nothing; accepted are error, warning and info")
    return word


def _by_rule(found: Sequence[Finding], stale_days: int) -> list[Row]:
    """Return a row for each rule that found something, in the order of their findings."""
    records: dict[str, list[str]] = {}
    for each in found:
        records.setdefault(each.rule, []).append(each.found.record)
    severity = {each.rule: each.severity for each in found}
    return [
        {
            "rule": rule,
            "severity": severity[rule],
            "findings": len(keys),
            "finds": f"{checks()[rule].said(stale_days).partition('. ')[0].rstrip('.')}.",
            "remedy": checks()[rule].remedy,
            "records": list(dict.fromkeys(keys)),
        }
        for rule, keys in records.items()
    ]


def _row(finding: Finding, held: Holdings) -> Row:
    found = finding.found
    kind = TABLES[found.table]
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "record": found.record,
        "field": found.field,
        "message": found.message,
        "fix": found.fix,
        "kind": kind.noun,
        "title": held.by_key(found.table)[found.record].get(kind.title),
    }


def summary(counts: Mapping[str, int], where: str) -> str:
    """Return how many findings there are of each severity, and where."""
    parts = [counted(counts.get("error", 0), "error"), counted(counts.get("warning", 0), "warning")]
    parts += [f"{counts['info']:,} for information"] if counts.get("info") else []
    return f"{joined(parts, 'and')} in {where}."
