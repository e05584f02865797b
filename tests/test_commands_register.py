"""Starting a register, its settings and schemas; and every way in which a command ends without doing anything."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from conftest import installed
from filelock import FileLock

from portfolio import dates
from portfolio.models.tables import TABLES
from portfolio.settings import template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program


class TestInit:
    def test_it_writes_settings_and_an_empty_register(self, portfolio: Program, tmp_path: Path) -> None:
        ended = portfolio("init", "office")
        assert "Made a register in" in ended.out
        said, following = ended.err.splitlines()
        assert said.endswith("portfolio config set portfolio.organisation NAME")
        assert following.startswith("Next: portfolio project add")
        assert (tmp_path / "office" / "portfolio.toml").read_text(encoding="utf-8") == template()
        info = portfolio("--config", "office/portfolio.toml", "store", "info", "--format", "json").out
        assert json.loads(info)["revision"] == 0

    def test_nothing_is_overwritten(self, office: Program, contents: Callable[[], object], tmp_path: Path) -> None:
        before = contents()
        office("init", code=4)
        (tmp_path / "portfolio.toml").unlink()
        office("init", code=4)
        assert contents() == before

    def test_the_public_records_are_entered_if_wanted(
        self, portfolio: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dates, "today", lambda: dt.date(2026, 1, 31))
        assert "public records, each with its sources" in portfolio("init", "--with-public-records").out
        rows = json.loads(
            portfolio("project", "list", "--region", "South Asia", "--donor", "Japan", "--format", "json").out
        )
        assert ["UNICRI" in row["title"] for row in rows] == [True]
        page = json.loads(portfolio("donor", "show", "Kingdom of Saudi Arabia", "--format", "json").out)
        assert page["figures"]["received"] == {"USD": "110300000.00"}
        assert page["figures"]["outstanding"] == {"USD": "0.00"}

    def test_a_folder_that_cannot_be_written(self, portfolio: Program, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        assert "cannot be written" in portfolio("init", "file", code=6).err


class TestConfig:
    def test_every_setting_is_listed_with_its_origin(self, register: Path, portfolio: Program) -> None:
        rows = {row["setting"]: row for row in json.loads(portfolio("config", "--format", "json").out)}
        assert rows["portfolio.reporting_org"] == {
            "setting": "portfolio.reporting_org",
            "value": "XM-DAC-41305",
            "origin": "default",
        }
        assert rows["portfolio.title"]["origin"] == "file"
        assert rows["store.url"]["value"] == str(register)
        variable = portfolio("config", "--format", "csv", PORTFOLIO_STORE="/elsewhere/r.json").out
        assert "store.url,/elsewhere/r.json,PORTFOLIO_STORE" in variable.splitlines()

    def test_without_a_file_it_says_so(self, portfolio: Program) -> None:
        assert "No portfolio.toml was found" in portfolio("config", "--format", "table").out

    def test_a_group_with_an_unknown_country_is_wrong_settings(self, portfolio: Program, tmp_path: Path) -> None:
        (tmp_path / "portfolio.toml").write_text('[regions.Lakes]\ncountries = ["Kenia"]\n', encoding="utf-8")
        assert "Did you mean Kenya?" in portfolio("config", code=7).err


class TestSchema:
    @pytest.mark.parametrize("table", TABLES)
    def test_each_kind_of_record_has_one(self, portfolio: Program, table: str) -> None:
        word = TABLES[table].noun.rpartition(" ")[2]
        schema = json.loads(portfolio("schema", word).out)
        assert schema["additionalProperties"] is False
        assert TABLES[table].key in schema["properties"]
        assert json.loads(portfolio("schema").out)[table] == schema

    def test_an_unknown_kind_is_told(self, portfolio: Program) -> None:
        assert "There are programme, project, organisation" in portfolio("schema", "gift", code=3).err


# What is typed, the exit code, and what the message says.
_REFUSED = (
    ("project add --title", 2, "--title takes a TEXT"),
    ("project add --titel x", 2, "Did you mean --title?"),
    ("project add x y", 2, "unexpected extra argument"),
    ("project budget P-001 5", 2, "has no currency; write it behind"),
    ("summary nonsense", 2, "There is no command “nonsense”"),
    ("project show P-999", 3, "No project is called “P-999”"),
    ("project list --donor Arcadla", 3, "Did you mean Arcadia?"),
    ("project add --title x --programme Bordr", 3, "If it is a new one, add it first"),
    ("project add --title x --country Kenia", 3, "Did you mean Kenya?"),
    ("contribution add Nobody", 3, "If it is a new one, add it first: portfolio donor add"),
    ("contribution remove C-001.m9", 3, "There is no C-001.m9"),
    ("project add --title x --code P-001", 4, "P-001 exists already"),
    ("donor add ARCADIA --type government", 4, "one name means one organisation"),
    ("donor remove Arcadia", 4, "is still in use by"),
    ("project add --title x --start 01/03/2024", 5, "can be 2024-03-01 or 2024-01-03; write the one that is meant"),
    ("project add --title x --status finished-ish", 5, "is not a known status"),
    ("project add --title x --country KE:60 --country SO:30", 5, "add up to 90"),
    ("project add --title x --start 2024 --end 2020", 5, "before"),
    ("project add --title \x1b[31mred", 5, "holds the control character U+001B"),
    ("project edit P-001 --set colour=red", 5, "is not a field of this project"),
    ("project edit P-001 --set code=P-009", 5, "is given once and cannot be changed"),
    ("contribution commit C-001 1.2.3 USD --date 2024-01-01", 5, "is not an amount"),
    ("contribution commit C-001 -5,000.00 USD --date 2024-01-01", 5, "“-5,000.00” is negative"),
    ("contribution commit C-001 -5 USD --daet 2024-01-01", 2, "Did you mean --date?"),
    ("contribution commit C-001 5.1234 USD --date 2024-01-01", 5, "decimals"),
    ("contribution commit C-001 5.123 USD --date 2024-01-01", 5, "can be 5,123, or is finer than its currency"),
    ("contribution commit C-001 5 EUR --date 2024-01-01", 5, "is not the currency of this contribution"),
    ("contribution commit C-001 5 USD --date 2030-01-01", 5, "is in the future"),
    ("contribution allocate C-001 P-001 900,000", 5, "more than the USD 1,000,000.00 that can be allocated"),
    ("contribution refund C-001 2,000,000 USD --date 2024-01-01", 5, "received"),
    ("expenditure add P-003 5 USD --date 2024-01-01 --contribution C-001", 5, "C-001"),
    ("activity add --title x --women 1.5", 5, "women"),
    ("outcome record P-001 CERT lots --period 2024", 5, "is not a number"),
    ("expenditure add P-001 -5 USD --date 2024-01-01", 5, "is negative"),
    ("outcome record P-001 CERT 5 --period 2024..", 5, "has no start or no end"),
    ("project list --format xml", 5, "“xml” holds no page"),
    ("project list --format doc", 5, "is not a format"),
    ("project list --limit none", 5, "is not a number of rows"),
    ("project list --sort nothing", 5, "is not a column"),
    ("project list --sort date", 5, "“date” is not a column; did you mean start or end?"),
    (
        "donor list --sort amount",
        5,
        "did you mean pledged, committed, received, outstanding, allocated or unallocated?",
    ),
    ("project list --columns name", 5, "did you mean title?"),
    ("activity list --sort -code", 5, "did you mean id?"),
    ("project list --year 24", 5, "--year: “24”"),
    ("project list -o list.xyz", 5, "has no suffix that names a format"),
    ("project list -o list.xls", 5, "Did you mean list.xlsx?"),
    ("project list -o list.png", 5, "Did you mean list.svg?"),
    ("project list -o nowhere/list.csv", 6, "cannot be written"),
    ("--config missing.toml project list", 7, "There is no settings file missing.toml"),
)


class TestRefusals:
    @pytest.mark.parametrize(("line", "code", "expected"), _REFUSED, ids=[line for line, _, _ in _REFUSED])
    def test_the_register_stays_as_it_was(
        self, office: Program, contents: Callable[[], object], line: str, code: int, expected: str
    ) -> None:
        before = contents()
        ended = office(*line.split(" "), code=code)
        assert expected in ended.err
        assert ended.out == ""
        assert contents() == before

    @pytest.mark.parametrize("path", ["records/portfolio.json", "portfolio.toml", "records/history/000001.json"])
    def test_a_result_is_not_written_over_the_register(self, office: Program, register: Path, path: str) -> None:
        before = register.read_bytes()
        assert "is a file that the register needs" in office("project", "list", "-f", "json", "-o", path, code=5).err
        assert register.read_bytes() == before
        assert office("project", "list").out

    def test_every_refused_value_is_listed(self, office: Program) -> None:
        err = office("project", "add", "--title", "x", "--start", "never", "--planned-end", "2024-99", code=5).err
        assert [line.split(":")[0] for line in err.splitlines()] == ["new project, start", "new project, planned end"]


class TestStore:
    def test_a_locked_register_is_a_conflict(self, office: Program, register: Path) -> None:
        settings = register.parents[1] / "portfolio.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("[store]\n", "[store]\nlock_timeout = 0.05\n", 1), encoding="utf-8")
        before = register.read_bytes()
        with FileLock(register.with_name(".portfolio.json.lock")):
            assert "Someone else is writing" in office("project", "add", "--title", "x", code=4).err
            assert "P-001" in office("project", "list").out
        assert register.read_bytes() == before

    @pytest.mark.parametrize(
        ("damage", "expected"),
        [
            (lambda data: data[: len(data) // 2], "is damaged"),
            (lambda _: b"", "is empty"),
            (lambda _: b'{"_default": {}}', "is not a register of this program"),
            (lambda _: b"not json", "is not a register"),
            (lambda data: data.replace(b'"schema":1', b'"schema":99', 1), "newer version"),
        ],
    )
    @pytest.mark.parametrize("line", ["project list", "project add --title x"])
    def test_a_file_that_is_not_whole_or_not_ours_is_left_alone(
        self, office: Program, register: Path, line: str, damage: object, expected: str
    ) -> None:
        assert callable(damage)
        register.write_bytes(damage(register.read_bytes()))
        before = register.read_bytes()
        assert expected in office(*line.split(), code=6).err
        assert register.read_bytes() == before

    def test_a_missing_register_is_told_with_the_remedy(self, portfolio: Program) -> None:
        for line in ("project list", "project add --title x", "overview", "find x"):
            assert "To make one, run: portfolio init" in portfolio(*line.split(), code=6).err

    def test_no_traceback_reaches_the_user_of_the_installed_program(self, office: Program, tmp_path: Path) -> None:
        assert office is not None
        for line, code, expected in _REFUSED[3::7]:
            ended = installed(*line.split(" "), folder=tmp_path)
            assert (ended.code, ended.out) == (code, "")
            assert expected in ended.err
            assert "Traceback" not in ended.err
