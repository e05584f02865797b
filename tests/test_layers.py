"""Which module may import which: imports point one way, and each outside package has its one place."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import portfolio

ROOT = Path(str(portfolio.__file__)).parent

# From what people see down to what everything rests on. A layer may import those below it and its own parts.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("context",),
    ("formats",),
    ("exchange",),
    ("pages",),
    ("language",),
    ("changes",),
    ("checks",),
    ("figures",),
    ("fields",),
    ("desk",),
    ("query",),
    ("publicrecords",),
    ("comparing",),
    ("balance", "disaggregation", "rates", "settings", "store"),
    ("settingtables", "settingvalues"),
    ("models",),
    ("reference",),
    ("files",),
    ("money", "dates", "text", "optional"),
    ("errors",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# Of one layer, who may import whom: a report is rendered, an export is the answer to a question, and the register as of
# a moment is read as past.
NEIGHBOURS: set[tuple[str, str]] = set()

# An outside package to the modules that may import it.
OWNERS = {
    "tinydb": {"store.snapshot"},
    "filelock": {"store.lock"},
    "rich": {"formats", "cli", "commands"},
    "pydantic": {"models"},
    "pydantic_core": {"models"},
    "psycopg": {"store.postgres"},
    "typer": {"cli", "commands"},
    "pyrage": {"store.sealed"},
    "xlsxwriter": {"files.workbook"},
    "python_calamine": {"files.workbook_in"},
    "docx": {"formats.word.docx"},
    "typst": {"formats.pdf"},
    "babel": {"language.language"},
}


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__").replace("__init__", "")] = path
    found.pop("", None)
    return found


@cache
def imported(name: str) -> frozenset[str]:
    """Return the full names of all that a module imports, wherever in it, but for types alone."""
    tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by a relative path"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def ours(name: str) -> set[str]:
    """Return the modules of the program that a module imports, without the package's name."""
    known = modules()
    found = set()
    for full in imported(name):
        if full.startswith("portfolio."):
            inside = full.removeprefix("portfolio.")
            found.add(inside if inside in known else inside.rpartition(".")[0])
    return {each for each in found if each}


def at_the_top(name: str) -> set[str]:
    """Return what a module imports when it is loaded itself."""
    tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("name", modules())
def test_imports_point_one_way(name: str) -> None:
    layer = name.partition(".")[0]
    assert layer in LEVEL, f"{name} stands in no layer; give it one here"
    for other in ours(name):
        below = other.partition(".")[0]
        allowed = below == layer or LEVEL[below] > LEVEL[layer] or (layer, below) in NEIGHBOURS
        assert allowed, f"{name} imports {other}, which is not below it"


def test_no_module_imports_itself_in_a_circle() -> None:
    finished: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " > ".join((*path, name))
        if name not in finished:
            for other in sorted(ours(name) - {name}):
                visit(other, (*path, name))
            finished.add(name)

    for name in modules():
        visit(name, ())


@pytest.mark.parametrize("package", OWNERS)
def test_an_outside_package_has_its_place(package: str) -> None:
    for name in modules():
        if any(full == package or full.startswith(f"{package}.") for full in imported(name)):
            owner = any(name == place or name.startswith(f"{place}.") for place in OWNERS[package])
            assert owner, f"{name} imports {package}, which is for {', '.join(sorted(OWNERS[package]))}"


@pytest.mark.parametrize("name", modules())
def test_models_that_load_pydantic_are_imported_late(name: str) -> None:
    heavy = {each for each in modules() if any(full.partition(".")[0] == "pydantic" for full in imported(each))}
    assert "models.fields" in heavy
    if name.startswith("models"):
        return
    loaded = {full.removeprefix("portfolio.") for full in at_the_top(name)}
    for full in loaded:
        module = full if full in modules() else full.rpartition(".")[0]
        assert module not in heavy | {"models.stored", "models.generate"}, f"{name} loads Pydantic through {module}"


@pytest.mark.parametrize("name", modules())
def test_says_in_its_first_line_what_it_owns(name: str) -> None:
    tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree)
    assert docstring
    assert docstring.partition("\n")[0].endswith(".")
