"""The repository as tests leave it: what changed in it while they ran fails the run, as they write elsewhere."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GIT = shutil.which("git")
_BEFORE = pytest.StashKey[set[str]]()


def changes(folder: Path) -> set[str]:
    """Return what differs in a checkout from its last commit, a line each; nothing without git."""
    if not GIT or not (folder / ".git").exists():
        return set()
    found = set[str]()
    for asked in (("status", "--porcelain", "--untracked-files=all"), ("diff", "--numstat")):
        told = subprocess.run([GIT, *asked], cwd=folder, capture_output=True, text=True, check=False)
        found |= set(told.stdout.splitlines())
    return found


def pytest_sessionstart(session: pytest.Session) -> None:
    """Note how the repository is."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        session.config.stash[_BEFORE] = changes(session.config.rootpath)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which the repository has changed, unless snapshots were to be."""
    if _BEFORE not in session.config.stash or session.config.getoption("update_snapshots", default=False):
        return
    before: set[str] = session.config.stash[_BEFORE]
    changed = changes(session.config.rootpath) ^ before
    if changed:
        # On standard error, which is there whatever reports on the tests.
        sys.stderr.write("\nChanged in the repository while tests ran, which write in folders of their own:\n")
        sys.stderr.write("".join(f"{each}\n" for each in sorted(changed)))
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
