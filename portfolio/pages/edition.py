"""A report's edition: what records are called in its language, when and where they are."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from portfolio.dates import ALWAYS, PartialDate, Period, parse_date
from portfolio.figures.values import FLOWS, OWN_FUNDS, Row as Figures
from portfolio.language.naming import Name
from portfolio.language.vocabulary import Vocabulary
from portfolio.pages.tree import Column, Columns, Fact, Linked, Page, Section
from portfolio.query.fits import projects_within
from portfolio.query.lineage import INHERITED, pillars_of, with_programme
from portfolio.query.spans import end_of, is_planned, planned_marks, start_of
from portfolio.query.translated import Translated
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from portfolio.language.language import Language
    from portfolio.query.question import Office
    from portfolio.store import Document


class Telling:
    """An office's records told in a language."""

    def __init__(self, office: Office, language: Language) -> None:
        self.office = office  # the office; its reader sees only what may be released
        self.language = language  # the language of the report
        self.words = Vocabulary(language)  # what coded words are called in it

    @cached_property
    def programmes(self) -> Mapping[str, Document]:
        """Code to programme, of all programmes."""
        return {each["code"]: each for each in self.office.reader.find("programmes")}

    @cached_property
    def _within(self) -> Mapping[str, list[Document]]:
        return projects_within(self.office.reader)

    def projects_of(self, programme: str) -> list[Document]:
        """Return the projects of a programme, phases with that of their parents."""
        return self._within.get(programme, [])

    @cached_property
    def organisations(self) -> Mapping[str, Document]:
        """Code to organisation, of all organisations."""
        return {each["code"]: each for each in self.office.reader.find("organisations")}

    @cached_property
    def own(self) -> frozenset[str]:
        """The codes of the office's own organisations."""
        return frozenset(code for code, each in self.organisations.items() if each.get("own"))

    def record(self, code: str) -> Document:
        """Return a programme or project, a phase with its parent's programme; nothing of a code that is neither."""
        projects = partial(self.office.reader.get, "projects")
        found = projects(code)
        return with_programme(found, projects) if found else self.programmes.get(code, {})

    def name(self, organisation: str) -> str:
        """Return what an organisation is called in a list, under a label or after a colon."""
        return self.forms(organisation).alone

    def told(self, organisation: str) -> str:
        """Return what an organisation is called in a sentence."""
        return self.forms(organisation).told

    def forms(self, organisation: str) -> Name:
        """Return what an organisation is called, in each of the forms that sentences need."""
        found = self.office.reader.get("organisations", organisation)
        return self.words.organisation(found) if found else Name(organisation, organisation, None)

    def named(self, organisations: Iterable[str]) -> tuple[str, ...]:
        """Return what organisations are called, in alphabetical order."""
        named = (Linked(self.name(code), "organisation", code) for code in organisations)
        return tuple(sorted(named, key=fold))

    def named_in_text(self, organisations: Iterable[str]) -> tuple[str, ...]:
        """Return what organisations are called in a sentence, in alphabetical order."""
        names = sorted(map(self.forms, organisations), key=lambda name: fold(name.alone))
        return tuple(name.told for name in names)

    def funders(self, organisations: Collection[str]) -> tuple[str, ...]:
        """Return who funds some work: donors in alphabetical order; the office itself, last, as its own funds."""
        donors = self.named(set(organisations) - self.own)
        return donors if self.own.isdisjoint(organisations) else (*donors, self.words.residues[OWN_FUNDS])

    def giver(self, row: Figures) -> dict[str, object]:
        """Return the cells that name the donor of a row: `donor`, `key`, and `residue` for a row without a donor."""
        if row.residue:
            return {"key": row.key, "donor": self.words.residues[row.key], "residue": True}
        return {"key": row.key, "donor": Linked(self.name(row.key), "organisation", row.key)}

    def measure_columns(self, *names: str) -> Columns:
        """Return columns of money, the four of every breakdown unless others are named."""
        return tuple(Column(name, self.words.measures[name], "money") for name in names or FLOWS)

    def days(self, period: Period) -> str:
        """Return a period in words: its first and last day, or all years."""
        word, date = self.language.word, self.language.date
        first, last = period
        if first and last:
            return word("{first} to {last}", first=date(first), last=date(last))
        if first:
            return word("From {first}", first=date(first))
        return word("Until {last}", last=date(last)) if last else word("All years, cumulative")

    def regions(self, record: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the regions of a programme or project."""
        return tuple(self.region(each["region"]) for each in record.get("regions", ()))

    def region(self, code: str) -> Linked:
        """Return a region by its name, which leads to its page where there is one."""
        return Linked(self.language.region(code, self.office.names.regions), "region", code)

    def countries(self, record: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the countries of a programme, project or activity."""
        return tuple(self.country(each["country"]) for each in record.get("countries", ()))

    def country(self, code: str) -> Linked:
        """Return a country alike."""
        return Linked(self.language.country(code), "country", code)

    def pillars(self, record: Document) -> tuple[str, ...]:
        """Return the pillars of a programme or project, or those of its programme, marked as inherited."""
        found, inherited = pillars_of(record, self.programmes)
        names = tuple(self.words.pillars.get(each["pillar"], each["pillar"]) for each in found)
        return tuple(map(self._inherited, names)) if inherited else names

    def _inherited(self, name: str) -> str:
        return self.language.word("{name} (inherited)", name=name)

    def status(self, record: Document) -> str | None:
        """Return the status of a programme or project, in words."""
        return self.words.statuses.get(record.get("status", ""))

    def programme(self, record: Document) -> str | None:
        """Return the programme that a project belongs to, marked where it is that of the project it continues."""
        found = self.programmes.get(record.get("programme", ""))
        if not found:
            return None
        if INHERITED in record:
            return self._inherited(found["title"])
        return Linked(found["title"], "programme", found["code"])

    @property
    def span(self) -> Period:
        """The period that the report is about."""
        return ALWAYS

    @property
    def status_label(self) -> str:
        """The heading of statuses: in a report on the past it names the day on which they hold."""
        last, today, word = self.span.last, self.office.today, self.language.word
        if last and last < today:
            return word("Status as of {date}", date=self.language.date(today))
        return word("Status")

    def standing(self, record: Document) -> list[Fact]:
        """Return what a programme or project is, when and where; some of it may not be known."""
        word = self.language.word
        above = record.get("parent", "")
        parent = Linked(self.office.names.title(above), "project", above) if above else None
        return [
            Fact("code", word("Code"), record["code"], "code"),
            Fact("parent", word("Phase of"), parent),
            Fact("phase", word("Phase"), record.get("phase")),
            Fact("status", self.status_label, self.status(record)),
            Fact("start", word("Start"), dated(start_of(record)), "date", is_planned(record, "start")),
            Fact("end", word("End"), dated(end_of(record)), "date", is_planned(record, "end")),
            Fact("scope", word("Scope"), self.words.scopes.get(record.get("scope", ""))),
            Fact("regions", word("Regions"), self.regions(record), "names"),
            Fact("countries", word("Countries"), self.countries(record), "names"),
            Fact("pillars", word("Pillars"), self.pillars(record), "names"),
        ]

    @property
    def originals(self) -> str | None:
        """The sentence that titles are not all in the language of the report, or None."""
        reader = self.office.reader
        if not (isinstance(reader, Translated) and reader.has_originals):
            return None
        return self.language.word("as they were written, where they are not translated")

    def front(self, about: Iterable[Fact], level: str) -> tuple[Fact, ...]:
        """Return the title block: the office, what the report is about, as of when, and its marking."""
        word, office = self.language.word, self.office
        facts = [
            Fact("office", word("Office"), self.language.organisation(office.settings.organisation).alone),
            *about,
            Fact("as_of", word("As of"), office.today, "date"),
            Fact("originals", word("Titles and texts"), self.originals),
            Fact("marking", word("Classification"), self.words.markings[level]),
        ]
        return known(facts)

    def page(
        self, kind: str, named: tuple[str, str], level: str, sections: Iterable[Section], front: Sequence[Fact]
    ) -> Page:
        """Return a page under a title and subtitle, marked with a level."""
        marking, code = self.words.markings[level], self.language.code
        return Page(
            kind, *named, tuple(sections), tuple(front), marking=marking, language=code, as_of=self.office.today
        )


def dates_of(record: Document) -> dict[str, object]:
    """Return the cells of a row that say when work starts and ends, and whether that is planned."""
    return {"start": dated(start_of(record)), "end": dated(end_of(record)), **planned_marks(record)}


def dated(text: str | None) -> PartialDate | None:
    """Return a stored date, or None where there is none."""
    return parse_date(text) if text else None


def known(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts with a value, zero among them, and those whose value is known to be missing."""
    nothing: tuple[object, ...] = (None, "", (), {})
    return tuple(fact for fact in facts if fact.unknown or cast("object", fact.value) not in nothing)
