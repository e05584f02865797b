"""The page of what is wrong with a file of IATI: a row for each rule that an activity breaks, in its order."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

from portfolio.errors import UnknownNameError
from portfolio.exchange.iati import publishing
from portfolio.exchange.iati.judging import Verdict, judged
from portfolio.exchange.iati.standard import rules
from portfolio.exchange.iati.xml_file import pieces_in
from portfolio.pages.check import Checked, least, summary
from portfolio.pages.related import belonging
from portfolio.pages.release import release
from portfolio.pages.tree import ROW, Column as C, Table, listed  # noqa: N817 - as in `pages.columns`
from portfolio.query.question import Question
from portfolio.reference.checks import SEVERITY
from portfolio.reference.codes import UNCLASSIFIED
from portfolio.reference.name_matching import nearest
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.files.grid import Track

# Beyond so many rows findings are counted by rule, so that a file of any size takes little memory.
_MOST = 20_000
_COLUMNS = (
    C("activity", "Activity", "code"),
    C("line", "Line", "count"),
    C("severity", "Severity", "code", 1, below="rule"),
    C("rule", "Rule", "code"),
    C("message", "Verdict"),
    C("remedy", "How to put it right", "text", 3, below=ROW),
    C("times", "Times", "count", 2),
    C("category", "About", "code", 20, optional=True),
)
_SEVERITIES = {"critical": "error", "advisory": "info"}


def checked(name: str, findings: Iterable[Verdict], wanted: Sequence[str], severity: str) -> Checked:
    """Return what is wrong with a file as a list, how much that is in a sentence, and how many are errors.

    What an activity breaks several times in the same way is one row, with the first line and how often.

    Args:
        name: What the file is called.
        findings: What is wrong.
        wanted: The rules asked for, as typed, or none for all.
        severity: The least severity that is wanted, as typed, or "" for all.

    Raises:
        UnknownNameError: There is no such rule.
        RefusedError: There is no such severity.
    """
    _known(wanted)
    shown = SEVERITY.words[: SEVERITY.words.index(least(severity)) + 1]
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    counts: Counter[str] = Counter()
    more: Counter[str] = Counter()
    activities = set[str]()
    for each in findings:
        level = _SEVERITIES.get(each.rule.severity, each.rule.severity)
        if level not in shown or (wanted and each.rule.id not in wanted):
            continue
        counts[level] += 1
        key = (each.activity, each.rule.id, each.message)
        if (row := rows.get(key)) is not None:
            row["times"] += 1
        elif len(rows) < _MOST:
            activities.add(each.activity)
            rows[key] = _row(each, level)
        else:
            more[each.rule.id] += 1
    told = summary(counts, counted(len(activities), "activity"))
    notes = [told, *(f"Not listed: {counted(count, 'more finding')} of rule {rule}." for rule, count in more.items())]
    # What is judged before it is written has no lines yet.
    columns = tuple(each for each in _COLUMNS if each.key != "line" or any(row["line"] for row in rows.values()))
    table = Table("findings", columns, list(rows.values()), notes=notes, empty=f"{name} breaks none of the rules.")
    return Checked(listed(f"What is wrong with {name}", table), told, counts["error"])


def _known(wanted: Iterable[str]) -> None:
    for rule in wanted:
        if rule not in rules():
            near = next(nearest(rule, [(each, each) for each in rules()]), "")
            raise UnknownNameError(f"There is no rule {rule} of IATI{f'; did you mean {near}?' if near else '.'}")


def _row(each: Verdict, level: str) -> dict[str, Any]:
    rule = each.rule
    return {
        "activity": each.activity,
        "line": each.line,
        "severity": level,
        "rule": rule.id,
        "message": each.message,
        "remedy": rule.remedy,
        "times": 1,
        "category": rule.category,
    }


def checked_records(question: Question, wanted: Sequence[str], severity: str, track: Track) -> Checked:
    """Return what is wrong with the chosen programmes and projects as they would be published; see `checked`.

    Each is named by its code; of those that cannot be published rule 6.11.1 says why.
    """
    seen = release(question.office, UNCLASSIFIED).office
    chosen = belonging(Question(seen, question.raw)) if question.raw else None
    file = publishing.activities(seen, chosen, track)
    start = rules()["6.11.1"]
    left_out = (Verdict(start, code, 0, start.words) for code in file.left_out)
    found = (
        each._replace(activity=file.codes.get(each.activity, each.activity), line=0)
        for each in judged(pieces_in(io.BytesIO(file.data)), seen.today)
    )
    return checked("the register as it would be published", itertools.chain(left_out, found), wanted, severity)
