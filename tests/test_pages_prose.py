"""Texts that people wrote, as paragraphs and lists and nothing else."""

from __future__ import annotations

from portfolio.pages.prose import prose
from portfolio.pages.tree import Bullets, Paragraph


def test_empty_lines_part_paragraphs_and_lines_within_are_one() -> None:
    assert prose("One\nand more.\n\nTwo.") == [Paragraph("One and more."), Paragraph("Two.")]


def test_lines_that_begin_with_a_hyphen_or_a_number_are_a_list() -> None:
    assert prose("Such as:\n- one\n  goes on\n* two\n\n1. three\n2) four") == [
        Paragraph("Such as:"),
        Bullets("items", "", ("one goes on", "two")),
        Bullets("items", "", ("three", "four")),
    ]


def test_no_other_mark_means_anything() -> None:
    text = "# No heading, **no bold**, <b>no tag</b>, [no](link) and -no item"
    assert prose(text) == [Paragraph(text)]
    assert prose("-5 degrees\n2024 was hot") == [Paragraph("-5 degrees 2024 was hot")]
