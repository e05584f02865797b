"""The screen of the register: lists and filters, pages and links, undo and redo, and what it looks like."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from conftest import shown as printed
from screens import LARGE, SMALL, Shown, on_screen
from textual.widgets import Input

from bench import data
from portfolio.browse.detail import PagePane
from portfolio.browse.linked import Links, RecordKey
from portfolio.browse.listing import ListPane
from portfolio.browse.tabs import TABS, tab_list
from portfolio.context import Context
from portfolio.formats.arrange import Arrangement
from portfolio.models.tables import TABLES
from portfolio.pages.tree import Table

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program
    from syrupy.assertion import SnapshotAssertion


def codes(seen: Shown) -> list[object]:
    """Return the keys of all rows of the list."""
    rows = seen.app._found.rows if seen.app._found else ()  # noqa: SLF001 - what is below the screen too
    return [row[seen.app.tab.key] for row in rows]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x50"])
@pytest.mark.parametrize("tab", range(len(TABS)), ids=[tab.title for tab in TABS])
def test_each_tab_looks_so(tab: int, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    async def act(seen: Shown) -> None:
        assert seen.text == snapshot

    on_screen(act, size, tab)


def test_the_line_of_the_screen_asks_the_same(office: Program) -> None:
    lines = ("kenya", "--status ongoing --country Kenya", "not:study", '"travel documents" --sort -received', "")

    async def act(seen: Shown) -> None:
        for line in lines:
            await seen.type(line)
            words = shlex.split(seen.app.line)
            assert words[:3] == ["portfolio", "project", "list"]
            assert codes(seen) == [row["code"] for row in printed(office, *words[1:])]

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_what_is_typed_wrongly_is_said_and_the_list_stays() -> None:
    async def act(seen: Shown) -> None:
        await seen.type("--regoin Sahel")
        assert "No such option: --regoin. Did you mean --region?" in seen.says("said")
        assert codes(seen) == ["P-001", "P-002", "P-003", "P-004"]
        await seen.type("--region Sahl")
        assert "Sahel" in seen.says("said")
        assert seen.app.line == "portfolio project list"

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_what_is_wrong_is_said_to_its_end_and_all_tabs_are_told_where_there_is_little_room() -> None:
    async def act(seen: Shown) -> None:
        assert seen.lines[0].split() == ["1", "2", "Projects", "3", "4", "5"]
        await seen.type("--regoin Sahel")
        assert "Did you mean --region?" in " ".join(seen.text.split())

    on_screen(act, (40, 24))


@pytest.mark.usefixtures("office")
def test_a_filter_that_is_typed_at_once_is_no_command() -> None:
    async def act(seen: Shown) -> None:
        for key in ("slash", *"quest"):  # as a burst, without waiting for any
            seen.app.simulate_key(key)
        await seen.until(lambda: seen.app.query_one(Input).value == "quest")
        await seen.settle()
        assert "--text quest" in seen.app.line

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_a_slash_within_what_is_typed_is_part_of_it() -> None:
    async def act(seen: Shown) -> None:
        await seen.press("slash", *"UN", "slash", *"AU")
        assert seen.app.query_one(Input).value == "UN/AU"
        await seen.press("ctrl+p", "a", "slash", "b")
        assert [each.value for each in seen.app.screen.query(Input)] == ["a/b"]

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_rows_are_sorted_by_the_columns_in_turn() -> None:
    async def act(seen: Shown) -> None:
        await seen.press("s", "s")
        assert seen.app.line == "portfolio project list --sort title"
        assert codes(seen) == ["P-004", "P-002", "P-001", "P-003"]
        await seen.press("S")
        assert seen.app.line == "portfolio project list --sort=-title"
        seen.app.sort_by("committed")
        await seen.settle()
        assert seen.app.line == "portfolio project list --sort=-committed"

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_links_lead_from_page_to_page_and_back() -> None:
    async def act(seen: Shown) -> None:
        await seen.press("enter", "enter")
        assert seen.app.record == RecordKey("programmes", "PRG-001")
        assert seen.app.line == "portfolio programme show PRG-001"
        await seen.press("backspace")
        assert seen.app.record == RecordKey("projects", "P-001")
        await seen.press("backspace")
        assert seen.app.focused is seen.app.query_one(ListPane)
        assert seen.app.line == "portfolio project list"

    on_screen(act, LARGE)


@pytest.mark.usefixtures("office")
def test_every_record_has_a_page_whose_command_line_shows_it() -> None:
    context = Context()
    links = Links(context)
    seen: set[RecordKey] = set()
    for table in TABLES.keys() - {"rates"}:
        for each in context.reader.find(table):
            record = RecordKey(table, each[TABLES[table].key])
            page = links.page(record).page
            assert record.key in links.command(record)
            seen.update(links.on(page, record).values())
    assert {"PRG-001", "P-001", "P-002", "AR", "C-001", "O-001", "A-001"} <= {each.key for each in seen} | {"AR"}
    assert any(each.table == "organisations" for each in seen)


def test_undo_and_redo_ask_and_say_what_they_did(office: Program) -> None:
    office("project", "edit", "P-003", "--set", "note=Checked in June")

    async def act(seen: Shown) -> None:
        await seen.press("u")
        await seen.until_seen("Take back")
        assert "Checked in June" in seen.text
        await seen.press("n")
        await seen.until_seen("Nothing was changed.")
        assert "note" in printed(office, "project", "show", "P-003")
        await seen.press("u")
        await seen.until_seen("(y/n)")
        await seen.press("y")
        await seen.until_seen("Took back")
        assert "note" not in printed(office, "project", "show", "P-003")
        await seen.press("U")
        await seen.until_seen("(y/n)")
        await seen.press("y")
        await seen.until_seen("Made change")
        assert "note" in printed(office, "project", "show", "P-003")

    on_screen(act)
    last = printed(office, "history", "--limit", "2")
    assert [each["command"].split()[0] for each in last] == ["redo", "undo"]


def test_what_somebody_else_changed_is_shown_where_one_was(office: Program) -> None:
    async def act(seen: Shown) -> None:
        await seen.press("down", "down")
        assert seen.app.record == RecordKey("projects", "P-003")
        office("project", "edit", "P-003", "--set", "title=Study of the world")
        await seen.until_seen("Study of the world")
        await seen.settle()
        assert seen.app.record == RecordKey("projects", "P-003")

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_a_tab_keeps_its_filter_and_the_page_takes_the_screen() -> None:
    async def act(seen: Shown) -> None:
        await seen.type("travel")
        await seen.press("1")
        assert seen.app.line == "portfolio donor list"
        assert seen.app.record is not None
        assert seen.app.record.table == "organisations"
        await seen.press("2")
        assert codes(seen) == ["P-001"]
        await seen.press("z")
        assert "Travel documents" in seen.lines[3]
        assert seen.app.line == "portfolio project show P-001"

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_the_palette_opens_any_record_and_does_what_keys_do() -> None:
    async def act(seen: Shown) -> None:
        await seen.press("ctrl+p", *"A-001")
        await seen.until_seen("Open A-001 Training in Nairobi")
        await seen.press("down", "enter")
        await seen.until(lambda: seen.app.record == RecordKey("activities", "A-001"))
        await seen.press("ctrl+p", *"undo")
        await seen.until_seen("Take back the last change")

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_without_colour_the_cursor_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def act(seen: Shown) -> None:
        strips = seen.app.screen._compositor.render_strips(seen.app.size)  # noqa: SLF001 - Textual has no other way
        reversed_ = [y for y, strip in enumerate(strips) if any(each.style and each.style.reverse for each in strip)]
        assert 3 + seen.headings in reversed_

    on_screen(act)


def test_what_is_due_says_how_it_is_settled(office: Program) -> None:
    office("contribution", "instalment", "C-001", "400,000", "USD", "--date", "2024-11-30")

    async def act(seen: Shown) -> None:
        await seen.until_seen("To settle it: portfolio contribution receive C-001 400000")
        assert seen.app.record == RecordKey("contributions", "C-001")
        await seen.type("--within 7d")
        assert seen.app.line == "portfolio due --within 7d"
        assert codes(seen) == []

    on_screen(act, LARGE, tab=4)


@pytest.mark.usefixtures("portfolio")
def test_long_lists_are_worked_out_where_they_are_seen(tmp_path: Path) -> None:
    data.write(tmp_path / "records" / "portfolio.json", 3000, 10)
    made: list[int] = []

    async def act(seen: Shown) -> None:
        listing = seen.app.query_one(ListPane)
        await seen.press("end")
        assert seen.app.record == RecordKey("projects", "P-03000")
        await seen.press("pageup")
        made.append(sum(map(len, listing._chunks.values())))  # noqa: SLF001 - what was worked out

    on_screen(act)
    assert made[0] <= 300


@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize(
    ("tab", "key"), [(1, "received"), (1, "gap"), (2, "outstanding"), (2, "allocated"), (2, "donor"), (2, "signed")]
)
def test_an_order_is_that_of_whole_rows_and_makes_only_those_in_sight(tmp_path: Path, tab: int, key: str) -> None:
    data.write(tmp_path / "records" / "portfolio.json", 300, 900)
    context, named = Context(["browse"]), TABS[tab].key
    found = tab_list(context, TABS[tab], "", f"-{key}")
    seen = list(found.rows[:20])
    assert len(found.rows._made) <= 120  # type: ignore[attr-defined]  # noqa: SLF001 - what was worked out
    whole = Table("whole", found.others, list(tab_list(context, TABS[tab], "").rows))
    rows, _ = Arrangement(sort=f"-{key}").rows(whole, lambda: context.market)
    assert [row[named] for row in seen] == [row[named] for row in rows[:20]]
    assert seen == [next(row for row in whole.rows if row[named] == each[named]) for each in seen]


@pytest.mark.usefixtures("office")
def test_the_row_under_the_cursor_is_in_one_colour_and_others_tell_statuses_apart() -> None:
    async def act(seen: Shown) -> None:
        listing = seen.app.query_one(ListPane)

        def colours() -> set[object]:
            return {each.style.color for each in listing.render_line(seen.headings) if each.text.strip() and each.style}

        assert len(colours()) == 1
        await seen.press("down")
        assert len(colours()) == 2

    on_screen(act)


@pytest.mark.usefixtures("office")
def test_the_keys_of_the_list_and_of_the_page_are_told_and_work_something() -> None:
    async def act(seen: Shown) -> None:
        for key in ("escape", "enter"):
            await seen.press(key, "question_mark")
            shown = [active for active in seen.app.screen.active_bindings.values() if not active.binding.system]
            assert not [active.binding.key for active in shown if not active.binding.description]
            assert "Scroll Left" not in seen.text

    on_screen(act, LARGE)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("key", ["escape", "question_mark"])
def test_the_keys_are_hidden_by_the_key_that_shows_them_and_by_the_one_that_leaves(key: str) -> None:
    async def act(seen: Shown) -> None:
        await seen.press("enter", "question_mark")
        assert "Follow" in seen.text
        await seen.press(key)
        assert "Follow" not in seen.text
        assert seen.app.focused is seen.app.query_one(PagePane)

    on_screen(act, LARGE)


@pytest.mark.usefixtures("office")
def test_headings_and_rows_take_the_mouse() -> None:
    async def act(seen: Shown) -> None:
        await seen.click("#list", 12, 0)
        assert seen.app.line == "portfolio project list --sort title"
        await seen.click("#list", 12, 0)
        assert seen.app.line == "portfolio project list --sort=-title"
        await seen.click("#list", 12, seen.headings + 1)
        assert seen.app.record == RecordKey("projects", "P-001")

    on_screen(act)


def test_a_register_that_is_lost_meanwhile_is_said_and_what_was_read_stays(office: Program, register: Path) -> None:
    assert office
    kept = register.with_suffix(".kept")

    def move(one: Path, other: Path) -> None:
        one.rename(other)

    async def act(seen: Shown) -> None:
        move(register, kept)
        await seen.until(lambda: "portfolio.json" in seen.says("said"))
        assert codes(seen) == ["P-001", "P-002", "P-003", "P-004"]
        move(kept, register)
        await seen.until(lambda: "3 distinct projects" in seen.says("said"))

    on_screen(act)
