"""The money of an activity: its budgets, and its transactions as contributions of donors and as expenditures.

What the register would not take, such as money that is still to move, is kept as it is in the file.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from portfolio.balance import standing
from portfolio.dates import parse_date
from portfolio.exchange.iati import standard
from portfolio.exchange.iati.activity_reading import ActivityReading, Party, stated
from portfolio.exchange.iati.extra import made, written
from portfolio.exchange.iati.making import first_day
from portfolio.exchange.iati.money_out import AID_TYPE, TYPES
from portfolio.exchange.iati.places_in import PLACES
from portfolio.reference import codes, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.exchange.iati.xml_file import Node
    from portfolio.models.documents import ContributionDocument

_INCOMING = {code: codes.MOVEMENT.parse(code) for code in TYPES.values()}
_EXPENDITURE, _DISBURSEMENT = "4", "3"
_OUTGOING = (_EXPENDITURE, _DISBURSEMENT)
# Elements of a transaction that movements and expenditures have fields for.
_HELD = ("transaction-type", "transaction-date", "value", "description", "provider-org", "receiver-org")
_BUDGET = ("period-start", "period-end", "value")
_CATEGORIES = "2"


class MoneyEntry(NamedTuple):
    """A transaction, or what a donor is due to pay, that the register takes."""

    node: Node
    kind: str  # pledge, commitment, receipt or instalment; "" of an expenditure
    amount: Decimal
    currency: str
    date: str
    donor: str
    earmarking: str | None
    fields: dict[str, Any]  # what else it says

    def part(self, kind: str) -> dict[str, Any]:
        """Return it as an entry of a kind: an expenditure or a movement, or "" of an instalment; without an id."""
        found = {"kind": kind} if kind else {}
        found |= {"amount": format(abs(self.amount), "f"), "date": self.date, **self.fields}
        return {**found, "reversal": True} if self.amount < 0 else found


_INSTALMENT = "instalment"


class TransactionWords(NamedTuple):
    """What a transaction says beside its sum; many of a file say the same."""

    giver: Party | None  # who provides what came in
    earmarking: str | None
    country: str  # the one in which money was spent, or ""
    has_places: bool
    note: str
    others: list[str]  # elements that there is no field for, as text
    parties: list[str]  # its description, and who provides and receives it, as text


class MoneyIn:
    """The money of one activity."""

    def __init__(self, source: ActivityReading, code: str, *, is_own: bool) -> None:
        """Begin with an activity that is called by a code, of the office itself (`is_own`) or of others."""
        self._source, self._code = source, code
        # Who provides and receives money of the office goes without saying.
        self._office = source.settings.reporting_org if is_own else None
        self.budgets: list[dict[str, Any]] = []
        self.contributions: list[dict[str, Any]] = []
        self.expenditures: list[dict[str, Any]] = []
        self.has_places = False  # whether transactions that are taken name any
        self.countries: dict[str, None] = {}  # where expenditures were made
        self._given: list[MoneyEntry] = []
        self._spent: list[MoneyEntry] = []

    def budget(self, node: Node) -> None:
        """Take a budget."""
        source, of = self._source, {child.tag: child for child in node}
        found = source.amount(of.get("value"), "budget")
        start, end = source.day(of.get("period-start")), source.day(of.get("period-end"))
        if found is None or found[0] <= 0 or not start or end < start:
            source.keep(node, *(_why_no_budget(start, end) if found else ()))
            return
        value_date = source.day(of["value"], "value-date")
        kind, status = codes.BUDGET_TYPE.word(node.get("type")), codes.BUDGET_STATUS.word(node.get("status"))
        if not kind and node.get("type"):
            source.say("budget of a type that is none of the standard, taken as original", "9.8.1")
        if not status and node.get("status"):
            source.say("budget of a status that is none of the standard, taken as indicative", "9.7.1")
        extra: list[str] = []
        # Most say no more than a budget has fields for.
        if len(node) > len(_BUDGET) or len(node.keys()) > bool(kind) + bool(status):
            held = [*(["type"] if kind else ()), *(["status"] if status else ())]
            extra = source.rest(node, [*map(of.get, _BUDGET)], held)
        if value_date and value_date != start:
            extra.append(made("value", value_date=value_date))
        budget = {
            "id": f"{self._code}.B{len(self.budgets) + 1}",
            "amount": format(found[0], "f"),
            "currency": found[1],
            "start": start,
            "end": end,
            "type": kind or codes.ORIGINAL,
            "status": status or "indicative",
        }
        self.budgets.append({**budget, "extra": extra} if extra else budget)

    def planned(self, node: Node) -> None:
        """Take what a donor is due to pay as an instalment; what is due to others is kept."""
        source = self._source
        giver = node.find("provider-org")
        start, end = source.day(node.find("period-start")), source.day(node.find("period-end"))
        if end and end < start:
            source.keep(node, "planned disbursement that ends before it starts", "8.6.3")
            return
        date = _span(start, end)
        donor = ""
        if giver is not None and date and (party := source.party(giver)).ref != source.settings.reporting_org:
            donor = source.organisation(party, "funding")
        found = source.amount(node.find("value"), "planned disbursement") if donor else None
        if found is None or found[0] <= 0:
            why = (
                "planned disbursement of nothing or less"
                if found
                else "planned disbursement that no donor is due to pay"
            )
            source.keep(node, "" if donor and not found else why)
            return
        extra = stated(extra=self._rest_of_planned(node, date, start, end))
        self._given.append(MoneyEntry(node, _INSTALMENT, *found, date, donor, None, extra))

    def _rest_of_planned(self, node: Node, date: str, start: str, end: str) -> list[str]:
        """Return what is kept of what a donor is due to pay: what an instalment would not be published as."""
        source, of = self._source, {child.tag: child for child in node}
        extra = [] if node.get("type", "1") == "1" else [made("planned-disbursement", type=node.get("type"))]
        is_whole = (first_day(date), parse_date(date).last.isoformat()) == (start, end or start)
        read = [of.get("value"), *([of.get("period-start"), of.get("period-end")] if is_whole else ())]
        giver, taker = of["provider-org"], of.get("receiver-org")
        read += [] if giver.get("provider-activity-id") else [giver]
        if taker is not None and self._office and taker.get("ref") == self._office:
            read += [] if taker.get("receiver-activity-id") else [taker]
        valued = source.day(of["value"], "value-date")
        extra += [made("value", value_date=valued)] if valued and valued != first_day(date) else []
        return [*extra, *source.rest(node, read, ("type",))]

    def transaction(self, node: Node) -> None:
        """Take a transaction: money that came in, or that was spent; any other is kept."""
        source, of, others = self._source, *_held(node)
        code = of["transaction-type"].get("code", "").strip() if "transaction-type" in of else ""
        is_incoming = code in _INCOMING
        if not is_incoming and code not in _OUTGOING:
            rule = "" if code in standard.codes("TransactionType") else "9.93.1"
            source.keep(node, f"transaction of type {code or 'unknown'}, for which there are no figures,", rule)
            return
        date = source.day(of.get("transaction-date"))
        if not date or source.is_future(date):
            why, rule = ("dated in the future", "11.2.1") if date else ("without a date", "schema")
            source.keep(node, f"transaction {why}", rule)
            return
        found = source.amount(of.get("value"), "transaction")
        if not (found and found[0]):
            source.keep(node, "transaction of no amount" if found else "")
            return
        said = source.once(_behind_value(node), (code, self._office), lambda: self._said(of, others, code))
        donor = source.organisation(said.giver, "funding") if said.giver else ""
        if is_incoming and not donor:
            source.keep(node, "transaction that names no donor", "6.9.1")
            return
        self.has_places = self.has_places or said.has_places
        if said.country:
            self.countries[said.country] = None
        extra = source.bounded([*said.others, *self._beside(node, of, code, date), *said.parties])
        fields = stated(country=said.country, reference=source.line(node), note=said.note, extra=extra)
        entry = MoneyEntry(node, _INCOMING.get(code, ""), *found, date, donor, said.earmarking, fields)
        (self._given if is_incoming else self._spent).append(entry)

    def _said(self, of: dict[str, Node], others: list[Node], code: str) -> TransactionWords:
        """Return what a transaction says beside its sum."""
        source = self._source
        has_places = any(child.tag in PLACES for child in others)
        country, earmarking = "", None
        if code in _INCOMING:
            earmarking, others = _earmarking(others)
        else:
            country, others = _country(others)
        giver, described = of.get("provider-org"), of.get("description")
        # What others published of it is published again; the note shows it, and is the office's own from then on.
        kept = [] if described is None else [described]
        return TransactionWords(
            source.party(giver) if code in _INCOMING and giver is not None else None,
            earmarking,
            country,
            has_places,
            source.text(described),
            list(map(source.raw, others)),
            list(map(source.raw, kept + self._parties(of, code))),
        )

    def _beside(self, node: Node, of: dict[str, Node], code: str, date: str) -> list[str]:
        """Return what a transaction says of itself, its kind and its day that there is no field for."""
        extra = []
        if humanitarian := node.get("humanitarian"):
            extra.append(made("transaction", humanitarian=humanitarian))
        if code == _DISBURSEMENT:
            extra.append(made("transaction-type", code=code))
        if (valued := self._source.day(of["value"], "value-date")) and valued != date:
            extra.append(made("value", value_date=valued))
        return extra

    def _parties(self, of: dict[str, Node], code: str) -> list[Node]:
        """Return who provides and receives a transaction where that is not what its kind says."""
        provider, receiver = of.get("provider-org"), of.get("receiver-org")
        kept = []
        if provider is not None:
            is_said = code in _INCOMING or provider.get("ref") == self._office
            kept += [] if is_said and not provider.get("provider-activity-id") else [provider]
        if receiver is not None:
            is_said = code in _INCOMING and receiver.get("ref") == self._office
            kept += [] if is_said and not receiver.get("receiver-activity-id") else [receiver]
        return kept

    # What the entries come to.

    def settle(self) -> None:
        """Make contributions and expenditures of the entries; what no figures can be made of is kept."""
        by_agreement: dict[tuple[str, str], list[MoneyEntry]] = {}
        for entry in self._given:
            by_agreement.setdefault((entry.donor, entry.currency), []).append(entry)
        for (donor, currency), entries in by_agreement.items():
            self._contribution(donor, currency, entries)
        totals: dict[str, Decimal] = {}
        for entry in self._spent:
            totals[entry.currency] = totals.get(entry.currency, Decimal(0)) + entry.amount
        taken = [entry for entry in self._spent if totals[entry.currency] >= 0]
        for entry in self._spent:
            if totals[entry.currency] < 0:
                self._source.keep(entry.node, f"expenditure in {entry.currency}, as all of them are less than nothing,")
        for number, entry in enumerate(sorted(taken, key=_in_order), 1):
            identity = {"id": key(self._code, f"E{number}"), "target": self._code, "currency": entry.currency}
            self.expenditures.append({**identity, **entry.part(codes.DIRECT)})

    def _contribution(self, donor: str, currency: str, entries: Sequence[MoneyEntry]) -> None:
        """Make what a donor gave in a currency to the activity one contribution, allocated to it as a whole."""
        identity = key(self._code, f"{donor}-{currency}")
        ordered = sorted(entries, key=_in_order)
        moved = [entry for entry in ordered if entry.kind != _INSTALMENT]
        found: dict[str, Any] = {"id": identity, "donor": donor, "currency": currency}
        earmarked = {entry.earmarking for entry in moved}
        found |= stated(earmarking=next(iter(earmarked)) if len(earmarked) == 1 else None)
        found["movements"] = [
            {"id": f"{identity}.M{at}", **entry.part(entry.kind)} for at, entry in enumerate(moved, 1)
        ]
        agreement = cast("ContributionDocument", found)
        sums, whole = (stands := standing(agreement)).balance, stands.allocatable
        if not whole or whole < 0 or any(amount is not None and amount < 0 for amount in sums):
            for entry in entries:
                self._source.keep(entry.node, f"{_NOUNS[entry.kind]} of a donor whose money comes to nothing or less")
            return
        found["allocations"] = [{"id": f"{identity}.A1", "target": self._code, "amount": format(whole, "f")}]
        due = [entry for entry in ordered if entry.kind == _INSTALMENT]
        found |= stated(instalments=[{"id": f"{identity}.I{at}", **entry.part("")} for at, entry in enumerate(due, 1)])
        self.contributions.append(found)


def _country(nodes: list[Node]) -> tuple[str, list[Node]]:
    """Return the one country that an expenditure was made in, or "", and the elements that say more than that."""
    inner = [each for each in nodes if each.tag in PLACES]
    code = inner[0].get("code", "").strip().upper() if len(inner) == 1 else ""
    if not code or inner[0].tag != "recipient-country" or code not in places.countries():
        return "", nodes
    return code, [each for each in nodes if each is not inner[0]]


def _behind_value(node: Node) -> str:
    """Return what a transaction says behind its value, if its kind, day and value alone stand before, else ""."""
    before, _, behind = written(node).partition("</value>")
    return behind if (before.count("<"), before.count("<transaction")) == _BEFORE else ""


# A transaction, its kind, its day and its value; as all but the value are called.
_BEFORE = (4, 3)


def _held(node: Node) -> tuple[dict[str, Node], list[Node]]:
    """Return the elements of a transaction that records have fields for, by their names, and the others."""
    of: dict[str, Node] = {}
    others: list[Node] = []
    for child in node:
        if child.tag in _HELD:
            of[child.tag] = child
        else:
            others.append(child)
    return of, others


_NOUNS = dict.fromkeys(_INCOMING.values(), "transaction") | {_INSTALMENT: "planned disbursement"}
_LONGEST_KEY = 64


def key(code: str, suffix: str) -> str:
    """Return the key of a record of an activity, the same whenever its file is read."""
    if len(code) + len(suffix) < _LONGEST_KEY:
        return f"{code}-{suffix}"
    import hashlib  # noqa: PLC0415 - codes are rarely so long

    mark = hashlib.sha256(f"{code}-{suffix}".encode()).hexdigest()[:_MARK]
    return f"{code[: _LONGEST_KEY - _MARK - 1]}-{mark}"


_MARK = 10


def _in_order(entry: MoneyEntry) -> tuple[Any, ...]:
    fields = entry.fields
    return entry.date, entry.kind, entry.currency, entry.amount, fields.get("reference", ""), fields.get("note", "")


def _why_no_budget(start: str, end: str) -> tuple[str, str]:
    """Return why a budget with an amount is kept, and the rule that it breaks or ""."""
    if not start or not end:
        return "budget without a start and an end", "schema"
    return ("budget that ends before it starts", "8.6.3") if end < start else ("budget of nothing or less", "")


def _span(start: str, end: str) -> str:
    """Return the day, month or year that a period is; one that is none of these by its first day."""
    if not start or not end or start == end:
        return start or end
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    if start.endswith("-01") and (last + dt.timedelta(days=1)).day == 1 and first.year == last.year:
        if first.month == last.month:
            return start[:7]
        if (first.month, last.month) == (1, 12):
            return start[:4]
    return start


def _earmarking(nodes: list[Node]) -> tuple[str | None, list[Node]]:
    """Return how a movement is earmarked, and the elements that say more: aid types may say no more than that."""
    given = [(each.get("vocabulary", "1"), each.get("code")) for each in nodes if each.tag == "aid-type"]
    found = [codes.EARMARKING.word(code) for vocabulary, code in given if vocabulary == _CATEGORIES]
    if len(found) != 1 or not found[0]:
        return None, nodes
    if ("1", AID_TYPE) in given and len(given) == 2:  # noqa: PLR2004 - the two that are published
        return found[0], [each for each in nodes if each.tag != "aid-type"]
    return found[0], nodes
