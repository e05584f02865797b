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

    Act = Callable[[Context, tabs.Kept], object]

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
        for name, act, before in _acts():
            print(f"| {name} | {statistics.median(_cost(act, before) for _ in range(_RUNS)):.0f} |", flush=True)


def _acts() -> Iterator[tuple[str, Act, Act | None]]:
    """Yield a name, what is worked out of a register that is read already, and what was worked out before."""
    for tab in tabs.TABS:
        yield f"{tab.title}, as they come", partial(_listed, tab=tab), None
    largest = partial(_listed, tab=_PROJECTS, sort="-received")
    yield "Projects, by what was received", largest, None
    yield "the same the other way round", partial(_listed, tab=_PROJECTS, sort="received"), largest
    yield "Projects, by title", partial(_listed, tab=_PROJECTS, sort="title"), partial(_listed, tab=_PROJECTS)
    yield "Projects, of words and a region", partial(_listed, tab=_PROJECTS, line="border --region Africa"), None
    yield "the page of a project", lambda context, _: Links(context).page(RecordKey("projects", "P-00005")), None
    yield "the page of a donor", lambda context, _: Links(context).page(RecordKey("organisations", "JP")), None


def _listed(context: Context, kept: tabs.Kept, tab: tabs.Tab, line: str = "", sort: str = "") -> object:
    return tabs.shown(tabs.tab_list(context, tab, line, sort, kept), 0, _IN_SIGHT)


def _cost(act: Act, before: Act | None) -> float:
    context, kept = Context(["browse"]), tabs.Kept()
    context.reader  # noqa: B018 - read first, as all acts have it
    if before:
        before(context, kept)
    start = time.process_time()
    act(context, kept)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
