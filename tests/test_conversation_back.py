"""The way back in a conversation: from each kind of question, to an answer that stands there to be changed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import installed

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX’s", allow_module_level=True)

from conversing import Terminal, keys

if TYPE_CHECKING:
    from pathlib import Path


class Back(NamedTuple):
    """A question that somebody goes back to, from the one that follows it."""

    command: str
    begun: tuple[tuple[str, str], ...]  # what is answered before it
    question: tuple[str, str]  # the question, and what is answered first
    following: str  # the question that follows
    stands: str  # what stands there to be changed
    instead: str  # what is answered instead
    key: str  # what of the record, in JSON, tells of it
    told: str  # and what it tells


_HARBOURS = ("Title", "Harbours")
_GIFT = (("Donor", "arc"),)
_BACK = {
    "text": Back("project add", (), ("Title", "Harbors"), "Programme", "Harbors", "Harbours", "title", "Harbours"),
    "list": Back(
        *("project add", (_HARBOURS,), ("Programme", "bord"), "Status", "PRG-001", "avia", "programme"),
        "PRG-002",
    ),
    "choice": Back(
        *("project add", (_HARBOURS,), ("Status", "ongoing"), "Start", "ongoing", "pipeline", "status"),
        "pipeline",
    ),
    "date": Back(
        *("project add", (_HARBOURS,), ("Start", "1 March 2024"), "End", "2024-03-01", "2 March 2024", "actual_start"),
        "2024-03-02",
    ),
    "several": Back(
        *("project add", (_HARBOURS,), ("Countries", "ken:60; somal:40"), "Regions", "Kenya:60; Somalia:40"),
        *("ken; mali", "countries", '[{"country": "KE"}, {"country": "ML"}]'),
    ),
    "amount": Back(
        *("contribution add", _GIFT, ("Amount", "500k USD"), "Agreed on", "500k USD", "1.2m EUR", "movements"),
        '"amount": "1200000.00"',
    ),
    "yes or no": Back(
        *("contribution add", (*_GIFT, ("Amount", "500k USD"), ("Agreed on", "2024-01")), ("Was it paid", "yes")),
        *("Title", "yes", "no", "movements", '"kind": "commitment"'),
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a register of one donor and two programmes."""
    installed("init", folder=tmp_path)
    installed("donor", "add", "Arcadia", "--type", "government", folder=tmp_path)
    installed("programme", "add", "Border management", folder=tmp_path)
    installed("programme", "add", "Aviation security", folder=tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", _BACK)
def test_a_question_of_each_kind_is_gone_back_to_and_answered_anew(folder: Path, kind: str) -> None:
    back = _BACK[kind]
    question, first = back.question
    terminal = Terminal(folder, *back.command.split(), rows=60)
    terminal.answer(*back.begun, (question, first), (back.following, "<"), (question, "…"))
    assert f"› {back.stands}" in terminal.screen
    assert f"+ {back.stands}" not in terminal.screen, "what is known is not offered as new"
    terminal.send(keys(["clear"])).answer((question, back.instead), ("Save it?", ""))
    assert terminal.end() == 0
    noun = back.command.split()[0]
    shown = installed(noun, "show", "P-001" if noun == "project" else "C-001", "--format", "json", folder=folder).out
    value = json.loads(shown)[back.key]
    assert back.told in (value if isinstance(value, str) else json.dumps(value))
    assert kind != "yes or no" or len(value) == 1, "no receipt"


def test_the_summary_is_gone_back_from_and_the_first_question_has_nothing_before_it(folder: Path) -> None:
    terminal = Terminal(folder, "donor", "add", rows=60).answer(("Name", "<"), ("Name", "Lemuria"), ("Save it?", "<"))
    last = terminal.question
    assert last not in {"", "Name", "Save it?"}
    terminal.answer((last, "<"))
    assert terminal.question not in {last, "Save it?"}
    terminal.answer(("Save it?", ""))
    assert terminal.end() == 0
    assert json.loads(installed("donor", "show", "Lemuria", "--format", "json", folder=folder).out)["name"] == "Lemuria"


def test_goes_back_over_several_questions_into_the_part_before(folder: Path) -> None:
    terminal = Terminal(folder, "contribution", "add", rows=60).answer(*_GIFT, ("Amount", "500k USD"))
    terminal.answer(("Next instalment", "<"), ("Next payment", "<"), ("For project", "<"))
    while terminal.question != "Amount":
        terminal.enter("<")
    assert "› 500k USD" in terminal.screen
    terminal.enter("<").send(keys(["clear"])).answer(("Donor", "arc"), ("Save it?", ""))
    assert terminal.end() == 0
    gift = json.loads(installed("contribution", "show", "C-001", "--format", "json", folder=folder).out)
    assert [each["amount"] for each in gift["movements"]] == ["500000.00"]


def test_words_that_are_no_answers_mean_what_they_say(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add")
    terminal.answer(("Title", "Harbours"), ("Programme", "skip"), ("Status", "back"))
    assert terminal.question.startswith("Programme")
    terminal.send("cancel\r", "Kept as a draft. To go on: portfolio project add")
    assert terminal.end() == 130


def test_a_word_to_end_with_is_asked_about_where_it_may_be_the_text(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add")
    terminal.read().enter("cancel").read("“cancel” would be the answer")
    assert terminal.question.startswith("Title")
    terminal.enter()
    assert not terminal.question.startswith("Title")
    terminal.close()


def test_an_amount_behind_a_donor_is_offered_where_it_is_asked_for(folder: Path) -> None:
    terminal = Terminal(folder, "project", "add")
    terminal.answer(("Title", "Harbours"), ("Donors", "Arcadia 250k USD"), ("How much does Arcadia give", "…"))
    assert "› 250k USD" in terminal.screen
    terminal.close()
