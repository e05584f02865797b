"""Screens on a terminal that can do nothing but write."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from conftest import installed

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX’s", allow_module_level=True)

from conversing import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("columns", [40, 120])
def test_a_dumb_terminal_is_as_wide_as_it_is(tmp_path: Path, columns: int) -> None:
    installed("init", folder=tmp_path)
    terminal = Terminal(tmp_path, "overview", columns=columns, TERM="dumb")
    assert terminal.end() == 0
    assert max(map(len, terminal.said.splitlines())) <= columns
