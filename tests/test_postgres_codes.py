"""Codes of a register in PostgreSQL that hides records: none tells of one, whatever the settings of a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from persons import OWNER, Office, place, work_in

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("psycopg")

_SECRET = ("--classification", "strictly_confidential")
_NEW = "U-{number:03}"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return a register with a project, in which an officer sees a part, a manager and an administrator everything."""
    work_in(tmp_path, monkeypatch)
    made = Office(tmp_path)
    made(OWNER, "project", "add", "--title", "Border posts")
    for who, *role in (
        ("olga", "officer"),
        ("carl", "manager", "--clearance", "strictly_confidential"),
        ("ada", "administrator"),
    ):
        made(OWNER, "store", "grant", who, *role)
    return made


def _added(office: Office, who: str, title: str, *more: str) -> str:
    found = re.search(r"Added project (\S+)", office(who, "project", "add", "--title", title, *more).out)
    assert found
    return found[1]


def _looks(office: Office, pattern: str) -> None:
    office(OWNER, "config", "set", "portfolio.code_pattern", pattern)


class TestPattern:
    def test_that_is_no_more_in_use_hides_its_records_as_before(self, office: Office) -> None:
        hidden = _added(office, "carl", "Quiet", *_SECRET)
        number = int(hidden[2:])
        free = f"P-{number + 2 if number < 9990 else number - 2}"
        _looks(office, _NEW)
        office("ada", "store", "grant", "rita", "reader")
        told = [
            office("olga", "project", "add", "--title", "Guess", "--code", code, code=6).err.replace(code, "")
            for code in (hidden, free)
        ]
        assert told[0] == told[1]
        assert "a code that the register gives" in told[0]
        assert _added(office, "olga", "Youth") == "U-002"
        office("carl", "project", "edit", hidden, "--set", "note=Still quiet.")

    def test_is_known_from_the_next_grant_of_an_administrator_on(self, office: Office) -> None:
        _looks(office, _NEW)
        said = office("carl", "project", "add", "--title", "Quiet", *_SECRET, code=5).err
        assert "“U-{number:03}”" in said
        assert "portfolio store grant" in said
        office("ada", "store", "grant", "olga", "officer")
        assert re.fullmatch(r"U-\d{4}", _added(office, "carl", "Quiet", *_SECRET))

    def test_of_others_than_administrators_is_not_known(self, office: Office) -> None:
        _looks(office, _NEW)
        _added(office, "olga", "Youth")
        with office.connected(OWNER) as connection:
            found = connection.execute("SELECT pattern FROM patterns WHERE collection = 'projects'").fetchall()
        assert found == [("^P\\-0*([0-9]+)$",)]

    def test_under_which_a_code_has_another_number_gives_none_of_others(self, office: Office) -> None:
        _looks(office, "P-1{number:03}")
        office("ada", "store", "grant", "olga", "officer")
        assert "was not given to you" in office("olga", "project", "add", "--title", "Youth", code=6).err

    def test_that_codes_have_by_chance_goes_on_as_if_nothing_were_hidden(self, office: Office) -> None:
        for code in ("U-4711", "U-123"):
            office("olga", "project", "add", "--title", f"Known {code}", "--code", code)
        office("carl", "project", "add", "--title", "Quiet", *_SECRET)
        _looks(office, _NEW)
        office("ada", "store", "grant", "olga", "officer")
        assert _added(office, "olga", "Youth") == "U-124"
        assert re.fullmatch(r"U-\d{4}", _added(office, "carl", "Quiet too", *_SECRET))
        with office.connected(OWNER) as connection:
            connection.execute("UPDATE sequences SET last = 980 WHERE name = 'projects'")
        assert _added(office, "olga", "Women") == "U-10000"

    def test_that_codes_of_classified_records_have_is_not_taken(self, office: Office) -> None:
        hidden = _added(office, "carl", "Quiet", *_SECRET)
        _looks(office, hidden[:3] + "{number:03}")
        told = office("ada", "store", "grant", "rita", "reader", code=6).err
        assert f"the code of {hidden}, which is classified" in told
        _looks(office, "P-{number:03}")
        assert _added(office, "olga", "Youth") == "P-002"


class TestChosen:
    @pytest.mark.parametrize("who", [OWNER, "carl"])
    @pytest.mark.parametrize("code", ["P-012", "P-4711"])
    def test_code_whose_number_others_may_be_offered_is_not_hidden(self, office: Office, who: str, code: str) -> None:
        _added(office, who, "Known", "--code", code)
        ended = office.try_(who, "project", "edit", code, "--set", "classification=confidential")
        assert ended.code in (5, 6)
        assert "was chosen" in ended.err

    @pytest.mark.parametrize("who", [OWNER, "carl"])
    def test_code_of_a_number_that_a_clone_has_is_not_hidden(self, office: Office, who: str) -> None:
        office("olga", "clone", place(office.folder, "olga"), "clone")
        _added(office, who, "Known", "--code", "P-050")
        ended = office.try_(who, "project", "edit", "P-050", "--set", "classification=confidential")
        assert ended.code in (5, 6)

    @pytest.mark.parametrize("who", [OWNER, "carl"])
    def test_code_that_was_given_is_hidden_and_shown_and_hidden_again(self, office: Office, who: str) -> None:
        open_code, quiet = _added(office, "olga", "Youth"), _added(office, who, "Quiet", *_SECRET)
        for level in ("confidential", "unclassified", "strictly_confidential"):
            for code in ("P-001", open_code, quiet):
                office(who, "project", "edit", code, "--set", f"classification={level}")


def test_numbers_of_codes_that_were_chosen_before_there_were_roles_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_in(tmp_path, monkeypatch)
    office = Office(tmp_path)
    _added(office, OWNER, "Quiet", "--code", "P-012", *_SECRET)
    office(OWNER, "store", "grant", "olga", "officer")
    assert _added(office, "olga", "Youth") == "P-013"
