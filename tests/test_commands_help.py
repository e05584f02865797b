"""Help: the manual, topic by topic, commands, and what is installed of it."""

from __future__ import annotations

import io
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portfolio import manual
from portfolio.formats.terminal import topic

if TYPE_CHECKING:
    from conftest import Program

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
