"""The register's coded words and residue rows in the language of a report, and the names it has of its own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from portfolio.figures import values
from portfolio.reference.codes import ACTIVITY_TYPE, CLASSIFICATION, EARMARKING, LEVEL, MODE, SCOPE, STATUS
from portfolio.reference.states import names_of, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.language.language import Language
    from portfolio.language.naming import Name
    from portfolio.reference.codelist import CodeList
    from portfolio.store import Document


class Vocabulary:
    """What the words that records hold are called in a report."""

    def __init__(self, language: Language) -> None:
        self._language = language

    @cached_property
    def statuses(self) -> Mapping[str, str]:
        """Status to what it is called."""
        return self._labels(STATUS)

    @cached_property
    def scopes(self) -> Mapping[str, str]:
        """Scope to what it is called."""
        return self._labels(SCOPE)

    @cached_property
    def earmarkings(self) -> Mapping[str, str]:
        """How closely a donor binds its contribution, to what that is called."""
        return self._labels(EARMARKING)

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """Level of a result to what it is called."""
        return self._labels(LEVEL)

    @cached_property
    def activity_types(self) -> Mapping[str, str]:
        """Type of activity to what it is called; "" where none is recorded."""
        return {**self._labels(ACTIVITY_TYPE), "": self._language.word("Type not recorded")}

    @cached_property
    def modes(self) -> Mapping[str, str]:
        """How people take part in an activity, to what that is called; "" where it is not recorded."""
        return {**self._labels(MODE), "": self._language.word("Mode not recorded")}

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """The groups that values are most often broken down by, folded, to what they are called."""
        word = self._language.word
        return {
            "women": word("women"),
            "men": word("men"),
            "girls": word("girls"),
            "boys": word("boys"),
            "unspecified": word("unspecified"),
        }

    @cached_property
    def dimensions(self) -> Mapping[str, str]:
        """The dimensions by which values are most often broken down, folded, to what they are called."""
        word = self._language.word
        return {
            "sex": word("Sex"),
            "gender": word("Gender"),
            "age": word("Age"),
            "country": word("Country"),
            "disability": word("Disability"),
        }

    @cached_property
    def pillars(self) -> Mapping[str, str]:
        """Pillar of the Global Strategy to its number and title."""
        word = self._language.word
        return {
            "I": word("Pillar I: Conditions conducive to the spread of terrorism"),
            "II": word("Pillar II: Preventing and combating terrorism"),
            "III": word("Pillar III: Building State capacity and the role of the United Nations"),
            "IV": word("Pillar IV: Human rights for all and the rule of law"),
        }

    @cached_property
    def markings(self) -> Mapping[str, str]:
        """Classification to the marking that heads a page."""
        return self._labels(CLASSIFICATION)

    @cached_property
    def measures(self) -> Mapping[str, str]:
        """Column of money or balance to what it is called."""
        word = self._language.word
        return {
            "pledged": word("Pledged"),
            "committed": word("Committed"),
            "received": word("Received"),
            "outstanding": word("Outstanding"),
            "allocated": word("Attributed to projects"),
            "unallocated": word("Not attributed to a listed project"),
            "spent": word("Spent"),
        }

    @cached_property
    def residues(self) -> Mapping[str, str]:
        """Key of a row that no record of the breakdown has, to what it is called."""
        word = self._language.word
        return {
            values.UNALLOCATED: word("Not attributed to a listed project"),
            values.USE_NOT_RECORDED: word("Use not recorded"),
            values.PROGRAMME_LEVEL: word("For programmes as a whole"),
            values.NO_PROGRAMME: word("Projects outside a programme"),
            values.NOT_SPLIT: word("Not split between several"),
            values.NOT_RECORDED: word("Not recorded"),
            values.GLOBAL: word("Global"),
            values.REGIONAL: word("Regional"),
            values.TOO_ROUGH: word("Dated too roughly"),
            values.UNDATED: word("Undated"),
            values.NOT_CHARGED: word("Not charged to a contribution"),
            values.OWN_FUNDS: word("The office’s own funds"),
        }

    @cached_property
    def filters(self) -> Mapping[str, str]:
        """Option that filters to what it is called."""
        word = self._language.word
        return {
            **self._fields,
            **self.measures,
            "budget": word("Budget"),
            "funded_with": word("Funded together with"),
            "project": word("Project"),
            "starts": word("Start"),
            "ends": word("End"),
            "text": word("Text"),
            "without": word("Not recorded"),
        }

    @cached_property
    def missing(self) -> Mapping[str, str]:
        """What most often is not recorded of a project, to what it is called."""
        word = self._language.word
        return {
            **self._fields,
            "start": word("Start"),
            "end": word("End"),
            "outcome": word("Outcome"),
            "activity": word("Activity"),
            "contribution": word("Contribution"),
            "expenditure": word("Expenditure"),
            "budget": word("Budget"),
            "report": word("Report"),
        }

    @cached_property
    def _fields(self) -> Mapping[str, str]:
        word = self._language.word
        return {
            "region": word("Region"),
            "country": word("Country"),
            "donor": word("Donor"),
            "partner": word("Partner"),
            "programme": word("Programme"),
            "pillar": word("Pillar"),
            "status": word("Status"),
            "scope": word("Scope"),
            "kind": word("Kind"),
            "owner": word("Owner"),
            "officer": word("Officer"),
            "tag": word("Tag"),
            "classification": word("Classification"),
        }

    def organisation(self, document: Document) -> Name:
        """Return the name of an organisation: that of a State, or an official one, in the language of the report."""
        name = str(document["name"])
        if (code := state_of(document)) and name in names_of(code):
            return self._language.country_name(code)
        return self._language.organisation(name)

    def _labels(self, codes: CodeList) -> Mapping[str, str]:
        return {word: self._language.coded(codes, word) for word in codes.words}
