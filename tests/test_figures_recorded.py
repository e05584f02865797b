"""Published figures are compared with what the register records of the same donors, time and stage."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from portfolio import dates, publicrecords
from portfolio.figures.recorded import recorded_money, recorded_work
from portfolio.query.register_view import Register

if TYPE_CHECKING:
    from conftest import Program

Page = dict[str, list[dict[str, Any]]]

TODAY = dt.date(2026, 1, 31)


def gift(key: str, donor: str, *movements: tuple[str, int, str], **more: Any) -> Any:
    parts = [
        {"id": f"{key}.m{number}", "kind": kind, "amount": f"{amount}.00", **({"date": date} if date else {})}
        for number, (kind, amount, date) in enumerate(movements, 1)
    ]
    return {"id": key, "donor": donor, "movements": parts, "currency": "USD", **more}


def organisation(code: str, *, own: bool) -> Any:
    return {"code": code, "name": code, "own": own}


def work(code: str, kind: str, owner: str, **more: str) -> Any:
    return {"code": code, "title": code, "kind": kind, "owner": owner, **more}


REGISTER = Register(
    organisations=[
        organisation("ARC", own=False),
        organisation("RUR", own=False),
        organisation("OFF", own=True),
    ],
    contributions=[
        gift("C-1", "ARC", ("commitment", 100, "2015"), ("receipt", 60, "2016")),
        gift("C-2", "ARC", ("pledge", 500, "2018"), ("receipt", 70, "2021")),
        gift("C-3", "ARC", ("receipt", 30, ""), signed="2014"),
        gift("C-4", "RUR", ("commitment", 40, "2017"), receipts_unknown=True),
        gift("C-5", "RUR", ("receipt", 9, "2017"), currency="EUR"),
        gift("C-6", "OFF", ("receipt", 1000, "2015")),
    ],
    projects=[
        work("P-1", "project", "UNCCT", actual_start="2012", actual_end="2014"),
        work("P-2", "initiative", "joint", actual_start="2019"),
        work("P-3", "project", "UNCCT"),
        work("P-4", "office", "UNCCT", actual_start="2013"),
        work("P-5", "project", "UNOCT", actual_start="2013"),
    ],
    programmes=[work("PRG-1", "project", "UNCCT", actual_start="2018", status="implementation")],
)


@pytest.mark.parametrize(
    ("figure", "amounts", "unknown"),
    [
        # 60 of 2016 and 30 that count from the signature of 2014; the 70 of 2021 come later.
        ({"donor": "ARC", "stage": "received", "as_of": "2020"}, {"USD": 90}, 0),
        ({"donor": "ARC", "stage": "received", "as_of": "2021-12-31"}, {"USD": 160}, 0),
        # The greatest of each contribution: 100 committed of the first, 30 received of the third.
        ({"donor": "ARC", "stage": "committed", "as_of": "2020"}, {"USD": 130}, 0),
        # And 500 pledged of the second.
        ({"donor": "ARC", "stage": "pledged", "as_of": "2020"}, {"USD": 630}, 0),
        # Receipts that are not recorded are told apart from none.
        ({"donor": "RUR", "stage": "received", "as_of": "2020"}, {"EUR": 9}, 1),
        # Everybody, but never the office's own funds.
        ({"stage": "received", "as_of": "2020"}, {"USD": 90, "EUR": 9}, 1),
        ({"stage": "received", "as_of": "2020", "without": ["RUR"]}, {"USD": 90}, 0),
        ({"stage": "received", "as_of": "2020", "since": "2016"}, {"USD": 60, "EUR": 9}, 1),
        ({"donor": "UTO", "stage": "received", "as_of": "2020"}, {}, 0),
    ],
)
def test_money_is_what_contributions_had_come_to_by_the_date_at_that_stage(
    figure: dict[str, Any], amounts: dict[str, int], unknown: int
) -> None:
    found = recorded_money(REGISTER, TODAY, figure)
    assert found.amounts == {currency: Decimal(amount) for currency, amount in amounts.items()}
    assert found.unknown == unknown


def test_what_rests_on_an_uncertain_movement_alone_is_uncertain() -> None:
    """Committed 100 for sure and received 100 uncertainly: only what was received is uncertain."""
    given = gift("C-1", "ARC", ("commitment", 100, "2015"), ("receipt", 100, "2015"))
    given["movements"][1]["uncertain"] = True
    register = Register(contributions=[given, gift("C-2", "ARC", ("receipt", 30, "2016"))])
    stages = ("received", "committed")
    found = [recorded_money(register, TODAY, {"donor": "ARC", "stage": each, "as_of": "2020"}) for each in stages]
    assert [dict(each.amounts) for each in found] == [{"USD": Decimal(130)}] * 2
    assert [each.uncertain for each in found] == [{"USD": 1}, {}]


@pytest.mark.parametrize(
    ("figure", "number", "undated"),
    [
        ({"counted": "projects", "until": "2014"}, 1, 1),
        ({"counted": "projects", "since": "2020", "until": "2020"}, 1, 1),
        ({"counted": "projects and programmes", "since": "2020", "until": "2020"}, 2, 1),
        ({"counted": "projects", "since": "2012-04"}, 2, 1),
    ],
)
def test_work_is_the_centres_own_and_joint_in_that_time_without_offices(
    figure: dict[str, Any], number: int, undated: int
) -> None:
    assert recorded_work(REGISTER, figure) == (number, undated)


@pytest.fixture
def public(portfolio: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(dates, "today", lambda: TODAY)
    portfolio("init", "--with-public-records")
    return portfolio


@pytest.fixture
def page(public: Program) -> Page:
    found: Page = json.loads(public("summary", "published", "--format", "json").out)
    return found


class TestTheCommandOnThePublicRecords:
    def test_what_saudi_arabia_gave_by_the_end_of_2020_is_equal(self, page: Page) -> None:
        (row,) = [each for each in page["money"] if each.get("donor") == "SA"]
        assert row["public"] == row["recorded"] == {"USD": "110000000.00"}
        assert row["difference"] == {"USD": "0.00"}

    def test_receipts_that_are_not_recorded_are_no_zero(self, page: Page) -> None:
        (row,) = [each for each in page["money"] if each.get("donor") == "EU"]
        assert (row["recorded"], row["difference"]) == ({}, {})
        assert row["recorded_not_known"] == row["difference_not_known"] > 0

    def test_every_published_figure_has_a_row_with_a_reason_and_a_source(self, page: Page) -> None:
        figures = publicrecords.checks()
        for name, source in (("money", "cumulative"), ("counts", "counts"), ("elsewhere", "not_ours")):
            assert [row["of"] for row in page[name]] == [figure["of"] for figure in figures[source]]
        assert all(row["why"] and (row.get("url") or row.get("citation")) for row in (*page["money"], *page["counts"]))

    def test_the_counts_say_how_many_are_public(self, page: Page) -> None:
        facts = publicrecords.facts()
        ours = [
            each for each in facts["projects"] if each.get("owner") in ("UNCCT", "joint") and each["kind"] != "office"
        ]
        dated = [each for each in ours if any(name.endswith(("_start", "_end")) for name in each)]
        (since_2012,) = [row for row in page["counts"] if row["public"] == 80]
        assert since_2012["undated"] == len(ours) - len(dated)
        # None of them was over before April 2012.
        assert since_2012["recorded"] == len(dated)
        assert since_2012["difference"] == 80 - len(dated)

    @pytest.mark.parametrize("form", ["table", "tsv", "csv", "md", "jsonl"])
    def test_it_is_told_in_every_format(self, public: Program, form: str) -> None:
        assert "110" in public("summary", "published", "--format", form).out

    def test_it_is_as_of_a_revision(self, public: Program) -> None:
        public("contribution", "add", "Saudi Arabia", "--title", "Later")
        public("contribution", "receive", "C-024", "5", "USD", "--date", "2020-01-01")
        now, before = (
            json.loads(public("summary", "published", *words, "--format", "json").out)["money"][0]["recorded"]
            for words in ((), ("--as-of", "1"))
        )
        assert (now, before) == ({"USD": "110000005.00"}, {"USD": "110000000.00"})


def test_pillars_by_our_reading_are_marked_wherever_they_are_counted(public: Program) -> None:
    said = "are uncertain: no source gives them"
    assert said in public("summary", "pillars", "--format", "table").out
    assert said in public("summary", "pillars", "--format", "json").err
    assert said in public("overview", "--format", "table").out
    assert json.loads(public("overview", "--format", "json").out)["uncertain_pillars"] > 0
    assert "II (inherited, uncertain)" in public("project", "show", "P-009", "--format", "table").out
    assert said in public("report", "portfolio", "--year", "2020", "--format", "md").out
