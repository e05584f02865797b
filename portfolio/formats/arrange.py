"""The arrangement of a list's columns and rows that `--columns`, `--sort` and `--limit` ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.errors import Problem, RefusedError, refuse
from portfolio.pages.cell_text import amounts_of, sort_key
from portfolio.pages.tree import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.comparing import Market
    from portfolio.pages.tree import Column, Columns, Row, Table


class Arrangement(NamedTuple):
    """What the user asked of a table.

    Attributes:
        columns: Keys separated by commas, or "" for the noun's own columns.
        sort: Keys separated by commas, a leading `-` for the largest first, or "" for the order as it comes.
        limit: How many rows to show, or None for all.
    """

    columns: str = ""
    sort: str = ""
    limit: int | None = None

    def check(self, columns: Columns) -> None:
        """Check the keys without needing any row.

        Raises:
            RefusedError: A key that is not the noun's, with the nearest that is; or a limit below one.
        """
        names = {column.key for column in columns}
        asked = [("--columns", key) for key in _keys(self.columns)]
        asked += [("--sort", key.removeprefix("-")) for key in _keys(self.sort)]
        problems = [Problem("", option, key, _unknown(key, columns)) for option, key in asked if key not in names]
        if problems:
            raise RefusedError(problems)
        if self.limit is not None and self.limit < 1:
            raise refuse("--limit", self.limit, "is not a number of rows; give 1 or more")

    def chosen(self, columns: Columns) -> Columns:
        """Return the columns to show: those named, the first the most needed, else all that are not optional."""
        by_key = {column.key: column for column in columns}
        keys = dict.fromkeys(_keys(self.columns))
        named = (by_key[key]._replace(priority=place, optional=False) for place, key in enumerate(keys))
        return tuple(named) or declared(columns)

    def rows(self, table: Table, market: Callable[[], Market]) -> tuple[Sequence[Row], Sequence[str]]:
        """Return the rows sorted and then limited, and how money of several currencies was compared.

        Rows where there is no value or it is not known, and residue rows, stay last.

        Args:
            table: The table.
            market: Gives what amounts of several currencies are compared by.
        """
        if not self.sort:
            return table.rows[: self.limit], ()
        said: list[str] = []
        by_key = {column.key: column for column in table.columns}
        rows = [row for row in table.rows if not row.get("residue")]
        for key in reversed(_keys(self.sort)):
            column, largest = by_key[key.removeprefix("-")], key.startswith("-")
            if column.kind == "money":
                rows, compared = _by_money(rows, column, market, largest=largest)
                said = [compared, *said] if compared else said
            else:
                rows = _sorted(rows, column, reverse=largest)
        rows += [row for row in table.rows if row.get("residue")] if len(rows) < len(table.rows) else []
        return rows[: self.limit], tuple(dict.fromkeys(said))


def _keys(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


def _sorted(rows: Sequence[Row], column: Column, *, reverse: bool) -> list[Row]:
    keys = cast("dict[int, Any]", sort_key(column, rows))
    known = sorted(keys, key=keys.__getitem__, reverse=reverse)
    return [rows[place] for place in known] + [row for place, row in enumerate(rows) if place not in keys]


def _by_money(
    rows: Sequence[Row], column: Column, market: Callable[[], Market], *, largest: bool
) -> tuple[list[Row], str]:
    from portfolio.comparing import ranked  # noqa: PLC0415 - loads rates, which only money is compared by

    ranking = ranked([amounts_of(row, column) for row in rows], market, largest=largest)
    return [rows[place] for place in sorted(range(len(rows)), key=ranking.keys.__getitem__)], ranking.said


def _unknown(key: str, columns: Columns) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a slip of the keys needs it

    names = [column.key for column in columns]
    near = get_close_matches(key.lower().replace(" ", "_"), names, n=1)
    guess = f"did you mean {near[0]}? The" if near else "the"
    return f"is not a column; {guess} columns are {', '.join(names)}"
