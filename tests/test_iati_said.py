"""What an import of a file of IATI says: each thing once, by the rule that it breaks; and what is kept comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import Office, empty_office
from exchanging import tables_of
from iati_files import JAPAN, START, activity, moved, published, said, taken
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

office = empty_office
KENYA = '<recipient-country code="KE"/>'
DOCUMENT = (
    '<document-link format="text/html" url="https://example.org/{}"><title><narrative>Plan</narrative></title>'
    '<category code="{}"/></document-link>'
)
RESULT = (
    '<result type="1"><title><narrative>Wells</narrative></title><indicator measure="{}"><title><narrative>Dug'
    "</narrative></title></indicator></result>"
)


def budget(start: str, end: str, attributes: str = "", amount: str = "5.00") -> str:
    return (
        f'<budget {attributes}><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f'<value value-date="2021-01-01">{amount}</value></budget>'
    )


def planned(start: str, end: str) -> str:
    return budget(start, end).replace("budget", "planned-disbursement").replace("</value>", f"</value>{JAPAN}")


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (moved("1", "5").replace("<value ", '<value currency="DEM" '), "in a currency that is none of ISO 4217 kept"),
        (moved("99", "5"), "1 × transaction of type 99, for which there are no figures, kept as it is (rule 9.93.1)."),
        (moved("12", "5"), "1 × transaction of type 12, for which there are no figures, kept as it is."),
        (moved("1", "5", date="0001-01-01"), "1 × transaction without a date kept as it is (rule schema)."),
        (moved("1", "5.0001", date="2090-01-01"), "1 × transaction dated in the future kept as it is (rule 11.2.1)."),
        (moved("4", "0.00"), "1 × transaction of no amount kept as it is."),
        (moved("4", "0.001"), "1 × transaction of no amount kept as it is."),
        (budget("2021-12-31", "2021-01-01"), "1 × budget that ends before it starts kept as it is (rule 8.6.3)."),
        (budget("2021-01-01", "9999-12-31"), "1 × budget without a start and an end kept as it is (rule schema)."),
        (budget("2021-01-01", "2021-12-31", amount="-5"), "1 × budget of nothing or less kept as it is."),
        (budget("2021-01-01", "2021-12-31", 'type="7"'), "taken as original (rule 9.8.1)."),
        (budget("2021-01-01", "2021-12-31", 'status="7"'), "taken as indicative (rule 9.7.1)."),
        (planned("2021-12-31", "2021-01-01"), "disbursement that ends before it starts kept as it is (rule 8.6.3)"),
        ('<activity-status code="99"/>', "1 × status that is none of the standard kept as it is (rule 9.5.1)."),
        ('<activity-date type="1" iso-date="9999-12-31"/>', "1 × date of an activity that is none"),
        ('<activity-date type="1"/>', "1 × date of an activity without a day left out (rule schema)."),
        ('<participating-org role="9" ref="XX-1"/>', "none of the standard kept as it is (rule 9.41.1)."),
        ('<participating-org role="1"/>', "1 × participating organisation without a name kept as it is (rule 6.10.1)."),
        (DOCUMENT.format("a", "Z99"), "none of the standard, which is kept (rule 9.28.1)."),
        (DOCUMENT.format("a", "A01") + DOCUMENT.format("a", "A02"), "1 × document that the file describes"),
        (RESULT.format("9"), "taken as a unit (rule 9.60.1)."),
        ('<activity-scope code="1"/><activity-scope code="4"/>', "1 × further activity-scope of an activity"),
        (moved("1", "5", attributes=f'ref="{"r" * 501}"'), "1 × ref of more than 500 characters left out."),
        (moved("1", "5", attributes='ref="A&#x202E;1"'), "1 × text with signs that nobody sees, taken without them."),
    ],
)  # fmt: skip
def test_is_said_once_and_comes_back(inner: str, wanted: str, office: Office, tmp_path: Path) -> None:
    """The export brought into another register is the same records, and written again the same file."""
    status = "" if "activity-status" in inner else '<activity-status code="2"/>'
    date = '<activity-date type="2" iso-date="2020-01-01"/>'
    told = taken(office, tmp_path, activity(inner=status + date + KENYA + inner))
    assert sum(wanted in each for each in told) == 1
    assert len([each for each in told if "×" in each]) == 1
    made = published(office.store.read())
    (tmp_path / "made.xml").write_bytes(made)
    before = tables_of(office.store.read())
    said(office, tmp_path / "made.xml")
    assert tables_of(office.store.read()) == before
    other = Office(tmp_path / "other")
    said(other, tmp_path / "made.xml")
    assert published(other.store.read()) == made


def test_a_category_of_no_list_is_published_as_it_came(office: Office, tmp_path: Path) -> None:
    taken(office, tmp_path, activity(inner=START + KENYA + DOCUMENT.format("a", "Z99")))
    root = etree.fromstring(published(office.store.read()))
    assert root.xpath("//category/@code") == ["Z99"]


def test_signs_that_nobody_sees_are_left_out_of_attributes_too(office: Office, tmp_path: Path) -> None:
    hidden = "&#x202E;"
    owner = "<owner-org><narrative>Wells</narrative></owner-org>"
    other = f'<other-identifier ref="N{hidden}1" type="A9">{owner}</other-identifier>'
    party = f'<participating-org role="4" ref="XX-{hidden}9"><narrative>Diggers</narrative></participating-org>'
    link = DOCUMENT.format(f"a{hidden}", "A01")
    taken(office, tmp_path, activity(f"XX-ARC-1-{hidden}A", other + party + START + KENYA + link))
    found = office.get("projects", "XX-ARC-1-A")
    assert {each["owner"]: each["reference"] for each in found["refs"]} == {"IATI": "XX-ARC-1-A", "Wells": "N1"}
    tables = tables_of(office.store.read())
    assert [each.get("reference") for each in tables["organisations"]] == ["XX-9"]
    assert [each["url"] for each in tables["documents"]] == ["https://example.org/a"]
