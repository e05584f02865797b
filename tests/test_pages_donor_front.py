"""What a donor's report begins and ends with: the summary, funds, what is due, who submits it; and which sections."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from trees import rows, section, usd
from worked_report import ENGLISH, PORTFOLIO, REPORT, SETTINGS, each, eur, office

from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Paragraph

FIGURES = [
    # What the statement has of each agreement, together. Of the 215,000 the 55,000 of E-4 are for the programme, which
    # is regional, and the rest for P-1: 60 and 40 per cent.
    *each("funds", "opening", USD=Decimal("0.00"), EUR=Decimal("0.00"), JPY=Decimal(0)),
    *each("funds", "received", USD=Decimal("1000000.00"), EUR=Decimal("400000.50"), JPY=Decimal(3000000)),
    *each("funds", "refunded", USD=Decimal("50000.00"), EUR=None, JPY=None),
    *each("funds", "spent_direct", USD=Decimal("215000.00"), EUR=Decimal("390000.25"), JPY=None),
    *each("funds", "closing", USD=Decimal("735000.00"), EUR=Decimal("10000.25"), JPY=Decimal(3000000)),
    *each("funds", "KE", USD=Decimal("96000.00")),
    *each("funds", "ET", USD=Decimal("64000.00")),
    *each("funds", "UZ", EUR=Decimal("390000.25")),
    *each("funds", "~regional", USD=Decimal("55000.00")),
    *each("funds", "total", USD=Decimal("215000.00"), EUR=Decimal("390000.25")),
    # 40 and 66 certified.
    *each("summary", "people", actual=42, joint=True),
    *each("summary", "O-1.i1", actual=Decimal(106), target=Decimal(110), project="Airport training", joint=True),
    *each("summary", "O-3.i1", actual=Decimal(12), project="=Handbook()"),
    *each("due", "C-1.i2-instalment", amount=usd("50000.00"), state="overdue"),
    *each("due", "C-1.i3-instalment", amount=usd("200000.00"), state="due"),
    *each("due", "C-1.r2-report", what="Report to the donor: Financial report", state="overdue"),
    *each("due", "C-1.r3-report", state="due"),
    # name no country, and are in those of their projects.
    *each("countries", "KE", work=1, activities=2, received=usd("237500.00")),
    *each("countries", "UZ", work=1, activities=1, received=eur("400000.50")),
]


@pytest.mark.parametrize(("place", "row", "column", "expected"), FIGURES)
def test_every_figure_is_the_one_worked_out_by_hand(place: str, row: str, column: str, expected: object) -> None:
    found = [each[column] for each in rows(REPORT, place) if each["key"] == row and column in each]
    assert found
    assert all(each == expected for each in found), found


def test_sections_are_those_of_the_settings_in_the_report_s_own_order() -> None:
    some = office()._replace(settings=SETTINGS._replace(report_donor_sections=("glance", "funds")))
    assert [each.key for each in donor_report(some, "Arcadia", Options(), ENGLISH).sections] == ["glance", "funds"]


def test_who_submits_the_report_signs_it_and_is_named_once() -> None:
    named = SETTINGS._replace(report_submitted_by="R. Hentzau", report_submitted_by_title="Chief of Section")
    report = donor_report(office()._replace(settings=named), "Arcadia", Options(), ENGLISH)
    told = {row["key"]: row["value"] for row in rows(report, "submitted")}
    assert told == {
        "name": "R. Hentzau",
        "title": "Chief of Section",
        "office": "Centre for Quiet Borders",
        "address": "1 Castle Street, Strelsau",
        "contact": "Donor relations, donors@example.org",
    }
    assert section(report, "submitted").blocks[-1] == Paragraph("Date and signature", "signature")
    assert [each.text[:6] for each in report.closing] == ["Funded"]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fr", "les engagements du Japon"), ("es", "los compromisos del Japón"), ("ru", "обязательства Японии")],
)
def test_the_summary_inflects_the_donor_whose_forms_are_known(language: str, subject: str) -> None:
    portfolio = copy.deepcopy(PORTFOLIO)
    portfolio["organisations"][0] |= {"name": "Japan", "country": "JP"}
    first = section(donor_report(office(portfolio), "Japan", Options(), Language(language)), "summary").blocks[0]
    assert isinstance(first, Paragraph)
    assert subject in first.text


def test_the_summary_is_the_gift_in_a_sentence_where_and_what_comes_next() -> None:
    summary_of = section(REPORT, "summary")
    assert summary_of.leads
    first = summary_of.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text == (
        "As of 30 June 2024, the commitments of Arcadia amount to EUR 400,000.50 and USD 1,250,000.00 and its payments "
        "to EUR 400,000.50, JPY 3,000,000 and USD 950,000.00, in support of 1 programme and 3 projects."
    )
    french = section(donor_report(office(), "Arcadia", Options(), Language("fr")), "summary").blocks[0]
    assert isinstance(french, Paragraph)
    assert "les engagements du donateur (Arcadia) s’élèvent à" in french.text
    outlook = {row["key"]: row["value"] for row in rows(REPORT, "summary") if "value" in row}
    assert outlook["where"] == ("Ethiopia", "Kenya", "Uzbekistan")
    assert outlook["next"] == (
        "31 December 2024: Agreement ends, ARC/2022/1 (Border agreement)",
        "31 December 2024: Work ends, Airport training",
        "31 December 2024: Instalment to be paid, ARC/2022/1 (Border agreement), USD 200,000.00",
        "31 March 2025: Report to the donor: Final report, ARC/2022/1 (Border agreement)",
    )
