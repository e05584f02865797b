"""The rules that records are checked by: what each finds, how severe that is, and how it is put right.

Rules with a number are IATI's own, from the ruleset of its standard. What a register may leave open as long as it is
not published is no more than information there, until an office says otherwise in its settings.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from portfolio.errors import UnknownNameError
from portfolio.reference.codelist import Code, CodeList
from portfolio.reference.iati_rules import iati_rules
from portfolio.reference.name_matching import NameIndex, joined
from portfolio.reference.tsv import rows

SEVERITY = CodeList(
    "severity",
    Code("error", "Error", "", ("errors",)),
    Code("warning", "Warning", "", ("warnings", "warn")),
    Code("info", "Information", "", ("information", "note")),
    Code("off", "Off", "", ("none", "ignore")),
)
"""How much a finding matters, the most severe first: a contradiction, a gap somebody should fill, worth knowing."""

# Stands for all rules that are IATI's where a severity is set.
IATI = "iati"


class Check(NamedTuple):
    """One rule."""

    id: str  # what it is called: IATI's number, or words of our own
    severity: str  # how severe its findings are unless the settings say otherwise
    finds: str  # what it finds, in a sentence that may name the setting `stale_days`
    looks_at: str  # which facts it looks at
    remedy: str  # how to put right what it finds

    def said(self, stale_days: int) -> str:
        """Return what it finds, after how many days without news as the office has set it."""
        return self.finds.replace("`stale_days`", f"{stale_days:,}")

    @property
    def is_iati(self) -> bool:
        """Whether the rule is one of IATI's."""
        return self.id[0].isdigit()


@cache
def checks() -> Mapping[str, Check]:
    """Return every rule by its id, in the order in which findings are listed."""
    own = [Check(*row) for row in rows("checks")]
    iati = [
        Check(rule.id, rule.of_records, rule.finds, rule.looks_at, rule.remedy)
        for rule in iati_rules().values()
        if rule.of_records
    ]
    return {check.id: check for check in (*own, *iati)}


_WHERE = "portfolio check names the rule beside each thing that it finds."


def resolve(text: str) -> str:
    """Return the id of the rule that a text means (`iati-6.11.1` is `6.11.1`); raises UnknownNameError."""
    asked = text.strip().lower().removeprefix(f"{IATI}-").removeprefix(f"{IATI} ")
    if asked in checks():
        return asked
    return NameIndex((rule, rule, ()) for rule in checks()).resolve(text, "rule")


def setting(name: str, level: object) -> dict[str, str]:
    """Return the severities that a line of the settings means: rule to severity, of all IATI rules for `iati`.

    Raises:
        ValueError: There is no such rule or severity; the message says what there is, as the end of a sentence.
    """
    try:
        meant = [rule.id for rule in checks().values() if rule.is_iati] if name == IATI else [resolve(name)]
    except UnknownNameError as unknown:
        near = f"did you mean {joined(unknown.suggestions, 'or')}?" if unknown.suggestions else _WHERE
        raise ValueError(f"is no rule; {near}") from None
    if not isinstance(level, str):
        raise ValueError(f"“{level}” is not a severity; accepted are {joined(SEVERITY.words, 'and')}.")  # noqa: TRY004 - one kind of error is collected
    try:
        return dict.fromkeys(meant, SEVERITY.parse(level))
    except ValueError as error:
        raise ValueError(f"“{level}” {error}.") from None
