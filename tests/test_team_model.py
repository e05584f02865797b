"""A register and three clones, any commands, pulls, pushes, cuts and copies in any order, against a plain model."""

from __future__ import annotations

import contextlib
import itertools
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from memory_store import MemoryStore
from teams import CUTS, Laptop, Line, Place, Team, tell

from portfolio.balance import balance
from portfolio.changes import undoing
from portfolio.errors import ConflictError, RefusedError, StoreError, UnknownNameError
from portfolio.settings import Settings
from portfolio.store import sound
from portfolio.team import pushing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

picks = st.integers(0, 1000)
places = st.integers(0, 5)
FIELDS = ("officer", "note", "status")
STATUSES = ("pipeline", "closed", "suspended")
# Codes and names that people choose for organisations, and how the office lets projects be numbered.
CHOSEN = ("FUN", "GIV", "DON", "FUND-1")
FUNDS = ("Fund 1", "Fund 2", "Fund 3")
PATTERNS = ("P-{number:03}", "X{number}", "UN-{number:05}")


# The tables of whose records each has something that nothing else says.
TOLD = ("projects", "organisations", "contributions")


def told(record: Mapping[str, Any]) -> set[str | int]:
    """Return what a record says that is there for good: its title or its names, and its receipts."""
    names = [record[name] for name in ("title", "name") if name in record and not record[name].startswith("Gift")]
    names += [name for name in record.get("aliases", ()) if " " in name or name == "Arcadia"]  # which no code is
    return {*names, *(int(Decimal(part["amount"])) for part in record.get("movements", ()))}


class Clones(RuleBasedStateMachine):
    """The register, its clones, and what everybody entered."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.team = Team(Path(self.folder.name))
        self.team.office.add("organisations", name="Arcadia", code="ARC")
        self.team.office.add("contributions", donor="ARC")
        self.team.office.add("projects", title="Title 0")
        self.begun = self.team.office.store.read().revision
        self.laptops = [self.team.laptop(size=400) for _ in range(3)]
        self.count = 0
        # What is there for good: titles and receipts, but for what somebody removed or took back.
        self.titles, self.receipts, self.names = {"Title 0"}, set[int](), {"Arcadia"}
        self.gone: set[str | int] = set()
        self.written: set[str] = set()
        self.copied = False

    def teardown(self) -> None:
        pushing.TOGETHER = 100
        if hasattr(self, "folder"):
            try:
                self.converge()
            finally:
                self.folder.cleanup()

    def place(self, number: int) -> Place:
        everywhere = [self.team.office, *self.laptops]
        return everywhere[number % len(everywhere)]

    def laptop(self, number: int) -> Laptop:
        return self.laptops[number % len(self.laptops)]

    @staticmethod
    def key(place: Place, table: str, number: int) -> str:
        keys = sorted(place.held(table))
        return keys[number % len(keys)] if keys else ""

    @staticmethod
    def facts(place: Place) -> set[str | int]:
        """Return the titles, the names and the receipts that a register has."""
        return {fact for table in TOLD for each in place.held(table).values() for fact in told(each)}

    # What people do.

    @rule(where=places)
    def add(self, where: int) -> None:
        self.count += 1
        self.place(where).add("projects", title=f"Title {self.count}")
        self.titles.add(f"Title {self.count}")

    @rule(where=places, number=picks)
    def give(self, where: int, number: int) -> None:
        place = self.place(where)
        if donor := self.key(place, "organisations", number):
            place.add("contributions", donor=donor, title=f"Gift {next(self.numbers)}")

    numbers = itertools.count()

    @rule(where=places, number=picks)
    def receive(self, where: int, number: int) -> None:
        place = self.place(where)
        if key := self.key(place, "contributions", number):
            self.count += 1
            place.receive(key, str(self.count))
            self.receipts.add(self.count)

    @rule(where=places, number=picks, part=picks, is_kept=st.booleans())
    def correct(self, where: int, number: int, part: int, is_kept: bool) -> None:
        """Give a receipt another amount, or take it out."""
        place = self.place(where)
        if key := self.key(place, "contributions", number):
            ids = [each["id"] for each in place.get("contributions", key).get("movements", ())]
            if not ids:
                return
            self.count += 1
            with self.going(place):
                if is_kept:
                    place.edit("contributions", ids[part % len(ids)], f"amount={self.count}")
                else:
                    place.remove("contributions", ids[part % len(ids)])
            self.receipts.add(self.count)
            if self.count not in self.facts(place):
                self.gone.add(self.count)

    @rule(where=places, number=picks, field=st.sampled_from(FIELDS), status=st.sampled_from(STATUSES))
    def edit(self, where: int, number: int, field: str, status: str) -> None:
        place = self.place(where)
        if key := self.key(place, "projects", number):
            self.count += 1
            value = status if field == "status" else f"Value {self.count}"
            place.edit("projects", key, f"{field}={value}")

    @rule(where=places, number=picks, table=st.sampled_from(("projects", "organisations")))
    def remove(self, where: int, number: int, table: str) -> None:
        place = self.place(where)
        if key := self.key(place, table, number):
            with self.going(place):
                place.remove(table, key)

    @contextlib.contextmanager
    def going(self, place: Place) -> Iterator[None]:
        """Take note of what goes where somebody means it, unless it is refused."""
        before = self.facts(place)
        with contextlib.suppress(ConflictError, RefusedError):
            yield
        self.gone |= before - self.facts(place)

    @rule(where=places, code=st.sampled_from(CHOSEN), name=st.sampled_from(FUNDS))
    def choose(self, where: int, code: str, name: str) -> None:
        """Enter a donor under a code that others may choose, choose for another, or have chosen."""
        with contextlib.suppress(ConflictError):
            self.place(where).add("organisations", code=code, name=name)
            self.names.add(name)

    @rule(where=places, number=picks)
    def rename(self, where: int, number: int) -> None:
        place = self.place(where)
        self.count += 1
        if key := self.key(place, "organisations", number):
            with self.going(place):
                place.edit("organisations", key, f"name=Name {self.count}")
            self.names.add(f"Name {self.count}")
            if f"Name {self.count}" not in self.facts(place):
                self.gone.add(f"Name {self.count}")

    @rule(where=places, one=picks, other=picks)
    def merge(self, where: int, one: int, other: int) -> None:
        place = self.place(where)
        keys = [self.key(place, "organisations", number) for number in (one, other)]
        if all(keys):
            with self.going(place):
                place.merge(*keys)

    @rule(where=places, back=st.integers(0, 6))
    def take_back_earlier(self, where: int, back: int) -> None:
        """Undo one change among the last, of which removals are some: what was removed is there again."""
        place = self.place(where)
        revision = place.store.read().revision - back
        if revision > (self.begun if place is self.team.office else 1):
            with self.going(place), contextlib.suppress(UnknownNameError):
                place.undo(revision)

    @rule(where=places, pattern=st.sampled_from(PATTERNS), currency=st.sampled_from(("USD", "EUR")))
    def set_otherwise(self, where: int, pattern: str, currency: str) -> None:
        """Let somebody's settings be others, such as how codes are made: nobody else is told."""
        place, settings = self.place(where), Settings(code_pattern=pattern, base_currency=currency, stale_days=30)
        place.desk = place.desk._replace(settings=settings)
        for laptop in self.laptops if place is self.team.office else ():
            laptop.source = laptop.source._replace(settings=settings)

    @rule(where=places)
    def take_back(self, where: int) -> None:
        place = self.place(where)
        with self.going(place):
            if place is not self.team.office or undoing.last(place.store).entries[-1].revision > self.begun:
                place.undo()

    # What goes between them.

    @rule(which=picks, keeps=st.booleans())
    def pull(self, which: int, keeps: bool) -> None:
        self.pulled(self.laptop(which), keeps)

    def pulled(self, laptop: Laptop, keeps: bool, *, gives_up: bool = False) -> None:
        """Pull; what goes with a record that one side removed and the other changed was decided to go."""
        before = self.facts(laptop) | self.aside(laptop)
        result = laptop.pull(keeps, gives_up=gives_up).result
        lost = before | self.facts(self.team.office)
        if gives_up or any(not dispute.field for _, disputes in result.decided for dispute in disputes):
            self.gone |= lost - self.facts(laptop) - self.aside(laptop)
        # Of two names, or amounts, that both sides gave, one was decided against: that of the source, or of the clone.
        for field, fact in (("name", str), ("amount", lambda text: int(Decimal(text)))):
            both = [each for _, found in result.decided for each in found if each.field == field]
            self.gone |= {fact(each.here if keeps else each.there) for each in both}
        assert not before - self.facts(laptop) - self.aside(laptop) - self.gone
        assert self.copied or not [code for (table, _), code in result.codes if table != "organisations"]

    @staticmethod
    def aside(laptop: Laptop) -> set[str | int]:
        """Return what changes say that a clone keeps aside."""
        changes = [each for patch in laptop.pending if patch.is_aside for each in patch.changes]
        return {fact for each in changes if each.after and each.table in TOLD for fact in told(each.after)}

    @rule(which=picks)
    def push(self, which: int) -> None:
        self.sent(self.laptop(which))

    def sent(self, laptop: Laptop) -> None:
        """Push, where a copy has to pull first."""
        try:
            laptop.push()
        except ConflictError as error:
            assert "portfolio pull" in str(error)  # noqa: PT017 - it need not be raised

    @rule(together=st.sampled_from((1, 2, 100)))
    def send_together(self, together: int) -> None:
        pushing.TOGETHER = together

    @rule(which=picks, cut=st.sampled_from(CUTS), left=st.integers(0, 2), pulls=st.booleans())
    def break_off(self, which: int, cut: str, left: int, pulls: bool) -> None:
        laptop = self.laptop(which)
        laptop.line.fail(cut, left)
        try:
            if pulls:
                self.pulled(laptop, True)
            else:
                self.sent(laptop)
        except StoreError as error:
            assert str(error) == "cut"  # noqa: PT017 - as above
        laptop.line.fail("", 0)

    @precondition(lambda self: len(self.laptops) == 3)
    @rule(which=picks)
    def copy(self, which: int) -> None:
        one = self.laptop(which).store
        assert isinstance(one, MemoryStore)
        self.laptops.append(Laptop(one.copy(f"{one.url} copied"), Line(self.team.office.store)))
        self.laptops[-1].source = self.laptops[-1].source._replace(settings=self.team.office.desk.settings)
        self.copied = True

    @rule(steps=st.integers(1, 6))
    def put_back_the_source(self, steps: int) -> None:
        """What the office itself had entered since is gone, but for what comes back from clones."""
        store = self.team.office.store
        assert isinstance(store, MemoryStore)
        before = self.facts(self.team.office)
        store.put_back(max(self.begun + 3, store.read().revision - steps))
        self.gone |= before - self.facts(self.team.office)
        self.copied = True  # and numbers of the office's own may be given again

    @rule(where=places)
    def tell(self, where: int) -> None:
        self.count += 1
        tell(self.place(where), b"Picture %d" % self.count, "contribution", "C-001")  # which nobody takes back

    @rule()
    def converge(self) -> None:
        """Everybody pulls and pushes until nothing is left to be pushed, and has the same then."""
        for laptop in [*self.laptops, *self.laptops]:
            self.pulled(laptop, True)
            if laptop.push().refused:  # what fits the source no longer, which somebody then gives up
                self.pulled(laptop, True, gives_up=True)
            refused = [each.why for each in laptop.push().refused]
            assert refused == [], refused
        everybody: list[Place] = [self.team.office, *self.laptops]
        for laptop in self.laptops:
            laptop.pull(True)
            assert not laptop.pending
        for table in ("projects", "contributions", "organisations", "narratives"):
            held = [place.held(table) for place in everybody]
            assert all(each == held[0] for each in held)
        facts = self.facts(self.team.office)
        entered = self.titles | self.receipts | self.names
        assert entered - self.gone <= facts <= entered, (entered - self.gone - facts, facts - entered)
        self.recombine()
        for place in everybody:
            assert not place.store.verify().problems

    def recombine(self) -> None:
        """No title, code or receipt is there twice, and what is received is the sum of the receipts."""
        projects = self.team.office.held("projects")
        assert len({each["title"] for each in projects.values()}) == len(projects)
        contributions = self.team.office.held("contributions").values()
        parts = [part for each in contributions for part in each.get("movements", ())]
        amounts = [int(Decimal(part["amount"])) for part in parts]
        assert len(set(amounts)) == len(amounts) == len({part["id"] for part in parts})
        received = [balance(each.get("movements", ())).received or Decimal(0) for each in contributions]
        assert sum(received) == sum(amounts)
        assert len(list(sound(self.team.office.store.history()))) == self.team.office.store.read().revision


TestClones = Clones.TestCase
TestClones.settings = settings(
    max_examples=50,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=set(Phase) - {Phase.shrink, Phase.explain},  # which takes minutes here
)
