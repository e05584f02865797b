"""Budgets beside what is allocated, by project and programme: what is planned, and the gap that nobody funds.

A programme's own budget contains what its projects plan in its currency for its days: this is not added to it, and what
is allocated to them fills its gap. What they plan in other currencies or for other days stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from portfolio.figures import shares
from portfolio.figures.ledger import Ledger
from portfolio.figures.values import NO_PROGRAMME, Entries, Notes, Target, add_entries, by_column, summed
from portfolio.money import ZERO, Amounts
from portfolio.query.budgets import days_of, in_force, is_dated, is_within, overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set as AbstractSet

    from portfolio.models.documents import BudgetDocument
    from portfolio.query.register_view import Register, View

    # A budget that counts, and its amount in the currency asked for.
    Planned = tuple[BudgetDocument, Entries]


class FundedPlan(NamedTuple):
    """What is planned and allocated; an empty amount means that nothing is recorded."""

    budget: Amounts  # the budgets in force
    allocated: Amounts  # what is allocated at the period's end, of the donors asked for; the office's own funds aside
    gap: Amounts  # what of the budget nobody funds: no donor, whether asked for or not, and not the office itself


class Budgets:
    """Plans that add up, each made when it is asked for."""

    def __init__(
        self,
        entries: Mapping[str, Entries],
        row_of: Callable[[str], str],
        within: Mapping[str, str],
        undated: int,
        overlaps: tuple[str, ...],
        notes: Notes,
    ) -> None:
        """Take what makes the plan of each programme and project, and to the row of which programme it is added."""
        self._entries, self._row_of = entries, row_of
        self.within = within  # code of project to the programme with a budget of its own, whose plan has the project's
        self.undated = undated  # how many budgets are left out of the period, as they have no start or no end
        self.overlaps = overlaps  # codes of the chosen work with budgets of the period that overlap, all of which count
        self.notes = notes  # what was left out or converted

    @cached_property
    def targets(self) -> Mapping[str, FundedPlan]:
        """Code of programme or project to its plan.

        A programme with a budget of its own has the plans of its projects too, any other only what is allocated to
        itself.
        """
        return {code: _plan(self._entries[code]) for code in sorted(self._entries)}

    @cached_property
    def _rows(self) -> Mapping[str, Entries]:
        found: defaultdict[str, Entries] = defaultdict(dict)
        for code, entries in self._entries.items():
            if code not in self.within:
                add_entries(found[self._row_of(code)], entries)
        return found

    @cached_property
    def programmes(self) -> Mapping[str, FundedPlan]:
        """Code of programme, or `NO_PROGRAMME`, to the plan of it and its projects."""
        return {key: _plan(entries) for key, entries in self._rows.items()}

    @cached_property
    def total(self) -> FundedPlan:
        """The sum of the programmes, and of the targets that are within no other."""
        return _plan(summed(self._rows.values()))


class Additive(NamedTuple):
    """Budgets that count once whoever adds them up, and how many are none of them."""

    budgets: Mapping[str, Sequence[BudgetDocument]]  # code of programme or project to those of it
    replaced: int  # by a revision
    contained: int  # in one of the programme


def additive(works: Iterable[Target], programmes: Mapping[str, Target]) -> Additive:
    """Return the budgets of some programmes and projects that add up to what `budgets` plans in all for these.

    A programme's budget of unknown days contains none: what adds up by days leaves it out.
    """
    budgeted = [each for each in works if "budgets" in each]
    valid = {each["code"]: in_force(each["budgets"]) for each in budgeted}
    dated = {code: [each for each in found if is_dated(each)] for code, found in valid.items()}
    within = _within(budgeted, programmes, {code for code, found in dated.items() if found})
    once = {
        code: [each for each in found if code not in within or not is_within(each, dated[within[code]])]
        for code, found in valid.items()
    }
    counting = sum(map(len, valid.values()))
    entered = sum(len(each["budgets"]) for each in budgeted)
    return Additive(once, entered - counting, counting - sum(map(len, once.values())))


def budgets(register: Register, view: View, of: AbstractSet[str] | None = None) -> Budgets:
    """Return the plans of the chosen programmes and projects, or only of some by their codes.

    A budget counts with all of its amount in a period that any of its days lies in. Where a programme has budgets of
    its own in the period, those of its projects in the same currency with days in common are within them.
    """
    ledger = Ledger(register, view)
    programmes, works = register.programmes_by_code(), register.work_by_code()
    budgeted = [each for each in works.values() if "budgets" in each]
    asked_of = [found for found in (view.targets, of) if found is not None]
    chosen = [each for each in budgeted if all(each["code"] in found for found in asked_of)]
    kept, undated = _kept(chosen, ledger, view)
    planned = {code: summed(entries for _, entries in found) for code, found in kept.items()}
    within = _within(works.values(), programmes, planned.keys()) if planned else {}
    asked, funded = _allocated(register, ledger, view, planned.keys() | within.keys())
    plans = {**asked, **{code: summed((entries, asked.get(code, {}))) for code, entries in planned.items()}}
    needed = {code: dict(entries) for code, entries in planned.items()}
    for code, programme in within.items():
        beside = _beside(kept.get(code, ()), kept[programme])
        add_entries(plans[programme], summed((asked.get(code, {}), beside)))
        # In a currency that the programme plans in itself, what is allocated to any of its projects fills one gap.
        add_entries(needed[programme], {key: beside[key] for key in beside.keys() & planned[programme].keys()})
        alone = {key: beside[key] for key in beside.keys() - planned[programme].keys()}
        add_entries(plans[programme], _gap(alone, funded[code]))
        add_entries(funded[programme], funded[code])
    for code, entries in needed.items():
        add_entries(plans[code], _gap(entries, funded[code]))
    return Budgets(
        plans,
        lambda code: shares.programme_row(works[code], programmes) if code in works else NO_PROGRAMME,
        within,
        undated,
        tuple(code for code, found in kept.items() if any(overlapping([budget for budget, _ in found]))),
        ledger.notes(),
    )


def _within(works: Iterable[Target], programmes: Mapping[str, Target], planned: AbstractSet[str]) -> dict[str, str]:
    """Return project to its programme where that has a budget of its own."""
    rows = {each["code"]: shares.programme_row(each, programmes) for each in works}
    return {code: row for code, row in rows.items() if code != row and row in planned}


def _kept(works: Iterable[Target], ledger: Ledger, view: View) -> tuple[Mapping[str, Sequence[Planned]], int]:
    """Return the code of each work with budgets that count to these, and how many are left out as undated."""
    found: defaultdict[str, list[Planned]] = defaultdict(list)
    undated = 0
    for work in works:
        for budget in in_force(work["budgets"]):
            if not ledger.always and not is_dated(budget):
                undated += 1
            elif view.period.overlaps(*days_of(budget)):
                entries: Entries = {}
                ledger.add_at_end(entries, "budget", Decimal(budget["amount"]), budget["currency"])
                found[work["code"]].append((budget, entries))
    return found, undated


def _beside(budgets: Iterable[Planned], of_programme: Iterable[Planned]) -> Entries:
    """Return what a project plans that no budget of its programme contains: in another currency or for other days."""
    own = [budget for budget, _ in of_programme]
    return summed(entries for budget, entries in budgets if not is_within(budget, own))


def _allocated(
    register: Register, ledger: Ledger, view: View, planned: AbstractSet[str]
) -> tuple[dict[str, Entries], defaultdict[str, Entries]]:
    """Return chosen work to what the donors asked for allocated to it, and some work to what anybody did."""
    asked: dict[str, Entries] = {}
    funded: defaultdict[str, Entries] = defaultdict(dict)
    donors, targets = view.donors, view.targets
    wanted = planned | (targets or frozenset())
    for contribution in register.contributions if planned else register.contributions_of(donors):
        donor = contribution["donor"]
        shown = (donors is None or donor in donors) and donor not in ledger.own
        if not shown and not planned:
            continue
        allocations = contribution.get("allocations", ())
        if (targets is not None or not shown) and not any(
            each["target"] in wanted or each.get("moved_from") in wanted for each in allocations
        ):
            continue
        for target, part in ledger.allocated(contribution).items():
            if shown and (targets is None or target in targets):
                if target in asked:
                    add_entries(asked[target], part)
                else:  # as most work is given to once
                    asked[target] = part
            if target in planned:
                add_entries(funded[target], part)
    return asked, funded


def _gap(planned: Entries, funded: Entries) -> Entries:
    """Return what of a budget is allocated by nobody, never below zero, in each of its currencies."""
    return {
        ("gap", currency): max(amount - funded.get(("allocated", currency), ZERO), ZERO)
        for (_, currency), amount in planned.items()
    }


def _plan(entries: Entries) -> FundedPlan:
    held = by_column(entries).get
    return FundedPlan(held("budget") or Amounts(), held("allocated") or Amounts(), held("gap") or Amounts())
