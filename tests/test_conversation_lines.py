"""Command lines that make what a conversation made, as a shell takes them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from portfolio.changes.together import Act
from portfolio.conversation.lines import line
from portfolio.conversation.script import SECTIONS

_HARD = [
    "Plain",
    "Two words",
    "It’s Amina's “own”",
    'A "quoted" one',
    "$HOME and `date` and %PATH%",
    "back\\slash\\",
    "-5 degrees",
    "--title",
    "!history; rm -rf ~ && echo | cat > x",
    "الأدلة في المحكمة",
    "two\nlines",
    "*?[a]{b,c}#(d)",
]


def project(title: str, **values: list[str]) -> Act:
    return Act("main", "project add", {"title": [title], **values})


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell")
@pytest.mark.parametrize("text", _HARD)
def test_a_shell_takes_each_word_as_it_was_meant(text: str) -> None:
    typed = line(SECTIONS["project"], project(text, note=[text], tag=["one", text]), windows=False)
    script = f'portfolio() {{ for word; do printf "%s\\0" "$word"; done; }}; {typed}'
    words = subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.decode().split("\0")[:-1]  # noqa: S607 - the shell that is there
    dashed = text.startswith("-")
    assert words == [
        *("project", "add"),
        *([f"--title={text}"] if dashed else [text]),
        *([f"--note={text}"] if dashed else ["--note", text]),
        *("--tag", "one"),
        *([f"--tag={text}"] if dashed else ["--tag", text]),
    ]


@pytest.mark.parametrize("text", _HARD)
def test_powershell_takes_each_word_as_it_was_meant(text: str) -> None:
    typed = line(SECTIONS["project"], project("x", note=[text]), windows=True)
    named = [f"--note={text}"] if text.startswith("-") else ["--note", text]
    assert taken_by_powershell(typed) == ["portfolio", "project", "add", "x", *named]


def taken_by_powershell(typed: str) -> list[str]:
    """Return the words that PowerShell takes: in single quotation marks, curly ones too, each of them stands twice."""
    words = []
    for found in re.finditer("'((?:[^'‘’‚‛]|(['‘’‚‛])\\2)*)'(?= |$)|([A-Za-z0-9_.:/+-]+)(?= |$)", typed):
        quoted, _, plain = found.groups()
        words.append(plain if quoted is None else re.sub("(['‘’‚‛])\\1", r"\1", quoted))
    return words


def test_what_stands_by_itself_comes_first_and_flags_have_no_value() -> None:
    values = {"date": ["2024"], "donor": ["JP"], "amount": ["500"], "currency": ["USD"], "received": ["yes"]}
    gift = Act("main", "contribution add", values)
    assert (
        line(SECTIONS["contribution"], gift, windows=False)
        == "portfolio contribution add JP 500 USD --date 2024 --received"
    )
