"""Every error has the exit code of its kind and says where, what and what is accepted."""

from __future__ import annotations

import pytest

from portfolio.errors import (
    ConflictError,
    PortfolioError,
    Problem,
    RefusedError,
    SettingsError,
    StoreError,
    UnknownNameError,
    UsageError,
    refuse,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PortfolioError, 1),
        (UsageError, 2),
        (UnknownNameError, 3),
        (ConflictError, 4),
        (RefusedError, 5),
        (StoreError, 6),
        (SettingsError, 7),
    ],
)
def test_exit_codes(error: type[PortfolioError], code: int) -> None:
    assert error.exit_code == code
    assert issubclass(error, PortfolioError)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("project P-001", "start", "2024-13", "is no date that exists"), "project P-001, start: “2024-13” is "),
        (Problem("project P-001", "title", "", "is needed"), "project P-001, title: is needed"),
        (Problem("", "--year", "x", "is not a period"), "--year: “x” is not a period"),
        (Problem("", "", "x", "is odd"), "“x” is odd"),
    ],
)
def test_a_problem_is_a_sentence(problem: Problem, sentence: str) -> None:
    assert str(problem).startswith(sentence)


def test_a_long_value_is_quoted_in_part() -> None:
    assert len(str(Problem("project P-001", "note", "x" * 20_000, "is too long"))) < 200


def test_every_problem_has_its_line() -> None:
    error = RefusedError([Problem("row 1", "a", "", "is needed"), Problem("row 2", "b", "", "is needed")])
    assert str(error) == "row 1, a: is needed\nrow 2, b: is needed"
    assert [problem.record for problem in error.problems] == ["row 1", "row 2"]


def test_one_refused_value() -> None:
    assert str(refuse("amount", 5, "is odd", "row 3")) == "row 3, amount: “5” is odd"


def test_an_unknown_name_carries_suggestions() -> None:
    assert UnknownNameError("No donor is called so.", ["Arcadia"]).suggestions == ("Arcadia",)
    assert UnknownNameError("No donor is called so.").suggestions == ()
