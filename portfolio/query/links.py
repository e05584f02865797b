"""Links of organisations and work: who funds it, who takes part in it, and what a donor's money reaches."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolio.balance import funded_targets
from portfolio.money import ZERO
from portfolio.query.register_view import Register
from portfolio.store import Document, Either, In, Where
from portfolio.store.passing import among

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

    from portfolio.models.documents import ContributionDocument, ExpenditureDocument
    from portfolio.store.protocol import Reader

_FUNDING = "funding"


def funders_of(record: Mapping[str, Any]) -> list[str]:
    """Return the codes of the organisations that a programme or project names as funding it, each once."""
    return with_role(record, _FUNDING)


def with_role(record: Mapping[str, Any], role: str) -> list[str]:
    """Return the codes of the organisations that it names in a role, each once."""
    found = [link["organisation"] for link in _links(record) if link["role"] == role]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def partners_of(record: Mapping[str, Any]) -> list[str]:
    """Return the codes of the organisations that it names in any other role, each once."""
    return list(dict.fromkeys([link["organisation"] for link in _links(record) if link["role"] != _FUNDING]))


def partner_roles(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return code and role of those that it names in another role than funding."""
    return [(link["organisation"], link["role"]) for link in _links(record) if link["role"] != _FUNDING]


def is_funded_by(record: Mapping[str, Any], donors: Container[str]) -> bool:
    """Return whether a programme or project names one of the donors as funding it."""
    for link in _links(record):  # noqa: SIM110 - `any` takes twice as long over few links of many records
        if link["organisation"] in donors and link["role"] == _FUNDING:
            return True
    return False


def placed_by(activity: Mapping[str, Any], work: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what has the places of an activity: itself, or what it is part of where it has none of its own."""
    if activity.get("countries") or activity.get("regions"):
        return activity
    return work.get(activity.get("project", ""), {})


def is_donor(organisation: Mapping[str, Any]) -> bool:
    """Return whether an organisation is entered as one that funds."""
    return _FUNDING in organisation.get("roles", ())


def is_partner(organisation: Mapping[str, Any]) -> bool:
    """Return whether an organisation is entered as one that takes part otherwise than by funding."""
    return any(role != _FUNDING for role in organisation.get("roles", ()))


def reached(
    contributions: Iterable[ContributionDocument], expenditures: Iterable[ExpenditureDocument]
) -> Iterator[tuple[ContributionDocument, str]]:
    """Yield each contribution with the codes of the work that it pays for, some more than once.

    It pays for what more is allocated to than was moved on, and for what more is charged to it on than was taken back,
    as allocations and charges stand. Expenditures may be charged to other contributions too.
    """
    charged = _charged(expenditures)
    wanted = {key for key, _, _ in charged}
    by_id: dict[str, ContributionDocument] = {}
    for contribution in contributions:  # once, as they may come one by one
        for target in funded_targets(contribution):
            yield contribution, target
        if wanted and contribution["id"] in wanted:
            by_id[contribution["id"]] = contribution
    for (key, target, _), amount in charged.items():
        if amount > 0 and key in by_id:
            yield by_id[key], target


def funders(register: Register, targets: Collection[str]) -> dict[str, list[str]]:
    """Return those of the targets that donors' money pays for, with the codes of the donors; see `reached`."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for contribution, target in reached(register.contributions, register.expenditures):
        if target in targets and (donor := contribution["donor"]) not in (donors := found[target]):
            donors.append(donor)
    return dict(found)


def all_funders(reader: Reader, record: Document) -> list[str]:
    """Return those who fund a programme or project, by a link or by money, own funds among them, each once."""
    code = record["code"]
    return list(dict.fromkeys((*funders_of(record), *funders(paying(reader, {code}), {code}).get(code, ()))))


def paying(reader: Reader, targets: Collection[str]) -> Register:
    """Return the register with the money of some programmes and projects alone: what reaches them and what they spent.

    A contribution that reaches any of them is there whole.
    """
    return _paid(reader, targets, reader.find)


def among_paying(reader: Reader, targets: Collection[str]) -> Register:
    """Return the same and perhaps more, for so many programmes and projects that all the money may be looked at."""
    return _paid(reader, targets, lambda table, where: among(reader, table, where))


def _paid(reader: Reader, targets: Collection[str], find: Callable[[str, Where], list[Document]]) -> Register:
    asked = frozenset(targets)
    spent: Any = find("expenditures", In("target", asked))
    charged = frozenset(each["contribution"] for each in spent if "contribution" in each)
    allocated = In("allocations.target", asked)
    given: Any = find("contributions", Either((allocated, In("id", charged))) if charged else allocated)
    organisations: Any = reader.find("organisations")
    return Register(organisations=organisations, contributions=given, expenditures=spent)


def _links(record: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    links: Sequence[Mapping[str, str]] = record.get("organisations", ())
    return links


def _charged(expenditures: Iterable[ExpenditureDocument]) -> dict[tuple[str, str, str], Decimal]:
    """Return what is charged to contributions by their id, the work and the currency."""
    charged: dict[tuple[str, str, str], Decimal] = {}
    for found in expenditures:
        if "contribution" in found:
            key = (found["contribution"], found["target"], found["currency"])
            amount = Decimal(found["amount"])
            charged[key] = charged.get(key, ZERO) + (-amount if found.get("reversal") else amount)
    return charged
