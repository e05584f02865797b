"""Filters of a report in its words: which they are, and what they make of the amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.fields.projects import AMOUNTS, FLAGS
from portfolio.pages.tree import Fact
from portfolio.query.filters import PERIODS, coded, comparison_of, is_barred, period_of, unbarred

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portfolio.pages.edition import Telling
    from portfolio.query.question import Question
    from portfolio.reference.codelist import CodeList


def filters(telling: Telling, question: Question) -> Fact:
    """Return the filters in force, without periods, in the words of the report."""
    return Fact("filters", telling.language.word("Filters"), tuple(_filters(telling, question)), "names")


def _filters(telling: Telling, question: Question) -> Iterator[str]:
    word = telling.language.word
    labels, told = {**telling.words.filters, "status": telling.status_label}, _told(telling, question)
    for option, texts in question.raw.items():
        if option == "wide" and texts:
            yield word("wider areas too")
        elif option not in (*PERIODS, *FLAGS):
            for text in texts:
                which = told.get(option, str)(unbarred(text))
                which = word("not {which}", which=which) if is_barred(text) else which
                yield word("{what}: {which}", what=labels[option], which=which)


def _told(telling: Telling, question: Question) -> Mapping[str, Callable[[str], str]]:
    """Return a map from an option to the function that words its typed value; others are shown as typed."""
    names, language, office = telling.office.names, telling.language, question.office

    def worded(known: CodeList) -> Callable[[str], str]:
        return lambda text: language.coded(known, known.parse(text))

    def days(option: str) -> Callable[[str], str]:
        return lambda text: telling.days(period_of(office.settings, office.today, f"--{option}", text))

    def amount(option: str) -> Callable[[str], str]:
        return lambda text: comparison_of(option, text).said(language.number)

    def giver(text: str) -> str:
        return telling.name(names.organisation(text))

    return {
        "region": lambda text: language.region(names.region(text)[0], names.regions),
        "country": lambda text: language.country(names.country(text)),
        **dict.fromkeys(("donor", "funded_with", "partner"), giver),
        "programme": lambda text: names.title(names.programme(text)),
        "project": lambda text: names.title(names.project(text)),
        "without": lambda text: telling.words.missing.get(text, text),
        **{option: days(option) for option in ("starts", "ends")},
        **{option: amount(option) for option in AMOUNTS},
        **{option: worded(known) for option, known in coded("projects")},
    }


def money_notes(telling: Telling, question: Question) -> tuple[str, ...]:
    """Return notes on the donors whose amounts are left by filters, and on places, which choose whole amounts."""
    language, selection = telling.language, question.selection
    notes = []
    given, barred = (
        language.listed(tuple(map(telling.name, question.named_donors(barred=side)))) for side in (False, True)
    )
    if given:
        notes.append(
            language.word("Amounts are what these gave, not all that the projects have: {donors}.", donors=given)
        )
    if barred:
        notes.append(language.word("Amounts are without what these gave: {donors}.", donors=barred))
    if selection.chooses_projects:
        notes.append(
            language.word("Contributions count as far as they are allocated to the work that the filters choose.")
        )
    if selection.places:
        told = _told(telling, question)
        named = tuple(
            told[option](text)
            for option in ("region", "country")
            for text in question.raw.get(option, ())
            if not is_barred(text)
        )  # fmt: skip
        notes.append(
            language.word(
                "Amounts are whole amounts, not the share of these places: {places}.", places=language.listed(named)
            )
        )
    return tuple(notes)
