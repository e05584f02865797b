"""The options that set the fields of records, each said once; the fields themselves are those of `actions.fields`."""

from typing import TYPE_CHECKING

import typer

from portfolio.commands import complete
from portfolio.commands.options import Given, Group, Opt, texts
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.context import Context

_DATE = "DATE"
_FIELDS = {
    "title": Opt("TEXT", "What it is called."),
    "code": Opt("CODE", "Its code for good; without it, the next one."),
    "alias": Opt("TEXT", "Another name that finds it.", True),
    "description": Opt("TEXT", "What it is about."),
    "officer": Opt("NAME", "Who looks after it."),
    "tag": Opt("TAG", "A word to find it by.", True),
    "note": Opt("TEXT", "Anything else."),
    "classification": Opt("LEVEL", "How sensitive it is.", complete=complete.coded("CLASSIFICATION")),
    "source": Opt("URL", "Where the facts come from: a web address or citation.", True),
    "source_date": Opt(_DATE, "When the source was so."),
    "programme": Opt("PROGRAMME", "The programme that it belongs to.", complete=complete.programmes),
    "parent": Opt("PROJECT", "The project that it is a phase of.", complete=complete.projects),
    "phase": Opt("TEXT", "What this phase is called."),
    "kind": Opt("KIND", "project, initiative or office.", complete=complete.coded("KIND")),
    "owner": Opt("OWNER", "UNCCT, UNOCT or joint.", complete=complete.coded("OWNER")),
    "pillar": Opt("PILLAR", "I to IV; II:50 gives a share.", True, complete.coded("PILLAR")),
    "scope": Opt("SCOPE", "global, regional, multi-national or national.", complete=complete.coded("SCOPE")),
    "status": Opt("STATUS", "pipeline, implementation, finalisation, closed …", complete=complete.coded("STATUS")),
    "start": Opt(_DATE, "When it started, or if yet to come is planned to."),
    "end": Opt(_DATE, "When it ended, or if yet to come is planned to."),
    "planned_start": Opt(_DATE, "When it was to start."),
    "actual_start": Opt(_DATE, "When it did start."),
    "planned_end": Opt(_DATE, "When it is to end."),
    "actual_end": Opt(_DATE, "When it did end."),
    "country": Opt("COUNTRY", "A country that benefits; KE:60 gives a share.", True, complete.countries),
    "region": Opt("REGION", "A region that benefits; Sahel:40 gives a share.", True, complete.regions),
    "donor": Opt("DONOR", "Who funds it, with or without an amount.", True, complete.organisations),
    "accountable": Opt("ORGANISATION", "Who answers for it.", True, complete.organisations),
    "extending": Opt("ORGANISATION", "Who passes the funds on.", True, complete.organisations),
    "partner": Opt("PARTNER", "Who carries it out with the office.", True, complete.organisations),
    "ref": Opt("OWNER:NUMBER", "Somebody else’s number for it.", True),
    "document": Opt("ID", "A document that it cites.", True, complete.records("documents")),
}
# The fields that programmes and projects share, and those of every record.
WORK = (
    "owner", "pillar", "scope", "status", "start", "end", "planned_start", "actual_start", "planned_end", "actual_end",
    "country", "region", "donor", "partner", "accountable", "extending", "ref", "document", "officer", "alias",
    "description",
)  # fmt: skip
RECORD = ("tag", "note", "classification", "source", "source_date")

# When money moved: it has to be said, if only that it is not known.
DATED = {
    "date": Opt(_DATE, "When: 2024-07-15, 2024-07, 2024, today."),
    "undated": Opt("", "The date is not known."),
}


def fields(*names: str, **own: Opt) -> Group:
    """Return the options that set some fields: those of all records by name, and those that a noun words its own way.

    The order is that of the names, then of the noun's own.
    """
    declared = {name: _FIELDS[name] for name in names if name not in own}
    return texts({**declared, **own})


def filled(context: "Context", values: Given, **needed: str) -> Given:
    """Return the values with those that are needed, asked for at a terminal where they were not given.

    Args:
        context: The program's context.
        values: What was given.
        needed: Field to what to ask.

    Raises:
        UsageError: One is missing and nobody may be asked.
    """
    answers: dict[str, Sequence[str]] = {}
    for name, question in needed.items():
        if name in values:
            continue
        if not context.may_ask:
            raise UsageError(f"Missing option --{name.replace('_', '-')}: {question[0].lower()}{question[1:]}.")
        answers[name] = [typer.prompt(question, err=True)]
    return {**answers, **values}


def dated(context: "Context", values: Given) -> Given:
    """Return the values of an entry that needs a date, or the word that none is known; raises UsageError."""
    if "undated" not in values:
        return filled(context, values, date="The date, or --undated if it is not known")
    if "date" in values:
        raise UsageError("Give --date or --undated, not both.")
    return {name: texts for name, texts in values.items() if name != "undated"}
