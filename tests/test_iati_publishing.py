"""Files of IATI that are written: valid, clean, and of the same money as the register."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from desks import TODAY, Office, empty_office
from exchanging import put_all
from hypothesis import assume, given
from iati_ruleset import OFFICIAL, official
from lxml import etree
from whole_portfolios import admitted, unshrunk, whole_portfolios

from portfolio.changes import budgeting
from portfolio.exchange.iati import publishing
from portfolio.exchange.iati.judging import judge
from portfolio.files.grid import unseen
from portfolio.query.names import Names
from portfolio.query.question import Office as Seen
from portfolio.settings import Settings
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from portfolio.store.protocol import Reader

ROOT = Path(__file__).parents[1]
office = empty_office
_COLUMNS = {"pledge": "13", "commitment": "11", "receipt": "1", "refund": "1"}


def published(reader: Reader, folder: Path, today: dt.date = TODAY, **given: Any) -> tuple[Any, list[str]]:
    """Return the activities of a register as a parsed file that breaks no rule, and what was said of them."""
    set_to = Settings(**given)
    made = publishing.activities(Seen(reader, Names(reader, set_to), set_to, today), None, unseen)
    path = folder / "made.xml"
    path.write_bytes(made.data)
    assert [each for each in judge(path, today) if each.rule.severity in {"critical", "error"}] == []
    return etree.parse(io.BytesIO(made.data)).getroot(), made.notes


def valid(root: Any) -> bool:
    """Return whether the official schema takes a file."""
    schema = etree.XMLSchema(etree.parse(OFFICIAL / "xsd" / f"{root.tag}-schema.xsd"))
    assert schema.validate(root), schema.error_log
    return True


def totals(root: Any) -> dict[tuple[str, str], Decimal]:
    """Return type and currency of transactions to what they add up to."""
    found: Counter[tuple[str, str]] = Counter()
    for each in root.iter("transaction"):
        value = each.find("value")
        found[each.find("transaction-type").get("code"), value.get("currency")] += Decimal(value.text)  # type: ignore[assignment]
    return {key: Decimal(total) for key, total in found.items() if total}


def recorded(reader: Reader, today: dt.date) -> dict[tuple[str, str], Decimal]:
    """Return the same of a register whose work all says when it starts, counted from its records."""
    found: Counter[tuple[str, str]] = Counter()
    for each in reader.find("contributions"):
        for entry in each.get("movements", ()):
            date = entry.get("date") or each.get("signed") or each.get("start")
            if date and date <= today.isoformat()[: len(date)]:
                takes = entry.get("reversal", False) != (entry["kind"] == "refund")
                amount = Decimal(entry["amount"]) * (-1 if takes else 1)
                found[_COLUMNS[entry["kind"]], each["currency"]] += amount  # type: ignore[assignment]
    for each in reader.find("expenditures"):
        if each.get("date") and each["date"] <= today.isoformat()[: len(each["date"])]:
            found["4", each["currency"]] += Decimal(each["amount"]) * (-1 if each.get("reversal") else 1)  # type: ignore[assignment]
    return {key: Decimal(total) for key, total in found.items() if total}


@official
def test_the_shipped_records_are_valid_and_clean(tmp_path: Path) -> None:
    reader = TinyStore(ROOT / "records" / "portfolio.json").read()
    root, _ = published(reader, tmp_path, dt.date(2026, 11, 29))
    assert valid(root)
    assert len(root) > 40


@official
@unshrunk
@given(whole_portfolios())
def test_any_portfolio_is_valid_clean_and_of_the_same_money(portfolio: dict[str, list[dict[str, Any]]]) -> None:
    for table in ("programmes", "projects"):
        for record in portfolio.get(table, ()):
            if not record.keys() & {"planned_start", "actual_start", "planned_end", "actual_end"}:
                record["planned_start"] = "2012"
    with tempfile.TemporaryDirectory() as name:
        office = Office(Path(name))
        assume(admitted(portfolio, lambda tables: put_all(office, tables)))
        reader = office.store.read()
        root, notes = published(reader, Path(name))
        assert valid(root)
        if not any("none is recorded" in note for note in notes):
            assert totals(root) == recorded(reader, TODAY)


class TestMoney:
    def test_a_movement_is_split_over_what_it_is_allocated_to(self, office: Office, tmp_path: Path) -> None:
        for title in ("Alpha", "Beta"):
            office.add("projects", title=title, start="2020", country="KE")
        office.add("contributions", donor="Japan", title="Gift")
        office.move("C-001", "receipt", "100.00", date="2021-05-01")
        office.allocate("C-001", "P-001", "33.33")
        office.allocate("C-001", "P-002", "33.33")
        root, _ = published(office.store.read(), tmp_path)
        values = {
            each.findtext("iati-identifier"): [value.text for value in each.iterfind("transaction/value")]
            for each in root
        }
        assert values == {
            "XM-DAC-41305-P-001": ["33.33"],
            "XM-DAC-41305-P-002": ["33.33"],
            "XM-DAC-41305-UNALLOCATED": ["33.34"],
        }
        provider = root.find("iati-activity/transaction/provider-org")
        assert (provider.get("ref"), provider.findtext("narrative")) == ("XM-DAC-701", "Japan")

    def test_those_who_give_are_named_once_as_funding(self, office: Office, tmp_path: Path) -> None:
        office.add("projects", title="Alpha", start="2020", country="KE", donor="Norway")
        for donor in ("Japan", "Norway"):
            office.add("contributions", donor=donor, title=f"Gift of {donor}")
        for contribution in ("C-001", "C-002"):
            office.move(contribution, "receipt", "100.00", date="2021-05-01")
            office.allocate(contribution, "P-001", "60.00")
        root, _ = published(office.store.read(), tmp_path)
        funding = [
            [node.findtext("narrative") for node in each.iterfind("participating-org[@role='1']")] for each in root
        ]
        assert [sorted(each) for each in funding] == [["Japan", "Norway"], ["Japan", "Norway"]]

    def test_a_budget_of_two_years_and_a_half_is_three(self, office: Office, tmp_path: Path) -> None:
        office.add("projects", title="Alpha", start="2020", country="KE")
        budgeting.budget(office.desk, "P-001", "914.00", "USD", {"from": ["2020-01-01"], "to": ["2022-07-02"]})
        root, _ = published(office.store.read(), tmp_path)
        found = [
            (each.find("period-start").get("iso-date"), each.find("period-end").get("iso-date"), each.findtext("value"))
            for each in root.iter("budget")
        ]
        # 366 + 365 + 183 days of 914.
        assert found == [
            ("2020-01-01", "2020-12-31", "366.00"),
            ("2021-01-01", "2021-12-31", "365.00"),
            ("2022-01-01", "2022-07-02", "183.00"),
        ]

    def test_spending_with_a_place_of_its_own_puts_places_on_transactions(self, office: Office, tmp_path: Path) -> None:
        office.add("projects", title="Alpha", start="2020", country=["KE:75", "SO:25"])
        office.add("expenditures", target="P-001", amount="10.00", currency="USD", date="2021-02-03", country="SO")
        office.add("expenditures", target="P-001", amount="4.00", currency="USD", date="2021-02-04")
        root, _ = published(office.store.read(), tmp_path)
        found = [
            (each.find("recipient-country").get("code"), each.findtext("value")) for each in root.iter("transaction")
        ]
        assert found == [("SO", "10.00"), ("KE", "3.00"), ("SO", "1.00")]
        assert root.find("iati-activity/recipient-country") is None


class TestPlaces:
    @pytest.mark.parametrize(
        ("countries", "regions", "named", "located"),
        [
            (["KE"], [], [("KE", None, None)], []),
            (["KE:60", "SO:40"], [], [("KE", None, "60"), ("SO", None, "40")], []),
            (["KE", "SO"], [], [("014", "2", None)], ["KE", "SO"]),
            (["KE", "UA"], [], [("998", "1", None)], ["KE", "UA"]),
            (["ML"], ["Sahel"], [("sahel", "99", None)], ["ML"]),
            ([], [], [("998", "1", None)], []),
        ],
    )
    def test_shares_are_those_recorded_and_never_guessed(
        self,
        countries: list[str],
        regions: list[str],
        named: list[tuple[str, str | None, str | None]],
        located: list[str],
        office: Office,
        tmp_path: Path,
    ) -> None:
        office.add("projects", title="Alpha", start="2020", country=countries, region=regions)
        root, _ = published(office.store.read(), tmp_path)
        places = [*root.iterfind("iati-activity/recipient-country"), *root.iterfind("iati-activity/recipient-region")]
        assert [(each.get("code"), each.get("vocabulary"), each.get("percentage")) for each in places] == named
        assert [each.get("code") for each in root.iter("administrative")] == located


def test_what_is_not_known_is_said(office: Office, tmp_path: Path) -> None:
    office.add("projects", title="Alpha")
    office.add("projects", title="Beta", start="2020")
    _, notes = published(office.store.read(), tmp_path)
    assert notes == [
        "Left out, as the standard asks for a planned or actual start and none is recorded, with their money: P-001.",
        "1 activity given the status that its dates tell.",
        "1 activity without a place, published for developing countries, unspecified, or for the world.",
        "1 date of an activity taken for its first or last day.",
    ]


def test_transactions_are_called_like_their_agreement_and_notes_stay_in_the_office(
    office: Office, tmp_path: Path
) -> None:
    office.add("projects", title="Alpha", code="A", start="2020", note="Unseen")
    office.add("contributions", donor="Japan", title="Wells for all", reference="W-7", note="Unseen")
    office.move("C-001", "receipt", "30", date="2020-02-01", note="Unseen")
    office.allocate("C-001", "A", "30", date="2020-02-01", note="Unseen")
    office.add("expenditures", target="A", amount="10", currency="USD", date="2020-03-01", note="Unseen")
    root, _ = published(office.store.read(), tmp_path)
    assert "Unseen" not in etree.tostring(root).decode()
    described = {
        each.find("transaction-type").get("code"): each.findtext("description/narrative")
        for each in root.iter("transaction")
    }
    assert described == {"1": "Wells for all; W-7", "4": None}


@pytest.mark.parametrize(
    ("settings", "is_said"),
    [
        (Settings(), False),
        (Settings(organisation="Office of Ruritania"), True),
        (Settings(organisation="Office of Ruritania", reporting_org="XX-RUR-1"), False),
    ],
)
def test_an_office_of_another_name_learns_whose_identifier_it_uses(
    settings: Settings, *, is_said: bool, office: Office
) -> None:
    reader = office.store.read()
    asked = Seen(reader, Names(reader, settings), settings, TODAY)
    for made in (publishing.activities(asked, None, unseen), publishing.organisation(asked)):
        assert any("Office of Ruritania reports under XM-DAC-41305" in note for note in made.notes) == is_said
