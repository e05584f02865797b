"""Gifts of all donors together to a project, for a report that may show amounts of others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from portfolio.figures.donors import by_donor
from portfolio.pages.cofunding import money_by_donor
from portfolio.query.register_view import Register

if TYPE_CHECKING:
    from portfolio.pages.donor.gift import Giving
    from portfolio.pages.tree import Table
    from portfolio.store import Document


class CoFunding:
    """The money of every donor in the work of one, each contribution looked up by what it pays for."""

    def __init__(self, giving: Giving) -> None:
        self._giving = giving
        reader = giving.office.reader
        contributions: Any = reader.find("contributions")
        self._paying: defaultdict[str, list[Any]] = defaultdict(list)
        for contribution in contributions:
            touched = {each["target"] for each in contribution.get("allocations", ())}
            for target in touched:
                self._paying[target].append(contribution)
        self._spent: defaultdict[str, list[Any]] = defaultdict(list)
        for expenditure in reader.find("expenditures"):
            self._spent[expenditure["target"]].append(expenditure)
        self._by_id = {each["id"]: each for each in contributions}

    def table(self, record: Document) -> Table | None:
        """Return the money of a programme or project by donor, or None where there is none."""
        giving, code = self._giving, record["code"]
        spent = self._spent[code]
        charged = [self._by_id[each["contribution"]] for each in spent if each.get("contribution") in self._by_id]
        paying = {each["id"]: each for each in (*self._paying[code], *charged)}
        register = Register(
            organisations=giving.register.organisations,
            contributions=list(paying.values()),
            expenditures=spent,
            rates=giving.register.rates,
        )
        view = giving.view._replace(targets=frozenset({code}), donors=None, counted=None, programmes=None)
        found = money_by_donor(giving, "co_funding", by_donor(register, view))
        return found._replace(caption=giving.language.word("All donors")) if found.rows else None
