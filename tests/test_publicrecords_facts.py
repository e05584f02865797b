"""The public record of the portfolio agrees with itself and with the models, and reads as the field writes."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from publicsources import facts, linked

from portfolio import publicrecords
from portfolio.models.stored import stored_form
from portfolio.models.tables import REFERENCES, TABLES
from portfolio.reference import places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]

# Fields that a source speaks of though the record leaves them blank.
BLANK = {"status", "owner", "indicators", "budgets"}


def key(table: str, document: Document) -> str:
    return str(document[TABLES[table].key])


def records() -> Iterator[tuple[str, Document]]:
    for table, documents in facts().items():
        for document in documents:
            yield table, document


def keys(table: str) -> set[str]:
    return {key(table, document) for document in facts().get(table, [])}


def values_at(value: Any, path: str) -> list[str]:
    if isinstance(value, list):
        return [found for member in value for found in values_at(member, path)]
    if not path:
        return [value]
    step, _, rest = path.partition(".")
    return values_at(value[step], rest) if step in value else []


def part_ids(value: Any) -> Iterator[str]:
    for member in value.values() if isinstance(value, dict) else value:
        if isinstance(member, dict) and "id" in member:
            yield member["id"]
        if isinstance(member, dict | list):
            yield from part_ids(member)


class TestTheRecordsAreSound:
    def test_there_are_facts_of_every_table_in_the_order_in_which_they_refer_to_each_other(self) -> None:
        assert tuple(facts()) == publicrecords.TABLES
        assert all(facts().values())

    def test_every_record_has_the_stored_form_of_its_model(self) -> None:
        for table, document in records():
            stored, problems = stored_form(table, document)
            assert not problems
            assert document.get("revision") is None
            assert document == {name: stored[name] for name in stored if name not in ("revision", "classification")}

    def test_no_key_and_no_id_of_a_part_is_given_twice(self) -> None:
        given = Counter(key(table, document) for table, document in records())
        given.update(part for _, document in records() for part in part_ids(document))
        assert [one for one, count in given.items() if count > 1] == []

    def test_every_reference_leads_to_a_record(self) -> None:
        for table, path, targets in REFERENCES:
            known = {code for target in targets for code in keys(target)}
            for document in facts().get(table, []):
                assert set(values_at(document, path)) <= known, (key(table, document), path)

    def test_every_region_is_known(self) -> None:
        known = places.regions({})
        for table, document in records():
            for code in values_at(document, "regions" if table == "activities" else "regions.region"):
                assert code in known, key(table, document)

    def test_a_name_means_one_organisation(self) -> None:
        holders: dict[str, set[str]] = {}
        for document in facts()["organisations"]:
            own = (document["name"], document["code"], document.get("short_name"), *document.get("aliases", ()))
            for name in own:
                holders.setdefault(fold(name or ""), set()).add(document["code"])
        holders.pop("", None)
        assert {name: codes for name, codes in holders.items() if len(codes) > 1} == {}

    def test_the_office_itself_is_marked_as_own(self) -> None:
        own = {document["code"] for document in facts()["organisations"] if document.get("own")}
        assert {"UNOCT", "UNCCT"} <= own


class TestTheMoneyIsNotCountedTwice:
    def test_what_saudi_arabia_paid_adds_up_to_the_published_total(self) -> None:
        (published,) = [check for check in publicrecords.checks()["cumulative"] if check.get("donor") == "SA"]
        movements = [
            movement
            for contribution in facts()["contributions"]
            if contribution["donor"] == "SA" and contribution["id"] in published["contributions"]
            for movement in contribution["movements"]
        ]
        received = sum(Decimal(m["amount"]) for m in movements if m["kind"] == "receipt")
        assert received == Decimal(published["amount"]) == 110_000_000
        (inferred,) = [movement for movement in movements if movement.get("uncertain")]
        assert "date" not in inferred

    def test_receipts_are_recorded_or_said_to_be_unknown(self) -> None:
        for contribution in facts()["contributions"]:
            received = any(movement["kind"] == "receipt" for movement in contribution["movements"])
            assert received is not contribution.get("receipts_unknown", False), contribution["id"]

    def test_no_more_is_allocated_than_was_promised(self) -> None:
        for contribution in facts()["contributions"]:
            allocated = sum(Decimal(allocation["amount"]) for allocation in contribution.get("allocations", ()))
            assert allocated <= max(Decimal(movement["amount"]) for movement in contribution["movements"])

    def test_a_donor_is_linked_to_what_its_money_is_allocated_to(self) -> None:
        work = {document["code"]: document for table in ("programmes", "projects") for document in facts()[table]}
        for contribution in facts()["contributions"]:
            for target in values_at(contribution, "allocations.target"):
                assert contribution["donor"] in linked("projects", work[target], "funding"), contribution["id"]

    def test_every_contribution_and_check_says_where_it_is_from(self) -> None:
        for contribution in facts()["contributions"]:
            assert all(source["url"] and source["value"] for source in contribution["sources"]), contribution["id"]
        for figures in publicrecords.checks().values():
            assert all(figure.get("url") or figure.get("citation") for figure in figures)
            assert all(figure["of"] and (figure.get("as_of") or figure.get("since")) for figure in figures)


# Words and turns that are British, out of use, or a translator's; the United Nations writes the ones beside them.
ODD = re.compile(
    r"radicalis|recognis|organis(?!ation for the Safety)|utilis|programm?e's its|"
    r"\b(?:whilst|amongst|upwards of|hereby|thereof|wherein|vis-a-vis|foreign fighters|states parties)\b|"
    r"\bthe pages listed here\b|\b(?:TODO|TBD|TBC|FIXME|XXX|lorem|placeholder|unknown page)\b|"
    r"\bsteered from afar\b|\bmove by themselves\b|\bworldwide\b|\bbeside the\b|"
    r"\b(?:is|are) older than\b|\bstands? (?:here|with|under)\b|\bone by one\b|\bnothing but\b|\bworked out\b|"
    r"\bour reading\b|\bis ours\b|\btrainings\b|\bdated by\b|\bthis office\b|\bthe Centre\b|\bEU-funded\b",
    re.IGNORECASE,
)
# Titles are quoted as they stand on the page.
QUOTED = {"A-048"}


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text of a record that a person reads, with the key of its record."""
    for table, document in records():
        for text in strings_of({name: value for name, value in document.items() if name != "sources"}):
            yield key(table, document), text
        for source in document["sources"]:
            yield from ((key(table, document), source[name]) for name in ("citation", "note") if name in source)
    for figures in publicrecords.checks().values():
        for figure in figures:
            yield from (("checks", figure[name]) for name in ("of", "note", "why") if name in figure)


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from strings_of(member)


class TestEveryFactSaysWhereItIsFrom:
    def test_every_record_has_a_source_that_is_an_address_or_a_citation(self) -> None:
        for table, document in records():
            assert document.get("sources"), key(table, document)
            for source in document["sources"]:
                assert bool(source.get("url")) is not bool(source.get("citation")), key(table, document)

    def test_no_two_sources_of_a_record_are_the_same(self) -> None:
        for table, document in records():
            given = [(s.get("url"), s.get("citation"), s.get("field"), s.get("value")) for s in document["sources"]]
            assert len(set(given)) == len(given), key(table, document)

    def test_a_citation_names_a_text_and_an_address_a_page(self) -> None:
        for table, document in records():
            for source in document["sources"]:
                assert len(source.get("citation", "a text of some length")) > 20, key(table, document)
                assert "." in source.get("url", "https://www.un.org").partition("://")[2], key(table, document)

    def test_a_source_that_names_a_field_names_one_of_the_record_and_its_value(self) -> None:
        for table, document in records():
            fields = {*document, *BLANK}
            for source in document["sources"]:
                assert ("field" in source) is ("value" in source), (key(table, document), source)
                assert source.get("field", "sources") in fields, (key(table, document), source)

    def test_whatever_is_marked_as_uncertain_says_why(self) -> None:
        for table, document in records():
            for part in uncertain_parts(document):
                assert len(part.get("note", "")) > 20, (key(table, document), part)
        for figures in publicrecords.checks().values():
            assert all(figure["note"] for figure in figures if figure.get("uncertain"))

    def test_pillars_that_no_source_gives_are_marked_as_uncertain(self) -> None:
        ours = [
            document["code"]
            for table in ("programmes", "projects")
            for document in facts()[table]
            for source in document["sources"]
            if source.get("field") == "pillars" and source.get("uncertain")
        ]
        assert ours == [
            *("PRG-002", "PRG-005", "PRG-007", "PRG-008", "PRG-009", "PRG-011", "PRG-013", "PRG-019", "PRG-021"),
            "PRG-023",
        ]


class TestTheTextsReadAsTheFieldWrites:
    def test_no_text_has_a_double_space_a_placeholder_or_an_odd_word(self) -> None:
        for record, text in texts():
            assert "  " not in text, record
            assert text == text.strip(), record
            if record not in QUOTED:
                assert not ODD.search(text), (record, text)

    def test_descriptions_are_one_to_three_sentences(self) -> None:
        for table, document in records():
            said = document.get("description", "")
            assert len(re.findall(r"[.!?](?:\s|$)", said)) <= 3, key(table, document)
            assert not said or said.endswith("."), key(table, document)

    def test_no_outcome_only_restates_a_publication_or_an_event(self) -> None:
        held = {fold(document["title"]) for document in facts()["activities"]}
        for document in facts()["outcomes"]:
            assert fold(document["title"]) not in held
            assert not document["title"].endswith(("was held", "held", "took place", "presented to Member States"))


def uncertain_parts(value: Any) -> Iterator[Document]:
    if isinstance(value, dict):
        if value.get("uncertain"):
            yield value
        for member in value.values():
            yield from uncertain_parts(member)
    elif isinstance(value, list):
        for member in value:
            yield from uncertain_parts(member)


class TestWhatAReaderLooksForLeadsThere:
    def test_the_project_on_artificial_intelligence_is_found_by_what_its_press_release_names(self) -> None:
        (project,) = [each for each in facts()["projects"] if each["code"] == "P-001"]
        told = fold(" ".join(strings_of(project)))
        for words in ("Using the Internet", "UNICRI", "critical infrastructure", "capacity-building", "2015"):
            assert fold(words) in told
