"""Filters put to the register: the records that they choose, and what figures are asked over."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.dates import ALWAYS, FiscalYear
from portfolio.errors import refuse
from portfolio.models.tables import TABLES
from portfolio.query.choose import Chosen, choose, fitting_records
from portfolio.query.filters import PERIODS, field_of, filtering, is_barred, resolve_filters, unbarred
from portfolio.query.fits import Fit, fits_amount
from portfolio.query.lineage import with_programmes, with_programmes_above
from portfolio.query.links import among_paying
from portfolio.query.register_view import NOBODY, Register, View
from portfolio.store import Document, In
from portfolio.store.passing import Streamed, among
from portfolio.text import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence

    from portfolio.query.filters import RawFilters, Selection
    from portfolio.query.fits import Measured
    from portfolio.query.names import Names
    from portfolio.settings import Settings
    from portfolio.store.protocol import Reader

# Table to the amounts of its records that filters compare.
_COMPARED = {
    "contributions": ("pledged", "committed", "received", "spent", "outstanding", "owed"),
    "organisations": ("pledged", "committed", "received", "spent", "outstanding", "owed"),
    "expenditures": ("spent",),
}


class Office(NamedTuple):
    """A snapshot of the register, its names, the settings and the day: all that a question is answered from."""

    reader: Reader  # the register
    names: Names  # its names
    settings: Settings  # the settings
    today: dt.date  # the day
    # What finds the amounts of the records of a table, where filters compare these.
    measure: Callable[[Office, str], Measured] | None = None
    find_picture: Callable[[str], bytes | None] | None = None  # what finds the picture of a digest

    def reading(self, reader: Reader) -> Office:
        """Return the same of another state or view of the register."""
        return self._replace(reader=reader, names=type(self.names)(reader, self.settings))

    def picture(self, digest: str) -> bytes | None:
        """Return the picture of a digest that a record names, a JPEG, or None where it is not there."""
        return self.find_picture(digest) if self.find_picture else None

    def measured(self, table: str) -> Measured:
        """Return the amounts of the records of a table, all of them, as recorded; of work for `projects`."""
        return self.measure(self, table) if self.measure else {}


class Question:
    """Filters put to a register."""

    def __init__(self, office: Office, raw: RawFilters, currency: str | None = None, table: str = "projects") -> None:
        """Take the question; names are resolved when they are first needed."""
        self.office = office  # what it is answered from
        self.raw = raw  # the filters as typed
        self.currency = currency  # ISO 4217 code that amounts are converted to, or None to leave them as recorded
        self.table = table  # what the rows of the answer are records of

    @cached_property
    def selection(self) -> Selection:
        """The filters with every name resolved; raises UnknownNameError, RefusedError and UsageError."""
        office = self.office
        found = resolve_filters(self.raw, office.names, office.settings, office.today, self.table)
        # In a list of donors `--donor not:Japan` leaves out Japan, and not the work that others fund together with it.
        return found._replace(beside=True) if self.table == "organisations" else found

    @cached_property
    def chosen(self) -> Chosen:
        """The projects and programmes that fit; raises RefusedError where an amount is compared that work has not."""
        selection, measured = self.selection, None
        if "owed" in self.raw:
            raise refuse("--owed", "", "is nothing that projects have; ask portfolio donor list or contribution list")
        if selection.amounts:
            if "outstanding" in selection.amounts:
                what = "compares what projects have not; ask portfolio donor list or portfolio contribution list for it"
                raise refuse("--outstanding", self.raw["outstanding"][0], what)
            measured = self.office.measured("projects")
        return choose(self.office.reader, selection, self.office.names, measured)

    @cached_property
    def donors(self) -> frozenset[str] | None:
        """The codes of the donors whose money is asked for, with `NOBODY` where all but some are; None for all."""
        asked = self.selection.donors
        if not asked:
            return None
        if asked.plain:
            return asked.left
        everybody = {each["code"] for each in self.office.reader.find("organisations")}
        return frozenset({*everybody, NOBODY}) - frozenset(asked.barred)

    def named_donors(self, *, barred: bool) -> tuple[str, ...]:
        """Return the codes of the donors that are asked for by name, or of those that are barred, as typed."""
        typed = [text for text in self.raw.get("donor", ()) if is_barred(text) is barred]
        return tuple(self.office.names.organisation(unbarred(text)) for text in typed)

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked, so that everything fits."""
        return not any(self.raw.values())

    @property
    def timed(self) -> bool:
        """Whether a period is asked for."""
        return self.selection.period != ALWAYS

    @cached_property
    def view(self) -> View:
        """What the figures are asked over: of chosen work only what is allocated to it, of donors only their money."""
        chosen = None if self.is_open else self.chosen
        return View(
            today=self.office.today,
            period=self.selection.period,
            targets=chosen.targets if chosen and self.selection.chooses_projects else None,
            donors=self.donors,
            barred=frozenset(self.selection.donors.barred),
            counted=chosen and chosen.codes,
            programmes=chosen and frozenset(each["code"] for each in chosen.programmes),
            currency=self.currency,
            base=self.office.settings.base_currency,
            regions=self.office.names.regions,
        )

    def fiscal_years(self, *, asked: bool = False) -> FiscalYear | None:
        """Return how fiscal years run, where rows by year are to be of these; None where they are of calendar years.

        They are also where every period is typed as fiscal years.
        """
        typed = [text for option in PERIODS for text in self.raw.get(option, ())]
        if typed and not asked:
            from portfolio.typed_dates import is_fiscal  # noqa: PLC0415 - needed where a date is typed

            asked = all(map(is_fiscal, typed))
        return self.office.settings.fiscal_year if asked else None

    @property
    def results_view(self) -> View:
        """The view that results are asked over: a donor’s are those of the work that it funds."""
        return self.view if self.planned is None else self.view._replace(targets=self.planned)

    @property
    def planned(self) -> frozenset[str] | None:
        """The codes of the work whose budgets are asked for: what the donors fund; None for that of the view."""
        return None if self.view.donors is None else self.chosen.matching

    def register(self, *tables: str, streamed: Mapping[str, Collection[str]] = MappingProxyType({})) -> Register:
        """Return the documents that figures are drawn from: all of the named tables, and the rates if they convert.

        Those of `streamed` tables come one by one, with all fields or only those named there; projects then are as they
        are stored, whatever they are part of.
        """
        wanted = {*tables, "rates"} if self.currency else set(tables)
        reader = self.office.reader
        documents: dict[str, Any] = {
            table: Streamed(reader, table, streamed[table]) if table in streamed else reader.find(table)
            for table in wanted
        }
        if "projects" in wanted - streamed.keys():
            documents["projects"] = with_programmes(documents["projects"])
        return Register(**documents)

    @cached_property
    def paid(self) -> Register:
        """The documents that the money of the chosen projects is drawn from; others may be among them.

        Where something is to be said of money whatever it is for, all of them are.
        """
        if self.currency or self.timed or self.is_open:
            return self.register("organisations", "contributions", "expenditures")
        return among_paying(self.office.reader, self.chosen.codes)

    @cached_property
    def aimed(self) -> Register:
        """The documents that the money of the chosen targets is drawn from; others may be among them."""
        targets = self.view.targets
        if targets is None:
            return self.register("projects", "programmes", "organisations", "contributions", "expenditures")
        reader, money = self.office.reader, among_paying(self.office.reader, targets)
        projects: Any = with_programmes_above(reader, among(reader, "projects", In("code", targets)))
        rest = self.register("programmes", "organisations")
        return rest._replace(projects=projects, contributions=money.contributions, expenditures=money.expenditures)

    def on(self, table: str) -> Question:
        """Return the question as one whose rows are the records of a table."""
        return self if table == self.table else Question(self.office, self.raw, self.currency, table)

    @property
    def own(self) -> list[Document]:
        """The records of its table that meet what filters ask of a record itself; see `about_work`."""
        return self._owned[0]

    @property
    def unmeasured(self) -> frozenset[str]:
        """The keys of the records of its table that would be there but for an amount that is not known."""
        return self._owned[1]

    @cached_property
    def _owned(self) -> tuple[list[Document], frozenset[str]]:
        own = {name: kept for name, texts in self.raw.items() if (kept := self._asked_of(name, texts)[0])}
        selection = Question(self.office, own, table=self.table).selection
        key, measured = TABLES[self.table].key, self.office.measured(self.table) if selection.amounts else {}
        fitting = list(fitting_records(self.office.reader, self.table, selection, self.office.names))
        fits = [
            {fits_amount(measured.get(each[key], {}).get(name), asked) for name, asked in selection.amounts.items()}
            for each in fitting
        ]
        found = [each for each, held in zip(fitting, fits, strict=True) if held <= {Fit.YES}]
        unknown = [
            each[key] for each, held in zip(fitting, fits, strict=True) if Fit.UNKNOWN in held and Fit.NO not in held
        ]
        return found, frozenset(unknown)

    @property
    def about_work(self) -> Question:
        """The question without the filters that the records of its table answer for themselves.

        These are those of their own fields, as tag and classification, text, amounts where the records have them, and
        what may be missing of the records.
        """
        rest = {name: kept for name, texts in self.raw.items() if (kept := self._asked_of(name, texts)[1])}
        if sum(map(len, rest.values())) == sum(map(len, self.raw.values())):
            return self
        return Question(self.office, rest, self.currency, self.table)

    def ordered(self, key: Callable[[Document], int]) -> Question:
        """Return the question with the chosen projects in another order, those of one key as they stand."""
        other = Question(self.office, self.raw, self.currency, self.table)
        other.chosen = self.chosen._replace(projects=sorted(self.chosen.projects, key=key))
        return other

    def _asked_of(self, name: str, texts: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Return what is typed for a filter that the records answer themselves, and that their work does."""
        if name == "text" or name in _COMPARED.get(self.table, ()):
            return texts, ()
        if own := filtering(self.table).get(name):
            mine = [text for text in texts if field_of(self.table, name, unbarred(text)) is own]
            return mine, [text for text in texts if text not in mine]
        if name != "without":
            return (), texts
        from portfolio.query.missing import may_lack, spelling  # noqa: PLC0415 - few questions ask for what is missing

        mine = [text for text in texts if may_lack(self.table, spelling(unbarred(text)))]
        return mine, [text for text in texts if text not in mine]

    def of_rows(self) -> tuple[Question, bool]:
        """Return the question of the work that rows tell of, and whether those are wanted that have no project of it.

        That is what `--without project` asks of what work belongs to: donors, partners, programmes, countries, regions.
        The other filters choose the work, such as that of a year.
        """
        asked = self.raw.get("without", ())
        if not asked or not {fold(text) for text in asked} <= {"project", "projects"}:
            return self, False
        return self.without("without"), True

    def without(self, *filters: str) -> Question:
        """Return the question without some filters; itself if it has none of them, as choosing takes time."""
        rest = {name: texts for name, texts in self.raw.items() if name not in filters}
        if len(rest) == len(self.raw):
            return self
        return Question(self.office, rest, self.currency, self.table)
