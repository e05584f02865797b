"""Conversations in a real terminal: whole, back, refused, left and gone on with, on any terminal there is."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from conftest import installed

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX’s", allow_module_level=True)

from conversing import Terminal, keys

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a register of one donor and one programme."""
    installed("init", folder=tmp_path)
    installed("donor", "add", "Arcadia", "--type", "government", folder=tmp_path)
    installed("programme", "add", "Border management", folder=tmp_path)
    return tmp_path


def record(folder: Path, noun: str, key: str) -> Any:
    return json.loads(installed(noun, "show", key, "--format", "json", folder=folder).out)


_ALL = (
    ("Title", "Harbours of the coast"),
    ("Programme", "bord"),
    ("Start", "1 March 2024"),
    ("Countries", "ken:60; somal:40"),
    ("Donors", "arc; +Lemuria"),
    ("Type of Lemuria", "gov"),
    ("How much does Arcadia give", "1.2m USD"),
    ("Agreed on", "2024-02"),
    ("How much for this project", "900k"),
    ("Signed on", "2 Feb 2024"),
    ("Next payment that came", "200k"),
    ("Paid on", "2024-03"),
    ("Next payment that came", "<"),
    ("Its number in the books", "R-7"),
    ("Next payment that came", ""),
    ("Next instalment", "300k"),
    ("Due", "2031"),
    ("What else", "out"),
    ("Outcome, in a sentence", "Ships are searched"),
    ("What is it measured by", "Ships"),
    ("Baseline", "4"),
    ("Target", "30"),
    ("Target of which period", "2025"),
    ("Next value that was reached", "7"),
    ("Reached in which period", "2024"),
    ("Next value that was reached", "9"),
    ("Reached in which period", "2025"),
    ("And what else", "act"),
    ("Title", "Training"),
    ("And what else", "exp"),
    ("Amount", "10k USD"),
    ("Date", "2024-05"),
    ("Charged to", "arc"),
    ("Spent on which one country", "som"),
    ("Save it?", ""),
)


def test_enters_a_project_with_all_that_is_known_of_it(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add", rows=60)
    terminal.answer(*_ALL)
    assert terminal.end() == 0
    assert "The same, typed:" in terminal.said
    project = record(folder, "project", "P-001")
    assert project["programme"] == "PRG-001"
    assert project["actual_start"] == "2024-03-01"
    assert project["countries"] == [{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}]
    assert [each["organisation"] for each in project["organisations"]] == ["ARCADIA", "LEMURIA"]
    gift = record(folder, "contribution", "C-001")
    assert (gift["donor"], gift["movements"][0]["amount"]) == ("ARCADIA", "1200000.00")
    assert [(each["target"], each["amount"]) for each in gift["allocations"]] == [("P-001", "900000.00")]
    assert (gift["signed"], gift["movements"][1]["amount"], gift["movements"][1]["date"]) == (
        *("2024-02-02", "200000.00", "2024-03"),
    )
    assert gift["movements"][1]["reference"] == "R-7"
    assert [(each["date"], each["amount"]) for each in gift["instalments"]] == [("2031", "300000.00")]
    outcome = record(folder, "outcome", "O-001")
    assert [
        (each["start"], each.get("actual"), each.get("target")) for each in outcome["indicators"][0]["periods"]
    ] == [
        ("2024-01-01", "7", None),
        ("2025-01-01", "9", "30"),
    ]
    assert record(folder, "activity", "A-001")["project"] == "P-001"
    spent = record(folder, "expenditure", "E-001")
    assert (spent["contribution"], spent["country"]) == ("C-001", "SO")
    typed = " ".join(terminal.said.split())
    assert "portfolio contribution receive C-001 200000 --date 2024-03 --ref R-7" in typed
    assert "portfolio outcome record P-001 O-001.i1 7 --period 2024" in typed
    history = installed("history", "--format", "json", folder=folder).out
    assert len(json.loads(history)) == 3, "all of it is one change"


def test_an_answer_is_refused_in_the_words_of_the_gate_and_asked_again(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add")
    terminal.answer(("Title", "Harbours"), ("Start", "3/4/2024"), ("Start", "…"))
    terminal.read("“3/4/2024” can be 2024-04-03 or 2024-03-04; write the one that is meant")
    terminal.send(keys(["clear"])).answer(("Start", "2024-04"), ("End", "2023"), ("End", "…"))
    terminal.read("is before the start, 2024-04")
    terminal.send(keys(["c-c"]))
    assert terminal.end() == 130


def test_shows_what_is_understood_while_it_is_typed(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Start", "…"))
    terminal.send("1 March 2024", "2024-03-01 (actual)")
    terminal.send(keys(["c-c"]))
    assert terminal.end() == 130


def test_goes_back_with_the_answer_that_there_is(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbors"), ("Programme", "<"), ("Title", "…"))
    assert "› Harbors" in terminal.read().screen
    terminal.send(keys(["clear"])).answer(("Title", "Harbours"), ("Save it?", ""))
    assert terminal.end() == 0
    assert record(folder, "project", "P-001")["title"] == "Harbours"


def test_picks_from_a_list_that_narrows(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Donors", "…"))
    terminal.send("arka").read("+ arka", "new donor…")
    terminal.send(keys(["clear"])).send("arc", "Arcadia").send(keys(["down", "enter"]), "› Arcadia;")
    terminal.enter().answer(("How much does Arcadia", "…"))
    terminal.send(keys(["c-c"]))
    assert terminal.end() == 130


def test_a_draft_is_kept_and_offered_and_gone_on_with(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Port de Côte"), ("Officer", "A. Officer"))
    terminal.send(keys(["c-c"]), "Kept as a draft. To go on: portfolio project add")
    assert terminal.end() == 130
    listed = installed("project", "add", "--drafts", folder=folder).out
    assert "“Port de Côte”, 2 answers" in listed
    terminal = Terminal(folder, "project", "add").read("“Port de Côte”")
    terminal.answer(("There are drafts", ""), ("Save it?", ""))
    assert terminal.end() == 0
    assert record(folder, "project", "P-001")["officer"] == "A. Officer"
    assert "There are no drafts" in installed("project", "add", "--drafts", folder=folder).out
    assert not (folder / "records" / "drafts").exists()


def test_an_answer_of_a_draft_that_is_not_taken_any_more_stands_to_be_changed_or_meant(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Officer", "A. Officer"))
    terminal.send(keys(["c-c"])).end()
    assert installed("project", "add", "Harbours", folder=folder).code == 0
    terminal = Terminal(folder, "project", "add").answer(("There are drafts", ""), ("Title", "…"))
    assert "› Harbours" in terminal.screen
    assert "There is a project of that title already" in terminal.screen
    terminal.answer(("Title", ""), ("Save it?", ""))
    assert terminal.end() == 0
    assert [record(folder, "project", key)["title"] for key in ("P-001", "P-002")] == ["Harbours", "Harbours"]
    assert record(folder, "project", "P-002")["officer"] == "A. Officer"


@pytest.mark.parametrize("way", ["c-d", "closed", "summary"])
def test_what_was_answered_is_never_lost(folder: Path, way: str) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Officer", "A. Officer"))
    if way == "closed":
        terminal.read().close()
    else:
        terminal.answer(("Save it?" if way == "summary" else "", "…"))
        terminal.send(keys(["c-c" if way == "summary" else "c-d"]))
        assert terminal.end() == 130
    assert "“Harbours”, 2 answers" in installed("project", "add", "--drafts", folder=folder).out


def test_a_draft_is_thrown_away(folder: Path) -> None:
    Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Programme", "…")).send(keys(["c-c"])).end()
    again = [("There are drafts", "2"), ("There are drafts", "throw"), ("Title", "…")]
    terminal = Terminal(folder, "project", "add").answer(*again)
    terminal.send(keys(["c-c"]))
    assert terminal.end() == 130
    assert "There are no drafts" in installed("project", "add", "--drafts", folder=folder).out


def test_what_is_meant_to_be_there_twice_is_entered_twice(folder: Path) -> None:
    installed("project", "add", "Harbours", folder=folder)
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Title", "…"))
    terminal.read("Enter it once more if it is meant.")
    terminal.answer(("Title", ""), ("Save it?", ""))
    assert terminal.end() == 0
    assert record(folder, "project", "P-002")["title"] == "Harbours"


def test_a_question_is_changed_and_one_added_at_the_end(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(
        *(("Title", "Harbours"), ("Officer", "A. Officer"), ("Save it?", "officer"), ("Officer", "…"))
    )
    terminal.send(keys(["clear"])).answer(
        *(("Officer", "B. Officer"), ("Save it?", "note"), ("Note", "Checked"), ("Save it?", ""))
    )
    assert terminal.end() == 0
    project = record(folder, "project", "P-001")
    assert (project["officer"], project["note"]) == ("B. Officer", "Checked")


def test_options_that_are_given_are_answers_already(folder: Path) -> None:
    terminal = Terminal(
        folder, *("project", "add", "--country", "Kenya", "--officer", "A. Officer"), "--set", "title.fr=Ports"
    )
    terminal.answer(("Title", "Harbours"), ("Save it?", "Title (es)"), ("Title (es)", "Puertos"), ("Save it?", ""))
    assert terminal.end() == 0
    project = record(folder, "project", "P-001")
    assert (project["countries"], project["officer"]) == ([{"country": "KE"}], "A. Officer")
    assert project["titles"] == {"fr": "Ports", "es": "Puertos"}
    assert "--set title.es=Puertos --set title.fr=Ports" in " ".join(terminal.said.split())
    assert "No longer asked for" not in terminal.said
    assert "Countries\n" not in terminal.said


def test_a_dry_run_shows_what_would_be_entered_and_keeps_the_answers(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add", "--dry-run").answer(("Title", "Harbours"), ("Save it?", ""))
    assert terminal.end() == 0
    assert "Nothing was changed." in terminal.said
    assert "“Harbours”, 1 answer" in installed("project", "add", "--drafts", folder=folder).out


def test_the_nearest_record_is_an_example(folder: Path) -> None:
    installed("project", "add", "Harbours, phase I", "--officer", "A. Officer", "--country", "Kenya", folder=folder)
    terminal = Terminal(folder, "project", "add")
    terminal.answer(("Title", "Harbours, phase II"), ("Countries", "="), ("Officer", "="), ("Save it?", ""))
    assert terminal.end() == 0
    project = record(folder, "project", "P-002")
    assert (project["countries"], project["officer"]) == ([{"country": "KE"}], "A. Officer")


def test_enters_an_agreement_with_what_it_is_for(folder: Path) -> None:
    installed("project", "add", "Harbours", folder=folder)
    installed("project", "add", "Airports", folder=folder)
    terminal = Terminal(folder, "contribution", "add").answer(
        *(("Donor", "arc"), ("Amount", "500k"), ("Amount", "…")),
    )
    terminal.read("has no currency").send(keys(["clear"])).answer(
        *(("Amount", "500k EUR"), ("Agreed on", "2024-03"), ("Was it paid", "yes"), ("For project", "harb")),
        *(("How much", "200k"), ("For project", "airp"), ("How much", ""), ("Next report", "2031"), ("Save it?", "")),
    )
    assert terminal.end() == 0
    gift = record(folder, "contribution", "C-001")
    assert [each["kind"] for each in gift["movements"]] == ["commitment", "receipt"]
    assert [(each["target"], each["amount"]) for each in gift["allocations"]] == [
        *(("P-001", "200000.00"), ("P-002", "300000.00"))
    ]
    assert gift["reports_due"][0]["date"] == "2031"


def test_the_summary_has_each_entry_once(folder: Path) -> None:
    terminal = Terminal(folder, "contribution", "add", rows=60)
    terminal.answer(("Donor", "+Lemuria"), ("Type of Lemuria", "gov"), ("Amount", "5 USD"), ("Save it?", "…"))
    headings = [line for line in terminal.screen.splitlines() if line in {"Contribution", "Donor Lemuria"}]
    assert headings == ["Contribution", "Donor Lemuria"]
    terminal.send(keys(["c-c"]))
    assert terminal.end() == 130


def test_lines_that_are_pasted_are_one_answer_and_no_answers_to_what_comes_next(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "…"))
    terminal.send("\x1b[200~Harbours\nof the\ncoast\x1b[201~", "coast")
    terminal.enter().answer(("Programme", ""), ("Save it?", ""))
    assert terminal.end() == 0
    assert record(folder, "project", "P-001")["title"] == "Harbours of the coast"


def test_a_window_that_changes_its_size_meanwhile_loses_nothing(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(("Title", "Harbours"), ("Programme", "…"))
    for columns in (40, 120):
        assert terminal.resize(columns).question == "Programme"
    terminal.answer(("Programme", "bord"), ("Save it?", ""))
    assert terminal.end() == 0
    assert record(folder, "project", "P-001")["programme"] == "PRG-001"


@pytest.mark.parametrize(
    ("environment", "columns"),
    [({"TERM": "dumb"}, 80), ({}, 40), ({"NO_COLOR": "1"}, 80), ({"LC_ALL": "C", "LANG": "C"}, 80)],
)
def test_any_terminal_will_do(folder: Path, environment: dict[str, Any], columns: int) -> None:
    terminal = Terminal(folder, "project", "add", columns=columns, **environment)
    if environment.get("TERM") == "dumb":
        terminal.read("Title").send("\r".join(["Harbours", "", "<", "", "ongoing", *[""] * 40]), "Save it?")
        assert "\x1b" not in terminal.said
    else:
        terminal.answer(("Title", "Harbours"), ("Status", "ongoing"), ("Save it?", ""))
    assert terminal.end() == 0
    assert record(folder, "project", "P-001")["status"] == "implementation"
    if "NO_COLOR" in environment:
        assert "\x1b[31m" not in terminal.said
        assert "90m" not in terminal.said


def test_names_of_any_script_are_answers(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add").answer(
        *(("Title", "الأدلة في المحكمة – Évidence"), ("Officer", "Łucja Ñandú"), ("Save it?", ""))
    )
    assert terminal.end() == 0
    project = record(folder, "project", "P-001")
    assert (project["title"], project["officer"]) == ("الأدلة في المحكمة – Évidence", "Łucja Ñandú")


def test_a_title_alone_is_one_command_without_questions(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add", "Monday morning")
    assert terminal.end() == 0
    assert terminal.said.startswith("Added project P-001 “Monday morning”.")


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("project add", "Missing option --title"),
        ("contribution add", "Missing argument DONOR"),
        ("outcome add", "Missing argument PROJECT"),
        ("activity add", "Missing option --title"),
        ("expenditure add", "Missing argument TARGET"),
        ("expenditure add P-001", "Missing argument AMOUNT"),
        ("donor add", "Missing argument NAME"),
        ("partner add", "Missing argument NAME"),
        ("programme add", "Missing option --title"),
        ("document add", "Missing option --title"),
    ],
)
def test_without_a_terminal_what_is_missing_is_named(folder: Path, command: str, missing: str) -> None:
    ended = installed(*command.split(), folder=folder)
    assert ended.code == 2
    assert missing in ended.err
    terminal = Terminal(folder, *command.split(), "--no-input")
    assert terminal.end() == 2
    assert missing in terminal.said
