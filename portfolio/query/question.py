"""Filters put to the register: the records that they choose, and what figures are asked over."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.dates import ALWAYS
from portfolio.query.choose import choose
from portfolio.query.filters import resolve_filters
from portfolio.query.lineage import with_programmes
from portfolio.query.view import Register, View
from portfolio.store import Either, Every, In, Mentions
from portfolio.text import fold

if TYPE_CHECKING:
    import datetime as dt

    from portfolio.dates import FiscalYear
    from portfolio.query.choose import Chosen
    from portfolio.query.filters import RawFilters, Selection
    from portfolio.query.names import Names
    from portfolio.settings import Settings
    from portfolio.store import Document, Where
    from portfolio.store.protocol import Reader

# What a record has of its own, whatever project it belongs to.
_OWN_FILTERS = ("tag", "classification", "text")
_PERIODS = ("year", "since", "until")


class Office(NamedTuple):
    """A snapshot of the register, its names, the settings and the day: all that a question is answered from."""

    reader: Reader
    names: Names
    settings: Settings
    today: dt.date


class Question:
    """Filters put to a register.

    Attributes:
        office: What it is answered from.
        raw: The filters as typed.
        currency: ISO 4217 code that amounts are converted to, or None to leave them as recorded.
    """

    def __init__(self, office: Office, raw: RawFilters, currency: str | None = None) -> None:
        """Take the question; names are resolved when they are first needed."""
        self.office = office
        self.raw = raw
        self.currency = currency

    @cached_property
    def selection(self) -> Selection:
        """The filters with every name resolved; raises UnknownNameError, RefusedError and UsageError."""
        return resolve_filters(self.raw, self.office.names, self.office.settings, self.office.today)

    @cached_property
    def chosen(self) -> Chosen:
        """The projects and programmes that fit."""
        return choose(self.office.reader, self.selection, self.office.names)

    @property
    def timed(self) -> bool:
        """Whether a period is asked for."""
        return self.selection.period != ALWAYS

    @cached_property
    def view(self) -> View:
        """What the figures are asked over: of chosen work only what is allocated to it, of donors only their money."""
        chosen = self.chosen
        return View(
            today=self.office.today,
            period=self.selection.period,
            targets=chosen.targets if self.selection.chooses_projects else None,
            donors=self.selection.donors or None,
            counted=chosen.codes,
            programmes=frozenset(each["code"] for each in chosen.programmes),
            currency=self.currency,
            base=self.office.settings.base_currency,
            regions=self.office.names.regions,
        )

    def fiscal_years(self, *, asked: bool = False) -> FiscalYear | None:
        """Return how fiscal years run, where rows by year are to be of these; None where they are of calendar years.

        They are also where every period is typed as fiscal years.
        """
        typed = [text for option in _PERIODS for text in self.raw.get(option, ())]
        if typed and not asked:
            from portfolio.typed_dates import is_fiscal  # noqa: PLC0415 - needed where a date is typed

            asked = all(map(is_fiscal, typed))
        return self.office.settings.fiscal_year if asked else None

    @property
    def results_view(self) -> View:
        """The view that results are asked over: a donor’s are those of the work that it funds."""
        return self.view if self.view.donors is None else self.view._replace(targets=self.chosen.matching)

    def register(self, *tables: str) -> Register:
        """Return the documents that figures are drawn from: all of the named tables, and the rates if they convert."""
        wanted = {*tables, "rates"} if self.currency else set(tables)
        documents: dict[str, Any] = {table: self.office.reader.find(table) for table in wanted}
        if "projects" in documents:
            documents["projects"] = with_programmes(documents["projects"])
        return Register(**documents)

    def own(self, table: str) -> list[Document]:
        """Return the records of a table that meet what filters ask of a record itself: tag, classification, text."""
        selection = self.selection
        conditions: list[Where] = []
        if selection.phrases:
            conditions.append(Either(tuple(map(Mentions, selection.phrases))))
        if levels := selection.words.get("classification"):
            conditions.append(In("classification", levels))
        found = self.office.reader.find(table, Every(tuple(conditions)) if conditions else None)
        if not (tags := selection.texts.get("tags")):
            return found
        return [each for each in found if not tags.isdisjoint(map(fold, each.get("tags", ())))]

    def about_work(self) -> Question:
        """Return the question without the filters that a record answers for itself: tag, classification, text."""
        return self.without(*_OWN_FILTERS)

    def without(self, *filters: str) -> Question:
        """Return the question without some filters; itself if it has none of them, as choosing takes time."""
        rest = {name: texts for name, texts in self.raw.items() if name not in filters}
        return self if len(rest) == len(self.raw) else Question(self.office, rest, self.currency)
