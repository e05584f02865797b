"""What is asked: the records that filters choose, the figures asked of them, and what is to be said beside them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.dates import ALWAYS, is_fiscal
from portfolio.figures.place_parts import of_pillars, of_places
from portfolio.figures.values import Register, View
from portfolio.language import naming
from portfolio.pages.own_shares import Share, share_footer
from portfolio.query.choose import choose
from portfolio.query.filters import resolve_filters
from portfolio.query.lineage import with_programmes
from portfolio.rates import OLDEST
from portfolio.reference.name_matching import joined
from portfolio.store import Either, Every, In, Mentions
from portfolio.text import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from portfolio.dates import FiscalYear
    from portfolio.figures.values import Gap, Notes
    from portfolio.pages.shown import Sheet, Table
    from portfolio.query.choose import Chosen
    from portfolio.query.filters import RawFilters, Selection
    from portfolio.query.names import Names
    from portfolio.settings import Settings
    from portfolio.store import Document, Reader, Where

# What a record has of its own, whatever project it belongs to.
_OWN_FILTERS = ("tag", "classification", "text")
_YEAR_DIGITS = 4
_PERIODS = ("year", "since", "until")
# More gaps than this are counted, not listed.
_GAPS_LISTED = 5
# The same of amounts that are uncertain.
_DOUBTS_LISTED = 5


class Listing(NamedTuple):
    """A table and what is to be said beside it.

    Attributes:
        table: The table.
        notes: What was left out, and what is missing.
        rates: What the table's footer says too and machine formats must not lose: by which rates it was converted,
            what could not be added, and of which day statuses are.
    """

    table: Table
    notes: Sequence[str] = ()
    rates: Sequence[str] = ()


class Page(NamedTuple):
    """A page and what is to be said beside it; see `Listing`."""

    sheet: Sheet
    notes: Sequence[str] = ()
    rates: Sequence[str] = ()


class Office(NamedTuple):
    """Whom a question is put to: one snapshot of the register, its names, the settings and the day."""

    reader: Reader
    names: Names
    settings: Settings
    today: dt.date


class Question:
    """Filters put to a register.

    Attributes:
        office: Whom it is put to.
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

    @cached_property
    def shares(self) -> Sequence[Share]:
        """The own shares of the places and pillars asked for in the money of the chosen work."""
        selection = self.selection
        if not selection.asks_for_parts:
            return ()
        found: list[Share] = []
        register = self.register("projects", "programmes", "organisations", "contributions", "expenditures")
        if asked := [kind for kind in (selection.regions, selection.countries) if kind]:
            parts = of_places(register, self.view, [{place.members for place in kind} for kind in asked])
            found.append(Share("place", " and ".join(selection.places), parts))
        if pillars := selection.words.get("pillar"):
            name = f"pillar {joined(sorted(pillars), 'and')}"
            found.append(Share("pillar", name, of_pillars(register, self.view, pillars)))
        return found

    def fiscal_years(self, *, asked: bool = False) -> FiscalYear | None:
        """Return how fiscal years run, where rows by year are to be of these; None where they are of calendar years.

        Args:
            asked: Whether they are asked for; they are also where every period is typed as fiscal years.
        """
        typed = [text for option in _PERIODS for text in self.raw.get(option, ())]
        fiscal = asked or (bool(typed) and all(map(is_fiscal, typed)))
        return self.office.settings.fiscal_year if fiscal else None

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
        if not selection.tags:
            return found
        return [each for each in found if not selection.tags.isdisjoint(map(fold, each.get("tags", ())))]

    def about_work(self) -> Question:
        """Return the question without the filters that a record answers for itself: tag, classification, text."""
        return self.without(*_OWN_FILTERS)

    def without(self, *filters: str) -> Question:
        """Return the question without some filters; itself if it has none of them, as choosing takes time."""
        rest = {name: texts for name, texts in self.raw.items() if name not in filters}
        return self if len(rest) == len(self.raw) else Question(self.office, rest, self.currency)

    def footer(self, count: str, timed: str = "active", *, statuses: bool = False) -> list[str]:
        """Return what stands below an answer: what was counted, over which time, under which filters.

        Args:
            count: What was counted, as in `23 distinct projects`.
            timed: What it was in the period asked for.
            statuses: Whether statuses are shown above.
        """
        lines = [f"{count}; {timed} {self._when()}." if self.timed else f"{count}; cumulative, all years."]
        if self.selection.described:
            lines.append(f"Filters: {'; '.join(self.selection.described)}.")
        if statuses or self.selection.words.get("status"):
            lines += self.status_footer()
        return lines

    def status_footer(self) -> list[str]:
        """Return that statuses are of today, where a past period is asked for: what they were in it is not recorded."""
        last, today = self.selection.period.last, self.office.today
        return [f"Statuses are as of {today}, not of the period."] if last and last < today else []

    def money_footer(self, *, donors: bool = True) -> list[str]:
        """Return what stands below money: whose it is, and that it is whole where places were asked for.

        Args:
            donors: Whether to say whose it is.
        """
        lines = []
        if donors and self.selection.donor_names:
            givers = joined(tuple(map(naming.in_english, self.selection.donor_names)), "and")
            lines.append(f"Amounts are what {givers} gave, not all that the projects have.")
        if self.shares:
            lines += ["Amounts are whole amounts of the work chosen.", *share_footer(self.shares)]
        return lines

    def notes(self) -> list[str]:
        """Return which projects were left out, and how to have them, for the error stream."""
        undated, rough = self.chosen.undated, self.chosen.rough
        lines = self.notes_of_results()
        if undated:
            lines.append(f"Left out, as undated: {counted(undated, 'project')}.")
        if rough:
            lines.append(f"Left out, as it starts or ends on a date known too roughly: {counted(rough, 'project')}.")
        return lines

    def notes_of_results(self) -> list[str]:
        """Return the same of results: they are dated themselves, so that no dates of projects leave any of them out."""
        wider = self.chosen.wider
        if not wider:
            return []
        one = "1 more covers a wider area: --wide takes it in."
        return [one if wider == 1 else f"{wider} more cover a wider area: --wide takes them in."]

    def _when(self) -> str:
        years = self.raw.get("year", ())
        period = str(self.selection.period)
        if not years or self.raw.get("since") or self.raw.get("until"):
            return period
        plain = all(year.isdecimal() and len(year) == _YEAR_DIGITS for year in years)
        return f"in {joined(years, 'and')}" + ("" if plain else f" ({period})")


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 project`, `1,200 projects`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def pillar_footer(uncertain: int) -> list[str]:
    """Return of how many projects the pillars are uncertain."""
    return [f"The pillars of {counted(uncertain, 'project')} are uncertain: no source gives them."] if uncertain else []


def figure_notes(notes: Notes) -> list[str]:
    """Return what the figures leave out: amounts outside the period for want of a date, amounts without a rate."""
    lines = []
    if notes.undated:
        some = counted(notes.undated, "amount")
        lines.append(f"Left out of the period, as undated or dated too roughly: {some}.")
    if notes.stand_ins:
        some = counted(notes.stand_ins, "undated amount")
        lines.append(f"Dated by the signature or the start of the agreement: {some}.")
    lines += [f"Uncertain: {line}" for line in doubt_lines(notes)]
    gaps = notes.missing_rates
    for gap in gaps[:_GAPS_LISTED]:
        when = f" of {gap.date}" if gap.date else ", undated"
        rates = joined([f"{currency} in {base}" for currency, base in gap.lacking], "and")
        rate = f"a rate of {rates}" if rates else "a rate"
        lines.append(f"NOT CONVERTED for want of {rate}: {gap.currency} {gap.amount:,f} {gap.column}{when}.")
    if (more := len(gaps) - _GAPS_LISTED) > 0:
        lines.append(f"NOT CONVERTED for want of a rate: {counted(more, 'more amount')}.")
    return [*lines, *_to_enter_a_rate(gaps)]


def _to_enter_a_rate(gaps: Sequence[Gap]) -> list[str]:
    """Return how the first rate that is missing is entered."""
    for gap in gaps:
        for currency, base in gap.lacking if gap.date else ():
            add = f"portfolio rate add {currency} RATE --base {base} --date {gap.date}"
            return [f"A rate counts on its day and {OLDEST.days} days after. To enter one: {add}"]
    return []


def doubt_lines(notes: Notes) -> list[str]:
    """Return which amounts are uncertain, and why."""
    shown = notes.doubts[:_DOUBTS_LISTED]
    reasons = [f" ({doubt.reason})" if doubt.reason else "" for doubt in shown]
    lines = [f"{doubt.id}, {doubt.column}{why}." for doubt, why in zip(shown, reasons, strict=True)]
    more = len(notes.doubts) - _DOUBTS_LISTED
    return [*lines, f"{counted(more, 'more amount')}."] if more > 0 else lines


def rate_footer(notes: Notes) -> list[str]:
    """Return by which rates amounts were converted, and why converted columns need not subtract."""
    if not notes.rates:
        return []
    rates = [
        f"{rate.date}: 1 {rate.currency} = {rate.rate.normalize():f} {rate.base} ({rate.source or 'no source'})"
        for rate in notes.rates
    ]
    return [
        f"Converted by the rates of {'; '.join(rates)}.",
        "Each amount is converted at the rate of its own day, so converted columns need not subtract from one another.",
    ]
