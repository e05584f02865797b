"""The settings file changed by commands: what stays, what is refused, and what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.settings import DEFAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program


@pytest.fixture
def file(register: Path) -> Path:
    """The settings file of an office."""
    return register.parents[1] / "portfolio.toml"


def differing(before: str, after: str) -> list[str]:
    """Return the lines that a text has and another has not, the removed ones behind a minus."""
    old, new = before.splitlines(), after.splitlines()
    return [f"-{line}" for line in old if line not in new] + [line for line in new if line not in old]


class TestSet:
    @pytest.mark.parametrize(
        ("typed", "changed"),
        [
            ("portfolio.base_currency EUR", ['-# base_currency = "USD"', 'base_currency = "EUR"']),
            ("portfolio.title 2024", ['-title = "Capacity-building portfolio"', 'title = "2024"']),
            ("store.backups 5", ["-# backups = 10", "backups = 5"]),
            ("store.lock_timeout 30.5", ["-# lock_timeout = 60.0", "lock_timeout = 30.5"]),
            ("store.shared yes", ["-# shared = false", "shared = true"]),
            ("input.dates DMY", ['-# dates = "ymd"', 'dates = "dmy"']),
            ("check.severity.stale off", ["[check.severity]", 'stale = "off"']),
            ("regions.Islands.countries Comoros MU", ["[regions.Islands]", 'countries = ["Comoros", "MU"]']),
            ("views.mine.region Sahel", ["[views.mine]", 'region = "Sahel"']),
        ],
    )
    def test_changes_one_line_and_no_comment(
        self, portfolio: Program, file: Path, typed: str, changed: list[str]
    ) -> None:
        before = file.read_text(encoding="utf-8")
        key, *values = typed.split()
        assert key in portfolio("config", "set", key, *values).out
        assert differing(before, file.read_text(encoding="utf-8")) == changed
        assert portfolio("config").out

    def test_says_what_was_and_what_is(self, portfolio: Program, file: Path) -> None:
        said = portfolio("config", "set", "portfolio.base_currency", "EUR").out
        assert said == f"portfolio.base_currency: USD → EUR, in {file}.\n"
        assert portfolio("config", "get", "portfolio.base_currency").out == "EUR\n"
        assert portfolio("config", "set", "portfolio.base_currency", "EUR").out.endswith(" is EUR already.\n")

    @pytest.mark.parametrize(
        ("typed", "code", "said"),
        [
            ("store.backups five", 5, "store.backups: “five” is not a whole number"),
            ("store.backups -5", 5, "store.backups: “-5” is not a whole number"),
            ("portfolio.fiscal_year_start 13", 5, "“13” is not a month from 1 to 12"),
            ("check.severity.nonsense off", 5, "nonsense: is no rule"),
            ("regions.Isles.countries Atlantis", 5, "No country is called “Atlantis”"),
            ("views.mine.regoin Sahel", 5, "did you mean region?"),
            ("portfolio.titel X", 3, "Did you mean portfolio.title?"),
            ("nonsense X", 3, "There is no setting “nonsense”"),
        ],
    )
    def test_refuses_what_is_wrong_and_leaves_the_file(
        self, portfolio: Program, file: Path, typed: str, code: int, said: str
    ) -> None:
        before = file.read_bytes()
        assert said in portfolio("config", "set", *typed.split(), code=code).err
        assert file.read_bytes() == before

    def test_changes_nothing_where_it_is_only_tried(self, portfolio: Program, file: Path) -> None:
        before = file.read_bytes()
        assert "Nothing was changed." in portfolio("config", "set", "store.backups", "5", "--dry-run").out
        assert file.read_bytes() == before

    def test_puts_a_wrong_value_right(self, portfolio: Program, file: Path) -> None:
        file.write_text("[store]\nbackups = -1 # too few\n", encoding="utf-8")
        portfolio("config", "set", "store.backups", "5")
        assert file.read_text(encoding="utf-8") == "[store]\nbackups = 5 # too few\n"

    def test_says_what_else_is_wrong(self, portfolio: Program, file: Path) -> None:
        file.write_text("[store]\nbackups = -1\n", encoding="utf-8")
        assert "backups" in portfolio("config", "set", "portfolio.title", "X", code=7).err
        file.write_text("[store\n", encoding="utf-8")
        assert "is not valid TOML" in portfolio("config", "set", "portfolio.title", "X", code=7).err

    def test_keeps_the_line_ends_and_the_mark_of_windows(self, portfolio: Program, file: Path) -> None:
        file.write_bytes(b"\xef\xbb\xbf[store]\r\n# backups = 10\r\nshared = false\r\n")
        portfolio("config", "set", "store.backups", "5")
        assert file.read_bytes() == b"\xef\xbb\xbf[store]\r\nbackups = 5\r\nshared = false\r\n"

    def test_needs_a_file(self, portfolio: Program) -> None:
        assert "portfolio init" in portfolio("config", "set", "store.backups", "5", code=7).err


class TestUnset:
    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("portfolio.base_currency", "EUR"),
            ("store.backups", "5"),
            ("store.shared", "true"),
            ("check.severity.stale", "off"),
            ("regions.Islands.countries", "KM"),
            ("views.mine.region", "Sahel"),
        ],
    )
    def test_brings_back_the_default_and_the_file(self, portfolio: Program, file: Path, key: str, value: str) -> None:
        before = file.read_text(encoding="utf-8")
        portfolio("config", "set", key, value)
        assert value in portfolio("config", "unset", key).out
        assert differing(before, file.read_text(encoding="utf-8")) == []
        assert portfolio("config").out

    def test_leaves_no_group_without_countries(self, portfolio: Program, file: Path) -> None:
        portfolio("config", "set", "regions.Islands.countries", "KM", "MU")
        portfolio("config", "set", "regions.Islands.aliases", "IOC")
        before = file.read_bytes()
        assert "cannot be taken out" in portfolio("config", "unset", "regions.Islands.countries", code=5).err
        assert file.read_bytes() == before


_ODD = ("", "x\ny", 'a "b" \\', "[x]", "-1", "\u00a0４", "🎉", "9" * 30)
_KEYS = (
    *DEFAULTS,
    "regions.A B.countries",
    "views.x.region",
    "check.severity.stale",
    'regions.".countries',
    "nosuch",
    "",
)


@pytest.mark.parametrize("key", _KEYS)
def test_an_odd_value_is_taken_or_refused_and_no_comment_is_lost(portfolio: Program, file: Path, key: str) -> None:
    remarks = [
        line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# ") and "=" not in line
    ]
    for values in (*((value,) for value in _ODD), ("a", "b"), ("KE", "SO")):
        ended = portfolio.run("config", "set", "--", key, *values)
        assert ended.code in {0, 3, 5}, f"{values}: {ended}"
        kept = file.read_text(encoding="utf-8").splitlines()
        assert [line for line in remarks if line not in kept] == []
        assert portfolio("config").out
        portfolio.run("config", "unset", "--", key)
