"""Which questions follow which answers, and which entries these make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.conversation.inquiry import ordered
from portfolio.conversation.script import SECTIONS
from portfolio.conversation.walk import Walk, answers_given, donor_and_amount, typed_several
from portfolio.fields import kinds as k
from portfolio.fields.declared import RECORDS
from portfolio.fields.field import Field
from portfolio.fields.shared import LANGUAGES

if TYPE_CHECKING:
    from portfolio.conversation.inquiry import Inquiry


def asked(section: Inquiry, answers: dict[str, list[str]]) -> list[str]:
    return [step.key for step in Walk(section, answers).steps]


@pytest.mark.parametrize("noun", SECTIONS)
def test_every_field_that_has_an_option_can_be_asked_for(noun: str) -> None:
    section = SECTIONS[noun]
    offered = {field.key for field in RECORDS[section.table] if field.help}
    keys = [field.key for field in (*section.asked, *section.seldom)]
    assert offered <= set(keys)
    assert len(keys) == len(set(keys))
    assert section.field(section.lead)
    assert all(section.field(key) for key in (*section.needs, *section.says))


@pytest.mark.parametrize("noun", SECTIONS)
def test_any_answer_may_be_the_only_one(noun: str) -> None:
    section = SECTIONS[noun]
    for field in (*section.asked, *section.seldom):
        assert field.key in asked(section, {field.key: ["1"]})


@pytest.mark.parametrize("noun", ["project", "programme", "contribution", "outcome", "activity", "narrative"])
def test_translations_are_asked_for_where_somebody_wants_them(noun: str) -> None:
    seldom = {field.key for field in SECTIONS[noun].seldom}
    assert {f"title.{language}" for language in LANGUAGES} <= seldom
    assert ("description.fr" in seldom) == (noun not in {"contribution", "narrative"})


def test_a_new_field_is_asked_for_without_a_word_of_it_here() -> None:
    new = Field("weather", k.TEXT, "How the weather is.")
    useful, seldom = ordered((*RECORDS["projects"], new), "title status")
    assert [field.key for field in useful][:2] == ["title", "status"]
    assert new in useful
    assert new not in seldom


def test_each_donor_is_asked_what_it_gives_and_a_new_one_who_it_is() -> None:
    keys = asked(SECTIONS["project"], {"title": ["A"], "donor": ["Arcadia", "+Lemuria"]})
    assert [key for key in keys if key.startswith(("donor", "gift"))] == [
        *("donor", "donor+Lemuria.type", "donor+Lemuria.country", "donor+Lemuria.short_name"),
        *("gift Arcadia.amount", "gift Lemuria.amount"),
    ]


def test_what_is_new_is_entered_before_what_names_it() -> None:
    answers = {"title": ["A"], "programme": ["+Borders"], "donor": ["+Lemuria"], "gift Lemuria.amount": ["5 USD"]}
    acts = Walk(SECTIONS["project"], answers).acts
    assert [act.command for act in acts] == ["programme add", "donor add", "project add", "contribution add"]
    assert acts[2].values["donor"] == ["Lemuria"]


def test_what_follows_again_and_again_ends_where_it_is_skipped() -> None:
    section = SECTIONS["contribution"]
    known = {"donor": ["A"], "amount": ["9 USD"], "instalment1.amount": ["5"], "instalment1.date": ["2030"]}
    keys = asked(section, known)
    assert "instalment2.amount" in keys
    assert "instalment2.date" not in keys
    assert "instalment3.amount" not in keys
    acts = Walk(section, known).acts
    assert [act.command for act in acts] == ["contribution add", "contribution instalment"]
    assert acts[0].values["undated"] == ["yes"]


def test_an_entry_that_is_not_whole_is_none_yet() -> None:
    section = SECTIONS["contribution"]
    half = {"donor": ["A"], "amount": ["9 USD"], "instalment1.amount": ["5"]}
    assert [act.command for act in Walk(section, half).acts] == ["contribution add"]
    assert Walk(SECTIONS["outcome"], {"project": ["P-001"]}).acts == []


def test_what_was_paid_at_once_leaves_no_payment_to_ask_for() -> None:
    answers = {"donor": ["A"], "amount": ["9 USD"]}
    assert "receipt1.amount" in asked(SECTIONS["contribution"], answers)
    assert "receipt1.amount" not in asked(SECTIONS["contribution"], {**answers, "received": ["yes"]})


def test_splits_are_values_of_their_agreement() -> None:
    answers = {
        "donor": ["A"],
        "amount": ["1.2m USD"],
        "for1.target": ["P-001"],
        "for1.amount": ["USD 100k"],
        "for2.target": ["Borders"],
        "for2.amount": [],
    }
    assert Walk(SECTIONS["contribution"], answers).acts[0].values["for"] == ["P-001:100000 USD", "Borders"]


def test_no_is_no_answer_to_whether() -> None:
    for said, values in (("y", ["y"]), ("yes", ["yes"]), ("n", None), ("no", None)):
        answers = {"donor": ["A"], "amount": ["9 USD"], "received": [said]}
        assert Walk(SECTIONS["contribution"], answers).acts[0].values.get("received") == values


def test_what_the_command_line_says_is_answered_already() -> None:
    given = {"amount": ["500"], "currency": ["USD"], "date": ["2024"], "for": ["P-002:100", "P-003"], "tag": ["x"]}
    assert answers_given(SECTIONS["contribution"], given) == {
        "date": ["2024"],
        "tag": ["x"],
        "amount": ["500 USD"],
        "currency": ["USD"],
        "for1.target": ["P-002"],
        "for1.amount": ["100"],
        "for2.target": ["P-003"],
        "for2.amount": [],
    }


def test_several_answers_stand_in_one_line() -> None:
    assert typed_several("Kenya:60 ;Somalia:40; ") == ["Kenya:60", "Somalia:40"]


@pytest.mark.parametrize(
    ("text", "name", "amount"),
    [
        ("Japan 250k USD", "Japan", "250k USD"),
        ("+Lake Fund: EUR 1,250.50", "+Lake Fund", "EUR 1,250.50"),
        ("Saudi Arabia €2m", "Saudi Arabia", "€2m"),
        ("Fund 2030", "Fund 2030", ""),
        ("Japan", "Japan", ""),
    ],
)
def test_an_amount_may_stand_behind_a_donor(text: str, name: str, amount: str) -> None:
    assert donor_and_amount(text) == (name, amount)
