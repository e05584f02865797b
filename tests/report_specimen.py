"""A report made by hand: every kind of block, figures of every kind, and text that would do harm if it were markup."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from portfolio.dates import PartialDate
from portfolio.pages.graphics import Bar, Chart
from portfolio.pages.tree import Column, Fact, Facts, Page, Paragraph, Section, Table

HOSTILE = (
    "<script>alert(1)</script>",
    "[red]bold[/red]",
    "=cmd|' /C calc'!A0",
    "a | b `code` *stars* _under_",
    "</style></svg></title>--><img src=x onerror=alert(1)>",
    '" onload="alert(2)" x="',
    "&amp; &lt; & <b>",
    "# no heading",
    "W" * 90,
    "حماية الحدود في أركاديا",
    "阿卡迪亚边境管理",
)
USD, EUR = "USD", "EUR"

_MONEY = (
    Column("committed", "Committed", "money", 1),
    Column("received", "Received", "money", 0),
    Column("spent", "Spent", "money", 2),
)
PROJECTS = (
    Column("code", "Code", "code"),
    Column("title", "Project"),
    Column("countries", "Countries and areas", "names", 5),
    Column("status", "Status", "status", 4),
    Column("start", "Start", "date", 6),
    *_MONEY,
    Column("people", "Participants", "count", 3),
    Column("joint", "Jointly funded", "flag", 7),
)


def money(**amounts: str) -> dict[str, Decimal]:
    return {currency: Decimal(amount) for currency, amount in amounts.items()}


def projects() -> Table:
    rows = [
        {
            "code": f"P-{number:03}",
            "title": title,
            "countries": ("Arcadia", "Ruritania") if number % 2 else (),
            "status": "Implementation",
            "start": PartialDate(2019 + number % 5, number % 12 + 1),
            "committed": money(USD=f"{number * 1_250_000}.50"),
            "received": money(USD=f"{number * 250_000}.25", EUR=f"{number}.07") if number % 3 else {},
            "received_not_known": 0 if number % 3 else 1,
            "spent": money(USD="-12.50") if number == 4 else money(USD=f"{number * 1000}.00"),
            "people": number * 1234 if number != 5 else None,
            "joint": number == 2,
        }
        for number, title in enumerate(HOSTILE, 1)
    ]
    residue = {
        "code": "",
        "title": "Not attributed to a listed project",
        "committed": money(USD="1.25"),
        "residue": True,
    }
    total = {
        "code": "Total",
        "committed": money(USD="82500006.75"),
        "received": money(USD="11500011.50"),
        "people": 81444,
    }
    notes = ("Figures are of the register, not of the accounts.", HOSTILE[0])
    return Table("projects", PROJECTS, (*rows, residue), "Projects supported", notes, total)


def regions() -> tuple[Chart, Table]:
    values = {
        "Northern Arcadia": ("110000000.00", False),
        "Western Arcadia, with the islands and all that belongs to them by the treaty": ("43250000.75", False),
        "Ruritania": ("0.01", False),
        HOSTILE[4]: ("0.00", False),
        HOSTILE[9]: ("2500000.00", False),
        HOSTILE[10]: ("700000.00", False),
        "Given back": ("-5000000.00", False),
        "Unallocated": ("1250000.00", True),
    }
    bars = tuple(Bar(label, Decimal(value)) for label, (value, _) in values.items())
    columns = (Column("region", "Region"), Column("received", "Received", "money"), Column("share", "Share", "share"))
    rows = tuple(
        {
            "region": bar.label,
            "received": {USD: bar.value},
            "share": Decimal("12.5"),
            **({"residue": True} if values[bar.label][1] else {}),
        }
        for bar in bars
    )
    return Chart("regions", "Received by region, USD", bars[:-1], USD, bars[-1:]), Table(
        "regions", columns, rows, "Received by region"
    )


def years() -> Chart:
    return Chart(
        "years", "Activities by year", tuple(Bar(str(1999 + place), Decimal(place * place)) for place in range(25))
    )


def glance() -> Facts:
    return Facts(
        "glance",
        (
            Fact("pledged", "Pledged", money(USD="120000000.00", EUR="503007.16"), "money"),
            Fact("committed", "Committed", money(USD="110000000.00"), "money"),
            Fact("received", "Received", {}, "money"),
            Fact("projects", "Projects supported", 1234, "count"),
            Fact("share", "Share allocated", Decimal("98.25"), "share"),
        ),
    )


def agreement() -> Facts:
    return Facts(
        "agreement",
        (
            Fact("reference", "Reference", HOSTILE[2], "code"),
            Fact("signed", "Signed", PartialDate(2018, 7), "date"),
            Fact("regions", "Regions", ("Arcadia", "Ruritania", HOSTILE[0]), "names"),
            Fact("closed", "Closed", False, "flag"),
            Fact("note", "Note", "First line\nsecond line"),
            Fact("ended", "Ended", None, "date"),
        ),
    )


def results() -> Section:
    return Section(
        "results",
        "Results",
        (
            Paragraph("What came of it."),
            years(),
            Table(
                "years",
                (Column("year", "Year", "code"), Column("activities", "Activities", "count")),
                tuple({"year": 1999 + place, "activities": place * place} for place in range(25)),
                "Activities by year",
            ),
            Table("none", (Column("title", "Outcome"),), (), empty="No outcome is recorded."),
        ),
    )


def report(language: str = "en", title: str = "Summary for the Kingdom of Arcadia") -> Page:
    chart, table = regions()
    return Page(
        kind="donor",
        language=language,
        title=title,
        subtitle="What was given from 2018 to 2024, for what, and what came of it",
        front=(
            Fact("office", "Office", "Centre of Arcadia"),
            Fact("donor", "Donor", "Kingdom of Arcadia <A&B>"),
            Fact("as_of", "As of", dt.date(2024, 10, 1), "date"),
        ),
        sections=(
            Section(
                "glance",
                "The gift at a glance",
                (Paragraph("Arcadia gave.\nTwice.", "lead"), glance(), Paragraph("A note.", "note")),
            ),
            Section(
                "agreements", "Agreements", (), (Section("C-001", f"First agreement {HOSTILE[0]}", (agreement(),)),)
            ),
            Section("projects", "Projects", (projects(),)),
            Section("places", "Where the money works", (chart, table)),
            results(),
        ),
        closing=(Paragraph("Funded by the generous contribution of Arcadia."),),
        marking="UNCLASSIFIED",
        as_of=dt.date(2024, 10, 1),
    )
