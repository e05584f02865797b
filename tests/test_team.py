"""Clones of a register: what is brought together, what is refused or disputed and stays, and what is given once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from backends import BACKENDS
from memory_store import MemoryStore
from teams import CUTS, Laptop, Line, Team, tell

from portfolio.errors import ConflictError, StoreError
from portfolio.store import sound
from portfolio.store.file.tiny import TinyStore
from portfolio.store.pictures import digest_of
from portfolio.team import cloning, pushing
from portfolio.team.pulling import UndecidedError
from portfolio.team.source import SourceRegister

if TYPE_CHECKING:
    from portfolio.team.patches import Patch


@pytest.fixture(params=BACKENDS)
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Team:
    made = Team(tmp_path, request.param)
    made.office.add("projects", title="Alpha", status="pipeline")
    made.office.add("organisations", name="Arcadia", code="ARC")
    made.office.add("contributions", donor="ARC")
    return made


@pytest.fixture
def amina(team: Team) -> Laptop:
    return team.laptop()


@pytest.fixture
def boris(team: Team) -> Laptop:
    return team.laptop()


def _lose(store: Any) -> None:
    """Lose the pictures of a register."""
    if isinstance(store, MemoryStore):
        store.lose_pictures()
    elif isinstance(store, TinyStore):
        shutil.rmtree(store.pictures.folder)
    else:
        with store.sessions.using() as session:
            session.begin(session.path)
            session.all([("DELETE FROM pictures", ())])
            session.commit()


def commands(patches: list[Patch] | tuple[Patch, ...]) -> list[int]:
    return [patch.number for patch in patches]


class TestCloning:
    def test_a_clone_has_all_records_and_numbers_of_its_own(self, team: Team, amina: Laptop, boris: Laptop) -> None:
        assert amina.held("projects") == boris.held("projects") == team.office.held("projects")
        codes = [place.add("projects", title=f"New {number}").key for number, place in enumerate([amina, boris])]
        assert codes == ["P-002", "P-022"]
        assert team.office.add("projects", title="Third").key == "P-042"
        assert (amina.tag, boris.tag) == ("a", "b")
        assert amina.receive("C-001", "5").document["movements"][0]["id"] == "C-001.m1a"

    def test_pictures_go_along_both_ways(self, team: Team) -> None:
        first, second = b"of the office", b"of a laptop"
        tell(team.office, first)
        amina = team.laptop()
        assert amina.store.pictures.get(digest_of(first)) == first
        tell(amina, second)
        assert [bool(each.at) for each in amina.push().sent] == [True]
        assert team.office.store.pictures.get(digest_of(second)) == second
        boris = team.laptop()
        third = b"of the office, later"
        tell(team.office, third)
        boris.pull()
        assert boris.store.pictures.digests() == {digest_of(each) for each in (first, second, third)}

    def test_a_lost_picture_comes_again_from_the_other_side(self, team: Team) -> None:
        tell(team.office, data := b"of the office")
        amina = team.laptop()
        _lose(amina.store)
        amina.pull()
        assert amina.store.pictures.get(digest_of(data)) == data

    def test_a_picture_that_is_lost_on_both_sides_holds_up_nothing(self, team: Team) -> None:
        tell(team.office, b"of the office")
        _lose(team.office.store)
        amina = team.laptop()
        amina.edit("projects", "P-001", "status=closed")
        amina.pull()
        assert [bool(each.at) for each in amina.push().sent] == [True]
        assert ["is missing or damaged" in each for each in amina.store.verify().problems] == [True]

    def test_a_clone_is_no_source(self, amina: Laptop) -> None:
        with pytest.raises(ConflictError, match="itself a clone"):
            cloning.clone(amina.desk, SourceRegister("x", amina.store, amina.desk.settings), Path("never"))

    def test_numbers_that_are_used_up_say_pull(self, team: Team) -> None:
        laptop = team.laptop(size=2)
        for number in range(2):
            laptop.add("projects", title=f"New {number}")
        with pytest.raises(ConflictError, match="portfolio pull"):
            laptop.add("projects", title="One more")
        laptop.pull()
        assert laptop.add("projects", title="One more").key == "P-004"


class TestPushing:
    def test_each_change_becomes_one_of_the_source_and_says_whose_it_is(self, team: Team, amina: Laptop) -> None:
        amina.add("projects", title="Beta")
        amina.edit("projects", "P-001", "status=closed")
        assert commands(amina.pending) == [2, 3]
        pushed = amina.push()
        assert [each.at for each in pushed.sent] == [5, 6]
        assert team.office.get("projects", "P-001")["status"] == "closed"
        assert not amina.pending
        last = next(sound(team.office.store.history()))
        assert last.command == "portfolio push a3: portfolio test"
        (row,) = [each.after for each in last.beside if each.table == "pushes"]
        assert row is not None
        assert (row["tag"], row["number"], row["command"]) == ("a", 3, "portfolio test")
        assert not amina.push().sent

    def test_fields_that_one_side_touched_are_merged(self, team: Team, amina: Laptop, boris: Laptop) -> None:
        amina.edit("projects", "P-001", "status=closed")
        boris.edit("projects", "P-001", "officer=B. Officer")
        amina.push()
        assert not boris.push().refused
        boris.pull()
        amina.pull()
        for place in (team.office, amina, boris):
            assert (place.get("projects", "P-001")["status"], place.get("projects", "P-001")["officer"]) == (
                "closed",
                "B. Officer",
            )

    def test_receipts_of_several_all_count(self, team: Team, amina: Laptop, boris: Laptop) -> None:
        for place, amount in ((amina, "10"), (boris, "20"), (team.office, "40")):
            place.receive("C-001", amount)
        for laptop in (amina, boris):
            assert not laptop.push().refused
        for laptop in (amina, boris):
            laptop.pull()
            parts = {part["id"]: part["amount"] for part in laptop.get("contributions", "C-001")["movements"]}
            assert parts == {"C-001.m1": "40.00", "C-001.m1a": "10.00", "C-001.m1b": "20.00"}

    def test_what_both_gave_other_values_is_refused_and_stays(self, team: Team, amina: Laptop, boris: Laptop) -> None:
        amina.edit("projects", "P-001", "status=closed")
        boris.edit("projects", "P-001", "status=suspended")
        boris.edit("projects", "P-001", "officer=B. Officer")
        boris.add("projects", title="Beta")
        amina.push()
        pushed = boris.push()
        assert [bool(each.at) for each in pushed.sent] == [False, False, True]
        assert "closed" in pushed.sent[0].why
        assert "builds on change 2" in pushed.sent[1].why
        assert commands(boris.pending) == [2, 3]
        assert team.office.get("projects", "P-001")["status"] == "closed"

    def test_what_the_rules_there_refuse_is_taken_with_what_mends_it(
        self, team: Team, amina: Laptop, boris: Laptop
    ) -> None:
        amina.add("projects", title="Beta")
        key = boris.add("projects", title="Beta").key
        amina.push()
        (refused,) = boris.push().refused
        assert "There is a project of that title already" in refused.why
        boris.edit("projects", key, "title=Beta of the north")
        pushed = boris.push()
        assert [each.is_mended for each in pushed.sent] == [True, True]
        assert team.office.get("projects", key)["title"] == "Beta of the north"

    def test_what_was_taken_back_before_it_was_pushed_is_not_sent(self, team: Team, amina: Laptop) -> None:
        amina.edit("projects", "P-001", "status=closed")
        amina.undo()
        assert not amina.pending
        assert not amina.push().sent
        amina.redo()
        amina.push()
        assert team.office.get("projects", "P-001")["status"] == "closed"

    def test_to_take_back_what_was_pushed_is_a_new_change(self, team: Team, amina: Laptop) -> None:
        key = amina.add("projects", title="Beta").key
        amina.remove("projects", key)
        amina.push()
        amina.undo()
        amina.push()
        assert team.office.get("projects", key)["title"] == "Beta"
        assert amina.held("projects") == team.office.held("projects")

    @pytest.mark.parametrize("cut", CUTS)
    @pytest.mark.parametrize(("left", "together"), [(0, 100), (0, 1), (1, 1)])
    def test_a_line_that_is_cut_loses_and_doubles_nothing(
        self, team: Team, amina: Laptop, cut: str, left: int, together: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pushing, "TOGETHER", together)
        amina.receive("C-001", "10")
        amina.receive("C-001", "20")
        amina.line.fail(cut, left)
        with pytest.raises(StoreError, match="cut"):
            amina.push()
        amina.push()
        assert not amina.pending
        amounts = [part["amount"] for part in team.office.get("contributions", "C-001")["movements"]]
        assert amounts == ["10.00", "20.00"]
        amina.pull()
        assert amina.held("contributions") == team.office.held("contributions")

    def test_what_the_source_took_is_known_at_the_next_pull_too(self, team: Team, amina: Laptop) -> None:
        amina.edit("projects", "P-001", "status=closed")
        amina.line.fail("after", 0)
        with pytest.raises(StoreError, match="cut"):
            amina.push()
        team.office.edit("projects", "P-001", "status=suspended")
        assert commands(amina.pending) == [2]
        amina.pull()
        assert not amina.pending
        assert amina.get("projects", "P-001")["status"] == "suspended"


class TestPulling:
    def test_nothing_new_is_no_change(self, amina: Laptop) -> None:
        before = amina.store.read().revision
        pulled = amina.pull()
        assert (pulled.changes, amina.store.read().revision) == ((), before)

    def test_undecided_values_change_nothing(self, team: Team, amina: Laptop) -> None:
        amina.edit("projects", "P-001", "status=closed")
        team.office.edit("projects", "P-001", "status=suspended", "officer=O. Fficer")
        before = amina.store.read().revision
        with pytest.raises(UndecidedError) as caught:
            amina.pull()
        ((patch, (dispute,)),) = caught.value.conflicts
        assert (patch.number, dispute.field, dispute.here, dispute.there) == (2, "status", "suspended", "closed")
        assert amina.store.read().revision == before
        ((_, (same,)),) = amina.status().conflicts
        assert same == dispute

    @pytest.mark.parametrize("keeps", [True, False])
    def test_values_are_decided(self, team: Team, amina: Laptop, keeps: bool) -> None:
        amina.edit("projects", "P-001", "status=closed", "note=Mine")
        team.office.edit("projects", "P-001", "status=suspended", "officer=O. Fficer")
        amina.pull(keeps)
        amina.push()
        for place in (amina, team.office):
            found = place.get("projects", "P-001")
            assert found["status"] == ("closed" if keeps else "suspended")
            assert (found["note"], found["officer"]) == ("Mine", "O. Fficer")

    @pytest.mark.parametrize("keeps", [True, False])
    def test_a_record_that_was_removed_there_and_changed_here_is_decided(
        self, team: Team, amina: Laptop, keeps: bool
    ) -> None:
        amina.edit("projects", "P-001", "status=closed")
        team.office.remove("projects", "P-001")
        amina.pull(keeps)
        assert not amina.push().refused
        assert amina.held("projects") == team.office.held("projects")
        assert len(team.office.held("projects")) == keeps

    def test_a_code_that_was_given_twice_is_renumbered(self, team: Team, amina: Laptop, boris: Laptop) -> None:
        amina.add("projects", title="Beta", code="SAHEL-1")
        boris.add("projects", title="Gamma", code="SAHEL-1")
        boris.edit("projects", "P-001", "parent=SAHEL-1")
        amina.push()
        assert boris.push().refused[0].why.startswith("The code SAHEL-1 was given")
        boris.edit("projects", "SAHEL-1", "title=Gamma two")
        assert not boris.status().conflicts
        pulled = boris.pull()
        assert pulled.result.codes == ((("projects", "SAHEL-1"), "P-022"),)
        assert not boris.push().refused
        assert team.office.get("projects", "SAHEL-1")["title"] == "Beta"
        assert team.office.get("projects", "P-022")["title"] == "Gamma two"
        assert team.office.get("projects", "P-001")["parent"] == "P-022"

    def test_one_party_that_two_entered_is_one(self, team: Team, amina: Laptop, boris: Laptop) -> None:
        for laptop in (amina, boris):
            laptop.add("organisations", name="Ruritania Fund", role="funding")
        amina.push()
        boris.pull()
        assert not boris.push().refused
        assert list(team.office.held("organisations")) == ["ARC", "RURITANIA-FUND"]

    @pytest.mark.parametrize("gives_up", [True, False])
    def test_what_fits_no_longer_is_kept_aside_or_given_up(self, team: Team, amina: Laptop, gives_up: bool) -> None:
        key = amina.add("organisations", name="Ruritania", code="RUR").key
        amina.push()
        given = amina.add("contributions", donor=key).key
        amina.receive(given, "10")
        team.office.remove("organisations", key)
        pulled = amina.pull(keeps=False, gives_up=gives_up)
        assert given not in amina.held("contributions")
        assert len(pulled.result.dropped if gives_up else pulled.result.pending) == 2
        assert not amina.store.verify().problems
        if gives_up:
            assert not amina.pending
            return
        assert ["is no organisation" in patch.why for patch in amina.pending] == [True, False]
        team.office.undo()  # the donor comes back, and so does what was kept aside
        amina.pull()
        assert not amina.push().refused
        assert team.office.get("contributions", given)["movements"][0]["amount"] == "10.00"

    def test_a_pull_is_not_taken_back_and_ends_redo(self, team: Team, amina: Laptop) -> None:
        amina.edit("projects", "P-001", "note=x")
        amina.undo()
        team.office.add("projects", title="Beta")
        pulled = amina.pull()
        with pytest.raises(ConflictError, match="There is nothing to make again"):
            amina.redo()
        with pytest.raises(ConflictError, match="it is not taken back"):
            amina.undo(pulled.revision)


class TestCopies:
    def test_a_restored_source_takes_again_what_it_lost(self, tmp_path: Path) -> None:
        team = Team(tmp_path, "file")
        team.office.add("projects", title="Alpha")
        amina, boris = team.laptop(), team.laptop()
        folder = tmp_path / "office"
        kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        amina.add("projects", title="Beta")
        boris.add("projects", title="Gamma")
        amina.push()
        boris.push()
        boris.add("projects", title="Delta")
        for path in [each for each in folder.rglob("*") if each.is_file()]:
            path.unlink()
        for path, data in kept.items():
            path.write_bytes(data)
        team.office.add("projects", title="Made meanwhile")
        with pytest.raises(ConflictError, match="put back"):
            amina.push()
        for laptop in (amina, boris):
            assert laptop.pull().is_new
            assert not laptop.push().refused
        amina.pull()
        titles = sorted(each["title"] for each in team.office.held("projects").values())
        assert titles == ["Alpha", "Beta", "Delta", "Gamma", "Made meanwhile"]
        assert amina.held("projects") == team.office.held("projects")

    def test_a_number_whose_record_is_removed_again_is_not_a_copys(self, tmp_path: Path) -> None:
        team = Team(tmp_path, "file", "file")
        amina = team.laptop()
        shutil.copytree(tmp_path / "laptop1", tmp_path / "copy")
        copy = Laptop(BACKENDS["file"](tmp_path / "copy"), Line(team.office.store))
        key = amina.add("projects", title="Of the one").key
        assert copy.add("projects", title="Of the other").key == key
        amina.push()
        team.office.remove("projects", key)
        assert dict(copy.pull().result.codes) == {("projects", key): "P-021"}
        assert not copy.push().refused
        assert [each["title"] for each in team.office.held("projects").values()] == ["Of the other"]

    def test_a_copied_clone_is_another_one(self, tmp_path: Path) -> None:
        team = Team(tmp_path, "file", "file")
        amina = team.laptop()
        amina.add("projects", title="Common")
        shutil.copytree(tmp_path / "laptop1", tmp_path / "copy")
        copy = Laptop(BACKENDS["file"](tmp_path / "copy"), Line(team.office.store))
        first, second = amina.add("projects", title="Of the one").key, copy.add("projects", title="Of the other").key
        assert first == second == "P-002"
        amina.push()
        with pytest.raises(ConflictError, match="copied"):
            copy.push()
        pulled = copy.pull()
        assert pulled.is_new
        assert copy.tag == "b"
        assert dict(pulled.result.codes) == {("projects", "P-002"): "P-021"}
        copy.push()
        amina.pull()
        assert amina.held("projects") == copy.held("projects") == team.office.held("projects")
        assert len(team.office.held("projects")) == 3


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("postgresql:///odb?host=/var/run/pg&schema=t5", "odb"),
        ("postgresql://db.example.org/office?options=-c%20a/b", "office"),
        ("postgresql:///?host=/var/run/pg", "portfolio"),
    ],
)
def test_a_clone_of_a_database_is_in_a_folder_that_is_called_like_it(team: Team, url: str, folder: str) -> None:
    found = SourceRegister(url, team.office.store, team.office.desk.settings)
    assert cloning.folder_for(found) == Path(folder)
