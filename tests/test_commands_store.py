"""`portfolio store`: checked, taken in, copied, put back and packed as people type it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import at_a_terminal

from portfolio.context import Context
from portfolio.settings import Settings
from portfolio.store.file import register as registers

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


@pytest.fixture
def kept(begun: Program) -> Program:
    """A register with three changes: Alpha and Beta added, then Alpha closed."""
    begun("project", "add", "--title", "Alpha")
    begun("project", "add", "--title", "Beta")
    begun("project", "edit", "P-001", "--set", "status=closed")
    return begun


def as_json(program: Program, *line: str) -> Any:
    return json.loads(program(*line, "--format", "json").out)


def codes(program: Program) -> list[str]:
    return [row["code"] for row in as_json(program, "project", "list")]


def edit_by_hand(register: Path, old: str, new: str) -> None:
    text = register.read_text(encoding="utf-8")
    assert old in text
    register.write_text(text.replace(old, new), encoding="utf-8")


class TestInfo:
    def test_it_says_where_and_at_which_revision(self, kept: Program, register: Path) -> None:
        data = as_json(kept, "store", "info")
        assert data["file"] == str(register)
        assert data["size"] == register.stat().st_size
        assert data["revision"] == 3
        assert data["last_change"]["command"] == "portfolio project edit P-001 --set status=closed"
        assert data["writing"] is None
        text = " ".join(kept("store", "info", "--format", "table").out.split())
        assert "Revision 3" in text
        assert "Writing now nobody" in text

    @pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
    def test_it_warns_of_what_everybody_can_read(self, kept: Program, register: Path) -> None:
        register.parent.chmod(0o755)
        register.chmod(0o644)
        assert "Everybody on this computer can read the register" in kept("store", "info").out

    def test_without_history_it_has_no_last_change(self, begun: Program) -> None:
        data = as_json(begun, "store", "info")
        assert (data["last_change"], data["head"], data["revision"]) == (None, None, 0)


class TestVerify:
    def test_a_whole_register_is_said_to_be(self, kept: Program) -> None:
        data = as_json(kept, "store", "verify", "--deep")
        assert data == {
            "revision": 3,
            "head": as_json(kept, "store", "info")["head"],
            "entries": 3,
            "problems": [],
            "rebuilt": [],
            "strays": 0,
            "records": 2,
            "deep": True,
        }
        assert "The register is whole" in kept("store", "verify").out

    def test_a_head_that_was_noted_down_is_looked_for(self, kept: Program) -> None:
        head = as_json(kept, "store", "info")["head"]
        kept("project", "add", "--title", "Gamma")
        kept("store", "verify", "--head", head)
        kept("store", "verify", "--head", head[:12])
        assert "does not hold 0123456789ab" in kept("store", "verify", "--head", "0123456789ab", code=6).err

    def test_an_entry_that_was_tampered_with_is_found(self, kept: Program, register: Path) -> None:
        entry = register.parent / "history" / "000002.json"
        entry.write_bytes(entry.read_bytes().replace(b"Beta", b"Bets"))
        ended = kept("store", "verify", code=6)
        assert "000002.json is damaged" in ended.err
        assert ended.out == ""

    def test_a_record_that_the_gate_would_refuse_is_found_only_deep(self, kept: Program, register: Path) -> None:
        tables = registers.load(register)
        tables["projects"]["1"] |= {"programme": "NONE"}
        tables["projects"]["2"] |= {"parent": "P-002"}
        tables["meta"]["1"]["head"] = ""
        register.write_bytes(registers.dump(tables))
        for path in (register.parent / "history").iterdir():
            path.unlink()
        kept("store", "verify")
        assert kept("store", "verify", "--deep", code=5).err.splitlines() == [
            "project P-001, programme: “NONE” is no programme of this register",
            "project P-002, parent: “P-002” makes a circle: P-002 > P-002",
        ]
        tables["projects"]["1"] |= {"status": "unheard of", "tags": []}
        register.write_bytes(registers.dump(tables))
        assert "unheard of" in kept("store", "verify", "--deep", code=5).err


class TestAdopt:
    def test_what_was_edited_is_shown_and_taken_in_as_a_change(self, kept: Program, register: Path) -> None:
        edit_by_hand(register, '"Beta"', '"Bèta"')
        assert "run: portfolio store adopt" in kept("project", "list", code=6).err
        shown = kept("store", "adopt", "--dry-run")
        assert shown.out == "Nothing was changed.\n"
        assert "  changed project P-002 “Bèta”: title: Beta → Bèta" in shown.err.splitlines()
        kept("project", "list", code=6)
        ended = kept("store", "adopt")
        assert ended.out == "Took in the changes made by hand, as change 4.\n"
        assert ended.err.splitlines()[-1] == "To take it back: portfolio undo"
        assert as_json(kept, "project", "show", "P-002")["title"] == "Bèta"
        kept("undo")
        assert as_json(kept, "project", "show", "P-002")["title"] == "Beta"
        assert list(register.parent.glob("portfolio.json.edited-*"))

    def test_what_the_gate_refuses_is_not_taken_in(self, kept: Program, register: Path) -> None:
        edit_by_hand(register, '"status":"closed"', '"status":"mystery"')
        before = register.read_bytes()
        assert "“mystery”" in kept("store", "adopt", code=5).err
        assert register.read_bytes() == before
        kept("store", "restore")
        assert as_json(kept, "project", "show", "P-001")["status"] == "closed"

    def test_a_file_that_says_the_same_is_written_anew(self, kept: Program, register: Path) -> None:
        register.write_text(json.dumps(json.loads(register.read_text(encoding="utf-8")), indent=1), encoding="utf-8")
        kept("project", "list", code=6)
        assert "No record differs" in kept("store", "adopt").out
        assert codes(kept) == ["P-001", "P-002"]

    @pytest.mark.usefixtures("register")
    def test_without_an_edit_there_is_nothing_to_adopt(self, kept: Program) -> None:
        assert "there is nothing to adopt" in kept("store", "adopt", code=6).err

    def test_at_a_terminal_it_asks(self, kept: Program, register: Path, tmp_path: Path) -> None:
        edit_by_hand(register, '"Beta"', '"Bèta"')
        assert "Take this in? [y/N]:" in at_a_terminal(tmp_path, "store", "adopt", typed="n\n")
        kept("project", "list", code=6)


class TestBackup:
    def test_a_copy_is_made_that_restores(self, kept: Program, tmp_path: Path) -> None:
        assert kept("store", "backup", "copy.json").out == "Wrote the register at revision 3 to copy.json.\n"
        kept("project", "remove", "P-002")
        kept("project", "add", "--title", "Gamma")
        ended = kept("store", "restore", "copy.json")
        assert ended.out == "Brought back the records of the backup copy.json, as change 6.\n"
        assert "added project P-002 “Beta”" in ended.err
        assert "removed project P-003 “Gamma”" in ended.err
        assert sorted(codes(kept)) == ["P-001", "P-002"]
        assert "nothing was changed" in kept("store", "restore", "copy.json").out
        assert (tmp_path / "copy.json").stat().st_mode & 0o077 == 0 or os.name == "nt"

    def test_a_file_that_is_there_is_left_as_it_is(self, kept: Program, tmp_path: Path) -> None:
        (tmp_path / "copy.json").write_text("mine")
        assert "choose another name" in kept("store", "backup", "copy.json", code=4).err
        assert (tmp_path / "copy.json").read_text() == "mine"

    def test_an_encrypted_copy_is_for_each_of_its_readers(self, kept: Program, tmp_path: Path) -> None:
        age = pytest.importorskip("pyrage", reason="the library for encrypted backups is not installed")
        identities = [age.x25519.Identity.generate() for _ in range(3)]
        for number, identity in enumerate(identities):
            (tmp_path / f"key{number}").write_text(f"# a key\n{identity}\n")
        readers = [part for identity in identities[:2] for part in ("--to", str(identity.to_public()))]
        assert "for 2 readers" in kept("store", "backup", "copy.age", *readers).out
        assert b"Alpha" not in (tmp_path / "copy.age").read_bytes()
        kept("project", "remove", "P-002")
        assert "--identity" in kept("store", "restore", "copy.age", code=2).err
        assert "not for any of the keys" in kept("store", "restore", "copy.age", "--identity", "key2", code=6).err
        for number in (0, 1):
            kept("store", "restore", "copy.age", "--identity", f"key{number}")
            assert codes(kept) == ["P-001", "P-002"]
            kept("undo")
        (tmp_path / "copy.age").write_bytes((tmp_path / "copy.age").read_bytes()[:-1])
        assert "is damaged" in kept("store", "restore", "copy.age", "--identity", "key0", code=6).err

    def test_a_wrong_key_is_refused_and_never_printed(self, kept: Program, tmp_path: Path) -> None:
        age = pytest.importorskip("pyrage", reason="the library for encrypted backups is not installed")
        secret = str(age.x25519.Identity.generate())
        err = kept("store", "backup", "copy.age", "--to", "age1x", "--to", secret, code=5).err
        assert err.count("is no public key; one begins with age1") == 2
        assert secret not in err
        assert not (tmp_path / "copy.age").exists()

    def test_without_the_extra_it_says_how_to_install_it(
        self, kept: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setitem(sys.modules, "pyrage", None)
        assert "library pyrage" in kept("store", "backup", "copy.age", "--to", "age1x", code=2).err
        assert not (tmp_path / "copy.age").exists()


class TestRestore:
    def test_a_whole_register_is_left_as_it_is(self, kept: Program, register: Path) -> None:
        before = register.read_bytes()
        for line in (("store", "restore"), ("store", "restore", "--latest")):
            assert kept(*line).out == "The register is whole, at revision 3; nothing was changed.\n"
        assert register.read_bytes() == before

    @pytest.mark.parametrize("damage", ["cut", "empty", "foreign", "gone", "flipped"])
    def test_a_damaged_one_is_put_back_by_the_command_that_the_message_names(
        self, kept: Program, register: Path, damage: str
    ) -> None:
        before, data = as_json(kept, "project", "list"), register.read_bytes()
        damaged = {
            "cut": data[:-50],
            "empty": b"",
            "foreign": b'{"a": 1}',
            "gone": None,
            "flipped": data[:-20] + bytes([data[-20] ^ 1]) + data[-19:],
        }[damage]
        if damaged is None:
            register.unlink()
        else:
            register.write_bytes(damaged)
        assert "portfolio store restore" in kept("project", "list", code=6).err
        shown = kept("store", "restore", "--dry-run")
        assert "The register can be put back to revision 3" in shown.err
        kept("project", "list", code=6)
        ended = kept("store", "restore")
        assert ended.out == "Put the register back to revision 3.\n"
        assert as_json(kept, "project", "list") == before
        assert register.read_bytes() == data
        aside = list(register.parent.glob("portfolio.json.damaged-*"))
        assert [path.read_bytes() for path in aside] == ([] if damaged is None else [damaged])
        kept("store", "verify", "--deep")

    def test_a_folder_in_its_place_is_told_in_a_sentence(self, kept: Program, register: Path) -> None:
        register.unlink()
        register.mkdir()
        told = kept("store", "restore", "--dry-run").err.splitlines()[0]
        assert told.endswith("is a folder; the register is a file, such as records/portfolio.json.")
        assert not told.endswith("..")

    def test_an_earlier_revision_comes_back_as_a_change(self, kept: Program) -> None:
        ended = kept("store", "restore", "1")
        assert ended.out == "Brought back the records of revision 1, as change 4.\n"
        assert ended.err.splitlines()[-1] == "To take it back: portfolio undo"
        assert codes(kept) == ["P-001"]
        assert kept("undo").out == "Took back change 4.\n"
        assert codes(kept) == ["P-001", "P-002"]

    def test_a_damaged_register_goes_back_to_an_earlier_revision_at_once(self, kept: Program, register: Path) -> None:
        register.write_bytes(b"")
        assert kept("store", "restore", "1").out.splitlines() == [
            "Put the register back to revision 3.",
            "Brought back the records of revision 1, as change 4.",
        ]

    def test_a_copy_alone_makes_a_register_again(self, kept: Program, register: Path, tmp_path: Path) -> None:
        kept("store", "backup", "copy.json")
        for folder in ("history", "backups"):
            for path in (register.parent / folder).iterdir():
                path.unlink()
        register.write_bytes(b"")
        assert "Nothing is left to restore" in kept("store", "restore", code=6).err
        kept("store", "restore", str(tmp_path / "copy.json"))
        assert codes(kept) == ["P-001", "P-002"]

    def test_what_is_not_there_is_told(self, kept: Program) -> None:
        assert "There is no revision 9" in kept("store", "restore", "9", code=3).err
        assert "There is no backup copy.json" in kept("store", "restore", "copy.json", code=3).err
        assert "not both" in kept("store", "restore", "1", "--latest", code=2).err

    def test_at_a_terminal_it_asks(self, kept: Program, tmp_path: Path) -> None:
        assert "Bring back revision 1? [y/N]:" in at_a_terminal(tmp_path, "store", "restore", "1", typed="n\n")
        assert codes(kept) == ["P-001", "P-002"]


class TestPack:
    def test_old_entries_go_into_one_file_and_nothing_is_lost(self, kept: Program, register: Path) -> None:
        before = kept("history", "--format", "json").out
        assert kept("store", "pack").out == "There is nothing to pack.\n"
        assert kept("store", "pack", "--keep", "1").out == "Packed 2 changes of the history into one file.\n"
        assert sorted(path.name for path in (register.parent / "history").iterdir()) == ["000003.json", "packed"]
        assert kept("history", "--format", "json").out == before
        kept("undo", "3")
        assert codes(kept) == []
        kept("store", "verify")


class TestSettings:
    def test_they_reach_the_store(self, portfolio: Program, register: Path) -> None:
        settings = register.parents[1] / "portfolio.toml"
        own = "[store]\nbackups = 2\ndaily = 0\nlock_timeout = 0.5\nshared = true\n"
        settings.write_text(settings.read_text(encoding="utf-8").replace("[store]\n", own), encoding="utf-8")
        for number in range(4):
            portfolio("project", "add", "--title", f"Title {number}")
        names = sorted(path.name for path in (register.parent / "backups").iterdir())
        assert names == ["000002.json", "000003.json"]
        if os.name == "posix":
            assert register.stat().st_mode & 0o777 == 0o660
        assert Context().store.lock_timeout == 0.5

    def test_without_any_the_defaults_hold(self, portfolio: Program) -> None:
        assert portfolio("config").code == 0
        assert Context().store.lock_timeout == Settings().lock_timeout


def test_what_did_no_harm_is_said_at_the_end(kept: Program, register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def refusing(source: Any, target: Any) -> None:
        if str(target) == str(register):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refusing)
        ended = kept("project", "add", "--title", "Gamma")
    assert ended.out.startswith("Added project P-003")
    assert "could not be replaced" in ended.err.splitlines()[-1]
    assert codes(kept) == ["P-001", "P-002", "P-003"]


@pytest.mark.parametrize(
    "line",
    [
        ("store", "verify", "--head", ""),
        ("project", "list", "--as-of", ""),
        ("project", "list", "--region", "", "--region", "KE"),
        ("history", "--by", ""),
        ("project", "add", "--title", "Crossing", "--note", ""),
    ],
)
def test_an_option_without_a_value_is_refused(kept: Program, line: tuple[str, ...]) -> None:
    assert "is empty; give a value, or leave the option out" in kept(*line, code=5).err


def test_restore_puts_back_what_the_history_tells_of_a_forked_register(
    kept: Program, register: Path, tmp_path: Path
) -> None:
    shutil.copytree(register.parent, tmp_path / "there")
    kept("project", "add", "--title", "Of here")
    kept("project", "add", "--title", "Of there", PORTFOLIO_STORE=str(tmp_path / "there" / register.name))
    forked = (tmp_path / "there" / register.name).read_bytes()
    register.write_bytes(forked)
    kept("project", "list", code=6)
    kept("store", "restore")
    assert "Of here" in kept("project", "list").out
    assert [path.read_bytes() for path in register.parent.glob("*.damaged-*")] == [forked]
    assert kept("store", "verify").code == 0


def test_a_history_that_is_gone_is_said_to_be_and_restored(kept: Program, register: Path) -> None:
    shutil.rmtree(register.parent / "history")
    told = kept("history")
    assert "Changes 1 to 3 of the history are missing." in told.out
    assert "portfolio store restore" in told.err
    assert "Nothing was changed" in kept("project", "add", "--title", "New", code=6).err
    assert "Mended the history" in kept("store", "restore").out
    kept("project", "add", "--title", "New")
    kept("undo", "--yes")
    assert kept("history", "show", "4").code == 0
