"""Faults of a file: all of them are told at once, each at its cell with what is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desks import Office, stocked_office
from exchanging import brought, written

from portfolio.exchange.intake.faults import FileRefusedError

if TYPE_CHECKING:
    from pathlib import Path

office = stocked_office


class TestProblems:
    FILE = (
        "Code,Title,Status,Countries,Planned start,Donors,Shares,Budget (USD),Pillars,Actual start\n"
        "P-001,,clsoed,Kenia,01/03/2024,Arcadai,,1.5 mil,V,2024-13\n"
        ",,closed,,,,,,,\n"
        'P-002,,,"Kenya: 60%; Mali: 30%",2018,,,,,2031\n'
        "bad code!,A title,,,,,,,,\n"
    )
    FOUND = (
        (2, "Status", "clsoed", "closed"),
        (2, "Countries", "Kenia", "Kenya"),
        (2, "Planned start", "01/03/2024", "--dates"),
        (2, "Donors", "Arcadai", "Arcadia"),
        (2, "Budget (USD)", "1.5 mil", "1,500,000"),
        (2, "Pillars", "V", "IV"),
        (2, "Actual start", "2024-13", "is no date that exists"),
        (3, "", "", "names no project"),
    )

    def test_all_of_them_are_told_at_once_at_their_cells(self, office: Office, folder: Path) -> None:
        with office.refuses(FileRefusedError) as caught:
            brought(office, written(folder, self.FILE))
        error = caught.value
        assert isinstance(error, FileRefusedError)
        told = [(fault.row, fault.heading, f"{fault.value} {fault.message}") for fault in error.faults]
        for row, heading, value, accepted in self.FOUND:
            assert any(
                (row, heading) == (each[0], each[1]) and value in each[2] and accepted in each[2] for each in told
            ), f"{row} {heading} {value} is not among {told}"

    def test_those_of_the_gate_are_told_at_their_cells(self, office: Office, folder: Path) -> None:
        text = "Code,Title,Countries,Actual start\nP-002,,Kenya: 60%; Mali: 30%,2031\nbad code!,A title,,\n"
        with office.refuses(FileRefusedError) as caught:
            brought(office, written(folder, text))
        message = str(caught.value)
        assert "row 2, column C (Countries)" in message
        assert "add up to 90" in message
        assert "row 3, column A (Code): “bad code!” is not a code" in message
