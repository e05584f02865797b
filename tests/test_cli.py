"""The root command: what is loaded when, how errors end, help, completion."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM
from typer.main import get_command

from portfolio import __version__, cli
from portfolio.commands.lazy import LazyGroup, typer_command
from portfolio.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Program
    from typer._click import Command

# What sets fields, and what writes and heads the columns of sheets, which no read has a use for.
WRITING = {
    f"portfolio.fields.{name}"
    for name in ("typed", "setters", "settable", "cells", "choices", "sheet", "sheets", "synonyms")
}

# What reads and writes files beside the register, which is left to the commands that do.
FILES = {
    "decimal",
    *(f"portfolio.files.{name}" for name in ("grid", "reading", "separated", "workbook", "workbook_in")),
    *(f"portfolio.formats.{name}" for name in ("html", "pdf", "word", "xlsx")),
}

# The patterns that all reads have a use for; others are text, which `re` compiles when it is first needed.
PATTERNS = {"portfolio.dates._PARTIAL", "portfolio.store.file.register._DIGEST", "portfolio.text._NOT_WORD"}

# How many fields of named tuples may be compiled.
TEXTS = 155

# A program that runs the command line it is given and then says which modules it has loaded, the patterns in them, and
# the fields of their named tuples whose types are texts, each of which is compiled at every start.
_LOADED = """
import re
import sys
from typing import ForwardRef
sys.argv[0] = "portfolio"
from portfolio.cli import main
try:
    main()
except SystemExit:
    pass
own = [name for name in sys.modules if name.split(".")[0] == "portfolio"]
named = [(f"pattern {name}.{key}", each) for name in own for key, each in vars(sys.modules[name]).items()]
texts = {
    f"text {each.__module__}.{each.__name__}.{field}"
    for _, each in named
    if isinstance(each, type) and issubclass(each, tuple) and each.__module__ in own
    for field, kind in each.__annotations__.items()
    if isinstance(kind, ForwardRef)
}
patterns = (key for key, each in named if isinstance(each, re.Pattern))
print("\\n".join([*sys.modules, *patterns, *texts]), file=sys.stderr)
"""


def loaded(folder: Path, *arguments: str, **environment: str) -> set[str]:
    """Return the modules that a command line loads, in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(ended.stderr.splitlines())


def completing(line: str) -> dict[str, str]:
    """Return the environment in which bash asks for the completion of a line."""
    return {
        "_PORTFOLIO_COMPLETE": "complete_bash",
        "_PORTFOLIO_LINE": line,
    }


def command_paths() -> Iterator[tuple[str, ...]]:
    """Yield every command as it is typed."""
    yield ()
    for name in cli.COMMANDS:
        yield (name,)
        app = import_module(f"portfolio.commands.{name}").app
        if isinstance(app.info.help, str):
            yield from ((name, str(info.name)) for info in app.registered_commands)


def command_of(path: tuple[str, ...]) -> Command:
    """Return the command at a path."""
    command = get_command(cli.app)
    for name in path:
        assert isinstance(command, LazyGroup)
        command = command.load(name)
    return command


class TestHelp:
    @pytest.mark.parametrize("path", list(command_paths()), ids=" ".join)
    def test_every_page_is_drawn_with_all_of_its_options(self, portfolio: Program, path: tuple[str, ...]) -> None:
        text = " ".join(re.sub("[│╭╮╰╯─]", " ", portfolio(*path, "--help").out).split())
        assert f"Usage: portfolio {' '.join(path)}".strip() in text
        for parameter in command_of(path).params:
            if not getattr(parameter, "hidden", False):
                assert all(name in text for name in parameter.opts if name.startswith("-"))
                # Rich would take them for styles.
                assert "[" not in (getattr(parameter, "help", None) or "")

    @pytest.mark.parametrize("path", list(command_paths()), ids=" ".join)
    def test_its_examples_are_command_lines_that_the_program_takes(self, path: tuple[str, ...]) -> None:
        command = command_of(path)
        lines = [line.strip() for line in (command.help or "").splitlines() if line.startswith("  portfolio ")]
        for line in lines:
            words = shlex.split(line)[1:]
            depth = len(path) or (1 if words[0] == "overview" else 2)
            assert command_of(tuple(words[:depth])).make_context(" ".join(words[:depth]), words[depth:])

    def test_a_bare_portfolio_shows_help(self, portfolio: Program) -> None:
        assert "Usage: portfolio" in portfolio().out

    def test_a_bare_noun_shows_its_verbs_and_is_a_usage_error(self, portfolio: Program) -> None:
        assert "budget" in portfolio("project", code=2).out

    @pytest.mark.parametrize("name", cli.COMMANDS)
    def test_every_command_says_what_it_does_in_a_line_that_fits(self, name: str) -> None:
        assert len(cli.COMMANDS[name].help) <= 80

    def test_the_program_runs_as_a_module(self, tmp_path: Path) -> None:
        ended = subprocess.run(
            [sys.executable, "-m", "portfolio", "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert ended.stdout == f"portfolio {__version__}\n"

    def test_the_version_is_printed(self, portfolio: Program) -> None:
        assert portfolio("--version").out == f"portfolio {__version__}\n"

    def test_a_single_command_is_made_of_its_only_function(self) -> None:
        (info,) = import_module("portfolio.commands.overview").app.registered_commands
        assert typer_command(info).name == "overview"


class TestLoading:
    @pytest.mark.parametrize(
        ("arguments", "environment"),
        [
            (("--help",), {}),
            (("projct",), {}),
            ((), completing("portfolio pro")),
            ((), completing("portfolio --no")),
        ],
    )
    def test_help_completion_and_a_mistyped_command_load_no_command(
        self, tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
    ) -> None:
        found = loaded(tmp_path, *arguments, **environment)
        assert {f"portfolio.commands.{name}" for name in cli.COMMANDS} & found == set()
        assert "portfolio.commands.options" not in found

    @pytest.mark.parametrize(
        ("arguments", "environment"),
        [
            (("project", "--help"), {}),
            (("project", "lst"), {}),
            ((), completing("portfolio project li")),
            ((), completing("portfolio project show P-")),
        ],
    )
    def test_below_a_noun_only_its_module_is_loaded(
        self, register: Path, arguments: tuple[str, ...], environment: dict[str, str]
    ) -> None:
        found = loaded(register.parents[1], *arguments, **environment)
        assert {f"portfolio.commands.{name}" for name in cli.COMMANDS} & found == {"portfolio.commands.project"}
        assert not {"pydantic", "tinydb", "portfolio.figures", "portfolio.changes.records"} & found

    def test_completing_a_code_loads_neither_rich_nor_pydantic_nor_tinydb(self, register: Path) -> None:
        found = loaded(register.parents[1], **completing("portfolio project show P-"))
        assert "portfolio.store.file.register" in found
        assert not (WRITING | FILES) & found
        assert not {"rich", "pydantic", "tinydb", "rapidfuzz"} & found

    @pytest.mark.parametrize(
        "line",
        [
            "project list",
            "project list --region Sahel --donor Arcadia --year 2023 --format json",
            "project show P-001",
            "donor list",
            "donor show Arcadia",
            "contribution show C-001",
            "outcome list",
            "activity list",
            "region show Sahel",
            "country show Kenya",
            "overview",
            "summary donors",
            "summary outcomes",
            "find border",
            "config",
            "rate list",
        ],
    )
    def test_no_read_loads_pydantic(self, office: Program, tmp_path: Path, line: str) -> None:
        assert office is not None
        found = loaded(tmp_path, *line.split())
        assert "portfolio.query.question" in found or line == "config"
        assert not {"pydantic", "rapidfuzz", "importlib.metadata"} & found
        assert not (WRITING | FILES - {"decimal"}) & found

    @pytest.mark.parametrize(
        ("line", "most"),
        [
            ("project list", 100),
            ("project show P-001", 120),
            ("donor show Arcadia", 120),
            ("overview", 121),
            ("summary donors", 99),
            ("report donor Arcadia --format json", 139),
            ("find border", 77),
        ],
    )
    def test_a_read_loads_what_it_uses_alone(self, office: Program, tmp_path: Path, line: str, most: int) -> None:
        """Each module takes a tenth of a millisecond or more: one that few answers use is imported where they do."""
        assert office is not None
        found = loaded(tmp_path, *line.split())
        assert len([name for name in found if name.startswith("portfolio")]) <= most
        assert len([name for name in found if name.startswith("text ")]) <= TEXTS
        assert {name for name in found if name.startswith("pattern ")} <= {f"pattern {name}" for name in PATTERNS}

    @pytest.mark.parametrize(("line", "most"), [("project show P-", 42), ("project list --reg", 23)])
    def test_completion_loads_what_it_uses_alone(self, register: Path, line: str, most: int) -> None:
        found = loaded(register.parents[1], **completing(f"portfolio {line}"))
        assert len([name for name in found if name.startswith("portfolio")]) <= most
        assert "portfolio.store.protocol" not in found


class TestErrors:
    def test_a_mistyped_command_is_corrected(self, portfolio: Program) -> None:
        assert "Did you mean “project”?" in portfolio("projct", code=2).err
        assert "Did you mean “list”?" in portfolio("project", "lst", code=2).err
        assert "There is no command “xyz”." in portfolio("xyz", code=2).err

    def test_a_mistyped_option_is_corrected(self, portfolio: Program) -> None:
        err = portfolio("project", "add", "--titel", "x", code=2).err
        assert err.splitlines() == [
            "No such option: --titel. Did you mean --title?",
            "How it goes: portfolio project add --help",
        ]

    def test_a_missing_argument_is_a_usage_error(self, portfolio: Program) -> None:
        assert "Missing argument 'CODE'" in portfolio("project", "show", code=2).err

    def test_nothing_goes_to_standard_output_when_something_is_wrong(self, portfolio: Program) -> None:
        ended = portfolio("project", "list", code=6)
        assert ended.out == ""
        assert ended.err.startswith("There is no register at ")

    def test_a_bug_ends_in_one_line_and_a_saved_traceback(
        self, portfolio: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        monkeypatch.setattr("portfolio.settings.load", lambda _path: 1 / 0)
        ended = portfolio("config", code=1)
        (line,) = ended.err.splitlines()
        saved = Path(line.rpartition(" ")[2].rstrip("."))
        assert "ZeroDivisionError" in line
        assert "Traceback" in saved.read_text(encoding="utf-8")
        assert saved.parent == tmp_path

    @pytest.mark.parametrize("raised", [KeyboardInterrupt, EOFError])
    def test_an_interrupted_command_ends_with_130(
        self, portfolio: Program, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException]
    ) -> None:
        def interrupted(_path: Path | None) -> None:
            raise raised

        monkeypatch.setattr("portfolio.settings.load", interrupted)
        assert portfolio("config", code=130).out == ""

    def test_one_that_is_interrupted_as_python_makes_a_class_ends_so_too(
        self, portfolio: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Named:
            def __set_name__(self, owner: type, name: str) -> None:
                raise KeyboardInterrupt

        monkeypatch.setattr("portfolio.settings.load", lambda _path: type("Made", (), {"named": Named()}))
        assert portfolio("config", code=130).err == "Interrupted.\n"

    def test_text_of_an_error_cannot_steer_the_terminal(
        self, portfolio: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(_path: Path | None) -> None:
            raise StoreError("The register \x1b[31mred\x1b[0m is gone.")

        monkeypatch.setattr("portfolio.settings.load", refused)
        assert portfolio("config", code=6).err == "The register \ufffd[31mred\ufffd[0m is gone.\n"

    def test_a_closed_pipe_is_quiet(self, office: Program, tmp_path: Path) -> None:
        assert office is not None
        process = subprocess.Popen(
            [str(PROGRAM), "project", "list"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(timeout=60) == 0

    def test_global_options_may_stand_behind_the_command(self, portfolio: Program, tmp_path: Path) -> None:
        missing = tmp_path / "missing.toml"
        assert "missing.toml" in portfolio("config", "--config", str(missing), code=7).err
        assert "missing.toml" in portfolio("--config", str(missing), "config", code=7).err
        assert "Missing option --title" in portfolio("project", "add", "--no-input", code=2).err


class TestAsking:
    def test_at_a_terminal_a_day_that_is_missing_is_asked_for(self, register: Path) -> None:
        said = at_a_terminal(register.parents[1], "rate", "add", "EUR", "1.10", typed="2024-05-31\n")
        assert "The day on which it held" in said
        assert "2024-05-31" in said

    def test_at_a_terminal_with_no_input_nothing_is_asked(self, register: Path) -> None:
        said = at_a_terminal(register.parents[1], "--no-input", "project", "add", typed="")
        assert "Missing option --title" in said


def at_a_terminal(folder: Path, *arguments: str, typed: str) -> str:
    """Run the installed program at a terminal, type something when it asks, and return all that it said."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - another process
        os.chdir(folder)
        os.execv(str(PROGRAM), ["portfolio", *arguments])  # noqa: S606 - the program under test
    said, deadline = "", time.monotonic() + 30
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                part = os.read(terminal, 4096).decode()
            except OSError:  # the program has ended
                break
            said += part
            if typed and ":" in said:
                os.write(terminal, typed.encode())
                typed = ""
            if not part:
                break
    os.close(terminal)
    os.waitpid(child, 0)
    return said
