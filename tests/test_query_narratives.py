"""Narratives of a record in a language and a period, and what of them may leave the office."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from desks import Office, empty_office

from portfolio.dates import ALWAYS, Period
from portfolio.query.moment import moment
from portfolio.query.narratives import Said, narratives_of, text_in
from portfolio.query.released import released, withheld_sentence

__all__ = ["empty_office"]
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def ids(found: list[Any]) -> list[str]:
    return [each.document["id"] for each in found]


@pytest.fixture
def told_office(empty_office: Office) -> Office:
    """An office with a project, a gift and narratives of both."""
    office = empty_office
    office.desk = office.desk._replace(today=dt.date(2024, 12, 31))
    office.add("projects", title="Alpha")
    office.add("organisations", name="Arcadia", role="funding")
    office.add("contributions", donor="Arcadia", title="Gift")
    of = {"target": "P-001"}
    office.add("narratives", **of, kind="story", text="Une histoire", language="fr", period="2024-Q4")
    office.add("narratives", **of, kind="achievements", text="Second half", period="2024-07..2024-12")
    office.add("narratives", **of, kind="achievements", text="First half", period="2023-07..2024-06")
    office.add("narratives", **of, kind="lessons", text="Of no time")
    office.add("narratives", target="C-001", kind="next_steps", text="For the donor", period="2024")
    return office


def test_a_text_is_in_the_language_asked_for_else_in_that_of_the_original_marked() -> None:
    record = {"title": "Border", "titles": {"fr": "Frontière"}, "description": "Une", "language": "fr"}
    assert text_in({"title": "Border", "titles": {"fr": "Frontière"}}, "title", "fr") == Said("Frontière", "fr", False)
    assert text_in({"title": "Border"}, "title", "en") == Said("Border", "en", False)
    assert text_in({"title": "Border"}, "title", "ar") == Said("Border", "en", True)
    assert text_in(record, "description", "fr") == Said("Une", "fr", False)
    assert text_in(record, "description", "en") == Said("Une", "fr", True)
    assert text_in({}, "title", "en") is None


def test_narratives_stand_in_the_order_of_their_kinds_and_days(told_office: Office) -> None:
    reader = told_office.store.read()
    assert ids(narratives_of(reader, "en", target="P-001")) == ["N-003", "N-002", "N-004", "N-001"]
    assert ids(narratives_of(reader, "en", contribution="C-001")) == ["N-005"]
    assert narratives_of(reader, "en", target="C-001") == []


def test_a_period_has_those_that_overlap_it_and_none_without_days(told_office: Office) -> None:
    reader = told_office.store.read()
    assert ids(narratives_of(reader, "en", target="P-001", period=YEAR)) == ["N-003", "N-002", "N-001"]
    quarter = Period(dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    assert ids(narratives_of(reader, "en", target="P-001", period=quarter)) == ["N-002"]
    assert ids(narratives_of(reader, "en", target="P-001", period=ALWAYS))[2] == "N-004"


def test_each_text_is_marked_where_it_is_the_originals(told_office: Office) -> None:
    told_office.edit("narratives", "N-001", "text.en=A story", "title=Une vie")
    (story,) = (each for each in narratives_of(told_office.store.read(), "en", target="P-001") if each.title)
    assert (story.text, story.title) == (Said("A story", "en", False), Said("Une vie", "fr", True))


class TestRelease:
    def test_a_narrative_goes_with_what_it_is_of(self, told_office: Office) -> None:
        told_office.edit("contributions", "C-001", "classification=confidential")
        seen = released(told_office.store.read(), "unclassified")
        assert seen.withheld("narratives") == {"N-005"}
        told_office.edit("projects", "P-001", "classification=confidential")
        assert len(released(told_office.store.read(), "unclassified").withheld("narratives")) == 5

    def test_a_narrative_may_be_classified_higher_than_its_project(self, told_office: Office) -> None:
        told_office.edit("narratives", "N-002", "classification=confidential")
        seen = released(told_office.store.read(), "unclassified")
        assert seen.withheld("narratives") == {"N-002"}
        assert seen.get("projects", "P-001")

    @pytest.mark.parametrize("level", ["unclassified", "strictly_confidential"])
    def test_without_consent_people_and_pictures_stay(self, told_office: Office, level: str) -> None:
        told_office.edit("narratives", "N-001", "people=yes")
        told_office.edit("narratives", "N-002", "caption=At work", "caption.fr=Au travail")
        seen = released(told_office.store.read(), level)
        assert seen.withheld("narratives") == {"N-001"}
        assert withheld_sentence(seen) == "Withheld, as no consent is recorded: 1 narrative."
        assert not {"caption", "captions"} & set(seen.get("narratives", "N-002") or {})

    def test_with_consent_they_go(self, told_office: Office) -> None:
        told_office.edit("narratives", "N-001", "people=yes", "consent=Signed form", "caption=At work")
        found = released(told_office.store.read(), "unclassified").get("narratives", "N-001") or {}
        assert found["caption"] == "At work"

    def test_consent_that_was_taken_back_counts_for_the_past_too(self, told_office: Office) -> None:
        told_office.edit("narratives", "N-001", "people=yes", "consent=Signed form", "caption=At work")
        then = told_office.store.read().revision
        told_office.edit("narratives", "N-001", clear=("consent",))
        past = moment(told_office.store, str(then), dt.date(2024, 6, 15))
        assert (past.reader.get("narratives", "N-001") or {})["consent"] == "Signed form"
        assert released(past.reader, "unclassified").withheld("narratives") == {"N-001"}
