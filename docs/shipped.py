"""Makes the shipped register anew from the public record: `python docs/shipped.py`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from portfolio.store.file import register

_SHIPPED = Path(__file__).parents[1] / "records" / "portfolio.json"


def main() -> None:
    """Write what `portfolio init --with-public-records` makes, without the history of its making.

    It has no identity either: every office's copy gets one of its own with its first change.
    """
    portfolio = str(Path(sys.executable).with_name("portfolio"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([portfolio, "init", folder, "--with-public-records"], check=True, capture_output=True)
        tables = register.load(Path(folder, "records", "portfolio.json"))
    about = tables["meta"]["1"]
    about["head"] = ""
    for mark in ("identity", "mark", "trail"):
        about.pop(mark, None)
    _SHIPPED.write_bytes(register.dump(tables))


if __name__ == "__main__":
    main()
