"""Files of IATI as they come: each is taken with a word on the rule that it breaks, or refused with the reason."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from desks import TODAY, Office, empty_office
from exchanging import brought
from iati_files import JAPAN, START, activity, file_of, moved, published, said, taken
from lxml import etree

from portfolio.errors import RefusedError
from portfolio.exchange.iati.judging import judge

if TYPE_CHECKING:
    from pathlib import Path

office = empty_office

KENYA, UGANDA = '<recipient-country code="KE"/>', '<recipient-country code="UG"/>'


class TestPlacesOnBothLevels:
    def test_are_taken_and_written_again_as_they_were(self, office: Office, tmp_path: Path) -> None:
        told = taken(office, tmp_path, activity(inner=START + KENYA + moved("4", "10.00", UGANDA)))
        assert any("(rule 3.6.2)" in each for each in told)
        found = office.get("projects", "XX-ARC-1-A")
        assert [each["country"] for each in found["countries"]] == ["KE", "UG"]
        (node,) = etree.fromstring(published(office.store.read()))
        assert [each.get("code") for each in node.iterchildren("recipient-country")] == ["KE"]
        assert [each.get("code") for each in node.iterfind("transaction/recipient-country")] == ["UG"]

    def test_are_written_again_where_they_are_the_same(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + KENYA + moved("4", "10.00", KENYA)))
        (node,) = etree.fromstring(published(office.store.read()))
        assert len(list(node.iter("recipient-country"))) == 2
        assert node.find("location") is None


@pytest.mark.parametrize("share", ["50", "0", "half", ""])
def test_the_share_of_an_only_place_is_kept_where_it_is_not_the_whole(
    share: str, office: Office, tmp_path: Path
) -> None:
    told = taken(office, tmp_path, activity(inner=START + f'<recipient-country code="KE" percentage="{share}"/>'))
    assert any("share other than 100" in each and "(rule 3.1.4)" in each for each in told)
    assert office.get("projects", "XX-ARC-1-A")["countries"] == [{"country": "KE"}]
    (node,) = etree.fromstring(published(office.store.read())).iter("recipient-country")
    assert node.get("percentage") == share


def test_what_is_said_of_equal_transactions_is_said_of_each(office: Office, tmp_path: Path) -> None:
    note = "<description><narrative>Wells &amp;amp; pumps</narrative></description>"
    told = taken(office, tmp_path, activity(inner=START + KENYA + 3 * moved("4", "10.00", note)))
    assert "3 × text with signs escaped twice, taken as meant." in told
    notes = [each["note"] for each in office.store.read().find("expenditures")]
    assert notes == 3 * ["Wells & pumps"]


def test_equal_transactions_of_other_days_and_parties_keep_their_own(office: Office, tmp_path: Path) -> None:
    aid = '<aid-type code="A01"/>'
    given = moved("11", "10.00", JAPAN + aid) + moved("1", "10.00", JAPAN + aid, date="2021-06-01")
    taken(office, tmp_path, activity(inner=START + KENYA + given + moved("4", "2.00", JAPAN + aid)))
    (found,) = office.store.read().find("contributions")
    assert [(each["kind"], each["extra"]) for each in found["movements"]] == [("commitment", [aid]), ("receipt", [aid])]
    (spent,) = office.store.read().find("expenditures")
    assert aid in spent["extra"]


def test_a_relation_too_long_to_be_kept_is_left_out_with_a_word(office: Office, tmp_path: Path) -> None:
    inner = START + f'<related-activity type="3" ref="{"X" * 20_001}"/>'
    told = taken(office, tmp_path, activity(inner=inner + KENYA))
    assert "1 × element of more than 20,000 characters left out." in told


def test_an_amount_of_unknown_currency_does_not_get_the_offices(office: Office, tmp_path: Path) -> None:
    text = activity(inner=START + moved("1", "10.00")).replace(' default-currency="USD"', "")
    told = taken(office, tmp_path, text)
    assert any("without a currency kept as it is (rule 7.8.1)" in each for each in told)
    (node,) = etree.fromstring(published(office.store.read()))
    assert "default-currency" not in node.attrib
    assert "currency" not in node.find("transaction/value").attrib


def test_an_activity_that_nobody_reports_is_not_the_offices(office: Office, tmp_path: Path) -> None:
    text = activity(inner=START)
    start, end = text.index("<reporting-org"), text.index("</reporting-org>") + len("</reporting-org>")
    taken(office, tmp_path, text[:start] + text[end:])
    (node,) = etree.fromstring(published(office.store.read()))
    assert node.find("reporting-org").attrib == {}
    assert node.find("contact-info") is None


def test_signs_that_nobody_sees_are_left_out(office: Office, tmp_path: Path) -> None:
    inner = '<description type="2"><narrative>A\u200bim</narrative></description>' + START
    told = taken(office, tmp_path, activity(inner=inner, title="Wells\u202e \u200band pumps"))
    assert "2 × text with signs that nobody sees, taken without them." in told
    found = office.get("projects", "XX-ARC-1-A")
    assert found["title"] == "Wells and pumps"
    assert "Aim" in "".join(found["extra"])


def test_a_version_that_the_standard_does_not_have_is_said(office: Office, tmp_path: Path) -> None:
    told = said(office, file_of(tmp_path, activity(inner=START), version="2.04"))
    assert any("2.04" in each and "(rule 9.1.1)" in each for each in told)


def test_an_amount_beyond_measure_is_kept_or_left_out(office: Office, tmp_path: Path) -> None:
    told = taken(office, tmp_path, activity(inner=START + KENYA + moved("4", "9" * 40) + moved("4", "9" * 1_500_000)))
    assert any(each.startswith("2 × transaction of more than 15 digits") for each in told)
    assert not list(office.store.read().find("expenditures"))


def test_a_budget_without_a_period_is_kept(office: Office, tmp_path: Path) -> None:
    text = '<budget><period-start iso-date="2021-02-30"/><value value-date="2021-02-01">5.00</value></budget>'
    taken(office, tmp_path, activity(inner=START + text))
    (found,) = etree.fromstring(published(office.store.read())).iter("budget")
    assert found.findtext("value") == "5.00"
    assert "budgets" not in office.get("projects", "XX-ARC-1-A")


class TestWhatIsNoActivity:
    def test_is_said_by_a_check(self, tmp_path: Path) -> None:
        path = file_of(tmp_path, "<wrap>", activity(inner=START), "</wrap>")
        told = [each.message for each in judge(path, TODAY) if each.rule.id == "schema"]
        assert any("iati-activities holds no wrap." in each for each in told)
        assert any("iati-activities has no iati-activity" in each for each in told)

    def test_is_left_out_of_an_import_with_a_word(self, office: Office, tmp_path: Path) -> None:
        told = taken(office, tmp_path, "<wrap/>", activity(inner=START), "<wrap/>")
        assert any(each.startswith("2 × element between the activities") for each in told)

    def test_of_another_namespace_is_allowed(self, tmp_path: Path) -> None:
        path = file_of(tmp_path, activity(inner=START), '<x:more xmlns:x="https://example.org"/>')
        assert not [each for each in judge(path, TODAY) if "more" in each.message]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (gzip.compress(b"<iati-activities/>", mtime=0), r"it is compressed \(gzip\); unpack it first"),
        (b"PK\x03\x04", r"it is compressed \(zip\); unpack it first"),
        (b'<iati-activities version="2.03"><a>b&nbsp;c</a></iati-activities>', "Entity 'nbsp' not defined"),
        (b'<iati-activities version="2.03">' + b"<a>" * 300, "Excessive depth in document: 256$"),
        (
            b'<iati-activities version="2.03"><iati-activity><a '
            + b" ".join(b'a%d="1"' % at for at in range(20_000))
            + b"/></iati-activity></iati-activities>",
            "an element has more than 200 attributes",
        ),
        (
            # The next piece of the file that is read begins behind the attributes.
            b'<iati-activities version="2.03"><iati-activity/><iati-activity><a '
            + b" ".join(b'a%d="1"' % at for at in range(5_000))
            + b">"
            + b"<b/>" * 10_000
            + b"</a></iati-activity></iati-activities>",
            "an element has more than 200 attributes",
        ),
    ],
    ids=["empty", "gzip", "zip", "entity", "deep", "attributes", "attributes behind another activity"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    data: bytes, reason: str, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "f.xml"
    path.write_bytes(data)
    with pytest.raises(RefusedError, match=reason):
        brought(office, path)


def test_a_donor_is_named_once_for_all_its_money(office: Office, tmp_path: Path) -> None:
    other = JAPAN.replace("Japan", "Government of Japan")
    taken(office, tmp_path, activity(inner=START + moved("1", "5.00") + moved("1", "7.00", other)))
    (found,) = office.store.read().find("contributions")
    assert [each["amount"] for each in found["movements"]] == ["5.00", "7.00"]


def test_donors_that_are_named_before_the_value_are_told_apart(office: Office, tmp_path: Path) -> None:
    swapped = (
        f'<transaction><transaction-date iso-date="2021-05-01"/><provider-org ref="{ref}" type="10"/>'
        f'<value value-date="2021-05-01">{amount}</value><transaction-type code="1"/></transaction>'
        for ref, amount in (("XM-DAC-701", "5.00"), ("XM-DAC-5", "7.00"))
    )
    taken(office, tmp_path, activity(inner=START + "".join(swapped)))
    given = office.store.read().find("contributions")
    assert sorted([movement["amount"] for movement in each["movements"]] for each in given) == [["5.00"], ["7.00"]]
