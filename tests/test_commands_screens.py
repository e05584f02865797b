"""How the main screens look, on a narrow and a wide terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Program
    from syrupy.assertion import SnapshotAssertion

_SCREENS = (
    "overview",
    "overview --year 2023",
    "project list",
    "project show P-001",
    "programme list",
    "donor list",
    "donor show Arcadia",
    "region show Sahel",
    "country show Kenya",
    "contribution list",
    "contribution show C-001",
    "outcome list",
    "outcome show O-001",
    "activity list",
    "summary donors",
    "summary regions",
    "summary years",
    "find evidence",
)


@pytest.mark.parametrize("width", ["80", "160"])
@pytest.mark.parametrize("line", _SCREENS)
def test_a_screen_keeps_its_look(office: Program, snapshot: SnapshotAssertion, line: str, width: str) -> None:
    ended = office(*line.split(), "--format", "table", COLUMNS=width)
    assert max(map(len, ended.out.splitlines())) <= int(width)
    assert not [each for each in ended.out.splitlines() if each.endswith(" ")], "nothing is filled up with spaces"
    assert ended.out == snapshot


@pytest.mark.parametrize("line", ["due", "partner list", "donor show Arcadia", "chart timeline"])
def test_a_screen_of_forty_columns_keeps_what_it_is_about(
    office: Program, snapshot: SnapshotAssertion, line: str
) -> None:
    assert office(*line.split(), "--format", "table", COLUMNS="40").out == snapshot


@pytest.mark.parametrize("path", [(), ("project", "add"), ("contribution", "receive"), ("summary", "donors")])
def test_a_page_of_help_keeps_its_look(portfolio: Program, snapshot: SnapshotAssertion, path: tuple[str, ...]) -> None:
    assert portfolio(*path, "--help").out == snapshot
