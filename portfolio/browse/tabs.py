"""The tabs of the screen: a list each, and the command that asks for it."""

from __future__ import annotations

import contextlib
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from portfolio.commands.asked import AskedList, line_of, typed
from portfolio.commands.options import limit
from portfolio.errors import PortfolioError
from portfolio.formats.arrange import Arrangement
from portfolio.pages.cell_text import with_combined
from portfolio.pages.tree import FIGURES, Answer, Columns, Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.context import Context


_SAMPLE = 100


class Tab(NamedTuple):
    """One list of the screen."""

    title: str
    command: tuple[str, ...]  # the words of the command that asks for it
    key: str  # the column that names the record of a row, or a part of one


TABS = (
    Tab("Donors", ("donor", "list"), "code"),
    Tab("Projects", ("project", "list"), "code"),
    Tab("Contributions", ("contribution", "list"), "id"),
    Tab("Outcomes", ("outcome", "list"), "id"),
    Tab("Due", ("due",), "record"),
)


class TabList(NamedTuple):
    """A list as it was asked for."""

    columns: Columns  # those that are shown where there is room
    rows: Sequence[Row]  # in their order
    sort: str  # by which column, with a leading `-` for the largest first, or ""
    said: str  # what was understood, and how many there are
    command: str  # the command line that asks the same
    others: Columns  # all columns that rows can be sorted by


# What was asked of a tab, its order aside, to what was found.
Kept: TypeAlias = dict[tuple[str, ...], "Answer"]


def tab_list(context: Context, tab: Tab, line: str, sort: str = "", kept: Kept | None = None) -> TabList:
    """Return what a tab lists for a line of words and options; `sort` takes the place of what the line says of it.

    What was found before in the same register is `kept`, to be put in another order.

    Raises:
        PortfolioError: The line is none that the command takes, or names what there is not.
    """
    asked = typed(context, tab.command, line)
    asked = asked._replace(arranged={**asked.arranged, **({"sort": sort} if sort else {})})
    arranged = asked.arranged
    about = (*tab.command, str(asked.filters), str(arranged.get("currency")), str(asked.beside))
    kept = {} if kept is None else kept
    if about not in kept:
        kept[about] = _answer(context, tab, asked)
    table = kept[about].table
    arrangement = Arrangement(arranged.get("columns", ""), arranged.get("sort", ""), limit(arranged))
    arrangement.check(table.columns)
    # Of a long list only the first rows are worked out to see what all of them share.
    columns = arrangement.chosen(table._replace(rows=table.rows[:_SAMPLE]), on_terminal=True)
    in_order = arrangement.sort or arrangement.limit
    rows, compared = arrangement.rows(table, lambda: context.market) if in_order else (table.rows, ())
    said = [table.caption, *([table.empty] if not table.rows else table.notes[:1]), *compared]
    others = tuple(column for column in table.columns if column.kind not in {"command", "lines", "flag"})
    by = arranged.get("sort", "").partition(",")[0]
    return TabList(columns, rows, by, " ".join(filter(None, said)), line_of(tab.command, asked), others)


def placed(context: Context, tab: Tab, line: str, sort: str, kept: Kept, value: object = None) -> tuple[TabList, int]:
    """Return what `tab_list` does with its rows in sight made, and where the row is that has a key, else 0."""
    found = tab_list(context, tab, line, sort, kept)
    place = 0
    if value is not None:
        rows, key = found.rows, tab.key
        cells = rows.glanced({key}) if isinstance(rows, Rows) and key in rows.told else rows
        place = next((place for place, row in enumerate(cells) if row.get(key) == value), 0)
    shown(found, 0, _SAMPLE)
    return found, place


def foreseen(context: Context, found: TabList, kept: Kept) -> Iterator[bool]:
    """Work out, step by step, what may be asked for next: orders of a list by its sums, and the other lists."""
    if isinstance(rows := found.rows, Rows) and rows:
        for key in [column.key for column in found.others if column.kind in FIGURES and column.key in rows.told]:
            rows.ordered([0]).glanced({key})  # of which the sums of all rows are made
            yield True
    for tab in TABS:
        with contextlib.suppress(PortfolioError):  # it is said where it is asked for
            tab_list(context, tab, "", "", kept)
        yield True


def shown(found: TabList, start: int, end: int) -> Sequence[Row]:
    """Return some rows of a list as they are drawn; only these are worked out."""
    return with_combined(found.columns, found.rows[start:end])


def _answer(context: Context, tab: Tab, asked: AskedList) -> Answer:
    question = context.ask(asked.filters, asked.arranged.get("currency"))
    if tab.command == ("due",):
        from portfolio.pages.due import due  # noqa: PLC0415 - only this tab needs these
        from portfolio.store.opening import drawer  # noqa: PLC0415

        late = "late" in asked.beside
        drafts = () if late or asked.filters else drawer(context.store).mine()[0]
        return due(question, asked.beside.get("within", ("",))[0], drafts, late=late)
    answer: Answer = import_module(f"portfolio.commands.{tab.command[0]}").NOUN.listing(question)
    return answer
