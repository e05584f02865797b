"""The settings file: how it is found, what it may hold, and how a mistake in it is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portfolio import settings as config
from portfolio.errors import SettingsError
from portfolio.settings import Settings, find, load, template
from portfolio.settings.office_tables import SavedView


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PORTFOLIO_CONFIG", raising=False)
    monkeypatch.delenv("PORTFOLIO_STORE", raising=False)
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "portfolio.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    written(folder, text)
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.exit_code == 7
    return str(caught.value)


class TestFinding:
    def test_without_a_file_defaults_hold(self) -> None:
        settings = load()
        assert settings.path is None
        assert settings.code_pattern == "P-{number:03}"
        assert settings.reporting_org == "XM-DAC-41305"
        assert settings.store == str(Path("records/portfolio.json"))
        assert set(settings.origins.values()) == {"default"}

    def test_the_nearest_file_upward_is_taken(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(folder, '[portfolio]\ntitle = "Above"\n')
        below = folder / "a" / "b"
        below.mkdir(parents=True)
        monkeypatch.chdir(below)
        assert load().title == "Above"
        written(folder / "a", '[portfolio]\ntitle = "Nearer"\n')
        assert load().title == "Nearer"

    def test_the_environment_names_a_file(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(folder, "")
        other = folder / "other.toml"
        other.write_text('[portfolio]\ntitle = "Other"\n')
        monkeypatch.setenv("PORTFOLIO_CONFIG", str(other))
        assert load().title == "Other"

    def test_the_option_comes_before_the_environment(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTFOLIO_CONFIG", str(folder / "nowhere.toml"))
        named = written(folder, "")
        assert find(named) == named

    @pytest.mark.parametrize("by", ["option", "environment"])
    def test_a_named_file_that_is_not_there_is_an_error(
        self, by: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        missing = folder / "missing.toml"
        if by == "environment":
            monkeypatch.setenv("PORTFOLIO_CONFIG", str(missing))
        with pytest.raises(SettingsError, match=r"There is no settings file .*missing\.toml"):
            load(missing if by == "option" else None)


class TestStore:
    def test_the_url_is_seen_from_the_folder_of_the_file(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(folder, '[store]\nurl = "data/register.json"\n')
        (folder / "below").mkdir()
        monkeypatch.chdir(folder / "below")
        assert load().store == str(folder / "data" / "register.json")

    def test_the_environment_overrides_the_url(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(folder, '[store]\nurl = "data/register.json"\n')
        monkeypatch.setenv("PORTFOLIO_STORE", "/elsewhere/register.json")
        settings = load()
        assert settings.store == str(Path("/elsewhere/register.json"))
        assert settings.origins["store.url"] == "PORTFOLIO_STORE"

    def test_how_it_is_kept_is_set_beside_where(self, folder: Path) -> None:
        written(folder, "[store]\nbackups = 3\ndaily = 0\nlock_timeout = 2\nshared = true\n")
        settings = load()
        assert (settings.backups, settings.daily, settings.lock_timeout, settings.shared) == (3, 0, 2.0, True)
        assert ("store.shared", "true", "file") in settings.listed()

    def test_a_database_is_where_its_address_says(self, folder: Path) -> None:
        written(folder, "[store]\nurl = 'postgres://amina@example.org/portfolio'\n")
        assert load().store == "postgresql://amina@example.org/portfolio"

    def test_an_address_is_refused_without_its_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTFOLIO_STORE", "postgresql://office:secret@example.org/portfolio")
        with pytest.raises(SettingsError) as caught:
            load()
        assert "PORTFOLIO_STORE" in str(caught.value)
        assert "secret" not in str(caught.value)


EVERY_SETTING = """
[portfolio]
title = "Our portfolio"
organisation = "Office of Arcadia"
reporting_org = "XX-1"
base_currency = "eur"
code_pattern = "ARC-{number:04}"
fiscal_year_start = 7
fiscal_year_named_by = "start"

[regions."Lakes"]
countries = ["KE", "Uganda"]
aliases = ["Great lakes of Arcadia"]

[views.sahel]
region = "Sahel"
status = ["pipeline", "implementation"]
year = 2024
wide = true
columns = ["code", "title"]
sort = "-end"
"""


class TestValues:
    def test_every_setting_is_read_and_its_origin_kept(self, folder: Path) -> None:
        written(folder, EVERY_SETTING)
        settings = load()
        assert settings.title == "Our portfolio"
        assert settings.base_currency == "EUR"
        assert settings.code_pattern.format(number=7) == "ARC-0007"
        assert (settings.fiscal_year.start_month, settings.fiscal_year.named_by_start) == (7, True)
        assert settings.regions == {"Lakes": {"countries": ("KE", "Uganda"), "aliases": ("Great lakes of Arcadia",)}}
        filters = {
            "region": ("Sahel",),
            "status": ("pipeline", "implementation"),
            "year": ("2024",),
            "wide": ("yes",),
        }
        assert settings.views == {"sahel": SavedView(filters, "code,title", "-end")}
        assert settings.origins["portfolio.title"] == "file"
        assert settings.origins["store.url"] == "default"
        assert ("views.sahel", "region Sahel; status pipeline, implementation; year 2024; wide yes", "file") in (
            settings.listed()
        )

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[portfolio]\ntitel = 'x'", "[portfolio] titel is no key of the settings; did you mean title?"),
            ("[portfolo]\ntitle = 'x'", "[portfolo] is no section of the settings; did you mean portfolio?"),
            ("[portfolio]\ntitle = 5", "[portfolio] title: “5” is not text; write it in quotation marks"),
            ("[portfolio]\ntitle = ''", "[portfolio] title: “” is empty"),
            ("[portfolio]\ntitle = 'a\\u202eb'".replace("'", '"'), "[portfolio] title: “a\ufffdb” holds the control"),
            ("[portfolio]\nbase_currency = 'US Dollar'", "base_currency: “US Dollar” is not a currency code"),
            ("[portfolio]\ncode_pattern = 'P-{nummer}'", "code_pattern: “P-{nummer}” does not make codes"),
            ("[portfolio]\ncode_pattern = 'P'", "code_pattern: “P” does not make codes"),
            ("[portfolio]\ncode_pattern = '{number.real.x}'", "does not make codes"),
            ("[portfolio]\ncode_pattern = 'P {number}'", "code_pattern: “P {number}” makes “P 1”, which is not a code"),
            ("[portfolio]\ncode_pattern = 'P-{number:99}'", "which is not a code: letters, digits"),
            ("[portfolio]\nfiscal_year_start = 13", "fiscal_year_start: “13” is not a month from 1 to 12"),
            ("[portfolio]\nfiscal_year_start = true", "fiscal_year_start: “True” is not a month from 1 to 12"),
            ("[portfolio]\nfiscal_year_named_by = 'middle'", '“middle” is neither "end" nor "start"'),
            ("[store]\nurl = 'postgresql://a:b@host/x'", "[store] url: “postgresql://a:…@host/x” holds a password"),
            ("[store]\nurl = 'mysql://host/x'", "“mysql://host/x” is an address of nothing that keeps registers"),
            ("[store]\nbackups = -1", "[store] backups: “-1” is not a whole number from 0 to 10,000"),
            ("[store]\nbackups = true", "[store] backups: “True” is not a whole number from 0 to 10,000"),
            ("[store]\ndaily = 1.5", "[store] daily: “1.5” is not a whole number from 0 to 10,000"),
            (
                "[store]\nlock_timeout = 'long'",
                "[store] lock_timeout: “long” is not a number of seconds from 0 to 3,600",
            ),
            ("[store]\nlock_timeout = nan", "[store] lock_timeout: “nan” is not a number of seconds"),
            ("[store]\nlock_timeout = true", "[store] lock_timeout: “True” is not a number of seconds"),
            ("[store]\nshared = 'yes'", "[store] shared: “yes” is neither true nor false"),
            ("[store]\nbackup = 3", "[store] backup is no key of the settings; did you mean backups?"),
            ("store = 5", "store is not a section"),
            ("[regions]\nLakes = ['KE']", "[regions.Lakes] is not a section"),
            (
                "[regions.Lakes]\ncountry = ['KE']",
                "[regions.Lakes] country is no key of the settings; did you mean countries",
            ),
            ("[regions.Lakes]\ncountries = [5.5]", "[regions.Lakes] countries: “[5.5]” is neither text nor a list"),
            ("[views.x]\nregin = 'Sahel'", "[views.x] regin is no key of the settings; did you mean region?"),
            ("[views.x]\nregion = true", "[views.x] region: “True” is neither text nor a list of texts"),
            ("[letters]\nlogo = 'x.png'", "[letters] is no section of the settings"),
            ("[check]\nstale_days = 0", "[check] stale_days: “0” is not a number of days from 1 to 3650"),
            ("[check]\nstale_days = true", "[check] stale_days: “True” is not a number of days"),
            ("[check]\nstale = 5", "[check] stale is no key of the settings; did you mean stale_days?"),
            ("check = 5", "check is not a section"),
            ("[check]\nseverity = 'off'", "severity is not a section"),
            ("[check.severity]\nstael = 'off'", "[check.severity] stael is no rule; did you mean stale?"),
            ("[check.severity]\n'9.9.9' = 'off'", "[check.severity] 9.9.9 is no rule; "),
            (
                "[check.severity]\nstale = 'bad'",
                "[check.severity] stale “bad” is not a known severity; accepted are error",
            ),
            ("[check.severity]\nstale = 1", "[check.severity] stale “1” is not a severity; accepted are error"),
            ("[report]\nsite = 'example.org'", "[report] site: “example.org” is no address of the web"),
            ("[report]\nsite = 'https://a b'", "is no address of the web, as https://example.org/projects is"),
            ("[portfolio\ntitle = 'x'", "is not valid TOML"),
        ],
    )
    def test_a_mistake_is_told_with_file_section_and_key(self, folder: Path, text: str, expected: str) -> None:
        message = refusal(folder, text)
        assert "portfolio.toml" in message
        assert expected in message

    def test_severities_are_read_by_rule_and_for_all_of_iati(self, folder: Path) -> None:
        written(
            folder, '[check]\nstale_days = 30\n[check.severity]\n"7.5.3" = "off"\niati = "errors"\nstale = "info"\n'
        )
        settings = load()
        assert settings.stale_days == 30
        assert settings.severities["7.5.3"] == "off"
        assert settings.severities["6.11.1"] == "error"
        assert settings.severities["stale"] == "info"
        assert "undated" not in settings.severities
        assert ("check.stale_days", "30", "file") in settings.listed()
        assert ("check.severity.stale", "info", "file") in settings.listed()

    def test_every_mistake_is_told_at_once(self, folder: Path) -> None:
        message = refusal(folder, "[portfolio]\ntitel = 'x'\nfiscal_year_start = 0\n[stor]\n")
        assert len(message.splitlines()) == 3

    def test_a_file_that_is_not_text_is_told(self, folder: Path) -> None:
        (folder / "portfolio.toml").write_bytes(b'[portfolio]\ntitle = "\xff\xfe"\n')
        with pytest.raises(SettingsError, match="is not UTF-8 text"):
            load()

    def test_a_file_with_a_byte_order_mark_is_read(self, folder: Path) -> None:
        (folder / "portfolio.toml").write_text('[portfolio]\ntitle = "Ours"\n', encoding="utf-8-sig")
        assert load().title == "Ours"


class TestTemplate:
    def test_what_it_says_are_the_defaults(self, folder: Path) -> None:
        written(folder, template())
        settings = load()
        assert settings._replace(path=None, store=Settings().store, origins={}) == Settings()

    def test_its_commented_settings_are_valid_and_the_defaults_too(self, folder: Path) -> None:
        uncommented = "\n".join(
            line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
            for line in template().splitlines()
        )
        written(folder, uncommented)
        settings = load()
        assert settings.views["sahel"].filters["status"] == ("pipeline", "implementation")
        assert settings.regions["Indian Ocean islands"]["aliases"] == ("IOC",)
        assert settings.severities["6.11.1"] == "error"
        assert settings.report_logo == folder / "logo.png"
        # What has no default is given as an example.
        examples = {name: Settings._field_defaults[name] for name in Settings._fields if name.startswith("report_")}
        bare = settings._replace(path=None, store=Settings().store, origins={}, regions={}, views={}, severities={})
        bare = bare._replace(**examples)
        assert bare == Settings()

    def test_the_settings_of_the_repository_are_the_template(self) -> None:
        shipped = Path(config.__file__).parents[2] / "portfolio.toml"
        assert shipped.read_text(encoding="utf-8") == template()


class TestSections:
    """The sections of a donor's report, a table inside a table."""

    def test_those_that_are_named_are_kept_in_the_report_s_order(self, folder: Path) -> None:
        written(folder, '[report.donor]\nsections = ["funds", "summary"]\n')
        assert load().report_donor_sections == ("summary", "funds")
        assert {name: value for name, value, _ in load().listed()}["report.donor.sections"] == "summary, funds"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('[report.donor]\nsections = ["sumary"]', "did you mean summary?"),
            ("[report.donor]\nsections = []", "is no list of sections"),
            ("[report.donor]\nsection = []", "did you mean sections?"),
            ('[report]\ndonor = "all"', "write its keys below the line [report.donor]"),
            ('["report.donor"]\nsections = ["funds"]', "is no section of the settings"),
        ],
    )
    def test_what_is_none_is_refused_with_what_may_be_meant(self, folder: Path, text: str, said: str) -> None:
        written(folder, text)
        with pytest.raises(SettingsError, match=re.escape(said)):
            load()


@pytest.mark.parametrize("pattern", ["{number:0999999999}", "P-{number:{number}}", "{number:>99999}"])
def test_a_pattern_that_would_make_endless_codes_is_refused_at_once(folder: Path, pattern: str) -> None:
    written(folder, f'[portfolio]\ncode_pattern = "{pattern}"\n')
    with pytest.raises(SettingsError, match="too long"):
        load()


def test_a_file_that_is_nested_without_end_is_refused(folder: Path) -> None:
    written(folder, "x = " + "[" * 50_000)
    with pytest.raises(SettingsError, match="nested too deeply"):
        load()
