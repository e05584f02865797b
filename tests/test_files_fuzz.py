"""Damaged spreadsheets, a few hundred of each kind: whatever is done to a file, reading it ends as it should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.fuzz import fuzz, read_file
from portfolio.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", ["xlsx", "csv", "ods"])
def test_a_damaged_file_is_read_or_refused(form: str) -> None:
    outcome = fuzz(form, 300, read_file)
    assert not [each for each in outcome.failures if " took " not in each]
    assert outcome.taken + outcome.refused == 300
    assert min(outcome.taken, outcome.refused) > 30


def test_what_is_no_error_of_ours_is_told_with_its_case() -> None:
    def failing(path: Path) -> None:
        raise (StoreError if path.stat().st_size % 2 else KeyError)(path.name)

    outcome = fuzz("csv", 50, failing)
    assert outcome.refused
    assert len(outcome.failures) == 50 - outcome.refused
    assert all("of seed 0: KeyError: 'case.csv'" in each for each in outcome.failures)


def test_the_same_seed_makes_the_same_files() -> None:
    made: dict[int, list[bytes]] = {}
    for number, seed in enumerate((7, 7, 8)):
        fuzz("xlsx", 20, lambda path, number=number: made.setdefault(number, []).append(path.read_bytes()), seed)  # type: ignore[misc]
    assert made[0] == made[1]
    assert made[0] != made[2]
