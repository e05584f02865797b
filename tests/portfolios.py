"""Hypothesis strategies for whole portfolios, as the documents that a store holds. All names in them are made up."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from portfolio.query.register_view import Register
from portfolio.store.file import register
from portfolio.store.file.snapshot import FileReader, Snapshot

Document = dict[str, Any]
Portfolio = dict[str, list[Document]]

DIGITS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
DONORS = ("ARCADIA", "FREEDONIA", "RURITANIA")
OWN = "OFFICE"
COUNTRIES = ("KE", "ET", "UZ", "ML", "NE")
PILLARS = ("I", "II", "III", "IV")
STATUSES = ("pipeline", "implementation", "finalisation", "closed", "cancelled", "suspended")
DATES = (
    "2018",
    "2019",
    "2019-02",
    "2019-12",
    "2019-12-31",
    "2020-01-01",
    "2020-06",
    "2020-06-15",
    "2021",
    "2021-03-09",
)

# How many of a thing there are: mostly some, as a portfolio of nothing shows nothing.
several = st.sampled_from((1, 2, 3, 4, 0))
dates = st.one_of(st.none(), st.sampled_from(DATES))
day_dates = st.sampled_from([date for date in DATES if len(date) == 10])


def register_of(portfolio: Portfolio) -> Register:
    """Hand a portfolio to the figures."""
    tables: Any = portfolio
    return Register(**tables)


def reader_of(portfolio: Portfolio, revision: int = 1) -> FileReader:
    """Hand a portfolio to those who read a register."""
    tables = register.empty()
    tables["meta"]["1"] |= {"revision": revision, "head": "0" * 64}
    tables |= {name: {str(number): each for number, each in enumerate(rows)} for name, rows in portfolio.items()}
    return FileReader(Snapshot(tables, Path("portfolio.json")))


def written(units: int, currency: str) -> str:
    """Write minor units of a currency as an amount is stored."""
    return format(Decimal(units).scaleb(-DIGITS[currency]), "f")


def units_of(amount: str, currency: str) -> int:
    """Read a stored amount as minor units."""
    return int(Decimal(amount).scaleb(DIGITS[currency]))


def recorded(**fields: object) -> Document:
    """Leave out what a store leaves out: nothing, an empty list, no."""
    return {name: value for name, value in fields.items() if value not in (None, [], {}, False)}


@st.composite
def shares(draw: st.DrawFn, count: int) -> list[str | None]:
    """Draw no shares, or shares in hundredths of a per cent that add up to 100."""
    if count == 0 or draw(st.booleans()):
        return [None] * count
    cuts = draw(st.lists(st.integers(1, 9999), min_size=count - 1, max_size=count - 1, unique=True))
    bounds = [0, *sorted(cuts), 10000]
    return [format(Decimal(later - earlier).scaleb(-2), "f") for earlier, later in pairwise(bounds)]


@st.composite
def places(draw: st.DrawFn) -> dict[str, list[Document]]:
    """Draw countries and regions with shares for all, for the countries, for a vocabulary with them, or for none."""
    countries = draw(st.lists(st.sampled_from(COUNTRIES), max_size=3, unique=True))
    m49 = draw(st.lists(st.sampled_from(["014", "143", "011"]), max_size=2, unique=True))
    own = draw(st.lists(st.sampled_from(["sahel", "horn-of-africa"]), max_size=1, unique=True))
    sharing = draw(st.sampled_from(["countries", "2", "99", "none"]))
    beside = {"countries": [], "2": m49, "99": own, "none": []}[sharing]
    drawn: list[str | None] = [None] * (len(countries) + len(beside))
    if sharing != "none":
        drawn = draw(shares(len(countries) + len(beside)))
    given = dict(zip([*countries, *beside], drawn, strict=True))
    if sharing == "2" and m49 and own and given[m49[0]] and draw(st.booleans()):
        given[own[0]] = format(sum(Decimal(given[code] or 0) for code in m49), "f")
    return {
        "countries": [recorded(country=code, share=given[code]) for code in countries],
        "regions": [
            recorded(region=code, vocabulary=vocabulary, share=given.get(code))
            for vocabulary, codes in (("2", m49), ("99", own))
            for code in codes
        ],
    }


@st.composite
def undertakings(draw: st.DrawFn, code: str) -> Document:
    """Draw what a programme and a project have in common."""
    named = draw(st.lists(st.sampled_from(PILLARS), max_size=3, unique=True))
    pillars = [
        recorded(pillar=pillar, share=share) for pillar, share in zip(named, draw(shares(len(named))), strict=True)
    ]
    links = draw(st.lists(st.sampled_from([*DONORS, OWN]), max_size=2, unique=True))
    start, end = sorted(draw(st.tuples(day_dates, day_dates)))
    return recorded(
        code=code,
        title=f"Undertaking {code}",
        classification="unclassified",
        pillars=pillars,
        scope=draw(st.sampled_from([None, "global", "regional", "national"])),
        status=draw(st.sampled_from([None, *STATUSES])),
        actual_start=draw(st.sampled_from([None, start])),
        planned_end=draw(st.sampled_from([None, end])),
        organisations=[{"organisation": link, "role": "funding"} for link in links],
        **draw(places()),
    )


@st.composite
def contributions(draw: st.DrawFn, number: int, targets: list[str]) -> Document:
    """Draw a contribution whose allocations stay within what is allocatable; some are moved on."""
    currency = draw(st.sampled_from(sorted(DIGITS)))
    unknown = draw(st.integers(0, 5)) == 0
    kinds = ["pledge", "commitment"] if unknown else ["pledge", "commitment", "receipt", "receipt", "refund"]
    identity = f"C-{number:03}"
    movements = [draw(movement(f"{identity}.m{place}", kinds, currency)) for place in range(draw(several))]
    closed = draw(st.sampled_from([None, None, "2020", "2020-06-30"]))
    limit = allocatable(movements, currency, closed=closed is not None, unknown=unknown)
    allocations = draw(allocated(identity, targets, limit, currency))
    return recorded(
        id=identity,
        donor=draw(st.sampled_from([*DONORS, OWN])),
        classification="unclassified",
        currency=currency if movements else None,
        movements=movements,
        allocations=allocations,
        receipts_unknown=unknown,
        use_unknown=draw(st.integers(0, 4)) == 0,
        signed=draw(st.sampled_from([None, None, "2019", "2019-12-31"])),
        start=draw(st.sampled_from([None, None, "2020-03"])),
        closed=closed,
    )


@st.composite
def movement(draw: st.DrawFn, identity: str, kinds: list[str], currency: str) -> Document:
    booked = None
    if draw(st.integers(0, 4)) == 0:
        other = draw(st.sampled_from([code for code in sorted(DIGITS) if code != currency]))
        booked = {"amount": written(draw(st.integers(1, 10**6)), other), "currency": other}
    return recorded(
        id=identity,
        kind=draw(st.sampled_from(kinds)),
        amount=written(draw(st.one_of(st.integers(1, 9), st.integers(1, 10**7))), currency),
        date=draw(dates),
        reversal=draw(st.integers(0, 5)) == 0,
        booked=booked,
    )


@st.composite
def allocated(draw: st.DrawFn, identity: str, targets: list[str], limit: int, currency: str) -> list[Document]:
    entries: list[Document] = []
    held: dict[str, int] = {}
    for place in range(draw(several)):
        left = limit - sum(held.values())
        target = draw(st.sampled_from(targets))
        sources = sorted(code for code, units in held.items() if units and code != target)
        source = draw(st.sampled_from([None, *sources]))
        back = source is None and bool(held.get(target)) and draw(st.integers(0, 3)) == 0
        room = held[target] if back else left if source is None else held[source]
        if not room:
            continue
        units = draw(st.one_of(st.just(room), st.integers(1, room)))
        held[target] = held.get(target, 0) + (-units if back else units)
        if source is not None:
            held[source] -= units
        entries.append(
            recorded(
                id=f"{identity}.a{place}",
                target=target,
                amount=written(units, currency),
                moved_from=source,
                reversal=back,
                date=draw(dates),
            )
        )
    return entries


@st.composite
def expenditures(draw: st.DrawFn, number: int, targets: list[str], charged: list[str]) -> Document:
    currency = draw(st.sampled_from(sorted(DIGITS)))
    return recorded(
        id=f"E-{number:03}",
        target=draw(st.sampled_from(targets)),
        amount=written(draw(st.integers(1, 10**6)), currency),
        currency=currency,
        classification="unclassified",
        kind="direct",
        date=draw(dates),
        contribution=draw(st.sampled_from([None, *charged])),
        reversal=draw(st.integers(0, 5)) == 0,
    )


@st.composite
def rates(draw: st.DrawFn, number: int) -> Document:
    currency, base = draw(st.permutations(sorted(DIGITS)))[:2]
    return recorded(
        id=f"R-{number:03}",
        date=draw(day_dates),
        currency=currency,
        base=base,
        rate=format(Decimal(draw(st.integers(1, 10**6))).scaleb(-4), "f"),
        source="a bank of Arcadia",
        classification="unclassified",
    )


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    """Draw a portfolio: programmes, projects with phases, several donors, currencies, moves, refunds, own funds."""
    programmes = [draw(undertakings(f"PRG-{number}")) for number in range(draw(st.integers(0, 2)))]
    projects: list[Document] = []
    for number in range(draw(st.integers(1, 4))):
        project = draw(undertakings(f"P-{number}"))
        project |= recorded(
            kind=draw(st.sampled_from(["project", "project", "initiative", "office"])),
            programme=draw(st.sampled_from([None, *(programme["code"] for programme in programmes)])),
            parent=draw(st.sampled_from([None, *(parent["code"] for parent in projects)])),
        )
        projects.append(project)
    targets = [target["code"] for target in (*programmes, *projects)]
    given = [draw(contributions(number, targets)) for number in range(draw(several))]
    charged = [contribution["id"] for contribution in given]
    spent = [draw(expenditures(number, targets, charged)) for number in range(draw(several))]
    return {
        "programmes": programmes,
        "projects": projects,
        "organisations": [
            recorded(code=code, name=code.title(), classification="unclassified", own=code == OWN)
            for code in (*DONORS, OWN)
        ],
        "contributions": given,
        "expenditures": spent,
        "rates": [draw(rates(number)) for number in range(draw(st.integers(0, 3)))],
    }


def allocatable(movements: list[Document], currency: str, *, closed: bool, unknown: bool) -> int:
    """Find what could be allocated, in minor units, by walking through the movements."""
    held = {"pledge": 0, "commitment": 0, "receipt": 0, "refund": 0}
    for entry in movements:
        units = units_of(entry["amount"], currency)
        held[entry["kind"]] += -units if entry.get("reversal") else units
    if unknown and held["commitment"]:
        return max(0, held["commitment"])
    if unknown or not (held["commitment"] or held["receipt"] or held["refund"]):
        return 0 if closed else max(0, held["pledge"])
    due = 0 if closed else max(0, max(0, held["commitment"]) - held["receipt"])
    return max(0, held["receipt"] - held["refund"] + due)
