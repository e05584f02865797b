"""What a file of IATI says beside what records hold: all of it is in the file that is written of them again."""

from __future__ import annotations

import html
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pytest
from desks import Office, empty_office
from exchanging import brought
from iati_files import ADDS, JAPAN, START, activity, file_of, published, taken
from iati_ruleset import OFFICIAL, official
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

office = empty_office

REAL = [
    "real/who-arg.xml",
    "real/usaid-bb.xml",
    "real/worldbank-679.xml",
    "real/wri-521257057-strategic-plan-2023-2027.xml",
    "examples/activity-standard-example-annotated-203.xml",
    "validator/iati-act-no-errors.xml",
]
# What is another afterwards, and why.
EXPLAINED = {
    "@last-updated-datetime": "the register says when it was written",
    "/participating-org@ref": "an organisation has one reference",
    "/participating-org@type": "an organisation has one type",
    "/participating-org/narrative": "an organisation has one name",
    "/participating-org/narrative@lang": "which is in one language",
    "/transaction/provider-org/narrative": "an organisation has one name",
    "/recipient-country@percentage": "the only place has all",
    "/recipient-country/narrative": "a place is known by its code",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@official
@pytest.mark.parametrize("name", REAL)
def test_everything_of_an_official_file_is_written_again(name: str, tmp_path: Path) -> None:
    office = Office(tmp_path)
    brought(office, OFFICIAL / name, again=True, given=ADDS)
    given = etree.parse(OFFICIAL / name, etree.XMLParser(remove_comments=True, remove_pis=True)).getroot()
    again = etree.fromstring(published(office.store.read()))
    lost = Counter(said_of(given)) - Counter(said_of(again))
    assert [each for each in lost if each[1] not in EXPLAINED] == []


def said_of(root: Any) -> Iterator[tuple[str, str, str]]:
    """Yield identifier, path and text of all elements and attributes of activities that say anything."""
    for each in root.iterchildren("iati-activity"):
        identifier = " ".join(each.findtext("iati-identifier").split())
        # The same organisation may stand twice in one role.
        said = list(_said(each, "", each.get(LANGUAGE, "en")))
        once = dict.fromkeys(pair for pair in said if pair[0].startswith("/participating-org"))
        rest = [pair for pair in said if pair not in once]
        yield from ((identifier, path, text) for path, text in [*once, *rest])


def _said(node: Any, path: str, language: str) -> Iterator[tuple[str, str]]:
    text = _plain(node.text or "")
    inner = [pair for child in node for pair in _said(child, f"{path}/{child.tag}", language)]
    named = {key.rpartition("}")[2]: value for key, value in node.attrib.items() if value.strip()}
    if named.get("lang") in {language, "en"} or not node.tag.endswith("narrative"):
        named.pop("lang", None)
    if text or inner or named:
        yield path, text
        yield from ((f"{path}@{key}", _plain(value)) for key, value in named.items())
        yield from inner


def _plain(text: str) -> str:
    """Return a text as it is meant: a number without the zeros and the sign of per cent, amounts to cents."""
    text = " ".join(html.unescape(text).split())
    try:
        found = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        return text
    return (
        format(found.quantize(Decimal("0.01")).normalize(), "f")
        if re.fullmatch(r"-?\d+\.\d{3,}", text)
        else (format(found.normalize(), "f"))
    )


RESULT = """<result type="1" aggregation-status="1"><title><narrative>Wells</narrative></title>
<indicator measure="1" ascending="0"><title><narrative>Dug</narrative></title>
<description><narrative>By hand.</narrative></description>
<reference vocabulary="1" code="9" indicator-uri="https://example.org"/>
<baseline year="2019" value="1"><location ref="L1"/><comment><narrative>Few.</narrative></comment></baseline>
<baseline year="2018" value="2"/>
<period><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>
<target value="5"><location ref="L1"/><dimension name="sex" value="all"/></target><target value="6"/>
<actual value="many"><comment><narrative>Not counted.</narrative></comment></actual></period>
<period><period-start iso-date="2021-01-01"/></period></indicator></result>"""


class TestAResult:
    def test_keeps_what_its_outcome_has_no_field_for(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + RESULT))
        (outcome,) = office.store.read().find("outcomes")
        (indicator,) = outcome["indicators"]
        assert outcome["extra"] == ['<result aggregation-status="1"/>']
        assert indicator["baseline"] == {"value": "1", "date": "2019", "comment": "Few."}
        assert indicator["extra"][:2] == ['<baseline><location ref="L1"/></baseline>', '<indicator ascending="0"/>']
        assert [each[:12] for each in indicator["extra"][2:]] == [
            "<description",
            "<reference v",
            "<baseline ye",
            "<period><per",
        ]
        (period,) = indicator["periods"]
        assert period["target"] == "5"
        assert period["extra"] == [
            '<target><location ref="L1"/><dimension name="sex" value="all"/></target>',
            '<actual value="many"><comment><narrative>Not counted.</narrative></comment></actual>',
            '<target value="6"/>',
        ]

    def test_is_written_again_as_it_was(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + RESULT))
        again = etree.fromstring(published(office.store.read()))
        assert bare(again.find(".//result")) == bare(etree.fromstring(RESULT))

    def test_says_what_was_changed_since(self, office: Office, tmp_path: Path) -> None:
        taken(office, tmp_path, activity(inner=START + RESULT))
        (held,) = office.store.read().find("outcomes")
        period = {**held["indicators"][0]["periods"][0], "target": "7", "actual": "8"}
        office.replace("outcomes", held["id"], {**held, "indicators": [{**held["indicators"][0], "periods": [period]}]})
        again = etree.fromstring(published(office.store.read()))
        assert [each.get("value") for each in again.iter("target", "actual")] == ["7", "6", "8"]
        assert again.find(".//target/location").get("ref") == "L1"

    def test_without_a_title_is_kept_as_a_whole(self, office: Office, tmp_path: Path) -> None:
        text = '<result type="1"><indicator measure="1"><baseline year="2019"/></indicator></result>'
        taken(office, tmp_path, activity(inner=START + text))
        assert text in office.get("projects", "XX-ARC-1-A")["extra"]


def bare(node: Any) -> list[tuple[str, dict[str, str], str]]:
    """Return the elements of an element with what they say, in their order."""
    return [(each.tag, dict(each.attrib), " ".join((each.text or "").split())) for each in node.iter()]


def test_what_others_are_to_receive_stays_theirs(office: Office, tmp_path: Path) -> None:
    taker = '<receiver-org ref="XX-ARC-2"><narrative>Arcadian Aid</narrative></receiver-org>'
    text = (
        '<planned-disbursement type="2"><period-start iso-date="2030-01-01"/><period-end iso-date="2030-03-31"/>'
        f'<value value-date="2029-01-01">5.00</value>{JAPAN}{taker}</planned-disbursement>'
    )
    taken(office, tmp_path, activity(inner=START + text))
    (found,) = etree.fromstring(published(office.store.read())).iter("planned-disbursement")
    assert found.get("type") == "2"
    assert found.find("period-end").get("iso-date") == "2030-03-31"
    assert found.find("value").get("value-date") == "2029-01-01"
    assert found.findtext("receiver-org/narrative") == "Arcadian Aid"


def test_budgets_dates_and_participants_keep_the_rest_of_what_they_say(office: Office, tmp_path: Path) -> None:
    inner = (
        '<participating-org role="4" ref="XX-ARC-2" activity-id="XX-ARC-2-7"><narrative>Aid</narrative>'
        '</participating-org><activity-date type="1" iso-date="2020-01-01"><narrative>Soon</narrative></activity-date>'
        '<budget><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>'
        '<value value-date="2019-05-01">5.00</value><budget-line ref="1"><value value-date="2019-05-01">5.00</value>'
        "<narrative>Pumps</narrative></budget-line></budget>"
    )
    path = file_of(tmp_path, activity(inner=inner))
    brought(office, path, given=ADDS)
    again = etree.fromstring(published(office.store.read()))
    assert [each.get("activity-id") for each in again.iter("participating-org")] == ["XX-ARC-2-7"]
    assert again.findtext(".//activity-date/narrative") == "Soon"
    assert [each.get("value-date") for each in again.iter("value")] == ["2019-05-01", "2019-05-01"]
    assert again.findtext(".//budget-line/narrative") == "Pumps"


def test_a_participant_that_stands_twice_in_one_role_keeps_what_each_says(office: Office, tmp_path: Path) -> None:
    inner = "".join(
        f'<participating-org role="4" ref="XX-ARC-2"{more}><narrative>Aid</narrative></participating-org>'
        for more in ("", ' activity-id="XX-ARC-2-7"', ' activity-id="XX-ARC-2-8"', "")
    )
    brought(office, file_of(tmp_path, activity(inner=START + inner)), given=ADDS)
    again = etree.fromstring(published(office.store.read()))
    assert [each.get("activity-id") for each in again.iter("participating-org")] == [None, "XX-ARC-2-7", "XX-ARC-2-8"]


def test_a_participant_keeps_of_files_what_the_last_one_says(office: Office, tmp_path: Path) -> None:
    for more, wanted in ((' activity-id="XX-ARC-2-7"', ["XX-ARC-2-7"]), ("", [None])):
        inner = f'<participating-org role="4" ref="XX-ARC-2"{more}><narrative>Aid</narrative></participating-org>'
        taken(office, tmp_path, activity(inner=START + inner), on_conflict="update")
        again = etree.fromstring(published(office.store.read()))
        assert [each.get("activity-id") for each in again.iter("participating-org")] == wanted


def test_namespaces_keep_prefixes_of_their_own(office: Office, tmp_path: Path) -> None:
    inner = '<location><ns1:one xmlns:ns1="urn:one"><two xmlns="urn:two">Here</two></ns1:one></location>'
    taken(office, tmp_path, activity(inner=START + inner))
    again = etree.fromstring(published(office.store.read()))
    assert again.findtext(".//location/{urn:one}one/{urn:two}two") == "Here"
