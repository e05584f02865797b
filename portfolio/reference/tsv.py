"""The tables of facts that come with the package: tab-separated text under `data/`, one header row each."""

from pathlib import Path

_DATA = Path(__file__).with_name("data")


def rows(name: str, folder: Path = _DATA) -> list[list[str]]:
    """Return the rows of a table below its header, each as the texts of its cells; an unknown fact is ""."""
    text = (folder / f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.rstrip("\n").split("\n")[1:]]


def several(cell: str) -> tuple[str, ...]:
    """Return the names that one cell lists, separated by semicolons."""
    return tuple(cell.split("; ")) if cell else ()
