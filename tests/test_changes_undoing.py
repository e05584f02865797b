"""Undo and redo of whole commands: what comes back, what stops them, and what the history says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from backends import BACKENDS
from desks import Office, furnished

from portfolio.changes import preview, records, undoing
from portfolio.changes.compare import field_changes
from portfolio.errors import ConflictError, RefusedError, UnknownNameError
from portfolio.models.tables import TABLES
from portfolio.query.standing import standing
from portfolio.store import sound

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.changes.preview import Kept
    from portfolio.changes.undoing import Plan


@pytest.fixture(params=BACKENDS)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    return furnished(tmp_path, request.param)


def run(office: Office, plan: Plan) -> Kept:
    desk = office.desk._replace(again=True)
    action = preview.through(plan.opening())
    return preview.make(desk, action, preview.look(desk, action))


def edited(office: Office, table: str, key: str, *sets: str) -> int:
    """Edit a record and return the number of the change."""
    office.edit(table, key, *sets)
    return office.store.read().revision


def take_back(office: Office, count: int = 1) -> Kept:
    return run(office, undoing.last(office.store, count))


def make_again(office: Office) -> Kept:
    return run(office, undoing.again(office.store))


def state(office: Office) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every record of the register, whichever change wrote it."""
    reader = office.store.read()
    return {
        (table, document[kind.key]): {name: value for name, value in document.items() if name != "revision"}
        for table, kind in TABLES.items()
        for document in reader.find(table)
    }


class TestUndo:
    def test_an_added_record_goes(self, office: Office) -> None:
        before = state(office)
        office.add("projects", title="Delta")
        kept = take_back(office)
        assert state(office) == before
        assert [(each.verb, each.key) for each in kept.changes] == [("removed", "P-005")]

    def test_a_first_receipt_goes_with_the_currency_that_it_gave(self, office: Office) -> None:
        office.move("C-001", "receipt", "5", date="2024-01-15")
        take_back(office)
        assert {"currency", "movements"}.isdisjoint(office.get("contributions", "C-001"))

    def test_an_edited_record_is_what_it_was(self, office: Office) -> None:
        before = state(office)
        office.edit("projects", "P-001", "title=Alef", "status=closed", "country=KE")
        take_back(office)
        assert state(office) == before
        assert "former_titles" not in office.get("projects", "P-001")

    def test_a_removed_record_comes_back_under_its_own_key(self, office: Office) -> None:
        before = state(office)
        office.remove("projects", "P-004")
        take_back(office)
        assert state(office) == before
        with pytest.raises(ConflictError, match="P-004"):
            office.add("projects", title="Epsilon", code="P-004")

    def test_a_number_that_was_taken_back_is_not_given_again(self, office: Office) -> None:
        office.add("projects", title="Delta")
        take_back(office)
        assert office.add("projects", title="Epsilon").key == "P-006"

    def test_a_bulk_edit_goes_back_as_one(self, office: Office) -> None:
        before = state(office)
        records.edit_many(office.desk, "projects", ["P-001", "P-002", "P-004"], ["status=closed"])
        assert len(take_back(office).changes) == 3
        assert state(office) == before

    def test_what_came_with_a_change_goes_with_it(self, office: Office) -> None:
        before = state(office)
        office.add("contributions", donor="Japan")
        assert ("organisations", "JP") in state(office)
        take_back(office)
        assert state(office) == before

    def test_several_go_back_at_once_and_are_one_change(self, office: Office) -> None:
        before = state(office)
        office.edit("projects", "P-001", "status=closed")
        office.add("projects", title="Delta")
        office.edit("projects", "P-001", "status=suspended")
        revision = office.store.read().revision
        kept = take_back(office, 3)
        assert state(office) == before
        assert kept.revision == office.store.read().revision == revision + 1
        assert next(sound(office.store.history())).command == f"undo {revision} {revision - 1} {revision - 2}"

    def test_undo_after_undo_goes_further_back(self, office: Office) -> None:
        states = [state(office)]
        for status in ("pipeline", "implementation", "closed"):
            office.edit("projects", "P-001", f"status={status}")
            states.append(state(office))
        for expected in reversed(states[:-1]):
            take_back(office)
            assert state(office) == expected

    def test_a_single_change_goes_back_and_later_ones_stay(self, office: Office) -> None:
        revision = edited(office, "projects", "P-001", "status=closed")
        office.edit("projects", "P-002", "status=closed")
        run(office, undoing.single(office.store, revision))
        assert "status" not in office.get("projects", "P-001")
        assert office.get("projects", "P-002")["status"] == "closed"

    def test_all_can_be_taken_back_to_the_beginning(self, office: Office) -> None:
        take_back(office, office.store.read().revision)
        assert state(office) == {}

    def test_an_entry_that_was_twice_on_purpose_is_twice_again(self, office: Office) -> None:
        for desk in (office.desk, office.again):
            records.add(desk, "expenditures", {"target": ["P-001"], "amount": ["5"], "currency": ["USD"]})
        before = state(office)
        office.remove("expenditures", "E-002")
        take_back(office)
        assert state(office) == before


class TestWhatStopsAnUndo:
    def test_a_later_change_of_the_same_record_is_named(self, office: Office) -> None:
        first = edited(office, "projects", "P-001", "status=closed")
        second = edited(office, "projects", "P-001", "note=Later")
        with pytest.raises(ConflictError) as caught:
            undoing.single(office.store, first)
        for words in (f"by change {second}", "project P-001", "@", f"portfolio undo --revision {second}"):
            assert words in str(caught.value)

    def test_a_later_change_that_was_taken_back_does_not_count(self, office: Office) -> None:
        first = edited(office, "projects", "P-001", "status=closed")
        office.edit("projects", "P-001", "note=Later")
        take_back(office)
        run(office, undoing.single(office.store, first))
        assert "status" not in office.get("projects", "P-001")

    def test_a_change_made_while_one_looks_is_not_overwritten(self, office: Office) -> None:
        office.edit("projects", "P-001", "status=closed")
        plan = undoing.last(office.store)
        seen = preview.look(office.desk, preview.through(plan.opening()))
        later = edited(office, "projects", "P-001", "note=Somebody else's")
        with pytest.raises(ConflictError, match=f"by change {later}"):
            preview.make(office.desk, preview.through(plan.opening()), seen)
        assert office.get("projects", "P-001")["note"] == "Somebody else's"

    def test_a_change_of_another_record_meanwhile_does_no_harm(self, office: Office) -> None:
        office.edit("projects", "P-001", "status=closed")
        plan = undoing.last(office.store)
        seen = preview.look(office.desk, preview.through(plan.opening()))
        office.edit("projects", "P-002", "note=Somebody else's")
        preview.make(office.desk, preview.through(plan.opening()), seen)
        assert "status" not in office.get("projects", "P-001")
        assert office.get("projects", "P-002")["note"] == "Somebody else's"

    def test_a_record_that_is_in_use_since_stays(self, office: Office) -> None:
        added = office.store.read().revision + 1
        office.add("organisations", name="Ruritania", code="RUR")
        office.edit("projects", "P-001", "donor=RUR")
        with pytest.raises(ConflictError, match="still in use by project P-001"):
            run(office, undoing.single(office.store, added))

    def test_a_region_that_the_settings_no_longer_have_does_not_come_back(self, office: Office) -> None:
        settings = office.desk.settings
        own = settings._replace(regions={"Lakes": {"countries": ["KE", "UG"]}})
        office.desk = office.desk._replace(settings=own)
        office.edit("projects", "P-001", "region=Lakes")
        office.edit("projects", "P-001", clear=("region",))
        office.desk = office.desk._replace(settings=settings)
        with pytest.raises(RefusedError, match="no region of UN M49 or of the settings"):
            take_back(office)

    def test_what_is_not_there_cannot_be_taken_back(self, office: Office) -> None:
        revision = office.store.read().revision
        with pytest.raises(UnknownNameError, match=f"no change 99; the register is at {revision}"):
            undoing.single(office.store, 99)
        with pytest.raises(ConflictError, match=f"There are only {revision} changes"):
            undoing.last(office.store, 99)
        take_back(office, revision)
        with pytest.raises(ConflictError, match="no change to take back"):
            undoing.last(office.store)
        with pytest.raises(ConflictError, match=f"taken back already, by change {revision + 1}"):
            undoing.single(office.store, revision)
        with pytest.raises(ConflictError, match="itself an undo; to turn it back, run: portfolio redo"):
            undoing.single(office.store, revision + 1)


class TestRedo:
    def test_a_chain_goes_back_and_forth(self, office: Office) -> None:
        states = [state(office)]
        for number in range(3):
            office.add("projects", title=f"Title {number}")
            states.append(state(office))
        for expected in (states[2], states[1], states[0]):
            take_back(office)
            assert state(office) == expected
        for expected in (states[1], states[2], states[3]):
            make_again(office)
            assert state(office) == expected
        with pytest.raises(ConflictError, match="nothing to make again"):
            undoing.again(office.store)
        take_back(office, 2)
        assert state(office) == states[1]
        make_again(office)
        assert state(office) == states[3]

    def test_a_new_change_ends_it(self, office: Office) -> None:
        office.add("projects", title="Delta")
        take_back(office)
        office.edit("projects", "P-001", "note=New")
        with pytest.raises(ConflictError, match="nothing to make again"):
            undoing.again(office.store)
        take_back(office)
        make_again(office)
        assert office.get("projects", "P-001")["note"] == "New"
        with pytest.raises(ConflictError, match="nothing to make again"):
            undoing.again(office.store)

    def test_a_redone_change_can_be_taken_back_again(self, office: Office) -> None:
        before = state(office)
        office.remove("projects", "P-004")
        for _ in range(3):
            take_back(office)
            assert state(office) == before
            make_again(office)
            assert ("projects", "P-004") not in state(office)

    def test_the_history_says_who_took_what_back(self, office: Office) -> None:
        office.edit("projects", "P-001", "note=x")
        first = office.store.read().revision
        take_back(office)
        make_again(office)
        take_back(office)
        entries = list(standing(sound(office.store.history())))[:4]
        assert [(entry.command, by) for entry, by in entries] == [
            (f"undo {first}", None),
            (f"redo {first}", None),
            (f"undo {first}", first + 2),
            ("portfolio test", first + 3),
        ]


class TestComparing:
    def test_fields_parts_and_lists_are_told_apart(self) -> None:
        before = {
            "id": "C-1",
            "note": "x",
            "tags": ["a"],
            "movements": [{"id": "C-1.m1", "amount": "5.00"}, {"id": "C-1.m2", "amount": "1.00"}],
            "people": {"women": 3},
            "revision": 4,
        }
        after = {
            "id": "C-1",
            "tags": ["a", "b"],
            "movements": [{"id": "C-1.m1", "amount": "6.00"}, {"id": "C-1.m3", "kind": "pledge", "amount": "2.00"}],
            "people": {"women": 4},
            "closed": True,
            "revision": 5,
        }
        assert field_changes(before, after) == [
            ("note", "x", None),
            ("tags", ["a"], ["a", "b"]),
            ("C-1.m1 amount", "5.00", "6.00"),
            ("C-1.m2", {"id": "C-1.m2", "amount": "1.00"}, None),
            ("C-1.m3", None, {"id": "C-1.m3", "kind": "pledge", "amount": "2.00"}),
            ("people women", 3, 4),
            ("closed", None, True),
        ]

    def test_one_state_does_not_differ_from_itself(self) -> None:
        assert field_changes({"a": [1], "revision": 1}, {"a": [1], "revision": 2}) == []

    def test_a_record_that_is_new_has_all_its_fields(self) -> None:
        assert [each.field for each in field_changes(None, {"code": "P-1", "planned_start": "2024"})] == [
            "code",
            "planned start",
        ]


def test_a_preview_says_what_each_record_goes_back_to(office: Office) -> None:
    office.edit("projects", "P-001", "status=closed", "note=x")
    seen = preview.look(office.desk, preview.through(undoing.last(office.store).opening()))
    assert seen.lines() == ["changed project P-001 “Alpha”: status: closed → –; note: x → –"]
