"""Draws the picture of the README from the shipped records: `python docs/pictures.py`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

_WIDTH = 96
_PICTURE = Path(__file__).with_name("images") / "donors.svg"
# Rich's own picture names fonts on the web; this one names none and uses what the reader has.
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_COMMAND = "summary donors"
_OPTIONS = "--sort -committed --limit 6 --columns donor,projects,committed,received,outstanding --format table"


def main() -> None:
    """Run the command as on a terminal and save what it prints as an SVG picture."""
    environment = {**os.environ, "COLUMNS": str(_WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    command = [str(Path(sys.executable).with_name("portfolio")), *_COMMAND.split(), *_OPTIONS.split()]
    printed = subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8")
    console = Console(record=True, width=_WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(printed.stdout))
    _PICTURE.write_text(_FONTS.sub("", console.export_svg(title=f"portfolio {_COMMAND}")), encoding="utf-8")


if __name__ == "__main__":
    main()
