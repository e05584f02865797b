"""Command lines of lists that are typed on a screen: words, options, and the line that asks the same."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import shown

from portfolio.commands.asked import line_of, typed
from portfolio.context import Context
from portfolio.errors import PortfolioError, UsageError

if TYPE_CHECKING:
    from conftest import Program

PROJECTS = ("project", "list")


@pytest.mark.parametrize(
    ("line", "filters"),
    [
        ("", {}),
        ("border kenya", {"text": ["border kenya"]}),
        ("border --country Kenya security", {"country": ["Kenya"], "text": ["border security"]}),
        ("--region Sahel not:closed", {"region": ["Sahel"], "text": ["not:closed"]}),
        ("--region=Sahel --wide", {"region": ["Sahel"], "wide": ["yes"]}),
        ('--donor not:"Saudi Arabia" --donor Japan', {"donor": ["not:Saudi Arabia", "Japan"]}),
        ("--text one two", {"text": ["one", "two"]}),
    ],
)
@pytest.mark.usefixtures("begun")
def test_words_are_a_text_and_options_are_those_of_the_command(line: str, filters: dict[str, list[str]]) -> None:
    assert typed(Context(), PROJECTS, line).filters == filters


@pytest.mark.usefixtures("begun")
def test_a_list_is_arranged_as_on_the_command_line() -> None:
    found = typed(Context(), PROJECTS, "--sort -received --limit 3 --columns +officer --currency USD")
    assert found.arranged == {"sort": "-received", "limit": "3", "columns": "+officer", "currency": "USD"}
    assert typed(Context(), ("due",), "--within 6m").beside == {"within": ["6m"]}
    late = typed(Context(), ("due",), "--late --year 2024")
    assert late.beside == {"late": ["yes"]}
    assert line_of(("due",), late) == "portfolio due --late --year 2024"


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--regoin Sahel", "No such option: --regoin. Did you mean --region?"),
        ("--region", "Option '--region' requires an argument."),
        ('"border', "A quotation mark stands alone."),
        ("--format json", "--format is for the command line; here the list is on the screen."),
        ("--as-of 2020", "--as-of is for the command line; here the list is on the screen."),
        ("--help", "What can be typed here: portfolio help filters"),
        ("--view nothing", "The settings have no view “nothing”."),
    ],
)
def test_what_is_no_line_of_a_list_is_said(line: str, said: str) -> None:
    with pytest.raises(PortfolioError) as raised:
        typed(Context(), PROJECTS, line)
    assert said in str(raised.value)
    assert isinstance(raised.value, UsageError) or "view" in line


def test_the_line_written_again_asks_the_same(office: Program) -> None:
    for line in (
        "kenya",
        "--status ongoing not:study",
        "--wide --region Sahel",
        '--text "it\'s" --sort -end --limit 2',
    ):
        once = typed(Context(), PROJECTS, line)
        words = shlex.split(line_of(PROJECTS, once))
        assert typed(Context(), PROJECTS, shlex.join(words[3:])) == once
        assert isinstance(shown(office, *words[1:]), list)


def test_a_view_is_taken_and_what_is_typed_comes_before_it(office: Program) -> None:
    office("view", "save", "kenya", "--", "project", "list", "--country", "Kenya", "--sort", "end")
    assert Path("portfolio.toml").exists()
    found = typed(Context(), PROJECTS, "--view kenya --sort title")
    assert (found.filters, found.arranged) == ({"country": ("Kenya",)}, {"sort": "title"})
    assert line_of(PROJECTS, found) == "portfolio project list --country Kenya --sort title"
