"""Sheets of this program's own exports, known again whatever they are called."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from desks import Office
from exchanging import (
    changes_of,
    exported,
    left_out,
    understood,
    written,
)

from portfolio.desk import Desk
from portfolio.files.limits import Limits
from portfolio.files.reading import read
from portfolio.files.separated import write_separated
from portfolio.settings import Settings
from portfolio.store.file.tiny import TinyStore

SHIPPED = Path(__file__).parents[1] / "records" / "portfolio.json"


class TestOurOwnSheetsSavedAnew:
    @pytest.fixture
    def shipped(self, tmp_path: Path) -> Office:
        """The office of the shipped register."""
        (tmp_path / "shipped").mkdir()
        (tmp_path / "shipped" / "portfolio.json").write_bytes(SHIPPED.read_bytes())
        office = Office.__new__(Office)
        office.path = tmp_path / "shipped" / "portfolio.json"
        office.store = TinyStore(office.path)
        office.desk = Desk(office.store, Settings(), dt.date(2024, 6, 15), "portfolio test")
        return office

    @pytest.mark.parametrize("kind", ["programmes", "projects", "organisations", "contributions", "activities"])
    def test_one_of_another_name_and_with_columns_gone_is_known(self, kind: str, shipped: Office, folder: Path) -> None:
        source = exported(shipped.store.read(), folder, "csv", "excel") / f"{kind}.csv"
        lines = source.read_text(encoding="utf-8-sig").split("\r\n")
        renamed = written(folder, "\n".join(lines), "What Jo sent.csv")
        file = understood(renamed).file
        assert [match.sheet.name for match in file.matches] == [kind]

    def test_lists_and_explanations_saved_as_csv_are_left_out_and_said(self, shipped: Office, folder: Path) -> None:
        book = exported(shipped.store.read(), folder, "xlsx")
        target = folder / "saved"
        target.mkdir()
        for grid in read(book, Limits()):
            with (target / f"all-{grid.name}.csv").open("wb") as file:
                write_separated([line.cells for line in grid.lines], file)
        said = left_out(target)
        assert "all-Lists: left out, as it holds no records." in said
        assert "all-About: left out, as it holds no records." in said
        assert changes_of(shipped, target) == []
