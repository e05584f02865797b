"""Draws the pictures of the README from the shipped records: `python docs/pictures.py`."""

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
_IMAGES = Path(__file__).with_name("images")
# Rich's own picture names fonts on the web; these name none and use what the reader has.
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_PICTURES = {
    "donors": [
        "summary",
        "donors",
        "--sort",
        "-received",
        "--limit",
        "8",
        "--columns",
        "donor,projects,committed,received,outstanding",
    ],
    "region": ["project", "list", "--region", "South Asia", "--columns", "code,title,status,donors,start,end"],
}


def main() -> None:
    """Run each command as on a terminal and save what it prints as an SVG picture."""
    _IMAGES.mkdir(exist_ok=True)
    for name, words in _PICTURES.items():
        environment = {**os.environ, "COLUMNS": str(_WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
        command = [str(Path(sys.executable).with_name("portfolio")), *words, "--format", "table"]
        printed = subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8")
        console = Console(record=True, width=_WIDTH, file=io.StringIO())
        console.print(Text.from_ansi(printed.stdout))
        picture = _FONTS.sub("", console.export_svg(title=" ".join(["portfolio", *words[:2]])))
        (_IMAGES / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
