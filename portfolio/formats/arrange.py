"""The arrangement of a list's columns and rows that `--columns`, `--sort` and `--limit` ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.errors import Problem, RefusedError, refuse
from portfolio.pages.cell_text import amounts_of, sort_key, with_combined
from portfolio.pages.tree import REPEATED, Column, Columns, Row, Rows, Table, declared, scanned
from portfolio.reference.name_matching import joined
from portfolio.text import fold, likely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.comparing import Market


_SIGNS = "+-"
# What people call a column of a kind of which there may be several.
_KINDS = {
    **dict.fromkeys(("date", "dates", "day", "time"), "date"),
    **dict.fromkeys(("amount", "amounts", "money", "value", "total", "sum"), "money"),
}
# What else people call a column, by its key.
_NAMES = {
    **dict.fromkeys(("name", "title"), ("name", "title")),
    **dict.fromkeys(("id", "code", "key", "number", "no", "nr", "ref"), ("code", "id")),
    **dict.fromkeys(("owed", "owing", "balance", "remaining"), ("outstanding",)),
    **dict.fromkeys(("paid", "receipts"), ("received",)),
    **dict.fromkeys(("signed_for", "agreed"), ("committed",)),
    **dict.fromkeys(("spending", "expenditure", "expenditures", "costs"), ("spent",)),
    **dict.fromkeys(("participants", "people"), ("women", "men", "unspecified")),
    **dict.fromkeys(("began", "begin", "started", "from", "since"), ("start",)),
    **dict.fromkeys(("finish", "ended", "until", "deadline"), ("end", "date")),
    **dict.fromkeys(("location", "where"), ("place", "countries", "venue")),
    **dict.fromkeys(("year", "period"), ("when", "start", "date")),
    **dict.fromkeys(("funder", "funders"), ("donors", "donor")),
}


class Arrangement(NamedTuple):
    """What the user asked of a table."""

    # Keys separated by commas, or "" for the noun's own columns; keys with `+` and `-` before them add to these and
    # take away from them.
    columns: str = ""
    sort: str = ""  # keys separated by commas, a leading `-` for the largest first, or "" for the order as it comes
    limit: int | None = None  # how many rows to show, or None for all

    def check(self, columns: Columns) -> None:
        """Check the keys without needing any row.

        Raises:
            RefusedError: A key that is not the noun's, with the nearest that is; or a limit below one.
        """
        names = {column.key for column in columns}
        signed = [key[0] in _SIGNS for key in _keys(self.columns)]
        if any(signed) and not all(signed):
            why = "names some columns and changes others; write + or - before each key, or before none"
            raise refuse("--columns", self.columns, why)
        asked = [("--columns", key.lstrip(_SIGNS)) for key in _keys(self.columns)]
        asked += [("--sort", key.removeprefix("-")) for key in _keys(self.sort)]
        problems = [Problem("", option, key, _unknown(key, columns)) for option, key in asked if key not in names]
        if problems:
            raise RefusedError(problems)
        if self.limit is not None and self.limit < 1:
            raise refuse("--limit", self.limit, "is not a number of rows; give 1 or more")

    def chosen(self, table: Table, *, on_terminal: bool = False) -> Columns:
        """Return the columns to show: those named, else those of the noun with what was added and taken away.

        A terminal says what all rows share by a filter only above them, and has a column of what else filters or the
        order bear on; no column that the user asked for is one that may be left out.
        """
        keys = _keys(self.columns)
        by_key = {column.key: column._replace(priority=0, optional=False) for column in table.columns}
        if keys and keys[0][0] not in _SIGNS:
            return tuple(by_key[key] for key in dict.fromkeys(keys))
        added = dict.fromkeys(key[1:] for key in keys if key[0] == "+")
        away = {key[1:] for key in keys if key[0] == "-"}
        shown = scanned(table.columns) if on_terminal else declared(table.columns)
        if on_terminal:
            sorted_by = [key.removeprefix("-") for key in _keys(self.sort)]
            within = {part: column.key for column in shown for part in column.parts}
            bearing = {within.get(key, key) for key in (*table.filtered, *sorted_by)}
            away |= {key for key in shared(table) if key not in added and key not in sorted_by}
            added |= dict.fromkeys(key for key in by_key if key in bearing)
        shown = tuple(by_key[column.key] if column.key in added else column for column in shown)
        more = [by_key[key] for key in added if key not in {column.key for column in shown}]
        return tuple(column for column in (*shown, *more) if column.key not in away) or shown[:1]

    def rows(self, table: Table, market: Callable[[], Market]) -> tuple[Sequence[Row], Sequence[str]]:
        """Return the rows sorted and then limited, and how money of several currencies was compared.

        Rows where there is no value or it is not known, and residue rows, stay last.
        """
        if not self.sort:
            return table.rows[: self.limit], ()
        if isinstance(table.rows, Rows) and all(key.removeprefix("-") in table.rows.told for key in _keys(self.sort)):
            # What rows are put in order by is known without them, so that only those that are shown are made.
            cells = table.rows.glanced({key.removeprefix("-") for key in _keys(self.sort)})
            order, said = self._order(cells, table.columns, market)
            return table.rows.ordered(order[: self.limit]), said
        table = table._replace(rows=with_combined([c for c in table.columns if c.key in self.sort], table.rows))
        rows = [row for row in table.rows if not row.get("residue")]
        order, said = self._order(rows, table.columns, market)
        rows = [rows[place] for place in order]
        rows += [row for row in table.rows if row.get("residue")] if len(rows) < len(table.rows) else []
        # What stood above a row need not stand there any more.
        rows = [dict(row) | {REPEATED: ()} if REPEATED in row else row for row in rows[: self.limit]]
        return rows, said

    def _order(
        self, rows: Sequence[Row], columns: Columns, market: Callable[[], Market]
    ) -> tuple[list[int], Sequence[str]]:
        """Return the places of rows in the order asked for, and how money of several currencies was compared."""
        by_key = {column.key: column for column in columns}
        order, said = list(range(len(rows))), list[str]()
        for key in reversed(_keys(self.sort)):
            column, largest = by_key[key.removeprefix("-")], key.startswith("-")
            so_far = [rows[place] for place in order]
            if column.kind == "money":
                places, compared = _places_by_money(so_far, column, market, largest=largest)
                said = [compared, *said] if compared else said
            else:
                places = _places(so_far, column, reverse=largest)
            order = [order[place] for place in places]
        return order, tuple(dict.fromkeys(said))


def shared(table: Table) -> set[str]:
    """Return the keys of the columns in which every row has the one thing that a filter asks for there."""
    found = set()
    for key, asked in table.filtered.items():
        if len(asked) == 1 and all(_as_list(row.get(key)) == list(asked) for row in table.rows):
            found.add(key)
    return found


def _as_list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _keys(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


def _places(rows: Sequence[Row], column: Column, *, reverse: bool) -> list[int]:
    """Return the places of rows in the order of a column; where nothing is known comes last."""
    keys = cast("dict[int, Any]", sort_key(column, rows))
    return sorted(keys, key=keys.__getitem__, reverse=reverse) + [
        place for place in range(len(rows)) if place not in keys
    ]


def _places_by_money(
    rows: Sequence[Row], column: Column, market: Callable[[], Market], *, largest: bool
) -> tuple[list[int], str]:
    from portfolio.comparing import ranked  # noqa: PLC0415 - loads rates, which only money is compared by

    ranking = ranked([amounts_of(row, column) for row in rows], market, largest=largest)
    return sorted(range(len(rows)), key=ranking.keys.__getitem__), ranking.said


def _unknown(key: str, columns: Columns) -> str:
    names, word = [column.key for column in columns], key.lower().replace(" ", "_")
    headed = [column.key for column in columns if fold(column.heading) == fold(key)]
    called = [name for name in _NAMES.get(word, ()) if name in names]
    of_kind = [column.key for column in columns if column.kind == _KINDS.get(word) and not column.optional]
    near = headed[:1] or called or of_kind or list(filter(None, [likely(word, names)]))
    guess = f"did you mean {joined(near, 'or')}? The" if near else "the"
    return f"is not a column; {guess} columns are {', '.join(names)}"
