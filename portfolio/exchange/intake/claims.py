"""Which rows of a file have spoken of a record or part by its key or id, so that no second one says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from portfolio.exchange.intake.draft import Land, Place
    from portfolio.exchange.intake.rows import Row


class Claims:
    """The rows that name what they are about, each with what it says.

    Attributes:
        twins: Two rows each that begin records without keys, and say the same.
    """

    def __init__(self, land: Land) -> None:
        self._land = land
        self._rows: dict[Hashable, Row] = {}
        self._nameless: dict[Hashable, Row] = {}
        self.twins: list[tuple[Row, Row]] = []

    def of_record(self, row: Row, place: Place, key: str) -> None:
        """Note that a row is about a record; another of its sheet that fills a cell otherwise is a fault."""
        self._claim(row, (row.grid, row.sheet.name, place), key, _contradict)

    def of_part(self, row: Row, part: str) -> None:
        """Note that a row is about a part; another one that is not its equal is a fault."""
        self._claim(row, (row.sheet.name, part), "id", _differ)

    def of_nobody(self, row: Row, *, new: bool) -> None:
        """Note a row that names no key; one that begins a record as its equal did, or could have, is a twin."""
        earlier = self._nameless.setdefault((row.grid, row.sheet.name, tuple(sorted(said_by(row).items()))), row)
        if new and earlier is not row:
            self.twins.append((earlier, row))

    def _claim(self, row: Row, what: Hashable, key: str, refuses: Any) -> None:  # noqa: ANN401 - one of the two below
        earlier = self._rows.setdefault(what, row)
        if earlier is not row and refuses(said_by(earlier), said_by(row)):
            taken = row.cell(key)
            heading = taken.heading if taken else key
            where = f"row {earlier.number}" if earlier.grid == row.grid else f"{earlier.grid}, row {earlier.number}"
            message = f"is the {heading} of {where} as well, which says something else; leave it empty for what is new"
            self._land.fault(message, row.text(key), row, taken)


def said_by(row: Row) -> dict[str, tuple[object, ...]]:
    """Return what a row says, as it can be held against another; the revision that it was made from is none of it."""
    return {
        key: tuple((each.text, each.currency, each.negative, each.clears) for each in cells)
        for key, cells in row.cells.items()
        if key != "revision"
    }


def _contradict(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two rows fill one cell differently: a row of a flat file may have but what is new in it."""
    return any(key in one and one[key] != value for key, value in other.items())


def _differ(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return one != other
