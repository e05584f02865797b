"""The program in a real terminal: its pager, its colours, its width, its bars, and how it is interrupted."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM
from rich.cells import cell_len
from terminals import ended, opened, ran

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

FEW = (6, 80)
PAGER = """
import pathlib, sys
text = sys.stdin.read()
pathlib.Path("paged").write_text(text, "utf-8")
print("PAGED", len(text.splitlines()))
"""


@pytest.fixture
def desk(office: Program, tmp_path: Path) -> Path:
    """The folder of an office, with a pager that keeps what it is given."""
    assert office is not None
    (tmp_path / "pager.py").write_text(PAGER, "utf-8")
    return tmp_path


def pager(desk: Path) -> str:
    return shlex.join([sys.executable, str(desk / "pager.py")])


class TestPager:
    def test_a_page_that_is_longer_than_the_screen_goes_through_it_in_colour(self, desk: Path) -> None:
        seen = ran(desk, "project", "list", size=FEW, PAGER=pager(desk))
        assert seen.code == 0
        assert "PAGED" in seen.text
        assert "Travel documents" not in seen.text
        text = (desk / "paged").read_text("utf-8")
        assert "Travel documents" in text
        assert "\x1b[38;5;28mimplementation" in text

    def test_a_page_that_the_screen_holds_is_printed(self, desk: Path) -> None:
        seen = ran(desk, "project", "list", size=(60, 80), PAGER=pager(desk))
        assert "PAGED" not in seen.text
        assert "Travel documents" in seen.text

    @pytest.mark.parametrize(
        ("words", "environment"),
        [
            (["--no-pager", "project", "list"], {}),
            (["project", "list", "--no-pager"], {}),
            (["project", "list"], {"PORTFOLIO_PAGER": "cat"}),
            (["project", "list"], {"PORTFOLIO_PAGER": ""}),
            (["project", "list"], {"TERM": "dumb"}),
        ],
    )
    def test_nobody_has_to_have_it(self, words: list[str], environment: dict[str, str], desk: Path) -> None:
        seen = ran(desk, *words, size=FEW, **{"PAGER": pager(desk), **environment})
        assert seen.code == 0
        assert "PAGED" not in seen.text
        assert "Travel documents" in seen.text

    def test_other_formats_and_the_manual_go_through_it_too_and_a_change_does_not(self, desk: Path) -> None:
        assert "PAGED" in ran(desk, "project", "list", "-f", "json", size=FEW, PAGER=pager(desk)).text
        assert "PAGED" in ran(desk, "help", "filters", size=FEW, PAGER=pager(desk)).text
        changed = ran(desk, "project", "edit", "P-001", "--set", "note=x", size=(1, 80), PAGER=pager(desk))
        assert "PAGED" not in changed.text

    def test_a_pipe_has_none(self, desk: Path) -> None:
        done = subprocess.run(
            [str(PROGRAM), "project", "list", "-f", "table"],
            cwd=desk,
            env={**os.environ, "PAGER": pager(desk)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert "PAGED" not in done.stdout

    def test_one_that_stops_early_has_had_enough(self, desk: Path) -> None:
        seen = ran(desk, "project", "list", size=FEW, PAGER="head -n 1")
        assert (seen.code, "failed" in seen.text) == (0, False)
        assert "Travel" not in seen.text

    @pytest.mark.parametrize("broken", ["/nowhere/pager", "no-such-pager -R", "no-such-pager | cat -u; exit 3", "'"])
    def test_one_that_fails_is_said_and_the_page_is_printed(self, broken: str, desk: Path) -> None:
        seen = ran(desk, "project", "list", size=FEW, PAGER=broken)
        assert seen.code == 0
        assert "Travel documents" in seen.text
        assert f"The pager “{broken}”" in " ".join(seen.text.split())

    @pytest.mark.skipif(not shutil.which("less"), reason="less is not here")
    def test_less_shows_colours_and_leaves_with_q(self, desk: Path) -> None:
        terminal = opened(desk, "project", "list", size=FEW)
        terminal.expect("Travel documents")
        terminal.expect("\x1b.38;5;28mimplementation")
        terminal.send("q")
        assert ended(terminal).code == 0

    @pytest.mark.skipif(not shutil.which("less"), reason="less is not here")
    @pytest.mark.parametrize("habits", ["FRXK", "R"])
    def test_interrupted_it_ends_with_the_program(self, habits: str, desk: Path) -> None:
        terminal = opened(desk, "project", "list", size=FEW, LESS=habits)
        terminal.expect("Travel documents")
        terminal.sendintr()
        seen = ended(terminal)
        assert (seen.code, "Traceback" in seen.text) == (130, False)


class TestColours:
    @pytest.mark.parametrize("asked", [{"NO_COLOR": "1"}, {"CLICOLOR": "0"}, {"TERM": "dumb"}, {"FORCE_COLOR": "0"}])
    def test_where_none_are_wanted_nothing_is_bold_either(self, asked: dict[str, str], desk: Path) -> None:
        for words in (["project", "list"], ["overview"], ["project", "--help"], ["help", "money"]):
            seen = ran(desk, *words, size=(500, 80), **asked)
            assert "\x1b" not in seen.text, words

    def test_a_terminal_has_colours(self, desk: Path) -> None:
        assert "\x1b[38;5;28mimplementation" in ran(desk, "project", "list", size=(90, 80)).text

    @pytest.mark.parametrize(
        ("asked", "coloured"),
        [
            ({}, False),
            ({"FORCE_COLOR": "1"}, True),
            ({"CLICOLOR_FORCE": "1"}, True),
            ({"CLICOLOR_FORCE": "0"}, False),
            ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ({"FORCE_COLOR": "1", "CLICOLOR": "0"}, True),
        ],
    )
    def test_a_pipe_has_them_where_they_are_forced(self, asked: dict[str, str], coloured: bool, desk: Path) -> None:
        done = subprocess.run(
            [str(PROGRAM), "project", "list", "-f", "table"],
            cwd=desk,
            env={**os.environ, **asked},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        assert ("\x1b[" in done.stdout) is coloured


SCREENS = (
    "project list",
    "donor list",
    "contribution list",
    "activity list",
    "overview",
    "donor show Arcadia",
    "check",
)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160, 300])
def test_no_line_is_longer_than_the_terminal(width: int, desk: Path) -> None:
    for line in SCREENS:
        seen = ran(desk, *line.split(), size=(500, width), NO_COLOR="1")
        lines = [each for each in seen.text.splitlines() if "portfolio " not in each]
        assert max(map(cell_len, lines)) <= width, line


def test_the_screen_of_a_list_at_80_columns_has_what_is_looked_for(desk: Path) -> None:
    screen = ran(desk, "project", "list").screen(lines=60)
    heads = " ".join(screen[:2])
    assert all(head in heads for head in ("Code", "Title", "Status", "Place", "Donors", "When", "Committed"))
    assert any("P-001" in line and "implementation" in line and "Arcadia" in line for line in screen)


class TestQuiet:
    def test_nothing_is_said_beside_results(self, office: Program) -> None:
        said = office("project", "list", "--region", "Sahel", "-f", "json")
        quiet = office("project", "list", "--region", "Sahel", "-f", "json", "--quiet")
        assert said.err
        assert (quiet.out, quiet.err) == (said.out, "")

    def test_an_error_is_said(self, office: Program) -> None:
        assert office("-q", "project", "show", "P-9", code=3).err


BAR = """
import sys, time
from portfolio.formats.terminal.progress import tracked
for _ in tracked(range(6), "Writing", sys.stderr, patience=0.2):
    time.sleep(0.1)
print("done")
"""


def test_a_bar_is_seen_while_one_waits_and_is_gone_in_the_end(tmp_path: Path) -> None:
    seen = ended(opened(tmp_path, "-c", BAR, program=sys.executable))
    assert "Writing" in seen.text
    assert [line for line in seen.screen() if line] == ["done"]
    assert "Writing" not in ended(opened(tmp_path, "-c", BAR, program=sys.executable, TERM="dumb")).text


LOADING = """
import sys
from portfolio.__main__ import main
print("ready", file=sys.stderr, flush=True)
main()
"""


@pytest.mark.parametrize("line", ["project list", "project add --title x --again", "overview"])
def test_interrupted_at_any_moment_even_twice_it_ends_quietly(line: str, desk: Path) -> None:
    for delay in range(5, 180, 12):
        command = [sys.executable, "-c", LOADING, *line.split()]
        with subprocess.Popen(command, cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr
            assert running.stderr.readline() == "ready\n"
            time.sleep(delay / 1000)
            running.send_signal(signal.SIGINT)
            time.sleep(0.003)
            running.send_signal(signal.SIGINT)
            _, errors = running.communicate(timeout=30)
        assert running.returncode in {0, 130}, errors
        assert "Traceback" not in errors
        assert "Exception" not in errors


def test_interrupted_in_the_middle_of_a_question_it_ends_at_once(desk: Path) -> None:
    terminal = opened(desk, "project", "edit", "--status", "ongoing", "--set", "note=x")
    terminal.expect("these changes")
    terminal.sendintr()
    terminal.sendintr()
    seen = ended(terminal)
    assert (seen.code, "Traceback" in seen.text) == (130, False)


def test_what_is_said_beside_a_page_breaks_between_words(desk: Path) -> None:
    for words in (["project", "list", "--region", "Kenya"], ["project", "list", "--year", "2020", "--region", "Sahel"]):
        seen = ran(desk, *words, size=(60, 40), NO_COLOR="1")
        lines = [line for line in seen.text.splitlines() if "portfolio " not in line]
        assert max(map(cell_len, lines)) <= 40, seen.text


def test_reading_loads_no_pager(desk: Path) -> None:
    script = (
        "import sys; from portfolio.cli import app; sys.argv[1:] = ['project', 'list']\ntry: app()\nfinally: print("
    )
    script += "*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=desk, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "portfolio.formats.stream" in done.stderr.split()
    assert "portfolio.formats.pager" not in done.stderr.split()


def test_what_a_change_did_breaks_between_words(desk: Path) -> None:
    words = "Checked with the office in Nairobi before the meeting of the donors"
    seen = ran(desk, "project", "edit", "P-003", "--set", f"note={words}", "--yes", size=(24, 40))
    assert seen.code == 0
    assert max(len(line) for line in seen.screen(200) if "portfolio" not in line) <= 40
    assert words in " ".join(seen.text.split())
