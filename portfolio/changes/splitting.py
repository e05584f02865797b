"""Parting an agency from its State: the State gets its code and names back, and each record names the one it meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from portfolio.changes import gate
from portfolio.changes.merging import called, hold_to, put_in_place
from portfolio.changes.proposed import named
from portfolio.changes.records import next_key
from portfolio.desk import TAKE_BACK, Change, Desk
from portfolio.errors import ConflictError, refuse
from portfolio.fields.typed import free_key, government
from portfolio.models.tables import TABLES
from portfolio.query.merged import PATHS, repointed
from portfolio.reference import places
from portfolio.reference.name_matching import joined
from portfolio.reference.states import borrowed, state_of
from portfolio.store import Document, In

if TYPE_CHECKING:
    from collections.abc import Collection

    from portfolio.store.protocol import Transaction

_TABLE = "organisations"
_GIVING = {("contributions", "donor"), ("activities", "donors")}


class Wish(NamedTuple):
    """What somebody says of a split."""

    code: str = ""  # the code that the agency is to have, or "" for one made of its name
    state: Collection[str] = ()  # the keys of records that mean the State
    agency: Collection[str] = ()  # the keys of records that mean the agency


class Naming(NamedTuple):
    """A record that names the organisation, in which role, and whose code stands there from now on."""

    table: str
    key: str
    role: str
    whose: str

    def __str__(self) -> str:
        return f"{TABLES[self.table].noun} {self.key}" + (f" ({self.role})" if self.role else "")


class Split(NamedTuple):
    """What a split will do."""

    before: Document  # the organisation that holds what is the State's, as it is
    agency: Document  # the same, as it will be
    state: Document  # the State, as it will be
    replaced: str  # the code that the State had until now where it gets another, or ""
    others: tuple[tuple[str, Document], ...]  # table and record, as it will be, of everything that names them
    namings: tuple[Naming, ...]  # what names the organisation, and which of the two is meant

    @property
    def sentences(self) -> list[str]:
        """What it will do, for the person who is asked."""
        names = [f"“{name}”" for name in dict.fromkeys(each.name for each in borrowed(self.before))]
        state, agency = called(self.state), called(self.agency)
        belong = "belong" if len(names) > 1 else "belongs"
        lines = [f"{joined(names, 'and')} {belong} to {state}; {agency} keeps all else."]
        if self.replaced:
            lines.append(f"{self.state['name']} has the code {self.state['code']} from now on, not {self.replaced}.")
        for whose in (self.state, self.agency):
            told = [str(each) for each in self.namings if each.whose == whose["code"]]
            lines += [f"Of {called(whose)}: {', '.join(dict.fromkeys(told))}."] if told else []
        if self.namings:
            lines.append("Where the other is meant, say --state RECORD or --agency RECORD.")
        if self.before["classification"] != self.state["classification"]:
            levels = (self.before["classification"], self.state["classification"])
            lines.append(f"{agency} is {levels[0]}, {state} is {levels[1]}: look at the classification of what it has.")
        return lines


def plan(desk: Desk, transaction: Transaction, code: str, wish: Wish) -> Split:
    """Return what it means to part the agency of a code, which holds the code or a name of a State, from that State.

    Raises:
        RefusedError: It holds nothing of a State, or a record is named that does not name it.
        ConflictError: Another organisation holds the State's code.
    """
    held = transaction.get(_TABLE, code) or {}
    alpha2 = _state_of_names(held)
    agency = _without_names(held, alpha2)
    if any(each.field == "code" for each in borrowed(held)):
        agency["code"] = wish.code or next_key(desk, transaction, _TABLE, agency)
    state, replaced = _state(desk, transaction, held, alpha2)
    others, namings = _pointed(transaction, held, wish, (state["code"], agency["code"]), replaced)
    if unknown := {*wish.state, *wish.agency} - {each.key for each in namings}:
        raise refuse("record", joined(sorted(unknown), "and"), f"does not name {called(held)}", named(_TABLE, held))
    return Split(held, agency, state, replaced, others, namings)


@gate.repeated
def look(desk: Desk, code: str, wish: Wish) -> Split:
    """Return what a split would do, and change nothing; raises as `plan`."""
    found: list[Split] = []
    with gate.looked_at(desk) as transaction:
        found.append(plan(desk, transaction, code, wish))
    return found[0]


@gate.repeated
def split(desk: Desk, code: str, wish: Wish, agreed: Split | None = None) -> Change:
    """Part an agency from its State, as one change.

    Raises:
        RefusedError: As in `plan`, or the change would break a rule of the register.
        ConflictError: The plan is another now than the one that somebody was shown and agreed to.
    """
    with gate.change(desk) as transaction:
        planned = plan(desk, transaction, code, wish)
        hold_to("split", planned, agreed)
        count = put_in_place(transaction, planned.replaced, [planned.state, planned.agency], planned.others)
    key = planned.agency["code"]
    stored = transaction.get(_TABLE, key) or {}
    said = f"Parted {called(stored)} from {called(planned.state)}; {count}."
    return Change(_TABLE, key, stored, said, [TAKE_BACK], f"portfolio donor show {planned.state['code']}")


def _state_of_names(held: Document) -> str:
    """Return the State whose code or names an organisation holds; raises RefusedError if there is none to part."""
    names = list(borrowed(held))
    if not names:
        raise refuse("", "", "holds no code or name of a State that it is not", named(_TABLE, held))
    if state_of(held) or any(each.field == "name" for each in names):
        message = f"is a name of {places.countries()[names[0].state].name}; change it with edit, and see check"
        raise refuse(names[0].field.replace("_", " "), names[0].name, message, named(_TABLE, held))
    return names[0].state


def _without_names(held: Document, alpha2: str) -> dict[str, Any]:
    taken = [(each.field, each.name) for each in borrowed(held) if each.state == alpha2]
    found = {field: value for field, value in held.items() if field == "code" or (field, value) not in taken}
    for field in {"aliases", "former_names"} & found.keys():
        found[field] = [name for name in held[field] if (field, name) not in taken]
    return found


def _state(desk: Desk, transaction: Transaction, held: Document, alpha2: str) -> tuple[dict[str, Any], str]:
    """Return the State as it will be, and the code that it had if it gets its own only now, or "".

    One that is not in the register is entered, as secret as the organisation that stood for it.
    """
    known = next((each for each in transaction.find(_TABLE) if state_of(each) == alpha2), None)
    if known is None:
        holder = transaction.get(_TABLE, alpha2)
        if holder and holder["code"] != held["code"]:
            raise ConflictError(
                f"{called(holder)} holds the State’s code; part it first: portfolio donor split {alpha2}"
            )
        code = alpha2 if holder else free_key(desk, transaction, _TABLE, alpha2)
        return {**(government(alpha2) or {}), "code": code, "classification": held["classification"]}, ""
    if held["code"] != alpha2:
        return dict(known), ""
    return {**known, "code": alpha2, "aliases": [*known.get("aliases", ()), known["code"]]}, known["code"]


def _pointed(
    transaction: Transaction, held: Document, wish: Wish, to: tuple[str, str], replaced: str
) -> tuple[tuple[tuple[str, Document], ...], tuple[Naming, ...]]:
    """Return the records that change, and what names the organisation.

    Unless somebody says, money given means the State where the organisation was not entered as a donor itself. `to` has
    the codes of the State and of the agency.
    """
    found: dict[tuple[str, str], Document] = {}
    namings: list[Naming] = []
    gives = "funding" in held.get("roles", ())
    for table, path in PATHS:
        for record in transaction.find(table, In(path, frozenset({held["code"], replaced}))):
            key = record[TABLES[table].key]
            if (table, key) in {(_TABLE, held["code"]), (_TABLE, replaced)}:
                continue

            def chosen(code: str, role: str, table: str = table, path: str = path, key: str = key) -> str:
                if code != held["code"]:
                    return to[0] if code == replaced else code
                is_gift = (table, path) in _GIVING or role == "funding"
                is_state = key in wish.state or (key not in wish.agency and is_gift and not gives)
                namings.append(Naming(table, key, role, to[0] if is_state else to[1]))
                return namings[-1].whose

            before = found.get((table, key), record)
            if (after := repointed(before, path, chosen)) != before:
                found[table, key] = after
    return tuple((table, document) for (table, _), document in found.items()), tuple(namings)
