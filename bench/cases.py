"""What is measured: commands with the registers that they read, and what their answers cost without this program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

PORTFOLIO = [str(Path(sys.executable).with_name("portfolio"))]
_FLOORS = Path(__file__).with_name("floors")
_SHIPPED = Path(__file__).parents[1] / "records" / "portfolio.json"
_COLUMNS = "code,title,programme,status,donors,start,end"
_TEXTS, _DOCUMENTS = ("json", "csv", "md", "html"), ("docx", "pdf", "xlsx")


class Case(NamedTuple):
    """One comparison: a command, its floor, the register both read, and the ratio that is wanted."""

    name: str
    command: list[str]
    floor: list[str]
    register: Path
    most: float
    environment: Mapping[str, str] = MappingProxyType({})
    floor_environment: Mapping[str, str] = MappingProxyType({})
    writes: bool = False
    of_its_own: Mapping[str, str] = MappingProxyType({})  # what only this build is given, where another is compared


class Use(NamedTuple):
    """One command by itself, the register it reads, the seconds it may take if any, and whether it is refused."""

    name: str
    command: list[str]
    register: Path
    most: float | None = None
    refused: bool = False


def cases(folder: Path) -> list[Case]:
    """Return all comparisons, their registers being written into a folder."""
    small, large = folder / "small" / "portfolio.json", folder / "large" / "portfolio.json"
    _run("data", small, 80, 60)
    _run("data", large, 10_000, 30_000)
    return [
        *_reading(small, large),
        *_completing(small, large),
        *_writing(large),
        *_exchange(folder),
        *_documents(folder),
    ]


def uses(folder: Path) -> list[Use]:
    """Return all commands that are measured by themselves."""
    record, long, middling = shipped(folder), folder / "long" / "portfolio.json", folder / "mid" / "portfolio.json"
    _run("data", long, 10_000, 10_000, "JP")
    _run("data", middling, 1_000, 1_000, "JP")
    short = [Use(f"Saudi Arabia, .{form}", _report("Saudi Arabia", form), record, 0.6) for form in _TEXTS]
    short += [Use(f"Saudi Arabia, .{form}", _report("Saudi Arabia", form), record) for form in _DOCUMENTS]
    tall = [Use(f"10,000 projects, .{form}", _report("Japan", form), long) for form in (*_TEXTS, "xlsx", "docx")]
    many, empty = folder / "many.csv", folder / "none" / "portfolio.json"
    _run("data", empty, 0, 0)
    _run("rows", long, many, 10)
    lists, unknown = folder / "lists.csv", folder / "unknown.csv"
    _run("rows", "lists", lists)
    _run("rows", "unknown", unknown)
    bringing = [
        Use("100,000 rows of CSV imported", [*PORTFOLIO, "import", str(many), "--yes"], empty),
        Use("600 rows of ten countries imported", [*PORTFOLIO, "import", str(lists), "--yes"], empty, 2.0),
        Use("4,000 rows of one unknown donor refused", [*PORTFOLIO, "import", str(unknown)], empty, 2.0, refused=True),
    ]
    return [*short, *tall, Use("1,000 projects, .pdf", _report("Japan", "pdf"), middling), *bringing]


def _run(module: str, *arguments: object) -> None:
    """Run a module of this package by itself: what it takes would count as the memory of all that is measured after."""
    subprocess.run([sys.executable, "-m", f"bench.{module}", *map(str, arguments)], check=True)


def _floor(name: str, *arguments: str) -> list[str]:
    return [sys.executable, str(_FLOORS / f"{name}.py"), *arguments]


def _report(donor: str, form: str) -> list[str]:
    return [*PORTFOLIO, "report", "donor", donor, "-o", f"report.{form}", "--force"]


def _reading(small: Path, large: Path) -> list[Case]:
    listing = [*PORTFOLIO, "project", "list"]
    table = [*listing, "--format", "table", "--columns", _COLUMNS]
    drawn, terminal = _floor("project_list", str(small), _COLUMNS), {"COLUMNS": "160", "FORCE_COLOR": "1"}
    of_japan = [*listing, "--donor", "Japan"]
    sums = [*PORTFOLIO, "summary", "donors"]
    return [
        Case("project list, 80 projects, as a table", table, drawn, small, 1.25, terminal),
        Case("project list --donor Japan, 10,000 projects", of_japan, _floor("donor_projects", str(large), "Japan"),
             large, 1.1),
        Case("summary donors, 30,000 contributions", sums, _floor("donor_sums", str(large)), large, 1.0),
    ]  # fmt: skip


def _completing(small: Path, large: Path) -> list[Case]:
    def typed(line: str) -> dict[str, str]:
        return {"_PORTFOLIO_COMPLETE": "complete_bash", "_PORTFOLIO_LINE": line}

    bare = {"_BARE_COMPLETE": "complete_bash", "COMP_WORDS": "bare gr", "COMP_CWORD": "1"}
    asked = (
        ("complete a command", "portfolio ov", 1.1),
        ("complete an option", "portfolio project list --reg", 1.35),
        ("complete a code", "portfolio project show P-000", 1.35),
    )
    code, parsing = "portfolio project show P-000", _floor("bare_parse", str(large))
    return [
        *(Case(name, PORTFOLIO, _floor("bare"), small, most, typed(line), bare) for name, line, most in asked),
        Case("complete a code, 10,000 projects", PORTFOLIO, parsing, large, 1.5, typed(code)),
    ]


def _writing(large: Path) -> list[Case]:
    adding = [*PORTFOLIO, "project", "add", "--title", "Added {n}"]
    return [Case("project add, 10,000 projects", adding, _floor("project_add", str(large)), large, 2.0, writes=True)]


def _exchange(folder: Path) -> list[Case]:
    """Return a long CSV file brought in, and a large workbook written."""
    full, empty, rows = folder / "full" / "portfolio.json", folder / "empty" / "portfolio.json", folder / "rows.csv"
    _run("data", full, 10_000, 0)
    _run("data", empty, 0, 0)
    _run("rows", full, rows)
    bringing = [*PORTFOLIO, "import", str(rows), "--yes"]
    writing = [*PORTFOLIO, "export", "projects", "-o", "book.xlsx", "--force"]
    return [
        Case("import, 10,000 rows of CSV", bringing, _floor("csv_models", str(rows)), empty, 2.0, writes=True),
        Case("export, 10,000 projects as a workbook", writing, _floor("workbook", str(rows), "bare.xlsx"), full, 1.5),
    ]


def _documents(folder: Path) -> list[Case]:
    """Return a donor's report in each format that is no text, against its library with the same tables bare."""
    record, tables = shipped(folder), folder / "tables.json"
    _run("tables", record, "SA", tables)
    return [
        Case(f"report donor, Saudi Arabia, .{form}", _report("Saudi Arabia", form),
             _floor(f"bare_{form}", str(record), str(tables), f"bare.{form}"), record, 1.5)
        for form in _DOCUMENTS
    ]  # fmt: skip


def shipped(folder: Path) -> Path:
    path = folder / "shipped" / "portfolio.json"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(_SHIPPED, path)
    return path
