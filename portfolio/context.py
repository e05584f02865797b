"""The settings, the register and all else that a command is given to answer or to change something."""

from __future__ import annotations

import sys
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from portfolio.errors import ConflictError, UnknownNameError, refuse, refusing
from portfolio.formats.stream import note
from portfolio.text import fold, is_code, masked, some

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from portfolio.comparing import Market
    from portfolio.desk import Desk
    from portfolio.query.fits import Measured
    from portfolio.query.moment import Moment
    from portfolio.query.names import Names
    from portfolio.query.question import Office, Question
    from portfolio.settings import Settings
    from portfolio.settings.office_tables import SavedView
    from portfolio.store.protocol import Reader, Store

_Each = TypeVar("_Each")
# More files than this that are there already are counted, not listed.
_MOST_LISTED = 5


class Context:
    """What a command is given. Settings, store and snapshot are read when they are first asked for, and once."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.arguments = arguments  # what was typed behind the program's name
        self.config: Path | None = None  # the settings file named by `--config`, or None
        self.no_input = False  # whether nothing may be asked
        self.paged = True  # whether what is longer than the screen goes through a pager
        self.quiet = False  # whether nothing is said beside results and errors
        self.shown: object = None  # the answer that it shows, which lasts as long as the context
        self.as_of = ""  # the day or the revision, as typed, as of which the register is read; "" for now

    @cached_property
    def settings(self) -> Settings:
        """The settings in force; raises SettingsError."""
        from portfolio.settings import load  # noqa: PLC0415 - `init` and help need no settings

        return load(self.config)

    @cached_property
    def store(self) -> Store:
        """The register, not yet opened."""
        return self.store_at(self.settings.store)

    def store_at(self, url: str) -> Store:
        """Return the store of a url, not yet opened, with the settings of the register's; raises ValueError."""
        from portfolio.store import opening  # noqa: PLC0415 - not every command needs it

        kept = self.settings
        return opening.opened(opening.checked(url), kept.lock_timeout, kept.backups, kept.daily, shared=kept.shared)

    @property
    def warnings(self) -> Sequence[str]:
        """What did not work but did no harm, a sentence each."""
        return self.store.warnings if "store" in self.__dict__ else ()

    @property
    def saved(self) -> int:
        """The revision as which this command has saved a change, or 0."""
        return self.store.saved if "store" in self.__dict__ else 0

    @cached_property
    def moment(self) -> Moment:
        """What this command reads, and as of when; raises as `portfolio.query.moment.moment`."""
        from portfolio.query.moment import moment  # noqa: PLC0415 - completion has no use for it

        return moment(self.store, self.as_of, self.clock, self.settings.date_habits if self.as_of else None)

    @property
    def reader(self) -> Reader:
        """The one snapshot that this command reads; raises StoreError."""
        return self.moment.reader

    @cached_property
    def names(self) -> Names:
        """The names of the snapshot."""
        from portfolio.query.names import Names  # noqa: PLC0415 - see `store`

        return Names(self.reader, self.settings)

    def is_work(self, text: str) -> bool:
        """Whether a text is the code or name of a programme or project, or a mistyped code, rather than a title."""
        try:
            return bool(self.names.target(text))
        except UnknownNameError:
            return is_code(text)

    def view(self, name: str, noun: str = "") -> SavedView:
        """Return a saved view that a list may use, whatever its case and what stands between its words.

        Raises:
            UnknownNameError: There is none.
            RefusedError: It is of another list.
        """
        near = {fold(each.replace("-", " ")): view for each, view in self.settings.views.items()}
        if found := self.settings.views.get(name) or near.get(fold(name.replace("-", " "))):
            if noun and found.noun not in ("", noun):
                asked = f"portfolio {found.noun} list --view {name}"
                raise refuse("--view", name, f"is a view of another list: {asked}")
            return found
        listed = ", ".join(self.settings.views) or "none yet; portfolio view save keeps one"
        raise UnknownNameError(f"The settings have no view “{name}”. There are: {listed}.", tuple(self.settings.views))

    @property
    def has_classified(self) -> bool:
        """Whether any record is above the lowest classification, or may have become so since the moment read."""
        from portfolio.models.tables import TABLES  # noqa: PLC0415 - see `store`
        from portfolio.reference.codes import CLASSIFIED  # noqa: PLC0415
        from portfolio.store import In  # noqa: PLC0415

        above, now = In("classification", CLASSIFIED), self.store.read() if self.as_of else self.reader
        if any(now.find(table, above) for table in TABLES):
            return True
        if not self.as_of:
            return False
        from portfolio.query.past import is_classified_since  # noqa: PLC0415 - most commands read what is so now

        return is_classified_since(self.store.history(), self.reader.revision)

    def up_to(self, level: str) -> Context:
        """Return the same with a register that has no record above a classification; raises UnknownNameError."""
        from portfolio.query.released import released  # noqa: PLC0415 - only documents need it

        seen = copy(self)
        for derived in ("names", "office"):
            seen.__dict__.pop(derived, None)
        seen.moment = self.moment._replace(reader=released(self.reader, level, leaves=False))
        return seen

    def at(self, typed: str, option: str) -> Context:
        """Return the same with the register as it was earlier, as an option asks; raises as `moment.earlier`."""
        from portfolio.query.moment import earlier  # noqa: PLC0415 - few commands read two moments

        was = copy(self)
        for derived in ("names", "office"):
            was.__dict__.pop(derived, None)
        was.as_of = typed
        was.moment = earlier(self.store, typed, self.moment, self.clock, self.settings.date_habits, option)
        return was

    @property
    def market(self) -> Market:
        """What amounts of several currencies are compared by: the latest rates of the snapshot."""
        from portfolio.comparing import Market  # noqa: PLC0415 - see `store`

        return Market(self.reader.find("rates"), self.settings.base_currency, self.today)  # type: ignore[arg-type]

    @property
    def command(self) -> str:
        """The command line for the history, passwords in addresses aside."""
        import shlex  # noqa: PLC0415 - only what is written has a history

        return masked(shlex.join(["portfolio", *self.arguments]))

    @property
    def clock(self) -> dt.date:
        """The day that it is."""
        from portfolio import dates  # noqa: PLC0415 - completion has no use for it

        return dates.today()

    @property
    def today(self) -> dt.date:
        """The day that it is, or was where the register is read as it was."""
        return self.moment.day if self.as_of else self.clock

    @property
    def may_ask(self) -> bool:
        """Whether there is somebody at the terminal who may be asked."""
        return not self.no_input and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    def note(self, text: str) -> None:
        """Say on the error stream what is no result, unless nothing is wanted beside these; "" says nothing."""
        if not self.quiet:
            note(sys.stderr, text)

    def tracked(self, items: Iterable[_Each], doing: str, total: int | None = None) -> Iterator[_Each]:
        """Yield items, and show whoever waits at a terminal how many of them are done; see `progress.tracked`."""
        from portfolio.formats.terminal.progress import tracked  # noqa: PLC0415 - few commands take long

        return tracked(items, doing, None if self.quiet else sys.stderr, total)

    def spare(self, paths: Sequence[Path], *, force: bool) -> None:
        """See that files may be written; with `force`, also over those that are there and hold something.

        Raises:
            RefusedError: The register needs one of them: it is its own, its history, its backups or its settings.
            ConflictError: Some are there already.
        """
        settings = self.settings.path
        for path in paths:
            if self.store.owns(path) or (settings and path.resolve() == settings.resolve()):
                raise refuse("--output", path, "is a file that the register needs; name another")
        there = [] if force else [str(path) for path in paths if path.is_file() and path.stat().st_size]
        if there:
            what = "it" if len(there) == 1 else "them"
            raise ConflictError(f"There already: {some(there, _MOST_LISTED)}. To write over {what}, give --force.")

    @cached_property
    def office(self) -> Office:
        """Whom questions are put to."""
        from portfolio.query.question import Office  # noqa: PLC0415 - see `store`

        def measure(office: Office, table: str) -> Measured:
            from portfolio.figures.measured import measured  # noqa: PLC0415 - few questions compare amounts

            return measured(office, table)

        store = self.store  # and not this context, which holds the office

        def picture(digest: str) -> bytes | None:
            return store.pictures.get(digest)

        return Office(self.reader, self.names, self.settings, self.today, measure, picture)

    def ask(self, filters: Mapping[str, Sequence[str]], currency: str | None = None) -> Question:
        """Return a question with the texts typed for its filters and currency; raises RefusedError if that is none."""
        from portfolio.query.question import Question  # noqa: PLC0415
        from portfolio.reference import currencies  # noqa: PLC0415 - see `store`

        with refusing("--currency", currency):
            return Question(self.office, filters, currencies.parse(currency) if currency else None)

    def desk(self, *, again: bool = False) -> Desk:
        """Return what an action works with; `again` says whether an entry equal to an earlier one is meant."""
        from portfolio.desk import Desk  # noqa: PLC0415 - only changes need it

        return Desk(self.store, self.settings, self.today, self.command, again)
