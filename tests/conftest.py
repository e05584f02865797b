"""What tests of commands share: a program to run, an empty register, and an office with made-up records."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import postgres_server
import pytest
from backends import BACKENDS, contents as all_of
from hypothesis import HealthCheck, settings
from untouched import pytest_sessionfinish, pytest_sessionstart  # noqa: F401 - pytest finds them here

from portfolio import dates

# Typer reads these when it is imported; help then looks the same everywhere.
os.environ |= {"TERMINAL_WIDTH": "80", "_TYPER_FORCE_DISABLE_TERMINAL": "1"}
_OWN = ("FORCE_COLOR", "NO_COLOR", "PORTFOLIO_CONFIG", "PORTFOLIO_STORE")
for _name in [each for each in os.environ if each in _OWN or each.startswith("PG")]:  # which lead to other servers
    del os.environ[_name]

# Programs started in the background inherit that interruptions are ignored, and so would those that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How fast the machine is says nothing of what a property holds. The same cases are tried everywhere, so that a run says
# what was changed and not what was drawn; `pytest --hypothesis-profile=search` draws others.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("the same everywhere", settings.get_profile("search"), derandomize=True)
settings.load_profile("the same everywhere")

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portfolio.store.protocol import Store

TODAY = dt.date(2024, 10, 1)
PROGRAM = Path(sys.executable).with_name("portfolio")


# What keeps the register of commands: `file`, or `postgres` for all tests of commands and changes that need no file.
BACKEND = os.environ.get("TESTS_BACKEND", "file")

# Where the tests that are skipped are noted, so that they can be run again once what they need is there.
SKIPPED = os.environ.get("TESTS_SKIPPED")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that was skipped."""
    _note(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file of tests that was skipped as a whole."""
    _note(report)


def _note(report: pytest.TestReport | pytest.CollectReport) -> None:
    # Where several processes run the tests, the one above them hears of all.
    if SKIPPED and report.skipped and not hasattr(report, "wasxfail") and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(SKIPPED).open("a", encoding="utf-8") as file:
            file.write(f"{report.nodeid}\n")


class Ended(NamedTuple):
    """How a command line ended: its exit code, and what it wrote to its two streams."""

    code: int
    out: str
    err: str


class Program:
    """Runs command lines of the program inside this process."""

    def __call__(self, *arguments: str, code: int = 0, **environment: str) -> Ended:
        """Run a command line in a folder of its own, and see that it ends with a code."""
        ended = self.run(*arguments, **environment)
        assert ended.code == code, f"{arguments}: {ended.code}\n{ended.out}{ended.err}"
        return ended

    def run(self, *arguments: str, **environment: str) -> Ended:
        """Run a command line, whatever it ends with."""
        from typer.testing import CliRunner  # noqa: PLC0415 - after what Typer reads is set

        from portfolio import cli  # noqa: PLC0415

        ended = CliRunner().invoke(cli.app, list(arguments), env=environment)
        return Ended(ended.exit_code, ended.stdout, ended.stderr)


def shown(program: Program, *arguments: str) -> Any:
    """Return what a command prints as JSON."""
    return json.loads(program(*arguments, "--format", "json").out)


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program in an empty folder, on a fixed day, without anything of the user's own environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(dates, "today", lambda: TODAY)
    if BACKEND == "postgres":
        monkeypatch.setenv("PORTFOLIO_STORE", postgres_server.place(tmp_path))
        monkeypatch.setenv("XDG_STATE_HOME", f"{tmp_path}-state")
    return Program()


@pytest.fixture
def begun(portfolio: Program) -> Program:
    """The program with an empty register."""
    portfolio("init")
    return portfolio


@pytest.fixture
def register(begun: Program, tmp_path: Path) -> Path:
    """The file of that register, for tests that look at it; they are skipped where something else keeps it."""
    del begun  # which made it
    if BACKEND != "file":
        pytest.skip("it looks at the file of the register, and a database keeps it")
    return tmp_path / "records" / "portfolio.json"


@pytest.fixture
def opened(tmp_path: Path) -> Store:
    """The store of that register."""
    return BACKENDS[BACKEND](tmp_path / "records" if BACKEND == "file" else tmp_path)


@pytest.fixture
def contents(opened: Store) -> Callable[[], object]:
    """Return what says all that this register holds: it says the same as long as nothing was changed."""
    return lambda: all_of(opened)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files that are imported lie."""
    return tmp_path


@pytest.fixture
def office(begun: Program) -> Program:
    """The program with the records of `RECORDS`, all made up."""
    for line in RECORDS:
        begun(*line)
    return begun


def installed(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None, typed: str = "") -> Ended:
    """Run the installed program in a process of its own."""
    variables = {**os.environ, "COLUMNS": "120", **(environment or {})}
    ended = subprocess.run(
        [str(PROGRAM), *arguments],
        cwd=folder,
        env=variables,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


# A small office. C-001 of Arcadia: 1,000,000 USD committed, 600,000 received, 500,000 allocated to P-001 and 250,000 to
# P-002. C-002 of Ruritania: 80,000 EUR pledged. Spent on P-001: 40,000 USD charged to C-001, 5,000 USD to none.
RECORDS = (
    ("programme", "add", "--title", "Border management", "--pillar", "II", "--owner", "UNCCT"),
    ("donor", "add", "Arcadia", "--type", "government", "--note", "Gives in March"),
    ("donor", "add", "Ruritania", "--type", "government"),
    ("donor", "add", "Senate of Arcadia", "--parent", "Arcadia", "--type", "other_public"),
    ("partner", "add", "Institute of Borders", "--short-name", "IOB", "--type", "academic"),
    (
        *("project", "add", "--title", "Travel documents", "--programme", "PRG-001", "--status", "ongoing"),
        *("--start", "2023-03", "--end", "2025-06", "--country", "KE:60", "--country", "SO:40", "--donor", "Arcadia"),
        *("--partner", "IOB", "--scope", "multi-national", "--tag", "priority", "--officer", "A. Officer"),
    ),
    (
        *("project", "add", "--title", "[red]Évidence[/] in court", "--status", "closed", "--pillar", "I"),
        *("--start", "2019", "--end", "2021-12", "--region", "Sahel", "--scope", "regional", "--donor", "Ruritania"),
    ),
    ("project", "add", "--title", "Worldwide study", "--scope", "global", "--status", "pipeline"),
    ("project", "add", "--title", "Liaison office", "--kind", "office", "--country", "ET"),
    ("contribution", "add", "Arcadia", "--title", "First agreement", "--signed", "2023-01-15"),
    ("contribution", "commit", "C-001", "1,000,000", "USD", "--date", "2023-01-15"),
    ("contribution", "receive", "C-001", "600,000", "USD", "--date", "2023-02-01"),
    ("contribution", "allocate", "C-001", "P-001", "500,000", "--date", "2023-02-02"),
    ("contribution", "allocate", "C-001", "P-002", "250,000"),
    ("contribution", "add", "Ruritania", "--title", "Gift"),
    ("contribution", "pledge", "C-002", "80,000", "EUR", "--date", "2024-05"),
    ("expenditure", "add", "P-001", "40,000", "USD", "--date", "2023-06-30", "--contribution", "C-001"),
    ("expenditure", "add", "P-001", "5,000", "USD", "--date", "2024-02-01"),
    ("outcome", "add", "P-001", "Documents are checked at two crossings", "--level", "outcome", "--date", "2024-05"),
    ("outcome", "indicator", "P-001", "O-001", "--title", "Officers certified", "--unit", "officers", "--code", "CERT"),
    ("outcome", "record", "P-001", "O-001.i1", "24", "--period", "2023", "--target", "30"),
    ("outcome", "add", "P-002", "Judges admit digital evidence"),
    (
        *("activity", "add", "P-001", "--title", "Training in Nairobi", "--type", "training", "--start", "2023-05-13"),
        *("--venue", "Nairobi", "--venue-country", "KE", "--country", "KE", "--women", "12", "--men", "15"),
    ),
    ("activity", "add", "--title", "High-level meeting", "--type", "event", "--start", "2024-03-01"),
    ("document", "add", "--title", "Letter of agreement", "--party", "Arcadia", "--date", "2023-01-15"),
    ("rate", "add", "EUR", "1.10", "--date", "2024-05-31", "--source", "Bank of Arcadia"),
)


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Return what opens one and the same store, anew each time."""
    return lambda: BACKENDS[request.param](tmp_path)


@pytest.fixture
def store(place: Callable[[], Store]) -> Store:
    """Return an empty register."""
    opened = place()
    opened.create()
    return opened
