"""The store behind an address of PostgreSQL."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import time
from copy import copy
from typing import TYPE_CHECKING, NamedTuple, cast

from portfolio.errors import PortfolioError, StoreError
from portfolio.store import SCHEMA, Entry, Hole, OutdatedError, begins_later, no_revision
from portfolio.store.authorship import uninterrupted
from portfolio.store.batch import Layers, tried
from portfolio.store.migrations import migrate
from portfolio.store.overlay import Overlay
from portfolio.store.postgres import chain, founding, gallery, keeping, served
from portfolio.store.postgres.address import parsed
from portfolio.store.postgres.selecting import NothingReader, PastReader, ServerReader
from portfolio.store.postgres.session import Session, Sessions, State
from portfolio.store.postgres.users import Users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from portfolio.store.copying import Contents
    from portfolio.store.protocol import Batch, Info, Intent, Reader, Transaction, Verification, Watch

# Seconds in which a connection that broke at the end of a change is made again, to learn what became of it.
_ASKING = 20.0
_PAUSE = 0.5


class _Last(NamedTuple):
    """The last change that was entered and is to be kept."""

    revision: int
    mark: str


class _Held:
    """A register that is being changed.

    Attributes:
        about: What it is.
        numbers: The last number given in each sequence.
        last: The last change, or None before the first.
        has_pictures: Whether there are pictures to keep.
    """

    def __init__(
        self, reader: ServerReader, about: State, numbers: Mapping[str, int], trial: Callable[[], Session] | None
    ) -> None:
        """Hold it; where changes are only tried, with what gives the session in which the server is asked."""
        self.session, self.about, self.numbers = reader.session, about, numbers
        self.last: _Last | None = None
        self.has_pictures = False
        self._base = _of_today(reader, about.schema) if trial else reader
        self._trial = trial

    def begun(self) -> served.Drawing:
        """Return a transaction over what is there."""
        ask = self._ask if self._trial else None
        return served.Drawing(self._base, self.session, self.about, self.numbers, ask)

    def rehearse(self, overlay: Overlay, intent: Intent) -> None:
        """Let what a transaction changed be a change of which nothing is kept, if the server would keep it."""
        self._ask(overlay, intent)
        tried(overlay, intent)

    def _ask(self, overlay: Overlay, intent: Intent) -> None:
        """Raise RefusedError or StoreError where the server would not keep what a transaction changed."""
        changes, drawing = overlay.settled(), cast("served.Drawing", overlay)
        if not self._trial or not (served.raised(changes) if self.about.owns else changes):
            return
        session = self._trial()
        with session.apart():
            if self.about.owns:
                drawing.spend(session)
                drawing.refuse_chosen(changes, session)
            else:
                served.asked(session, drawing, changes, intent, keeping.new_mark())

    def enter(self, overlay: Overlay, intent: Intent, *, even_if_empty: bool = False) -> None:
        """Let what a transaction changed be a change, which is kept with the others."""
        changes = overlay.settle()
        self.has_pictures |= bool(overlay.pictures)
        if not (changes or even_if_empty):
            self.session.all(tuple(gallery.kept(overlay.pictures, owns=self.about.owns)))  # that were lost
            return
        drawing, mark = cast("served.Drawing", overlay), keeping.new_mark()
        if self.about.owns:
            entry = keeping.next_entry(self.session, self.about, overlay.numbers, changes, intent, mark)
            drawing.refuse_chosen(changes, self.session)
            self.session.whole((*gallery.kept(overlay.pictures, owns=True), *keeping.kept(entry, self.numbers)))
            revision, head, self.numbers = entry.revision, entry.digest, entry.numbers
            self.about = self.about._replace(
                schema=entry.schema, revision=revision, head=head, mark=mark, identity=entry.identity
            )
        else:
            with self.session.apart():
                revision, head = served.asked(self.session, drawing, changes, intent, mark)
        overlay.kept(revision, head)
        self.session.entered()
        self.last = _Last(revision, mark)


class PostgresStore:
    """A register in a database; see `portfolio.store.protocol.Store`."""

    def __init__(self, url: str, lock_timeout: float = 60.0) -> None:
        """Open a register, which need not be there yet; nothing is asked of the server before it is used."""
        self.sessions = Sessions(parsed(url))
        self.lock_timeout = lock_timeout
        self.warnings: list[str] = []
        self.saved = 0
        self._made_schema: bool | None = None  # whether `create` has made the schema too; None where it made nothing
        self._keeps = True  # whether changes are kept, and not only tried
        self._is_imagined = False  # whether they are tried on an empty register that is not there

    @property
    def url(self) -> str:
        """Where the register is, without any password."""
        return self.sessions.place.url

    @property
    def identity(self) -> str:
        """What no other register is called, or "" before the first change."""
        with self.sessions.using() as session:
            return session.read().identity

    @property
    def pictures(self) -> gallery.Gallery:
        """The pictures that its records name."""
        return gallery.Gallery(self.sessions)

    @property
    def roles(self) -> Users:
        """Who may what."""
        return Users(self.sessions, self.lock_timeout, keeps=self._keeps)

    def owns(self, path: Path) -> bool:
        """Whether a file is the store's own; none is."""
        del path
        return False

    def create(self) -> None:
        """Make an empty register."""
        with self.sessions.using() as session:
            if not self._keeps:
                session.begin("SET LOCAL search_path TO pg_catalog")
                founding.refuse_another(session, self.sessions.place)
                self._is_imagined = True
                return
            with founding.making(session, self.sessions.place) as made_schema:
                pass
            self._made_schema = made_schema

    @contextlib.contextmanager
    def leaving(self) -> Iterator[Contents]:
        """Give all that the register holds, in one snapshot."""
        from portfolio.store.postgres.transfer import leaving  # noqa: PLC0415 - only copies need it

        with self.sessions.using() as session:
            about = session.read()
            self._hold_whole(about, "copied")
            yield leaving(session, about, self.pictures)

    def arriving(self, contents: Contents) -> None:
        """Make a register that holds all this."""
        from portfolio.store.postgres.transfer import arriving  # noqa: PLC0415 - only copies need it

        with self.sessions.using() as session, founding.making(session, self.sessions.place):
            arriving(session, contents)

    def _hold_whole(self, about: State, done: str) -> None:
        """Raise StoreError for who does not see all of the register."""
        if not about.sees_all:
            raise StoreError(f"The register {self.url} is {done} by who sees all of it; you see a part.")

    def discard(self) -> None:
        """Take away all that `create` made, as far as nothing was kept in it since."""
        if self._made_schema is not None:
            with self.sessions.using() as session, contextlib.suppress(PortfolioError):
                founding.unmake(session, self.sessions.place, self.lock_timeout, schema=self._made_schema)

    def reader(self) -> tuple[ServerReader, State]:
        """Return a reader of a snapshot, whatever schema its records are of, and what the register says of itself."""
        with self.sessions.begun() as session:
            about = session.read()
        return ServerReader(self.sessions, session, about), about

    def read(self) -> Reader:
        """Return a snapshot."""
        reader, about = self.reader()
        return _of_today(reader, about.schema)

    def version(self) -> str:
        """Return the mark of the last change."""
        try:
            with self.sessions.using() as session:
                about = session.read()
        except PortfolioError:
            return ""
        return f"{about.revision}-{about.mark}"

    def rehearsal(self) -> PostgresStore:
        """Return the same register for changes that are only tried, on a snapshot."""
        tried = copy(self)
        tried._keeps = False  # noqa: SLF001 - the same class
        return tried

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction as the only writer, and keep its changes if it ends without an error."""
        with self.batch() as batch, batch.transaction(intent) as transaction:
            yield transaction

    @contextlib.contextmanager
    def batch(self) -> Iterator[Batch]:
        """Give transactions as the only writer, and keep their changes if all ends without an error."""
        if self._is_imagined:
            yield Layers(lambda: Overlay(NothingReader(), {}, lambda *_: False), tried)
            return
        with self._changing() as held:
            if self._keeps and held.about.schema < SCHEMA:
                raise OutdatedError(f"The register {self.url} is of an older version of this program.")
            yield Layers(held.begun, held.enter if self._keeps else held.rehearse)
            self._keep(held)

    @contextlib.contextmanager
    def migration(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction that holds what the steps to this program's schema change."""
        with self._changing() as held:
            overlay, schema = held.begun(), held.about.schema
            migrate(overlay, schema)
            yield overlay
            if self._keeps and schema < SCHEMA:
                held.enter(overlay, intent, even_if_empty=True)
                self._keep(held)
                self.saved = 0  # it is no change that anybody gave

    @contextlib.contextmanager
    def _changing(self) -> Iterator[_Held]:
        """Hold the register as it is."""
        with self.sessions.begun() as session:
            about = session.write(self.lock_timeout) if self._keeps else session.read()
            if self._keeps:
                about = founding.upgraded(self.sessions, session, about, self.lock_timeout)
            given = session.rows("SELECT name, last FROM sequences") if about.owns else ()
            numbers = {str(name): int(last) for name, last in given}
        reader = ServerReader(self.sessions, session, about)
        with contextlib.ExitStack() as ending:
            ending.callback(session.end)

            @functools.cache
            def trial() -> Session:
                other = ending.enter_context(self.sessions.using())
                other.write(self.lock_timeout)
                return other

            yield _Held(reader, about, numbers, None if self._keeps else trial)

    def _keep(self, held: _Held) -> None:
        """Keep what was entered."""
        if held.last is None:
            if held.has_pictures and not held.session.commit():
                raise StoreError(
                    f"The connection to the register {self.url} broke at the end. The picture may not have been "
                    "kept; enter it again."
                )
            return
        with uninterrupted():
            if not held.session.commit():
                self._find_out(*held.last)
            self.saved = held.last.revision

    def _find_out(self, revision: int, mark: str) -> None:
        """Do nothing if a change was kept of which the answer was lost; raises StoreError."""
        deadline = time.monotonic() + _ASKING
        while time.monotonic() < deadline:
            try:
                with self.sessions.using() as session:
                    # Whoever was still at it has ended once the register can be held.
                    about = session.write(deadline - time.monotonic())
                    is_kept = served.is_kept(session, about, revision, mark)
            except PortfolioError:
                time.sleep(_PAUSE)
                continue
            if is_kept:
                return
            raise StoreError(f"The connection to the register {self.url} broke. Nothing was changed.")
        raise StoreError(
            f"The connection to the register {self.url} broke at the end. The change may have been saved; before you "
            "enter it again, run: portfolio history"
        )

    def history(self) -> Iterator[Entry | Hole]:
        """Yield the changes of the register, the last one first, and holes in their places."""
        with self.sessions.using() as session:
            about = session.read()
            yield from chain.backwards(session, about)

    def as_of(self, when: int | dt.date) -> Reader:
        """Return the register as it was after the change of that number, or at the end of that day (UTC)."""
        with self.sessions.begun() as session:
            about = session.read()
            revision = self._revision(session, about, when)
            made, following = chain.entry(session, revision), chain.entry(session, revision + 1)
        if revision == about.revision:
            return _of_today(ServerReader(self.sessions, session, about), about.schema)
        head = made.digest if made else following.previous if following else ""
        schema = made.schema if made else following.schema_before if following else about.schema
        past = about._replace(revision=revision, head=head, schema=schema)
        return _of_today(PastReader(self.sessions, session, past), schema)

    def _revision(self, session: Session, about: State, when: int | dt.date) -> int:
        """Return the number of the last change up to then; raises UnknownNameError."""
        if isinstance(when, int):
            if not 0 <= when <= about.revision:
                raise no_revision(when, about.revision)
            if when < about.began:
                raise begins_later(about.began, when)
            return when
        query = "SELECT max(revision) FROM entries WHERE left(time, 10) <= %s"
        found = session.rows(query, (when.isoformat(),))[0][0]
        if found is None and about.began and when < dt.datetime.now(dt.UTC).date():
            raise begins_later(about.began, when)
        return int(found if found is not None else about.began)

    def day(self, reader: Reader) -> dt.date | None:
        """Return the day of the change that made the register what a reader reads, or of the first one."""
        query = "SELECT time FROM entries WHERE revision IN (%s, %s + 1) ORDER BY revision LIMIT 1"
        with self.sessions.using() as session:
            session.read()
            found = session.rows(query, (reader.revision, reader.revision))
        return dt.date.fromisoformat(found[0][0][:10]) if found else None

    def info(self) -> Info:
        """Return what the store says of itself."""
        from portfolio.store.postgres.told import info  # noqa: PLC0415 - only one command needs it

        with self.sessions.using() as session:
            return info(session, self.sessions.place)

    def verify(self, head: str = "", watched: Watch | None = None) -> Verification:
        """Check every row of the register and its history, and that each record is what the history made it."""
        from portfolio.store.postgres.checking import verification  # noqa: PLC0415 - only one command needs it

        reader, about = self.reader()
        self._hold_whole(about, "checked against its history")
        return verification(reader, about, head, watched, self.pictures)


def _of_today(reader: ServerReader, schema: int) -> Reader:
    """Return a reader whose records are of this program's schema."""
    if schema == SCHEMA:
        return reader
    overlay = Overlay(reader, {}, lambda *_: False)
    migrate(overlay, schema)
    return overlay
