"""`history`, `undo`, `redo` and `--as-of` as people type them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import BACKEND
from test_cli import at_a_terminal, loaded

from portfolio import dates
from portfolio.store import authorship

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ended, Program


@pytest.fixture
def told(begun: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A register with five changes: on 1 and 2 May 2024 by Amina, on 1 July by Bruno."""
    lines = [
        ("2024-05-01T09:00:00Z", "amina@ONE", ("project", "add", "--title", "Airports", "--status", "pipeline")),
        ("2024-05-01T23:59:59Z", "amina@ONE", ("project", "add", "--title", "[red]Évidence[/]")),
        ("2024-05-02T00:00:00Z", "amina@ONE", ("project", "edit", "P-001", "--set", "status=ongoing")),
        ("2024-07-01T10:30:00Z", "bruno@TWO", ("project", "remove", "P-002")),
        ("2024-07-01T10:31:00Z", "bruno@TWO", ("project", "edit", "P-001", "--set", "note=x", "--set", "tag=a")),
    ]
    for time, who, line in lines:
        with monkeypatch.context() as patched:
            patched.setattr(authorship, "now", lambda time=time: time)
            patched.setattr(authorship, "identity", lambda *_, who=who: who)
            begun(*line)
    return begun


def rows(ended: Ended) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ended.out)
    return found


def revisions(program: Program, *options: str) -> list[int]:
    return [row["revision"] for row in rows(program("history", *options, "--format", "json"))]


def page(program: Program, *line: str) -> str:
    """Return a page as a terminal shows it, each run of white space as one space."""
    return " ".join(program(*line, "--format", "table").out.split())


class TestHistory:
    def test_the_last_change_comes_first_with_who_when_and_what(self, told: Program) -> None:
        first, *_ = found = rows(told("history", "--format", "json"))
        assert [row["revision"] for row in found] == [5, 4, 3, 2, 1]
        assert first == {
            "revision": 5,
            "time": "2024-07-01T10:31:00Z",
            "who": "bruno@TWO",
            "did": "Changed project P-001 “Airports”",
            "records": ["P-001"],
            "changes": ["note: – → x", "tags: – → a"],
            "command": "portfolio project edit P-001 --set note=x --set tag=a",
            "taken_back_by": None,
        }
        assert [row["did"] for row in found[1:]] == [
            "Removed project P-002 “[red]Évidence[/]”",
            "Changed project P-001 “Airports”",
            "Added project P-002 “[red]Évidence[/]”",
            "Added project P-001 “Airports”",
        ]

    def test_at_a_terminal_it_reads_as_a_story(self, told: Program) -> None:
        text = page(told, "history")
        assert text.startswith("History of the register 5 2024-07-01 10:31 bruno@TWO: Changed project P-001 “Airports”")
        assert "• note: – → x • tags: – → a • portfolio project edit P-001 --set note=x --set tag=a 4 2024-07" in text
        assert "Removed project P-002 “[red]Évidence[/]” • portfolio project remove P-002" in text

    def test_a_long_story_is_cut_and_says_so(self, told: Program) -> None:
        text = page(told, "history", "--limit", "2")
        assert "The last ones; --limit N tells of more." in text
        assert "4 2024-07-01 10:30" in text
        assert "3 2024-05-02" not in text
        assert revisions(told, "--limit", "2") == [5, 4]

    def test_columns_are_shown_as_a_table(self, told: Program) -> None:
        assert "Change What was done" in page(told, "history", "--columns", "revision,did")
        assert told("history", "--columns", "revision", "--sort", "revision").out.split() == [*("revision", *"12345")]

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            (("P-001",), [5, 3, 1]),
            (("p-001",), [5, 3, 1]),
            (("Airports",), [5, 3, 1]),
            (("P-002",), [4, 2]),
            (("p-002",), [4, 2]),
            (("--field", "status"), [3, 1]),
            (("P-001", "--field", "note", "--field", "tags"), [5]),
            (("--by", "Bruno"), [5, 4]),
            (("--by", "one"), [3, 2, 1]),
            (("--since", "2024-05-02"), [5, 4, 3]),
            (("--until", "2024-05-01"), [2, 1]),
            (("--until", "2024-05"), [3, 2, 1]),
            (("--since", "2024-05-02", "--until", "2024-06"), [3]),
            (("--since", "2024-08"), []),
        ],
    )
    def test_changes_are_chosen(self, told: Program, options: tuple[str, ...], found: list[int]) -> None:
        assert revisions(told, *options) == found
        assert revisions(told, "list", *options) == found

    def test_a_clock_that_was_set_back_hides_nothing(self, told: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(authorship, "now", lambda: "2023-01-01T00:00:00Z")
            told("project", "edit", "P-001", "--set", "note=y")
        assert revisions(told, "--since", "2024-05-02") == [5, 4, 3]
        assert revisions(told, "--until", "2023-06") == [6]

    def test_without_any_it_says_so(self, told: Program) -> None:
        assert "No such change is recorded." in told("history", "--since", "2024-08", "--format", "table").err
        assert "No such change is recorded." in told("history", "--since", "2024-08").err

    def test_a_part_is_told_of_with_its_record(self, office: Program) -> None:
        assert revisions(office, "C-001.m1") == revisions(office, "C-001")
        (row,) = rows(office("history", "C-001", "--field", "C-001.m2", "--format", "json"))
        assert row["changes"] == ["C-001.m2: – → receipt 600,000.00 2023-02-01"]

    def test_a_party_is_found_by_its_name(self, office: Program) -> None:
        assert rows(office("history", "Arcadia", "--format", "json"))[0]["records"] == ["ARCADIA"]

    def test_what_is_not_understood_is_told(self, told: Program) -> None:
        assert "No record is or was called “nobody”." in told("history", "nobody", code=3).err
        assert (
            "--since: “01/02/2024” can be 2024-02-01 or 2024-01-02"
            in told("history", "--since", "01/02/2024", code=5).err
        )
        for limit in ("0x", "0", "-1"):
            assert "--limit" in told("history", "--limit", limit, "--format", "table", code=5).err
        assert "The history holds no change 9; the register is at 5." in told("history", "show", "9", code=3).err


class TestShow:
    def test_a_change_is_shown_record_by_record(self, told: Program) -> None:
        text = page(told, "history", "show", "5")
        assert "Change 5 Changed project P-001 “Airports” When 2024-07-01 10:31 UTC" in text
        assert "Field Before After" in text
        assert "note – x tags – a" in text

    def test_json_has_all_of_it(self, told: Program, register: Path) -> None:
        data = json.loads(told("history", "show", "3", "--format", "json").out)
        (difference,) = data["differences"]
        assert difference["before"]["status"] == "pipeline"
        assert difference["after"]["status"] == "implementation"
        assert difference["fields"] == [{"field": "status", "before": "pipeline", "after": "implementation"}]
        later = json.loads((register.parent / "history" / "000004.json").read_text(encoding="utf-8"))
        assert data["digest"] == later["previous"]


class TestUndo:
    def test_it_shows_what_goes_back_and_how_to_make_it_again(self, told: Program) -> None:
        ended = told("undo")
        assert ended.out == "Took back change 5.\n"
        assert ended.err.splitlines() == [
            ("Change 5, of bruno@TWO at 2024-07-01 10:31 UTC: portfolio project edit P-001 --set note=x --set tag=a"),
            "  changed project P-001 “Airports”: note: x → –; tags: a → –",
            "To make it again: portfolio redo",
        ]
        assert told("redo").out == "Made change 5 again.\n"

    def test_json_says_what_was_done(self, told: Program) -> None:
        data = json.loads(told("undo", "2", "--format", "json").out)
        assert (data["revision"], data["undo"]) == (6, [5, 4])
        assert [(each["key"], each["before"] is None) for each in data["changes"]] == [
            ("P-001", False),
            ("P-002", True),
        ]

    def test_the_story_tells_of_it(self, told: Program) -> None:
        told("undo", "2")
        found = rows(told("history", "--format", "json"))
        assert found[0]["did"] == "Took back changes 5 and 4: added 1 project; changed 1 project"
        assert [row["taken_back_by"] for row in found] == [None, 6, 6, None, None, None]
        assert "(taken back by change 6)" in page(told, "history")
        assert "Taken back by change 6" in page(told, "history", "show", "5")

    def test_a_dry_run_changes_nothing(self, told: Program, contents: Callable[[], object]) -> None:
        before = contents()
        ended = told("undo", "3", "--dry-run")
        assert ended.out == "Nothing was changed.\n"
        assert "added project P-002" in ended.err
        assert contents() == before

    def test_a_later_change_stops_it(self, told: Program) -> None:
        err = told("undo", "--revision", "3", code=4).err
        assert (
            "project P-001 was changed again since change 3: by change 5, of bruno@TWO at 2024-07-01 10:31 UTC" in err
        )

    def test_changes_that_cancel_one_another_leave_nothing_to_take_back(self, told: Program) -> None:
        told("project", "add", "--title", "Gamma")
        told("project", "remove", "P-003")
        assert told("undo", "2").out == "Together changes 7 and 6 left every record as it was; nothing was changed.\n"
        assert told("undo").out == "Took back change 7.\n"

    def test_what_is_wrong_with_the_command(self, told: Program) -> None:
        assert "not both" in told("undo", "2", "--revision", "3", code=2).err
        assert "not in the range" in told("undo", "0", code=2).err
        assert "nothing to make again" in told("redo", code=4).err

    def test_what_takes_away_says_how_to_take_it_back(self, told: Program) -> None:
        assert told("project", "remove", "P-001").err.splitlines()[-1] == "To take it back: portfolio undo"
        told("undo")
        edited = told("project", "edit", "--status", "ongoing", "--set", "owner=joint", "--yes")
        assert edited.err.splitlines()[-1] == "To take it back: portfolio undo"

    def test_at_a_terminal_it_asks(self, told: Program, tmp_path: Path) -> None:
        said = at_a_terminal(tmp_path, "undo", typed="n\n")
        assert "Take back change 5? [y/N]:" in said
        assert revisions(told, "--limit", "1") == [5]
        assert "Took back change 5." in at_a_terminal(tmp_path, "undo", typed="y\n")
        assert "Make change 5 again?" not in at_a_terminal(tmp_path, "redo", "--yes", typed="")
        assert revisions(told, "--limit", "1") == [7]


class TestOn:
    @pytest.mark.parametrize(
        ("day", "revision", "time"),
        [
            ("2024-05-01", 2, "2024-05-01T23:59:59Z"),
            ("2024-05", 3, "2024-05-02T00:00:00Z"),
            ("2024-06-30", 3, "2024-05-02T00:00:00Z"),
            ("2024-10-01", 5, "2024-07-01T10:31:00Z"),
        ],
    )
    def test_a_day_has_its_revision_and_head(self, told: Program, day: str, revision: int, time: str) -> None:
        found = json.loads(told("history", "--on", day, "-f", "json").out)
        changes = {row["revision"]: row for row in rows(told("history", "--columns", "revision,digest", "-f", "json"))}
        assert (found["revision"], found["head"]) == (revision, changes[revision]["digest"])
        assert found["last_change"]["time"] == time
        assert f"The register on {found['day']}" in page(told, "history", "--on", day)
        assert told("store", "verify", "--head", found["head"]).code == 0

    def test_before_the_first_change_there_is_no_head(self, told: Program) -> None:
        found = json.loads(told("history", "--on", "2024-04-30", "-f", "json").out)
        assert found == {"day": "2024-04-30", "revision": 0, "head": None, "last_change": None}

    def test_it_is_asked_alone_and_of_a_day_that_has_been(self, told: Program) -> None:
        assert "--on says how the register stood" in told("history", "P-001", "--on", "2024-05-01", code=2).err
        assert "--on: “2190-01-01” has not ended yet" in told("history", "--on", "2190-01-01", code=5).err
        assert "--on: “soon”" in told("history", "--on", "soon", code=5).err


class TestAsOf:
    @pytest.mark.parametrize(
        ("when", "codes", "footer"),
        [
            ("2024-04-30", "", "As of 2024-04-30, revision 0; the register began on 2024-05-01."),
            ("2024-05-01", "P-001 P-002", "As of 2024-05-01, revision 2."),
            ("2024-05", "P-001 P-002", "As of 2024-05-31, revision 3."),
            ("2024-07-01", "P-001", "As of 2024-07-01, revision 5."),
            ("yesterday", "P-001", "As of 2024-09-30, revision 5."),
            ("0", "", "As of 2024-05-01, revision 0."),
            ("1", "P-001", "As of 2024-05-01, revision 1."),
            ("3", "P-001 P-002", "As of 2024-05-02, revision 3."),
            ("5", "P-001", "As of 2024-07-01, revision 5."),
            ("20240531", "P-001 P-002", "As of 2024-05-31, revision 3."),
            ("2024-05-31T10:00:00Z", "P-001 P-002", "As of 2024-05-31, revision 3."),
        ],
    )
    def test_a_list_is_what_it_was(self, told: Program, when: str, codes: str, footer: str) -> None:
        ended = told("project", "list", "--as-of", when, "--format", "json")
        assert [row["code"] for row in rows(ended)] == codes.split()
        assert ended.err.splitlines()[-1] == footer
        assert footer in page(told, "project", "list", "--as-of", when)
        assert footer in told("project", "list", "--as-of", when, "--format", "md").out

    def test_a_page_is_what_it_was(self, told: Program) -> None:
        then = told("project", "show", "P-002", "--as-of", "2024-05-31", "--format", "json")
        assert json.loads(then.out)["title"] == "[red]Évidence[/]"
        assert "UNCLASSIFIED. As of 2024-05-31, revision 3." in page(
            told, "project", "show", "P-002", "--as-of", "2024-05-31"
        )
        told("project", "show", "P-002", code=3)

    def test_the_day_is_its_today(self, told: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(authorship, "now", lambda: "2024-07-02T00:00:00Z")
            told("project", "edit", "P-001", "--set", "planned_end=2024-08")

        def ending(*then: str) -> list[str]:
            return [row["code"] for row in rows(told("project", "list", "--ends", "next month", *then, "-f", "json"))]

        assert ending() == []
        assert ending("--as-of", "2024-07-01") == []
        assert ending("--as-of", "6") == ending("--as-of", "2024-07-31") == ["P-001"]
        assert ending("--as-of", "2024-08-01") == []

    def test_where_the_history_does_not_reach_nothing_is_made_up(self, told: Program, register: Path) -> None:
        for number in (1, 2, 3):
            (register.parent / "history" / f"00000{number}.json").unlink()
        for when in ("2", "2024-05-31"):
            err = told("project", "list", "--as-of", when, code=3).err
            assert f"goes back to revision 3, not to {when}." in err
        assert told("project", "list", "--as-of", "2024-07-01").err == "As of 2024-07-01, revision 5.\n"

    def test_a_figure_of_the_past_can_be_had_again(self, office: Program) -> None:
        line = ("summary", "donors", "--format", "json")
        before = office(*line).out
        revision = revisions(office, "--limit", "1")[0]
        office("contribution", "receive", "C-001", "50,000", "USD", "--date", "2024-06-01")
        office("project", "remove", "P-003")
        assert office(*line).out != before
        assert office(*line, "--as-of", str(revision)).out == before

    @pytest.mark.parametrize(
        "line",
        [
            "project list", "programme list", "donor list", "partner list", "contribution list", "expenditure list",
            "outcome list", "activity list", "document list", "rate list", "region list", "project show P-001",
            "programme show PRG-001", "donor show Arcadia", "partner show IOB", "contribution show C-001",
            "expenditure show E-001", "outcome show O-001", "activity show A-001", "document show D-001",
            "rate show R-001", "region show Sahel", "country show KE", "overview", "find border", "summary donors",
            "summary regions", "summary outcomes",
        ],
    )  # fmt: skip
    def test_every_command_that_reads_takes_it(
        self, office: Program, line: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (last,) = rows(office("history", "--limit", "1", "--format", "json"))
        revision = last["revision"]
        monkeypatch.setattr(dates, "today", lambda: dt.date.fromisoformat(last["time"][:10]))
        now, then = (office(*line.split(), *when, "--format", "json") for when in ((), ("--as-of", str(revision))))
        assert then.out == now.out
        assert f", revision {revision}." in then.err

    @pytest.mark.parametrize("line", ["project add", "project edit P-001", "project remove P-001", "undo", "history"])
    def test_no_other_takes_it(self, told: Program, line: str) -> None:
        assert "No such option: --as-of" in told(*line.split(), "--as-of", "1", code=2).err

    @pytest.mark.parametrize(
        ("when", "code", "message"),
        [
            ("2190-01-01", 5, "--as-of: “2190-01-01” has not ended yet"),
            ("2190-01", 5, "has not ended yet"),
            ("6", 3, "There is no revision 6; the register is at 5."),
            ("2024", 3, "For the end of the year 2024, write 2024-12-31."),
            ("last May", 5, "is neither a day such as 2024-07-15"),
            ("01/03/2024", 5, "can be 2024-03-01 or 2024-01-03"),
        ],
    )
    def test_a_moment_that_there_is_not(self, told: Program, when: str, code: int, message: str) -> None:
        assert message in told("project", "list", "--as-of", when, code=code).err


@pytest.mark.parametrize("line", ["history", "history show 1", "project list --as-of 1", "overview --as-of 2024-05-01"])
def test_no_look_at_the_past_loads_pydantic(told: Program, tmp_path: Path, line: str) -> None:
    assert told is not None
    found = loaded(tmp_path, *line.split())
    assert {"file": "portfolio.store.file.history", "postgres": "portfolio.store.postgres.chain"}[BACKEND] in found
    assert not {"pydantic", "rapidfuzz", "filelock"} & found
