"""The stored form of each record, as TypedDicts: what reads work on without loading Pydantic."""

# Generated from the models by `python -m portfolio.models.generate`; change the models, not this file.
from __future__ import annotations

from typing import NotRequired, TypedDict


class SourceDocument(TypedDict):
    """Where a fact comes from, when it was so, and which value it supports."""

    url: NotRequired[str]
    citation: NotRequired[str]
    as_of: NotRequired[str]
    field: NotRequired[str]
    value: NotRequired[str]
    uncertain: NotRequired[bool]
    note: NotRequired[str]


class RecordDocument(TypedDict):
    """What every record carries beside its own facts; `revision` is that of the register which last wrote it."""

    note: NotRequired[str]
    tags: NotRequired[list[str]]
    classification: str
    sources: NotRequired[list[SourceDocument]]
    revision: int


class TextsDocument(TypedDict):
    """A text of a record in other languages than it was written in."""

    ar: NotRequired[str]
    en: NotRequired[str]
    es: NotRequired[str]
    fr: NotRequired[str]
    ru: NotRequired[str]
    zh: NotRequired[str]


class PillarShareDocument(TypedDict):
    """A pillar of the Global Strategy that the undertaking serves, with its share in per cent if it is known."""

    pillar: str
    share: NotRequired[str]


class CountryShareDocument(TypedDict):
    """A country that benefits (ISO 3166 alpha-2), with its share in per cent if it is known."""

    country: str
    share: NotRequired[str]


class RegionShareDocument(TypedDict):
    """A region that benefits, by a vocabulary of IATI (2 is UN M49, 99 the office's), with its per cent if known."""

    region: str
    vocabulary: str
    share: NotRequired[str]


class LinkDocument(TypedDict):
    """An organisation's part in an undertaking (IATI participating-org), with or without money."""

    organisation: str
    role: str
    note: NotRequired[str]
    extra: NotRequired[list[str]]


class ReferenceDocument(TypedDict):
    """A number that somebody else gave the undertaking: a funder's project number, a Council Decision."""

    owner: str
    reference: str


class BudgetDocument(TypedDict):
    """What an undertaking is planned to cost in a period; a revised budget replaces the original, never adds to it."""

    id: str
    amount: str
    currency: str
    start: NotRequired[str]
    end: NotRequired[str]
    type: str
    status: str
    note: NotRequired[str]
    extra: NotRequired[list[str]]


class UndertakingDocument(RecordDocument):
    """What programmes and projects have in common. Only a code and a title are needed; unknown stays unknown."""

    code: str
    title: str
    titles: NotRequired[TextsDocument]
    aliases: NotRequired[list[str]]
    former_titles: NotRequired[list[str]]
    description: NotRequired[str]
    descriptions: NotRequired[TextsDocument]
    language: NotRequired[str]
    owner: NotRequired[str]
    pillars: NotRequired[list[PillarShareDocument]]
    scope: NotRequired[str]
    status: NotRequired[str]
    planned_start: NotRequired[str]
    actual_start: NotRequired[str]
    planned_end: NotRequired[str]
    actual_end: NotRequired[str]
    countries: NotRequired[list[CountryShareDocument]]
    regions: NotRequired[list[RegionShareDocument]]
    organisations: NotRequired[list[LinkDocument]]
    refs: NotRequired[list[ReferenceDocument]]
    budgets: NotRequired[list[BudgetDocument]]
    documents: NotRequired[list[str]]
    officer: NotRequired[str]
    removed_parts: NotRequired[list[str]]
    extra: NotRequired[list[str]]


class ProgrammeDocument(UndertakingDocument):
    """An IATI activity of hierarchy 1: money may be given to it and spent by its projects."""


class ProjectDocument(UndertakingDocument):
    """An IATI activity of hierarchy 2. Offices are kept as records but stay out of project counts."""

    kind: str
    programme: NotRequired[str]
    parent: NotRequired[str]
    phase: NotRequired[str]


class OrganisationDocument(RecordDocument):
    """A donor or partner: a government, a parliament, an agency, a fund."""

    code: str
    name: str
    short_name: NotRequired[str]
    aliases: NotRequired[list[str]]
    former_names: NotRequired[list[str]]
    type: NotRequired[str]
    country: NotRequired[str]
    parent: NotRequired[str]
    reference: NotRequired[str]
    roles: NotRequired[list[str]]
    own: NotRequired[bool]
    contact: NotRequired[str]
    url: NotRequired[str]


class BookedDocument(TypedDict):
    """The value at which an amount stands in the books, in another currency."""

    amount: str
    currency: str
    rate: NotRequired[str]
    source: NotRequired[str]


class MovementDocument(TypedDict):
    """Money that was pledged, committed, received or given back, in the contribution's currency."""

    id: str
    kind: str
    amount: str
    date: NotRequired[str]
    reversal: NotRequired[bool]
    reference: NotRequired[str]
    booked: NotRequired[BookedDocument]
    uncertain: NotRequired[bool]
    note: NotRequired[str]
    extra: NotRequired[list[str]]


class AllocationDocument(TypedDict):
    """The office's decision to use part of a contribution for a programme or project."""

    id: str
    target: str
    amount: str
    moved_from: NotRequired[str]
    reversal: NotRequired[bool]
    date: NotRequired[str]
    note: NotRequired[str]


class InstalmentDocument(TypedDict):
    """Money that the donor is due to pay (IATI planned-disbursement); never counted as a movement."""

    id: str
    amount: str
    date: str
    note: NotRequired[str]
    extra: NotRequired[list[str]]


class ReportDueDocument(TypedDict):
    """A report that the agreement asks for, and the day it was sent."""

    id: str
    date: str
    title: NotRequired[str]
    sent: NotRequired[str]


class ContributionDocument(RecordDocument):
    """An agreement or gift of one donor in one currency."""

    id: str
    donor: str
    title: NotRequired[str]
    titles: NotRequired[TextsDocument]
    language: NotRequired[str]
    reference: NotRequired[str]
    recipient: NotRequired[str]
    currency: NotRequired[str]
    earmarking: NotRequired[str]
    earmarked_to: NotRequired[str]
    signed: NotRequired[str]
    start: NotRequired[str]
    end: NotRequired[str]
    movements: NotRequired[list[MovementDocument]]
    allocations: NotRequired[list[AllocationDocument]]
    instalments: NotRequired[list[InstalmentDocument]]
    reports_due: NotRequired[list[ReportDueDocument]]
    receipts_unknown: NotRequired[bool]
    use_unknown: NotRequired[bool]
    closed: NotRequired[str]
    documents: NotRequired[list[str]]
    officer: NotRequired[str]
    removed_parts: NotRequired[list[str]]


class ExpenditureDocument(RecordDocument):
    """Money spent on a programme or project (IATI transaction type 4): direct, or for programme support."""

    id: str
    target: str
    amount: str
    currency: str
    date: NotRequired[str]
    contribution: NotRequired[str]
    kind: str
    reversal: NotRequired[bool]
    reference: NotRequired[str]
    booked: NotRequired[BookedDocument]
    country: NotRequired[str]
    region: NotRequired[str]
    extra: NotRequired[list[str]]


class DisaggregatedDocument(TypedDict):
    """The part of a value that falls to one group: a dimension (sex), its category (women), the value."""

    dimension: str
    category: str
    value: str


class BaselineDocument(TypedDict):
    """Where an indicator stood at the start. Qualitative indicators use the comment, not the value."""

    value: NotRequired[str]
    numerator: NotRequired[str]
    denominator: NotRequired[str]
    date: NotRequired[str]
    comment: NotRequired[str]
    disaggregation: NotRequired[list[DisaggregatedDocument]]


class IndicatorPeriodDocument(TypedDict):
    """The target and the actual value of one period. Only values in per cent have numerators and denominators."""

    id: str
    start: str
    end: str
    target: NotRequired[str]
    target_numerator: NotRequired[str]
    target_denominator: NotRequired[str]
    actual: NotRequired[str]
    actual_numerator: NotRequired[str]
    actual_denominator: NotRequired[str]
    comment: NotRequired[str]
    disaggregation: NotRequired[list[DisaggregatedDocument]]
    extra: NotRequired[list[str]]


class IndicatorDocument(TypedDict):
    """A measure of whether the outcome came about."""

    id: str
    title: str
    titles: NotRequired[TextsDocument]
    code: NotRequired[str]
    measure: str
    unit: NotRequired[str]
    values: str
    baseline: NotRequired[BaselineDocument]
    periods: NotRequired[list[IndicatorPeriodDocument]]
    extra: NotRequired[list[str]]


class OutcomeDocument(RecordDocument):
    """A result of a programme or project (IATI result). It may be a sentence alone, without indicators."""

    id: str
    project: str
    title: str
    titles: NotRequired[TextsDocument]
    level: NotRequired[str]
    description: NotRequired[str]
    descriptions: NotRequired[TextsDocument]
    language: NotRequired[str]
    date: NotRequired[str]
    indicators: NotRequired[list[IndicatorDocument]]
    removed_parts: NotRequired[list[str]]
    extra: NotRequired[list[str]]


class ParticipantsDocument(TypedDict):
    """Who took part, by attendance: one person at two events counts twice."""

    women: NotRequired[int]
    men: NotRequired[int]
    unspecified: NotRequired[int]


class ActivityDocument(RecordDocument):
    """An event of a programme or project, or of the office itself: a workshop, a training, a publication."""

    id: str
    title: str
    titles: NotRequired[TextsDocument]
    project: NotRequired[str]
    type: NotRequired[str]
    mode: NotRequired[str]
    start: NotRequired[str]
    end: NotRequired[str]
    venue: NotRequired[str]
    venue_country: NotRequired[str]
    participants: NotRequired[ParticipantsDocument]
    countries: NotRequired[list[CountryShareDocument]]
    regions: NotRequired[list[str]]
    partners: NotRequired[list[str]]
    donors: NotRequired[list[str]]
    documents: NotRequired[list[str]]
    description: NotRequired[str]
    descriptions: NotRequired[TextsDocument]
    language: NotRequired[str]


class NarrativeDocument(RecordDocument):
    """What was achieved or hindered, learnt, or comes next, or a story, of one undertaking or contribution."""

    id: str
    target: NotRequired[str]
    contribution: NotRequired[str]
    kind: str
    title: NotRequired[str]
    titles: NotRequired[TextsDocument]
    text: str
    texts: NotRequired[TextsDocument]
    language: NotRequired[str]
    start: NotRequired[str]
    end: NotRequired[str]
    picture: NotRequired[str]
    caption: NotRequired[str]
    captions: NotRequired[TextsDocument]
    people: NotRequired[bool]
    consent: NotRequired[str]


class DocumentDocument(RecordDocument):
    """A document with a life of its own: an agreement, a strategy, a report; cited by records through its id."""

    id: str
    title: str
    kind: NotRequired[str]
    category: NotRequired[str]
    parties: NotRequired[list[str]]
    date: NotRequired[str]
    reference: NotRequired[str]
    url: NotRequired[str]
    extra: NotRequired[list[str]]


class RateDocument(RecordDocument):
    """An exchange rate: on `date`, one unit of `currency` was worth `rate` units of `base`."""

    id: str
    date: str
    currency: str
    base: str
    rate: str
    source: NotRequired[str]
