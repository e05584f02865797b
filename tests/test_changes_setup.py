"""Making a register: all of it or nothing, and said where it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from portfolio import settings as config
from portfolio.changes.setup import create
from portfolio.desk import Desk
from portfolio.errors import ConflictError, PortfolioError
from portfolio.store.file import files
from portfolio.store.file.tiny import TinyStore


def opened(path: Path, today: dt.date = dt.date(2026, 1, 31)) -> Desk:
    settings = config.load(path)
    return Desk(TinyStore(Path(settings.store)), settings, today)


def early(path: Path) -> Desk:
    """Return the desk of a day on which much of the public record had not happened yet, so that it is refused."""
    return opened(path, dt.date(2015, 1, 1))


def test_it_says_where_the_register_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert create(tmp_path / "a", "", opened, public_records=False) == [f"Made a register in {tmp_path / 'a'}."]
    elsewhere = tmp_path / "elsewhere" / "r.json"
    monkeypatch.setenv(config.STORE_VARIABLE, str(elsewhere))
    assert create(tmp_path / "b", "", opened, public_records=False) == [f"Made a register in {elsewhere}."]
    assert elsewhere.exists()
    assert not (tmp_path / "b" / "records").exists()


@pytest.mark.parametrize("folder", ["", "new", "new/inner"])
def test_what_fails_leaves_nothing_behind(tmp_path: Path, folder: str) -> None:
    with pytest.raises(PortfolioError, match="is in the future"):
        create(tmp_path / folder, "", early, public_records=True)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / config.FILE_NAME).write_text("[portfolio]\ntitle = 'Ours'\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    monkeypatch.setenv(config.STORE_VARIABLE, str(tmp_path / "r.json"))
    with pytest.raises(PortfolioError):
        create(tmp_path, "", early, public_records=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", config.FILE_NAME]
    create(tmp_path, "", opened, public_records=True)
    register = (tmp_path / "r.json").read_bytes()
    with pytest.raises(PortfolioError, match="already"):
        create(tmp_path, "", opened, public_records=True)
    assert (tmp_path / "r.json").read_bytes() == register


def test_settings_that_are_wrong_leave_no_register(tmp_path: Path) -> None:
    with pytest.raises(PortfolioError, match="is not valid TOML"):
        create(tmp_path / "new", "[nonsense", opened, public_records=False)
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_else_makes_at_the_same_moment_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, make_folder = TinyStore(tmp_path / "records" / "portfolio.json"), files.make_folder

    def both(folder: Path, mode: int) -> None:
        monkeypatch.setattr(files, "make_folder", make_folder)
        first.create()
        make_folder(folder, mode)

    monkeypatch.setattr(files, "make_folder", both)
    with pytest.raises(ConflictError, match="left as it is"):
        TinyStore(first.path).create()
    assert first.read().revision == 0
