"""Damages spreadsheets in every way there is and imports them: `python -m bench.fuzz_import --cases 100000`."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import fuzz
from bench.opendocuments import opendocument
from portfolio.changes import preview
from portfolio.desk import Desk
from portfolio.errors import UnknownNameError
from portfolio.exchange.iati import publishing
from portfolio.exchange.intake.importer import Importing, read
from portfolio.exchange.intake.map import ON_CONFLICT, FileMap, Request
from portfolio.files.grid import unseen
from portfolio.files.limits import Limits
from portfolio.files.separated import read_separated
from portfolio.files.workbook_in import read_workbook
from portfolio.settings import Settings
from portfolio.store.file import register
from portfolio.store.file.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portfolio.store import Entry, Hole
    from portfolio.store.protocol import Intent, Reader, Transaction

TODAY = dt.date(2024, 6, 15)
_LIMITS = Limits()


class Memory:
    """A register in memory, of which only what transactions and reads ask for is there.

    Attributes:
        tables: The tables, as the file would hold them.
    """

    lock_timeout = 0.0

    def __init__(self, tables: register.Tables) -> None:
        """Take the tables; they are never changed."""
        self.tables = tables

    def read(self) -> Reader:
        """Return a snapshot."""
        return self._snapshot().reader()

    def as_of(self, when: int) -> Reader:
        """Return what it was; raises UnknownNameError, as it has no history."""
        raise UnknownNameError(f"There is no revision {when}.")

    def history(self) -> Iterator[Entry | Hole]:
        """Yield the changes before, of which it has none."""
        yield from ()

    def rehearsal(self) -> Memory:
        """Return itself, as nothing is kept of any change."""
        return self

    @contextlib.contextmanager
    def transaction(self, intent: Intent) -> Iterator[Transaction]:
        """Give a transaction whose changes go nowhere."""
        del intent
        yield self._snapshot().overlay()

    def _snapshot(self) -> Snapshot:
        return Snapshot(copy.deepcopy(self.tables), Path("portfolio.json"))


class Target:
    """Imports files into a small register, each in one of the ways of asking for an import.

    Attributes:
        imported: How many files were understood and taken by every rule.
    """

    def __init__(self, tables: register.Tables) -> None:
        """Take the register."""
        self._store = Memory(tables)
        self._before = register.dump(tables)
        self._asked = 0
        self.imported = 0

    def __call__(self, path: Path) -> None:
        """Import a file; raises our own errors, and AssertionError if the register was changed."""
        self._asked += 1
        ways = self._asked
        # Hardly any file of IATI is taken without these.
        is_generous = path.suffix == ".xml" and ways % 8 != 0
        said = FileMap(
            dates=("", "dmy", "mdy")[ways % 3],
            decimal=("", "point", "comma")[ways // 3 % 3],
            add_organisations=ways % 2 == 0 or is_generous,
            round_amounts=ways % 4 == 0 or is_generous,
        )
        request = Request(said, on_conflict=ON_CONFLICT[ways % 3])
        desk = Desk(self._store, Settings(), TODAY, "fuzz", again=ways % 5 == 0, many=True)  # type: ignore[arg-type]
        try:
            file = read(path, _LIMITS, request)
            preview.look(desk, preview.through(Importing(file, request).opening)).lines()
            self.imported += 1
        finally:
            if register.dump(self._store.tables) != self._before:
                raise AssertionError("the register was changed")


def originals(form: str, tables: register.Tables) -> list[bytes]:
    """Return the files that are damaged: exports of the register whole and in parts, and files of other people."""
    from portfolio.exchange.sheets import exporting  # noqa: PLC0415 - only what is damaged needs it
    from portfolio.query.names import Names  # noqa: PLC0415
    from portfolio.query.question import Office  # noqa: PLC0415

    reader = Memory(tables).read()
    office = Office(reader, Names(reader, Settings()), Settings(), TODAY)
    if form == "xml":
        return [publishing.activities(office, None, unseen).data]
    found = []
    for what in ("projects", "contributions", "outcomes", "activities", "organisations", "all"):
        export, shown, _ = exporting.exported(office, what, {}, "strictly_confidential")
        for dialect in ("excel", "excel-fr") if form == "csv" else ("",):
            kind = "csv" if form == "csv" else "xlsx"
            made = exporting.files_of(export, shown, kind, dialect, folder=form == "csv")
            found += [data for name, data in made.files.items() if data.count(b"\n") > 1]
    if form == "ods":
        found = [opendocument(read_workbook(data, "damaged later", _LIMITS)) for data in found]
        return [*found, *(opendocument([read_separated(data, "Sheet1", "", _LIMITS)]) for data in OTHERS)]
    return [*found, *(OTHERS if form == "csv" else ())]


OTHERS = (
    b"""Annex 1

No,Project title,Donor(s),Budget (USD),Start date,End date,Country,Status
1,Border posts,"Arcadia; Ruritania","1,250,000.00",15 July 2018,07/2020,"Kenya, Somalia",ongoing
2,Courts,Arcadia,(1200),43296,2019,"Tanzania, United Republic of: 60%; Kenya: 40%",closed
Total,,,"1,251,200"
""",
    b"""Donor;Agreement;Currency;Pledged;Committed;Received;Date;Project
Arcadia;Gift;USD;1 250 000,00;1 000 000,00;600 000,00;2020-01-15;P-001
Ruritania;;EUR;;80.000,00;;;P-002
""",
    b"""Activity identifier,Transaction type,Transaction date,Value,Currency,Provider org name
P-001,11,2020-01-15,100,USD,Arcadia
P-001,4,2021-01-15,-40,USD,
P-002,2,2021,5,EUR,Ruritania
""",
)


def small_register() -> register.Tables:
    """Return a register with records of every kind, all made up."""
    tables = register.empty()
    tables["meta"]["1"] |= {"revision": 7, "head": "0" * 64}
    for name, records in _RECORDS.items():
        tables[name] = {
            str(number): {"classification": "unclassified", "revision": number, **record}
            for number, record in enumerate(records, 1)
        }
    return tables


_RECORDS: dict[str, list[dict[str, Any]]] = {
    "programmes": [{"code": "PRG-001", "title": "Border programme"}],
    "projects": [
        {
            "code": "P-001",
            "title": "Travel documents",
            "kind": "project",
            "programme": "PRG-001",
            "status": "implementation",
            "countries": [{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}],
            "organisations": [{"organisation": "ARC", "role": "funding", "note": "The first; the last"}],
            "budgets": [
                {"id": "P-001.b1", "amount": "9.00", "currency": "USD", "type": "original", "status": "indicative"}
            ],
            "sources": [{"url": "https://example.org/1", "as_of": "2020"}],
        },
        {"code": "P-002", "title": "(clear)", "kind": "project", "classification": "confidential"},
    ],
    "organisations": [{"code": "ARC", "name": "Arcadia", "roles": ["funding"]}, {"code": "RUR", "name": "Ruritania"}],
    "contributions": [
        {
            "id": "C-001",
            "donor": "ARC",
            "currency": "USD",
            "movements": [
                {"id": "C-001.m1", "kind": "commitment", "amount": "100.00", "date": "2020-01"},
                {"id": "C-001.m2", "kind": "receipt", "amount": "60.00", "date": "2020-02-01"},
            ],
            "allocations": [
                {"id": "C-001.a1", "target": "P-001", "amount": "50.00"},
                {"id": "C-001.a2", "target": "P-002", "amount": "20.00", "moved_from": "P-001"},
            ],
        }
    ],
    "expenditures": [
        {"id": "E-001", "target": "P-001", "amount": "5.00", "currency": "USD", "date": "2021", "kind": "direct"}
    ],
    "outcomes": [
        {
            "id": "O-001",
            "project": "P-001",
            "title": "Documents are checked",
            "indicators": [
                {
                    "id": "O-001.i1",
                    "title": "Officers",
                    "measure": "unit",
                    "values": "per_period",
                    "periods": [{"id": "O-001.i1.p1", "start": "2021", "end": "2021", "actual": "1.250"}],
                }
            ],
        }
    ],
    "activities": [{"id": "A-001", "title": "Training", "project": "P-001", "participants": {"women": 3}}],
    "documents": [{"id": "D-001", "title": "Letter", "parties": ["ARC"]}],
    "rates": [{"id": "R-001", "date": "2020-01-01", "currency": "EUR", "base": "USD", "rate": "1.10"}],
}


def main(arguments: list[str] | None = None) -> None:
    """Fuzz imports of each format, and print what became of the cases."""
    tables = small_register()
    targets: list[tuple[str, Callable[[Path], object]]] = [("import", Target(tables))]
    fuzz.main(targets, lambda form: originals(form, tables), arguments)


if __name__ == "__main__":
    main()
