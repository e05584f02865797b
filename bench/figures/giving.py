"""Random agreements with donors, and entries of every kind, each as the rules allow it when it is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.figures.making import DONORS, Made, Maker
from bench.figures.model import (
    DIGITS,
    HOMES,
    REGION_NAMES,
    Allocation,
    Contribution,
    Expenditure,
    Movement,
    reach,
    span,
    written,
)
from bench.figures.pieces import Converter
from bench.figures.standing import standing

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERBS = {"pledge": "pledge", "commitment": "commit", "receipt": "receive", "refund": "refund"}


def make(seed: int) -> Made:
    """Make a random register; the same one of the same seed."""
    return _Giver(seed).make()


class _Giver(Maker):
    def make(self) -> Made:
        """Make work, agreements, and then entries of all kinds in turn."""
        self.work()
        for number in range(self.chance.randint(1, 5)):
            self.contribution(f"C-{number + 1:03}")
        for _ in range(self.chance.randint(8, 40)):
            self.entry()
        return self.made

    def contribution(self, identity: str) -> None:
        """Make an agreement without any entry."""
        chance = self.chance
        made = Contribution(
            identity,
            chance.choice(DONORS).code,
            chance.choice(sorted(DIGITS)),
            signed=self.date(missing=50),
            start=self.date(missing=70),
            receipts_unknown=self.likely(15),
            use_unknown=self.likely(15),
        )
        self.register.contributions.append(made)
        options = [("--signed", made.signed), ("--start", made.start)]
        self.made.step(
            *("contribution", "add", made.donor, "--title", f"Agreement {identity}", "--currency", made.currency),
            *(word for name, value in options if value for word in (name, value)),
            *(["--receipts-unknown"] if made.receipts_unknown else []),
            *(["--use-unknown"] if made.use_unknown else []),
        )

    def entry(self) -> None:
        """Make an entry of any kind."""
        made = self.chance.choice(self.register.contributions)
        kind = self.chance.choices(
            (self.movement, self.allocation, self.move, self.returning, self.expenditure, self.closing),
            (8, 6, 2, 1, 5, 1),
        )[0]
        kind(made)

    def units(self, limit: int = 300_000) -> int:
        """Choose an amount, mostly one that does not divide."""
        return self.chance.choice((self.chance.randint(1, limit), min(limit, self.chance.randint(1, 9)), limit))

    def booking(self, currency: str) -> tuple[int, str] | None:
        """Choose a booked value, mostly none."""
        if self.likely(85):
            return None
        other = self.chance.choice([code for code in sorted(DIGITS) if code != currency])
        return self.units(), other

    def movement(self, made: Contribution) -> None:
        """Make a movement, at times one that takes back an earlier one."""
        kinds = ["pledge", "commitment"] if made.receipts_unknown else ["pledge", "commitment", "receipt", "refund"]
        identity = f"{made.id}.m{len(made.movements) + 1}"
        kind = self.chance.choice([*kinds, "commitment", kinds[-2]])
        entry = Movement(identity, kind, self.units(), self.date(), booked=self.booking(made.currency))
        if kind == "refund":
            entry = replace(entry, units=self.units(max(1, self.kept(made, "receipt") - self.kept(made, "refund"))))
        back = [each for each in made.movements if not each.reversal and each.kind == kind]
        if back and self.likely(15):
            entry = replace(entry, units=self.chance.choice(back).units, reversal=True, booked=None)
        if not self.holds(replace(made, movements=[*made.movements, entry])):
            return
        made.movements.append(entry)
        words = [_VERBS[kind], made.id, written(entry.units, made.currency), made.currency, *_dated(entry.date)]
        words += ["--reverse"] if entry.reversal else []
        words += ["--booked", _amount(entry.booked)] if entry.booked else []
        self.made.step("contribution", *words, "--again")

    def kept(self, made: Contribution, kind: str) -> int:
        """Return what the entries of a kind add up to."""
        return sum(-each.units if each.reversal else each.units for each in made.movements if each.kind == kind)

    def holds(self, made: Contribution) -> bool:
        """Whether a contribution is as the rules have it: nothing below zero, no more allocated than there is."""
        now = standing(made)
        whole = all(self.kept(made, kind) >= 0 for kind in _VERBS)
        return whole and self.kept(made, "refund") <= self.kept(made, "receipt") and now.allocated <= now.allocatable

    def allocation(self, made: Contribution) -> None:
        """Allocate part of what is not, or all; at times more, which is refused."""
        now = standing(made)
        left = now.allocatable - now.allocated
        target = self.chance.choice(sorted(self.register.targets))
        if left <= 0 or self.likely(5):
            if left >= 0:
                words = (made.id, target, written(left + 1, made.currency))
                self.made.step("contribution", "allocate", *words, "--again", code=5)
            return
        self.allocate(made, Allocation("", target, min(left, self.units(left))))

    def move(self, made: Contribution) -> None:
        """Move part of what a target has to another."""
        net = standing(made).net
        if not net:
            return
        source = self.chance.choice(sorted(net))
        others = [code for code in sorted(self.register.targets) if code != source]
        if others:
            self.allocate(made, Allocation("", self.chance.choice(others), self.units(net[source]), source))

    def returning(self, made: Contribution) -> None:
        """Return part of what a target has, or all, to what is not allocated."""
        if net := standing(made).net:
            target = self.chance.choice(sorted(net))
            self.allocate(made, Allocation("", target, self.units(net[target]), returned=True))

    def allocate(self, made: Contribution, entry: Allocation) -> None:
        """Enter an allocation."""
        entry = replace(entry, id=f"{made.id}.a{len(made.allocations) + 1}", date=self.date(missing=30))
        after = replace(made, allocations=[*made.allocations, entry])
        if not all(self.may_bear(after, each.target) for each in self.charged_to(made)) or is_early(after):
            return
        made.allocations.append(entry)
        words = [made.id, entry.target, written(entry.units, made.currency)]
        words += ["--from", entry.moved_from] if entry.moved_from else ["--reverse"] if entry.returned else []
        words += ["--date", entry.date] if entry.date else []
        self.made.step("contribution", "allocate", *words, "--again")

    def expenditure(self, made: Contribution) -> None:
        """Spend on a target, charged to a contribution that may bear it or to none."""
        target = self.chance.choice(sorted(self.register.targets))
        charged = self.likely(60) and self.may_bear(made, target)
        own = charged and self.likely(80)
        currency = made.currency if own else self.chance.choice(sorted(DIGITS))
        identity = f"E-{len(self.register.expenditures) + 1:03}"
        date = self.date()
        entry = Expenditure(identity, target, self.units(), currency, date, made.id if charged else "")
        entry = replace(entry, booked=self.booking(currency), place=self.place(target))
        words = ["--booked", _amount(entry.booked)] if entry.booked else []
        if charged and currency != made.currency:
            found = Converter(self.register, made.currency, dt.date.max).entry(entry.units, currency, date, None)
            by_rate = found[1] == made.currency and found[0] > 0
            entry = replace(entry, booked=found if by_rate else (self.units(), made.currency))
            words = [] if by_rate or not entry.booked else ["--booked", _amount(entry.booked)]
        back = [each for each in self.register.expenditures if not self.is_reversed(each)]
        if back and self.likely(10):
            entry = replace(self.chance.choice(back), id=identity, date=self.date(), reversal=True)
            words = ["--booked", _amount(entry.booked)] if entry.booked else []
        self.spend(entry, words)

    def place(self, target: str) -> str:
        """Choose a place inside those of a target, where it has any, for an expenditure of its own; mostly none."""
        if not self.likely(30):
            return ""
        work = self.register.targets[target]
        held = [reach(place) for place in (*work.countries, *work.regions)]
        known = [*sorted(HOMES), *sorted(REGION_NAMES)]
        if held and work.scope != "global":
            known = [place for place in known if any(reach(place) <= around for around in held)]
        return self.chance.choice(known)

    def spend(self, entry: Expenditure, words: Sequence[str]) -> None:
        """Enter an expenditure."""
        self.register.expenditures.append(entry)
        options = {
            "contribution": entry.contribution,
            "region" if entry.place in REGION_NAMES else "country": entry.place,
        }
        given = [word for name, value in options.items() if value for word in (f"--{name}", value)]
        given += ["--reverse"] if entry.reversal else []
        amount = written(entry.units, entry.currency)
        basics = ("add", entry.target, amount, entry.currency, *_dated(entry.date))
        self.made.step("expenditure", *basics, *given, *words, "--again")

    def is_reversed(self, entry: Expenditure) -> bool:
        """Whether an expenditure is a reversal, or there is one like it."""
        others = [each for each in self.register.expenditures if each.reversal]
        alike = [(each.target, each.currency, each.contribution) for each in others]
        return entry.reversal or (entry.target, entry.currency, entry.contribution) in alike

    def charged_to(self, made: Contribution) -> list[Expenditure]:
        """Return what is charged to a contribution."""
        return [each for each in self.register.expenditures if each.contribution == made.id]

    def may_bear(self, made: Contribution, target: str) -> bool:
        """Whether spending on a target may be charged to a contribution."""
        above = {each.code for each in self.register.lineage(target)} | {self.register.programme_of(target)}
        return not made.allocations or bool(above & set(standing(made).net))

    def closing(self, made: Contribution) -> None:
        """Close an agreement, if what is allocated remains within what may be."""
        date = self.date(missing=0)
        closed = replace(made, closed=date)
        if not made.closed and made.movements and self.holds(closed):
            made.closed = date
            self.made.step("contribution", "close", made.id, "--date", date)


def _amount(booked: tuple[int, str]) -> str:
    return f"{written(*booked)} {booked[1]}"


def _dated(date: str) -> list[str]:
    return ["--date", date] if date else ["--undated"]


def is_early(made: Contribution) -> bool:
    """Whether something is moved or returned, by its date, before it was allocated; no rule says what then holds."""
    ends = [span(made.when(each.date))[1] for each in made.allocations if made.when(each.date)]
    return any(units < 0 for end in ends for units in standing(made, end).net.values())
