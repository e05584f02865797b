"""Figures of random registers against an oracle that shares no code with the program; `bench.figures` is longer."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from bench.figures.asked import Question
from bench.figures.model import Allocation, Contribution, Movement, Organisation, Register, Target
from bench.figures.oracle import Oracle

TODAY = dt.datetime.now(tz=dt.UTC).date()


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
