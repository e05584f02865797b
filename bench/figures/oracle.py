"""The figures of any question, found from what was entered; nothing here is the program's own."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from bench.figures.asked import EVER, Asked, Question, chosen, donors_of, of_donors, period_of, runs_in
from bench.figures.counting import NO_PROGRAMME, OWN_FUNDS, UNDATED, rows_of, year_name
from bench.figures.model import HOMES, OWN, Register, span
from bench.figures.owned import of_pillars, of_places
from bench.figures.pieces import (
    COLUMNS,
    NOT_RECORDED,
    Converter,
    Piece,
    Weights,
    broken_down,
    by_country,
    by_pillar,
    by_place,
    by_region,
    dealt,
    pieces,
)
from bench.figures.planning import Funded, Planner
from bench.figures.standing import counts, standing
from bench.figures.unknown import of_accounts, of_rows, of_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bench.figures.model import Contribution, Day, Expenditure, Target
    from bench.figures.pieces import Row

NOT_CHARGED, TOO_ROUGHLY = "not charged", "dated too roughly"
PROJECTS, PROGRAMMES, LISTED = "projects", "programmes", "listed"
COUNTS = frozenset({PROJECTS, PROGRAMMES, LISTED})

_SHARED: Mapping[str, tuple[str, Callable[[Register, str], Weights]]] = {
    "regions": ("region", by_region),
    "countries": ("country", by_country),
    "pillars": ("pillar", by_pillar),
}

# (row, column, currency) to minor units, or (row, "projects", "") to a count; what is zero is not there.
Figures = dict[tuple[str, str, str], int]


class Oracle:
    """Answers questions about one register."""

    def __init__(self, register: Register, today: Day) -> None:
        """Take what was entered, and the day that it is."""
        self.register, self.today = register, today
        self._converter = cache(lambda currency: Converter(register, currency, today))
        self._pieces: Callable[[str], list[Piece]] = cache(lambda currency: pieces(register, self._converter(currency)))
        self._rows = cache(self._broken_down)

    def _asked(self, question: Question) -> Asked:
        register = self.register
        period, donors, work = period_of(question, register), donors_of(question, register), chosen(question, register)
        theirs = of_donors(question, register, set(work))
        counted = {
            code: target for code, target in work.items() if code in theirs and runs_in(target, period, register)
        }
        return Asked(question, period, donors, work, counted, self.today)

    def _broken_down(self, currency: str, dimension: str) -> list[Row]:
        register = self.register
        shares = by_place if dimension == "place" else dict(_SHARED.values())[dimension]
        return broken_down(register, self._pieces(currency), lambda code: shares(register, code), dimension)

    def _is_in(self, asked: Asked, piece: Piece) -> bool:
        if asked.donors is not None and piece.donor not in asked.donors:
            return False
        if asked.question.chooses_work and piece.target not in asked.chosen:
            return False
        return asked.period.has(piece.date)

    def _is_own(self, piece: Piece) -> bool:
        """Whether a piece is the office's own funds, which no total has."""
        return piece.donor == OWN and piece.column != "spent"

    def money(self, question: Question, row_of: Callable[[Piece], str], *, owns: bool = False) -> Figures:
        """Return the flows of a question by any row that a piece is in, with or without the office's own funds."""
        asked, found = self._asked(question), Counter[tuple[str, str, str]]()
        for piece in self._pieces(question.currency):
            if self._is_in(asked, piece) and (owns or not self._is_own(piece)):
                found[row_of(piece), piece.column, piece.currency] += piece.units
        return _kept(found)

    def shared(self, question: Question, dimension: str) -> Figures:
        """Return the flows of a question by region, country or pillar."""
        asked, found = self._asked(question), Counter[tuple[str, str, str]]()
        for row in self._rows(question.currency, dimension):
            if self._is_in(asked, row.piece) and not self._is_own(row.piece):
                found[row.row, row.piece.column, row.piece.currency] += row.units
        return _kept(found)

    def summary(self, name: str, question: Question) -> Figures:
        """Return what a summary has to say, its counts of projects included."""
        if name == "years" and question.in_fiscal_years:
            return self.summary("fiscal", question)
        if name in {"listed projects", "listed programmes"}:
            return self._listed(question, programmes=name == "listed programmes")
        if name == "budgets":
            return self.budgets(question)
        if name in {"overview", "partners"}:
            return self._counts(question, name)
        if name in {"regions", "countries", "pillars"}:
            found = self.shared(question, _SHARED[name][0]) | self._unknown_shares(question, name)
            return found | self._counts(question, name)
        row_of = {
            "donors": self._donor_row,
            "programmes": self._programme_row,
            "statuses": self._status_row,
            "years": lambda piece: self._year_row(piece.date, fiscal=False),
            "fiscal": lambda piece: self._year_row(piece.date, fiscal=True),
            "contributions": lambda piece: piece.contribution,
            "total": lambda _: "",
        }[name]
        found = self.money(question, row_of, owns=name == "contributions")
        if name in {"donors", "contributions", "total"}:
            found |= self.balances(question, name) | self._unknown_accounts(question, name)
            found |= _planned({"": self._planner(question).total()}, ("budget", "gap")) if name == "total" else {}
        else:
            found |= self._unknown_rows(question, name, row_of)
        return found | self._counts(question, name)

    def _listed(self, question: Question, *, programmes: bool) -> Figures:
        """Return the money of each project, or programme with its projects, that a list has, and that it has it."""
        counted = self._asked(question).counted
        listed = {code for code, target in counted.items() if target.is_programme == programmes}
        register = self.register

        def row_of(piece: Piece) -> str:
            known = piece.target in register.targets
            return register.programme_of(piece.target) if programmes and known else piece.target

        found = self.money(question, row_of) | self._unknown_rows(question, "listed", row_of)
        found |= self._owned(question, row_of)
        planner = self._planner(question)
        found |= _planned({code: planner.programme(code) if programmes else planner.work(code) for code in listed})
        return {place: units for place, units in found.items() if place[0] in listed} | {
            (code, LISTED, ""): 1 for code in listed
        }

    def _owned(self, question: Question, row_of: Callable[[Piece], str]) -> Figures:
        """Return the own share of the places and pillars asked for."""
        asked, found = self._asked(question), Counter[tuple[str, str, str]]()
        for dimension, options, shares in (
            ("place", ("region", "country"), of_places),
            ("pillar", ("pillar",), of_pillars),
        ):
            if any(map(question.named, options)):
                rows = [row for row in self._rows(question.currency, dimension) if self._is_shown(asked, row.piece)]
                for (code, column, currency), units in shares(self.register, question, rows).items():
                    found[row_of(_nothing_at(code)), column, currency] += units
        return _kept(found)

    def _unknown_accounts(self, question: Question, name: str) -> Figures:
        """Return of how many agreements the amounts of a row with balances are not known."""

        def row_of(made: Contribution) -> str:
            return {"donors": self.register.named(made.donor).name, "contributions": made.id, "total": ""}[name]

        return _kept(of_accounts(self.register, self._asked(question), row_of, owns=name == "contributions"))

    def _unknown_rows(self, question: Question, name: str, row_of: Callable[[Piece], str]) -> Figures:
        """Return of how many agreements with a part in a row that there is nobody knows what was paid."""
        asked = self._asked(question)
        present = {row_of(piece) for piece in self._pieces(question.currency) if self._is_shown(asked, piece)}
        present |= {place[0] for place in self._counts(question, name)}
        if name in {"years", "fiscal"}:
            fiscal = name == "fiscal"
            found = of_years(self.register, asked, lambda day: self._year_row(day, fiscal=fiscal), present, UNDATED)
            return _kept(found)
        return _kept(of_rows(self.register, asked, lambda code: [row_of(_nothing_at(code))], present))

    def _unknown_shares(self, question: Question, name: str) -> Figures:
        """Return the same by region, country or pillar."""
        dimension, shares = _SHARED[name]
        asked = self._asked(question)
        rows = self._rows(question.currency, dimension)
        present = {row.row for row in rows if self._is_shown(asked, row.piece)}
        present |= {place[0] for place in self._counts(question, name)}

        def rows_of(code: str) -> list[str]:
            if code not in self.register.targets:
                return [code]
            return [key.split("|")[-1] for key in shares(self.register, code)]

        return _kept(of_rows(self.register, asked, rows_of, present))

    def _is_shown(self, asked: Asked, piece: Piece) -> bool:
        return self._is_in(asked, piece) and not self._is_own(piece)

    def _donor_row(self, piece: Piece) -> str:
        if not piece.donor:
            return NOT_CHARGED
        return OWN_FUNDS if piece.donor == OWN else self.register.named(piece.donor).name

    def _programme_row(self, piece: Piece) -> str:
        if piece.target not in self.register.targets:
            return piece.target
        programme = self.register.programme_of(piece.target)
        return self.register.targets[programme].title if programme else NO_PROGRAMME

    def _status_row(self, piece: Piece) -> str:
        target = self.register.targets.get(piece.target)
        return (target.status or NOT_RECORDED) if target else piece.target

    def _year_row(self, date: str, *, fiscal: bool) -> str:
        if not date:
            return UNDATED
        start = self.register.fiscal_start
        first, last = (year_name(day, start, fiscal=fiscal) for day in span(date))
        return first if first == last else TOO_ROUGHLY

    def balances(self, question: Question, name: str) -> Figures:
        """Return what is allocated, not allocated and outstanding at the period's end."""
        asked, found = self._asked(question), Counter[tuple[str, str, str]]()
        for made in self.register.contributions:
            if made.donor == OWN and name != "contributions":
                continue
            if asked.donors is not None and made.donor not in asked.donors:
                continue
            row = {"donors": self.register.named(made.donor).name, "contributions": made.id, "total": ""}[name]
            for column, currency, units in self._balance(made, asked):
                found[row, column, currency] += units
        return _kept(found)

    def _balance(self, made: Contribution, asked: Asked) -> Iterator[tuple[str, str, int]]:
        """Yield the balances of a contribution; of chosen work only its part of them."""
        end = asked.period.last
        now, converter, day = standing(made, end), self._converter(asked.question.currency), end or self.today
        positive = {target: units for target, units in now.net.items() if units > 0}
        rest = max(0, now.allocatable - now.allocated)
        parts, currency = self._allotted(made, asked)
        everything = not asked.question.chooses_work
        yield "allocated", currency, sum(parts[code] for code in parts if everything or code in asked.chosen)
        if everything and not made.use_unknown:
            yield "unallocated", currency, converter.at(rest, made.currency, day)[0]
        if now.outstanding is not None:
            due = converter.at(now.outstanding, made.currency, day)[0]
            weights = positive | ({"~": rest} if rest or not positive else {})
            split = dealt(due, weights) if any(weights.values()) else {"~": due}
            yield "outstanding", currency, sum(split[code] for code in split if everything or code in asked.chosen)

    def _allotted(self, made: Contribution, asked: Asked) -> tuple[dict[str, int], str]:
        """Return what is allocated to each target, converted as one, and in which currency."""
        net, end = standing(made, asked.period.last).net, asked.period.last
        converter, day = self._converter(asked.question.currency), end or self.today
        allocated, currency = converter.at(sum(net.values()), made.currency, day)
        if net and all(units > 0 for units in net.values()):
            return dealt(allocated, net), currency
        return {target: converter.at(units, made.currency, day)[0] for target, units in net.items()}, currency

    def _planner(self, question: Question) -> Planner:
        asked, converter = self._asked(question), self._converter(question.currency)
        day = asked.period.last or self.today
        return Planner(
            self.register,
            asked,
            lambda units, currency: converter.at(units, currency, day),
            lambda made: self._allotted(made, asked),
        )

    def budgets(self, question: Question) -> Figures:
        """Return what is planned, allocated, spent and not funded, by programme and project."""
        rows = self._planner(question).rows()
        programmes = {code for code in rows if self.register.targets[code].is_programme}
        holding = {code for code in programmes if self._planner(question).plans(code)}
        spent = self.money(question, lambda piece: piece.target)
        found = _planned(rows)
        for (code, column, currency), units in spent.items():
            if column == "spent":
                for row in {code, self.register.programme_of(code)} & {code, *holding}:
                    place = (row, column, currency)
                    found[place] = found.get(place, 0) + units
        return _kept(Counter(found))

    def held(self, question: Question) -> Figures:
        """Return what is left of each agreement's receipts at the period's end, where receipts are recorded."""
        asked, found = self._asked(question), Counter[tuple[str, str, str]]()
        for made in self.register.contributions:
            if made.receipts_unknown or (asked.donors is not None and made.donor not in asked.donors):
                continue
            paid = [each for each in made.movements if COLUMNS[each.kind] == "received"]
            spent = [each for each in self.register.expenditures if each.contribution == made.id]
            units = sum(each.signed for each in paid if counts(made, each.date, asked.period.last))
            units -= sum(
                _in(made, each)
                for each in spent
                if each.date and asked.period.last and span(each.date)[1] <= asked.period.last
            )
            found[f"Agreement {made.id}", "closing", made.currency] += units
        return _kept(found)

    def _counts(self, question: Question, name: str) -> Figures:
        """Return how many projects are in each row, and programmes where they are counted too; offices are in none."""
        asked = self._asked(question)
        counted = Counter[tuple[str, str, str]]()
        for target in asked.counted.values():
            kind = PROGRAMMES if target.is_programme else PROJECTS
            if target.kind != "office" and (kind == PROJECTS or name in {"donors", "partners"}):
                for row in set(rows_of(self.register, target, name, asked)):
                    counted[row, kind, ""] += 1
        return _kept(counted)

    def work_counts(self, question: Question, dimension: str) -> Figures:
        """Return how many programmes and projects a year has, all years to its end, and how many are undated."""
        asked, found = self._asked(question), Counter[tuple[str, str, str]]()
        for target, in_year, so_far in self._work(asked):
            rows = [target.scope] if dimension == "scope" else list(self.register.pillars_of(target.code))
            kind = "programmes" if target.is_programme else "projects"
            for row in {row or NOT_RECORDED for row in rows or [""]} | {"Total"}:
                undated = not runs_in(target, EVER, self.register)
                found[row, f"{kind}_ever", ""] += so_far
                found[row, f"{kind}_year", ""] += in_year
                found[row, f"{kind}_undated", ""] += undated
        return _kept(found)

    def countries_of_work(self, question: Question) -> Figures:
        """Return how many countries are places of the work of a year, and of that of all years to its end."""
        found: dict[str, set[str]] = {"year": set(), "ever": set()}
        for target, in_year, so_far in self._work(self._asked(question)):
            places = HOMES.keys() & self.register.places_of(target)
            found["year"] |= places if in_year else set()
            found["ever"] |= places if so_far else set()
        return _kept(Counter({("work", when, ""): len(places) for when, places in found.items()}))

    def _work(self, asked: Asked) -> Iterator[tuple[Target, bool, bool]]:
        """Yield the work of a yearly report, whether it is active in the year, and whether it was by the year's end."""
        theirs = of_donors(asked.question, self.register, set(asked.chosen))
        until = asked.period._replace(first=None)
        for code, target in asked.chosen.items():
            if target.kind != "office" and code in theirs:
                undated = not runs_in(target, EVER, self.register)
                yield (
                    target,
                    runs_in(target, asked.period, self.register),
                    undated or runs_in(target, until, self.register),
                )


def _in(made: Contribution, spent: Expenditure) -> int:
    """Return what was charged to a contribution, in its currency: what is in another is booked in it."""
    units = spent.units if spent.currency == made.currency else (spent.booked or (0, ""))[0]
    return -units if spent.reversal else units


def _planned(plans: Mapping[str, Funded], columns: tuple[str, ...] = Funded._fields) -> Figures:
    return {
        (row, column, currency): units
        for row, plan in plans.items()
        for column in columns
        for currency, units in getattr(plan, column).items()
        if units
    }


def _nothing_at(code: str) -> Piece:
    return Piece("", "", "", code, "", "", 0, "")


def _kept(found: Counter[tuple[str, str, str]]) -> Figures:
    return {key: units for key, units in found.items() if units}
