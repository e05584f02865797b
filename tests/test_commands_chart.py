"""Charts at the command line: what is drawn, and the figures that a pipe or a file has."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from portfolio.formats.terminal.console import page_view
from portfolio.pages.shading import levels

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program
    from syrupy.assertion import SnapshotAssertion

    from portfolio.pages.tree import Page

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def busy(begun: Program) -> Program:
    """Two programmes, four projects in three countries and a region, money of two donors and a target."""
    for line in (
        "programme|add|--title|Bridges|--code|PRG-001",
        "project|add|--title|Training|--programme|PRG-001|--country|KE|--country|KM|--start|2023-02|--planned-end|2026-06",
        "project|add|--title|Guards|--programme|PRG-001|--country|KE|--start|2022|--end|2023-05|--status|closed",
        "project|add|--title|Records|--region|Sahel|--planned-start|2027-01|--planned-end|2028-01|--status|pipeline",
        "project|add|--title|Undated|--scope|global",
        "donor|add|Graustark|--type|government",
        "donor|add|Ruritania|--type|government",
        "contribution|add|Graustark|300|USD|--date|2023-03-01|--received|--for|P-001:100|--for|P-002:200",
        "contribution|add|Ruritania|50|EUR|--date|2023-04-01|--received|--for|P-002",
        "contribution|add|Ruritania|100|USD|--date|2024-04-01|--for|P-001",
        "outcome|add|P-001|--title|Officers know",
        "outcome|indicator|P-001|O-001|--title|Officers trained|--unit|people",
        "outcome|record|P-001|O-001.i1|60|--period|2023|--target|80",
        "outcome|indicator|P-001|O-001|--title|Rooms|--unit|rooms",
    ):
        begun(*line.split("|"))
    return begun


def table(program: Program, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(program("chart", *arguments, "-f", "json").out)
    return found


def text(program: Program, *arguments: str) -> str:
    """Return a chart as a text file has it, without colour."""
    return program("chart", *arguments, "-f", "table").out


class TestMoney:
    def test_a_pipe_has_the_figures_of_the_summary(self, busy: Program) -> None:
        rows = table(busy, "money", "--by", "donor", "--of", "committed")
        assert rows == [
            {"donor": "Graustark", "committed": {"USD": "300.00"}},
            {"donor": "Ruritania", "committed": {"EUR": "50.00", "USD": "100.00"}},
        ]

    def test_each_measure_and_currency_is_a_chart_of_its_own(self, busy: Program) -> None:
        said = text(busy, "money")
        assert "Committed, USD" in said
        assert "Committed, EUR" in said
        assert "Received, USD" in said
        # 300 and 100 of committed dollars: the second bar is a third of the first.
        first, second = re.findall(r"(?:Graustark +300.00|Ruritania +100.00) +(█+)", said)[:2]
        assert abs(len(second) - len(first) / 3) <= 1
        # One donor's euros and one donor's received dollars tell nothing: figures, and no bar.
        assert re.search(r"Ruritania +50.00 +Ruritania +50.00 +Graustark", said)

    def test_that_there_is_no_money_of_the_measure_is_said(self, busy: Program) -> None:
        assert "No expenditure is recorded yet." in text(busy, "money", "--by", "country", "--of", "spent")
        assert "No receipt fits." in text(busy, "money", "--of", "received", "--donor", "Ruritania", "--year", "2030")

    def test_years_stand_in_their_order(self, busy: Program) -> None:
        said = text(busy, "money", "--by", "year", "--of", "committed")
        assert said.index("2023") < said.index("2024")

    @pytest.mark.parametrize(("option", "word"), [("--by", "colour"), ("--of", "lost")])
    def test_what_is_no_group_or_measure_is_refused(self, busy: Program, option: str, word: str) -> None:
        assert "is none of" in busy("chart", "money", option, word, code=5).err


class TestTimeline:
    def test_projects_stand_under_their_programmes_and_undated_work_is_counted(self, busy: Program) -> None:
        said = text(busy, "timeline")
        assert said.index("Bridges (2 projects)") < said.index("P-002") < said.index("P-001") < said.index("P-003")
        assert "Not drawn, as undated: 1 project." in said

    def test_what_is_planned_is_told_apart_and_today_is_marked(self, busy: Program) -> None:
        lines = {line[:5]: line for line in text(busy, "timeline").splitlines() if line.startswith("P-")}
        assert "█" in lines["P-001"]
        assert "░" in lines["P-001"]
        assert "░" not in lines["P-002"]
        assert "█" not in lines["P-003"]
        marks = {line.index("│") for line in lines.values()}
        assert len(marks) == 1
        assert lines["P-001"].index("█") < marks.pop() < lines["P-003"].index("░")

    def test_programmes_have_a_bar_each(self, busy: Program) -> None:
        said = text(busy, "timeline", "--by", "programme")
        assert re.search(r"Bridges +2 projects", said)
        assert "P-001" not in said

    def test_a_pipe_has_the_dates(self, busy: Program) -> None:
        row = table(busy, "timeline")[0]
        assert (row["code"], row["start"], row["end"]) == ("P-002", "2022", "2023-05")


class TestOutcomes:
    def test_only_what_has_a_target_is_drawn(self, busy: Program) -> None:
        (row,) = table(busy, "outcomes")
        assert (row["indicator"], row["target"], row["actual"], row["per_cent"]) == (
            "Officers trained",
            "80",
            "60",
            "75.0",
        )
        said = text(busy, "outcomes")
        assert "60 of 80 = 75.0%" in said
        assert "Not drawn, as without a target: 1 indicator." in said

    def test_the_date_is_that_of_the_value_that_is_compared(self, begun: Program) -> None:
        """95 of the 120 aimed at by the end of 2022; the 130 of 2023 have no target."""
        begun("project", "add", "--title", "Guards")
        begun("outcome", "add", "P-001", "--title", "Officers know")
        begun("outcome", "indicator", "P-001", "O-001", "--title", "Officers", "--values", "cumulative")
        begun("outcome", "record", "P-001", "O-001.i1", "95", "--period", "2022", "--target", "120")
        begun("outcome", "record", "P-001", "O-001.i1", "130", "--period", "2023")
        assert "95 of 120, 2022-12-31 = 79.2%" in text(begun, "outcomes")
        (row,) = table(begun, "outcomes")
        assert (row["actual"], row["as_of"], row["compared"]) == ("130", "2023-12-31", "95 of 120")


class TestMap:
    def test_projects_by_country_and_regions_are_said_and_not_guessed(self, busy: Program) -> None:
        rows = {row["country"]: row["projects"] for row in table(busy, "map") if not row.get("residue")}
        assert rows == {"Kenya": 2, "Comoros": 1}
        said = text(busy, "map")
        assert "1 project of which only regions are recorded (Sahel (office’s group) 1); 1 global project." in said
        assert "do not imply official endorsement" in said
        assert "Kenya 2" in said

    def test_a_small_state_can_be_seen(self, busy: Program) -> None:
        drawn = text(busy, "map", "--country", "KM").partition("a small country")[0]
        assert drawn.count("●") == 2, "once on the map and once in its legend"

    def test_money_has_a_map_for_each_currency(self, busy: Program) -> None:
        said = text(busy, "map", "--of", "committed")
        assert "Committed EUR" in said
        assert "Committed USD" in said

    def test_levels_hold_about_as_many_and_begin_at_round_amounts(self) -> None:
        assert levels([1, 2, 3, 4, 5, 6, 7, 8], "") == ((1, "1–2"), (3, "3–4"), (5, "5–6"), (7, "7–8"))
        assert levels([3, 3, 0], "") == ((3, "3"),)
        assert [label for _, label in levels([1200, 47_000, 630_000], "USD")] == [
            "under 20,000",
            "20,000 to under 500,000",
            "from 500,000",
        ]
        assert levels([], "") == ()


class TestPictures:
    @pytest.mark.parametrize("chart", ["money", "timeline", "outcomes", "map"])
    def test_looks(self, busy: Program, chart: str, snapshot: SnapshotAssertion) -> None:
        assert text(busy, chart) == snapshot

    def test_nothing_in_colour_is_lost_without_it(self, busy: Program, tmp_path: Path) -> None:
        busy("chart", "map", "-f", "table", "-o", "map.txt")
        held = (tmp_path / "map.txt").read_text(encoding="utf-8")
        assert "\x1b" not in held
        assert "░" in held
        assert "▒" in held

    def test_a_terminal_without_unicode_gets_the_nearest_signs(self, busy: Program) -> None:
        signs = set(text(busy, "map") + text(busy, "timeline"))
        nearest = "".join(sorted(signs)).encode("ascii", "portfolio.nearest").decode()
        assert "?" not in nearest
        assert "“Alpha” → ‘Beta’".encode("ascii", "portfolio.nearest") == b"\"Alpha\" > 'Beta'"

    def test_where_no_country_has_any_figures_stand_alone(self, begun: Program) -> None:
        begun("project", "add", "--title", "Everywhere", "--scope", "global")
        said = text(begun, "map")
        assert "do not imply" not in said
        assert "Not on the map: 1 global project." in said


@pytest.mark.parametrize("chart", ["money", "timeline", "outcomes", "map"])
def test_a_picture_of_its_own_is_whole_and_told_to_those_who_do_not_see_it(
    busy: Program, chart: str, tmp_path: Path
) -> None:
    busy("chart", chart, "-o", "chart.svg")
    held = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    image = ET.fromstring(held)  # noqa: S314 - our own
    assert image.get("role") == "img"
    assert image.findtext(f"{SVG}title")
    assert len(image.findtext(f"{SVG}desc") or "") > 5
    assert "var(--" not in held
    assert "http" not in held.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("chart", ["money", "timeline", "outcomes", "map"])
@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "md", "csv"])
def test_documents_hold_it(busy: Program, chart: str, form: str, tmp_path: Path) -> None:
    busy("chart", chart, "-o", f"chart.{form}")
    assert (tmp_path / f"chart.{form}").stat().st_size > 50


def test_a_page_without_a_picture_is_no_svg(busy: Program) -> None:
    assert "no picture on this page" in busy("project", "list", "-o", "list.svg", code=2).err


@pytest.mark.parametrize("chart", ["money", "timeline", "map"])
def test_where_there_is_nothing_to_draw_no_picture_is_written(busy: Program, chart: str, tmp_path: Path) -> None:
    said = busy("chart", chart, "--status", "suspended", "-o", "chart.svg", code=2).err
    assert said.startswith("There is nothing to draw. ")
    assert not (tmp_path / "chart.svg").exists()


def test_notes_on_what_is_not_drawn_are_left_out(busy: Program) -> None:
    said = "A project counts in each of its donors"
    assert said in busy("summary", "donors", "-f", "table", COLUMNS="200").out
    assert said not in busy("chart", "money", "-f", "table").out
    assert said not in busy("summary", "donors", "--columns", "donor,received", "-f", "table", COLUMNS="200").out


def test_what_is_drawn_is_called_a_picture(busy: Program) -> None:
    assert "Wrote the picture to chart.svg." in busy("chart", "map", "-o", "chart.svg").err


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("chart", ["money", "timeline", "outcomes", "map"])
def test_lines_fit_the_window(busy: Program, chart: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Page] = []

    def keep(page: Page, *_: object) -> str:
        shown.append(page)
        return ""

    monkeypatch.setattr("portfolio.formats.output.registry.write", keep)
    busy("chart", chart, "-f", "table", "-o", "x.txt")
    out = io.StringIO()
    Console(file=out, width=width, height=25, force_terminal=False).print(page_view(shown[0]))
    assert max(len(line.rstrip()) for line in out.getvalue().splitlines()) <= width
