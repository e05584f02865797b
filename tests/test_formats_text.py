"""A report as Markdown, CSV, JSON and on a terminal: complete, harmless, the same figures everywhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import report_specimen as specimen
from rich.cells import cell_len
from rich.console import Console

from portfolio.errors import RefusedError, SettingsError
from portfolio.files.limits import Limits
from portfolio.files.separated import read_separated
from portfolio.formats import registry
from portfolio.formats.terminal.console import page_view
from portfolio.formats.wording import Wording
from portfolio.language.language import Language
from portfolio.pages.tree import Column, Fact, Facts, Page, Section, Table, listed

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

ENGLISH = Language("en")
REPORT = specimen.report()


def of_blocks(*blocks: Table | Facts) -> Page:
    return REPORT._replace(sections=(Section("part", "Part", blocks),))


def on_a_terminal(room: int, language: str = "en") -> str:
    console = Console(file=io.StringIO(), width=room, height=25, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(page_view(specimen.report(language)))
    return "\n".join(map(str.rstrip, captured.get().splitlines()))


class TestWording:
    WORDING = Wording(ENGLISH)

    @pytest.mark.parametrize(
        ("value", "kind", "expected"),
        [
            (None, "text", ("–",)),
            ("", "text", ("–",)),
            ((), "names", ("–",)),
            ({}, "money", ("–",)),
            (2024, "code", ("2024",)),
            (2024, "count", ("2,024",)),
            (Decimal("12.50"), "share", ("12.50%",)),
            (True, "flag", ("yes",)),
            (False, "flag", ("no",)),
            (0, "count", ("0",)),
            (dt.date(2024, 7, 5), "date", (ENGLISH.date(dt.date(2024, 7, 5)),)),
            ({"USD": Decimal("1.50"), "EUR": Decimal(-2)}, "money", ("EUR -2", "USD 1.50")),
        ],
    )
    def test_values(self, value: Any, kind: Any, expected: tuple[str, ...]) -> None:
        assert self.WORDING.fact(Fact("key", "Label", value, kind)) == expected

    def test_what_is_not_known_is_said_whatever_the_column(self) -> None:
        money, number = Column("x", "X", "money"), Column("x", "X", "number")
        assert self.WORDING.cell({"x": {}, "x_not_known": 2}, money) == ("not known",)
        assert self.WORDING.cell({"x": {"USD": Decimal(5)}, "x_not_known": 2}, money) == ("USD 5", "+ not known")
        assert self.WORDING.cell({"x": None, "x_not_known": 1}, number) == ("not known",)
        assert self.WORDING.cell({"x": Decimal(7), "x_not_known": 1}, number) == ("7", "+ not known")

    def test_what_a_total_has_no_value_for_stays_empty(self) -> None:
        column = Column("x", "X", "count")
        assert self.WORDING.cell({}, column) == ("–",)
        assert self.WORDING.cell({}, column, of_many=True) == ("",)
        assert self.WORDING.cell({"residue": True}, column) == ("",)
        assert self.WORDING.cell({"x": 0}, column, of_many=True) == ("0",)

    def test_a_heading_names_the_currency_that_all_its_money_is_in(self) -> None:
        columns = (Column("a", "A", "money"), Column("b", "B", "money"), Column("c", "C", "money"))
        rows = ({"a": specimen.money(USD="1"), "b": specimen.money(USD="1")}, {"b": specimen.money(EUR="1")})
        assert self.WORDING.headings(Table("t", columns, rows)) == [("A (USD)", "USD"), ("B", ""), ("C", "")]


class TestMarkdown:
    def test_looks(self, snapshot: SnapshotAssertion) -> None:
        assert text_of(REPORT, "md") == snapshot

    def test_no_text_is_markup(self) -> None:
        lines = text_of(REPORT, "md").splitlines()
        tables = [line for line in lines if line.startswith("|")]
        columns = {line.replace("\\|", "").count("|") - 1 for line in tables}
        assert columns == {len(specimen.PROJECTS), 3, 2}
        assert "<script" not in "\n".join(lines).replace("\\<", "")
        assert "&amp;amp;" not in "\n".join(lines)
        assert "\\&amp; \\&lt; & \\<b\\>" in "\n".join(lines)


def text_of(page: Page, form: str) -> str:
    text = registry.write(page, form)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("form", ["md", "csv", "tsv", "json", "jsonl", "table"])
def test_has_no_marks_that_nobody_sees(form: str) -> None:
    """Arabic marks the direction of names; plain text and machines have no use for it."""
    marked = "\u200f\u200eArcadia\u200e\u200f"
    table = Table("t", (Column("a", marked),), ({"a": marked},), marked, (marked,), {"a": marked})
    report = of_blocks(table, Facts("f", (Fact("k", marked, (marked,), "names"),)))._replace(
        title=marked, language="ar"
    )
    text = text_of(report, form)
    assert text.count("Arcadia") >= 6
    assert not {"\u200e", "\u200f", "\ufffd"} & set(text)
    assert "\\u200" not in text


class TestSeparated:
    def rows(self, report: Page = REPORT) -> list[list[str]]:
        return list(csv.reader(io.StringIO(text_of(report, "csv").removeprefix("\ufeff"), newline="")))

    def test_looks(self, snapshot: SnapshotAssertion) -> None:
        assert text_of(REPORT, "csv").removeprefix("\ufeff") == snapshot

    def test_rows_of_a_table_add_up_to_its_row_of_totals(self) -> None:
        rows = self.rows()
        table = [row[2:] for row in rows if row[:2] == ["projects", "projects"]]
        total = next(row[2:] for row in rows if row[:2] == ["projects", "projects_total"])
        place = table[0].index("Committed (USD)")
        assert sum(Decimal(row[place] or 0) for row in table[1:]) == Decimal(total[place]) == Decimal("82500006.75")
        place = table[0].index("Received (EUR)")
        assert sum(Decimal(row[place] or 0) for row in table[1:]) == Decimal("48.56")

    def test_says_for_how_many_an_amount_is_not_known(self) -> None:
        table = [row[2:] for row in self.rows() if row[:2] == ["projects", "projects"]]
        place = table[0].index("Received (not known)")
        assert [row[place] for row in table[1:]] == ["", "", "1"] * 3 + ["", "", ""]

    @pytest.mark.parametrize("form", ["csv", "tsv"])
    def test_no_cell_is_a_formula(self, form: str) -> None:
        lines = text_of(REPORT, "tsv").splitlines()
        rows = self.rows() if form == "csv" else [line.split("\t") for line in lines]
        cells = [cell for row in rows for cell in row]
        assert [
            cell for cell in cells if cell[:1] in set("=+@\t") or (cell[:1] == "-" and not cell[1:2].isdigit())
        ] == []
        assert "'=cmd|' /C calc'!A0" in cells
        assert "-12.50" in cells

    @pytest.mark.parametrize("form", ["csv", "tsv"])
    def test_a_list_is_brought_in_as_it_was(self, form: str) -> None:
        """An apostrophe that is the text's own stays, whatever it has behind it."""
        titles = ["=1+1", "'=1+1", "''@home", "'twas", "'", "-5", "-5 km", "+254 20", "plain"]
        table = Table("t", (Column("code", "Code"), Column("title", "Title")), [{"title": each} for each in titles])
        grid = read_separated(text_of(listed("", table).page, form).encode(), "t", f"t.{form}", Limits())
        assert [line.cells[1] for line in grid.lines[1:]] == titles


class TestData:
    def test_every_figure_is_exact_and_under_keys_of_its_own(self) -> None:
        data = json.loads(text_of(REPORT, "json"))
        assert list(data) == [
            *("report", "language", "title", "subtitle", "marking", "as_of", "front", "sections", "closing")
        ]
        assert (data["report"], data["as_of"]) == ("donor", "2024-10-01")
        glance = data["sections"]["glance"]["glance"]
        assert glance == {
            "pledged": {"EUR": "503007.16", "USD": "120000000.00"},
            "committed": {"USD": "110000000.00"},
            "received": {},
            "projects": 1234,
            "share": "98.25",
        }
        projects = data["sections"]["projects"]
        assert projects["projects"][3] == {
            "code": "P-004",
            "title": "a | b `code` *stars* _under_",
            "countries": [],
            "status": "Implementation",
            "start": "2023-05",
            "committed": {"USD": "5000000.50"},
            "received": {"EUR": "4.07", "USD": "1000000.25"},
            "spent": {"USD": "-12.50"},
            "people": 4936,
            "joint": False,
        }
        assert projects["projects"][2]["received_not_known"] == 1
        assert projects["projects"][-1]["residue"] is True
        assert projects["projects_total"]["committed"] == {"USD": "82500006.75"}
        assert projects["projects_notes"][1] == "<script>alert(1)</script>"
        agreement = data["sections"]["agreements"]["sections"]["C-001"]["agreement"]
        assert agreement["signed"] == "2018-07"
        assert agreement["ended"] is None

    def test_equal_reports_are_equal_bytes_in_whatever_order_money_was_put(self) -> None:
        one = of_blocks(Facts("x", (Fact("m", "M", specimen.money(USD="1", EUR="2"), "money"),)))
        other = of_blocks(Facts("x", (Fact("m", "M", specimen.money(EUR="2", USD="1"), "money"),)))
        assert one == other
        assert text_of(one, "json") == text_of(other, "json")

    def test_keys_are_the_same_in_every_language(self) -> None:
        def keys(value: object) -> object:
            if isinstance(value, dict):
                return {key: keys(part) for key, part in value.items()}
            return [keys(part) for part in value] if isinstance(value, list) else None

        english, arabic = (json.loads(text_of(specimen.report(code), "json")) for code in ("en", "ar"))
        assert keys(english) == keys(arabic)
        assert arabic["language"] == "ar"

    def test_nothing_is_lost_to_a_key_that_is_there_twice(self) -> None:
        table = Table("x", (Column("a", "A"),), ({"a": "1"},))
        with pytest.raises(KeyError, match="x"):
            text_of(of_blocks(table, table), "json")


class TestTerminal:
    @pytest.mark.parametrize("room", [80, 160])
    def test_looks(self, room: int, snapshot: SnapshotAssertion) -> None:
        text = on_a_terminal(room)
        assert max(map(cell_len, text.splitlines())) <= room
        assert text == snapshot

    def test_no_text_is_markup(self) -> None:
        assert "[red]bold[/red]" in on_a_terminal(160)

    def test_negative_amounts_have_no_bar(self) -> None:
        line = next(line for line in on_a_terminal(160).splitlines() if line.startswith("Given back"))
        assert line.endswith("-5,000,000.00")


class TestRegistry:
    @pytest.mark.parametrize("form", ["table", "html", "md", "csv", "tsv", "json", "jsonl"])
    def test_writes_a_file_of_each_format(self, form: str) -> None:
        text = text_of(REPORT, form)
        assert "Summary for the Kingdom of Arcadia" in text
        assert text.startswith("\ufeff") == (form == "csv")
        assert text == text_of(specimen.report(), form)

    def test_a_format_is_the_one_named_else_that_of_the_suffix(self, tmp_path: Path) -> None:
        assert registry.settled("", None) == ""
        assert registry.settled("json", tmp_path / "a.html") == "json"
        assert registry.settled("", tmp_path / "a.HTML") == "html"

    @pytest.mark.parametrize(
        ("form", "name", "sentence"),
        [
            (
                "doc",
                None,
                r"--format: “doc” is not a format; the formats are table, json, jsonl, csv, tsv, md, html, ics, svg",
            ),
            ("", "a.doc", r"-o: “.*a.doc” has no suffix that names a format; end it in .txt, .json, .jsonl, .csv"),
            ("", "a", r"-o: “.*a” has no suffix"),
        ],
    )
    def test_an_unknown_format_is_refused(self, tmp_path: Path, form: str, name: str | None, sentence: str) -> None:
        with pytest.raises(RefusedError, match=sentence):
            registry.settled(form, tmp_path / name if name else None)

    def test_a_logo_that_cannot_be_read_is_a_fault_of_the_settings(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="No such file"):
            registry.letterhead(tmp_path / "logo.png", None)
