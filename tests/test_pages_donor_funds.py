"""Sources and uses of a donor's funds on any portfolio: in whole units, they come out as the entries say."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from figures_oracle import TODAY, converted, is_inside, signed_units
from hypothesis import HealthCheck, given, settings, strategies as st
from portfolios import COUNTRIES, DIGITS, DONORS, Document, Portfolio, portfolios, reader_of
from trees import section
from worked_report import ENGLISH, SETTINGS

from portfolio.dates import ALWAYS, Period
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Table
from portfolio.query.names import Names
from portfolio.query.question import Office
from portfolio.reference.codes import EXPENDITURE

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIODS: list[tuple[dict[str, list[str]], Period]] = [
    ({}, ALWAYS),
    *(({"year": [f"{year}"]}, Period(dt.date(year, 1, 1), dt.date(year, 12, 31))) for year in (2019, 2020)),
]
Sums = Counter[str]


@st.composite
def spending(draw: st.DrawFn) -> Portfolio:
    """Draw a portfolio whose expenditures are of either kind."""
    portfolio = draw(portfolios())
    for each in portfolio["expenditures"]:
        each["kind"] = draw(st.sampled_from(EXPENDITURE.words))
    return portfolio


def funds(portfolio: Portfolio, donor: str, period: dict[str, list[str]]) -> dict[str, Table]:
    """Return the tables of the section by their keys; none where there is no such section."""
    reader: Any = reader_of(portfolio)
    seen = Office(reader, Names(reader, SETTINGS), SETTINGS, TODAY)
    report = donor_report(seen, donor, Options(period), ENGLISH)
    if "funds" not in {each.key for each in report.sections}:
        return {}
    return {each.key: each for each in section(report, "funds").blocks if isinstance(each, Table)}


def units(row: Any) -> Sums:
    """Return the cells of a row that are amounts, in minor units; what is zero is left out."""
    cells = {code: row.get(code) for code in DIGITS}
    return Counter({code: int(value.scaleb(DIGITS[code])) for code, value in cells.items() if value})


def minus(found: Sums) -> Sums:
    return Counter({code: -value for code, value in found.items()})


def total(*parts: Sums) -> dict[str, int]:
    sums: Sums = Counter()
    for part in parts:
        sums.update(part)
    return {code: value for code, value in sums.items() if value}


def charged(portfolio: Portfolio, donor: str, period: Period) -> Iterator[tuple[Document, str, int]]:
    """Yield what was charged to the agreements of a donor, with the currency and units that it counts as."""
    own = {each["id"]: each for each in portfolio["contributions"] if each["donor"] == donor and "currency" in each}
    for each in portfolio["expenditures"]:
        if (agreement := own.get(each.get("contribution", ""))) and is_inside(each.get("date"), period):
            worth = converted(each, each["currency"], agreement["currency"], portfolio["rates"])
            if worth is None:
                yield each, each["currency"], signed_units(each, each["currency"])
            else:
                yield each, agreement["currency"], worth


def shares(target: Document) -> dict[str, Fraction]:
    """Return the part of a target that is for each of its countries: their shares, or all of it for its one place."""
    given = {each["country"]: each.get("share") for each in target.get("countries", [])}
    regions = target.get("regions", [])
    if any(each.get("share") for each in (*target.get("countries", []), *regions)):
        return {code: Fraction(share) / 100 for code, share in given.items() if share}
    return dict.fromkeys(given, Fraction(1)) if len(given) + len(regions) == 1 else {}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spending(), st.sampled_from(DONORS), st.sampled_from(PERIODS))
def test_what_was_spent_is_what_was_charged_by_class_and_by_country(
    portfolio: Portfolio, donor: str, period: tuple[dict[str, list[str]], Period]
) -> None:
    tables = funds(portfolio, donor, period[0])
    entries = list(charged(portfolio, donor, period[1]))
    classes = {kind: total(*(Counter({code: worth}) for each, code, worth in entries if each["kind"] == kind))
               for kind in EXPENDITURE.words}  # fmt: skip
    account = {row["key"]: units(row) for row in tables["funds"].rows} if tables else {}
    direct, support = EXPENDITURE.words
    assert total(account.get("spent_direct", Counter())) == classes[direct]
    assert total(account.get("spent_support", Counter())) == classes[support]
    whole = total(*map(Counter, classes.values()))
    if "spent_by_country" not in tables:
        # Nothing was spent, or what was spent in each place was taken back there.
        assert not whole
        return
    rows = {row["key"]: units(row) for row in tables["spent_by_country"].rows}
    assert total(*rows.values()) == total(units(tables["spent_by_country"].total)) == whole
    targets = {each["code"]: each for each in (*portfolio["programmes"], *portfolio["projects"])}
    for country in COUNTRIES:
        for code in DIGITS:
            due = sum((worth * shares(targets[each["target"]]).get(country, Fraction()) for each, of, worth in entries
                       if of == code), Fraction())  # fmt: skip
            assert abs(rows.get(country, Counter())[code] - due) <= len(portfolio["expenditures"])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spending(), st.sampled_from(DONORS), st.sampled_from(PERIODS))
def test_what_was_there_and_came_in_less_what_went_out_is_left(
    portfolio: Portfolio, donor: str, period: tuple[dict[str, list[str]], Period]
) -> None:
    if not (tables := funds(portfolio, donor, period[0])):
        return
    account: Any = {row["key"]: row for row in (*tables["funds"].rows, tables["funds"].total or {})}
    unknown = {code for row in account.values() for code in DIGITS if f"{code}_not_known" in row}
    lines = {key: units(row) for key, row in account.items()}
    none: Sums = Counter()
    out = [minus(lines.get(key, none)) for key in ("refunded", "spent_direct", "spent_support")]
    left = total(lines["opening"], lines.get("unplaced", none), lines["received"], *out)
    closing = total(lines["closing"])
    assert {code: left.get(code) for code in DIGITS if code not in unknown} == {
        code: closing.get(code) for code in DIGITS if code not in unknown
    }
    if period[1] == ALWAYS:
        money = [
            Counter({each["currency"]: signed_units(entry, each["currency"])})
            for each in portfolio["contributions"]
            if each["donor"] == donor
            for entry in each.get("movements", [])
            if entry["kind"] in {"receipt", "refund"}
        ]
        spent = [minus(Counter({code: worth})) for _, code, worth in charged(portfolio, donor, ALWAYS)]
        expected = total(*money, *spent)
        assert {code: expected.get(code) for code in DIGITS if code not in unknown} == {
            code: closing.get(code) for code in DIGITS if code not in unknown
        }
