"""What holds that tests write nowhere in the repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from untouched import GIT

_CONFTEST = "from untouched import pytest_sessionfinish, pytest_sessionstart\n"
_TEST = "from pathlib import Path\n\n\ndef test():\n    (Path(__file__).parent / {name!r}).write_text({text!r})\n"


pytestmark = pytest.mark.skipif(not GIT, reason="git is not installed")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one file, in which tests are watched."""
    (tmp_path / "kept.txt").write_text("one\n")
    (tmp_path / ".gitignore").write_text("ignored/\n__pycache__/\n.pytest_cache/\n")
    (tmp_path / "conftest.py").write_text(_CONFTEST)
    return tmp_path


def _run(checkout: Path, name: str, text: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a test that writes a text to a file of the checkout, which nothing has changed before."""
    (checkout / "test_it.py").write_text(_TEST.format(name=name, text=text))
    (checkout / "ignored").mkdir()
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for asked in (("init", "-q"), ("add", "."), (*author, "commit", "-q", "-m", "All")):
        subprocess.run([str(GIT), *asked], cwd=checkout, check=True)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", "--rootdir", str(checkout), "test_it.py", *more]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("more", [(), ("-p", "no:terminal")], ids=["told", "untold"])
@pytest.mark.parametrize(("name", "text"), [("new.txt", "new\n"), ("kept.txt", "one\ntwo\n")])
def test_a_test_that_writes_in_the_repository_fails_the_run_and_its_file_is_named(
    checkout: Path, name: str, text: str, more: tuple[str, ...]
) -> None:
    ended = _run(checkout, name, text, *more)

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Changed in the repository while tests ran" in ended.stderr
    assert name in ended.stderr


def test_what_is_written_as_it_was_or_is_ignored_changes_nothing(checkout: Path) -> None:
    ended = _run(checkout, "ignored/new.txt", "new\n")

    assert ended.returncode == 0, ended.stdout + ended.stderr
