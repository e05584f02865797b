"""Measures what the screen works out before it draws, on a large register: `python -m bench.browse`."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.browse import tabs
from portfolio.browse.linked import Links, RecordKey
from portfolio.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RUNS = 5
_IN_SIGHT = 100
_PROJECTS = next(tab for tab in tabs.TABS if tab.title == "Projects")


def main() -> None:
    """Print a row for each list, order, filter and page."""
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portfolio.json"
        subprocess.run([sys.executable, "-m", "bench.data", path, "10000", "30000"], check=True)
        os.environ["PORTFOLIO_STORE"] = str(path)
        print("| on the screen, 10,000 projects | ms of the processor |")
        print("|---|---:|")
        for name, act in _acts():
            print(f"| {name} | {statistics.median(_cost(act) for _ in range(_RUNS)):.0f} |", flush=True)


def _acts() -> Iterator[tuple[str, Callable[[Context], object]]]:
    """Yield a name, and what is worked out of a register that is read already."""
    for tab in tabs.TABS:
        yield f"{tab.title}, as they come", partial(_listed, tab=tab)
    yield "Projects, by what was received", partial(_listed, tab=_PROJECTS, sort="-received")
    yield "Projects, by title", partial(_listed, tab=_PROJECTS, sort="title")
    yield "Projects, of words and a region", partial(_listed, tab=_PROJECTS, line="border --region Africa")
    yield "the page of a project", lambda context: Links(context).page(RecordKey("projects", "P-00005"))
    yield "the page of a donor", lambda context: Links(context).page(RecordKey("organisations", "JP"))


def _listed(context: Context, tab: tabs.Tab, line: str = "", sort: str = "") -> object:
    return tabs.shown(tabs.found(context, tab, line, sort), 0, _IN_SIGHT)


def _cost(act: Callable[[Context], object]) -> float:
    context = Context(["browse"])
    context.reader  # noqa: B018 - read first, as all acts have it
    start = time.process_time()
    act(context)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
