"""Times the public site of a large register: `python -m bench.site 10000`."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import data

_PROGRAM = Path(sys.executable).with_name("portfolio")
_MILLION = 1_000_000


def main() -> None:
    """Make a site twice, and print what it takes and weighs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", type=int, nargs="?", default=10_000)
    projects = parser.parse_args().projects
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run([_PROGRAM, "init", "-q"], cwd=root, check=True)
        data.write(root / "records/portfolio.json", projects, projects)
        print(f"{projects:,} projects and as many contributions, in English")
        for what in ("made", "made again, unchanged"):
            began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([_PROGRAM, "report", "site", "-d", "site", "-q"], cwd=root, check=True)
            now = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
            print(f"{what}: {time.perf_counter() - began:.1f} s, of these {spent:.1f} s of a processor")
        print(f"memory: {now.ru_maxrss / 1000:.0f} MB")
        files = [each for each in (root / "site").rglob("*") if each.is_file()]
        pages = [each for each in files if each.suffix == ".html"]
        largest = max(pages, key=lambda each: each.stat().st_size)
        print(f"{len(pages):,} pages, {sum(each.stat().st_size for each in files) / _MILLION:.0f} MB in all")
        print(f"largest page: {largest.relative_to(root / 'site')}, {largest.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
