"""Views: kept from the command line, used on the lists that they fit, and taken out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import shown

if TYPE_CHECKING:
    from conftest import Program

SAVED = ("view", "save", "soon", "--", "project", "list", "--status", "not:closed", "--columns", "code,end", "--sort")


def settings() -> str:
    return Path("portfolio.toml").read_text(encoding="utf-8")


def test_a_view_is_kept_among_the_comments_and_used(office: Program) -> None:
    before = settings()
    answer = office(*SAVED, "end")
    assert answer.out == "soon: portfolio project list --status not:closed --columns code,end --sort end\n"
    assert "To ask it: portfolio project list --view soon" in answer.err
    assert str(Path("portfolio.toml").resolve()) in answer.err
    assert settings().startswith(before.rstrip())
    asked = ("project", "list", "--status", "not:closed", "--columns", "code,end", "--sort", "end")
    assert office("project", "list", "--view", "soon").out == office(*asked).out
    assert [row["view"] for row in shown(office, "view", "list")] == ["soon"]
    assert shown(office, "view", "show", "soon") == {
        "view": "soon",
        "noun": "project",
        "status": "not:closed",
        "columns": "code,end",
        "sort": "end",
    }
    office("view", "remove", "soon")
    assert settings().strip() == before.strip()


def test_what_is_typed_takes_the_place_of_what_is_kept(office: Program) -> None:
    office(*SAVED, "end")
    rows = shown(office, "project", "list", "--view", "soon", "--status", "closed", "--columns", "code")
    assert rows == [{"code": "P-002"}]


def test_everything_of_a_list_is_kept(office: Program) -> None:
    line = ("contribution", "list", "--wide", "--country", "Kenya", "--country", "Somalia", "--outstanding", ">0")
    office("view", "save", "due", "--", *line, "--limit", "3", "--currency", "EUR")
    kept = shown(office, "view", "show", "due")
    assert kept == {
        "view": "due",
        "noun": "contribution",
        "country": ["Kenya", "Somalia"],
        "wide": True,
        "outstanding": ">0",
        "limit": "3",
        "currency": "EUR",
    }
    assert office("contribution", "list", "--view", "due").out == office(*line, "--limit", "3", "--currency", "EUR").out


def test_a_view_without_a_noun_fits_every_list(office: Program) -> None:
    with Path("portfolio.toml").open("a", encoding="utf-8") as file:
        file.write('\n[views."My Sahel"]\nregion = "Sahel"\nfunded-with = "Ruritania"\n')
    assert [row["code"] for row in shown(office, "project", "list", "--view", "my-sahel")] == ["P-002"]
    assert {row["name"] for row in shown(office, "donor", "list", "--view", "My Sahel")} == {"Arcadia", "Ruritania"}
    assert shown(office, "view", "list")[0]["noun"] == "any list"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("my view", "--", "project", "list"),
            5,
            "is not one word of letters, digits and hyphens, 40 at most, as in my-view",
        ),
        (('ü"].x', "--", "project", "list"), 5, "as in ü-x"),
        (("v" * 300, "--", "project", "list"), 5, f"as in {'v' * 40}"),
        (("", "--", "project", "list"), 5, "as in soon"),
        (("x", "--", "summary", "donors"), 2, "A view is of a list of project, programme"),
        (("x", "--", "project", "add"), 2, "A view is of a list of project, programme"),
        (("x", "--", "project", "list", "--regin", "Sahel"), 2, "Did you mean --region?"),
        (("x", "--", "project", "list", "--region", "Atlantis"), 3, "No region is called “Atlantis”"),
        (("x", "--", "project", "list", "--columns", "size"), 5, "--columns: “size” is not a column"),
        (("x", "--", "project", "list", "--limit", "few"), 5, "is not a number of rows"),
        (("x", "--", "project", "list", "--format", "json"), 5, "is said when the view is used"),
        (("x", "--", "project", "list", "--as-of", "2024"), 5, "is said when the view is used"),
        (("x", "--", "project", "list", "--view", "soon"), 5, "write what it asks: --status not:closed"),
        (("soon", "--", "project", "list"), 5, "is a view already: portfolio project list --status not:closed"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_can(
    office: Program, words: tuple[str, ...], code: int, said: str
) -> None:
    office(*SAVED, "end")
    before = settings()
    assert said in office("view", "save", *words, code=code).err
    assert settings() == before


def test_a_view_is_put_in_place_of_another_when_that_is_said(office: Program) -> None:
    office(*SAVED, "end")
    office("view", "save", "--force", "soon", "--", "donor", "list")
    assert shown(office, "view", "show", "soon") == {"view": "soon", "noun": "donor"}


def test_a_view_of_another_list_leads_there(office: Program) -> None:
    office(*SAVED, "end")
    assert "portfolio project list --view soon" in office("donor", "list", "--view", "soon", code=5).err
    assert "There are: soon." in office("donor", "list", "--view", "sooon", code=3).err


def test_a_view_with_an_option_that_is_no_more_can_be_taken_out(office: Program) -> None:
    before = settings()
    with Path("portfolio.toml").open("a", encoding="utf-8") as file:
        file.write('\n[views.old]\nending = "2026"\n')
    assert "or take the view out: portfolio view remove old" in office("project", "list", code=7).err
    office("view", "remove", "old")
    assert settings().strip() == before.strip()
    assert "There is no view “old”" in office("view", "remove", "old", code=3).err


def test_without_a_settings_file_it_is_said_how_to_have_one(portfolio: Program) -> None:
    portfolio("init")
    Path("portfolio.toml").unlink()
    assert "portfolio init makes one" in portfolio("view", "save", "all", "--", "project", "list", code=7).err


def test_a_dry_json_says_what_was_kept(office: Program) -> None:
    made = json.loads(office("view", "save", "--format", "json", "all", "--", "project", "list").out)
    assert made == {"view": "all", "noun": "project"}
