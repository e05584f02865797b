"""Records of every kind that belong to the work that filters choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.balance import funded_targets

if TYPE_CHECKING:
    from portfolio.models.documents import ContributionDocument
    from portfolio.query.question import Question


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
