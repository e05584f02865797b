"""The settings: found, read, checked, and each remembered with the place that it came from."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.errors import SettingsError
from portfolio.files.limits import Limits
from portfolio.settings import accepted, office_tables
from portfolio.store.opening import seen_from
from portfolio.text import masked, shown

if TYPE_CHECKING:
    from portfolio.dates import FiscalYear
    from portfolio.reference.places import GroupSettings
    from portfolio.settings.office_tables import SavedView
    from portfolio.typed_dates import DateHabits

FILE_NAME = "portfolio.toml"
CONFIG_VARIABLE = "PORTFOLIO_CONFIG"
STORE_VARIABLE = "PORTFOLIO_STORE"

# Each backup is as large as the register.
_MOST_BACKUPS = 10_000
# What a spreadsheet program can hold at most.
_MOST_MEGABYTES = 2_000
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 1_000_000
_MOST_CELLS = 100_000_000


class Settings(NamedTuple):
    """The settings in force."""

    path: Path | None = None  # the file they were read from, or None where there is none
    title: str = "Capacity-building portfolio"  # what pages and reports are headed by
    organisation: str = "United Nations Counter-Terrorism Centre"  # the office's name
    reporting_org: str = "XM-DAC-41305"  # the office's IATI organisation identifier
    base_currency: str = "USD"  # ISO 4217 code that rates are entered in unless another is named
    code_pattern: str = "P-{number:03}"  # how a project's code is made of the next `number`
    fiscal_year_start: int = 1  # the month in which fiscal years start, 1 to 12
    # Whether FY24 is the one that ends or the one that starts in 2024: `end` or `start`.
    fiscal_year_named_by: str = "end"
    store: str = "records/portfolio.json"  # where the register is kept
    backups: int = 10  # how many of the last registers are kept when they are replaced
    daily: int = 14  # for how many days with changes the register of their beginning is kept
    lock_timeout: float = 60.0  # how many seconds a writer waits for others
    shared: bool = False  # whether the folder's group may use the register too, on POSIX
    # The office's own groups by name, as written; `portfolio.reference` resolves them.
    regions: Mapping[str, "GroupSettings"] = MappingProxyType({})
    views: Mapping[str, "SavedView"] = MappingProxyType({})
    stale_days: int = 365  # after how many days without news open work is stale
    # Rule of `portfolio.reference.checks` to severity, where that is not the rule's own.
    severities: Mapping[str, str] = MappingProxyType({})
    # The order of day and month in dates that could be read in two: dmy, mdy, or ymd where neither is.
    input_dates: str = "ymd"
    limits: Limits = Limits()  # what a file that is imported may have at most
    # What reports give as the office's address and as whom to write to, or "".
    report_address: str = ""
    report_contact: str = ""
    report_language: str = "en"  # the language of reports where none is asked for: en, fr, es, ru, zh or ar
    report_logo: Path | None = None  # a picture (PNG or JPEG) for the title block of reports, or None
    report_colour: str = ""  # that of headings, rules and bars, as #0B4F82, or "" for that of the template
    # A Word document whose styles, header and footer reports are written in, or None.
    report_template: Path | None = None
    report_site: str = ""  # the address of the web at which the site stands, without a slash at its end, or ""
    # Who submits donors' reports, and what they are, or "".
    report_submitted_by: str = ""
    report_submitted_by_title: str = ""
    # The sections that donors' reports have, where there is something for them.
    report_donor_sections: tuple[str, ...] = accepted.SECTIONS
    # Purposes of the OECD DAC, in five digits: of what has none of its own, and of programmes by their codes.
    iati_sector: str = "15210"
    iati_sectors: Mapping[str, str] = MappingProxyType({})
    # `section.key` to where its value came from: `default`, `file` or the name of an environment variable.
    origins: Mapping[str, str] = MappingProxyType({})

    @property
    def fiscal_year(self) -> "FiscalYear":
        """How the office's fiscal years run."""
        from portfolio.dates import FiscalYear  # noqa: PLC0415 - few questions are put by fiscal year

        return FiscalYear(self.fiscal_year_start, self.fiscal_year_named_by == "start")

    @property
    def date_habits(self) -> "DateHabits":
        """What the office means by a date that says less than it could."""
        from portfolio.typed_dates import DateHabits  # noqa: PLC0415 - see `fiscal_year`

        return DateHabits(self.fiscal_year, self.input_dates.replace("ymd", ""))

    @property
    def hides_store(self) -> bool:
        """Whether the environment names another register than a settings file does."""
        return self.path is not None and self.origins.get("store.url") == STORE_VARIABLE

    def listed(self) -> list[tuple[str, str, str]]:
        """Return `section.key`, value and origin of every setting, as people read them."""
        settings = [
            (name, written(getattr(self.limits if name.startswith(_LIMIT) else self, _field(name))), origin)
            for name, origin in self.origins.items()
        ]
        regions = [
            (f"regions.{name}", ", ".join(group.get("countries", ())), "file") for name, group in self.regions.items()
        ]
        views = [
            (f"views.{name}", "; ".join(f"{key} {', '.join(texts)}" for key, texts in view.filters.items()), "file")
            for name, view in self.views.items()
        ]
        severities = [(f"check.severity.{rule}", level, "file") for rule, level in self.severities.items()]
        return [*settings, *severities, *regions, *views]


def _field(name: str) -> str:
    """Return the attribute of `Settings`, or of its limits, that holds a setting `section.key`."""
    section, _, key = name.rpartition(".")
    if section.startswith(("iati", "input", "report")):
        return f"{section}_{key}".replace(".", "_")
    return "store" if key == "url" else key


def written(value: object) -> str:
    """Return a value as it is written in the file, quotation marks aside."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def template() -> str:
    """Return the text of a new settings file: every setting with its default and what it is for."""
    return Path(__file__).with_name(FILE_NAME).read_text(encoding="utf-8")


def find(explicit: Path | None = None) -> Path | None:
    """Return the settings file: the one named, of `PORTFOLIO_CONFIG`, or nearest upward; raises SettingsError."""
    named = explicit or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if named:
        if not named.is_file():
            by = "--config" if explicit else CONFIG_VARIABLE
            raise SettingsError(f"There is no settings file {named}, which {by} names.")
        return named
    here = Path.cwd()
    return next((found for folder in (here, *here.parents) if (found := folder / FILE_NAME).is_file()), None)


def load(explicit: Path | None = None, *, is_ours: bool = True) -> Settings:
    """Return the settings in force; see `find` for where they are looked for.

    Of another office the file alone counts, and not what the environment says of ours.

    Raises:
        SettingsError: The file cannot be read, or holds a key or value that is not one; every problem is listed.
    """
    path = find(explicit)
    return checked(parsed(text_of(path), path) if path else {}, path, is_ours=is_ours)


def checked(given: dict[str, Any], path: Path | None, *, is_ours: bool = True) -> Settings:
    """Return the settings that a file gives, with the environment's register in place of its own if it `is_ours`.

    Raises:
        SettingsError: A key or value is none; every problem is listed.
    """
    problems: list[str] = []
    severities = office_tables.severities(given, problems)
    values, origins = _sections(given, problems)
    regions, views = office_tables.regions(given, problems), office_tables.views(given, problems)
    if problems:
        raise SettingsError("\n".join(f"{path}: {problem}" for problem in problems))
    store = seen_from(path.parent if path else Path(), values["store.url"])
    if override := is_ours and os.environ.get(STORE_VARIABLE):
        try:
            store = seen_from(Path(), accepted.url(override))
        except ValueError as error:
            shown_value = masked(shown(override))
            raise SettingsError(f"The environment variable {STORE_VARIABLE}: “{shown_value}” {error}.") from None
        origins["store.url"] = STORE_VARIABLE
    limits = Limits(**{_field(name): value for name, value in values.items() if name.startswith(_LIMIT)})
    given_values = {_field(name): value for name, value in values.items() if not name.startswith(_LIMIT)}
    for name in ("report_logo", "report_template"):
        # Seen from the folder of the settings, as the register is.
        given_values[name] = path.parent / given_values[name] if path and given_values[name] else None
    tables: dict[str, Any] = {"regions": regions, "views": views, "severities": severities}
    return Settings(path=path, **{**given_values, "store": store}, limits=limits, **tables, origins=origins)


def foreseen(path: Path) -> Settings:
    """Return the settings that a file has, or would have if it were a new one; raises as `load`."""
    return checked(parsed(text_of(path) if path.exists() else template(), path), path)


def setting_in(text: str, path: Path, name: str) -> str:
    """Return the value of a setting by the text of a settings file, as people read it; "" where there is none."""
    try:
        listed = checked(parsed(text, path), path).listed()
    except SettingsError:  # what is wrong may be what is about to be put right
        return ""
    group = name.rpartition(".")[0]
    return next((value for setting, value, _ in listed if setting in (name, group)), "")


def text_of(path: Path) -> str:
    """Return the text of a settings file; raises SettingsError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The settings file {path} is not UTF-8 text; save it as UTF-8.") from None


def parsed(text: str, path: Path) -> dict[str, Any]:
    """Return what stands in the text of a settings file; raises SettingsError."""
    import tomllib  # noqa: PLC0415 - not needed where there is no file

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SettingsError(f"The settings file {path} is not valid TOML: it is nested too deeply.") from None
    except tomllib.TOMLDecodeError as error:
        # Paths of Windows between double quotes, whose backslashes begin something else.
        remedy = " Put a path with backslashes between single quotes: 'C:\\…'." if "\\" in text else ""
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.{remedy}") from None


# Section and key to what reads the value; each raises ValueError with what is wrong.
_KEYS: Mapping[str, Mapping[str, Callable[[object], Any]]] = {
    "portfolio": {
        "title": accepted.text,
        "organisation": accepted.text,
        "reporting_org": accepted.text,
        "base_currency": accepted.currency,
        "code_pattern": accepted.pattern,
        "fiscal_year_start": accepted.month,
        "fiscal_year_named_by": accepted.end_or_start,
    },
    "store": {
        "url": accepted.url,
        "backups": accepted.count(_MOST_BACKUPS),
        "daily": accepted.count(_MOST_BACKUPS),
        "lock_timeout": accepted.seconds,
        "shared": accepted.yes_or_no,
    },
    "check": {"stale_days": accepted.days},
    "input": {"dates": accepted.date_order},
    "import": {
        "megabytes": accepted.count(_MOST_MEGABYTES, 1),
        "unpacked_megabytes": accepted.count(_MOST_MEGABYTES, 1),
        "rows": accepted.count(_MOST_ROWS, 1),
        "columns": accepted.count(_MOST_COLUMNS, 1),
        "cell": accepted.count(_LONGEST_CELL, 1),
        "cells": accepted.count(_MOST_CELLS, 1),
    },
    "report": {
        "address": accepted.text,
        "contact": accepted.text,
        "language": accepted.language,
        "logo": accepted.file,
        "template": accepted.file,
        "colour": accepted.colour,
        "site": accepted.web_address,
        "submitted_by": accepted.text,
        "submitted_by_title": accepted.text,
    },
    "report.donor": {"sections": accepted.sections},
    "iati": {"sector": accepted.purpose, "sectors": accepted.purposes},
}
# How the settings begin that are limits of a file.
_LIMIT = "import."
_SECTIONS = (*(section for section in _KEYS if "." not in section), "regions", "views")
DEFAULTS = {
    name: (Limits if name.startswith(_LIMIT) else Settings)._field_defaults[_field(name)]
    for name in (f"{section}.{key}" for section, readers in _KEYS.items() for key in readers)
}


def _sections(given: dict[str, Any], problems: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return `section.key` to value and to origin, and note what is wrong."""
    values, origins = dict(DEFAULTS), dict.fromkeys(DEFAULTS, "default")
    problems += [
        office_tables.unknown("section", f"[{name}]", name, _SECTIONS) for name in given if name not in _SECTIONS
    ]
    for section, readers in _KEYS.items():
        for key, value in office_tables.table_of(given, section, problems).items():
            if f"{section}.{key}" in _KEYS:
                continue
            if key not in readers:
                problems.append(office_tables.unknown("key", f"[{section}] {key}", key, readers))
                continue
            try:
                values[f"{section}.{key}"] = readers[key](value)
                origins[f"{section}.{key}"] = "file"
            except ValueError as error:
                problems.append(f"[{section}] {key}: “{masked(shown(str(value)))}” {error}.")
    return values, origins
