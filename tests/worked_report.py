"""A donor's report worked by hand: a made-up office, every figure of its report to Arcadia, and the report itself.

`REPORT` is the report as a value, in English. `FIGURES` is what it must say: section, row and column to what stands
there, found on paper. A row of a table is known by its `key`; a labelled value is a row whose column is `value`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from portfolios import Document, Portfolio, reader_of
from trees import usd
from worked_portfolio import allotted, moved, spent

from portfolio.language.language import Language
from portfolio.pages.donor import Answer, Options, answer, donor_report
from portfolio.pages.release import release
from portfolio.query.names import Names
from portfolio.query.question import Office
from portfolio.query.released import released
from portfolio.settings import Settings

if TYPE_CHECKING:
    from portfolio.pages.tree import Page

ENGLISH = Language("en")
TODAY = dt.date(2024, 6, 30)
SETTINGS = Settings(
    organisation="Centre for Quiet Borders",
    report_contact="Donor relations, donors@example.org",
    report_address="1 Castle Street, Strelsau",
)
HIDDEN = "Nightwatch"


def stored(**fields: object) -> Document:
    return {"classification": "unclassified", "revision": 1, **fields}


ORGANISATIONS = [
    stored(code="ARCADIA", name="Arcadia", type="government"),
    stored(code="ARC-PAR", name="Parliament of Arcadia", parent="ARCADIA"),
    stored(code="RURITANIA", name="Ruritania", type="government"),
    stored(code="CENTRE", name="Centre for Quiet Borders", own=True),
]
PROGRAMME = stored(
    code="PRG-1",
    title="Border programme",
    status="implementation",
    scope="regional",
    actual_start="2022",
    pillars=[{"pillar": "II"}],
    regions=[{"region": "014", "vocabulary": "2"}],
)
PROJECTS = [
    stored(
        code="P-1",
        title="Airport training",
        kind="project",
        programme="PRG-1",
        status="implementation",
        actual_start="2022-01-15",
        planned_end="2024-12-31",
        pillars=[{"pillar": "II", "share": "50"}, {"pillar": "III", "share": "50"}],
        countries=[{"country": "KE", "share": "60"}, {"country": "ET", "share": "40"}],
        description="Trains those who look after [bold]airports[/bold] & <gates>.",
    ),
    stored(
        code="P-2",
        title="Talks in villages",
        kind="project",
        status="closed",
        actual_start="2022-03",
        actual_end="2023-11-30",
        pillars=[{"pillar": "I"}],
        countries=[{"country": "UZ"}],
    ),
    stored(
        code="P-3",
        title="=Handbook()",
        kind="project",
        scope="global",
        organisations=[{"organisation": "ARCADIA", "role": "funding"}],
    ),
    stored(code="P-9", title=HIDDEN, kind="project", programme="PRG-1") | {"classification": "confidential"},
]
CONTRIBUTIONS = [
    stored(
        # Of 1,250,000 committed 1,000,000 were paid and 50,000 of that given back: 950,000 there and 250,000 still due
        # are 1,200,000. Of these 500,000 are for P-1 (600,000 less 100,000 moved to the secret project) and 240,000 for
        # the programme, so that 460,000 are for no listed project: 5/12, 1/5 and 23/60 of each column.
        id="C-1",
        donor="ARCADIA",
        title="Border agreement",
        reference="ARC/2022/1",
        recipient="The Centre",
        currency="USD",
        signed="2021-12-01",
        start="2022-01-01",
        end="2024-12-31",
        earmarking="softly",
        earmarked_to="Borders of East Africa",
        movements=[
            moved("pledge", "1500000.00", "2021-09"),
            moved("commitment", "1250000.00", "2021-12-01"),
            moved("receipt", "700000.00", "2022-01-20"),
            moved("receipt", "300000.00", "2023-02-10"),
            moved("refund", "50000.00", "2023-12-15"),
        ],
        allocations=[
            allotted("P-1", "600000.00", "2022-01-25"),
            allotted("PRG-1", "240000.00", "2022-02-01"),
            allotted("P-9", "100000.00", "2023-01-10", moved_from="P-1"),
        ],
        instalments=[
            {"id": "C-1.i1", "amount": "700000.00", "date": "2022-01-31"},
            {"id": "C-1.i2", "amount": "350000.00", "date": "2023-01-31"},
            {"id": "C-1.i3", "amount": "200000.00", "date": "2024-12-31"},
        ],
        reports_due=[
            {"id": "C-1.r1", "date": "2023-03-31", "title": "Interim report", "sent": "2023-03-15"},
            {"id": "C-1.r2", "date": "2024-03-31", "title": "Financial report"},
            {"id": "C-1.r3", "date": "2025-03-31", "title": "Final report"},
        ],
    ),
    stored(
        # A receipt entered wrongly is taken back. All of it is for P-2.
        id="C-2",
        donor="ARCADIA",
        reference="ARC/2022/7",
        currency="EUR",
        signed="2022-02-15",
        earmarking="tightly",
        movements=[
            moved("commitment", "400000.50", "2022-02-15"),
            moved("receipt", "40000.50", "2022-02-28"),
            moved("receipt", "40000.50", "2022-02-28", reversal=True),
            moved("receipt", "400000.50", "2022-03-01"),
        ],
        allocations=[allotted("P-2", "400000.50", "2022-03-02")],
    ),
    stored(
        # A third of what was paid is for P-3, so a third of the pledge too: 1,666,667 of 5,000,000.
        id="C-3",
        donor="ARC-PAR",
        title="Gift of the Parliament",
        currency="JPY",
        movements=[moved("pledge", "5000000", "2023-05"), moved("receipt", "3000000", "2023-06-01")],
        allocations=[allotted("P-3", "1000000", "2023-06-15")],
    ),
    stored(
        id="C-4",
        donor="RURITANIA",
        currency="USD",
        movements=[moved("commitment", "300000.00", "2022-01-10"), moved("receipt", "300000.00", "2022-01-11")],
        allocations=[allotted("P-1", "300000.00", "2022-01-12")],
    ),
    stored(
        id="C-5",
        donor="CENTRE",
        currency="USD",
        movements=[moved("commitment", "80000.00", "2022-01-01")],
        allocations=[allotted("P-1", "80000.00", "2022-01-01")],
    ),
]
EXPENDITURES = [
    stored(**entry)
    for entry in (
        spent("E-1", "P-1", "180000.00", "USD", "2022-09-30", contribution="C-1"),
        spent("E-2", "P-1", "20000.00", "USD", "2022-10-05", contribution="C-1", reversal=True),
        spent("E-3", "P-2", "390000.25", "EUR", "2023-10-01", contribution="C-2"),
        spent("E-4", "PRG-1", "50000.00", "EUR", "2023-05-05", contribution="C-1",
              booked={"amount": "55000.00", "currency": "USD"}),
        spent("E-5", "P-1", "100000.00", "USD", "2022-11-01", contribution="C-4"),
        spent("E-6", "P-9", "40000.00", "USD", "2023-03-01", contribution="C-1"),
        spent("E-7", "P-1", "33000.00", "USD", "2022-12-01"),
    )
]  # fmt: skip


def period(identity: str, year: str, target: str | None, actual: str | None, **groups: str) -> Document:
    divided = [{"dimension": "sex", "category": name, "value": value} for name, value in groups.items()]
    values = {"target": target, "actual": actual, "disaggregation": divided}
    return {"id": identity, "start": year, "end": year, **{key: value for key, value in values.items() if value}}


OUTCOMES = [
    stored(
        id="O-1",
        project="P-1",
        title="Airports are safer",
        level="outcome",
        indicators=[
            {
                "id": "O-1.i1",
                "title": "Officers certified",
                "measure": "unit",
                "unit": "officers",
                "values": "per_period",
                "baseline": {"value": "0"},
                "periods": [
                    period("O-1.i1.p1", "2022", "50", "40", women="15", men="25"),
                    period("O-1.i1.p2", "2023", "60", "66", women="30", men="36"),
                ],
            },
            {
                "id": "O-1.i2",
                "title": "Gates with scanners",
                "measure": "percentage",
                "values": "cumulative",
                "baseline": {"value": "20"},
                "periods": [period("O-1.i2.p1", "2022", "50", "40"), period("O-1.i2.p2", "2023", "80", "60")],
            },
            {
                "id": "O-1.i3",
                "title": "Procedure",
                "measure": "qualitative",
                "values": "per_period",
                "baseline": {"comment": "None was written."},
                "periods": [period("O-1.i3.p1", "2023", None, None) | {"comment": "One is in force."}],
            },
        ],
    ),
    stored(id="O-2", project="P-2", title="Elders meet every month", level="outcome", date="2023-11"),
    stored(
        id="O-3",
        project="P-3",
        title="The handbook is used",
        level="output",
        indicators=[
            {"id": "O-3.i1", "title": "Complaints", "measure": "unit", "values": "per_period",
             "periods": [period("O-3.i1.p1", "2023", "0", "12")]}
        ],
    ),
    stored(id="O-9", project="P-9", title=f"{HIDDEN} kept"),
]  # fmt: skip
ACTIVITIES = [
    stored(id="A-1", title="Course in Nairobi", project="P-1", type="training", start="2022-05-10", end="2022-05-12",
           venue="Hall of the Lions", venue_country="KE", participants={"women": 12, "men": 18},
           countries=[{"country": "KE"}, {"country": "ET"}]),
    stored(id="A-2", title="Workshop of Ruritania", project="P-1", type="workshop", start="2022-06",
           participants={"women": 100}, donors=["RURITANIA"]),
    stored(id="A-3", title="Course in Strelsau", project="P-1", type="training", start="2023-04-03",
           participants={"women": 5, "men": 5, "unspecified": 2}, donors=["ARCADIA"]),
    stored(id="A-4", title="Workshop in Samarkand", project="P-2", type="workshop", start="2023-03", mode="onsite"),
    stored(id="A-5", title=f"Course of {HIDDEN}", project="P-9", type="training", start="2023-04",
           participants={"women": 1000}, donors=["ARCADIA"]),
    stored(id="A-6", title="Round table", type="event", start="2024-02-01", donors=["ARCADIA", "RURITANIA"]),
]  # fmt: skip
RATES = [
    stored(id="R-1", date="2022-02-15", currency="EUR", base="USD", rate="1.1", source="Bank of Strelsau"),
    stored(id="R-2", date="2022-03-01", currency="EUR", base="USD", rate="1.2", source="Bank of Strelsau"),
    stored(id="R-3", date="2024-06-30", currency="EUR", base="USD", rate="1.05"),
]
PORTFOLIO: Portfolio = {
    "programmes": [PROGRAMME],
    "projects": PROJECTS,
    "organisations": ORGANISATIONS,
    "contributions": CONTRIBUTIONS,
    "expenditures": EXPENDITURES,
    "outcomes": OUTCOMES,
    "activities": ACTIVITIES,
    "rates": RATES,
}


def office(portfolio: Portfolio = PORTFOLIO, *, all_seen: bool = False) -> Office:
    """Return an office that sees what may be released of a portfolio, or all of it."""
    reader: Any = reader_of(portfolio, revision=12)
    reader = reader if all_seen else released(reader, "unclassified")
    return Office(reader, Names(reader, SETTINGS), SETTINGS, TODAY)


def eur(amount: str) -> dict[str, Decimal]:
    return {"EUR": Decimal(amount)}


def jpy(amount: str) -> dict[str, Decimal]:
    return {"JPY": Decimal(amount)}


def each(section: str, row: str, **cells: object) -> list[tuple[str, str, str, object]]:
    return [(section, row, column, value) for column, value in cells.items()]


def money(section: str, row: str, pledged: Any, committed: Any, received: Any, used: Any) -> list[Any]:
    return each(section, row, pledged=pledged, committed=committed, received=received, spent=used)


_PLACED = (usd("925000.00"), usd("770833.33"), usd("585833.33"), usd("160000.00") | eur("50000.00"))
_LEFT: tuple[Any, ...] = (usd("575000.00") | jpy("3333333"), usd("479166.67"), usd("364166.67") | jpy("2000000"), {})
_ALL = (
    usd("1500000.00") | jpy("5000000"),
    usd("1250000.00") | eur("400000.50"),
    usd("950000.00") | eur("400000.50") | jpy("3000000"),
    usd("160000.00") | eur("440000.25"),
)
_P2: tuple[Any, ...] = ({}, eur("400000.50"), eur("400000.50"), eur("390000.25"))
_P3: tuple[Any, ...] = (jpy("1666667"), {}, jpy("1000000"), {})
_REST = "~unallocated"
_PAID = ENGLISH.money("USD", Decimal("300000.00"))

FIGURES: list[tuple[str, str, str, object]] = [
    *each("glance", "pledged", USD=Decimal("1500000.00"), EUR=None, JPY=Decimal(5000000)),
    *each("glance", "committed", USD=Decimal("1250000.00"), EUR=Decimal("400000.50"), JPY=None),
    *each("glance", "received", USD=Decimal("950000.00"), EUR=Decimal("400000.50"), JPY=Decimal(3000000)),
    *each("glance", "outstanding", USD=Decimal("250000.00"), EUR=Decimal("0.00"), JPY=Decimal(0)),
    *each("glance", "allocated", USD=Decimal("740000.00"), EUR=Decimal("400000.50"), JPY=Decimal(1000000)),
    *each("glance", "unallocated", USD=Decimal("460000.00"), EUR=Decimal("0.00"), JPY=Decimal(2000000)),
    *each("glance", "spent", USD=Decimal("160000.00"), EUR=Decimal("440000.25"), JPY=None),
    *each("glance", "ARC-PAR", pledged=jpy("5000000"), committed={}, received=jpy("3000000"), outstanding=jpy("0"),
          allocated=jpy("1000000"), unallocated=jpy("2000000"), spent={}),
    *each("glance", "total", unallocated=usd("460000.00") | eur("0.00") | jpy("2000000")),
    *[("glance", key, "value", count) for key, count in
      {"agreements": 3, "programmes": 1, "projects": 3, "activities": 4}.items()],
    *each("agreements", "C-1", agreement="ARC/2022/1 (Border agreement)", earmarking="Softly earmarked",
          earmarked_to="Borders of East Africa", recipient="The Centre", pledged=usd("1500000.00"),
          committed=usd("1250000.00"), received=usd("950000.00"), outstanding=usd("250000.00"),
          allocated=usd("740000.00"), unallocated=usd("460000.00"), spent=usd("160000.00") | eur("50000.00")),
    *each("agreements", "C-2", agreement="ARC/2022/7", committed=eur("400000.50"), unallocated=eur("0.00")),
    *each("agreements", "C-3", agreement="Gift of the Parliament", donor="Parliament of Arcadia",
          received=jpy("3000000"), outstanding=jpy("0")),
    *each("agreements", "C-1.i1", amount=usd("700000.00"), state="paid"),
    *each("agreements", "C-1.i2", amount=usd("350000.00"), state=f"overdue, paid in part: {_PAID}"),
    *each("agreements", "C-1.i3", amount=usd("200000.00"), state="due"),
    *each("agreements", "C-1.r1", state="sent"),
    *each("agreements", "C-1.r2", state="overdue"),
    *each("agreements", "C-1.r3", state="due"),
    *money("projects", "PRG-1", usd("300000.00"), usd("250000.00"), usd("190000.00"), eur("50000.00")),
    *money("projects", "P-1", usd("625000.00"), usd("520833.33"), usd("395833.33"), usd("160000.00")),
    *money("projects", "P-2", *_P2),
    *money("projects", "P-3", *_P3),
    *money("projects", _REST, *_LEFT),
    *money("projects", "total", *_ALL),
    *each("projects", "joint", activities=1, reported=1, women=12, men=18, unspecified=0, people=30),
    *each("projects", "other", activities=2, reported=1, women=5, men=5, unspecified=2, people=12),
    *each("projects", "total", activities=3, reported=2, women=17, men=23, unspecified=2, people=42),
    *each("P-1", "received", value=usd("395833.33")),
    *each("P-1", "other_donors", value=("Ruritania", "The office’s own funds")),
    *each("P-1", "O-1.i1", target=Decimal(110), actual=Decimal(106), per_cent=Decimal("96.4"), baseline=Decimal(0),
          groups=("Sex: women 45, men 61",)),
    *each("P-1", "O-1.i2", target=Decimal(80), actual=Decimal(60), per_cent=Decimal("75.0"), unit="%"),
    *each("P-1", "O-1.i3", target=None, per_cent=None, account="At the start: None was written. One is in force."),
    *each("P-1", "A-1", women=12, men=18, unspecified=None, joint=True, venue="Hall of the Lions, Kenya"),
    *each("P-1", "A-3", women=5, men=5, unspecified=2, joint=False),
    *each("P-2", "O-2", outcome="Elders meet every month"),
    *each("P-2", "A-4", women=None, joint=False),
    *each("P-3", "O-3.i1", target=Decimal(0), actual=Decimal(12), per_cent=None),
    *each("other_activities", "A-6", joint=True),
    *money("regions", "014", *_PLACED),
    *money("regions", "143", *_P2),
    *money("regions", "~global", *_P3),
    *money("regions", _REST, *_LEFT),
    *money("regions", "total", *_ALL),
    *money("programmes", "PRG-1", *_PLACED),
    *money("programmes", "~no programme", jpy("1666667"), eur("400000.50"), eur("400000.50") | jpy("1000000"),
           eur("390000.25")),
    *money("programmes", _REST, *_LEFT),
    *money("pillars", "I", *_P2),
    *money("pillars", "II", usd("612500.00"), usd("510416.67"), usd("387916.67"), usd("80000.00") | eur("50000.00")),
    *money("pillars", "III", usd("312500.00"), usd("260416.66"), usd("197916.66"), usd("80000.00")),
    *money("pillars", "~not recorded", *_P3),
    *money("pillars", _REST, *_LEFT),
    *money("years", "2021", usd("1500000.00"), usd("1250000.00"), {}, {}),
    *money("years", "2022", {}, eur("400000.50"), usd("700000.00") | eur("400000.50"), usd("160000.00")),
    *money("years", "2023", jpy("5000000"), {}, usd("250000.00") | jpy("3000000"), eur("440000.25")),
    *each("statement", "C-1", opening=usd("0.00"), received=usd("1000000.00"), spent=usd("215000.00"),
          refunded=usd("50000.00"), closing=usd("735000.00")),
    *each("statement", "C-2", opening=eur("0.00"), received=eur("400000.50"), spent=eur("390000.25"), refunded={},
          closing=eur("10000.25")),
    *each("statement", "C-3", received=jpy("3000000"), spent={}, closing=jpy("3000000")),
]  # fmt: skip

REPORT = donor_report(office(), "Arcadia", Options(), ENGLISH)


def asked(portfolio: Portfolio, donor: str, **options: Any) -> Page:
    return donor_report(office(portfolio), donor, Options(**options), ENGLISH)


def told(whole: Office, donor: str, options: Options, language: Language, *, allow_withheld: bool = False) -> Answer:
    return answer(release(whole, options.level), donor, options, language, allow_withheld=allow_withheld)
