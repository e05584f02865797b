"""The moment at which a change is made: what it costs, and how it is found where links or Windows are otherwise."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from faulty import interposed
from registers import INTENT, codes

from portfolio import paths
from portfolio.errors import ConflictError, RefusedError, StoreError
from portfolio.store import RacedError
from portfolio.store.authorship import identity
from portfolio.store.file import commit, files, lock
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def put(store: TinyStore, code: str, **more: Any) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", {"code": code, "title": "Title", **more})


def come_second(store: TinyStore, first: str) -> None:
    """Begin a change, let somebody else put a record, and end it."""
    with store.transaction(INTENT) as transaction:
        put(TinyStore(store.path), first)
        transaction.put("projects", {"code": "P-LATE", "title": "Late"})


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    made = TinyStore(tmp_path / "portfolio.json", lock_timeout=0.1)
    made.create()
    put(made, "P-1")
    return made


class Answering:
    """Makes calls of one name fail with an error, as often as is said, doing their work before if that is wanted."""

    def __init__(self, name: str, error: OSError, times: int = 1000, *, late: bool = False) -> None:
        self.name, self.error, self.times, self.late = name, error, times, late
        self.calls: list[str] = []

    def __call__(self, name: str, _args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        self.calls.append(name)
        if name == self.name and self.times:
            self.times -= 1
            if self.late:
                call()
            raise self.error
        return call()


def windows(number: int) -> OSError:
    error = PermissionError(errno.EACCES, "held")
    error.winerror = number  # type: ignore[attr-defined]
    return error


class TestCost:
    def test_four_syncs(self, store: TinyStore) -> None:
        watching = Answering("", OSError())
        with interposed(store.path.parent, watching):
            put(store, "P-2")
        assert watching.calls.count("fsync") == 4

    def test_nothing_is_written_by_reading(self, store: TinyStore) -> None:
        watching = Answering("", OSError())
        with interposed(store.path.parent, watching):
            store.read().find("projects")
            list(store.history())
            store.as_of(0)
            store.verify()
        assert set(watching.calls) == {"open", "close"}


class TestSomebodyElse:
    def test_took_the_number(self, store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lock, "locked", lambda *_: contextlib.nullcontext())
        with pytest.raises(RacedError, match="nothing was changed"):
            come_second(store, "P-2")
        assert codes(store) == ["P-1", "P-2"]
        assert store.verify().problems == ()
        assert RacedError("").exit_code == 4

    def test_is_told_by_name(self, store: TinyStore) -> None:
        with store.transaction(INTENT):
            holder = lock.holder(store.path)
            assert holder is not None
            with pytest.raises(ConflictError, match=rf"{identity()}, process {os.getpid()}, since {holder.since}"):
                put(TinyStore(store.path, lock_timeout=0.05), "P-2")
        assert holder.process == os.getpid()
        assert lock.holder(store.path) is None

    def test_is_dead(self, store: TinyStore) -> None:
        script = "import sys, time; from pathlib import Path; from portfolio.store.file.tiny import TinyStore\n"
        script += "with TinyStore(Path(sys.argv[1])).writing():\n    print('in', flush=True); time.sleep(60)"
        with subprocess.Popen([sys.executable, "-c", script, store.path], stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "in\n"
            with pytest.raises(ConflictError, match=rf"process {other.pid}"):
                put(store, "P-2")
            other.send_signal(signal.SIGKILL)
        put(store, "P-2")
        assert codes(store) == ["P-1", "P-2"]


class TestAnswersOnTheWay:
    def test_a_link_that_was_made_after_all(self, store: TinyStore) -> None:
        for code, error in (("P-2", FileExistsError(errno.EEXIST, "there")), ("P-3", OSError(errno.EIO, "lost"))):
            with interposed(store.path.parent, Answering("link", error, 1, late=True)):
                put(store, code)
        assert codes(store) == ["P-1", "P-2", "P-3"]

    def test_a_register_that_cannot_be_replaced(self, store: TinyStore) -> None:
        before = store.path.read_bytes()
        with interposed(store.path.parent, Answering("replace", OSError(errno.EIO, "lost"))):
            put(store, "P-2")
        assert store.path.read_bytes() == before
        assert "the next change will do that" in store.warnings[0]
        assert codes(store) == ["P-1", "P-2"]
        put(store, "P-3")
        assert store.path.read_bytes() != before
        assert store.verify().problems == ()

    def test_an_interruption_waits(self, store: TinyStore) -> None:
        def interrupt(name: str, _args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
            result = call()
            if name == "link":
                os.kill(os.getpid(), signal.SIGINT)
            return result

        with interposed(store.path.parent, interrupt):
            put(store, "P-2")
        assert codes(store) == ["P-1", "P-2"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert store.saved == store.read().revision


class TestWithoutLinks:
    @pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
    def test_a_claim_takes_the_number(self, store: TinyStore, number: int) -> None:
        with interposed(store.path.parent, Answering("link", OSError(number, "no links"))):
            put(store, "P-2")
        assert codes(store) == ["P-1", "P-2"]
        assert (store.backups.folder / "000001.json").is_file()
        assert store.verify().problems == ()
        assert not list(store.entries.folder.glob(".*"))

    def test_the_second_claim_is_too_late(self, store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lock, "locked", lambda *_: contextlib.nullcontext())
        no_links = interposed(store.path.parent, Answering("link", OSError(errno.EPERM, "no links")))
        with no_links, pytest.raises(RacedError):
            come_second(store, "P-2")
        assert codes(store) == ["P-1", "P-2"]

    def test_a_claim_of_a_dead_process_holds_for_half_a_minute(self, store: TinyStore) -> None:
        claim = store.entries.folder / ".000002.json.claim"
        claim.touch()
        with interposed(store.path.parent, Answering("link", OSError(errno.EPERM, "no links"))):
            with pytest.raises(RacedError):
                put(store, "P-2")
            os.utime(claim, (time.time() - 40,) * 2)
            put(store, "P-2")
        assert codes(store) == ["P-1", "P-2"]


class TestWindows:
    """What Windows does otherwise, as far as another system can play it."""

    @pytest.fixture
    def windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = os.rename

        def refusing(source: Path, target: Path) -> None:
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, "WinError 183")
            real(source, target)

        class System:
            name = "nt"
            rename = staticmethod(refusing)

            def __getattr__(self, name: str) -> Any:
                return getattr(os, name)

        monkeypatch.setattr(commit, "os", System())

    @pytest.mark.usefixtures("windows")
    def test_a_rename_takes_the_number(self, store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
        put(store, "P-2")
        assert store.verify().problems == ()
        monkeypatch.setattr(lock, "locked", lambda *_: contextlib.nullcontext())
        with pytest.raises(RacedError):
            come_second(store, "P-3")
        assert codes(store) == ["P-1", "P-2", "P-3"]
        assert not list(store.path.parent.glob(".*.tmp"))

    @pytest.mark.parametrize("number", [5, 32, 33])
    def test_a_file_that_is_held_for_a_moment(self, store: TinyStore, number: int) -> None:
        holding = Answering("replace", windows(number), 3)
        with interposed(store.path.parent, holding):
            put(store, "P-2")
        assert store.warnings == []
        assert holding.calls.count("replace") == 4

    def test_a_file_that_is_held_for_good(self, store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paths, "_WAITS", (0.0, 0.0))
        with interposed(store.path.parent, Answering("replace", windows(32))):
            put(store, "P-2")
        assert len(store.warnings) == 1
        assert codes(store) == ["P-1", "P-2"]

    def test_other_errors_are_not_waited_for(self, store: TinyStore) -> None:
        failing = Answering("replace", windows(1))
        with interposed(store.path.parent, failing):
            put(store, "P-2")
        assert failing.calls.count("replace") == 1


class TestLeftovers:
    def test_of_dead_processes_go_and_of_others_stay(self, store: TinyStore) -> None:
        child = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
        name = files.temporary(store.path).name
        gone = name.replace(f".{os.getpid()}.", f".{int(child.stdout)}.")
        elsewhere = gone.replace(name.split(".")[3], "00000000")
        old = elsewhere.replace("00000000", "11111111")
        for each in (name, gone, elsewhere, old, ".other.json.tmp"):
            (store.path.parent / each).touch()
        os.utime(store.path.parent / old, (time.time() - 1000,) * 2)
        put(store, "P-2")
        left = {path.name for path in store.path.parent.iterdir()}
        assert {name, elsewhere, ".other.json.tmp"} <= left
        assert not {gone, old} & left

    def test_names_cannot_be_foreseen(self, store: TinyStore) -> None:
        assert files.temporary(store.path) != files.temporary(store.path)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
class TestPrivacy:
    def test_a_confidential_record_needs_a_private_place(self, store: TinyStore) -> None:
        store.path.parent.chmod(0o755)
        store.path.chmod(0o644)
        before = store.path.read_bytes()
        with pytest.raises(RefusedError, match=r"project P-2, classification: “confidential”.*chmod -R o= "):
            put(store, "P-2", classification="confidential")
        assert store.path.read_bytes() == before
        put(store, "P-2", classification="unclassified")
        assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
        put(store, "P-3", classification="confidential")
        assert codes(store) == ["P-1", "P-2", "P-3"]

    @pytest.mark.parametrize("name", ["history", "backups"])
    def test_links_are_not_followed(self, tmp_path: Path, name: str) -> None:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        store = TinyStore(tmp_path / "records" / "portfolio.json")
        store.create()
        (store.path.parent / name).symlink_to(elsewhere)
        if name == "history":
            with pytest.raises(StoreError, match="history is not a folder of its own"):
                put(store, "P-1")
        else:
            put(store, "P-1")
        assert list(elsewhere.iterdir()) == []

    def test_nor_a_link_in_place_of_an_entry(self, store: TinyStore, tmp_path: Path) -> None:
        target = tmp_path / "elsewhere.json"
        target.write_bytes(store.entries.path(1).read_bytes())
        store.entries.path(2).symlink_to(target)
        with pytest.raises(StoreError, match="cannot be read"):
            store.read()


def test_a_user_whom_the_system_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("uid")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert identity().startswith(f"{os.getuid()}@")
