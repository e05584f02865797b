"""Figures of random registers against an oracle that shares no code with the program; `bench.figures` is longer."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from bench.figures.asked import Question
from bench.figures.comparing import Tally, Wrong, compare, questions
from bench.figures.entering import entered
from bench.figures.giving import make
from bench.figures.invariants import hold
from bench.figures.making import DONORS
from bench.figures.model import (
    Allocation,
    Budget,
    Contribution,
    Expenditure,
    Movement,
    Organisation,
    Register,
    Target,
)
from bench.figures.oracle import Oracle
from bench.figures.reports import compare_donor, compare_statements

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.datetime.now(tz=dt.UTC).date()


@pytest.mark.parametrize(
    ("seed", "how"),
    [
        *((seed, "import") for seed in (11, 28, 31, 49, 51)),
        *((seed, "command") for seed in (29, 44)),
        (40, "workbook"),
    ],
)
def test_answers_are_those_of_an_independent_computation(seed: int, how: str, tmp_path: Path) -> None:
    made = make(seed)
    program, wrong = entered(made, tmp_path, how)
    assert wrong == []
    tally, oracle = Tally(), Oracle(made.register, TODAY)
    chance = random.Random(seed)  # noqa: S311 - synthetic data
    compare(program, oracle, seed, questions(made.register, chance, 3), tally, how)
    assert [str(each) for each in tally.wrong] == []
    assert tally.agreed.total() > 50


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_rows_are_the_answers_to_their_own_filters_and_parts_make_the_whole(seed: int, tmp_path: Path) -> None:
    made = make(seed)
    program, wrong = entered(made, tmp_path, "import")
    assert wrong == []
    chance = random.Random(seed)  # noqa: S311 - synthetic data
    for question in (Question(), *questions(made.register, chance, 1)):
        tally = Tally()
        hold(program, made.register, Wrong(seed, "", question, ("", "", ""), 0, 0), tally)
        assert [str(each) for each in tally.wrong] == []


@pytest.mark.parametrize("seed", [31, 32, 33])
def test_reports_to_donors_have_the_same_figures_and_open_as_they_closed(seed: int, tmp_path: Path) -> None:
    made = make(seed)
    program, wrong = entered(made, tmp_path, "import")
    assert wrong == []
    tally, oracle = Tally(), Oracle(made.register, TODAY)
    gave = {each.donor for each in made.register.contributions}
    for donor in [each.code for each in DONORS if not each.own and each.code in gave][:2]:
        about = Wrong(seed, "", Question((("donor", donor),)), ("", "", ""), 0, 0)
        for period in ((), (("year", "2019"),)):
            asked = replace(about, question=about.question._replace(period=period))
            compare_donor(program, oracle, asked, tally)
        compare_statements(program, oracle, about, tally)
    assert [str(each) for each in tally.wrong] == []


def thirds(*movements: Movement, targets: tuple[str, ...] = ("A", "B", "C")) -> Oracle:
    """An oracle of one agreement, all of which is allocated in equal parts to targets."""
    units = sum(each.units for each in movements) // len(targets)
    allocations = [Allocation(f"C.a{place}", code, units) for place, code in enumerate(targets)]
    made = Contribution("C", "D", "USD", movements=list(movements), allocations=allocations)
    return Oracle(Register([Organisation("D", "D")], {code: Target(code) for code in targets}, [made]), TODAY)


def test_the_oracle_splits_each_entry_once() -> None:
    thrice = [Movement(f"C.m{year}", "receipt", 10_000, f"{year}") for year in (2021, 2022, 2023)]
    received = thirds(*thrice).money(Question(), lambda piece: f"{piece.target} {piece.date}")
    assert [received[f"A {year}", "received", "USD"] for year in (2021, 2022, 2023)] == [3334, 3333, 3333]
    assert sum(received[f"C {year}", "received", "USD"] for year in (2021, 2022, 2023)) == 10_000
    halves = thirds(Movement("C.m1", "receipt", 154, "2021"), targets=("A", "B"))
    assert halves.money(Question(), lambda piece: piece.target)["A", "received", "USD"] == 77


def test_the_oracle_shares_places_by_the_hundredth() -> None:
    oracle = thirds(Movement("C.m1", "receipt", 300, "2021"))
    oracle.register.targets["A"].countries = {"KE": Fraction(50), "UZ": Fraction(50)}
    oracle.register.targets["B"].countries = {"KE": None, "SO": None}
    found = oracle.summary("regions", Question())
    assert found["Eastern Africa", "received", "USD"] == 50 + 100
    assert found["Central Asia", "received", "USD"] == 50
    assert found["not recorded", "received", "USD"] == 100


def test_the_oracle_counts_budgets_beside_a_programmes_own() -> None:
    """Of USD 100 for 2024 a project has 60, and it plans USD 40 for 2025 and EUR 3 besides; USD 70 are allocated."""
    programme = Target("PRG", is_programme=True, budgets=(Budget("PRG.b1", 100_00, "USD", "2024", "2024"),))
    plans = (
        Budget("A.b1", 60_00, "USD", "2024-03", "2024-03"),
        Budget("A.b2", 90_00, "USD", "2025", "2025", revised=True),
        Budget("A.b3", 40_00, "USD", "2025", "2025", revised=True),
        Budget("A.b4", 3_00, "EUR"),
    )
    project = Target("A", programme="PRG", budgets=plans)
    given = Contribution("C", "D", "USD", allocations=[Allocation("C.a1", "A", 70_00)])
    oracle = Oracle(Register([Organisation("D", "D")], {"PRG": programme, "A": project}, [given]), TODAY)
    found = oracle.budgets(Question())
    assert {place: units for place, units in found.items() if place[0] == "PRG"} == {
        ("PRG", "budget", "USD"): 140_00,
        ("PRG", "budget", "EUR"): 3_00,
        ("PRG", "allocated", "USD"): 70_00,
        ("PRG", "gap", "USD"): 70_00,
        ("PRG", "gap", "EUR"): 3_00,
    }
    total = oracle.summary("total", Question())
    assert (total["", "budget", "USD"], total["", "gap", "USD"], total["", "gap", "EUR"]) == (140_00, 70_00, 3_00)
    assert found["A", "gap", "USD"] == 30_00


def test_the_oracle_finds_work_where_its_money_was_spent() -> None:
    project = Target("A", regions={"twin-lakes": None})
    spent = [Expenditure("E", "A", 700, "USD", place="KE")]
    oracle = Oracle(Register([], {"A": project}, [], spent), TODAY)
    kenya = Question((("country", "KE"),))
    listed = oracle.summary("listed projects", kenya)
    assert (listed["A", "spent", "USD"], listed["A", "place_spent", "USD"]) == (700, 700)
    assert oracle.summary("countries", kenya)["Kenya", "projects", ""] == 1
    assert oracle.summary("listed projects", Question((("country", "SO"),))) == {}
