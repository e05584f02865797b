"""A register and three clones, any commands, pulls, pushes, cuts and copies in any order, against a plain model."""

from __future__ import annotations

import itertools
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from memory_store import MemoryStore
from teams import CUTS, Laptop, Line, Place, Team, tell

from portfolio.balance import balance
from portfolio.changes import undoing
from portfolio.errors import ConflictError, StoreError
from portfolio.store import sound
from portfolio.team import pushing

picks = st.integers(0, 1000)
places = st.integers(0, 5)
FIELDS = ("officer", "note", "status")
STATUSES = ("pipeline", "closed", "suspended")


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
        self.titles, self.receipts = {"Title 0"}, set[int]()
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
        """Return the titles and the receipts that a register has."""
        titles = {each["title"] for each in place.held("projects").values()}
        parts = (part for each in place.held("contributions").values() for part in each.get("movements", ()))
        return titles | {int(Decimal(part["amount"])) for part in parts}

    # What people do.

    @rule(where=places)
    def add(self, where: int) -> None:
        self.count += 1
        self.place(where).add("projects", title=f"Title {self.count}")
        self.titles.add(f"Title {self.count}")

    @rule(where=places)
    def give(self, where: int) -> None:
        self.place(where).add("contributions", donor="ARC", title=f"Gift {next(self.numbers)}")

    numbers = itertools.count()

    @rule(where=places, number=picks)
    def receive(self, where: int, number: int) -> None:
        place = self.place(where)
        if key := self.key(place, "contributions", number):
            self.count += 1
            place.receive(key, str(self.count))
            self.receipts.add(self.count)

    @rule(where=places, number=picks, field=st.sampled_from(FIELDS), status=st.sampled_from(STATUSES))
    def edit(self, where: int, number: int, field: str, status: str) -> None:
        place = self.place(where)
        if key := self.key(place, "projects", number):
            self.count += 1
            value = status if field == "status" else f"Value {self.count}"
            place.edit("projects", key, f"{field}={value}")

    @rule(where=places, number=picks)
    def remove(self, where: int, number: int) -> None:
        place = self.place(where)
        if key := self.key(place, "projects", number):
            self.gone.add(place.get("projects", key)["title"])
            place.remove("projects", key)

    @rule(where=places)
    def take_back(self, where: int) -> None:
        place = self.place(where)
        before = self.facts(place)
        try:
            if place is not self.team.office or undoing.last(place.store).entries[-1].revision > self.begun:
                place.undo()
        except ConflictError:
            return
        self.gone |= before - self.facts(place)

    # What goes between them.

    @rule(which=picks, keeps=st.booleans())
    def pull(self, which: int, keeps: bool) -> None:
        self.pulled(self.laptop(which), keeps)

    def pulled(self, laptop: Laptop, keeps: bool) -> None:
        """Pull; what goes with a record that one side removed and the other changed was decided to go."""
        before = self.facts(laptop)
        result = laptop.pull(keeps).result
        lost = before | self.facts(self.team.office)
        if any(not dispute.field for _, disputes in result.decided for dispute in disputes):
            self.gone |= lost - self.facts(laptop)
        assert not before - self.facts(laptop) - self.gone
        assert self.copied or not result.codes

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
        entered = self.titles | self.receipts
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
