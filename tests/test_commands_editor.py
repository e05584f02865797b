"""Records edited whole, in an editor that is a program of the tests; and how any editor is started."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import installed
from terminals import at_terminal

from portfolio.commands.editor import command_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ended, Program


@pytest.mark.parametrize(
    ("editor", "windows", "expected"),
    [
        ("vi", False, ["vi", "a b.toml"]),
        ("code --wait", False, ["code", "--wait", "a b.toml"]),
        ("code", False, ["code", "--wait", "a b.toml"]),
        ("/usr/bin/subl -n", False, ["/usr/bin/subl", "-n", "--wait", "a b.toml"]),
        ("subl -w", False, ["subl", "-w", "a b.toml"]),
        ("'/opt/my editor/ed' -n", False, ["/opt/my editor/ed", "-n", "a b.toml"]),
        ("notepad", True, 'notepad "a b.toml"'),
        (r'"C:\Program Files\Code\code.exe" --wait', True, r'"C:\Program Files\Code\code.exe" --wait "a b.toml"'),
        (r"C:\Code\code.cmd", True, r"C:\Code\code.cmd" + ' --wait "a b.toml"'),
        (r"C:\Tools\it's.exe", True, r"C:\Tools\it's.exe" + ' "a b.toml"'),
    ],
)
def test_is_one_command_line(editor: str, windows: bool, expected: str | list[str]) -> None:
    assert command_line(editor, Path("a b.toml"), windows=windows) == expected


def test_a_quotation_mark_alone_is_no_command() -> None:
    with pytest.raises(ValueError, match="No closing quotation"):
        command_line('"code --wait', Path("a.toml"), windows=False)


class Editor:
    """An editor that makes one change each time that it is opened, and keeps what it was shown."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._script = folder, folder / "editor.py"

    def will(self, *turns: str) -> str:
        """Return the command that opens it; each turn is the body of a function from `text` to what is written."""
        bodies = "\n".join(f"def turn{at}(text):\n    {body}\n" for at, body in enumerate(turns))
        self._script.write_text(
            f"import pathlib, sys\n{bodies}\n"
            "here = pathlib.Path(__file__).parent\n"
            "at = len(list(here.glob('seen-*')))\n"
            "path = pathlib.Path(sys.argv[-1])\n"
            "text = path.read_text(encoding='utf-8')\n"
            "(here / f'seen-{at}').write_text(text, encoding='utf-8')\n"
            "turn = globals().get(f'turn{at}', lambda text: text)\n"
            "made = turn(text)\n"
            "path.write_bytes(made if isinstance(made, bytes) else made.encode())\n",
            encoding="utf-8",
        )
        return f'"{sys.executable}" "{self._script}"'

    def seen(self, turn: int) -> str:
        """Return what it was shown at a turn, from 0."""
        return (self._folder / f"seen-{turn}").read_text(encoding="utf-8")

    @property
    def turns(self) -> int:
        """How often it was opened."""
        return len(list(self._folder.glob("seen-*")))


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


def edit(folder: Path, editor: str, *line: str) -> Ended:
    return installed(
        *(line or ("project", "edit", "P-001")), folder=folder, environment={"EDITOR": editor, "VISUAL": ""}
    )


STATUS = "return text.replace('status = \"implementation\"', 'status = \"{}\"')"


class TestEditing:
    def test_keeps_what_was_typed_and_shows_it(self, office: Program, tmp_path: Path, editor: Editor) -> None:
        ended = edit(tmp_path, editor.will(STATUS.format("closed")))
        assert (ended.code, ended.err) == (0, "  status: implementation → closed\n")
        assert ended.out == "Changed project P-001 “Travel documents”.\n"
        assert 'country = ["Kenya: 60%", "Somalia: 40%"]' in editor.seen(0)
        assert "closed" in office("project", "show", "P-001").out

    @pytest.mark.parametrize("turn", ["return text", "return ''", "return text + '\\n# a remark\\n'"])
    def test_unchanged_or_emptied_it_changes_nothing_and_says_so(
        self, office: Program, contents: Callable[[], object], tmp_path: Path, editor: Editor, turn: str
    ) -> None:
        before = contents()
        ended = edit(tmp_path, editor.will(turn))
        assert (ended.code, ended.out) == (0, "Nothing was changed in project P-001.\n")
        assert office
        assert contents() == before

    def test_a_mistake_comes_back_at_its_line_with_all_that_was_typed(
        self, office: Program, tmp_path: Path, editor: Editor
    ) -> None:
        wrong = STATUS.format("donex") + ".replace('phase = \"\"', 'phase = \"Two\"')"
        ended = edit(tmp_path, editor.will(wrong, "return text.replace('donex', 'closed')"))
        assert ended.code == 0
        shown = editor.seen(1).splitlines()
        at = shown.index('status = "donex"')
        assert shown[0].startswith("#! This was not kept, for 1 problem.")
        assert shown[at - 1].startswith("#! status: “donex” is not a known status")
        assert 'phase = "Two"' in shown
        assert "Two" in office("project", "show", "P-001").out

    def test_what_cannot_be_read_comes_back_too(self, office: Program, tmp_path: Path, editor: Editor) -> None:
        assert office
        broken = "return text.replace('phase = \"\"', 'phase = Two')"
        ended = edit(tmp_path, editor.will(broken, "return text.replace('phase = Two', 'phase = \"Two\"')"))
        assert ended.code == 0
        shown = editor.seen(1).splitlines()
        assert shown[shown.index("phase = Two") - 1].startswith("#! This line, or the one before it, cannot be read")

    def test_left_with_its_mistakes_it_is_kept_in_a_file(self, office: Program, tmp_path: Path, editor: Editor) -> None:
        assert office
        ended = edit(tmp_path, editor.will(STATUS.format("donex")))
        assert (ended.code, editor.turns) == (5, 2)
        assert "“donex” is not a known status" in ended.err
        kept = Path(ended.err.partition("What you typed is kept in ")[2].partition(".toml")[0] + ".toml")
        assert 'status = "donex"' in kept.read_text(encoding="utf-8")

    @pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
    def test_is_read_in_whatever_encoding_it_was_saved(
        self, office: Program, tmp_path: Path, editor: Editor, encoding: str
    ) -> None:
        assert office
        named = "return ''.join(c for c in text.replace('phase = \"\"', 'phase = \"né\"') if ord(c) < 256)"
        ended = edit(tmp_path, editor.will(f"{named}.replace('\\n', '\\r\\n').encode('{encoding}')"))
        assert (ended.code, ended.err) == (0, "  phase: – → né\n")

    @pytest.mark.parametrize(
        ("turn", "why"),
        [
            ("return text.encode() + bytes(5)", "NUL"),
            (
                "return text.partition('\\n')[2].encode() + b'# caf' + bytes([233])",
                "is in UTF-8 in some lines and not in others",
            ),
        ],
    )
    def test_what_is_no_text_is_kept_and_nothing_is_changed(
        self, office: Program, tmp_path: Path, editor: Editor, turn: str, why: str
    ) -> None:
        office("project", "edit", "P-001", "--set", "phase=né")
        ended = edit(tmp_path, editor.will(turn))
        assert (ended.code, editor.turns) == (5, 1)
        assert why in ended.err
        kept = Path(ended.err.partition("What you typed is kept in ")[2].partition(".toml")[0] + ".toml")
        assert b"phase" in kept.read_bytes()

    def test_a_change_of_somebody_else_meanwhile_is_not_overwritten(
        self, office: Program, tmp_path: Path, editor: Editor
    ) -> None:
        other = (
            "import subprocess; subprocess.run(['portfolio', 'project', 'edit', 'P-001', '--set', 'note=theirs'])\n    "
        )
        program = Path(sys.executable).with_name("portfolio")
        turn = other.replace("'portfolio'", repr(str(program)), 1) + STATUS.format("closed")
        ended = edit(tmp_path, editor.will(turn))
        assert ended.code == 4
        assert "was changed meanwhile" in ended.err
        assert "  status: implementation now, closed in yours" in ended.err
        assert "What you typed is kept in" in ended.err
        assert "implementation" in office("project", "show", "P-001").out

    def test_a_part_opens_the_record_around_it(self, office: Program, tmp_path: Path, editor: Editor) -> None:
        assert office
        line = ("contribution", "edit", "C-002.m1")
        ended = edit(tmp_path, editor.will("return text.replace('80,000.00', '90k EUR')"), *line)
        assert ended.err == "  C-002.m1 amount: 80,000.00 → 90,000.00\n"

    def test_with_dry_run_nothing_is_kept(self, office: Program, tmp_path: Path, editor: Editor) -> None:
        ended = edit(tmp_path, editor.will(STATUS.format("closed")), "project", "edit", "P-001", "--dry-run")
        assert ended.out == "Nothing was changed.\n"
        assert "status: implementation → closed" in ended.err
        assert "What you typed is kept in" in ended.err
        assert "closed" not in office("project", "show", "P-001").out.partition("Status")[2][:20]


class TestEditors:
    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("no-such-editor-here", "The editor “no-such-editor-here” cannot be started (No such file or directory)"),
            (f'"{sys.executable}" -c "raise SystemExit(3)"', "ended with an error; nothing was changed."),
            ('"unclosed', "cannot be started (No closing quotation)"),
        ],
    )
    def test_that_are_absent_or_fail_are_told(self, office: Program, tmp_path: Path, command: str, said: str) -> None:
        assert office
        ended = edit(tmp_path, command)
        assert (ended.code, said in ended.err) == (2, True)
        assert "kept in" not in ended.err

    def test_are_not_opened_where_nobody_is(self, office: Program, tmp_path: Path) -> None:
        assert office
        ended = installed("project", "edit", "P-001", folder=tmp_path, environment={"EDITOR": "", "VISUAL": ""})
        assert (ended.code, "no editor is opened without a terminal" in ended.err) == (2, True)

    def test_ask_at_a_terminal_before_something_goes(self, office: Program, tmp_path: Path, editor: Editor) -> None:
        assert office
        command = editor.will("return text.replace('officer = \"A. Officer\"', 'officer = \"\"')")
        code, said = at_terminal(
            tmp_path,
            "project",
            "edit",
            "P-001",
            answers={"Change the project P-001 so?": "n"},
            environment={"EDITOR": command, "VISUAL": ""},
        )
        assert code == 0
        assert "  officer: A. Officer → –" in said
        assert "What you typed is kept in" in said
