"""What is due, at the command line."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Program, shown
from icalendar import Calendar

from portfolio.store.drafts import KeptDraft
from portfolio.store.opening import drawer

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Store


@pytest.fixture
def awaited(office: Program) -> Program:
    office("donor", "add", "Graustark", "--type", "government")
    office("contribution", "add", "Graustark", "--title", "Gift", "--officer", "C. Silva", "--end", "2090-05")
    office("contribution", "commit", "Graustark", "1m", "USD", "--date", "2024-01")
    office("contribution", "instalment", "Graustark", "400,000", "USD", "--date", "2024-02")
    office("contribution", "receive", "Graustark", "150,000", "--date", "2024-02-20")
    return office


def rows(program: Program, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program("due", *arguments, "-f", "json").out)
    return found


def test_what_is_due_of_an_agreement_and_how_to_settle_it(awaited: Program) -> None:
    (row,) = rows(awaited, "--donor", "Graustark")
    key = row["record"].partition(".")[0]
    assert (row["date"], row["what"], row["amount"]) == ("2024-02", "instalment to be paid", {"USD": "250000.00"})
    assert row["days"] < 0
    assert row["fix"] == f"portfolio contribution receive {key} 250000.00 USD --date DATE"
    awaited(*row["fix"].replace("DATE", "2024-03-01").split()[1:])
    assert rows(awaited, "--donor", "Graustark") == []


def test_what_counts_as_paid_is_said_when_an_instalment_is_entered(awaited: Program) -> None:
    first = awaited("contribution", "instalment", "Graustark", "100,000", "USD", "--date", "2023-05")
    assert "USD 100,000.00 of it counts as paid, by receipts of its date or of the whole agreement" in first.err
    later = awaited("contribution", "instalment", "Graustark", "100,000", "USD", "--date", "2091-05")
    assert "counts as paid" not in later.err


def test_further_ahead_there_is_more(awaited: Program) -> None:
    found = rows(awaited, "--donor", "Graustark", "--within", "2090-05")
    assert [row["what"] for row in found] == ["instalment to be paid", "agreement ends"]


def test_what_is_overdue_alone(awaited: Program) -> None:
    found = rows(awaited, "--late")
    assert found == [row for row in rows(awaited) if row["days"] < 0] != []
    assert "1 thing overdue." in awaited("due", "--late", "-f", "table").out
    assert "Nothing is overdue." in awaited("due", "--late", "--donor", "Arcadia", "-f", "table").out
    assert "leave one out" in awaited("due", "--late", "--within", "30d", code=2).err


def test_nobody_of_a_name_is_said_with_who_is_near(awaited: Program) -> None:
    hint = "No officer is called “Slva”. Did you mean C. Silva?"
    assert f" {hint}\n" in awaited("due", "--officer", "Slva", "-f", "table").out
    for noun in ("project", "contribution", "outcome"):
        ended = awaited(noun, "list", "--officer", "Slva", "-f", "table")
        assert f"No {noun} fits. {hint}" in ended.out.replace("\n", " ")
    assert hint not in awaited("contribution", "list", "--officer", "not:Slva", "-f", "table").out
    assert awaited("project", "list", "--officer", "SILVA", "-f", "json").out.strip() == "[]"


def test_by_who_looks_after_it(awaited: Program) -> None:
    assert {row["officer"] for row in rows(awaited, "--officer", "silva")} == {"C. Silva"}
    assert rows(awaited, "--officer", "nobody") == []


@pytest.mark.parametrize("within", ["soon", "2020", "-3d", "2020.."])
def test_what_is_no_time_ahead_is_refused(office: Program, within: str) -> None:
    assert "is no time ahead" in office("due", f"--within={within}", code=5).err


def events(path: Path) -> dict[str, Any]:
    """Return the events of a calendar by their ids, as a calendar program reads them."""
    calendar = Calendar.from_ical(path.read_bytes())
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


class TestCalendar:
    def test_each_is_a_whole_day_with_what_it_is_about(self, awaited: Program, tmp_path: Path) -> None:
        (row,) = rows(awaited, "--donor", "Graustark")
        awaited("due", "--donor", "Graustark", "-o", "due.ics")
        ((uid, event),) = events(tmp_path / "due.ics").items()
        assert uid == f"{row['record']}-instalment@portfolio"
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2024, 2, 29), dt.date(2024, 3, 1))
        assert event["SUMMARY"] == "Instalment to be paid: Gift"
        assert "Amount: USD 250,000" in event["DESCRIPTION"]
        assert row["fix"] in event["DESCRIPTION"]

    def test_a_second_import_brings_the_first_up_to_date(self, awaited: Program, tmp_path: Path) -> None:
        awaited("due", "-o", "first.ics")
        awaited("due", "-o", "second.ics")
        assert (tmp_path / "first.ics").read_bytes() == (tmp_path / "second.ics").read_bytes()
        awaited("contribution", "receive", "Graustark", "50,000", "--date", "2024-03-20")
        awaited("due", "-o", "third.ics")
        first, third = events(tmp_path / "first.ics"), events(tmp_path / "third.ics")
        assert first.keys() == third.keys()
        assert first != third

    def test_texts_are_only_text_and_lines_are_short(self, awaited: Program, tmp_path: Path) -> None:
        title = "Gift; of, many\\parts: Ёжики и границы – " + "долго " * 12 + "BEGIN:VALARM"
        awaited("contribution", "edit", "C-003", "--set", f"title={title}")
        awaited("contribution", "instalment", "C-001", "5", "USD", "--date", "2023-01")
        awaited("due", "-o", "due.ics")
        held = (tmp_path / "due.ics").read_bytes()
        assert all(len(line) <= 75 for line in held.split(b"\r\n"))
        assert b"\n" not in held.replace(b"\r\n", b"")
        assert any(title in event["SUMMARY"] for event in events(tmp_path / "due.ics").values())
        assert not Calendar.from_ical(held).walk("VALARM")

    def test_what_may_not_leave_the_office_is_not_in_it(self, awaited: Program, tmp_path: Path) -> None:
        (row,) = rows(awaited, "--donor", "Graustark")
        key = row["record"].partition(".")[0]
        awaited("contribution", "edit", key, "--set", "classification=confidential")
        assert "1 contribution" in awaited("due", "-o", "due.ics").err
        assert not any(uid.startswith(key) for uid in events(tmp_path / "due.ics"))
        awaited("due", "--max-classification", "confidential", "-o", "all.ics")
        assert any(uid.startswith(key) for uid in events(tmp_path / "all.ics"))

    def test_only_what_is_due_is_a_calendar(self, awaited: Program) -> None:
        assert "portfolio due -o due.ics" in awaited("project", "list", "-o", "list.ics", code=2).err


def test_the_overview_has_the_top_of_it(awaited: Program) -> None:
    (row,) = json.loads(awaited("overview", "--donor", "Graustark", "-f", "json").out)["due"]
    assert (row["date"], row["what"], row["amount"]) == ("2024-02", "instalment to be paid", {"USD": "250000.00"})
    assert len(json.loads(awaited("overview", "-f", "json").out)["due"]) > 1
    assert json.loads(awaited("overview", "--year", "2023", "-f", "json").out)["due"] == []


def test_tells_of_ones_own_drafts_but_writes_them_nowhere(office: Program, opened: Store, folder: Path) -> None:
    drawer(opened).keep(KeptDraft("", "project", "Begun", "", {"title": ["Begun"]}))
    drafts = [row for row in shown(office, "due") if row["what"] == "draft"]
    assert [(row["title"], row["fix"]) for row in drafts] == [("Begun", "portfolio project add")]
    assert "1 draft of yours" in office("due").out + office("due", "--format", "table").out
    assert "Begun" not in office("due", "--donor", "Arcadia", "--format", "json").out
    office("due", "-o", "due.csv")
    office("due", "-o", "due.ics")
    for name in ("due.csv", "due.ics"):
        assert "Begun" not in (folder / name).read_text(encoding="utf-8")
