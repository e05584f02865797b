"""Any sequence of commands, undo, redo, restore, damage and edits by hand, held against a plain model in memory."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from backends import BACKENDS
from conftest import BACKEND
from desks import Office
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portfolio.changes import preview, records, undoing
from portfolio.errors import ConflictError, PortfolioError, StoreError
from portfolio.models.tables import TABLES
from portfolio.store.housekeeping import housekeeping
from portfolio.store.overlay import restoring
from portfolio.store.protocol import Intent

# A record of the model: its title, and whichever of status, note, parent and donor it has.
Record = dict[str, str]
State = dict[str, Record]

# A file can be damaged, edited by hand and packed.
IN_FILE = BACKEND == "file"
STATUSES = ("pipeline", "implementation", "closed")
picks = st.integers(0, 1000)


class Model:
    """What the register should be: its states by revision, and which changes hold."""

    def __init__(self) -> None:
        self.states: list[State] = [{}]
        self.live: list[int] = []
        self.undone: list[list[int]] = []
        self.numbers = dict.fromkeys(("projects", "programmes"), 0)

    @property
    def now(self) -> State:
        return copy.deepcopy(self.states[-1])

    def touched(self, revision: int) -> set[str]:
        """Return the keys that a change touched."""
        before, after = self.states[revision - 1], self.states[revision]
        return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}

    def changed(self, state: State) -> None:
        """Take in a change of its own; what changes nothing is none."""
        if state != self.states[-1]:
            self.states.append(state)
            self.live.append(len(self.states) - 1)
            self.undone.clear()

    def without(self, revisions: list[int]) -> State:
        """Return what the register is once changes are taken back, the last one first."""
        state = self.now
        for revision in revisions:
            for key in self.touched(revision):
                state.pop(key, None)
                if key in self.states[revision - 1]:
                    state[key] = dict(self.states[revision - 1][key])
        return state


def is_sound(state: State) -> bool:
    """Whether every project that a record names is there."""
    return all(record["parent"] in state for record in state.values() if "parent" in record)


class Commands(RuleBasedStateMachine):
    """The register and the model side by side."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.office = Office(Path(self.folder.name))
        self.model = Model()
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def pick(self, number: int, prefix: str = "") -> str:
        keys = sorted(key for key in self.model.now if key.startswith(prefix))
        return keys[number % len(keys)]

    def has(self, prefix: str = "") -> bool:
        return any(key.startswith(prefix) for key in self.model.now)

    def run(self, plan: undoing.Plan) -> None:
        desk = self.office.again
        action = preview.through(plan.opening())
        preview.make(desk, action, preview.look(desk, action))

    def table(self, key: str) -> str:
        return "programmes" if key.startswith("PRG-") else "projects"

    # Commands.

    @rule(table=st.sampled_from(("projects", "programmes")), status=st.sampled_from(STATUSES))
    def add(self, table: str, status: str) -> None:
        self.count += 1
        key = self.office.add(table, title=f"Title {self.count}", status=status).key
        self.model.numbers[table] += 1
        prefix = "PRG" if table == "programmes" else "P"
        assert key == f"{prefix}-{self.model.numbers[table]:03}"
        self.model.changed({**self.model.now, key: {"title": f"Title {self.count}", "status": status}})

    @precondition(lambda self: self.has())
    @rule(number=picks, status=st.sampled_from(STATUSES), note=st.sampled_from(("", "x", "Évidence — 中")))
    def edit(self, number: int, status: str, note: str) -> None:
        key = self.pick(number)
        self.office.edit(self.table(key), key, f"status={status}", *([f"note={note}"] if note else []))
        state = self.model.now
        state[key] |= {"status": status, **({"note": note} if note else {})}
        self.model.changed(state)

    @precondition(lambda self: self.has())
    @rule(number=picks)
    def clear(self, number: int) -> None:
        key = self.pick(number)
        self.office.edit(self.table(key), key, clear=("note",))
        state = self.model.now
        state[key].pop("note", None)
        self.model.changed(state)

    @precondition(lambda self: self.has("P-"))
    @rule(child=picks, parent=picks)
    def belong(self, child: int, parent: int) -> None:
        """A later project becomes a phase of an earlier one, so that there is no circle."""
        first, last = sorted((self.pick(child, "P-"), self.pick(parent, "P-")))
        if first != last:
            self.office.edit("projects", last, f"parent={first}")
            state = self.model.now
            state[last]["parent"] = first
            self.model.changed(state)

    @precondition(lambda self: self.has("P-"))
    @rule(status=st.sampled_from(STATUSES))
    def edit_many(self, status: str) -> None:
        state = self.model.now
        keys = [key for key in state if key.startswith("P-")]
        records.edit_many(self.office.desk, "projects", keys, [f"status={status}"])
        for key in keys:
            state[key]["status"] = status
        self.model.changed(state)

    @precondition(lambda self: self.has())
    @rule(number=picks)
    def remove(self, number: int) -> None:
        key = self.pick(number)
        state = self.model.now
        del state[key]
        if is_sound(state):
            self.office.remove(self.table(key), key)
            self.model.changed(state)
        else:
            with pytest.raises(ConflictError, match="still in use"):
                self.office.remove(self.table(key), key)

    # Back and forth.

    @rule(count=st.integers(1, 3))
    def take_back(self, count: int) -> None:
        revisions = list(reversed(self.model.live[-count:]))
        if len(revisions) < count:
            with pytest.raises(ConflictError):
                undoing.last(self.office.store, count)
            return
        self.turn(undoing.last(self.office.store, count), revisions)

    @precondition(lambda self: self.model.live)
    @rule(number=picks)
    def take_back_one(self, number: int) -> None:
        revision = self.model.live[number % len(self.model.live)]
        later = [each for each in self.model.live if each > revision]
        if any(self.model.touched(revision) & self.model.touched(each) for each in later):
            with pytest.raises(ConflictError, match="changed again since"):
                undoing.single(self.office.store, revision)
            return
        self.turn(undoing.single(self.office.store, revision), [revision])

    def turn(self, plan: undoing.Plan, revisions: list[int]) -> None:
        """Take changes back, or meet a refusal where what remains would not be sound."""
        state = self.model.without(revisions)
        if not is_sound(state):
            with pytest.raises(PortfolioError):
                self.run(plan)
            return
        self.run(plan)
        if state == self.model.now:  # one had taken back the other, so there is nothing to be remembered
            return
        self.model.states.append(state)
        self.model.live = [each for each in self.model.live if each not in revisions]
        self.model.undone.append(revisions)

    @rule()
    def make_again(self) -> None:
        if not self.model.undone:
            with pytest.raises(ConflictError, match="nothing to make again"):
                undoing.again(self.office.store)
            return
        self.run(undoing.again(self.office.store))
        revisions = self.model.undone.pop()
        state = self.model.now
        for revision in reversed(revisions):
            for key in self.model.touched(revision):
                state.pop(key, None)
                if key in self.model.states[revision]:
                    state[key] = dict(self.model.states[revision][key])
        self.model.states.append(state)
        self.model.live = sorted([*self.model.live, *revisions])

    # The file.

    @rule(number=picks)
    def restore(self, number: int) -> None:
        revision = number % len(self.model.states)
        store, desk = self.office.store, self.office.again

        def opening(_desk: Any) -> Any:
            return restoring(store, Intent("portfolio store restore"), store.as_of(revision))

        action = preview.through(opening)
        preview.make(desk, action, preview.look(desk, action))
        self.model.changed(copy.deepcopy(self.model.states[revision]))

    @rule()
    def reopen(self) -> None:
        self.office.store = BACKENDS[BACKEND](self.office.path.parent)
        self.office.desk = self.office.desk._replace(store=self.office.store)

    # Of a register without a single change there is nothing that it could be put together from.
    @precondition(lambda self: IN_FILE and len(self.model.states) > 1)
    @rule(cut=st.integers(0, 400))
    def damage(self, cut: int) -> None:
        data = self.office.path.read_bytes()
        self.office.path.write_bytes(data[: max(0, len(data) - 1 - cut)])
        with pytest.raises(StoreError, match="portfolio store restore"):
            self.office.store.read()
        housekeeping(self.office.store).mend()

    @precondition(lambda self: IN_FILE and self.has())
    @rule(number=picks, note=st.sampled_from(("by hand", "x")))
    def edit_by_hand(self, number: int, note: str) -> None:
        key = self.pick(number)
        tables = json.loads(self.office.path.read_text(encoding="utf-8"))
        (record,) = (each for each in tables[self.table(key)].values() if each["code"] == key)
        record["note"] = note
        self.office.path.write_text(json.dumps(tables), encoding="utf-8")
        store, desk = self.office.store, self.office.desk

        def opening(_desk: Any) -> Any:
            return housekeeping(store).adopt(Intent("portfolio store adopt"))

        action = preview.through(opening)
        preview.make(desk, action, preview.look(desk, action))
        state = self.model.now
        state[key]["note"] = note
        self.model.changed(state)

    @precondition(lambda _: IN_FILE)
    @rule(keep=st.integers(0, 5))
    def pack(self, keep: int) -> None:
        housekeeping(self.office.store).pack(keep)

    @rule(number=picks)
    def look_back(self, number: int) -> None:
        revision = number % len(self.model.states)
        assert seen(self.office.store.as_of(revision)) == self.model.states[revision]

    @rule()
    def verify(self) -> None:
        assert self.office.store.verify().problems == ()

    @invariant()
    def it_is_what_the_model_says(self) -> None:
        reader = self.office.store.read()
        assert reader.revision == len(self.model.states) - 1
        assert seen(reader) == self.model.states[-1]


def seen(reader: Any) -> State:
    """Return a register as the model knows it."""
    fields = ("title", "status", "note", "parent")
    return {
        document["code"]: {field: document[field] for field in fields if field in document}
        for table in TABLES
        for document in reader.find(table)
    }


TestCommands = Commands.TestCase
TestCommands.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
