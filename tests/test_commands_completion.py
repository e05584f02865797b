"""Completion as shells ask for it: what is offered for a line, and how it is written for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import installed
from test_cli import command_of, command_paths

from portfolio.commands import completing
from portfolio.commands.completing import Word, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program


@pytest.fixture
def ask(office: Program, tmp_path: Path) -> Callable[..., list[str]]:
    """Returns what a shell is told for a line, its first line aside."""
    assert office is not None

    def answered(line: str, shell: str = "zsh", **variables: str) -> list[str]:
        asked = {"_PORTFOLIO_COMPLETE": f"complete_{shell}", "_PORTFOLIO_LINE": line, **variables}
        ended = installed(folder=tmp_path, environment=asked)
        assert ended.err == ""
        return ended.out.splitlines()

    return answered


def values(lines: list[str]) -> list[str]:
    return [line.partition("\t")[0] for line in lines[1:]]


# What is new each time, as a title, an amount or the address of a copy: nothing in the register begins it.
_FREE = {
    *("TEXT", "NAME", "TITLE", "AMOUNT", "VALUE", "RATE", "COUNT", "-- COMMAND"),
    *("SOURCE", "PLACE", "FROM", "TO", "USER"),
}


@pytest.mark.parametrize("path", [path for path in command_paths() if path], ids=" ".join)
def test_every_argument_is_completed_but_for_what_is_new(path: tuple[str, ...]) -> None:
    for each in command_of(path).params:
        if each.param_type_name == "argument" and not completes(each):
            assert each.metavar in _FREE, f"{each.name} of {' '.join(path)} is not completed"


def completes(parameter: Any) -> bool:
    """Whether something completes an argument: the register, a list of words, or the shell as a file."""
    return parameter._custom_shell_complete is not None or bool(  # noqa: SLF001 - Typer tells in no other way
        {"FILE", "FOLDER", "DIR"} & set((parameter.metavar or "").strip("[]").split("|"))
    )


class TestWhatIsOffered:
    @pytest.mark.parametrize(
        ("line", "offered"),
        [
            ("portfolio proj", ["project"]),
            ("portfolio project re", ["remove"]),
            ("portfolio project list --reg", ["--region"]),
            ("portfolio project show P-00", ["P-001", "P-002", "P-003", "P-004"]),
            ("portfolio project show trav", ["Travel documents"]),
            ('portfolio project show "Travel d', ["Travel documents"]),
            ("portfolio project show travel-d", ["Travel documents"]),
            ("portfolio project list --donor ARC", ["Arcadia"]),
            ("portfolio project list --donor=arc", ["--donor=Arcadia"]),
            ("portfolio project list --donor sen", ["Senate of Arcadia"]),
            ("portfolio project list --region sah", ["Sahel"]),
            ("portfolio project list --country cote", ["Côte d'Ivoire"]),
            ("portfolio project list --status imp", ["implementation"]),
            ("portfolio project list --format js", ["json", "jsonl"]),
            ("portfolio outcome record P-001 ", ["O-001.i1"]),
            ("portfolio outcome record P-001 offic", ["Officers certified"]),
            ("portfolio outcome record P-002 ", []),
            ("portfolio outcome indicator travel-documents O", ["O-001"]),
            ("portfolio project list --tag pri", ["priority"]),
            ("portfolio project add --set title.f", ["title.fr="]),
            ("portfolio contribution add --set descr", []),
            ("portfolio outcome indicator P-001 O-001 --set title.z", ["title.zh="]),
            ("portfolio history show 26", ["26"]),
            ("portfolio undo --revision 2", ["26", "25", "24", "23", "22", "21", "20"]),
            ("portfolio store merge --on-conflict s", ["skip"]),
            ("portfolio config set report.language f", ["fr"]),
            ("portfolio config set check.severity.stale o", ["off"]),
            ("portfolio donor split ARCADIA --state P-00", ["P-001", "P-002", "P-003", "P-004"]),
            ("portfolio project list --columns ti", ["title"]),
            ("portfolio project list --columns code,ti", ["code,title"]),
            ("portfolio project list --columns code,title,cod", []),
            ("portfolio project list --sort -comm", ["-committed"]),
            ("portfolio summary donors --sort=-outs", ["--sort=-outstanding"]),
            ("portfolio project edit P-001 --set stat", ["status="]),
            ("portfolio project edit P-001 --set status=imp", ["status=implementation"]),
            ("portfolio project edit P-001 --set donor+=rur", ["donor+=Ruritania"]),
            ("portfolio project edit P-001 --set=status=imp", ["--set=status=implementation"]),
            ("portfolio contribution edit C-001.m1 --set refe", ["reference="]),
            ("portfolio project edit P-001 --clear off", ["officer"]),
            ("portfolio contribution pledge C-001 5 KE", ["KES"]),
            ("portfolio contribution allocate C-001 P", ["P-001", "P-002", "P-003", "P-004", "PRG-001"]),
            ("portfolio contribution add Arcadia --for PRG", ["PRG-001"]),
            ("portfolio contribution add Arcadia --for PRG-001:100", []),
            ("portfolio check --rule stal", ["stale"]),
            ("portfolio help filt", ["filters"]),
            ("portfolio help project bud", ["budget"]),
            ("portfolio project add --title x", []),
            ("portfolio --install-completion z", ["zsh"]),
        ],
    )
    def test_for_a_line(self, ask: Callable[..., list[str]], line: str, offered: list[str]) -> None:
        assert values(ask(line)) == offered

    def test_views_of_the_settings(self, ask: Callable[..., list[str]], tmp_path: Path) -> None:
        with (tmp_path / "portfolio.toml").open("a", encoding="utf-8") as file:
            file.write('[views."my own"]\nregion = "Sahel"\n')
        assert values(ask("portfolio project list --view m")) == ["my own"]

    @pytest.mark.parametrize("line", ["project list -o ", "import ", "--config ", "report donor Arcadia --output=x"])
    def test_where_a_file_is_meant_the_shell_is_left_to_it(self, ask: Callable[..., list[str]], line: str) -> None:
        assert ask(f"portfolio {line}") == ["files"]

    def test_behind_what_goes_on_no_space_is_put(self, ask: Callable[..., list[str]]) -> None:
        assert ask("portfolio project edit P-001 --set stat")[0] == "words nospace"
        assert ask("portfolio project edit P-001 --set status=imp")[0] == "words"

    def test_without_a_register_or_with_wrong_settings_there_is_nothing(self, tmp_path: Path) -> None:
        def asked(line: str) -> str:
            variables = {"_PORTFOLIO_COMPLETE": "complete_zsh", "_PORTFOLIO_LINE": line}
            return installed(folder=tmp_path, environment=variables).out

        assert asked("portfolio project show P") == "words\n"
        (tmp_path / "portfolio.toml").write_text("[nonsense", encoding="utf-8")
        assert asked("portfolio project list --region sah") == "words\n"
        assert asked("portfolio project list --view m") == "words\n"

    def test_every_list_completes_its_columns(self, ask: Callable[..., list[str]]) -> None:
        lists = [path for path in command_paths() if any(each.name == "columns_" for each in command_of(path).params)]
        assert len(lists) > 20
        lacking = [path for path in lists if not values(ask(f"portfolio {' '.join(path)} --columns "))]
        assert lacking == []


class TestHowItIsWritten:
    def test_titles_stand_beside_codes_as_plain_text(self, ask: Callable[..., list[str]]) -> None:
        line = "portfolio project show P-002"
        assert ask(line, "fish") == ["words", "P-002\t[red]Évidence[/] in court"]
        assert ask(line, "zsh") == ask(line, "fish")
        assert ask(line, "powershell") == ["words", "P-002\tP-002\t[red]Évidence[/] in court"]

    def test_powershell_gets_words_as_they_are_typed(self, ask: Callable[..., list[str]]) -> None:
        asked = ask("portfolio project list --country cote", "powershell")
        assert asked[1].split("\t")[:2] == ["'Côte d''Ivoire'", "Côte d'Ivoire"]
        # PowerShell escapes by another sign.
        asked = ask("portfolio project show Travel` d", "powershell")
        assert asked[1].split("\t")[:2] == ["'Travel documents'", "Travel documents"]

    @pytest.mark.parametrize(
        ("line", "written"),
        [
            ("portfolio project show trav", ["Travel\\ documents"]),
            ('portfolio project show "trav', ["Travel documents"]),
            ("portfolio project list --country cote", ["Côte\\ d\\'Ivoire"]),
            ("portfolio project list --country 'cote", ["Côte d'\\''Ivoire"]),
            # Bash leaves what stands before = and : as it is.
            ("portfolio project list --donor=sen", ["Senate\\ of\\ Arcadia"]),
            ("portfolio project edit P-001 --set status=imp", ["implementation"]),
            ('portfolio project edit P-001 --set "status=imp', ["status=implementation"]),
        ],
    )
    def test_bash_gets_the_part_of_the_word_that_it_completes(
        self, ask: Callable[..., list[str]], line: str, written: list[str]
    ) -> None:
        assert ask(line, "bash")[1:] == written

    def test_bash_shows_titles_only_where_there_are_several(self, ask: Callable[..., list[str]]) -> None:
        assert ask("portfolio project show P-00", "bash", COMP_TYPE="9")[1] == "P-001  (Travel documents)"
        assert ask("portfolio project show P-00", "bash", COMP_TYPE="37")[1] == "P-001"
        assert ask("portfolio project show P-001", "bash", COMP_TYPE="9")[1:] == ["P-001"]

    def test_nothing_that_is_stored_can_steer_the_terminal(self) -> None:
        offers = [completing.Offer("P-001", "a\x1b[31mb\nc")]
        (line,) = completing._described(offers, Word(), {})  # noqa: SLF001
        assert line == "P-001\ta\ufffd[31mb c"


@pytest.mark.parametrize(
    ("line", "words", "word"),
    [
        ("portfolio ", ["portfolio"], Word()),
        ("portfolio pro", ["portfolio"], Word("pro")),
        ("p a\\ b 'c d' \"e", ["p", "a b", "c d"], Word("e", 0, '"')),
        ('p "a\\"b" ', ["p", 'a"b'], Word()),
        ("p not:Jap", ["p"], Word("not:Jap", 4)),
        ('p not:"Saudi A', ["p"], Word("not:Saudi A", 4, '"')),
        ("p PRG-001:100", ["p"], Word("PRG-001:100", 8)),
        ("p --set=status=", ["p"], Word("--set=status=", 13)),
        ("p a\\:b", ["p"], Word("a:b", 0)),
        ("p '' x", ["p", ""], Word("x")),
        ("p \\", ["p"], Word("")),
    ],
)
def test_a_line_is_split_as_a_shell_does(line: str, words: list[str], word: Word) -> None:
    assert split(line) == (words, word)
