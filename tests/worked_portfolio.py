"""A small portfolio of made-up donors, for figures that are worked by hand."""

from __future__ import annotations

import datetime as dt

from portfolios import Document, register_of

TODAY = dt.date(2021, 6, 30)


def moved(kind: str, amount: str, date: str | None = None, **more: object) -> Document:
    entry: Document = {"id": "m", "kind": kind, "amount": amount, **more}
    return entry | ({"date": date} if date else {})


def allotted(target: str, amount: str, date: str | None = None, **more: object) -> Document:
    entry: Document = {"id": "a", "target": target, "amount": amount, **more}
    return entry | ({"date": date} if date else {})


def spent(identity: str, target: str, amount: str, currency: str, date: str, **more: object) -> Document:
    return {
        "id": identity,
        "target": target,
        "amount": amount,
        "currency": currency,
        "date": date,
        "kind": "direct",
        **more,
    }


PROGRAMME: Document = {
    "code": "PRG",
    "title": "Cyber programme",
    "scope": "global",
    "status": "implementation",
    "pillars": [{"pillar": "II"}],
}
PROJECTS: list[Document] = [
    {
        "code": "P-1",
        "title": "First phase",
        "kind": "project",
        "programme": "PRG",
        "status": "implementation",
        "actual_start": "2019-01-15",
        "planned_end": "2020",
        "countries": [
            {"country": "KE", "share": "33.34"},
            {"country": "ET", "share": "33.33"},
            {"country": "UZ", "share": "33.33"},
        ],
        "pillars": [{"pillar": "II", "share": "60"}, {"pillar": "III", "share": "40"}],
    },
    {
        "code": "P-2",
        "title": "Second phase",
        "kind": "project",
        "programme": "PRG",
        "parent": "P-1",
        "status": "closed",
        "actual_start": "2020-03",
        "actual_end": "2020-12",
        # One place without a share has all of it; the pillar is its programme's.
        "regions": [{"region": "014", "vocabulary": "2"}],
    },
    {
        "code": "P-3",
        "title": "Several places and pillars without shares",
        "kind": "project",
        "countries": [{"country": "ML"}, {"country": "NE"}],
        "pillars": [{"pillar": "I"}, {"pillar": "IV"}],
        "organisations": [{"organisation": "FREEDONIA", "role": "funding"}],
    },
    {"code": "P-4", "title": "An office", "kind": "office", "scope": "global", "status": "implementation"},
]
CONTRIBUTIONS: list[Document] = [
    {
        # Received 700 - 100 = 600, outstanding 1000 - 700 = 300, allocatable 900.
        # P-1 has 600 - 200 = 400, P-2 200; 300 are left.
        "id": "C-1",
        "donor": "ARCADIA",
        "currency": "USD",
        "movements": [
            moved("pledge", "1200.00", "2018-11"),
            moved("commitment", "1000.00", "2019-02-01"),
            moved("receipt", "700.00", "2019-03-01"),
            moved("refund", "100.00", "2020-05-01"),
        ],
        "allocations": [
            allotted("P-1", "600.00", "2019-02-01"),
            allotted("P-2", "200.00", "2020-03-01", moved_from="P-1"),
        ],
    },
    {
        # Allocated in full. The second commitment was a mistake and is taken back. Closed, so nothing is outstanding.
        "id": "C-2",
        "donor": "RURITANIA",
        "currency": "EUR",
        "movements": [
            moved("commitment", "100.00", "2019-12-30"),
            moved("commitment", "20.00", "2019-12-31"),
            moved("commitment", "20.00", "2020-01-01", reversal=True),
            moved("receipt", "50.00", "2020-02-02"),
        ],
        "allocations": [
            allotted("P-1", "33.34", "2019-12-31"),
            allotted("P-2", "33.33", "2019-12-31"),
            allotted("P-3", "33.33", "2019-12-31"),
        ],
        "closed": "2020-12-31",
    },
    {
        # Given to the programme itself, and nobody knows what was paid.
        "id": "C-3",
        "donor": "FREEDONIA",
        "currency": "JPY",
        "movements": [moved("pledge", "1000"), moved("commitment", "1000", "2020-07-01")],
        "allocations": [allotted("PRG", "1000")],
        "receipts_unknown": True,
    },
    {
        "id": "C-4",
        "donor": "FREEDONIA",
        "currency": "KWD",
        "movements": [moved("receipt", "10.001", "2020-09")],
    },
    {
        "id": "C-5",
        "donor": "OFFICE",
        "currency": "USD",
        "movements": [moved("commitment", "500.00", "2020-01-01")],
        "allocations": [allotted("P-1", "500.00", "2020-01-01")],
    },
]
EXPENDITURES = [
    spent("E-1", "P-1", "150.00", "USD", "2019-07-01", contribution="C-1"),
    spent("E-2", "P-1", "80.00", "USD", "2020-04-01", contribution="C-5"),
    spent("E-3", "P-3", "10.00", "EUR", "2020", booked={"amount": "11.50", "currency": "USD"}),
    spent("E-4", "PRG", "300", "JPY", "2020-07-31", contribution="C-3"),
    spent("E-5", "P-1", "50.00", "USD", "2020-01-15", contribution="C-1", reversal=True),
]
RATES: list[Document] = [
    {"id": "R-1", "date": "2019-12-01", "currency": "EUR", "base": "USD", "rate": "1.1", "source": "Bank of Arcadia"},
    {"id": "R-2", "date": "2020-02-02", "currency": "EUR", "base": "USD", "rate": "1.2"},
    {"id": "R-3", "date": "2020-06-30", "currency": "USD", "base": "JPY", "rate": "100"},
]
REGISTER = register_of(
    {
        "programmes": [PROGRAMME],
        "projects": PROJECTS,
        "organisations": [
            {"code": "ARCADIA", "name": "Arcadia"},
            {"code": "FREEDONIA", "name": "Freedonia"},
            {"code": "RURITANIA", "name": "Ruritania"},
            {"code": "OFFICE", "name": "The office", "own": True},
        ],
        "contributions": CONTRIBUTIONS,
        "expenditures": EXPENDITURES,
        "rates": RATES,
    }
)
