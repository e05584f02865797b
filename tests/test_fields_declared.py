"""A field is a line of its model and one declaration: made-up ones are found wherever fields are."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from test_cli import completing

import portfolio
from portfolio.fields.declared import RECORDS
from portfolio.fields.projects import PROJECT
from portfolio.models.tables import WORK, table_of

if TYPE_CHECKING:
    from portfolio.fields.kinds import Kind

SOURCES = Path(str(portfolio.__file__)).parent
# File, what lines are put behind, and the lines: all that fields of projects, activities and movements take.
LINES = (
    ("models/projects.py", "    phase: t.Line | None = None\n", "    lead: t.Owner | None = None\n"),
    ("models/projects.py", "    phase: t.Line | None = None\n", "    desk: t.Line | None = None\n"),
    ("models/funding.py", "    uncertain: bool = False\n", "    voucher: t.Line | None = None\n"),
    (
        "fields/projects.py",
        "PROJECT: Fields = (\n",
        '    Field("lead", k.coded("OWNER", "OFFICE"), "Who leads it.", listed=1, filter="Work that one leads."),\n',
    ),
    (
        "fields/projects.py",
        "PROJECT: Fields = (\n",
        '    Field("desk", k.TEXT, "Whose desk it is on.", filter="Work on a desk."),\n',
    ),
    (
        "models/outcomes.py",
        "    venue_country: t.Country | None = None\n",
        "    setting: t.Mode | None = None\n    room: t.Line | None = None\n    booked_on: t.Date | None = None\n",
    ),
    (
        "fields/outcomes.py",
        "ACTIVITY: Fields = (\n",
        (
            '    Field("setting", k.coded("MODE", "HOW"), "Its setting.", listed=1, filter="Those in a setting."),\n'
            '    Field("room", k.TEXT, "Its room.", listed=1, filter="Those in a room."),\n'
            '    Field("booked_on", k.DATE, "When it was booked.", filter="Booked in a period."),\n'
        ),
    ),
    ("fields/contributions.py", "MOVEMENT: Fields = (\n", '    Field("voucher", k.TEXT, "Its voucher.", listed=1),\n'),
)
RUN = "import sys; sys.argv[0] = 'portfolio'; from portfolio.cli import main; main()"


class Extended(NamedTuple):
    """The program with more fields, and the folder that it runs in."""

    folder: Path

    def __call__(self, *arguments: str, **environment: str) -> str:
        """Run a command line that ends well, and return what it wrote."""
        ended = self.ended(*arguments, **environment)
        assert ended.returncode == 0, f"{arguments}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def refused(self, *arguments: str) -> str:
        """Run a command line that ends ill, and return what is said of it."""
        ended = self.ended(*arguments)
        assert ended.returncode, arguments
        return ended.stderr

    def ended(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command line."""
        return subprocess.run(
            [sys.executable, "-c", RUN, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "sources"), "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def records(self, *arguments: str) -> list[dict[str, object]]:
        """Return the rows of a list."""
        return list(json.loads(self(*arguments, "--format", "json")))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    """The program with the fields `lead` and `desk` of projects and `voucher` of movements, and some records."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(SOURCES, folder / "sources" / "portfolio", ignore=shutil.ignore_patterns("__pycache__"))
    for name, behind, line in LINES:
        path = folder / "sources" / "portfolio" / name
        text = path.read_text(encoding="utf-8")
        assert behind in text, name
        path.write_text(text.replace(behind, behind + line, 1), encoding="utf-8")
    run = Extended(folder)
    run("init")
    run("donor", "add", "Arcadia")
    run("project", "add", "--title", "Alpha", "--lead", "joint", "--desk", "North")
    run("project", "add", "--title", "Beta", "--lead", "UNOCT")
    run("activity", "add", "First", "--setting", "virtual", "--room", "Great Hall", "--booked-on", "2024-03-01")
    run("activity", "add", "Second", "--setting", "onsite", "--room", "Attic", "--booked-on", "2025")
    run("contribution", "add", "Arcadia", "--title", "Gift")
    run("contribution", "commit", "C-001", "100", "USD", "--date", "2024-03-01", "--voucher", "V-7")
    return run


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file of comma-separated values."""
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def movement(program: Extended) -> dict[str, object]:
    shown = json.loads(program("contribution", "show", "C-001", "--format", "json"))
    return dict(shown["movements"][0])


def test_every_filter_that_is_declared_is_one_that_chooses() -> None:
    """How a kind chooses is said for the kinds that filters are of, and for names of what work has apart."""
    work = {field.key: field.kind for field in PROJECT if field.filter}
    assert {key for key, kind in work.items() if not chooses(kind)} == {
        *("region", "country", "donor", "partner", "programme")
    }
    own = {(table, field) for table, fields in RECORDS.items() for field in fields if field.filter}
    lacking = {(table, field.key) for table, field in own if table not in WORK and not chooses(field.kind)}
    assert not lacking


@pytest.mark.parametrize(
    "noun", ["donor", "partner", "contribution", "expenditure", "outcome", "activity", "document", "narrative"]
)
def test_every_filter_that_is_declared_is_an_option_of_its_list(noun: str) -> None:
    """Of one that work has too without a filter, as a narrative has a language."""
    declared = {field.key for field in RECORDS[table_of(noun)] if field.filter}
    assert declared - import_module(f"portfolio.commands.{noun}").NOUN.filters.keys() == set()


def chooses(kind: Kind) -> bool:
    return kind.name in {"word", "pillars", "roles", "text", "texts", "date", "country", "contribution"}


class TestAFieldOfProjects:
    def test_is_listed_where_it_is_declared_to_stand(self, program: Extended) -> None:
        assert [row["lead"] for row in program.records("project", "list")] == ["joint", "UNOCT"]
        assert "Lead" in program("project", "list", "--format", "table")

    def test_filters(self, program: Extended) -> None:
        assert [row["title"] for row in program.records("project", "list", "--lead", "UNOCT")] == ["Beta"]
        assert "Work that one leads." in program("donor", "list", "--help")

    def test_filters_by_a_text_whatever_its_capitals(self, program: Extended) -> None:
        assert [row["title"] for row in program.records("project", "list", "--desk", "north")] == ["Alpha"]
        assert [row["title"] for row in program.records("project", "list", "--desk", "NOR")] == ["Alpha"]

    def test_says_what_is_near_to_a_text_that_none_has(self, program: Extended) -> None:
        said = program("project", "list", "--desk", "Nrth", "-f", "table")
        assert "No project fits. No desk is called “Nrth”. Did you mean North?" in said

    def test_filters_in_a_saved_view(self, program: Extended) -> None:
        settings = program.folder / "portfolio.toml"
        settings.write_text(settings.read_text(encoding="utf-8") + '\n[views.ours]\nlead = "joint"\n', encoding="utf-8")
        assert [row["title"] for row in program.records("project", "list", "--view", "ours")] == ["Alpha"]

    def test_is_a_fact_of_its_page(self, program: Extended) -> None:
        lines = program("project", "show", "P-001", "--format", "table").splitlines()
        assert ["Lead", "joint"] in [line.replace("│", " ").split() for line in lines]

    def test_is_edited_exported_and_imported(self, program: Extended, tmp_path: Path) -> None:
        program("project", "edit", "P-002", "--set", "lead=UNCCT")
        file = tmp_path / "projects.csv"
        program("export", "projects", "--output", str(file))
        assert [row["Lead"] for row in rows(file)] == ["UNCCT and UNOCT", "UNCCT"]
        file.write_text("Code,Title,Lead\nP-002,Beta,UNOCT\n", encoding="utf-8")
        program("import", str(file), "--yes")
        assert [row["lead"] for row in program.records("project", "list")] == ["joint", "UNOCT"]

    def test_is_in_the_schema(self, program: Extended) -> None:
        schema = json.loads(program("schema", "project"))
        assert schema["properties"]["lead"]["anyOf"][0]["enum"] == ["UNCCT", "UNOCT", "joint"]

    def test_is_completed(self, program: Extended) -> None:
        assert "--lead" in program(**completing("portfolio project add --le"))
        assert "joint" in program(**completing("portfolio project add --lead j"))
        assert "joint" in program(**completing("portfolio project list --lead j"))


class TestAFieldOfActivities:
    @pytest.mark.parametrize(
        ("asked", "titles"),
        [
            (("--setting", "virtual"), ["First"]),
            (("--setting", "not:virtual"), ["Second"]),
            (("--room", "hall"), ["First"]),
            (("--room", "hall", "--room", "attic"), ["First", "Second"]),
            (("--room", "!hall", "--setting", "virtual"), []),
            (("--booked-on", "2024"), ["First"]),
            (("--booked-on", "not:2024-Q1"), ["Second"]),
        ],
    )
    def test_chooses_from_their_own_list(self, program: Extended, asked: tuple[str, ...], titles: list[str]) -> None:
        assert [row["title"] for row in program.records("activity", "list", *asked)] == titles

    def test_is_an_option_of_that_list_and_of_its_edit_alone(self, program: Extended) -> None:
        assert "Those in a room." in program("activity", "list", "--help")
        program("activity", "edit", "--room", "attic", "--set", "note=Small", "--yes")
        assert [row["title"] for row in program.records("activity", "list", "--text", "small")] == ["Second"]
        assert "No such option: --room" in program.refused("outcome", "list", "--room", "attic")

    def test_is_completed_and_said_of_a_list(self, program: Extended) -> None:
        assert "--room" in program(**completing("portfolio activity list --ro"))
        assert "Great" in program(**completing("portfolio activity list --room Gr"))
        assert "virtual" in program(**completing("portfolio activity list --setting not:v"))
        assert "Filters: setting not Virtual; room hall." in program(
            *("activity", "list", "--setting", "not:virtual", "--room", "hall", "--format", "table")
        )

    def test_a_value_that_there_is_not_leads_to_those_near_it(self, program: Extended) -> None:
        assert "did you mean virtual?" in program.refused("activity", "list", "--setting", "virtul")
        said = program("activity", "list", "--room", "Hal Great", "-f", "table")
        assert "No activity fits. No room is called “Hal Great”. Did you mean Great Hall?" in said
        assert "Did you mean --setting virtual?" in program.refused("activity", "list", "virtual")

    def test_is_kept_in_a_view_of_its_noun(self, program: Extended) -> None:
        program("view", "save", "halls", "--", "activity", "list", "--room", "hall")
        assert [row["title"] for row in program.records("activity", "list", "--view", "halls")] == ["First"]
        assert "halls" in program.refused("outcome", "list", "--view", "halls")


class TestAFieldOfMovements:
    def test_is_entered_and_shown(self, program: Extended) -> None:
        assert movement(program)["voucher"] == "V-7"
        table = program("contribution", "show", "C-001", "--format", "table")
        assert "Voucher" in table
        assert "V-7" in table

    def test_is_edited_exported_and_imported(self, program: Extended, tmp_path: Path) -> None:
        program("contribution", "edit", "C-001.m1", "--set", "voucher=V-8")
        program("export", "contributions", "--output", f"{tmp_path / 'out'}/")
        file = tmp_path / "out" / "movements.csv"
        assert [row["Voucher"] for row in rows(file)] == ["V-8"]
        file.write_text(file.read_text(encoding="utf-8").replace("V-8", "V-9"), encoding="utf-8")
        program("import", str(file), "--yes")
        assert movement(program)["voucher"] == "V-9"
        program("contribution", "edit", "C-001.m1", "--set", "voucher=V-7")

    def test_is_in_the_schema_and_completed(self, program: Extended) -> None:
        schema = json.loads(program("schema", "contribution"))
        assert "voucher" in schema["$defs"]["Movement"]["properties"]
        assert "--voucher" in program(**completing("portfolio contribution receive --vo"))
