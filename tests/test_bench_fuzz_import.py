"""A short run of what damages spreadsheets and imports them; `python -m bench.fuzz_import` is the long one."""

from __future__ import annotations

import pytest

from bench.fuzz import fuzz
from bench.fuzz_import import Target, originals, small_register
from portfolio.models.stored import stored_form
from portfolio.store.file import register


@pytest.mark.parametrize(("form", "cases"), [("csv", 150), ("xlsx", 80), ("ods", 80)])
def test_damaged_files_are_imported_or_refused_and_nothing_else(form: str, cases: int) -> None:
    tables = small_register()
    before = register.dump(tables)
    target = Target(tables)
    found = fuzz(form, cases, target, seed=4, more=originals(form, tables))
    assert found.failures == []
    assert register.dump(tables) == before
    assert target.imported == found.taken > 0
    assert found.refused > 0


def test_the_register_that_they_are_imported_into_is_one() -> None:
    for table, records in small_register().items():
        for record in records.values() if table != "meta" else ():
            assert stored_form(table, record)[1] == []
