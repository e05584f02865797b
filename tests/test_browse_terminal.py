"""`portfolio browse` in a real terminal: the editor, how it ends, and what is said where it cannot begin."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pyte
import pytest
from conftest import installed, shown
from screens import PATIENCE
from terminals import ended, opened, ran

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

_EDITOR = "from pathlib import Path; import sys; f = Path(sys.argv[1]); f.write_text(f.read_text().replace({!r}, {!r}))"


def _editor(folder: Path, before: str, after: str) -> str:
    """Return the command of an editor that puts one text in place of another."""
    script = folder / "editor.py"
    script.write_text(_EDITOR.format(before, after), encoding="utf-8")
    return f"{sys.executable} {script}"


def _seen(terminal: Any, text: str, lines: int = 24, columns: int = 80) -> pyte.Screen:
    """Wait until a text stands on the screen of a terminal, and return that screen."""
    screen = pyte.Screen(columns, lines)
    stream = pyte.Stream(screen)
    while not any(text in line for line in screen.display):
        stream.feed(terminal.read_nonblocking(4096, timeout=PATIENCE))
    return screen


@pytest.mark.usefixtures("office")
def test_draws_the_register_and_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    terminal = opened(tmp_path, "browse")
    screen = _seen(terminal, "Project P-001; UNCLASSIFIED")
    assert screen.display[0].split()[:4] == ["1", "Donors", "2", "Projects"]
    terminal.send("q")
    seen = ended(terminal)
    assert seen.code == 0
    assert "\x1b[?1049l" in seen.text


@pytest.mark.usefixtures("office")
def test_ctrl_c_leaves_at_once(tmp_path: Path) -> None:
    terminal = opened(tmp_path, "browse", "donors")
    _seen(terminal, "Arcadia")
    terminal.send("\x03")
    assert ended(terminal).code == 0


def test_the_editor_opens_the_record_and_what_it_changed_is_shown(office: Program, tmp_path: Path) -> None:
    editor = _editor(tmp_path, "Travel documents", "Documents of travel")
    terminal = opened(tmp_path, "browse", VISUAL=editor)
    _seen(terminal, "Project P-001; UNCLASSIFIED")
    terminal.send("e")
    _seen(terminal, "Documents of travel")
    terminal.send("q")
    assert ended(terminal).code == 0
    assert shown(office, "project", "show", "P-001")["title"] == "Documents of travel"
    assert shown(office, "history", "--limit", "1")[0]["command"] == "portfolio project edit P-001"


def test_what_the_gate_refuses_is_said_on_the_screen(office: Program, tmp_path: Path) -> None:
    editor = _editor(tmp_path, 'status = "implementation"', 'status = "finished or so"')
    terminal = opened(tmp_path, "browse", VISUAL=editor, size=(40, 120))
    _seen(terminal, "Project P-001; UNCLASSIFIED", 40, 120)
    terminal.send("e")
    _seen(terminal, "finished or so", 40, 120)
    terminal.send("q")
    assert ended(terminal).code == 0
    assert shown(office, "project", "show", "P-001")["status"] == "implementation"


def test_a_register_that_cannot_be_read_is_said_before_anything_is_drawn(register: Path, tmp_path: Path) -> None:
    register.write_text(register.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    seen = ran(tmp_path, "browse")
    assert seen.code == 6
    assert "damaged" in seen.text
    assert "\x1b[?1049h" not in seen.text


@pytest.mark.usefixtures("begun")
def test_without_a_terminal_the_way_out_is_said(tmp_path: Path) -> None:
    for ending in (installed("browse", folder=tmp_path), installed("--no-input", "browse", folder=tmp_path)):
        assert ending.code == 2
        assert "needs a terminal" in ending.err
    assert ran(tmp_path, "browse", TERM="dumb").code == 2


@pytest.mark.usefixtures("begun")
def test_a_tab_that_is_none_is_refused(tmp_path: Path) -> None:
    seen = ran(tmp_path, "browse", "gifts")
    assert seen.code == 5
    assert "donors, projects, contributions, outcomes, due" in " ".join(seen.text.split())


@pytest.mark.usefixtures("begun")
def test_where_the_library_is_not_installed_the_way_to_get_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "textual.py").write_text("raise ImportError", encoding="utf-8")
    seen = ran(tmp_path, "browse", PYTHONPATH=str(tmp_path))
    assert seen.code == 2
    assert "portfolio browse needs the library textual" in " ".join(seen.text.split())


def test_no_other_command_loads_it(office: Program, tmp_path: Path) -> None:
    assert office
    (tmp_path / "textual.py").write_text("raise SystemExit('it is loaded')", encoding="utf-8")
    for words in (("project", "list"), ("overview",), ("project", "show", "P-001"), ("--help",), ("due",)):
        assert installed(*words, folder=tmp_path, environment={"PYTHONPATH": str(tmp_path)}).code == 0
