"""Records of every kind that are named, or belong to the work that filters choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.balance import funded_targets
from portfolio.errors import UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.reference.name_matching import joined
from portfolio.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.models.documents import ContributionDocument
    from portfolio.query.names import Names
    from portfolio.query.question import Office, Question
    from portfolio.store.protocol import Reader

# What a record says it is of.
_OF = ("project", "target", "contribution")


def belonging(question: Question) -> dict[str, set[str]]:
    """Return table to the keys of the records that belong to what is chosen.

    They are the chosen programmes and projects, what belongs to these, who takes part in them, what they cite, and the
    rates, by which any amount may be converted.
    """
    reader, selection = question.office.reader, question.selection
    work = question.chosen.works
    gifts = [each for each in reader.find("contributions") if _is_asked_for(each, question, work)]  # type: ignore[arg-type]
    links = [
        link["organisation"]
        for each in (*question.chosen.projects, *question.chosen.programmes)
        for link in each.get("organisations", ())
    ]
    documents = {key for each in (*question.chosen.projects, *gifts) for key in each.get("documents", ())}
    return {
        "projects": set(work),
        "programmes": set(work),
        "contributions": {each["id"] for each in gifts},
        "organisations": {*links, *(each["donor"] for each in gifts), *selection.donors.left},
        "expenditures": {each["id"] for each in reader.find("expenditures") if each["target"] in work},
        "outcomes": {each["id"] for each in reader.find("outcomes") if each["project"] in work},
        "activities": {each["id"] for each in reader.find("activities") if each.get("project") in work},
        "documents": documents,
        "rates": {each["id"] for each in reader.find("rates")},
    }


def _is_asked_for(contribution: ContributionDocument, question: Question, work: frozenset[str]) -> bool:
    """Return whether a contribution is of a donor asked for and, where work is chosen, allocated to some of it."""
    donors = question.selection.donors
    if not donors.takes(contribution["donor"]):
        return False
    if donors and not question.selection.chooses_projects:
        return True
    return not work.isdisjoint(funded_targets(contribution))


def named_key(reader: Reader, typed: str) -> str:
    """Return the key of the record of any table that a text is the key of, or of a part of it; "" of others."""
    text = typed.strip()
    # A part is told of with the record around it.
    keys = (text, text.upper(), text.upper().partition(".")[0])
    return next((key for key in keys if any(reader.get(table, key) for table in TABLES)), "")


def called(names: Names, typed: str, verb: str = "is") -> str:
    """Return the key of the work or party of a name; raises UnknownNameError."""
    errors = []
    for resolve in (names.target, names.organisation):
        try:
            return resolve(typed)
        except UnknownNameError as error:
            errors.append(error)
    near = [each for error in errors for each in error.suggestions]
    hint = f" Did you mean {joined([shown(each) for each in near], 'or')}?" if near else ""
    raise UnknownNameError(f"No record {verb} called “{shown(typed)}”.{hint}", near)


def around(office: Office, typed: Iterable[str]) -> dict[str, set[str]]:
    """Return table to the keys of records that are named, and of what is recorded of them; raises UnknownNameError."""
    keys = {named_key(office.reader, text) or called(office.names, text) for text in typed}
    return {
        table: {
            key
            for each in office.reader.find(table)
            if (key := str(each[kind.key])) in keys or not keys.isdisjoint(each.get(of, "") for of in _OF)
        }
        for table, kind in TABLES.items()
    }
