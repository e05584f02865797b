"""Measures of the house, printed as a table: `python -m bench.house`."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT = Path(__file__).parents[1]
PACKAGE = _ROOT / "portfolio"
_PARTS = ("portfolio", "tests", "bench")
_ASKING = {"What", "How", "Which", "Where", "Who", "Whom", "Whose", "Whether", "When", "Why"}
_NAMELESS = {"__init__", "__main__"}


def main() -> None:
    """Print the table."""
    lines, functions = file_lines(), function_lines()
    longest, longest_function = max(lines, key=lines.__getitem__), max(functions, key=functions.__getitem__)
    package = [length for name, length in lines.items() if name.startswith("portfolio/")]
    rows = {
        "lines of portfolio/": f"{sum(package):,} in {len(package)} files",
        "file stems twice": len(stems_twice()),
        "public classes twice": len(classes_twice()),
        "circles, types included": len(circles()),
        "first lines that ask": len(asking()),
        "classes that say nothing": len(silent()),
        "longest file": f"{lines[longest]}, {longest}",
        "longest function": f"{functions[longest_function]}, {longest_function}",
    }
    for name, value in rows.items():
        print(f"{name:26} {value}")
    for title, found in (("Stems", stems_twice()), ("Classes", classes_twice())):
        print(f"\n{title}:", *(f"  {name}: {', '.join(places)}" for name, places in sorted(found.items())), sep="\n")
    print("\nCircles:", *(f"  {', '.join(sorted(circle))}" for circle in circles()), sep="\n")
    print("\nAsk:", *(f"  {name}" for name in asking()), sep="\n")


@cache
def modules() -> Mapping[str, Path]:
    """Return the modules of the program by their names, without the package's."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__").replace("__init__", "")] = path
    found.pop("", None)
    return found


@cache
def tree(path: Path) -> ast.Module:
    """Return what a file says."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(name: str, *, types: bool = False) -> frozenset[str]:
    """Return the full names of all that a module imports, wherever in it, and for types alone only where asked."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree(modules()[name])]
    while waiting:
        node = waiting.pop()
        typed = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if isinstance(node, ast.If) and typed and not types:
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        waiting += ast.iter_child_nodes(node)
    return frozenset(found)


@cache
def ours(name: str, *, types: bool = False) -> frozenset[str]:
    """Return the modules of the program that a module imports, without the package's name."""
    known = modules()
    found = set()
    for full in imported(name, types=types):
        if full.startswith("portfolio."):
            inside = full.removeprefix("portfolio.")
            found.add(inside if inside in known else inside.rpartition(".")[0])
    return frozenset(each for each in found if each)


def circles() -> list[frozenset[str]]:
    """Return the modules that import each other in a circle, be it for types alone."""
    reached = reached_from({name: ours(name, types=True) - {name} for name in modules()})
    found = {frozenset(other for other in all_ if name in reached[other]) for name, all_ in reached.items()}
    return sorted((circle for circle in found if len(circle) > 1), key=sorted)


def reached_from(edges: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    """Return each module to all that it imports, itself or through others."""
    found = {}
    for start in edges:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            new = edges[waiting.pop()] - seen
            seen |= new
            waiting += new
        found[start] = seen
    return found


def stems_twice() -> dict[str, list[str]]:
    """Return the names of files that stand more than once, to where."""
    places = defaultdict(list)
    for name, path in modules().items():
        if path.stem not in _NAMELESS:
            places[path.stem].append(name)
    return {stem: names for stem, names in places.items() if len(names) > 1}


def classes_twice() -> dict[str, list[str]]:
    """Return the names of public classes that stand more than once, to their modules."""
    places = defaultdict(list)
    for name, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name)
    return {each: names for each, names in places.items() if len(names) > 1}


def asking() -> list[str]:
    """Return the modules whose first line begins with a word that asks."""
    first = {name: (ast.get_docstring(tree(path)) or "").split(" ")[0] for name, path in modules().items()}
    return [name for name, word in first.items() if word in _ASKING]


def silent() -> list[str]:
    """Return the classes without a docstring, which ruff asks of public ones alone."""
    return [
        f"{name}.{node.name}"
        for name, path in modules().items()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not ast.get_docstring(node)
    ]


def file_lines() -> dict[str, int]:
    """Return how many lines each file of the program, its tests and measurements has."""
    return {str(path.relative_to(_ROOT)): path.read_text(encoding="utf-8").count("\n") for path in _files()}


def function_lines() -> dict[str, int]:
    """Return how many lines each function of these files has."""
    return {
        f"{path.relative_to(_ROOT)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in _files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _files() -> Iterator[Path]:
    for part in _PARTS:
        yield from sorted((_ROOT / part).rglob("*.py"))


if __name__ == "__main__":
    main()
