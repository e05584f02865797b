"""The rules for contributions: promises without amounts, money that did not come, reports that were not sent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from portfolio.balance import after_closing, balance, net_allocations, overspent, standing, unpaid_instalments
from portfolio.checks.holdings import Found, Holdings, edit, when
from portfolio.money import ZERO
from portfolio.query.spans import span
from portfolio.reference.name_matching import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.models.documents import ContributionDocument
    from portfolio.store import Document

_TABLE = "contributions"
# As many names as a sentence bears.
_LISTED = 5


def donor_without_amount(held: Holdings) -> Iterator[Found]:
    """It is known how much a donor that is named gave. The office's own funds are nobody's gift."""
    left = _with_money_left(held)
    for table, record in held.work():
        silent = list(_silent(held, record))
        if silent:
            names = [held.name(code) for code in silent[:_LISTED]]
            more = len(silent) - _LISTED
            listed = joined([*names, f"{more} more"] if more > 0 else names, "and")
            message = f"Named as funding it, without an amount that is allocated to it: {listed}."
            donor, code = silent[0], record["code"]
            gift = left.get(donor)
            allocate = f"portfolio contribution allocate {gift} {code} AMOUNT"
            yield Found(table, code, "donors", message, allocate if gift else f"portfolio contribution add {donor}")


def contribution_without_movement(held: Holdings) -> Iterator[Found]:
    """A contribution stands for money."""
    for each in _contributions(held):
        if not each.get("movements"):
            message = f"{held.name(each['donor'])} has promised or paid nothing by it."
            fix = f"portfolio contribution commit {each['id']} AMOUNT {each.get('currency', 'CURRENCY')} --date DATE"
            yield Found(_TABLE, each["id"], "movements", message, fix)


def allocated_above_committed(held: Holdings) -> Iterator[Found]:
    """What is allocated is committed or received."""
    for each in _contributions(held):
        net = net_allocations(each)
        allocated = sum(net.values(), ZERO)
        sums = balance(each.get("movements", ()))
        firm = ZERO if sums.committed is None and sums.received is None else standing(each).allocatable
        if allocated > firm:
            key, currency = each["id"], each["currency"]
            if each.get("closed"):
                largest = max(net, key=lambda target: net[target])
                back = min(net[largest], allocated - firm)
                message = (
                    f"{currency} {allocated:,} is allocated, and it is closed with {_only(firm, currency)} received."
                )
                fix = f"portfolio contribution allocate {key} {largest} {back:f} --reverse"
            else:
                # What was given back can be allocated again only once it is agreed again.
                refunded = ZERO if each.get("receipts_unknown") else sums.refunded or ZERO
                missing = allocated + refunded - (sums.committed or ZERO)
                message = (
                    f"{currency} {allocated:,} is allocated, but {_only(firm, currency)} is committed or received."
                )
                fix = f"portfolio contribution commit {key} {missing:f} {currency} --date DATE"
            yield Found(_TABLE, key, "allocations", message, fix)


def _only(amount: Decimal, currency: str) -> str:
    return f"only {currency} {amount:,}" if amount else "nothing"


def received_above_committed(held: Holdings) -> Iterator[Found]:
    """Receipts less refunds are no more than the amount agreed."""
    for each in _contributions(held):
        stands = balance(each.get("movements", ()))
        agreed = stands.pledged if stands.committed is None else stands.committed
        received = stands.received or ZERO
        if agreed is not None and received > agreed:
            currency = each["currency"]
            word = "pledged" if stands.committed is None else "committed"
            message = f"{currency} {received:,} is received, more than the {currency} {agreed:,} that was {word}."
            missing = received - (stands.committed or ZERO)
            fix = f"portfolio contribution commit {each['id']} {missing:f} {currency} --date DATE"
            yield Found(_TABLE, each["id"], "movements", message, fix)


def moved_after_closing(held: Holdings) -> Iterator[Found]:
    """Nothing is pledged, committed or received after a contribution was closed."""
    for each in _contributions(held):
        if late := after_closing(each):
            first = f"{late[0]['id']} of {each['currency']} {Decimal(late[0]['amount']):,} is dated {late[0]['date']}"
            message = f"It was closed {when(each['closed'])}, and {first}."
            yield Found(
                _TABLE, each["id"], "closed", message, f"portfolio contribution edit {each['id']} --clear closed"
            )


def spent_above_received(held: Holdings) -> Iterator[Found]:
    """What is charged to an agreement has been received; where receipts are not known, it has been agreed."""
    for each in _contributions(held):
        parts, stands = held.spent.get(each["id"]), balance(each.get("movements", ()))
        unknown = each.get("receipts_unknown")
        covered = (standing(each).allocatable if unknown else stands.received) or ZERO
        if parts and (spent := sum(parts.values(), ZERO)) > covered:
            currency, word = each["currency"], "agreed" if unknown else "received"
            message = f"{currency} {spent:,} is charged to it, but {_only(covered, currency)} was {word}."
            yield Found(_TABLE, each["id"], "expenditures", message, _to_cover(held, each, spent, covered))


def _to_cover(held: Holdings, contribution: ContributionDocument, spent: Decimal, covered: Decimal) -> str:
    """Return the remedy for uncovered charges: a receipt up to the amount agreed, else another agreement."""
    key, currency = contribution["id"], contribution["currency"]
    stands = balance(contribution.get("movements", ()))
    agreed = stands.pledged if stands.committed is None else stands.committed
    if not contribution.get("receipts_unknown") and (agreed is None or spent <= agreed):
        return f"portfolio contribution receive {key} {spent - covered:f} {currency} --date DATE"
    more = f"portfolio contribution commit {key} {spent - (stands.committed or ZERO):f} {currency} --date DATE"
    return f"{_elsewhere(held, key)}; or enter what more was agreed: {more}"


def _elsewhere(held: Holdings, key: str, target: str = "") -> str:
    """Return the remedy for charges that a contribution cannot bear: the largest, or that of a target, to another."""
    charged = (each for each in held.charges if each.contribution["id"] == key)
    spending = (each for each in charged if not each.expenditure.get("reversal"))
    there = (each for each in spending if target in {"", each.expenditure["target"]})
    largest = max(there, key=lambda each: each.value or ZERO).expenditure["id"]
    return f"Charge what is above it to another agreement: {edit('expenditures', largest, 'contribution=ID')}"


def spent_above_allocated(held: Holdings) -> Iterator[Found]:
    """What is charged to an agreement is allocated to the work it was spent on, or to what that is part of."""
    for each in _contributions(held):
        parts, key = held.spent.get(each["id"], {}), each["id"]
        left = standing(each).allocatable - sum(net_allocations(each).values(), ZERO)
        for target, above in overspent(each, parts, held.lineage_of).items():
            currency = each["currency"]
            message = f"{currency} {parts[target]:,} is charged to it for {target}, {currency} {above:,} more than "
            message += f"is allocated to {target} and to what it is part of."
            allocate = f"portfolio contribution allocate {key} {target} {above:f}"
            yield Found(
                _TABLE, key, "allocations", message, allocate if above <= left else _elsewhere(held, key, target)
            )


def charge_unbooked(held: Holdings) -> Iterator[Found]:
    """What is charged to an agreement in another currency has a booked value in that of the agreement."""
    for each in held.charges:
        if each.value is None:
            spent, agreement = each.expenditure, each.contribution
            money = f"{spent['currency']} {Decimal(spent['amount']):,}"
            message = f"{money} is charged to {agreement['id']}, which is in {agreement['currency']}; "
            message += "without a booked value in that nobody can tell how much of it was used."
            fix = edit("expenditures", spent["id"], f'"booked=AMOUNT {agreement["currency"]}"')
            yield Found("expenditures", spent["id"], "booked", message, fix)


def nothing_received(held: Holdings) -> Iterator[Found]:
    """What was committed long ago has been received, in part at least."""
    for each in _contributions(held):
        stands = balance(each.get("movements", ()))
        if not stands.committed or stands.received is not None or not _awaited(each):
            continue
        dates = [move["date"] for move in each.get("movements", ()) if move["kind"] == "commitment" and "date" in move]
        first = min(dates, key=lambda date: span(date)[1], default=each.get("signed"))
        if first and held.long_ago(first):
            currency = each["currency"]
            message = f"{currency} {stands.committed:,} was committed {when(first)}, and nothing has been received."
            fix = f"portfolio contribution receive {each['id']} AMOUNT {currency} --date DATE"
            yield Found(_TABLE, each["id"], "movements", message, fix)


def instalment_overdue(held: Holdings) -> Iterator[Found]:
    """What has been received covers the instalments that were due; of those that it does not, the first is named."""
    for each in _contributions(held):
        if not _awaited(each):
            continue
        for instalment, owed in unpaid_instalments(each):
            if owed and held.past(instalment["date"]):
                money = f"{each['currency']} {Decimal(instalment['amount']):,}"
                message = f"The instalment {instalment['id']} of {money} was due {when(instalment['date'])}; "
                message += f"{each['currency']} {owed:,} of what was due by then has not come."
                fix = f"portfolio contribution receive {each['id']} {owed:f} {each['currency']} --date DATE"
                yield Found(_TABLE, each["id"], "instalments", message, fix)
                break


def report_overdue(held: Holdings) -> Iterator[Found]:
    """A report that was due to a donor has been sent."""
    for each in _contributions(held):
        for report in each.get("reports_due", ()):
            if "sent" not in report and held.past(report["date"]):
                title = f" “{report['title']}”" if "title" in report else ""
                message = f"The report{title} to {held.name(each['donor'])} was due {when(report['date'])}."
                yield Found(_TABLE, each["id"], "reports due", message, edit(_TABLE, report["id"], "sent=DATE"))


def _contributions(held: Holdings) -> Iterator[ContributionDocument]:
    for each in held.records(_TABLE):
        yield cast("ContributionDocument", each)


def _awaited(contribution: ContributionDocument) -> bool:
    """Return whether money of a contribution is expected, and what has come is known."""
    return "closed" not in contribution and not contribution.get("receipts_unknown")


def _silent(held: Holdings, record: Document) -> Iterator[str]:
    """Yield the donors named by a record of which no money is allocated to it, to a part of it or what it is part of.

    What a part of a donor gave, or what the donor is part of, is the donor's.
    """
    gave = set(held.givers_below.get(record["code"], ()))
    gave.update(*(held.givers.get(each["code"], ()) for each in held.lineage(record)))
    known = {code for donor in gave for code in _family(held, donor)}
    for link in record.get("organisations", ()):
        code = link["organisation"]
        if (
            link["role"] == "funding"
            and code not in known
            and not held.by_key("organisations").get(code, {}).get("own")
        ):
            yield code


def _family(held: Holdings, code: str) -> Iterator[str]:
    """Yield an organisation, what it is part of, and its parts."""
    yield code
    if parent := held.by_key("organisations").get(code, {}).get("parent"):
        yield parent
    yield from held.parts.get(code, ())


def _with_money_left(held: Holdings) -> dict[str, str]:
    """Return donor to the id of a contribution of it of which something could still be allocated."""
    found: dict[str, str] = {}
    for each in _contributions(held):
        if sum(net_allocations(each).values(), ZERO) < standing(each).allocatable:
            found.setdefault(each["donor"], each["id"])
    return found
