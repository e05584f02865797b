"""Help: the manual, topic by topic, commands, and what is installed of it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from conftest import Program
from test_cli import command_of, command_paths

from portfolio import manual
from portfolio.commands.helping import usage_of
from portfolio.formats import roff
from portfolio.formats.terminal import topic

ROOT = Path(__file__).parents[1]
TOPICS = (
    "filters",
    "dates",
    "money",
    "figures",
    "spreadsheets",
    "checks",
    "formats",
    "exit-codes",
    "safety",
    "settings",
)


def drawn_page(name: str) -> str:
    """Return a topic as a terminal shows it."""
    stream = io.StringIO()
    topic.draw(stream, manual.topics()[name].text)
    return stream.getvalue()


class TestTopics:
    def test_alone_it_lists_each_with_a_line_that_fits(self, portfolio: Program) -> None:
        lines = portfolio("help", COLUMNS="80").out.splitlines()
        for name in TOPICS:
            (line,) = (line for line in lines if line.startswith(f"  {name} "))
            assert len(line) <= 80
            assert line.removeprefix(f"  {name}").strip() == manual.topics()[name].title

    @pytest.mark.parametrize("name", manual.topics())
    def test_into_a_pipe_a_topic_is_the_text_of_its_page(self, portfolio: Program, name: str) -> None:
        assert portfolio("help", name).out == (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")

    def test_every_page_is_a_topic(self) -> None:
        assert sorted(manual.topics()) == sorted(path.stem for path in (ROOT / "docs").glob("*.md"))

    @pytest.mark.parametrize("columns", [80, 160])
    @pytest.mark.parametrize("name", manual.topics())
    def test_on_a_terminal_it_is_drawn_in_its_width(
        self, monkeypatch: pytest.MonkeyPatch, name: str, columns: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        drawn = drawn_page(name)
        assert manual.topics()[name].title.split()[0] in drawn
        assert "](" not in drawn
        assert "```" not in drawn
        assert max(map(len, drawn.splitlines())) <= columns

    def test_a_link_to_another_page_says_the_command_that_shows_it(self) -> None:
        assert "portfolio help figures" in drawn_page("money")


class TestCommands:
    def test_the_help_of_a_command_is_shown(self, portfolio: Program) -> None:
        assert portfolio("help", "project", "add").out == portfolio("project", "add", "--help").out
        assert portfolio("help", "overview").out == portfolio("overview", "--help").out
        assert portfolio("help", "summary").out == portfolio("summary", "--help").out

    @pytest.mark.parametrize(
        ("asked", "meant"),
        [
            ("filter", "filters"),
            ("exit-code", "exit-codes"),
            ("rm", "project remove"),
            ("project ad", "project add"),
            ("currency", ""),
            ("overview now", ""),
        ],
    )
    def test_what_is_none_leads_to_the_nearest(self, portfolio: Program, asked: str, meant: str) -> None:
        said = portfolio("help", *asked.split(), code=2).err
        assert f"There is no topic or command “{asked}”." in said
        assert (f"“portfolio help {meant}”" if meant else "portfolio help lists the topics.") in said

    def test_several_words_are_one_topic(self, portfolio: Program) -> None:
        assert portfolio("help", "Exit", "codes").out == manual.topics()["exit-codes"].text


@cache
def page() -> str:
    """Return the manual page."""
    return Program().run("help", "--man").out


class TestManualPage:
    """What `help --man` prints, which `man` reads."""

    def test_has_the_sections_of_a_manual_page_and_every_command_topic_and_exit_code(self) -> None:
        lines = page().splitlines()
        assert lines[0].startswith(".TH PORTFOLIO 1 ")
        assert [line for line in lines if line in (".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH COMMANDS")] == [
            *(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH COMMANDS"),
        ]
        for path in command_paths():
            named = roff._text(f".SS portfolio {' '.join(path)} ").removeprefix("\\&")  # noqa: SLF001
            assert not path or any(line.startswith(named) for line in lines), path
        for each in manual.topics().values():
            assert f".SH {roff._text(each.title.upper())}" in lines  # noqa: SLF001
        for code in (0, 1, 2, 3, 4, 5, 6, 7, 130):
            assert f".TP\n{code}\n" in page()

    def test_is_correct_roff(self) -> None:
        requests = {line.split(" ")[0] for line in page().splitlines() if line.startswith((".", "'"))}
        assert requests <= {".TH", ".SH", ".SS", ".PP", ".TP", ".IP", ".RS", ".RE", ".nf", ".fi", ".B"}
        # A backslash begins an escape that is known, and no bare sign is left that roff would draw as another.
        assert not re.search(r"\\(?![e&(-]|f[BIR])", page())
        assert not re.search(r"(?<!\\)-(?!\d{2}-)(?<!\d-)", page().split("\n", 1)[1])
        assert page().count(".nf\n") == page().count(".fi\n")

    def test_is_read_by_mandoc_without_a_word(self, tmp_path: Path) -> None:
        mandoc = shutil.which("mandoc") or pytest.skip("mandoc is not installed")
        path = tmp_path / "portfolio.1"
        path.write_text(page(), encoding="utf-8")
        linted = subprocess.run(
            [mandoc, "-T", "lint", "-W", "warning", path], capture_output=True, text=True, check=False
        )
        assert linted.stdout == ""
        drawn = subprocess.run(
            [mandoc, "-T", "utf8", "-O", "width=78", path], capture_output=True, text=True, check=True
        )
        shown = re.sub(r".\x08", "", drawn.stdout)
        assert 'portfolio project add "Border security in the Sahel"' in shown
        assert "`" not in shown.partition("OPTIONS THAT MANY")[0]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("a\\b", "a\\eb"),
            (".TH x", "\\&.TH x"),
            ("'x' is", "\\&\\(aqx\\(aq is"),
            ("--set", "\\-\\-set"),
            ("~ ^ `", "\\(ti \\(ha \\(ga"),
        ],
    )
    def test_escapes_what_roff_would_take_for_its_own(self, text: str, line: str) -> None:
        assert roff._text(text) == line  # noqa: SLF001

    def test_writes_markdown(self) -> None:
        prose, points = "First `a-b` and **bold**, [a link](x.md).", "- one\n- two"
        text = f"# Title\n\n{prose}\n\n{points}\n\n| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |\n"
        assert list(roff._written(text)) == [  # noqa: SLF001
            "First \\fBa\\-b\\fR and \\fBbold\\fR, a link.",
            *(".IP \\(bu 2", "one", ".IP \\(bu 2", "two"),
            *(".TP", "1", "B: 2; C: 3"),
        ]


class TestOptions:
    @pytest.mark.parametrize("path", list(command_paths()), ids=" ".join)
    def test_no_list_of_options_is_a_wall(self, path: tuple[str, ...]) -> None:
        command = command_of(path)
        usage = usage_of(command.context_class(command, info_name="portfolio"))
        assert [part.heading for part in usage.parts if part.is_options and len(part.entries) > 14] == []
        assert len({part.heading for part in usage.parts}) == len(usage.parts)


def test_no_page_of_help_loads_rich(tmp_path: Path) -> None:
    asked = (
        "import sys; from portfolio.cli import main\ntry: main()\nexcept SystemExit: pass\nprint('rich' in sys.modules)"
    )
    for words in (["--help"], ["project", "--help"], ["project", "add", "--help"], ["help"], ["help", "filters"]):
        ended = subprocess.run([sys.executable, "-c", asked, *words], cwd=tmp_path, capture_output=True, text=True,
                               check=True)  # fmt: skip
        assert ended.stdout.endswith("False\n"), words


def test_the_package_carries_every_page_of_the_manual() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    pages = {f"docs/{path.name}": f"portfolio/docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert built["targets"]["wheel"]["force-include"] == pages
