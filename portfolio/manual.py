"""The manual: the pages of `docs/`, which the installed package carries with it."""

from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).parent
# Who runs the program from its own folder has the pages beside the package, everybody else inside it.
_FOLDERS = (_PACKAGE / "docs", _PACKAGE.parent / "docs")


class Topic(NamedTuple):
    """A page of the manual."""

    name: str  # what it is asked for by
    title: str  # what it is about, in a line
    text: str  # the whole page, in Markdown


def topics() -> dict[str, Topic]:
    """Return the pages of the manual by name."""
    folder = next((each for each in _FOLDERS if each.is_dir()), _PACKAGE)
    return {path.stem: _topic(path) for path in sorted(folder.glob("*.md"))}


def _topic(path: Path) -> Topic:
    text = path.read_text(encoding="utf-8")
    return Topic(path.stem, text.partition("\n")[0].removeprefix("# ").replace("`", ""), text)
