"""How an editor is started: its own words stay together, and so does the name of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.commands.editor import command_line


@pytest.mark.parametrize(
    ("editor", "windows", "expected"),
    [
        ("vi", False, ["vi", "a b.json"]),
        ("code --wait", False, ["code", "--wait", "a b.json"]),
        ("'/opt/my editor/ed' -n", False, ["/opt/my editor/ed", "-n", "a b.json"]),
        ("notepad", True, 'notepad "a b.json"'),
        (r'"C:\Program Files\Code\code.exe" --wait', True, r'"C:\Program Files\Code\code.exe" --wait "a b.json"'),
        (r"C:\Tools\it's.exe", True, r"C:\Tools\it's.exe" + ' "a b.json"'),
    ],
)
def test_is_one_command_line(editor: str, windows: bool, expected: str | list[str]) -> None:
    assert command_line(editor, Path("a b.json"), windows=windows) == expected


def test_a_quotation_mark_alone_is_no_command() -> None:
    with pytest.raises(ValueError, match="No closing quotation"):
        command_line('"code --wait', Path("a.json"), windows=False)
