"""What every part shares: a row of the table, chance, and the command."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from portfolio.store.protocol import Intent

if TYPE_CHECKING:
    from pathlib import Path

INTENT = Intent("portfolio bench")
COMMAND = [sys.executable, "-m", "portfolio", "--no-input"]
CHANCE = random.Random()  # noqa: S311 - moments, not secrets
# The exit code of a command that will not have its register.
REFUSED = 6


class Row(NamedTuple):
    """What was done, how often, and what came of it; anything bad has raised an error before."""

    what: str
    times: str
    result: str


def run(path: Path, line: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command on the register at a path."""
    environment = {**os.environ, "PORTFOLIO_STORE": str(path)}
    return subprocess.run([*COMMAND, *line], env=environment, capture_output=True, text=True, check=False)
