"""The register as the rules look at it: its records, by key and by what they belong to, on a day."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeGuard, cast

from portfolio.balance import net_allocations
from portfolio.models.tables import TABLES, WORK
from portfolio.money import ZERO
from portfolio.query.lineage import lineage
from portfolio.query.spans import span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from portfolio.models.documents import ContributionDocument, ExpenditureDocument
    from portfolio.store import Document
    from portfolio.store.protocol import Reader

# The nouns of commands, where they are not what a record is called.
_COMMANDS = {"organisations": "donor", "rates": "rate"}


class Found(NamedTuple):
    """What a rule has found."""

    table: str
    record: str
    field: str  # the field to look at
    message: str  # what is wrong, in a sentence
    fix: str  # how to put it right: a command to type, with what has to be filled in in capitals, or a sentence


class Charge(NamedTuple):
    """An expenditure that is charged to a contribution."""

    expenditure: ExpenditureDocument
    contribution: ContributionDocument  # the contribution, which has a currency
    # Its amount in that currency; None where it is in another, without a booked value in this one.
    value: Decimal | None


class Holdings:
    """One snapshot of the register."""

    def __init__(self, reader: Reader, today: dt.date, stale_days: int) -> None:
        """Take the snapshot; tables are read when a rule first needs them."""
        self.today = today  # the day it is
        self.stale_days = stale_days  # after how many days without news something is stale
        self._reader = reader
        self._tables: dict[str, dict[str, Document]] = {}

    def by_key(self, table: str) -> dict[str, Document]:
        """Return the records of a table by key, in the order of the register."""
        if table not in self._tables:
            key = TABLES[table].key
            self._tables[table] = {record[key]: record for record in self._reader.find(table)}
        return self._tables[table]

    def records(self, table: str) -> Iterable[Document]:
        """Return the records of a table, in the order of the register."""
        return self.by_key(table).values()

    def work(self) -> Iterator[tuple[str, Document]]:
        """Yield the table and record of every programme and project."""
        for table in WORK:
            for record in self.records(table):
                yield table, record

    def undertaking(self, code: str) -> Document | None:
        """Return the project or programme of a code."""
        return self.by_key("projects").get(code) or self.by_key("programmes").get(code)

    def lineage(self, record: Document) -> list[Document]:
        """Return a project or programme and all that it is part of, itself first."""
        found = map(self.undertaking, self.lineage_of(record["code"]))
        return [each for each in found if each is not None]

    def lineage_of(self, code: str) -> list[str]:
        """Return the code of a project or programme and those of all that it is part of, itself first."""
        return lineage(code, self.by_key("projects").get)

    def projects_of(self, programme: str) -> list[Document]:
        """Return the projects of a programme; a project has none."""
        return self._projects.get(programme, [])

    @cached_property
    def _projects(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = {}
        for record in self.records("projects"):
            found.setdefault(record.get("programme", ""), []).append(record)
        return found

    def name(self, organisation: str) -> str:
        """Return the name of an organisation, or its code if it is not one of the register."""
        return str(self.by_key("organisations").get(organisation, {}).get("name", organisation))

    @cached_property
    def givers(self) -> dict[str, set[str]]:
        """Code of a project or programme to those of the donors with money allocated to it."""
        found: dict[str, set[str]] = {}
        for contribution in self.records("contributions"):
            for target in net_allocations(cast("ContributionDocument", contribution)):
                found.setdefault(target, set()).add(contribution["donor"])
        return found

    @cached_property
    def givers_below(self) -> dict[str, set[str]]:
        """Code of a project or programme to those of the donors with money allocated to a part of it."""
        found: dict[str, set[str]] = {}
        for target, donors in self.givers.items():
            record = self.undertaking(target)
            for above in self.lineage(record)[1:] if record else ():
                found.setdefault(above["code"], set()).update(donors)
        return found

    @cached_property
    def charges(self) -> list[Charge]:
        """The expenditures that are charged to contributions with a currency, in the order of the register."""
        found = []
        for record in self.records("expenditures"):
            contribution = self.by_key("contributions").get(record.get("contribution", ""), {})
            if currency := contribution.get("currency"):
                expenditure = cast("ExpenditureDocument", record)
                value = _value(expenditure, currency)
                found.append(Charge(expenditure, cast("ContributionDocument", contribution), value))
        return found

    @cached_property
    def spent(self) -> dict[str, dict[str, Decimal]]:
        """Id of a contribution to what is charged to it in its currency, by project and programme, as far as known."""
        found: dict[str, dict[str, Decimal]] = {}
        for expenditure, contribution, value in self.charges:
            if value is not None:
                parts, target = found.setdefault(contribution["id"], {}), expenditure["target"]
                parts[target] = parts.get(target, ZERO) + (-value if expenditure.get("reversal") else value)
        return found

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """Code of an organisation to those of the organisations that are part of it."""
        found: dict[str, list[str]] = {}
        for record in self.records("organisations"):
            if parent := record.get("parent"):
                found.setdefault(parent, []).append(record["code"])
        return found

    def past(self, date: str | None) -> TypeGuard[str]:
        """Return whether all that a date spans is over."""
        return date is not None and span(date)[1] < self.today

    def future(self, date: str | None) -> TypeGuard[str]:
        """Return whether all that a date spans is yet to come."""
        return date is not None and span(date)[0] > self.today

    def long_ago(self, date: str | None) -> TypeGuard[str]:
        """Return whether all that a date spans is over for longer than `stale_days`."""
        return date is not None and (self.today - span(date)[1]).days > self.stale_days


def _value(expenditure: ExpenditureDocument, currency: str) -> Decimal | None:
    """Return the amount of an expenditure in a currency, its own or that in which it is booked."""
    booked = expenditure.get("booked")
    held = expenditure if expenditure["currency"] == currency else booked
    return Decimal(held["amount"]) if held and held["currency"] == currency else None


def edit(table: str, key: str, *sets: str) -> str:
    """Return the command that changes a record or a part of it; without sets, it opens the record in an editor."""
    noun = _COMMANDS.get(table, TABLES[table].noun)
    return " ".join([f"portfolio {noun} edit {key}", *(f"--set {each}" for each in sets)])


def when(date: str) -> str:
    """Return a date as a sentence has it: `on 2021-09-30`, `in 2021-09`."""
    return f"on {date}" if date.count("-") > 1 else f"in {date}"
