"""Facts of IATI 2.03 beside the official files."""

from __future__ import annotations

import json

import pytest
from iati_ruleset import OFFICIAL, official

from bench.iati_facts import tables
from portfolio.exchange.iati import standard


@official
@pytest.mark.parametrize("name", ["elements", "lists", "coded"])
def test_tables_are_those_of_the_official_files(name: str) -> None:
    text = (standard.DATA / f"{name}.tsv").read_text(encoding="utf-8")
    assert [line.split("\t") for line in text.rstrip("\n").split("\n")] == tables(OFFICIAL)[name]


@official
def test_every_rule_of_the_ruleset_is_known_with_its_severity_and_category() -> None:
    found: dict[str, tuple[str, str]] = {}

    def look(held: object) -> None:
        if isinstance(held, dict):
            if info := held.get("ruleInfo"):
                found[info["id"]] = info["severity"], info["category"]
            for each in held.values():
                look(each)
        elif isinstance(held, list):
            for each in held:
                look(each)

    look(json.loads((OFFICIAL / "rulesets" / "standard.json").read_text(encoding="utf-8")))
    look(
        [
            {"ruleInfo": each}
            for each in json.loads((OFFICIAL / "validator/_meta/advisoryDefinitions-2.03.json").read_text("utf-8"))
        ]
    )
    known = standard.rules()
    assert {rule: (known[rule].severity, known[rule].category) for rule in found} == found


def test_an_element_knows_its_order_number_and_types() -> None:
    activity = standard.roots()["iati-activities"].children["iati-activity"][1]
    assert [*activity.children][:4] == ["iati-identifier", "reporting-org", "title", "description"]
    value = activity.children["transaction"][1].children["value"][1]
    assert (value.least, value.most, value.text) == (1, 1, "decimal")
    assert value.attributes == {"currency": "string", "value-date": "date"}
    assert value.required == {"value-date"}


def test_a_list_is_for_its_vocabularies() -> None:
    activity = standard.roots()["iati-activities"].children["iati-activity"][1]
    lists = activity.children["sector"][1].coded["code"]
    assert {(each.rule.id, each.vocabularies) for each in lists} == {
        ("9.76.1", frozenset(("1", "DAC", "-"))),
        ("9.77.1", frozenset("2")),
    }
    assert "15210" in lists[0].codes
