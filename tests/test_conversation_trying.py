"""Answers are read as options are, and refused in the words of the gate; lists and examples come from the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, furnished_office

from portfolio.conversation import picks
from portfolio.conversation.examples import example, value_like
from portfolio.conversation.picks import Pick, matching, only
from portfolio.conversation.script import SECTIONS
from portfolio.conversation.trying import Trial
from portfolio.conversation.walk import Step, Walk

if TYPE_CHECKING:
    from portfolio.conversation.trying import Tried

office = furnished_office


class Talk:
    """Answers to the questions about one noun, put one by one."""

    def __init__(self, office: Office, noun: str) -> None:
        self.office, self.section = office, SECTIONS[noun]
        self.answers: dict[str, list[str]] = {}
        self.trial = Trial(office.desk, office.store.read(), self.section)

    def step(self, key: str) -> Step:
        return next(step for step in Walk(self.section, self.answers).steps if step.key == key)

    def say(self, key: str, *texts: str, again: bool = False) -> Tried:
        tried = self.trial.answer(self.answers, self.step(key), texts, again=again)
        if not tried.problem:
            self.answers[key] = list(texts)
        return tried

    def offered(self, key: str) -> list[Pick]:
        after = self.trial.after(self.answers)
        return picks.picks(self.step(key), after, self.office.names(), self.office.store.read())


@pytest.mark.parametrize(
    ("key", "texts", "said"),
    [
        ("start", ["1 March 2024"], "2024-03-01 (actual)"),
        ("end", ["next year"], "2025 (planned)"),
        ("status", ["ongoing"], "Implementation"),
        ("country", ["KE:60", "Somalia:40"], "Kenya 60 %; Somalia 40 %"),
        ("programme", ["bsm"], "BSM Border programme"),
        ("donor", ["ARC"], "Arcadia"),
        ("ref", ["UNPDF: 2016-05"], "UNPDF: 2016-05"),
        ("title", ["  Delta  "], "  Delta  "),
    ],
)
def test_says_how_an_answer_is_understood(office: Office, key: str, texts: list[str], said: str) -> None:
    talk = Talk(office, "project")
    talk.answers["title"] = ["Delta"]
    tried = talk.say(key, *texts)
    assert (tried.problem, tried.said.strip()) == ("", said.strip())


@pytest.mark.parametrize(
    ("key", "texts", "problem"),
    [
        ("start", ["3/4/2024"], "can be 2024-04-03 or 2024-03-04"),
        ("end", ["2020"], "is before the start, 2024-03"),
        ("country", ["KE:60", "SO:50"], "add up to 110, not to 100"),
        ("country", ["Kenia"], "Did you mean Kenya?"),
        ("donor", ["Lemuria"], "If it is a new one, write + before it."),
        ("title", [], "is needed"),
        ("title", ["Alpha"], "--again"),
    ],
)
def test_refuses_as_the_gate_does(office: Office, key: str, texts: list[str], problem: str) -> None:
    talk = Talk(office, "project")
    talk.answers |= {"title": ["Delta"], "start": ["2024-03"]}
    assert problem in talk.say(key, *texts).problem


def test_what_is_only_there_already_can_be_meant(office: Office) -> None:
    talk = Talk(office, "project")
    assert talk.say("title", "Alpha").conflict
    assert not talk.say("title", "Alpha", again=True).problem


def test_money_is_tried_with_all_that_was_said_before(office: Office) -> None:
    talk = Talk(office, "contribution")
    talk.say("donor", "ARC")
    assert talk.say("amount", "1.2m").problem == "has no currency; write it behind, as in 1,250,000 USD"
    assert talk.say("amount", "1.2m USD").said == "USD 1,200,000"
    talk.say("for1.target", "Alpha")
    assert "more than the USD 1,200,000.00 that can be allocated" in talk.say("for1.amount", "1.3m").problem
    assert talk.say("for1.amount", "700k").said == "700,000"
    talk.say("for2.target", "Gamma")
    assert "allocate at most USD 1,200,000.00" in talk.say("for2.amount", "700k").problem


def test_nothing_is_kept_of_what_is_tried(office: Office) -> None:
    before = office.store.read().revision
    talk = Talk(office, "project")
    talk.say("title", "Delta")
    talk.say("donor", "+Lemuria")
    assert office.store.read().revision == before
    assert office.store.read().get("organisations", "LEMURIA") is None


def test_lists_begin_with_what_the_project_or_the_donor_of_the_entry_has(office: Office) -> None:
    office.add("projects", title="Delta", country=["TD", "ML"], region="Sahel")
    office.add("contributions", donor="Arcadia", title="Gift for all")
    office.move("C-001", "receipt", "100")
    office.allocate("C-001", "P-005", "60")
    talk = Talk(office, "expenditure")
    talk.answers |= {"target": ["P-005"], "amount": ["5 USD"]}
    countries = [pick.text for pick in talk.offered("country")]
    assert countries[:5] == ["Chad", "Mali", "Burkina Faso", "Cameroon", "Gambia"]
    assert "Kenya" in countries
    assert len(countries) == len(set(countries))
    talk.answers["region"] = []
    assert next(pick.text for pick in talk.offered("region")) == "Sahel"
    assert [pick.text for pick in talk.offered("contribution")] == ["C-001", "C-002"]
    office.edit("projects", "P-002", "donor=ARC")
    talk = Talk(office, "contribution")
    talk.answers |= {"donor": ["Arcadia"], "amount": ["5 USD"]}
    assert [pick.text for pick in talk.offered("for1.target")][:2] == ["P-002", "P-005"]


def test_what_is_understood_is_shown_before_it_is_answered(office: Office) -> None:
    talk = Talk(office, "project")
    assert talk.trial.glance(talk.step("start"), "last month").said == "2024-05 (actual)"
    assert talk.trial.glance(talk.step("start"), "nonsense").problem
    assert talk.trial.glance(talk.step("donor"), "Arc") == talk.trial.glance(talk.step("title"), "x")


def test_lists_offer_the_register_and_what_was_just_entered(office: Office) -> None:
    talk = Talk(office, "project")
    talk.answers |= {"title": ["Delta"], "donor": ["ARC"], "gift ARC.amount": ["5 USD"], "more1": ["expenditure"]}
    talk.answers |= {"gift ARC.title": ["Second gift"], "expenditure1.amount": ["5 USD"]}
    assert [pick.text for pick in talk.offered("programme")] == ["BSM"]
    assert [pick.text for pick in talk.offered("donor")] == ["Arcadia"]
    # The key that the new one will have is not settled yet, so that its title names it.
    assert [pick.text for pick in talk.offered("expenditure1.contribution")] == ["Second gift", "C-001"]
    assert "C-002 is not saved yet" in talk.say("expenditure1.contribution", "c-002").problem
    assert not talk.say("expenditure1.contribution", "Second gift").problem


def test_a_list_narrows_to_the_nearest_first() -> None:
    offered = [Pick("New Zealand", "New Zealand"), Pick("Zambia", "Zambia"), Pick("Kenya", "Kenya", "KE")]
    assert [pick.text for pick in matching(offered, "z")] == ["Zambia", "New Zealand"]
    assert [pick.text for pick in matching(offered, "ke")] == ["Kenya"]
    assert [pick.text for pick in matching(offered, "kenia")] == ["Kenya"]
    assert matching(offered, "") == offered
    assert matching(offered, "xyzzy") == []
    assert (only(offered, "zam"), only(offered, "zea"), only(offered, "n"), only(offered, "q")) == (
        *("Zambia", "New Zealand", "New Zealand", "q"),
    )


def test_the_nearest_record_is_an_example(office: Office) -> None:
    office.edit("projects", "P-001", "country=Kenya", "officer=A. Officer", "donor=ARC", "status=closed")
    reader, names, section = office.store.read(), office.names(), SECTIONS["project"]
    found = example(reader, section, {"title": "Alpha, third phase", "programme": "BSM"})
    assert found
    assert found["code"] == "P-001"
    steps = {step.key: step for step in Walk(section, {}).steps}
    assert value_like(steps["country"], found, names) == ["Kenya"]
    assert value_like(steps["officer"], found, names) == ["A. Officer"]
    assert value_like(steps["donor"], found, names) == ["Arcadia"]
    assert value_like(steps["title"], found, names) == []
    assert example(reader, section, {"title": "Something else"}) is None
