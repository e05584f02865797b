"""JSON, CSV, TSV and Markdown: exact, complete, and harmless to whatever reads them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt

from portfolio.dates import PartialDate
from portfolio.formats.json import object_text
from portfolio.formats.markdown import marked
from portfolio.formats.registry import write
from portfolio.money import Amounts
from portfolio.pages import columns as nouns
from portfolio.pages.columns import PROJECTS, SUMMARY_DONORS
from portfolio.pages.graphics import Bar, Chart
from portfolio.pages.tree import (
    Block,
    Bullets,
    Column,
    Page,
    Row,
    Table,
    declared,
    facts_of,
    listed,
    page_of,
)

if TYPE_CHECKING:
    from markdown_it.token import Token
    from syrupy.assertion import SnapshotAssertion

HOSTILE = [
    "[red]",
    "[/]",
    "\x1b[31m",
    "\u202eevil",
    ":smile:",
    "=cmd()",
    "@SUM(A1)",
    "+1+1",
    "\t=1",
    "-2+3",
    "a|b",
    "\x9b",
]
COLUMNS = (
    Column("code", "Code", "code"),
    Column("title", "Title"),
    Column("donors", "Donors", "names"),
    Column("received", "Received", "money"),
    Column("start", "Start", "date"),
    Column("women", "Women", "count"),
    Column("change", "Change", "number"),
)
ROW: Row = {
    "code": "P-001",
    "title": "Côte, “a\nb”",
    "donors": ["Arcadia", "Ruritania"],
    "received": Amounts({"USD": Decimal("110000000.00"), "EUR": Decimal("5.00")}),
    "start": PartialDate(2018, 7),
    "women": 1200,
    "change": Decimal("-1.50"),
}
PAGE = page_of(
    "donor",
    "Arcadia",
    "donor ARC",
    [
        facts_of(
            [
                ("Type", "government"),
                ("Received", {"USD": Decimal("5.00")}),
                ("Regions", ["Sahel", "Maghreb"]),
                ("End", None),
            ]
        ),
        Table("projects", COLUMNS, [ROW], "Projects"),
        Bullets("outcomes", "Outcomes", ["Officers of Arcadia trained.", "=cmd()"]),
        Chart("status", "By status", [Bar("closed", 3), Bar("pipeline", 1)], note="4 projects, cumulative", alone=True),
    ],
    {"code": "ARC", "received": {"USD": Decimal("5.00")}, "since": PartialDate(2018), "tags": ["a"], "own": False},
)


def list_text(table: Table, form: str) -> str:
    return text_of(listed("Projects", table).page, form)


def text_of(page: Page, form: str) -> str:
    text = write(page, form)
    assert isinstance(text, str)
    return text


def as_json(rows: list[Row], columns: tuple[Column, ...] = COLUMNS) -> Any:
    return json.loads(list_text(Table("t", columns, rows), "json"))


def test_json_rows_have_the_declared_keys_and_exact_values() -> None:
    assert as_json([ROW]) == [
        {
            "code": "P-001",
            "title": "Côte, “a\nb”",
            "donors": ["Arcadia", "Ruritania"],
            "received": {"USD": "110000000.00", "EUR": "5.00"},
            "start": "2018-07",
            "women": 1200,
            "change": "-1.50",
        }
    ]


def test_project_list_keys_are_the_contract() -> None:
    keys = "code title programme pillars owner scope status regions countries donors partners start end"
    money = "pledged committed received spent classification budget allocated gap"
    assert list(as_json([{}], declared(PROJECTS))[0]) == f"{keys} {money}".split()


def test_summary_donors_keys_are_the_contract_and_residue_is_marked_where_it_is() -> None:
    plain, residue = as_json([{"donor": "Arcadia"}, {"donor": "Not charged", "residue": True}], SUMMARY_DONORS)
    money = ["pledged", "committed", "received", "outstanding", "allocated", "unallocated", "spent"]
    keys = ["donor", "projects", "programmes", *money]
    assert list(plain) == keys
    assert list(residue) == [*keys, "residue"]
    assert residue["residue"] is True


def test_unknown_is_null_and_money_is_an_empty_object() -> None:
    (row,) = as_json([{"title": None}])
    assert row["title"] is None
    assert row["received"] == {}
    assert row["donors"] == []


def test_money_that_is_not_known_is_counted() -> None:
    (row,) = as_json([{"received": None, "received_not_known": 2}])
    assert row["received"] == {}
    assert row["received_not_known"] == 2


def test_json_lines_hold_one_object_each() -> None:
    lines = list_text(Table("t", COLUMNS, [ROW, ROW]), "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == as_json([ROW, ROW])


def test_no_rows_is_an_empty_array_and_a_header() -> None:
    empty = Table("t", COLUMNS, [])
    assert list_text(empty, "json") == "[]\n"
    assert list_text(empty, "jsonl") == ""
    assert list_text(empty, "tsv").split() == [column.key for column in COLUMNS]


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_any_text_comes_back_from_json_and_nothing_in_it_steers_a_terminal(value: str) -> None:
    text = list_text(Table("t", COLUMNS, [{"title": value}]), "json")
    assert json.loads(text)[0]["title"] == value
    assert text.replace("\n", "").isprintable()


def test_csv_is_read_back() -> None:
    (row,) = csv.DictReader(io.StringIO(list_text(Table("t", COLUMNS, [ROW]), "csv"), newline=""))
    assert row == {
        "code": "P-001",
        "title": "Côte, “a\nb”",
        "donors": "Arcadia; Ruritania",
        "received": "EUR 5.00; USD 110000000.00",
        "start": "2018-07",
        "women": "1200",
        "change": "-1.50",
    }


@pytest.mark.parametrize("value", HOSTILE)
def test_no_csv_cell_is_a_formula_or_steers_a_terminal(value: str) -> None:
    text = list_text(Table("t", COLUMNS, [{"title": value}]), "csv")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["title"][0] not in "=+-@\t\r"
    assert row["title"].isprintable()


@pytest.mark.parametrize("value", ["-5", "-1,250.50", "+3.0", "-4%"])
def test_csv_leaves_signed_numbers_alone(value: str) -> None:
    assert f",{value}," in list_text(Table("t", COLUMNS, [{"title": value}]), "csv").replace('"', "")


def test_tsv_keeps_a_row_on_its_line() -> None:
    rows: list[Row] = [{**ROW, "title": "a\tb\nc\r\x1b"}]
    header, line = list_text(Table("t", COLUMNS, rows), "tsv").splitlines()
    assert header.split("\t") == [column.key for column in COLUMNS]
    assert line.split("\t")[:2] == ["P-001", "a b c\ufffd\ufffd"]


def test_markdown_escapes_what_would_be_markup() -> None:
    text = list_text(Table("t", COLUMNS, [{"title": "a|b <script> *c*"}], notes=["1 project."]), "md")
    assert r"a\|b \<script\> \*c\*" in text
    assert text.endswith("\n\n*1 project.*\n")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("~~struck~~ and ~low~", r"\~\~struck\~\~ and \~low\~"),
        ("$x$ and $$y$$, US$ 5", r"\$x\$ and \$\$y\$\$, US\$ 5"),
        ("x^2^ ==seen== ++new++", r"x\^2\^ \==seen\== \++new\++"),
        ("{.class} :smile: :+1:", r"\{.class\} \:smile: \:+1:"),
        ("&copy; & a", r"\&copy; & a"),
        ("10:30:00 a=b 1+1 http://example.org/a", "10:30:00 a=b 1+1 http://example.org/a"),
    ],
)
def test_markdown_escapes_the_marks_of_its_extensions(text: str, escaped: str) -> None:
    assert marked(text) == escaped


# Where text stands in Markdown: what is before and after it, and how many texts a reader finds before it.
PLACES = (("", "", 0), ("## ", "", 0), ("- ", "", 0), ("**", "**", 0), ("| a |\n| --- |\n| ", " |", 1))


@given(st.text("~$^=+-*_`#>|<[]()!{}:&;\\/.,1 2abx@%'\"", min_size=1, max_size=12).map(str.split).map(" ".join))
def test_markdown_reads_as_the_text_that_was_written(text: str) -> None:
    """The oracle is a parser of CommonMark with GitHub's tables and struck out text."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for before, after, skipped in PLACES:
        tokens = [each for each in parser.parse(f"{before}{marked(f'{text}x')}{after}") if each.type == "inline"]
        assert [read(token) for token in tokens[skipped:]] == [f"{text}x"]
        if text and before != "**":
            tokens = [each for each in parser.parse(f"{before}{marked(text)}{after}") if each.type == "inline"]
            assert [read(token) for token in tokens[skipped:]] == [text]


def read(token: Token) -> str:
    """Return what a reader reads of a line, `<…>` standing for what is no text but the emphasis around all of it."""
    found = [each for each in token.children or () if each.type not in {"strong_open", "strong_close"}]
    return "".join(each.content if each.type in {"text", "text_special"} else f"<{each.type}>" for each in found)


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("# 1", r"\# 1"),
        ("#import", r"\#import"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("---", r"\---"),
        ("12. a", r"12\. a"),
        ("1) a", r"1\) a"),
        ("~~~", r"\~\~\~"),
        ("=", r"\="),
        (": a", r"\: a"),
        ("% a", r"\% a"),
        ("a #", r"a \#"),
        ("    a", "a"),
        ("-5", "-5"),
        ("2.5 m", "2.5 m"),
        ("2018-07", "2018-07"),
    ],
)
def test_markdown_text_opens_no_heading_or_list(line: str, escaped: str) -> None:
    text = text_of(page_of("p", "T", line, [Bullets("l", "L", [line])], {}), "md")
    assert text == f"# T\n\n{escaped}\n\n**L**\n\n- {escaped}\n"


def test_markdown_marks_what_is_inherited_or_planned_and_machine_formats_do_not() -> None:
    columns = (Column("programme", "Programme"), Column("pillars", "Pillars", "names"), Column("end", "End", "date"))
    row: Row = {"programme": "Borders", "pillars": ["I", "II"], "end": "2025-06"}
    marks = {"programme_inherited": True, "pillars_inherited": True, "end_planned": True}
    table = Table("t", columns, [{**row, **marks}, row])
    *_, marked_row, plain_row = list_text(table, "md").splitlines()
    assert marked_row == "| Borders (inherited) | I (inherited), II (inherited) | 2025-06 (planned) |"
    assert plain_row == "| Borders | I, II | 2025-06 |"
    assert "(" not in list_text(table, "tsv") + list_text(table, "csv")


def test_a_page_in_markdown_leaves_out_what_has_no_content() -> None:
    blocks: list[Block] = [
        facts_of([]),
        Table("t", COLUMNS, [], "Spent"),
        Bullets("notes", "Notes", []),
        Bullets("sources", "Sources", ["a"]),
    ]
    assert text_of(page_of("p", "T", "", blocks, {}), "md") == "# T\n\n**Sources**\n\n- a\n"


def test_machine_formats_leave_the_total_out_and_markdown_has_it() -> None:
    table = Table("t", COLUMNS, [ROW], total={"code": "all"})
    assert len(json.loads(list_text(table, "json"))) == 1
    assert len(list_text(table, "tsv").splitlines()) == 2
    assert "| all |" in list_text(table, "md")


@pytest.mark.parametrize("form", ["csv", "tsv", "md", "json"])
def test_pages(form: str, snapshot: SnapshotAssertion) -> None:
    assert text_of(PAGE, form) == snapshot


def test_a_page_as_json_is_its_data() -> None:
    expected = {"code": "ARC", "received": {"USD": "5.00"}, "since": "2018", "tags": ["a"], "own": False}
    assert json.loads(text_of(PAGE, "json")) == expected
    assert json.loads(text_of(PAGE, "jsonl")) == expected
    assert object_text(expected, "jsonl").count("\n") == 1


def test_every_declaration_has_its_keys_once_and_something_that_always_shows() -> None:
    declarations = [value for name, value in vars(nouns).items() if isinstance(value, tuple) and name[0] != "_"]
    assert len(declarations) > 20
    for columns in declarations:
        keys = [column.key for column in columns]
        assert len(keys) == len(set(keys))
        assert any(column.priority == 0 for column in columns)


def test_a_page_has_no_table_without_rows_in_cells_either() -> None:
    columns = (Column("code", "Code", "code"),)
    tables = [
        Table("t", columns, (), "Programmes: 0"),
        Table("t", columns, (), "Outcomes: 0", empty="None is recorded."),
    ]
    page = page_of("p", "T", "", tables, {})
    lines = ["section,table", "page,title,T", "", "p,t_notes,Outcomes: 0", "p,t_notes,None is recorded."]
    assert text_of(page, "csv").removeprefix("\ufeff").splitlines() == lines
    assert text_of(page, "tsv").splitlines() == [line.replace(",", "\t") for line in lines]
