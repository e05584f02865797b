"""Judgements of files of IATI, beside the official ruleset and schema evaluated by others."""

from __future__ import annotations

import copy
import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest
from iati_files import activity, file_of, moved
from iati_ruleset import OFFICIAL, apart, broken, official, ruleset
from lxml import etree

from portfolio.exchange.iati.judging import Verdict, judge
from portfolio.exchange.iati.standard import codes

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 29)
_OURS = ("xml", "root", "schema", "0.6.1", "1.1.2")


def judged(path: Path) -> list[Verdict]:
    """Return what is wrong with a file."""
    return list(judge(path, TODAY))


def by_ruleset(path: Path) -> set[tuple[str, str]]:
    """Return identifier and rule of all that the official ruleset finds."""
    known = set(codes("CRSChannelCode") | codes("OrganisationIdentifier"))
    agencies = set(codes("OrganisationRegistrationAgency"))
    rules = ruleset()
    return {(name, rule) for name, node in apart(path) for rule in broken(node, rules, TODAY, known, agencies)}


def by_us(path: Path) -> set[tuple[str, str]]:
    """Return the same as it is judged, without what is no rule of the ruleset."""
    return {
        (each.activity, each.rule.id)
        for each in judged(path)
        if each.rule.id not in _OURS and not each.rule.id.startswith(("9.", "1000."))
    }


def files() -> list[Path]:
    """Return the files of activities and organisations that can be read."""
    folders = ("real", "examples", "validator", "validator/ruleset-unit-tests")
    found = [path for folder in folders for path in sorted((OFFICIAL / folder).rglob("*.xml"))]
    return [path for path in found if _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        root = etree.parse(path).getroot()
    except etree.XMLSyntaxError:
        return False
    return root.tag in {"iati-activities", "iati-organisations"} and not root.get("version", "").startswith("1.")


@official
@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_the_ruleset_finds_the_same(path: Path) -> None:
    assert by_us(path) == by_ruleset(path)


@official
@pytest.mark.parametrize("seed", range(60))
def test_the_ruleset_finds_the_same_in_altered_files(seed: int, tmp_path: Path) -> None:
    path = altered(seed, tmp_path)
    assert by_us(path) == by_ruleset(path)


@official
@pytest.mark.parametrize("seed", range(60, 160))
def test_the_schema_takes_the_same_files(seed: int, tmp_path: Path) -> None:
    path = altered(seed, tmp_path)
    tree = etree.parse(path)
    schema = etree.XMLSchema(etree.parse(OFFICIAL / "xsd" / f"{tree.getroot().tag}-schema.xsd"))
    ours = {each.message for each in judged(path) if each.rule.id == "schema"}
    assert schema.validate(tree) == (not ours), (list(schema.error_log), ours)


def altered(seed: int, folder: Path) -> Path:
    """Return a file in which some elements are moved, doubled or gone, and some values are others."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    sources = ["validator/iati-act-no-errors.xml", "real/usaid-bb.xml"]
    sources += [
        f"examples/{each}-standard-example-annotated-203.xml" for each in ("activity", "activity", "organisation")
    ]
    parser = etree.XMLParser(remove_comments=True, remove_pis=True)
    root = etree.parse(OFFICIAL / chance.choice(sources), parser).getroot()
    for _ in range(chance.randint(1, 4)):
        nodes = [each for each in root.iter() if each.getparent() is not None and each.getparent() is not root]
        _alter(chance, chance.choice(nodes))
    path = folder / "altered.xml"
    etree.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)
    return path


_VALUES = ("", " ", "1", "2", "5", "98", "99", "100", "60", "-3", "140", "0.5", "ZZ", "A/B", " AB-1 ", "2099-01-01")
_MORE = (*_VALUES, "2014-02-30", "2012-03-01Z", "2014-01-01T00:00:00", "true", "no", "1e3", "x y", "+5", ".5")


def _alter(chance: random.Random, node: Any) -> None:
    parent = node.getparent()
    match chance.randrange(6):
        case 0:
            parent.remove(node)
        case 1:
            parent.insert(chance.randint(0, len(parent)), copy.deepcopy(node))
        case 2:
            parent.insert(chance.randint(0, len(parent)), node)
        case 3:
            names = [*node.attrib, "vocabulary", "percentage", "currency", "ref"]
            node.set(chance.choice(names), chance.choice(_MORE))
        case 4 if node.attrib:
            del node.attrib[chance.choice([*node.attrib])]
        case _:
            node.text = chance.choice(_MORE)


FAULTS = """<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03">
<iati-activity default-currency="QQQ">
<iati-identifier>XM-DAC-41305-A</iati-identifier>
<reporting-org ref="XM-DAC-41305" type="40"><narrative xml:lang="en">Fictional office</narrative></reporting-org>
<title><narrative xml:lang="en">Made up</narrative></title>
<description><narrative xml:lang="en">Made up</narrative></description>
<participating-org role="9"><narrative xml:lang="en">Nobody</narrative></participating-org>
<activity-status code="99"/>
<activity-date type="1" iso-date="2099-05-01"/>
<activity-date type="3" iso-date="2098-05-01"/>
<recipient-country code="ZZ" percentage="60"/>
<recipient-country code="KE" percentage="60"/>
<sector code="15210"/>
<transaction>
<transaction-type code="99"/>
<transaction-date iso-date="2099-01-01"/>
<value value-date="2099-01-01">1.00</value>
</transaction>
</iati-activity>
</iati-activities>
"""


def test_each_fault_of_a_file_that_others_call_valid_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(FAULTS, encoding="utf-8")
    assert {(each.rule.id, each.line) for each in judged(path)} == {
        ("9.3.1", 3),  # currency QQQ
        ("9.41.1", 8),  # role 9
        ("9.5.1", 9),  # status 99
        ("11.1.2", 11),  # ends before it starts
        ("9.50.1", 12),  # country ZZ
        ("3.1.2", 12),  # 60 + 60
        ("9.93.1", 16),  # transaction type 99
        ("11.2.1", 17),  # in 2099
        ("11.2.2", 18),
    }


@pytest.mark.parametrize("version", ["1.01", "1.05"])
def test_version_1_is_refused_by_name(version: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(f'<iati-activities version="{version}"><iati-activity/></iati-activities>', encoding="utf-8")
    assert [(each.rule.id, each.rule.severity) for each in judged(path)] == [("0.6.1", "critical")]


@pytest.mark.parametrize("digits", [30, 1_500_000])
def test_shares_and_amounts_beyond_measure_are_judged(digits: int, tmp_path: Path) -> None:
    large = "9" * digits
    inner = "".join(
        f'<recipient-country code="{code}" percentage="{share}"/>' for code, share in (("KE", large), ("UG", "1"))
    )
    found = judged(file_of(tmp_path, activity(inner=inner + moved("1", large))))
    (said,) = (each.message for each in found if each.rule.id == "3.1.2")
    assert len(said) < 120


def test_an_identifier_that_stands_twice_is_found_in_a_long_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    one = "<iati-activity><iati-identifier>A-{}</iati-identifier></iati-activity>\n"
    text = "".join(one.format(number % 3000) for number in range(3001))
    path.write_text(f'<iati-activities version="2.03">\n{text}</iati-activities>', encoding="utf-8")
    assert [(each.activity, each.line) for each in judged(path) if each.rule.id == "1.1.2"] == [("A-0", 3002)]


def test_lines_are_right_far_into_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    text = "<iati-activities version='2.03'>" + "\n" * 200_000 + "<iati-activity/>" + "</iati-activities>"
    path.write_text(text, encoding="utf-8")
    assert {each.line for each in judged(path)} == {200_001}


_PLACES = {
    "9.128.1": '<default-aid-type vocabulary="4" code="{}"/>',
    "9.13.1": '<country-budget-items vocabulary="{}"><budget-item code="1"/></country-budget-items>',
    "9.16.1": "<crs-add><channel-code>{}</channel-code></crs-add>",
    "9.17.1": '<crs-add><other-flags code="{}" significance="1"/></crs-add>',
    "9.19.1": '<crs-add><loan-terms><repayment-plan code="{}"/></loan-terms></crs-add>',
    "9.20.1": '<crs-add><loan-terms><repayment-type code="{}"/></loan-terms></crs-add>',
    "9.27.1": '<document-link format="{}" url="https://example.org/a"/>',
    "9.34.1": '<location><feature-designation code="{}"/></location>',
}


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        ("9.128.1", "2"),
        ("9.13.1", "5"),
        ("9.16.1", "41143"),
        ("9.17.1", "4"),
        ("9.19.1", "12"),
        ("9.20.1", "5"),
        ("9.27.1", "application/vnd.oasis.opendocument.text"),
        ("9.34.1", "PPLA4"),
    ],
)
def test_a_code_is_of_its_list(rule: str, right: str, tmp_path: Path) -> None:
    def lists(value: str) -> set[str]:
        path = file_of(tmp_path, activity(inner=_PLACES[rule].format(value)))
        return {each.rule.id for each in judged(path)} & _PLACES.keys()

    assert (lists(right), lists("no code")) == (set(), {rule})
