"""The work behind the screen: its order, what takes the place of what, and that keys are answered meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref
from queue import Queue
from typing import TYPE_CHECKING, Any

import pytest
from screens import LARGE, Shown, on_screen

from bench import data
from portfolio.browse.behind import Behind, Urgency
from portfolio.browse.listing import ListPane
from portfolio.browse.tabs import TABS, Kept, foreseen, placed
from portfolio.context import Context
from portfolio.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Program

PATIENCE = 60


class Desk:
    """The thread of the screen, which does what it is given once it is told to."""

    def __init__(self) -> None:
        self.given: Queue[Any] = Queue()
        self.found: list[object] = []
        self.behind = Behind(lambda *call: self.given.put(call), self.found.append)

    def busy(self) -> threading.Event:
        """Let the other thread be busy until the event that is returned is set."""
        begun, free = threading.Event(), threading.Event()

        def work() -> None:
            begun.set()
            assert free.wait(PATIENCE)

        self.behind.ask(Urgency.TURN, work, lambda _: None)
        assert begun.wait(PATIENCE)
        return free

    def ask(self, kind: Urgency, text: str) -> None:
        self.behind.ask(kind, lambda: text, self.found.append)

    def take(self, count: int) -> list[object]:
        """Take so many results, and return those that were shown."""
        for _ in range(count):
            call, *arguments = self.given.get(timeout=PATIENCE)
            call(*arguments)
        return self.found


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.behind.end()


def test_the_most_urgent_is_done_first_and_of_each_kind_only_what_was_asked_last(desk: Desk) -> None:
    free = desk.busy()
    desk.ask(Urgency.AHEAD, "ahead")
    desk.ask(Urgency.PAGE, "page of A")
    desk.ask(Urgency.LIST, "list")
    desk.ask(Urgency.PAGE, "page of B")
    free.set()
    assert desk.take(4) == ["list", "page of B", "ahead"]
    assert not desk.behind.is_busy(*Urgency)


def test_what_was_begun_is_not_shown_once_something_else_is_asked(desk: Desk) -> None:
    desk.ask(Urgency.LIST, "K")
    taken = desk.given.get(timeout=PATIENCE)
    desk.ask(Urgency.LIST, "Ke")
    taken[0](*taken[1:])
    assert desk.behind.is_busy(Urgency.LIST)
    assert desk.take(1) == ["Ke"]


def test_what_goes_wrong_is_handed_over_and_the_next_is_done(desk: Desk) -> None:
    def fail() -> None:
        raise UsageError("no such list")

    desk.behind.ask(Urgency.LIST, fail, desk.found.append)
    [error] = desk.take(1)
    assert isinstance(error, UsageError)
    desk.ask(Urgency.LIST, "list")
    assert desk.take(1)[1:] == ["list"]


@pytest.mark.usefixtures("office")
def test_keys_are_answered_while_a_list_is_worked_out() -> None:
    async def act(seen: Shown) -> None:
        listing = seen.app.query_one(ListPane)
        with seen.app._behind.alone:  # noqa: SLF001 - as if a list took long
            seen.app.action_tab(2)
            await seen.until(lambda: seen.app.tab.title == "Contributions")
            await seen.hit("down")
            assert listing.cursor == 1
            await seen.hit("slash", "A")
            await seen.until_seen(" A")
            assert "P-001" in seen.text
        await seen.settle()
        assert "C-001" in seen.text
        assert "--text A" in seen.app.line

    on_screen(act)


def test_what_somebody_else_changed_is_shown_and_of_which_change_it_is(office: Program) -> None:
    async def act(seen: Shown) -> None:
        assert "Kestrel" not in seen.text
        office("project", "edit", "P-001", "--set", "title=Kestrel")
        number = seen.app.context.reader.revision + 1
        await seen.until_seen("Kestrel")
        said = f"The register was changed; this is how it is as of change {number}."
        assert [each.message for each in seen.app._notifications] == [said]  # noqa: SLF001 - as Textual breaks its lines

    on_screen(act, LARGE)


@pytest.mark.usefixtures("office")
def test_what_was_read_is_let_go_once_the_register_was_read_again() -> None:
    async def act(seen: Shown) -> None:
        await seen.press("down", "2", "3")
        before = weakref.ref(seen.app.context.reader)
        gc.disable()  # as what was worked out is never looked through for garbage
        try:
            seen.app.reload("")
            await seen.settle()
            await seen.until(lambda: not seen.app._behind.is_busy(*Urgency))  # noqa: SLF001 - as below
            assert before() is None
        finally:
            gc.enable()

    on_screen(act)


@pytest.mark.usefixtures("portfolio")
def test_sums_of_a_long_list_and_the_other_lists_are_worked_out_ahead(tmp_path: Path) -> None:
    data.write(tmp_path / "records" / "portfolio.json", 300, 900)
    context, kept = Context(["browse"]), Kept()
    found, _ = placed(context, TABS[1], "", "", kept)
    assert all(foreseen(context, found, kept))
    assert {about[:-3] for about in kept} == {tab.command for tab in TABS}
    assert len(found.rows._made) == 100  # type: ignore[attr-defined]  # noqa: SLF001 - the sums, not the rows


@pytest.mark.usefixtures("portfolio")
def test_the_place_of_a_row_is_found_without_making_those_before_it(tmp_path: Path) -> None:
    data.write(tmp_path / "records" / "portfolio.json", 300, 900)
    found, place = placed(Context(["browse"]), TABS[1], "", "title", {}, "P-00250")
    assert [row["code"] for row in found.rows[place : place + 1]] == ["P-00250"]
    assert len(found.rows._made) <= 200  # type: ignore[attr-defined]  # noqa: SLF001 - what was worked out
