"""Sessions with the server: their beginning, what is asked in them, and the sentence where one fails."""

from __future__ import annotations

import contextlib
import itertools
import logging
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import psycopg
from psycopg import conninfo, errors, pq, sql

from portfolio.errors import ConflictError, PortfolioError, StoreError
from portfolio.store import SCHEMA, ForbiddenError, NewerError, RacedError
from portfolio.store.postgres.address import SYSTEM_ROOTS, Address
from portfolio.store.postgres.definition import LAYOUT, window
from portfolio.store.postgres.remedies import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    Row = tuple[Any, ...]

_ABOUT = (
    "SELECT layout, schema, revision, head, mark, identity, began, has_table_privilege('register', 'UPDATE'), "
    "to_regclass('sequences') IS NOT NULL FROM register"
)
# Whoever reads some rows at a time reads all of them.
_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1; {path}; " + _ABOUT
# Whoever holds the row of the register for so long without a word is gone.
_GONE = "10min"
_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED; {path}; {wait}; " + f"{_ABOUT} FOR UPDATE"
# As those do who have no right to write in the tables.
_ASKING = "BEGIN ISOLATION LEVEL READ COMMITTED; {path}; {wait}; SELECT take(); " + _ABOUT
# Whom the tables are not open to finds the views of the same names instead.
_PATH = "SET LOCAL search_path TO {schema}, {window}, pg_temp"
_UNCHANGED = " Nothing was changed."
# What is done between these is undone alone.
_APART, _TOGETHER = ("SAVEPOINT apart", ()), ("RELEASE SAVEPOINT apart", ())
_UNKNOWN = "SELECT 1 FROM pg_namespace WHERE nspname IN (%s, %s) AND NOT has_schema_privilege(oid, 'USAGE')"

# A connection that broke is told as an error; what goes down with it is no news.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

# Names of cursors, which stand beside each other.
_NAMES = itertools.count()
_AT_ONCE = 2_000
# libpq hands on several rows at a time from this version on.
_CHUNKS = 17_00_00


class State(NamedTuple):
    """What the register's row says."""

    layout: int
    schema: int
    revision: int
    head: str
    mark: str
    identity: str
    began: int
    owns: bool  # whether one may write in the tables oneself
    sees_all: bool  # whether nothing of it is hidden from one


class Session:
    """A connection, in which one transaction at a time is open."""

    def __init__(self, connection: psycopg.Connection[Row], place: Address) -> None:
        self._connection = connection
        self._place = place
        self._outcome = ""  # what is said of a change where something fails
        self._owns = True  # as far as is known

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Return what a query yields; raises StoreError."""
        self._read_on()
        with self._told():
            return self._connection.execute(cast("Any", query), parameters or None).fetchall()

    def _read_on(self) -> None:
        """Begin to read again where a change was kept, and its reader reads on."""
        if self._connection.info.transaction_status == pq.TransactionStatus.IDLE:
            self.read()

    def flow(self, query: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Yield what a query yields while the server still works on it; nothing else can be asked until all is taken.

        Raises StoreError.
        """
        self._read_on()
        with self._told(), self._connection.cursor() as cursor:
            yield from cursor.stream(
                cast("Any", query), parameters or None, size=_AT_ONCE if pq.version() >= _CHUNKS else 1
            )

    def stream(self, query: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Yield what a query yields, some rows at a time; the session can be asked other things meanwhile."""
        self._read_on()
        with self._told(), self._connection.cursor(name=f"rows_{next(_NAMES)}") as cursor:
            cursor.itersize = _AT_ONCE
            yield from cursor.execute(cast("Any", query), parameters or None)

    def all(self, statements: Sequence[tuple[str, Sequence[object]]]) -> None:
        """Run statements that yield nothing, in one way to the server and back."""
        with self._told(), self._connection.pipeline():
            for query, parameters in statements:
                self._connection.execute(cast("Any", query), parameters or None)

    @contextlib.contextmanager
    def apart(self) -> Iterator[None]:
        """Let what an error undoes be what is done now, and not all since the beginning."""
        self.all([_APART])
        with self._undone():
            yield
        self.all([_TOGETHER])

    def whole(self, statements: Sequence[tuple[str, Sequence[object]]]) -> None:
        """Run statements as `all`; where one fails, what was done before them can be kept."""
        with self._undone():
            self.all([_APART, *statements, _TOGETHER])

    @contextlib.contextmanager
    def _undone(self) -> Iterator[None]:
        """Undo what an error leaves half done."""
        try:
            yield
        except PortfolioError:
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("ROLLBACK TO SAVEPOINT apart")
            raise

    def run(self, statements: str) -> list[Row]:
        """Run statements without parameters, in one way to the server and back, and return what the last one yields."""
        with self._told():
            cursor = self._connection.execute(cast("Any", statements))
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def _told(self) -> AbstractContextManager[None]:
        return told(self._place.url, self._outcome)

    def entered(self) -> None:
        """Take note that a change was made, which can be kept whatever fails after it."""
        self._outcome = " Nothing more was changed."

    @property
    def path(self) -> str:
        """The statement that lets names of tables be those of the register."""
        schema = self._place.schema
        names = {"schema": sql.Identifier(schema), "window": sql.Identifier(window(schema))}
        return sql.SQL(_PATH).format(**names).as_string(None)

    def read(self) -> State:
        """Begin to read one snapshot."""
        self._outcome = ""
        return self._begin(_READING.format(path=self.path))

    def write(self, lock_timeout: float, *, alone: bool = False) -> State:
        """Begin to change the register as the only one, or `alone` at its tables; raises ConflictError after that."""
        self._outcome = _UNCHANGED
        wait = f"SET LOCAL lock_timeout = {max(1, round(lock_timeout * 1000))}"
        wait += f"; SET LOCAL idle_in_transaction_session_timeout = '{_GONE}'"
        wait += "; LOCK TABLE register IN EXCLUSIVE MODE" if alone else ""
        if self._owns:
            with contextlib.suppress(ForbiddenError):
                return self._begin(_WRITING.format(path=self.path, wait=wait))
            self.end()
        return self._begin(_ASKING.format(path=self.path, wait=wait))

    def begin(self, statements: str) -> None:
        """Begin to make or take away a register, after some statements."""
        self._outcome = _UNCHANGED
        self.run(f"BEGIN; {statements}")

    def _begin(self, statements: str) -> State:
        try:
            rows = self.run(statements)
        except AbsentError:
            self.end()
            raise self._unseen() from None
        if not rows:
            raise self._unseen()
        about = State(*rows[0])
        self._owns = about.owns
        if about.layout > LAYOUT or about.schema > SCHEMA:
            raise NewerError(
                f"The register {self._place.url} was written by a newer version of this program; install that version "
                "to use it."
            )
        return about

    def _unseen(self) -> StoreError:
        """Return the error for a place where there is no register that one sees."""
        schema = self._place.schema
        with self._told():
            found = self._connection.execute(_UNKNOWN, (schema, window(schema))).fetchall()
        if not found:
            return absent(self._place.url)
        return StoreError(
            f"You have no role in the register {self._place.url}. Whoever administers it gives you one: portfolio "
            f"store grant {self.info.user} reader"
        )

    def end(self) -> None:
        """Forget what was begun and not kept, as far as the connection still is there."""
        if self._connection.info.transaction_status != pq.TransactionStatus.IDLE and not self._connection.closed:
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")

    def commit(self) -> bool:
        """Keep what was changed, and return whether the answer came; raises StoreError where it was not kept."""
        was_lost = self.is_lost
        if was_lost:  # and what was to be kept with it
            raise StoreError(f"The connection to the register {self._place.url} broke.{_UNCHANGED}")
        try:
            ended = self._connection.execute("COMMIT").statusmessage
        except psycopg.Error as error:
            if not self.is_lost:
                raise meaning(self._place.url, error, _UNCHANGED) from None
            return False
        if ended == "ROLLBACK":  # which is what the server does, without an error, where anything failed before
            raise StoreError(f"The register {self._place.url} was not changed, since a part of the change failed.")
        return True

    @property
    def is_usable(self) -> bool:
        """Whether something can be begun."""
        info = self._connection.info
        return not self._connection.closed and info.transaction_status == pq.TransactionStatus.IDLE

    @property
    def is_lost(self) -> bool:
        """Whether the connection is gone."""
        return self._connection.closed or self._connection.broken

    @property
    def info(self) -> psycopg.ConnectionInfo:
        """What is known of the connection."""
        return self._connection.info

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


class Sessions:
    """The sessions of one store: those that nobody uses any more are used again."""

    def __init__(self, place: Address) -> None:
        self.place = place
        self._idle: list[Session] = []
        self._lent = weakref.WeakSet[Session]()
        weakref.finalize(self, _close_all, self._idle)

    def taken(self) -> Session:
        """Return a session in which nothing is begun; raises StoreError."""
        with contextlib.suppress(IndexError):  # none is idle, or another thread took the last
            while True:
                session = self._idle.pop()
                if session.is_usable:
                    return session
                session.close()
        return Session(_connected(self.place), self.place)

    def lent(self, to: object, session: Session) -> Callable[[], object]:
        """Let an object use a session until it is gone, and return what takes it back before."""
        self._lent.add(session)
        return weakref.finalize(to, self._put_back, session)

    @contextlib.contextmanager
    def using(self) -> Iterator[Session]:
        """Give a session for a moment."""
        session = self.taken()
        try:
            yield session
        finally:
            self._put_back(session)

    @contextlib.contextmanager
    def begun(self) -> Iterator[Session]:
        """Give a session that somebody goes on with, unless there is an error."""
        session = self.taken()
        try:
            yield session
        except BaseException:
            self._put_back(session)
            raise

    def let_go(self) -> None:
        """Let nobody here who reads hold a table; they read on of what is there by then."""
        for session in tuple(self._lent):
            session.end()

    def _put_back(self, session: Session) -> None:
        self._lent.discard(session)
        session.end()
        if session.is_usable:
            self._idle.append(session)
        else:
            session.close()


def _close_all(idle: list[Session]) -> None:
    for session in idle:
        session.close()


def _connected(place: Address) -> psycopg.Connection[Row]:
    with told(place.url):
        if place.is_service:
            place = place._replace(settings=place.settings | _of_service(place))
        settings = place.defaults(pq.version())
        connection = psycopg.connect(place.conninfo, autocommit=True, prepare_threshold=None, **cast("Any", settings))
    connection.add_notice_handler(lambda _: None)
    return connection


def _of_service(place: Address) -> frozenset[str]:
    """Return the names of the settings that a service, or the environment, gives a connection."""
    given, trusting = _resolved(place), _resolved(place, sslrootcert="system")
    named = {name for name, value in given.items() if value}
    # Beside the system's authorities libpq has another mode where nobody says any.
    if given.get("sslmode") != trusting.get("sslmode") or (
        pq.version() < SYSTEM_ROOTS and given.get("sslmode") == b"prefer"
    ):
        named.discard("sslmode")
    return frozenset(named)


def _resolved(place: Address, **more: str) -> dict[str, bytes | None]:
    """Return all settings of a connection as libpq finds them, on a way that leads to no server."""
    asked = conninfo.make_conninfo(place.conninfo, host="/nowhere", hostaddr="", **more)
    nowhere = pq.PGconn.connect_start(asked.encode())
    try:
        return {each.keyword.decode(): each.val for each in nowhere.info}
    finally:
        nowhere.finish()


@contextlib.contextmanager
def told(url: str, outcome: str = "") -> Iterator[None]:
    """Turn errors of the server and of the way to it into sentences, and the outcome.

    Raises:
        RacedError: Somebody else's change was kept first.
        ConflictError: Somebody else has been writing for longer than one waits.
        StoreError: Anything else.
    """
    try:
        yield
    except psycopg.Error as error:
        raise meaning(url, error, outcome) from None
    except UnicodeError as error:
        what = "what was asked" if isinstance(error, UnicodeEncodeError) else "what the server says"
        raise StoreError(f"The register {url} cannot be used: {what} is no text in UTF-8.{outcome}") from None


class AbsentError(StoreError):
    """There is no register."""


def absent(url: str) -> StoreError:
    """Return the error for a place where there is no register."""
    return AbsentError(f"There is no register at {url}. To make one, run: portfolio init")


def raced(url: str) -> RacedError:
    """Return the error for a change that somebody else's came before."""
    return RacedError(f"Somebody else changed {url} at the same moment; nothing was changed. Try again.")


_ABSENT = (errors.UndefinedTable, errors.InvalidSchemaName)
_RACED = (errors.SerializationFailure, errors.DeadlockDetected)
# Classes of errors (SQLSTATE) that are of the connection, of who may connect, or of a server that stops.
_ON_THE_WAY = ("08", "28", "3D", "57")
_UNWRITTEN = (errors.DiskFull, errors.ReadOnlySqlTransaction, errors.OutOfMemory)


def meaning(url: str, error: psycopg.Error, outcome: str = "") -> StoreError | ConflictError:
    """Return what an error of the server says in the words of a store."""
    said = " ".join((error.diag.message_primary or str(error)).split()).rstrip(".")
    if isinstance(error, _ABSENT):
        return absent(url)
    if isinstance(error, errors.LockNotAvailable):
        return ConflictError(f"Someone else is writing to {url}; nothing was changed. Try again in a moment.")
    if isinstance(error, _RACED):
        return raced(url)
    if isinstance(error, errors.InsufficientPrivilege):
        return ForbiddenError(f"You may not do this to the register {url}: {said}.{outcome}")
    if isinstance(error, errors.DiskFull):
        said = f"the server has no room left ({said})"
    is_lost = not error.sqlstate or error.sqlstate[:2] in _ON_THE_WAY
    what = "written" if isinstance(error, _UNWRITTEN) else "reached" if is_lost else "used"
    return StoreError(f"The register {url} cannot be {what}: {reason(said)}{outcome}")
