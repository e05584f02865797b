"""What a store keeps beside the records: in the same changes, out of sight of whoever works with records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from registers import INTENT, empty_store as made, project, put, records

from portfolio.changes.parts import next_part_id
from portfolio.errors import ConflictError
from portfolio.store import beside, sound
from portfolio.store.housekeeping import housekeeping

if TYPE_CHECKING:
    from portfolio.store.file.tiny import TinyStore
    from portfolio.store.protocol import Store

in_file = made
CLONE: dict[str, Any] = {"id": "k1", "tag": "b"}
ORIGIN: dict[str, Any] = {"id": "origin", "tag": "b", "numbers": {"projects": [[11, 12], [31, 31]]}}


class TestRowsBesideTheRecords:
    def test_are_kept_with_the_change_that_made_them(self, store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-1"))
            transaction.put("clones", CLONE)
            assert transaction.get("clones", "k1") == CLONE
        (entry,) = sound(store.history())
        assert store.read().get("clones", "k1") == {**CLONE, "revision": 1}
        assert [each.key for each in entry.differences] == ["P-1"]
        assert [(each.table, each.key) for each in entry.beside] == [("clones", "k1")]

    def test_make_a_change_by_themselves(self, store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.put("clones", CLONE)
        with store.transaction(INTENT) as transaction:
            transaction.remove("clones", "k1")
            assert list(transaction.changes()) == []
        assert store.read().revision == 2
        assert store.read().find("clones") == []
        assert store.as_of(1).find("clones") == [{**CLONE, "revision": 1}]
        assert not store.verify().problems

    def test_are_not_kept_where_the_change_fails(self, store: Store) -> None:
        def fail() -> None:
            with store.transaction(INTENT) as transaction:
                transaction.put("clones", CLONE)
                raise ConflictError("no")

        with pytest.raises(ConflictError):
            fail()
        assert store.read().find("clones") == []

    def test_come_back_with_a_change_that_the_file_does_not_have_yet(self, in_file: TinyStore) -> None:
        before = in_file.path.read_bytes()
        with in_file.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-1"))
            transaction.put("clones", CLONE)
        in_file.path.write_bytes(before)  # as where the program was killed between the entry and the file
        assert in_file.read().get("clones", "k1") == {**CLONE, "revision": 1}

    def test_stay_where_records_are_edited_by_hand(self, in_file: TinyStore) -> None:
        with in_file.transaction(INTENT) as transaction:
            transaction.put("projects", project("P-1"))
            transaction.put("clones", CLONE)
        text = in_file.path.read_text(encoding="utf-8")
        in_file.path.write_text(text.replace("Title of P-1", "Another"), encoding="utf-8")
        with housekeeping(in_file).adopt(INTENT):
            pass
        assert records(in_file)[1]["title"] == "Another"
        assert in_file.read().find("clones") == [{**CLONE, "revision": 1}]

    def test_are_had_again_with_a_lost_change(self, in_file: TinyStore) -> None:
        put(in_file, project("P-1"))
        with in_file.transaction(INTENT) as transaction:
            transaction.put("clones", CLONE)
        put(in_file, project("P-2"))
        entry = in_file.entries.path(2)
        entry.write_text("{}", encoding="utf-8")
        housekeeping(in_file).rebuild()
        assert [each.key for each in next(e for e in sound(in_file.history()) if e.revision == 2).beside] == ["k1"]
        assert json.loads(entry.read_text(encoding="utf-8"))["changes"][0]["table"] == "clones"


class TestNumbersOfAClone:
    def test_are_those_of_its_block_and_then_none(self, store: Store) -> None:
        with store.transaction(INTENT) as transaction:
            transaction.put("origin", ORIGIN)
        with store.transaction(INTENT) as transaction:
            assert transaction.next_number("projects") == 11
            transaction.put("projects", project("P-11"))
        with store.transaction(INTENT) as transaction:
            assert [transaction.next_number("projects") for _ in range(2)] == [12, 31]
            with pytest.raises(ConflictError, match="portfolio pull"):
                transaction.next_number("projects")
            with pytest.raises(ConflictError, match="new documents"):
                transaction.next_number("documents")

    def test_its_tag_stands_behind_what_it_numbers_within_a_record(self, store: Store) -> None:
        document = {"id": "C-1", "movements": [{"id": "C-1.m2"}, {"id": "C-1.m3a"}], "removed_parts": ["C-1.m4"]}
        assert next_part_id(store.read(), document, "C-1", "m") == "C-1.m5"
        with store.transaction(INTENT) as transaction:
            transaction.put("origin", ORIGIN)
        assert beside.tag(store.read()) == "b"
        assert next_part_id(store.read(), document, "C-1", "m") == "C-1.m5b"
