"""For each rule of `check`: records that break it, the same records put right, and how its advice is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from check_records import (
    YEN,
    Tables,
    allocated,
    budget,
    by_sex,
    charged,
    donor,
    gift,
    given_twice,
    measured,
    moved,
    period,
    project,
    projects,
    record,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Case(NamedTuple):
    """A rule's case.

    Attributes:
        broken: A register in which the rule finds one thing.
        whole: A register in which it finds nothing.
        record: The key of the record that is found.
        field: The field that is named.
        fill: What somebody fills in for the capitals of the advice, or None where it is no command to run.
    """

    broken: Tables
    whole: Tables
    record: str = "P-001"
    field: str = ""
    fill: Mapping[str, str] | None = None


_FUNDED = [{"organisation": "ARC", "role": "funding"}]
_SOURCE = {"citation": "Report of Arcadia"}
_PAIR = [{"country": "KE"}, {"country": "SO"}]

CASES: dict[str, Case] = {
    "ended-open": Case(
        projects(status="implementation", actual_end="2024-08"),
        projects(status="closed", actual_end="2024-08"),
        field="status",
        fill={},
    ),
    "end-passed": Case(
        projects(status="finalisation", planned_end="2023"),
        projects(status="finalisation", planned_end="2024"),
        field="planned end",
        fill={"DATE": "2024-01"},
    ),
    "started-in-pipeline": Case(
        projects(status="pipeline", actual_start="2024-08"),
        projects(status="implementation", actual_start="2024-08"),
        field="status",
        fill={},
    ),
    "start-passed": Case(
        projects(status="pipeline", planned_start="2024-08"),
        projects(status="pipeline", planned_start="2024-10"),
        field="planned start",
        fill={"DATE": "2024-09"},
    ),
    "closed-without-end": Case(
        projects(status="closed", planned_end="2023"),
        projects(status="cancelled", planned_end="2023"),
        field="actual end",
        fill={"DATE": "2023"},
    ),
    "no-status": Case(projects(), projects(status="pipeline"), field="status", fill={"STATUS": "ongoing"}),
    "no-place": Case(
        projects(scope="regional"), projects(scope="global"), field="countries", fill={"COUNTRY": "Kenya"}
    ),
    "no-programme": Case(
        {**projects(), "programmes": [record(code="BSM", title="Border programme")]},
        projects(kind="office"),
        field="programme",
        fill={"PROGRAMME": "BSM"},
    ),
    "no-pillar": Case(
        projects(),
        {
            "programmes": [record(code="BSM", title="Border programme", pillars=[{"pillar": "II"}])],
            **projects(programme="BSM"),
        },
        field="pillars",
        fill={"PILLAR": "II"},
    ),
    "undated": Case(projects(), projects(planned_end="2030"), field="start", fill={"DATE": "2024"}),
    "shares-not-whole": Case(
        projects(countries=[{"country": "KE", "share": "60"}, {"country": "SO", "share": "30"}]),
        projects(countries=[{"country": "KE", "share": "60"}, {"country": "SO", "share": "40"}]),
        field="countries",
    ),
    "budget-undated": Case(
        projects(budgets=budget(start="2024")),
        projects(budgets=budget(start="2024", end="2024")),
        field="budgets",
        fill={"DATE": "2024-12"},
    ),
    "budget-overlap": Case(
        projects(budgets=[*budget(start="2024", end="2024"), *budget(id="P-001.b2", start="2024-12", end="2025-11")]),
        projects(
            budgets=[
                *budget(start="2024", end="2024"),
                *budget(id="P-001.b2", start="2025", end="2025-11"),
                *budget(id="P-001.b3", start="2024", end="2024", type="revised"),
            ]
        ),
        field="budgets",
    ),
    "stale": Case(
        projects(status="implementation", actual_start="2020", sources=[{**_SOURCE, "as_of": "2023-09-30"}]),
        projects(status="implementation", actual_start="2020", sources=[{**_SOURCE, "as_of": "2023-10-02"}]),
        field="sources",
    ),
    "donor-without-amount": Case(
        {**gift(moved("pledge", "10.00")), **projects(organisations=_FUNDED)},
        {**gift(moved("pledge", "10.00"), allocations=allocated("5.00")), **projects(organisations=_FUNDED)},
        field="donors",
        fill={"AMOUNT": "5"},
    ),
    "contribution-without-movement": Case(
        gift(),
        gift(moved("pledge", "10.00")),
        "C-001",
        "movements",
        {"AMOUNT": "10", "CURRENCY": "USD", "DATE": "2024"},
    ),
    "allocated-above-committed": Case(
        gift(moved("pledge", "10.00"), allocations=allocated("8.00")),
        gift(moved("pledge", "10.00"), moved("commitment", "8.00"), allocations=allocated("8.00")),
        "C-001",
        "allocations",
        {"DATE": "2024"},
    ),
    "received-above-committed": Case(
        gift(moved("commitment", "100.00"), moved("receipt", "1000.00")),
        gift(moved("commitment", "100.00"), moved("receipt", "1000.00"), moved("refund", "900.00")),
        "C-001",
        "movements",
        {"DATE": "2024"},
    ),
    "moved-after-closing": Case(
        gift(moved("receipt", "5.00", "2024-01-01"), closed="2023-12-31"),
        gift(moved("receipt", "5.00", "2024-01-01"), moved("refund", "1.00", "2024-02-01"), closed="2024-01"),
        "C-001",
        "closed",
    ),
    "spent-above-received": Case(
        {**gift(moved("receipt", "100.00")), "expenditures": [*charged("100.00"), *YEN]},
        {**gift(moved("receipt", "100.00")), "expenditures": [*charged("40.00"), *YEN]},
        "C-001",
        "expenditures",
        {"DATE": "2024"},
    ),
    "spent-above-allocated": Case(
        {**gift(moved("receipt", "100.00"), allocations=allocated("40.00")), "expenditures": charged("60.00")},
        {**gift(moved("receipt", "100.00"), allocations=allocated("40.00")), "expenditures": charged("40.00")},
        "C-001",
        "allocations",
        {},
    ),
    "charge-unbooked": Case(
        {**gift(moved("receipt", "100.00")), "expenditures": charged("9000", "JPY")},
        {
            **gift(moved("receipt", "100.00")),
            "expenditures": charged("9000", "JPY", booked={"amount": "60.00", "currency": "USD"}),
        },
        "E-001",
        "booked",
    ),
    "nothing-received": Case(
        gift(moved("commitment", "10.00", "2023-09-30")),
        gift(moved("commitment", "10.00", "2023-10-02")),
        "C-001",
        "movements",
        {"AMOUNT": "10", "DATE": "2024"},
    ),
    "instalment-overdue": Case(
        gift(
            moved("commitment", "20.00"),
            moved("receipt", "15.00"),
            instalments=[
                {"id": "C-001.i1", "amount": "10.00", "date": "2023-06"},
                {"id": "C-001.i2", "amount": "10.00", "date": "2024-06"},
            ],
        ),
        gift(
            moved("commitment", "20.00"),
            moved("receipt", "10.00"),
            instalments=[
                {"id": "C-001.i1", "amount": "10.00", "date": "2023-06"},
                {"id": "C-001.i2", "amount": "10.00", "date": "2024-12"},
            ],
        ),
        "C-001",
        "instalments",
        {"DATE": "2024"},
    ),
    "report-overdue": Case(
        gift(reports_due=[{"id": "C-001.r1", "date": "2024-09-30", "title": "Mid-term"}]),
        gift(reports_due=[{"id": "C-001.r1", "date": "2024-09-30", "sent": "2024-09-29"}]),
        "C-001",
        "reports due",
        {"DATE": "today"},
    ),
    "outcome-without-indicator": Case(
        {**projects(), "outcomes": [record(id="O-001", project="P-001", title="Trained")]},
        measured(),
        "O-001",
        "indicators",
        {"TEXT": "Officers"},
    ),
    "indicator-without-baseline": Case(measured(), measured("qualitative"), "O-001", "baseline"),
    "actual-without-target": Case(
        measured(periods=period(actual="5")),
        measured(periods=period(actual="5", target="6")),
        "O-001",
        "target",
        {"VALUE": "6"},
    ),
    "disaggregation-above-value": Case(
        measured(periods=period(actual="20", target="20", disaggregation=by_sex("14", "11"))),
        measured(periods=period(actual="25", target="20", disaggregation=by_sex("14", "11"))),
        "O-001",
        "disaggregation",
    ),
    "period-after-end": Case(
        measured(periods=period(actual="5"), project=project(actual_end="2022")),
        measured(periods=period(actual="5"), project=project(actual_end="2023-01")),
        "O-001",
        "start",
        {"DATE": "2022"},
    ),
    "story-without-consent": Case(
        told(start="2023", people=True),
        told(start="2023", people=True, consent="Signed form"),
        "N-001",
        "consent",
        {"TEXT": "Signed"},
    ),
    "narrative-outside-dates": Case(
        told(start="2023", end="2024", project=project(actual_end="2022")),
        told(start="2022", end="2024", project=project(actual_start="2021", actual_end="2022")),
        "N-001",
        "start",
        {"PERIOD": "2022"},
    ),
    "narrative-undated": Case(told(), told(end="2023"), "N-001", "period", {"PERIOD": "2022"}),
    "uncertain": Case(
        gift(moved("pledge", "10.00", None, uncertain=True)),
        gift(moved("pledge", "10.00", None)),
        "C-001",
        "movements",
        {},
    ),
    "source-undated": Case(
        projects(sources=[_SOURCE]),
        projects(sources=[{**_SOURCE, "as_of": "2024"}]),
        field="sources",
    ),
    "like-project": Case(
        {"projects": [project(title="Border control"), project(code="P-002", title="Borders, control of")]},
        {"projects": [project(title="Border control 1"), project(code="P-002", title="Border control 2")]},
        "P-002",
        "title",
    ),
    "like-contribution": Case(
        given_twice(),
        given_twice(title="Second call"),
        "C-002",
        "movements",
    ),
    "like-organisation": Case(
        {"organisations": [donor(name="Bank of Arcadia"), donor("ARC-2", "Arcadia Banc")]},
        {"organisations": [donor(name="Bank of Arcadia"), donor("ARC-2", "Bank of Ruritania")]},
        "ARC-2",
        "name",
    ),
    "name-of-state": Case(
        {"organisations": [donor("KE", "Coast Guard", type="government", country="KE")]},
        {"organisations": [donor("KE", "Kenya", type="government", country="KE"), donor("CG-KE", "Coast Guard")]},
        "KE",
        "code",
    ),
    "1.3.13": Case(projects(code="P|1"), projects(), "P|1", "code"),
    "1.8.13": Case(
        {"organisations": [donor(reference="XM/DAC")]},
        {"organisations": [donor(reference="XM-DAC")]},
        "ARC",
        "reference",
        {"ID": "XM-DAC"},
    ),
    "2.1.1": Case(
        projects(pillars=[{"pillar": "I"}, {"pillar": "II"}]),
        projects(pillars=[{"pillar": "I"}]),
        field="pillars",
        fill={"SHARE": "50"},
    ),
    "3.1.1": Case(
        projects(countries=_PAIR), projects(countries=_PAIR[:1]), field="countries", fill={"SHARE": "50"}
    ),
    "3.4.1": Case(
        projects(countries=_PAIR, regions=[{"region": "sahel", "vocabulary": "99"}]),
        projects(regions=[{"region": "sahel", "vocabulary": "99"}, {"region": "011", "vocabulary": "2"}]),
        field="regions",
        fill={"SHARE": "50"},
    ),
    "3.7.1": Case(projects(scope="global"), projects(countries=_PAIR), field="countries", fill={}),
    "6.2.2": Case(projects(), projects(pillars=[{"pillar": "I"}]), field="pillars", fill={"PILLAR": "II"}),
    "6.11.1": Case(projects(actual_end="2023"), projects(planned_start="2023"), field="start", fill={"DATE": "2022"}),
    "7.5.3": Case(
        projects(budgets=budget(start="2024-02-29", end="2025-03-02")),
        projects(budgets=budget(start="2024-02-29", end="2025-03-01")),
        field="budgets",
    ),
    "8.8.1": Case(
        measured(baseline={"comment": "Few"}), measured(baseline={"value": "0"}), "O-001", "baseline"
    ),
    "8.8.3": Case(
        measured("qualitative", baseline={"value": "0"}),
        measured("qualitative", baseline={"comment": "Few"}),
        "O-001",
        "baseline",
    ),
    "8.9.3": Case(
        measured("qualitative", periods=period(target="5")),
        measured("qualitative", periods=period(comment="Few")),
        "O-001",
        "target",
    ),
    "8.10.1": Case(
        measured(periods=period(comment="Some")),
        measured(periods=period(comment="Some", actual="3")),
        "O-001",
        "actual",
        {"VALUE": "3"},
    ),
    "8.10.3": Case(
        measured("qualitative", periods=period(actual="5")),
        measured("qualitative", periods=period(comment="Few")),
        "O-001",
        "actual",
    ),
    "11.1.2": Case(
        projects(planned_start="2024-03", planned_end="2024-02"),
        projects(planned_start="2024-03", planned_end="2024"),
        field="planned end",
    ),
    "11.1.3": Case(
        projects(actual_start="2024-03", actual_end="2024-02"),
        projects(actual_start="2024-03", actual_end="2024-03"),
        field="actual end",
    ),
    "11.1.4": Case(projects(actual_start="2025"), projects(actual_start="2024"), field="actual start"),
    "11.1.5": Case(projects(actual_end="2025"), projects(actual_end="2024"), field="actual end"),
    "11.2.1": Case(
        gift(moved("receipt", "10.00", "2025")), gift(moved("receipt", "10.00", "2024")), "C-001", "movements"
    ),
}  # fmt: skip
