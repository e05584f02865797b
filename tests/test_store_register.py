"""The register's bytes: sealed, strict, and every kind of damage told apart with its remedy."""

from __future__ import annotations

import json
import math
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st
from registers import INTENT, put

from portfolio.errors import ConflictError, RefusedError, StoreError
from portfolio.store import SCHEMA
from portfolio.store.entry_bytes import sha256, unfaithful
from portfolio.store.file import rebuilding, register, upkeep
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    return started(tmp_path)


def started(folder: Path) -> TinyStore:
    made = TinyStore(folder / "portfolio.json")
    made.create()
    for number in range(5):
        put(made, {"code": f"P-{number}", "title": f"Lutte contre le terrorisme à l’Est {number}", "budget": 1.5})
    return made


class TestSeal:
    def test_no_flipped_bit_goes_unnoticed(self, store: TinyStore) -> None:
        data = store.path.read_bytes()
        chance = random.Random(7)  # noqa: S311 - places, not secrets
        for place in chance.sample(range(len(data) * 8), 2000):
            with pytest.raises(StoreError):
                register.parse(flipped(data, place), store.path)

    def test_no_byte_of_line_one_can_be_another(self, store: TinyStore) -> None:
        data = store.path.read_bytes()
        for place in range(data.index(b"\n") + 2):
            for bit in range(8):
                with pytest.raises(StoreError):
                    register.parse(flipped(data, place * 8 + bit), store.path)

    def test_is_what_anybody_can_compute(self, store: TinyStore) -> None:
        data = store.path.read_bytes()
        line, content = data.split(b"\n", 1)
        about = register.load(store.path)["meta"]["1"]
        assert about["content"] == sha256(content)
        assert list(about)[-1] == "digest"
        assert about["digest"] == sha256(line.replace(about["digest"].encode(), b"") + b"\n")
        assert about["head"] == sha256(store.entries.path(5).read_bytes())

    def test_an_empty_register_has_one_line(self) -> None:
        data = register.dump(register.empty())
        assert data.count(b"\n") == 1
        assert register.strict(data)["meta"]["1"]["revision"] == 0


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


NEWER = b'{"meta": {"1": {"format": "portfolio register", "schema": %d}}}' % (SCHEMA + 1)
DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "is empty"),
    "one byte": (lambda data: data[:1], "is not a register"),
    "first half": (lambda data: data[: len(data) // 2], "is damaged: it breaks off"),
    "last byte missing": (lambda data: data[:-1], "changed by something else"),
    "tail garbage": (lambda data: data + data[-50:], "is damaged"),
    "zeros at the end": (lambda data: data[:-300] + bytes(300), "is damaged"),
    "all zeros": (lambda data: bytes(len(data)), "is empty"),
    "mark of Windows": (lambda data: b"\xef\xbb\xbf" + data, "changed by something else"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "is not a register"),
    "line ends of Windows": (lambda data: data.replace(b"\n", b"\r\n"), "changed by something else"),
    "a list": (lambda _: b"[]", "is not a register"),
    "foreign JSON": (lambda _: b'{"a": 1}', "is not a register"),
    "null": (lambda _: b"null", "is not a register"),
    "deep nesting": (lambda _: b"[" * 100_000, "is not a register"),
    "a page of an error": (lambda _: b"<html>404</html>", "is not a register"),
    "marks of a merge": (
        lambda data: b"<<<<<<< HEAD\n" + data + b"\n=======\n" + data + b"\n>>>>>>> x\n",
        "is damaged",
    ),
    "a record twice": (lambda data: data.replace(b'"2":', b'"1":'), "is damaged"),
    "a letter": (lambda data: data.replace(b"terrorisme", b"Terrorisme", 1), "changed by something else"),
    "a number that is none": (lambda data: data.replace(b"1.5", b"NaN", 1), "is damaged"),
    "a number without end": (lambda data: data.replace(b"1.5", b"1e999", 1), "is damaged"),
    "half a letter": (lambda data: data.replace(b"terrorisme", b"\\ud800", 1), "is damaged"),
}


class TestDamage:
    @pytest.mark.parametrize("kind", DAMAGE)
    def test_is_told_apart_and_mended_by_the_command_that_is_named(self, store: TinyStore, kind: str) -> None:
        damage, message = DAMAGE[kind]
        whole, before = store.path.read_bytes(), store.read().find("projects")
        damaged = damage(whole)
        assert damaged != whole
        store.path.write_bytes(damaged)
        for use in (store.read, lambda: put(store, {"code": "P-9"}), lambda: list(store.history()), store.verify):
            with pytest.raises(StoreError, match=message) as caught:
                use()
        assert store.path.read_bytes() == damaged
        if "store adopt" in str(caught.value):
            with upkeep.adopt(store, INTENT) as transaction:
                assert len(list(transaction.changes())) == (kind == "a letter")
            assert [each["code"] for each in store.read().find("projects")] == [each["code"] for each in before]
            assert [path.read_bytes() for path in store.path.parent.glob("*.edited-*")] == [damaged]
        else:
            assert "portfolio store restore" in str(caught.value)
            mended = rebuilding.mend(store)
            assert [path.read_bytes() for path in mended.damaged] == [damaged]
            assert store.path.read_bytes() == whole
        assert store.verify().problems == ()

    def test_missing_with_its_history(self, store: TinyStore) -> None:
        whole = store.path.read_bytes()
        store.path.unlink()
        with pytest.raises(StoreError, match=r"is missing, but its history is there.*portfolio store restore"):
            store.read()
        with pytest.raises(ConflictError, match="portfolio store restore"):
            store.create()
        rebuilding.mend(store)
        assert store.path.read_bytes() == whole

    def test_of_a_newer_program_is_left_alone(self, store: TinyStore) -> None:
        about = {**register.load(store.path)["meta"]["1"], "schema": SCHEMA + 1}
        for data in (NEWER, register.first_line(about, b'"x":{}}\n') + b'"x":{}}\n'):
            store.path.write_bytes(data)
            for use in (store.read, lambda: put(store, {"code": "P-9"}), lambda: rebuilding.mend(store)):
                with pytest.raises(StoreError, match="newer version"):
                    use()
            with pytest.raises(StoreError, match="newer version"), upkeep.adopt(store, INTENT):
                pass
            assert store.path.read_bytes() == data


BARE = {"format": "portfolio register", "schema": SCHEMA, "revision": 0, "numbers": {}, "retired": {}}


def about(**changes: Any) -> str:
    """Return a register whose meta line says other things."""
    return json.dumps({"meta": {"1": {**BARE, **changes}}})


FOREIGN = {
    "empty": ("", "is empty"),
    "blank": ("\n \n", "is empty"),
    "foreign text": ("Dear colleagues,", "is not a register"),
    "foreign bytes": ("PK\x03\x04\xff\xfe", "is not a register"),
    "foreign JSON": ('{"_default": {"1": {"a": 1}}}', "is not a register of this program"),
    "a list": ("[1, 2]", "is not a register of this program"),
    "a number": ("5", "is not a register of this program"),
    "meta of another": ('{"meta": {"1": {"format": "other"}}}', "is not a register of this program"),
    "meta is a list": ('{"meta": []}', "is not a register of this program"),
    "deeply nested": ("[" * 100_000, "is not a register"),
    "newer": (about(schema=SCHEMA + 1), "newer version"),
    "schema is a word": (about(schema="x"), "store adopt"),
    "no numbers": (about(numbers=None), "store adopt"),
    "a table that is a list": (about()[:-1] + ', "projects": []}', "store adopt"),
    "a record that is a word": (about()[:-1] + ', "projects": {"1": "x"}}', "store adopt"),
}


class TestForeignFiles:
    @pytest.mark.parametrize("case", FOREIGN)
    def test_is_refused_and_left_as_it_is(self, tmp_path: Path, case: str) -> None:
        content, message = FOREIGN[case]
        path = tmp_path / "portfolio.json"
        path.write_bytes(content.encode("latin-1"))
        store = TinyStore(path)
        for use in (store.read, lambda: put(store, {"code": "P-1"})):
            with pytest.raises(StoreError, match=message) as caught:
                use()
            assert str(path) in str(caught.value)
            assert caught.value.exit_code == 6
        assert path.read_bytes() == content.encode("latin-1")

    @pytest.mark.parametrize("record", [{"title": "no code"}, {"code": ["P-1"]}])
    def test_a_record_that_is_none_under_a_seal(self, tmp_path: Path, record: dict[str, Any]) -> None:
        path = tmp_path / "portfolio.json"
        path.write_bytes(register.dump({**register.empty(), "projects": {"1": record}}))
        before = path.read_bytes()
        with pytest.raises(StoreError, match="is damaged"):
            TinyStore(path).read().find("projects")
        with pytest.raises(StoreError, match="is damaged"):
            put(TinyStore(path), {"code": "P-1"})
        assert path.read_bytes() == before

    @pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
    def test_cut_short(self, store: TinyStore, kept: float) -> None:
        put(store, *({"code": f"P-{number}"} for number in range(20)))
        whole = store.path.read_bytes()
        cut = whole[: int(len(whole) * kept)]
        store.path.write_bytes(cut)
        with pytest.raises(StoreError, match="is damaged: it breaks off"):
            store.read()
        with pytest.raises(StoreError, match="is damaged: it breaks off"):
            put(store, {"code": "P-99"})
        assert store.path.read_bytes() == cut

    def test_missing(self, tmp_path: Path) -> None:
        store = TinyStore(tmp_path / "records" / "portfolio.json")
        for use in (store.read, lambda: put(store, {"code": "P-1"})):
            with pytest.raises(StoreError, match=r"There is no register at .*portfolio init"):
                use()
        assert list(tmp_path.iterdir()) == []

    def test_a_folder(self, tmp_path: Path) -> None:
        for use in (TinyStore(tmp_path).read, lambda: put(TinyStore(tmp_path), {"code": "P-1"})):
            with pytest.raises(StoreError, match="is a folder"):
                use()

    def test_a_name_that_no_file_can_have(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="cannot be read"):
            TinyStore(tmp_path / ("x" * 300)).read()

    def test_with_the_mark_that_editors_on_windows_leave(self, store: TinyStore) -> None:
        put(store, {"code": "P-1"})
        whole = store.path.read_bytes()
        store.path.write_bytes(b"\xef\xbb\xbf" + whole)
        with pytest.raises(StoreError, match="portfolio store adopt"):
            store.read()
        with upkeep.adopt(store, INTENT) as transaction:
            assert list(transaction.changes()) == []
        assert store.path.read_bytes() == whole

    def test_cannot_be_made_where_a_file_is_in_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "records").write_text("a file")
        with pytest.raises(StoreError, match="cannot be made"):
            TinyStore(tmp_path / "records" / "portfolio.json").create()
        assert (tmp_path / "records").read_text() == "a file"


UNFAITHFUL: dict[str, Any] = {
    "not a number": math.nan,
    "without end": math.inf,
    "half a letter": "a\ud800b",
    "not composed": "e\u0301",
    "deep inside": [{"a": ["\udfff"]}],
    "a pair": (1, 2),
    "a set": {1},
    "numbered keys": {1: "a"},
    "bytes": b"a",
}


class TestStrictness:
    @pytest.mark.parametrize("kind", UNFAITHFUL)
    def test_what_would_not_be_read_again_as_it_is_is_refused(self, store: TinyStore, kind: str) -> None:
        before = store.path.read_bytes()
        with pytest.raises(RefusedError, match=r"project P-9, note: .*cannot be kept exactly"):
            put(store, {"code": "P-9", "note": UNFAITHFUL[kind]})
        assert store.path.read_bytes() == before

    @settings(max_examples=60, deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        )
    )
    def test_any_value_is_read_equal_or_refused(self, value: Any) -> None:
        document = {"code": "P-1", "note": value}
        problems = list(unfaithful("projects", "P-1", document))
        if not problems:
            tables = {**register.empty(), "projects": {"1": document}}
            data = register.dump(tables)
            assert register.strict(data)["projects"]["1"] == document
