"""Rules of time between records: what has happened lies in the past, and what is planned where it will."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from desks import furnished_office, put

from portfolio.changes import measurements
from portfolio.errors import RefusedError
from portfolio.models.tables import TABLES

if TYPE_CHECKING:
    from desks import Office

office = furnished_office


class TestTime:
    @pytest.mark.parametrize("field", ["actual_start", "actual_end"])
    @pytest.mark.parametrize("date", ["2024-06-16", "2024-07", "2025"])
    def test_nothing_has_happened_in_the_future(self, office: Office, field: str, date: str) -> None:
        with office.refuses(RefusedError, f"{field}: “{date}” is in the future"):
            office.edit("projects", "P-001", f"{field}={date}")

    @pytest.mark.parametrize("date", ["2024-06-15", "2024-06", "2024", "today"])
    def test_today_and_what_it_lies_in_are_not_the_future(self, office: Office, date: str) -> None:
        assert office.move("C-001", "pledge", "5", date=date).said.startswith("Recorded")

    def test_a_movement_that_is_due_is_an_instalment(self, office: Office) -> None:
        with office.refuses(RefusedError, "“2024-07-01” is in the future; money still due is an instalment"):
            office.move("C-001", "receipt", "5", date="2024-07-01")

    def test_an_allocation_an_expenditure_and_a_closing_have_happened(self, office: Office) -> None:
        office.move("C-001", "pledge", "100")
        with office.refuses(RefusedError, "allocations date: “2025” is in the future"):
            office.allocate("C-001", "P-001", "5", date="2025")
        with office.refuses(RefusedError, "date: “2025” is in the future"):
            office.add("expenditures", target="P-001", amount="5", currency="USD", date="2025")
        with office.refuses(RefusedError, "closed: “2025” is in the future"):
            office.edit("contributions", "C-001", "closed=2025")
        with office.refuses(RefusedError, "date: “2025-01-01” is in the future"):
            office.add("rates", date="2025-01-01", currency="EUR", base="USD", rate="1.1")

    def test_a_document_a_signature_and_a_source_are_of_today_at_the_latest(self, office: Office) -> None:
        with office.refuses(RefusedError, "document “Letter”, date: “2025” is in the future"):
            office.add("documents", title="Letter", date="2025")
        with office.refuses(RefusedError, "signed: “2025” is in the future; leave it out until then"):
            office.edit("contributions", "C-001", "signed=2025")
        for table in ("projects", "organisations"):
            with office.refuses(RefusedError, "sources as_of: “2025” is in the future"):
                office.add(table, **{TABLES[table].title: "New"}, source="https://example.org", source_date="2025")

    def test_what_was_in_the_future_already_is_no_reason_to_refuse_another_change(self, office: Office) -> None:
        desk = office.desk
        office.desk = desk._replace(today=dt.date(2030, 1, 1))
        office.edit("contributions", "C-001", "signed=2030")
        office.desk = desk
        assert office.edit("contributions", "C-001", "title=Gift")
        with office.refuses(RefusedError, "signed: “2031” is in the future"):
            office.edit("contributions", "C-001", "signed=2031")

    def test_a_narrative_of_what_is_to_come_tells_of_next_steps(self, office: Office) -> None:
        told = {"target": "P-001", "text": "T", "period": "2025"}
        with office.refuses(RefusedError, "start: “2025-01-01” is in the future, so there is nothing to tell"):
            office.add("narratives", **told, kind="story")
        assert office.add("narratives", **told, kind="next_steps").key == "N-001"
        assert office.add("narratives", **{**told, "period": "2024"}, kind="story").key == "N-002"

    def test_a_report_is_not_sent_in_the_future_but_may_be_due(self, office: Office) -> None:
        due = {"id": "C-001.r1", "date": "2030"}
        put(office, "contributions", {**office.get("contributions", "C-001"), "reports_due": [due]})
        with office.refuses(RefusedError, "reports_due sent: “2025” is in the future"):
            office.edit("contributions", "C-001.r1", "sent=2025")

    def test_plans_lie_in_the_future(self, office: Office) -> None:
        office.edit("projects", "P-001", "planned_start=2030", "planned_end=2031")
        assert office.add("activities", title="Workshop", start="2030").key == "A-001"

    def test_an_outcome_has_been_reached(self, office: Office) -> None:
        assert office.add("outcomes", project="P-001", title="T", date="2024").key == "O-001"
        with office.refuses(RefusedError, "outcome O-001, date: “2025” is in the future"):
            office.edit("outcomes", "O-001", "date=2025")

    def test_nothing_is_reached_in_a_period_that_is_yet_to_begin(self, office: Office) -> None:
        office.add("outcomes", project="P-001", title="T")
        measurements.indicator(office.desk, "P-001", "O-001", {"title": ["I"]})
        measurements.record(office.desk, "P-001", "I", "5", {"period": ["2024"]})
        measurements.record(office.desk, "P-001", "I", "-", {"period": ["2025"], "target": ["5"]})
        with office.refuses(RefusedError, "outcome O-001, O-001.i1.p2 start: “2025-01-01” is in the future"):
            measurements.record(office.desk, "P-001", "I", "5", {"period": ["2025"]})

    def test_nobody_has_attended_what_is_yet_to_take_place(self, office: Office) -> None:
        assert office.add("activities", title="Past", start="2024-06", women="5").key == "A-001"
        office.add("activities", title="Workshop", start="2024-07")
        with office.refuses(RefusedError, "activity A-002, start: “2024-07” is in the future", "participants"):
            office.edit("activities", "A-002", "men=5")

    def test_an_end_before_its_start(self, office: Office) -> None:
        with office.refuses(RefusedError, "planned_end: “2029” is before the start, 2030"):
            office.edit("projects", "P-001", "planned_start=2030", "planned_end=2029")
