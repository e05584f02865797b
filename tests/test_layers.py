"""Which module may import which: imports point one way, and each outside package has its one place."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

import pytest

from bench import house
from bench.house import imported, modules, ours, reached_from, tree

# What is declared of fields: data, which filters and settings read as well as what sets fields.
DECLARATIONS = {
    *("fields.declared", "fields.field", "fields.kinds", "fields.shared", "fields.projects"),
    *("fields.contributions", "fields.expenditures", "fields.outcomes", "fields.organisations", "fields.narratives"),
}

# From what people see down to what everything rests on. A layer may import those below it and its own parts.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("browse",),
    ("commands",),
    ("conversation",),
    ("context",),
    ("formats",),
    ("exchange",),
    ("pages",),
    ("language",),
    ("team",),
    ("changes",),
    ("checks",),
    ("figures",),
    ("fields",),
    ("desk",),
    ("query",),
    ("publicrecords",),
    ("comparing",),
    ("settings",),
    ("balance", "disaggregation", "rates", "store", "typed_amounts"),
    ("declarations",),
    ("models",),
    ("reference",),
    ("files",),
    ("typed_dates",),
    ("money", "dates", "command_line", "optional", "paths", "wholes", "manual"),
    ("errors",),
    ("text",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# File stems that stand in several rooms: a command and its page or its change, and the nouns of the register.
STEMS = {
    "check",
    "contributions",
    "due",
    "find",
    "history",
    "narratives",
    "organisations",
    "outcomes",
    "overview",
    "projects",
    "store",
    "summary",
}
# Public classes of one name: a table of the register, and one on a page.
CLASSES = {"Table"}

# An outside package to the modules that may import it.
OWNERS = {
    "tinydb": {"store.file.database"},
    "filelock": {"store.file.lock"},
    "rich": {"formats.terminal"},
    "pydantic": {"models"},
    "pydantic_core": {"models"},
    "prompt_toolkit": {"conversation.drawn"},
    "textual": {"browse"},
    "psycopg": {"store.postgres"},
    "typer": {"cli", "commands"},
    "PIL": {"files.images"},
    "pyrage": {"store.file.sealed"},
    "xlsxwriter": {"files.workbook"},
    "python_calamine": {"files.workbook_in"},
    "docx": {"formats.word.docx"},
    "typst": {"formats.pdf"},
    "lxml": {"exchange.iati"},
    "babel": {"language.language"},
}


def at_the_top(name: str) -> set[str]:
    """Return what a module imports when it is loaded itself."""
    found: set[str] = set()
    for node in tree(modules()[name]).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer_of(name: str) -> str:
    """Return the layer of a module: that of its package, but for what declares fields."""
    return "declarations" if name in DECLARATIONS else name.partition(".")[0]


@pytest.mark.parametrize("name", modules())
def test_imports_point_one_way(name: str) -> None:
    layer = layer_of(name)
    assert layer in LEVEL, f"{name} stands in no layer; give it one here"
    for other in ours(name):
        below = layer_of(other)
        allowed = below == layer or LEVEL[below] > LEVEL[layer]
        assert allowed, f"{name} imports {other}, which is not below it"


def test_the_picture_of_the_rooms_is_true() -> None:
    contributing = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, drawn, _ = re.split(r"```mermaid\n.*|```", contributing.partition("## The rooms")[2], maxsplit=2)
    arrows = {pair for line in drawn.split("\n") for pair in itertools.pairwise(line.strip().split(" --> "))}
    rooms = {room for arrow in arrows for room in arrow}
    imports = {(layer_of(name), layer_of(other)) for name in modules() for other in ours(name)}
    imports = {(one, other) for one, other in imports if one != other and {one, other} <= rooms}
    assert arrows <= imports, "no module imports along these"
    reached = reached_from({room: frozenset(end for start, end in arrows if start == room) for room in rooms})
    assert not [(one, other) for one, other in imports if other not in reached[one]], "draw these, too"


@pytest.mark.parametrize("name", modules())
def test_what_keeps_a_register_is_known_to_the_store_alone(name: str) -> None:
    for backend in ("store.file", "store.postgres"):
        known = [each for each in ours(name) if each.startswith(backend)]
        assert not known or name.startswith(backend) or name == "store.opening", f"{name} imports {known[0]}"


@pytest.mark.parametrize("name", modules())
def test_imports_are_absolute(name: str) -> None:
    relative = [node for node in ast.walk(tree(modules()[name])) if isinstance(node, ast.ImportFrom) and node.level]
    assert not relative, f"{name} imports by a relative path"


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
    assert "models.types" in heavy
    if name.startswith("models"):
        return
    loaded = {full.removeprefix("portfolio.") for full in at_the_top(name)}
    for full in loaded:
        module = full if full in modules() else full.rpartition(".")[0]
        assert module not in heavy | {"models.stored", "models.generate"}, f"{name} loads Pydantic through {module}"


@pytest.mark.parametrize("name", modules())
def test_says_in_its_first_line_what_it_owns(name: str) -> None:
    docstring = ast.get_docstring(tree(modules()[name]))
    assert docstring
    assert docstring.partition("\n")[0].endswith(".")


def test_every_file_of_tests_says_what_it_holds() -> None:
    silent = [path.name for path in Path(__file__).parent.glob("*.py") if not ast.get_docstring(tree(path))]
    assert not silent, "begin these with a line of what they hold"


def test_no_modules_import_each_other_for_types() -> None:
    assert not house.circles(), "these import each other in a circle"


def test_no_file_has_the_name_of_another() -> None:
    new = {stem: names for stem, names in house.stems_twice().items() if stem not in STEMS}
    assert not new, "choose another name for one of these"


def test_no_public_class_has_the_name_of_another() -> None:
    new = {name: places for name, places in house.classes_twice().items() if name not in CLASSES}
    assert not new, "choose another name for one of these"


def test_modules_say_what_they_are_and_ask_nothing() -> None:
    assert not house.asking(), "begin the first line with a thing"


def test_classes_say_what_they_are() -> None:
    assert not house.silent(), "give these a docstring"


def test_files_are_short() -> None:
    long = {name: lines for name, lines in house.file_lines().items() if lines > 400}
    assert not long, "split these"


def test_functions_are_short() -> None:
    long = {name: lines for name, lines in house.function_lines().items() if lines > 40}
    assert not long, "split these"
