"""Faults on the way to PostgreSQL and in it: nothing is lost, half done, or said otherwise than it is."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import postgres_server
import pytest
from persons import OWNER, Office, place
from registers import INTENT, put

from portfolio.errors import ConflictError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.store.postgres.server import PostgresStore

pytest.importorskip("psycopg")

# Seconds in which a machine with much else to do has done anything here.
_PATIENCE = 300.0
# Adds so many projects through the gate, whatever happens meanwhile, and says each that was acknowledged.
WRITER = """
import datetime, sys
from portfolio.changes import records
from portfolio.desk import Desk
from portfolio.errors import PortfolioError
from portfolio.settings import Settings
from portfolio.store.postgres.server import PostgresStore

number = 0
while number < int(sys.argv[3]):
    store = PostgresStore(sys.argv[1], lock_timeout=60)
    desk = Desk(store, Settings(), datetime.date(2024, 6, 15), "portfolio test", again=True)
    try:
        while number < int(sys.argv[3]):
            title = f"{sys.argv[2]}-{number}"
            added = records.add(desk, "projects", {"title": [title]})
            print(title, added.key, flush=True)
            number += 1
    except PortfolioError as error:
        print(f"! {error}", file=sys.stderr, flush=True)
        if "may have been saved" in str(error):
            number += 1
"""


def project(code: str) -> dict[str, Any]:
    return {"code": code, "title": f"Title of {code}", "revision": 0}


def titles(store: PostgresStore) -> list[str]:
    return [str(document["title"]) for document in store.read().find("projects")]


def opened(url: str, lock_timeout: float = 60.0) -> PostgresStore:
    from portfolio.store.postgres.server import PostgresStore  # noqa: PLC0415 - psycopg need not be installed

    return PostgresStore(url, lock_timeout)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of an empty register."""
    try:
        found = postgres_server.place(tmp_path)
    except postgres_server.AbsentError as error:
        pytest.skip(str(error))
    opened(found).create()
    return found


class Proxy:
    """A socket before the server's: a connection breaks there behind so many messages of a side, or at an answer."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder, self._server = folder, str(server / ".s.PGSQL.5432")
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen()
        self.left: dict[str, int | None] = {"client": None, "server": None}
        self.lost: bytes | None = None  # what the answer that does not arrive has in it
        self._passing: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._passing += (client, server)
                for side, one, other in (("client", client, server), ("server", server, client)):
                    threading.Thread(target=self._pass_on, args=(side, one, other), daemon=True).start()

    def _pass_on(self, side: str, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(1 << 16):
                left = self.left[side]
                if left == 0 or (self.lost is not None and side == "server" and self.lost in data):
                    self.left[side] = self.lost = None  # the next connection lasts
                    break
                if left is not None:
                    self.left[side] = left - 1
                other.sendall(data)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def end(self) -> None:
        """Break every connection, and take no other."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._passing:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()

    def url(self, direct: str) -> str:
        """Return the address of a register behind this socket."""
        return direct.replace(self._server.rpartition("/")[0], str(self.folder), 1)


@contextlib.contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    """Give a socket before the server of an address."""
    server = Path(url.partition("host=")[2].partition("&")[0])
    with tempfile.TemporaryDirectory(prefix="px-", dir="/tmp") as folder:  # sockets bear short paths alone
        made = Proxy(Path(folder), server)
        yield made
        made.close()


@pytest.fixture
def proxy(url: str) -> Iterator[Proxy]:
    with proxied(url) as made:
        yield made


def break_behind_each(url: str, proxy: Proxy, side: str) -> int:
    """Break the connection behind each message that one side sends in a change, and return how many those were."""
    direct = opened(url)
    outcomes: list[bool] = []
    for count in itertools.count():
        title, before = f"P-{side}-{count}", direct.read().revision
        proxy.left[side] = count
        said = ""
        try:
            put(opened(proxy.url(url)), project(title))
        except StoreError as error:
            said = str(error)
        is_there = direct.read().get("projects", title) is not None
        assert is_there == (not said), said
        assert direct.read().revision == before + is_there
        assert not said or "Nothing was changed." in said or "cannot be reached" in said
        outcomes.append(bool(said))
        if proxy.left[side] is not None:  # the whole change was made with fewer messages
            break
    proxy.left[side] = None
    assert outcomes[0]
    assert not outcomes[-1]
    assert direct.verify().problems == ()
    return len(outcomes) - 1


@pytest.mark.parametrize("side", ["client", "server"])
def test_a_connection_that_breaks_anywhere_is_told_as_it_is(url: str, proxy: Proxy, side: str) -> None:
    assert break_behind_each(url, proxy, side) > 3


def changed_beside_the_records(url: str, key: str) -> bool:
    """Change what no record is, and return whether that is said to be kept."""
    try:
        with opened(url).transaction(INTENT) as transaction:
            transaction.put("clones", {"id": key, "tag": "a", "number": 0, "head": ""})
    except StoreError:
        return False
    return True


def test_a_change_beside_the_records_is_told_as_it_is_to_who_sees_a_part(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office(OWNER, "store", "grant", "olga", "officer")
    url = place(tmp_path, "olga")
    direct, told = opened(url), []
    with proxied(url) as proxy:
        for count in itertools.count():
            proxy.left["server"] = count
            told.append(changed_beside_the_records(proxy.url(url), str(count)))
            assert (direct.read().get("clones", str(count)) is not None) == told[-1]
            if proxy.left["server"] is not None:
                break
        proxy.left["server"] = None
        assert not told[0]
        assert told[-1]

        proxy.lost = b"COMMIT\x00"
        assert changed_beside_the_records(proxy.url(url), "kept")  # which was found out on another connection
        assert not proxy.lost
    assert direct.read().get("clones", "kept") is not None


def test_a_picture_is_not_said_to_be_kept_where_the_answer_is_lost(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio.store.postgres.session.Session.commit", lambda _: False)
    with pytest.raises(StoreError, match="picture may not have been kept"), opened(url).transaction(INTENT) as change:
        change.pictures["0" * 64] = b"data"


def test_a_connection_that_breaks_while_reading_is_told(url: str, proxy: Proxy) -> None:
    put(opened(url), project("P-1"))
    reader = opened(proxy.url(url)).read()
    proxy.left["client"] = 0
    with pytest.raises(StoreError, match="cannot be reached"):
        reader.find("projects")


def test_where_nobody_can_tell_it_is_said_that_it_may_have_been_saved(
    url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio.store.postgres.server._ASKING", 0.0)
    monkeypatch.setattr("portfolio.store.postgres.session.Session.commit", lambda _: False)
    with pytest.raises(StoreError, match=r"may have been saved.*portfolio history"):
        put(opened(proxy.url(url)), project("P-1"))


def test_who_writes_keeps_others_waiting_no_longer_than_they_wish(url: str) -> None:
    with opened(url).transaction(INTENT) as first:
        first.put("projects", project("P-1"))
        for wait in (0.0, 0.3):
            with pytest.raises(ConflictError, match="nothing was changed"), opened(url, wait).transaction(INTENT):
                pass
    assert titles(opened(url)) == ["Title of P-1"]


def written(url: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def acknowledged(writers: list[subprocess.Popen[str]]) -> list[str]:
    """Return the titles that writers say they have added, once all have ended."""
    return [title for writer in writers for title in titles_in(writer.communicate(timeout=_PATIENCE)[0])]


def titles_in(said: str) -> list[str]:
    return [line.split()[0] for line in said.rpartition("\n")[0].splitlines()]


def test_of_writers_at_the_same_time_none_loses_a_change(url: str) -> None:
    found = acknowledged([written(url, f"w{number}", 5) for number in range(4)])
    store = opened(url)
    assert sorted(titles(store)) == sorted(found)
    assert len(found) == 20
    assert store.read().revision == 20
    assert store.verify().problems == ()


def killed(url: str, name: str, wait: float) -> list[str]:
    """Kill a writer so many seconds after its first change, and return the titles that it says it has added."""
    with written(url, name, 1_000_000) as writer:
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        return titles_in(first + writer.stdout.read())  # some of which was read with the first


def test_writers_who_are_killed_leave_whole_changes(url: str) -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    said: list[str] = []
    for turn in range(4):
        said += killed(url, f"k{turn}", chance.uniform(0.0, 0.3))
    store = opened(url)
    held = titles(store)
    assert set(said) <= set(held)
    assert len(held) == len(set(held)) == store.read().revision
    assert len(held) <= len(said) + 4  # one of each, whose answer nobody heard
    assert store.verify().problems == ()
    put(store, project("P-after"))


@pytest.fixture
def own_server() -> Iterator[Path]:
    """Return the folder of a server of the test's own, which writes as a real one does."""
    try:
        programs = postgres_server.programs()
    except postgres_server.AbsentError as error:
        pytest.skip(str(error))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        yield postgres_server.started(programs, owner.pid, settings=("listen_addresses=",))


def test_a_server_that_is_killed_has_what_it_acknowledged(own_server: Path) -> None:
    import psycopg  # noqa: PLC0415 - it need not be installed

    url = f"postgresql:///postgres?host={own_server}&user={postgres_server.USER}"
    opened(url).create()
    writers = [written(url, f"s{number}", 15) for number in range(2)]
    chance = random.Random(11)  # noqa: S311 - nothing secret
    for _ in range(3):
        time.sleep(chance.uniform(0.3, 1.0))
        with contextlib.suppress(psycopg.Error, ProcessLookupError), psycopg.connect(url) as connection:
            ((process,),) = connection.execute("SELECT pg_backend_pid()").fetchall()
            os.kill(process, signal.SIGKILL)  # at which the server ends all sessions and recovers from its log
            time.sleep(0.2)
    found = acknowledged(writers)
    store, deadline = opened(url), time.monotonic() + _PATIENCE
    while not store.version():  # it is at its log yet
        assert time.monotonic() < deadline
        time.sleep(0.2)
    held = titles(store)
    assert set(found) <= set(held)
    assert len(held) == len(set(held)) == store.read().revision
    assert store.verify().problems == ()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Return a folder that holds 6 MB, which takes root and a system that lets it mount."""
    with mounted() as folder:
        yield folder


@contextlib.contextmanager
def mounted() -> Iterator[Path]:
    """Give a folder that holds 6 MB, to which the server comes, which is another user."""
    with tempfile.TemporaryDirectory(prefix="px-", dir="/tmp") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=777", "none", folder]
        unmount = ["umount", "-l", folder]
        can = sys.platform.startswith("linux") and not os.getuid() and shutil.which("mount")
        if not can or subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("a small disk cannot be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(unmount, check=True)


def test_a_full_disk_refuses_a_change_whole(own_server: Path, small_disk: Path) -> None:
    assert fill(own_server, small_disk) > 0


def fill(own_server: Path, small_disk: Path) -> int:
    """Make changes until there is no room for one, and return how many were kept, as all that were acknowledged."""
    import psycopg  # noqa: PLC0415 - it need not be installed

    url = f"postgresql:///postgres?host={own_server}&user={postgres_server.USER}"
    place = small_disk / "tables"
    place.mkdir()
    shutil.chown(place, (own_server / "data").owner())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'".encode())
        connection.execute("ALTER DATABASE postgres SET default_tablespace = small")
    store = opened(url)
    store.create()
    kept: list[int] = []

    def go_on() -> None:
        for number in range(200):
            put(store, {**project(f"P-{number}"), "note": os.urandom(30_000).hex()})
            kept.append(number)

    with pytest.raises(StoreError, match=r"cannot be written: .*\. Nothing was changed\.") as caught:
        go_on()
    assert "the server has no room left" in str(caught.value)
    again = opened(url)
    assert len(titles(again)) == again.read().revision == len(kept)
    assert again.verify().problems == ()
    return len(kept)
