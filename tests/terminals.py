"""The installed program at a real terminal, typed at and read as a person does."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_terminal(
    folder: Path,
    *arguments: str,
    answers: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run a command line at a terminal, answer its questions, and return its exit code and all that it said.

    Args:
        folder: Where it runs.
        arguments: The command line.
        answers: Part of a question to what is typed when it is asked, in order.
        environment: Variables beside those of the tests.
    """
    pexpect = pytest.importorskip("pexpect")
    variables = {**os.environ, "TERM": "dumb", "COLUMNS": "120", **(environment or {})}
    child = pexpect.spawn(
        str(PROGRAM),
        list(arguments),
        cwd=str(folder),
        env=variables,
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 120),
    )
    said = ""
    for question, answer in (answers or {}).items():
        child.expect_exact(question)
        said += child.before + question
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, _STYLES.sub("", said + child.before).replace("\r\n", "\n")
