"""The register's file: what TinyDB opens, and what happens to it when things go wrong."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import textwrap
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from registers import INTENT, empty_store
from tinydb import TinyDB

from portfolio.errors import ConflictError, PortfolioError, StoreError
from portfolio.models.tables import TABLES
from portfolio.store.file import upkeep
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {"portfolio.json", ".portfolio.json.lock", "history", "backups"}


store = empty_store


def put(store: TinyStore, *codes: str) -> None:
    with store.transaction(INTENT) as transaction:
        transaction.put("projects", *({"code": code, "title": f"Title “{code}”"} for code in codes))


def python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_record_that_is_put_takes_little_more_memory_than_its_dictionary(store: TinyStore) -> None:
    documents = [{"code": f"P-{number}", "title": f"Title {number}"} for number in range(2_000)]
    alone = sum(map(sys.getsizeof, documents))
    with store.transaction(INTENT) as transaction:
        tracemalloc.start()
        transaction.put("projects", *documents)
        taken = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    # Beside a copy of each, what it was before and two entries of tables that grow.
    assert alone < taken < 3 * alone


class TestFile:
    def test_stock_tinydb_opens_it(self, store: TinyStore) -> None:
        put(store, "P-2", "P-1")
        with TinyDB(store.path, access_mode="r") as database:
            assert database.tables() == {"meta", "projects"}
            assert [(each.doc_id, each["code"]) for each in database.table("projects")] == [(1, "P-2"), (2, "P-1")]
            assert database.table("meta").all()[0]["revision"] == 1

    def test_what_stock_tinydb_writes_is_an_edit_by_hand(self, store: TinyStore) -> None:
        put(store, "P-1")
        with TinyDB(store.path) as database:
            database.table("projects").insert({"code": "P-2", "title": "By another hand"})
        with pytest.raises(StoreError, match="portfolio store adopt"):
            store.read()
        with upkeep.adopt(store, INTENT):
            pass
        put(store, "P-3")
        assert [document["code"] for document in store.read().find("projects")] == ["P-1", "P-2", "P-3"]

    def test_one_record_a_line_and_meta_first(self, store: TinyStore) -> None:
        put(store, "P-1", "P-2")
        with store.transaction(INTENT) as transaction:
            transaction.put("organisations", {"code": "ARC", "name": "Arcadia\nFund"})
        lines = store.path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith('{"meta":{"1":{"format":"portfolio register","schema":1,"revision":2,')
        assert lines[1:] == [
            '"projects":{',
            '"1":{"code":"P-1","title":"Title “P-1”","revision":1},',
            '"2":{"code":"P-2","title":"Title “P-2”","revision":1}',
            "},",
            '"organisations":{',
            '"1":{"code":"ARC","name":"Arcadia\\nFund","revision":2}',
            "}}",
        ]

    def test_a_change_touches_the_lines_of_its_records_only(self, store: TinyStore) -> None:
        put(store, *(f"P-{number}" for number in range(9)))
        before = store.path.read_text(encoding="utf-8").splitlines()
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", {"code": "P-4", "title": "Other"})
        after = store.path.read_text(encoding="utf-8").splitlines()
        changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        assert changed == [0, 6]

    def test_tables_stand_in_the_order_of_the_model(self, store: TinyStore) -> None:
        for table in reversed(TABLES):
            with store.transaction(INTENT) as transaction:
                transaction.put(table, {TABLES[table].key: "X-1"})
        assert list(json.loads(store.path.read_bytes())) == ["meta", *TABLES]

    def test_nothing_is_written_where_nothing_changed(self, store: TinyStore) -> None:
        put(store, "P-1")
        before = store.path.stat()
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", dict(transaction.get("projects", "P-1") or {}))
        assert store.path.stat().st_mtime_ns == before.st_mtime_ns
        assert store.path.stat().st_ino == before.st_ino

    def test_reading_leaves_nothing_behind(self, store: TinyStore) -> None:
        store.read().find("projects")
        assert [path.name for path in store.path.parent.iterdir()] == ["portfolio.json"]

    def test_a_link_stays_a_link_and_has_the_same_lock(self, store: TinyStore, tmp_path: Path) -> None:
        link = tmp_path / "elsewhere" / "register.json"
        link.parent.mkdir()
        link.symlink_to(store.path)
        linked = TinyStore(link, lock_timeout=0.05)
        put(linked, "P-1")
        assert link.is_symlink()
        assert store.read().revision == 1
        with store.transaction(INTENT), pytest.raises(ConflictError), linked.transaction(INTENT):
            pass

    @pytest.mark.parametrize(("shared", "file", "folder"), [(False, 0o600, 0o700), (True, 0o660, 0o2770)])
    def test_is_private_unless_it_is_shared(self, tmp_path: Path, shared: bool, file: int, folder: int) -> None:
        store = TinyStore(tmp_path / "records" / "portfolio.json", shared=shared)
        before = os.umask(0o022)
        try:
            store.create()
            put(store, "P-1")
            put(store, "P-2")
        finally:
            os.umask(before)
        for path in (store.path.parent, *store.path.parent.rglob("*")):
            wanted = folder if path.is_dir() else file
            assert (path, oct(stat.S_IMODE(path.stat().st_mode))) == (path, oct(wanted))


@pytest.fixture(scope="module")
def opened() -> Iterator[list[str]]:
    """Record every file that is opened; a hook cannot be taken away, so it is switched off."""
    paths: list[str] = []
    watching = [True]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if watching[0] and event == "open" and isinstance(arguments[0], str | os.PathLike):
            paths.append(os.fspath(arguments[0]))

    sys.addaudithook(hook)
    yield paths
    watching[0] = False


class TestOneReadPerCommand:
    def test_reading(self, store: TinyStore, opened: list[str]) -> None:
        put(store, "P-1")
        opened.clear()
        reader = store.read()
        for table in TABLES:
            reader.find(table)
            reader.get(table, "P-1")
        assert reader.revision == 1
        assert opened.count(str(store.path)) == 1

    def test_writing(self, store: TinyStore, opened: list[str]) -> None:
        put(store, "P-1")
        opened.clear()
        put(store, "P-2")
        assert opened.count(str(store.path)) == 1


FILL = """
import resource, sys
from pathlib import Path
from portfolio.errors import PortfolioError
from portfolio.store.protocol import Intent
from portfolio.store.file.tiny import TinyStore

store = TinyStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with store.transaction(Intent("fill")) as transaction:
        transaction.put("projects", {"code": "P-2", "title": "x" * 100_000})
except PortfolioError as error:
    print(error)
    sys.exit(error.exit_code)
"""


class TestFailingWrites:
    def test_a_full_disk_leaves_the_old_bytes_and_no_litter(self, store: TinyStore) -> None:
        put(store, "P-1")
        before = store.path.read_bytes()
        done = python(FILL, str(store.path), "50000")
        assert done.returncode == 6, done.stderr
        assert "cannot be written" in done.stdout
        assert "Nothing was changed" in done.stdout
        assert store.path.read_bytes() == before
        assert {path.name for path in store.path.parent.iterdir()} <= FILES
        put(store, "P-3")
        assert [document["code"] for document in store.read().find("projects")] == ["P-1", "P-3"]

    @pytest.mark.parametrize(("event", "revision"), [("os.link", 1), ("os.rename", 2)])
    def test_a_writer_that_is_killed_leaves_the_old_register_or_the_new(
        self, store: TinyStore, event: str, revision: int
    ) -> None:
        put(store, "P-1")
        before = store.path.read_bytes()
        done = python(
            """
            import os, sys
            from pathlib import Path
            from portfolio.store.protocol import Intent
            from portfolio.store.file.tiny import TinyStore

            sys.addaudithook(lambda event, arguments: os._exit(9) if event == sys.argv[2] else None)
            with TinyStore(Path(sys.argv[1])).transaction(Intent("die")) as transaction:
                transaction.put("projects", {"code": "P-2", "title": "x"})
            """,
            str(store.path),
            event,
        )
        assert done.returncode == 9
        assert store.path.read_bytes() == before
        assert store.read().revision == revision
        assert [path.name for path in store.path.parent.glob(".*.tmp")]
        put(store, "P-3")
        assert store.read().revision == revision + 1
        assert {path.name for path in store.path.parent.iterdir()} == FILES

    def test_a_lock_that_cannot_be_made(self, store: TinyStore) -> None:
        before = store.path.read_bytes()
        store.path.with_name(".portfolio.json.lock").mkdir()
        with pytest.raises(PortfolioError) as caught:
            put(store, "P-1")
        assert caught.value.exit_code == 6
        assert store.path.read_bytes() == before

    def test_an_error_of_the_caller_stays_its_own(self, store: TinyStore) -> None:
        with pytest.raises(PermissionError, match="of the caller"), store.transaction(INTENT):
            raise PermissionError("of the caller")


def test_reading_loads_neither_pydantic_nor_the_lock_nor_tinydb(store: TinyStore) -> None:
    put(store, "P-1")
    done = python(
        """
        import sys
        from pathlib import Path
        from portfolio.store.file.tiny import TinyStore

        TinyStore(Path(sys.argv[1])).read().find("projects")
        print([name for name in ("pydantic", "filelock", "rapidfuzz", "tinydb") if name in sys.modules])
        """,
        str(store.path),
    )
    assert done.stdout.strip() == "[]"
