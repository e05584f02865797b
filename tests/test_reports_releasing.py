"""What may leave the office: whoever sends it is told what is withheld and what a text gives away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Program

MENTION = "A text mentions “Hidden work”, which is withheld; read it before you send it."


@pytest.mark.parametrize(
    "words",
    [
        ("report", "donor", "Arcadia", "-f", "json"),
        ("report", "project", "P-001", "-f", "json"),
        ("export", "projects", "--format", "json"),
    ],
)
def test_a_text_that_names_withheld_work_is_told(office: Program, words: tuple[str, ...]) -> None:
    office("project", "add", "--title", "Hidden work", "--code", "H-1")
    office("project", "edit", "H-1", "--set", "classification=confidential")
    before = office(*words)
    assert "1 project" in before.err
    assert "Hidden work" not in before.err
    office("project", "edit", "P-001", "--set", "description=Follows HIDDEN  work in the same country.")
    ended = office(*words)
    assert MENTION in ended.err
    assert "H-1" not in ended.out


def test_where_everything_may_be_seen_nothing_is_told(office: Program) -> None:
    office("project", "add", "--title", "Hidden work", "--code", "H-1")
    office("project", "edit", "H-1", "--set", "classification=confidential")
    office("project", "edit", "P-001", "--set", "description=Follows hidden work.")
    everything = ("--max-classification", "strictly_confidential", "--co-funding", "amounts")
    assert office("report", "project", "P-001", "-f", "json", *everything).err == ""
