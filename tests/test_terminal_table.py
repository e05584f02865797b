"""Tables on a terminal: what fits, what is left out, and what is never broken."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st
from rich.cells import cell_len
from rich.console import Console

from portfolio.formats.terminal.table import TableView
from portfolio.pages.columns import PROJECTS, SUMMARY_DONORS
from portfolio.pages.tree import Column, Row, Table, declared

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from portfolio.pages.tree import Columns

SHOWN = declared(PROJECTS)
NONE_RECORDED: dict[str, Decimal] = {}


def usd(amount: str) -> dict[str, Decimal]:
    return {"USD": Decimal(amount)}


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
        console.print(TableView(table._replace(columns=columns)))
    return "\n".join(map(str.rstrip, captured.get().splitlines()))


def drawn(rows: list[Row], room: int, columns: Columns = SHOWN, *, terminal: bool = True) -> str:
    return shown(Table("t", columns, rows), columns, room, terminal=terminal)


@pytest.mark.parametrize("room", [80, 120, 160, 200])
def test_projects(room: int, snapshot: SnapshotAssertion) -> None:
    table = Table("t", PROJECTS, FICTIONAL, "Projects", ["5 distinct projects (cumulative).", "Region: Sahel."])
    text = shown(table, SHOWN, room)
    assert max(map(cell_len, text.splitlines())) <= room
    assert text == snapshot


@pytest.mark.parametrize("room", [80, 160])
def test_donors_with_residue_and_total(room: int, snapshot: SnapshotAssertion) -> None:
    total = {"donor": "All donors", "projects": 13, "received": usd("100000000.00"), "spent": usd("420000.00")}
    table = Table("t", SUMMARY_DONORS, DONORS, total=total, notes=["13 distinct projects."])
    assert shown(table, declared(SUMMARY_DONORS), room) == snapshot


def test_the_least_needed_column_goes_first_and_is_named() -> None:
    columns = (
        Column("code", "Code", "code"),
        Column("title", "Title"),
        Column("a", "Aside", "names", 2),
        Column("b", "Base", "names", 1),
    )
    rows: list[Row] = [
        {"code": "P-1", "title": "A title of some length " * 3, "a": ["Arcadia"] * 4, "b": ["Ruritania"] * 4}
    ]
    text = drawn(rows, 60, columns)
    assert "Base" in text
    assert "Hidden at this width: aside (to see" in text


def test_a_column_with_nothing_in_it_goes_before_a_less_needed_one_with_something() -> None:
    columns = (Column("title", "Title"), Column("a", "Aside", "names", 1), Column("b", "Base", "names", 2))
    text = drawn([{"title": "A title of some length " * 3, "b": ["Ruritania"] * 4}], 42, columns)
    assert "Hidden at this width: aside (to see" in text.replace("\n", " ")


def test_names_of_left_out_columns_that_have_commas_stay_apart_and_whole() -> None:
    columns = (
        Column("title", "Title"),
        Column("a", "Committed, Kenya", "names", 1),
        Column("b", "Of which", "names", 2),
    )
    rows: list[Row] = [{"title": "A title of some length " * 3, "a": ["Arcadia"] * 4, "b": ["Ruritania"] * 4}]
    text = drawn(rows, 30, columns).replace("\n", " ")
    assert "Hidden at this width: committed, Kenya; of which (to see" in text


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
    assert "\x1b[33msuspended" in lines[2]
    assert "\x1b[2;3mNot split" in lines[3]
    assert "\x1b[2;3mclosed" in lines[3]


def test_text_that_reads_right_to_left_stands_last() -> None:
    columns = (Column("title", "Title"), Column("start", "Start", "date"))
    assert drawn(FICTIONAL[:1], 80, columns).split()[:2] == ["Title", "Start"]
    assert drawn(FICTIONAL, 80, columns).split()[:2] == ["Start", "Title"]


def test_a_terminal_cuts_long_text_with_an_ellipsis_and_a_pipe_cuts_nothing() -> None:
    title = "word " * 100
    lines = drawn([project("P-1", title)], 80).splitlines()
    assert lines[4].endswith("word…")
    assert lines[6].startswith("Hidden")
    assert drawn([project("P-1", title)], 80, terminal=False).count("word") == 100


def test_names_that_find_no_room_are_counted() -> None:
    columns = (Column("title", "Title"), Column("donors", "Donors", "names"))
    rows: list[Row] = [{"title": "A title of some length " * 9, "donors": [f"Donor {place}" for place in range(20)]}]
    lines = drawn(rows, 50, columns).splitlines()
    assert lines[-1].endswith("+15")
    assert "Donor 4" in lines[-1]
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


@given(st.text(st.sampled_from("AB-0123456789"), min_size=50, max_size=64), st.integers(20, 60))
@settings(max_examples=30, deadline=None)
def test_a_code_longer_than_the_terminal_is_folded_and_loses_nothing(code: str, room: int) -> None:
    lines = drawn([{"code": code, "title": "Title"}], room, (Column("code", "Code", "code"), Column("title", "Title")))
    body = lines.split("─\n")[1].split("Hidden")[0]
    assert body.replace("\n", "").replace(" ", "").removesuffix("Title") == code
