"""An office for tests: a register in a folder, and what is typed at its desk. All names in it are made up."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from backends import BACKENDS, contents
from conftest import BACKEND

from portfolio.changes import contributions, gate, records
from portfolio.desk import Change, Desk
from portfolio.query.choose import Chosen, choose
from portfolio.query.filters import Selection, resolve_filters
from portfolio.query.names import Names
from portfolio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portfolio.errors import PortfolioError
    from portfolio.store.protocol import Store

TODAY = dt.date(2024, 6, 15)


def stored_in(store: Store, table: str, key: str) -> dict[str, Any]:
    """Return a record of a register as it is now."""
    document = store.read().get(table, key)
    assert document is not None, f"{table} has no {key}"
    return dict(document)


class Office:
    """A new register in a folder on a fixed day, and short ways to act on it."""

    def __init__(self, folder: Path, backend: str = BACKEND) -> None:
        self.path = folder / "portfolio.json"
        self.store = BACKENDS[backend](folder)
        self.store.create()
        self.desk = Desk(self.store, Settings(), TODAY, "portfolio test")

    @property
    def again(self) -> Desk:
        """The desk of somebody who says that an equal entry is meant."""
        return self.desk._replace(again=True)

    def add(self, table: str, **values: str | list[str]) -> Change:
        """Add a record from the texts of its options."""
        return records.add(self.desk, table, typed(values))

    def edit(self, table: str, key: str, *sets: str, clear: tuple[str, ...] = ()) -> Change:
        """Edit a record or a part of one."""
        return records.edit(self.desk, table, key, sets, clear)

    def replace(self, table: str, key: str, document: dict[str, Any]) -> Change:
        """Put a whole edited record in place of the one that it was taken from."""
        return records.replace(self.desk, table, key, document.get("revision"), lambda *_: document)

    def remove(self, table: str, key: str) -> Change:
        """Remove a record or a part of one."""
        return records.remove(self.desk, table, key)

    def move(self, key: str, kind: str, amount: str, currency: str = "USD", **values: str) -> Change:
        """Enter a movement of a contribution."""
        return contributions.move(self.desk, key, kind, amount, currency, typed(values))

    def allocate(self, key: str, target: str, amount: str, **values: str) -> Change:
        """Allocate a part of a contribution."""
        return contributions.allocate(self.desk, key, target, amount, typed(values))

    def get(self, table: str, key: str) -> dict[str, Any]:
        """Return a record as it is stored now."""
        return stored_in(self.store, table, key)

    def names(self) -> Names:
        """Return the names of the register as it is now."""
        return Names(self.store.read(), Settings())

    def contents(self) -> object:
        """Return all that the register holds."""
        return contents(self.store)

    @contextlib.contextmanager
    def refuses(self, error: type[PortfolioError], *words: str) -> Iterator[pytest.ExceptionInfo[PortfolioError]]:
        """Expect an error whose message holds the words, and not one byte of the register changed."""
        before = self.contents()
        with pytest.raises(error) as caught:
            yield caught
        assert self.contents() == before
        for word in words:
            assert word in str(caught.value), f"{word!r} is not in {caught.value}"


def typed(values: dict[str, str] | dict[str, str | list[str]]) -> dict[str, list[str]]:
    """Return values as options give them; `from_` stands for the option that Python has as a keyword."""
    return {
        name.removesuffix("_"): [value] if isinstance(value, str) else list(value) for name, value in values.items()
    }


def furnished(folder: Path, backend: str = BACKEND) -> Office:
    """Return an office with a programme, two projects in it, one with a phase, one outside, and a contribution."""
    made = Office(folder, backend)
    made.add("programmes", title="Border programme", code="BSM")
    made.add("projects", title="Alpha", programme="BSM")
    made.add("projects", title="Beta", programme="BSM")
    made.add("projects", title="Alpha, second phase", parent="P-001", phase="2")
    made.add("projects", title="Gamma")
    made.add("organisations", name="Arcadia", code="ARC")
    made.add("contributions", donor="Arcadia")
    return made


@pytest.fixture
def empty_office(tmp_path: Path) -> Office:
    """An office with an empty register."""
    return Office(tmp_path / "office")


@pytest.fixture
def furnished_office(tmp_path: Path) -> Office:
    """An office with what `furnished` makes."""
    return furnished(tmp_path / "office")


@pytest.fixture
def stocked_office(tmp_path: Path) -> Office:
    """An office with what `stocked` makes."""
    return stocked(tmp_path / "office")


@pytest.fixture(scope="module")
def read_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with what `stocked` makes, for all tests of a file; none of them changes it."""
    return stocked(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office_of_alpha(office: Office) -> Office:
    """The office with the project P-001 Alpha, the donor Arcadia and the partner Ruritania."""
    office.add("projects", title="Alpha")
    office.add("organisations", name="Arcadia", code="ARC")
    office.add("organisations", name="Ruritania", code="RUR")
    return office


def put(office: Office, table: str, *documents: dict[str, Any]) -> None:
    """Put whole records through the gate, as an import does."""
    with gate.change(office.desk) as transaction:
        transaction.put(table, *documents)


def stocked(folder: Path) -> Office:
    """Return an office with projects of every kind, in many places, of many years, with money and without."""
    made = Office(folder)
    add = made.add
    add(
        "organisations",
        name="Arcadia",
        code="ARC",
        alias="Realm of Arcady",
        former_name="Old Arcadia",
        short_name="A.K.",
    )
    add("organisations", name="Parliament of Arcadia", code="PAR", parent="ARC")
    add("organisations", name="Ruritania", code="RUR")
    add("organisations", name="Border Forum", code="BFO")
    add("programmes", title="Border programme", code="BSM", pillar="II", region="Africa")
    add("programmes", title="Empty programme", code="EMP")
    add("projects", title="Kenyan airports", programme="BSM", country="KE", status="closed", start="2018", end="2019")
    add("projects", title="Sahel patrols", region="Sahel", pillar="IV", status="ongoing", start="2020-03", tag="Patrol")
    add("projects", title="African things", region="Africa", scope="regional", planned_start="2030", donor="PAR")
    add(
        "projects",
        title="Handbook",
        scope="global",
        owner="joint",
        classification="confidential",
        tag=["patrol", "Côte"],
    )
    add("projects", title="Nairobi office", kind="office", country="KE", programme="BSM", start="2023-12-31")
    add("projects", title="Uzbek courts", country="UZ", partner="BFO", ref="Arcadia: 2016-05", alias="UZ courts")
    made.edit("projects", "P-006", "title=Uzbek tribunals", "donor=RUR")
    made.add("contributions", donor="Arcadia")
    made.move("C-001", "receipt", "100")
    made.allocate("C-001", "P-001", "60")
    made.allocate("C-001", "P-002", "60", from_="P-001")
    made.allocate("C-001", "EMP", "40")
    return made


def selected(office: Office, **raw: str | list[str]) -> Selection:
    """Return filters with every name resolved."""
    values = {name: [value] if isinstance(value, str) else value for name, value in raw.items()}
    return resolve_filters(values, office.names(), Settings(), TODAY)


def chosen(office: Office, **raw: str | list[str]) -> Chosen:
    """Return what filters choose."""
    return choose(office.store.read(), selected(office, **raw), office.names())


def found(office: Office, **raw: str | list[str]) -> str:
    """Return the numbers of the projects that filters choose."""
    return "".join(project["code"].removeprefix("P-00") for project in chosen(office, **raw).projects)
