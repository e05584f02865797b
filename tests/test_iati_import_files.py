"""Files of IATI that are brought in as a whole: refused, again, changed since; and the official ones as they are."""

from __future__ import annotations

import html
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from desks import Office, empty_office
from exchanging import brought, exported, looked, tables_of
from iati_files import ADDS, JAPAN, START, activity, file_of, moved, published, taken
from iati_ruleset import OFFICIAL, official
from lxml import etree

from portfolio.changes import preview, undoing
from portfolio.errors import ConflictError, RefusedError
from portfolio.reference.states import state_named

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.store.protocol import Reader

office = empty_office


class TestAFile:
    @pytest.mark.parametrize("version", ["1.05", "1.03", ""])
    def test_of_another_version_is_refused(self, version: str, office: Office, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match="version"):
            brought(office, file_of(tmp_path, activity(), version=version))

    def test_of_organisations_is_refused(self, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "o.xml"
        path.write_text('<iati-organisations version="2.03"/>')
        with pytest.raises(RefusedError, match="file of organisations"):
            brought(office, path)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "no XML",
            "<html/>",
            "<iati-activities version='2.03'><iati-activity>",
            "<iati-activities version='2.03'/>",
        ],
    )
    def test_that_is_none_is_refused(self, text: str, office: Office, tmp_path: Path) -> None:
        path = tmp_path / "f.xml"
        path.write_text(text)
        with pytest.raises(RefusedError):
            brought(office, path)

    def test_changes_nothing_the_second_time(self, office: Office, tmp_path: Path) -> None:
        text = activity(inner=START + moved("1", "5.00") + moved("1", "5.00") + moved("4", "3.00"))
        taken(office, tmp_path, text)
        assert looked(office, file_of(tmp_path, text), again=True, map=ADDS) == ()

    def test_that_says_something_else_now_is_a_conflict(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START))
        with pytest.raises(ConflictError, match="title"):
            taken(office, tmp_path, activity(inner=START, title="Pumps"))
        taken(office, tmp_path, activity(inner=START, title="Pumps"), on_conflict="skip")
        assert office.get("projects", "XX-ARC-1-A")["title"] == "Wells"
        taken(office, tmp_path, activity(inner=START, title="Pumps"), on_conflict="update")
        assert office.get("projects", "XX-ARC-1-A")["title"] == "Pumps"

    def test_comes_back_when_it_was_undone(self, office: Office, tmp_path: Path) -> None:
        text = activity(inner=START + moved("4", "3.00"))
        taken(office, tmp_path, text)
        preview.through(undoing.last(office.store).opening())(office.desk)
        assert list(office.store.read().find("expenditures")) == []
        taken(office, tmp_path, text)
        assert [each["id"] for each in office.store.read().find("expenditures")] == ["XX-ARC-1-A-E1"]

    def test_has_the_same_organisations_when_it_was_undone_and_comes_again(
        self, office: Office, tmp_path: Path
    ) -> None:
        partner = '<participating-org role="4" type="22"><narrative>Arcadian Aid</narrative></participating-org>'
        text = activity(inner=partner + START + moved("1", "5.00"))
        taken(office, tmp_path, text)
        first = office.store.read().find("organisations")
        preview.through(undoing.last(office.store).opening())(office.desk)
        taken(office, tmp_path, text)
        again = office.store.read().find("organisations")
        assert [each["code"] for each in again] == [each["code"] for each in first] == ["JP", "ARCADIAN-AID"]

    def test_does_not_come_back_when_it_was_removed(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START))
        office.remove("projects", "XX-ARC-1-A")
        with pytest.raises(
            ConflictError, match=r"codes are never given again\. To have it back: portfolio undo --revision"
        ):
            taken(office, tmp_path, activity(inner=START))

    def test_whose_codes_differ_by_case_alone_is_refused(self, office: Office, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match="differ by more than case"):
            taken(office, tmp_path, activity("XX-ARC-1-A"), "\n", activity("XX-ARC-1-a"))

    def test_keeps_what_was_added_since(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START))
        held = office.get("projects", "XX-ARC-1-A")
        refs = [*held["refs"], {"owner": "Arcadia", "reference": "7"}]
        office.replace("projects", "XX-ARC-1-A", {**held, "officer": "A. Officer", "refs": refs})
        assert looked(office, file_of(tmp_path, activity(inner=START)), again=True, map=ADDS) == ()

    def test_of_the_office_leaves_what_the_register_has(self, office: Office, tmp_path: Path) -> None:
        office.add("projects", title="Alpha", start="2020", country="KE")
        office.add("contributions", donor="Japan", title="Gift")
        office.move("C-001", "receipt", "100.00", date="2021-05-01")
        office.allocate("C-001", "P-001", "33.33")
        path = tmp_path / "own.xml"
        path.write_bytes(published(office.store.read()))
        assert looked(office, path, again=True, map=ADDS) == ()
        other = office_in(tmp_path, "other")
        brought(other, path, again=True, given=ADDS)
        assert other.get("projects", "P-001")["title"] == "Alpha"
        given = [each["movements"][0]["amount"] for each in other.store.read().find("contributions")]
        assert sorted(given) == ["33.33", "66.67"]
        assert looked(other, path, again=True, map=ADDS) == ()

    def test_comes_back_whole_from_json(self, office: Office, tmp_path: Path) -> None:
        text = activity(inner=START + moved("1", "5.00", JAPAN + '<flow-type code="10"/>') + moved("2", "7.00"))
        taken(office, tmp_path, text)
        path = exported(office.store.read(), tmp_path, "json")
        other = office_in(tmp_path, "other")
        brought(other, path)
        assert published(other.store.read()) == published(office.store.read())


REAL = [
    "real/who-arg.xml",
    "real/usaid-bb.xml",
    "real/worldbank-679.xml",
    "real/wri-521257057-strategic-plan-2023-2027.xml",
    "examples/activity-standard-example-annotated-203.xml",
    "validator/iati-act-no-errors.xml",
]


@official
@pytest.mark.parametrize("name", REAL)
class TestOfficialFiles:
    def test_come_back_as_they_were(self, name: str, tmp_path: Path) -> None:
        first, second = office_in(tmp_path, "first"), office_in(tmp_path, "second")
        brought(first, OFFICIAL / name, again=True, given=ADDS)
        path = tmp_path / "again.xml"
        path.write_bytes(published(first.store.read()))
        brought(second, path, again=True, given=ADDS)
        assert by_key(second.store.read()) == by_key(first.store.read())

    def test_have_the_same_totals(self, name: str, tmp_path: Path) -> None:
        office = office_in(tmp_path, "one")
        brought(office, OFFICIAL / name, again=True, given=ADDS)
        again = etree.fromstring(published(office.store.read()))
        given = etree.parse(OFFICIAL / name, etree.XMLParser(remove_comments=True)).getroot()
        refs = references(given)
        assert totals(again, refs) == totals(given, refs)


def office_in(folder: Path, name: str) -> Office:
    (folder / name).mkdir()
    return Office(folder / name)


def by_key(reader: Reader) -> dict[str, dict[str, Any]]:
    return {
        table: {each.get("code") or each["id"]: each for each in records}
        for table, records in tables_of(reader).items()
    }


def references(root: Any) -> dict[str, str]:
    """Return the name of each organisation that a file gives a reference to the first one that it has."""
    found: dict[str, str] = {}
    for each in root.iter("participating-org", "provider-org", "receiver-org"):
        if each.get("ref") and each.findtext("narrative"):
            found.setdefault(each.findtext("narrative"), each.get("ref"))
    return found


def called(node: Any, refs: dict[str, str]) -> str:
    """Return what tells an organisation from others: the State that it is, else its reference, else its name."""
    if node is None:
        return ""
    name, ref = html.unescape(node.findtext("narrative") or ""), node.get("ref") or ""
    return state_named(name) or ref or refs.get(name, name)


def totals(root: Any, refs: dict[str, str]) -> Counter[tuple[str, str, str, str]]:
    """Return type, currency, provider and country of transactions to what they add up to, in cents."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for each in root.iter("transaction"):
        above, value = each.getparent(), each.find("value")
        kind = each.find("transaction-type").get("code")
        currency = value.get("currency") or above.get("default-currency")
        who = called(each.find("provider-org"), refs)
        inner = [place for place in each if place.tag.startswith("recipient-")]
        places = inner or [place for place in above if place.tag.startswith("recipient-")]
        for place in places:
            share = Decimal(100 if inner else place.get("percentage") or 100)
            cents = Decimal(value.text).quantize(Decimal("0.01"), "ROUND_HALF_UP") * share
            found[kind, currency, who, place.get("code")] += cents  # type: ignore[assignment]
    return Counter({key: total for key, total in found.items() if total})
