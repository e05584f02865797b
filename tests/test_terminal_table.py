"""Tables on a terminal: what fits, what is left out, and what is never broken."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st
from rich.cells import cell_len
from rich.console import Console
from trees import usd

from portfolio.formats.terminal.table import CHOSEN, WIDENED, TableView
from portfolio.pages.cell_text import ColumnNote, with_combined
from portfolio.pages.columns import PROJECTS, SUMMARY_DONORS
from portfolio.pages.tree import REPEATED, ROW, Column, Row, Table, declared, scanned

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from portfolio.pages.tree import Columns

SHOWN = scanned(PROJECTS)
NONE_RECORDED: dict[str, Decimal] = {}


def project(code: str, title: str, **values: object) -> Row:
    row: dict[str, object] = {column.key: None for column in PROJECTS}
    row |= {"regions": [], "countries": [], "donors": [], "partners": [], "pillars": []}
    row |= dict.fromkeys(("pledged", "committed", "received", "spent"), NONE_RECORDED)
    return row | {"code": code, "title": title, "classification": "unclassified"} | values


FICTIONAL = [
    project(
        "P-001",
        "Strengthening the borders of Arcadia through advance passenger information and training",
        status="implementation",
        regions=["Sahel", "Lake Chad Basin", "Horn of Africa", "Maghreb", "West Africa", "Central Africa"],
        donors=["Kingdom of Freedonia", "Ruritania"],
        start="2019-03",
        end="2022-12-31",
        received=usd("1250000.00"),
        committed=usd("2500000.00"),
    ),
    project("P-002", "[red]Draft[/] of :smile: \x1b[31mred\u202e =cmd()", status="pipeline", received=usd("75000.50")),
    project("X-2021/07", "关于打击资助恐怖主义的能力建设项目与区域合作", status="closed", donors=["日本国"], received={
        "EUR": Decimal("1503007.16"), "USD": Decimal("100.00"),
    }),
    project("P-004", "بناء القدرات في مجال أمن الحدود", status="suspended", start="2018", scope="national"),
    project("P-005", "Côte-Rôtie cyber drill", status="cancelled", countries=["Sylvania"], spent=usd("12.00")),
]  # fmt: skip

DONORS: list[Row] = [
    {
        "donor": "Kingdom of Freedonia",
        "projects": 12,
        "pledged": usd("110000000.00"),
        "committed": usd("110000000.00"),
        "received": usd("100000000.00"),
        "outstanding": usd("500000.00"),
        "outstanding_not_known": 1,
        "allocated": usd("1000000.00"),
        "unallocated": usd("109000000.00"),
        "spent": usd("400000.00"),
    },
    {"donor": "Ruritania", "projects": 1, "committed": usd("5000.00"), "outstanding": None, "outstanding_not_known": 2},
    {"donor": "Not charged to a contribution", "spent": usd("20000.00"), "residue": True},
]


def shown(table: Table, columns: Columns, room: int, *, terminal: bool = True, colours: bool = False) -> str:
    """Return a table as a terminal or a pipe of that width shows it, without the space at the ends of lines."""
    console = Console(
        file=io.StringIO(),
        width=room,
        height=25,
        force_terminal=terminal,
        color_system="standard" if colours else None,
    )
    with console.capture() as captured:
        console.print(TableView(table._replace(columns=columns)), crop=False)
    return "\n".join(map(str.rstrip, captured.get().splitlines()))


def drawn(rows: list[Row], room: int, columns: Columns = SHOWN, *, terminal: bool = True) -> str:
    return shown(Table("t", columns, with_combined(columns, rows)), columns, room, terminal=terminal)


@pytest.mark.parametrize(("room", "stands"), [(30, False), (80, True)])
def test_a_note_on_a_column_stands_only_where_that_does(room: int, stands: bool) -> None:
    columns = (Column("name", "Name"), Column("gap", "Gap", "number", 1))
    rows = [{"name": "Strengthening of border posts", "gap": Decimal(10**12)}]
    text = shown(Table("t", columns, rows, notes=[ColumnNote("Gap: nobody pays.", "gap"), "All."]), columns, room)
    assert ("Gap: nobody pays." in text, "All." in text) == (stands, True)


@pytest.mark.parametrize("room", [80, 120, 160, 200])
def test_projects(room: int, snapshot: SnapshotAssertion) -> None:
    table = Table(
        "t",
        PROJECTS,
        with_combined(PROJECTS, FICTIONAL),
        "Projects",
        ["5 distinct projects (cumulative).", "Region: Sahel."],
    )
    text = shown(table, SHOWN, room)
    assert max(map(cell_len, text.splitlines())) <= room
    assert text == snapshot


@pytest.mark.parametrize("room", [80, 160])
def test_donors_with_residue_and_total(room: int, snapshot: SnapshotAssertion) -> None:
    total = {"donor": "All donors", "projects": 13, "received": usd("100000000.00"), "spent": usd("420000.00")}
    table = Table("t", SUMMARY_DONORS, DONORS, total=total, notes=["13 distinct projects."])
    assert shown(table, scanned(SUMMARY_DONORS), room) == snapshot


def test_the_least_needed_column_goes_first() -> None:
    columns = (
        Column("code", "Code", "code"),
        Column("title", "Title"),
        Column("a", "Aside", "names", 2),
        Column("b", "Base", "names", 1),
    )
    rows: list[Row] = [
        {"code": "P-1", "title": "A title of some length " * 3, "a": ["Arcadia"] * 4, "b": ["Ruritania"] * 4}
    ]
    assert drawn(rows, 45, columns).split()[:4] == ["Code", "Title", "Base", "─" * 44]


def test_what_found_no_room_is_named_with_the_remedy_but_not_what_is_empty_or_seldom_looked_for() -> None:
    columns = (
        Column("title", "Title"),
        Column("a", "Aside", "names", 2),
        Column("b", "Base", "names", 1),
        Column("c", "Cause", "names", 3),
        Column("d", "Detail", "names", 10),
    )
    wide = ["Ruritania", "Arcadia", "Freedonia"]
    rows: list[Row] = [{"title": "A title of some length " * 3, "a": wide, "b": wide, "d": wide}]
    (last,) = drawn(rows, 40, columns).split("\n\n")[1:]
    assert " ".join(last.split()) == "No room for Aside: a wider window or -o FILE.xlsx shows all."
    assert "No room" not in drawn(rows, 160, columns)
    listed = Console(file=io.StringIO(), width=40, force_terminal=True, color_system=None)
    with listed.capture() as captured:
        listed.print(TableView(Table("t", columns, rows), remedy=CHOSEN))
    assert "No room for Aside: --columns chooses; a" in captured.get()


def test_of_many_columns_without_room_the_first_are_named_where_none_can_be_chosen() -> None:
    columns = (Column("title", "Title"), *(Column(key, key.upper(), "names", 2) for key in "abcde"))
    rows: list[Row] = [{"title": "A title of some length " * 3, **{key: ["Ruritania"] * 3 for key in "abcde"}}]
    page = Console(file=io.StringIO(), width=30, force_terminal=True, color_system=None)
    for remedy, said in (
        (WIDENED, "No room for A, B, C and 2 more: a wider window shows all."),
        (CHOSEN, "No room for A, B, C, D and E: --columns chooses;"),
    ):
        with page.capture() as captured:
            page.print(TableView(Table("t", columns, rows), remedy=remedy))
        assert said in " ".join(captured.get().split())


def test_what_is_narrow_stands_where_something_wide_went() -> None:
    columns = (Column("code", "Code", "code"), Column("n", "Count", "count", 2), Column("text", "Text", "code", 1))
    text = drawn([{"code": "P-1", "n": 7, "text": "x" * 40}], 30, columns)
    assert text.split()[:2] == ["Code", "Count"]
    assert "No room for Text:" in text


def test_what_the_row_above_says_is_not_said_again_where_columns_stand_side_by_side() -> None:
    columns = (Column("donor", "Donor"), Column("year", "Year", "code"))
    rows: list[Row] = [{"donor": "Arcadia", "year": "2023"}, {"donor": "Arcadia", "year": "2024", REPEATED: ("donor",)}]
    assert drawn(rows, 80, columns).splitlines()[2:] == ["Arcadia  2023", "         2024"]


def test_a_column_with_nothing_in_it_goes_before_a_less_needed_one_with_something() -> None:
    columns = (Column("title", "Title"), Column("a", "Aside", "names", 1), Column("b", "Base", "names", 2))
    text = drawn([{"title": "A title of some length " * 3, "b": ["Ruritania"] * 4}], 42, columns)
    assert text.split()[:2] == ["Title", "Base"]


def test_what_nobody_scans_for_is_shown_where_there_is_room_and_something_in_it() -> None:
    columns = (Column("title", "Title"), Column("a", "Aside", "text", 12), Column("b", "Base", "text", 12))
    rows: list[Row] = [{"title": "A title of some length", "a": "Arcadia", "b": None}]
    assert drawn(rows, 80, columns).split()[:2] == ["Title", "Aside"]
    assert "Aside" not in drawn(rows, 25, columns)


STACKED = (
    Column("code", "Code", "code"),
    Column("title", "Title"),
    Column("status", "Status", "status", 1, below="title"),
    Column("place", "Place", "names", 3, below="title"),
    Column("when", "When", "text", 4, below="status"),
    Column("fix", "To settle it", "command", 5, below=ROW),
)
LOGGED: Row = {
    "code": "P-1",
    "title": "Borders of Arcadia",
    "status": "implementation",
    "place": ["Arcadia", "Ruritania"],
    "when": "2022-02-10 to 2024-08 (planned)",
    "fix": "portfolio project edit P-1 --set status=closed",
}


def test_where_room_is_short_values_stand_below_others_the_least_needed_first() -> None:
    assert drawn([LOGGED], 200, STACKED).splitlines()[0].endswith("To settle it")
    assert drawn([LOGGED], 96, STACKED).splitlines() == [
        "Code  Title               Status          Place               When",
        "─" * 93,
        "P-1   Borders of Arcadia  implementation  Arcadia, Ruritania  2022-02-10 to 2024-08 (planned)",
        "      portfolio project edit P-1 --set status=closed",
    ]
    assert drawn([LOGGED], 44, STACKED).splitlines() == [
        "      Title               Status",
        "Code  · Place             · When",
        "─" * 43,
        "P-1   Borders of Arcadia  implementation",
        "      · Arcadia,          · 2022-02-10 to",
        "        Ruritania           2024-08",
        "                            (planned)",
        "portfolio project edit P-1 --set status=closed",
    ]


def test_a_command_is_never_broken_so_that_it_can_be_copied() -> None:
    for room in (30, 45, 60, 200):
        assert str(LOGGED["fix"]) in drawn([LOGGED], room, STACKED)


def test_what_was_asked_for_is_never_left_out_and_rows_stand_upright_where_it_finds_no_room() -> None:
    asked = tuple(column._replace(priority=0) for column in declared(PROJECTS))
    lines = drawn(FICTIONAL[:2], 60, asked).splitlines()
    assert [line.split("  ")[0] for line in lines if not line.startswith(" ")][: len(asked)] == [
        column.heading if column.kind != "money" else line.split("  ")[0]
        for column, line in zip(asked, [line for line in lines if not line.startswith(" ")], strict=False)
    ]
    assert max(map(cell_len, lines)) <= 60


def test_one_currency_is_named_in_the_heading_and_not_in_the_cells() -> None:
    columns = (Column("name", "Name"), Column("received", "Received", "money"))
    lines = drawn([{"name": "Arcadia", "received": usd("1000000.00")}, {"name": "Ruritania"}], 80, columns).splitlines()
    assert lines[0] == "Name       Received USD"
    assert lines[2:] == ["Arcadia       1,000,000", "Ruritania             –"]


def test_several_currencies_stand_a_line_each_with_their_cents() -> None:
    columns = (Column("name", "Name"), Column("received", "Received", "money"))
    money = {"USD": Decimal("5.00"), "EUR": Decimal("1503007.16")}
    lines = drawn([{"name": "Arcadia", "received": money}], 80, columns).splitlines()
    assert lines[2:] == ["Arcadia  EUR 1,503,007.16", "                 USD 5.00"]


def test_amounts_have_their_own_decimals_unless_all_are_whole() -> None:
    columns = (Column("name", "Name"), Column("received", "Received", "money"))
    rows: list[Row] = [
        {"name": "Arcadia", "received": {"KWD": Decimal("1.250"), "JPY": Decimal(1000), "USD": Decimal("5.00")}}
    ]
    assert [line.split()[-1] for line in drawn(rows, 80, columns).splitlines()[2:]] == ["1,000", "1.250", "5.00"]
    rows = [{"name": "Arcadia", "received": {"KWD": Decimal("1.000"), "USD": Decimal("5.00")}}]
    assert [line.split()[-1] for line in drawn(rows, 80, columns).splitlines()[2:]] == ["1", "5"]


def test_no_money_recorded_is_never_zero() -> None:
    columns = (Column("name", "Name"), Column("received", "Received", "money"))
    rows: list[Row] = [{"name": "A", "received": NONE_RECORDED}, {"name": "B", "received": usd("0.00")}]
    assert [line.split()[-1] for line in drawn(rows, 80, columns).splitlines()[2:]] == ["–", "0"]


def test_what_is_not_known_is_said_beside_what_is() -> None:
    text = drawn(DONORS, 200, SUMMARY_DONORS)
    assert "500,000" in text
    assert "+ not known" in text
    assert " not known" in next(line for line in text.splitlines() if line.startswith("Ruritania"))


def test_statuses_are_coloured_and_still_words_and_residue_rows_are_set_apart() -> None:
    columns = (Column("name", "Name"), Column("status", "Status", "status"))
    rows: list[Row] = [{"name": "A", "status": "suspended"}, {"name": "Not split", "status": "closed", "residue": True}]
    lines = shown(Table("t", columns, rows), columns, 80, colours=True).splitlines()
    # Rich keeps the codes of a style that the first console of the process gave it, of 16 colours or of 256.
    assert re.search(r"\x1b\[(?:33|38;5;130)msuspended", lines[2])
    assert "\x1b[2;3mNot split" in lines[3]
    assert "\x1b[2;3mclosed" in lines[3]


def test_text_that_reads_right_to_left_stands_last() -> None:
    columns = (Column("title", "Title"), Column("start", "Start", "date"))
    assert drawn(FICTIONAL[:1], 80, columns).split()[:2] == ["Title", "Start"]
    assert drawn(FICTIONAL, 80, columns).split()[:2] == ["Start", "Title"]


def test_a_terminal_cuts_long_text_with_an_ellipsis_and_a_pipe_cuts_nothing() -> None:
    title = "word " * 100
    lines = drawn([project("P-1", title)], 80).splitlines()
    assert lines[-1].endswith("word…")
    assert len(lines) == 5
    assert drawn([project("P-1", title)], 80, terminal=False).count("word") == 100


def test_what_is_cut_ends_with_a_whole_word() -> None:
    title = "Preventing violent extremism in communities " * 5
    columns = (Column("code", "Code", "code"), Column("title", "Title"))
    for room in range(30, 60):
        last = drawn([{"code": "P-1", "title": title}], room, columns).splitlines()[-1]
        assert last.removesuffix("…").split()[-1] in title.split()


def test_names_that_find_no_room_are_counted() -> None:
    columns = (Column("title", "Title"), Column("donors", "Donors", "names"))
    rows: list[Row] = [{"title": "A title of some length " * 9, "donors": [f"Donor {place}" for place in range(20)]}]
    lines = drawn(rows, 50, columns).splitlines()
    assert lines[-1].endswith("Donor 5 +14")
    assert "Donor 19" in drawn(rows, 50, columns, terminal=False)


def test_one_name_that_is_too_long_is_cut() -> None:
    columns = (Column("title", "Title"), Column("donors", "Donors", "names"))
    rows: list[Row] = [{"title": "A title of some length " * 9, "donors": ["Arcadia and Ruritania " * 9, "Freedonia"]}]
    assert drawn(rows, 50, columns).splitlines()[-1].endswith("…")


def test_a_table_without_rows_says_so() -> None:
    empty = Table("t", PROJECTS, [], empty="No project matches.")
    assert shown(empty, PROJECTS, 80) == "No project matches."


CODES = st.text(st.sampled_from("ABCP0123456789-."), min_size=1, max_size=20).map(lambda code: f"P{code}")
TITLES = st.text(st.sampled_from("abc 漢é[/]مر\x1b\u202e-"), max_size=150)
MONEY = st.dictionaries(
    st.sampled_from(["EUR", "USD", "XOF"]),
    st.decimals(Decimal("-99999999999.99"), Decimal("99999999999.99"), places=2),
    max_size=2,
)
KINDS = st.sampled_from(["text", "names", "money", "date", "count"])
OTHERS = {
    "text": TITLES,
    "names": st.lists(TITLES, max_size=8),
    "money": MONEY,
    "date": st.just("2020-01-31"),
    "count": st.integers(),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(KINDS, max_size=8))
    others = tuple(
        Column(f"c{place}", f"Column {place}", kind, draw(st.integers(1, 9)))  # type: ignore[arg-type]  # of KINDS
        for place, kind in enumerate(kinds)
    )
    columns = (Column("code", "Code", "code"), Column("title", "Title"), Column("money", "Received", "money"), *others)
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        row: dict[str, object] = {"code": draw(CODES), "title": draw(TITLES), "money": draw(MONEY)}
        rows.append(row | {column.key: draw(OTHERS[column.kind]) for column in others})
    return Table("t", columns, rows, draw(TITLES), notes=[draw(TITLES)])


@given(tables(), st.integers(60, 220), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_table_is_too_wide_or_breaks_a_code_or_an_amount(table: Table, room: int, terminal: bool) -> None:
    lines = shown(table, table.columns, room, terminal=terminal).splitlines()
    assert max(map(cell_len, lines)) <= room
    words = {word for line in lines for word in line.split()}
    for row in table.rows:
        assert row["code"] in words
        for amount in row["money"].values():  # type: ignore[attr-defined]
            assert {f"{amount:,.2f}", f"{amount:,.0f}"} & words


WORDS = st.sampled_from(["Counter-Terrorism", "Bosnia-Herzegovina", "Parliamentarians", "P-001", "of", "2020-01-31"])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=9), min_size=1, max_size=5), st.integers(40, 300))
@settings(max_examples=60, deadline=None)
def test_no_word_is_broken_but_behind_its_hyphen(texts: list[list[str]], room: int) -> None:
    columns = (Column("code", "Code", "code"), Column("title", "Title"), Column("donors", "Donors", "names", 1))
    rows: list[Row] = [{"code": "P-1", "title": " ".join(words), "donors": words} for words in texts]
    pieces = {"Counter-", "Terrorism", "Bosnia-", "Herzegovina", "Parliamentarians", "P-001", "P-1", "of", "2020-01-31"}
    whole = {"Counter-Terrorism", "Bosnia-Herzegovina", "Code", "Title", "Donors"}
    text, _, _ = drawn(rows, room, columns, terminal=False).partition("No room for ")
    found = {word.rstrip(",") for line in text.splitlines() for word in line.split()}
    assert not {word for word in found if "─" not in word} - pieces - whole


@given(st.text(st.sampled_from("AB-0123456789"), min_size=50, max_size=64), st.integers(20, 50))
@settings(max_examples=30, deadline=None)
def test_a_code_longer_than_the_terminal_is_folded_and_loses_nothing(code: str, room: int) -> None:
    lines = drawn([{"code": code, "title": "Name"}], room, (Column("code", "Code", "code"), Column("title", "Title")))
    assert "".join(lines.split()).removeprefix("Code").removesuffix("TitleName") == code
