"""Filters of a report in its words: which they are, and what they make of the amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.pages.tree import Fact
from portfolio.reference import codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from portfolio.pages.edition import Telling
    from portfolio.query.question import Question

_CODED = {
    "pillar": codes.PILLAR,
    "status": codes.STATUS,
    "scope": codes.SCOPE,
    "kind": codes.KIND,
    "owner": codes.OWNER,
    "classification": codes.CLASSIFICATION,
}
_PERIODS = ("year", "since", "until")


def filters(telling: Telling, question: Question) -> Fact:
    """Return the filters in force, without periods, in the words of the report."""
    return Fact("filters", telling.language.word("Filters"), tuple(_filters(telling, question)), "names")


def _filters(telling: Telling, question: Question) -> Iterator[str]:
    word = telling.language.word
    labels, told = _labels(telling), _told(telling, question)
    for option, texts in question.raw.items():
        if option == "wide" and texts:
            yield word("wider areas too")
        elif option not in _PERIODS:
            for text in texts:
                yield word("{what}: {which}", what=labels[option], which=told.get(option, str)(text))


def _labels(telling: Telling) -> Mapping[str, str]:
    word = telling.language.word
    return {
        "region": word("Region"),
        "country": word("Country"),
        "donor": word("Donor"),
        "partner": word("Partner"),
        "programme": word("Programme"),
        "pillar": word("Pillar"),
        "status": telling.status_label,
        "scope": word("Scope"),
        "kind": word("Kind"),
        "owner": word("Owner"),
        "tag": word("Tag"),
        "starts": word("Start"),
        "ends": word("End"),
        "classification": word("Classification"),
        "text": word("Text"),
    }


def _told(telling: Telling, question: Question) -> Mapping[str, Callable[[str], str]]:
    """Return a map from an option to the function that words its typed value; others are shown as typed."""
    names, language = telling.office.names, telling.language
    days = {
        text: period
        for option in ("starts", "ends")
        for text, period in zip(
            question.raw.get(option, ()), getattr(question.selection, option), strict=True
        )
    }  # fmt: skip

    def coded(option: str) -> Callable[[str], str]:
        return lambda text: language.coded(_CODED[option], _CODED[option].parse(text))

    return {
        "region": lambda text: language.region(names.region(text)[0], names.regions),
        "country": lambda text: language.country(names.country(text)),
        "donor": lambda text: telling.name(names.organisation(text)),
        "partner": lambda text: telling.name(names.organisation(text)),
        "programme": lambda text: names.title(names.programme(text)),
        "starts": lambda text: telling.days(days[text]),
        "ends": lambda text: telling.days(days[text]),
        **{option: coded(option) for option in _CODED},
    }


def money_notes(telling: Telling, question: Question) -> tuple[str, ...]:
    """Return notes on the donors whose amounts are left by filters, and on places, which choose whole amounts."""
    language, selection = telling.language, question.selection
    notes = []
    if selection.donors:
        givers = tuple(telling.name(question.office.names.organisation(each)) for each in question.raw["donor"])
        notes.append(
            language.word(
                "Amounts are what these gave, not all that the projects have: {donors}.",
                donors=language.listed(givers),
            )
        )
    if selection.chooses_projects:
        notes.append(
            language.word("Contributions count as far as they are allocated to the work that the filters choose.")
        )
    if selection.places:
        told = _told(telling, question)
        named = tuple(
            told[option](text) for option in ("region", "country") for text in question.raw.get(option, ())
        )  # fmt: skip
        notes.append(
            language.word(
                "Amounts are whole amounts, not the share of these places: {places}.", places=language.listed(named)
            )
        )
    return tuple(notes)
