"""Portfolios that others have published come in by maps: what they say of money and places, and what is left out."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desks import Office
from exchanging import brought, understood

from portfolio.exchange.intake.map import Request, read_map

if TYPE_CHECKING:
    from portfolio.changes.preview import Kept

DATA = Path(__file__).parents[2] / "shared" / "data" / "spreadsheets"
MAPS = Path(__file__).parent / "maps"
WHO, COMPLETE = DATA / "okfn-who-arg", DATA / "complete.csv"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published portfolios are not on this machine")


def import_of(office: Office, path: Path, map_name: str) -> Kept:
    """Import a published portfolio by its map."""
    given = read_map(MAPS / map_name)
    return brought(office, path, again=given.again, given=given)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with an empty register, after all that the published portfolios tell of."""
    made = Office(tmp_path)
    made.desk = made.desk._replace(today=dt.date(2030, 1, 1))
    return made


class TestAFolderOfTables:
    def test_commitments_by_donor_are_those_of_the_files(self, office: Office) -> None:
        import_of(office, WHO, "who.toml")
        assert _committed(office) == _committed_in_files()

    def test_what_was_spent_is_what_the_files_say(self, office: Office) -> None:
        import_of(office, WHO, "who.toml")
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in office.store.read().find("expenditures"):
            found[each["target"]] += Decimal(each["amount"]) * (-1 if each.get("reversal") else 1)
        wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
        for row in _transactions("4"):
            wanted[row["activity_identifier"]] += _cents(row["value"])
        assert {key: value for key, value in found.items() if value} == {
            key: value for key, value in wanted.items() if value
        }

    def test_all_that_was_committed_is_allocated_to_its_project(self, office: Office) -> None:
        import_of(office, WHO, "who.toml")
        for each in office.store.read().find("contributions"):
            committed = sum(_signed(movement) for movement in each["movements"])
            allocated = sum(Decimal(entry["amount"]) for entry in each.get("allocations", ()))
            assert allocated == max(committed, 0)

    def test_the_second_time_changes_nothing(self, office: Office) -> None:
        import_of(office, WHO, "who.toml")
        before = office.store.read().revision
        assert not import_of(office, WHO, "who.toml").changes
        assert office.store.read().revision == before


class TestTheTemplateOfTheField:
    def test_is_understood_as_far_as_the_records_go(self, office: Office) -> None:
        import_of(office, COMPLETE, "complete.toml")
        first = office.get("projects", "8929290")
        assert [each["code"] for each in office.store.read().find("projects")] == ["8929290", "828928"]
        assert [first[name] for name in ("title", "status", "scope")] == ["Testing Data", "cancelled", "national"]
        assert [first[name] for name in ("planned_start", "actual_start", "planned_end", "actual_end")] == [
            *("2022-11-30", "2022-12-07", "2022-12-08", "2022-12-25")
        ]
        assert [each["country"] for each in first["countries"]] == ["AF", "BS", "IO", "BF"]
        assert [each["role"] for each in first["organisations"]] == [
            *("funding", "accountable", "extending", "implementing")
        ]
        assert [(each["amount"], each["currency"], each["type"], each["status"]) for each in first["budgets"]] == [
            ("12345.00", "BSD", "original", "indicative"),
            ("12345.00", "BSD", "revised", "committed"),
        ]
        assert office.get("organisations", "NARRATIVE")["type"] == "other_public"

    def test_the_second_time_changes_nothing(self, office: Office) -> None:
        import_of(office, COMPLETE, "complete.toml")
        assert not import_of(office, COMPLETE, "complete.toml").changes

    def test_every_heading_is_taken_or_listed_as_left_out(self) -> None:
        given = read_map(MAPS / "complete.toml")
        file = understood(COMPLETE, Request(given)).file
        with COMPLETE.open(encoding="utf-8-sig", newline="") as opened:
            headings = next(csv.reader(opened))
        listed = {line.split("“")[1].split("”")[0] for line in (*file.unread, *file.left_out) if "“" in line}
        taken = {column.heading for column in file.matches[0].columns}
        by_the_map = {"Recipient Region Code", "Recipient Country Percentage"}
        assert listed | taken | by_the_map == set(headings)
        assert not listed & taken
        assert {"Sector Code", "Policy Marker Code", "Location Name", "Planned Disbursement Value"} <= listed
        assert "complete: 2 × Transactions left out, as the map says." in file.left_out


def _transactions(*kinds: str) -> list[dict[str, str]]:
    with (WHO / "transactions.csv").open(encoding="utf-8-sig", newline="") as opened:
        return [row for row in csv.DictReader(opened) if row["transaction_type"] in kinds]


def _cents(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _committed_in_files() -> dict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in _transactions("11"):
        found[" ".join(row["provider_org_name"].split())] += _cents(row["value"])
    return {name: amount for name, amount in found.items() if amount}


def _committed(office: Office) -> dict[str, Decimal]:
    reader = office.store.read()
    names = {each["code"]: each["name"] for each in reader.find("organisations")}
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in reader.find("contributions"):
        found[names[each["donor"]]] += sum(map(_signed, each["movements"]), Decimal(0))
    return {name: amount for name, amount in found.items() if amount}


def _signed(movement: dict[str, str]) -> Decimal:
    return Decimal(movement["amount"]) * (-1 if movement.get("reversal") else 1)
