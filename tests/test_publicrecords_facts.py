"""The public record of the portfolio agrees with itself, with the models and with what it was written from."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portfolio import publicrecords
from portfolio.models.schema import stored_form
from portfolio.models.tables import REFERENCES, TABLES
from portfolio.reference import places
from portfolio.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]

SOURCE = Path(__file__).parents[2] / "shared" / "data" / "uncct"
with_source = pytest.mark.skipif(
    not (SOURCE / "projects.jsonl").exists(), reason="the collected pages that the facts were written from are not here"
)

# Names of the source that are no name of their organisation here.
ORGANISATIONS = {
    "UN Peace and Development Trust Fund (China)": "UNPDF",  # the fund gives, whoever pays into it
    "UNOCT/UNCCT": "UNOCT",  # the office's own money stands under the office
    "United States": "US",
    "United Kingdom": "GB",
}

# Countries of the source that only host the office or event; a host is no beneficiary.
HOSTS = {
    "United Nations Office of Counter-Terrorism Programme Office in Kenya": "Kenya",
    "International Hub on Behavioural Insights to Counter Terrorism": "Qatar",
    "UNOCT Programme Office on Parliamentary Engagement in Preventing and Countering Terrorism": "Qatar",
    "UNOCT Programme Office for Counter-Terrorism and Training in Africa": "Morocco",
    "UNOCT Regional Programme Support Office, Budapest": "Hungary",
    "UNOCT Programme Office in Madrid": "Spain",
    "Cybersecurity Innovation Challenge: Countering Digital Terrorism": "Austria",
    "International Conference on Victims of Terrorism, Vitoria-Gasteiz": "Spain",
}

# Dates of the source that were still ahead when its pages were read, or only announced.
PLANNED = {
    ("CT TECH Initiative", "end"),
    ("YEEP Africa (Nigeria, Somalia, Kenya)", "end"),
    ("EU-UNDP-UNOCT joint project to prevent violent extremism in South-East Asia (second phase)", "start"),
}

# Contributions of the source whose date is a span, and no day, month or year of a movement.
UNDATED = {("European Union", "5000000")}


@cache
def facts() -> dict[str, list[Document]]:
    return publicrecords.facts()


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


@cache
def source_records() -> list[Document]:
    return [json.loads(line) for line in (SOURCE / "projects.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def source_contributions() -> list[dict[str, str]]:
    with (SOURCE / "contributions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entered(source: Document) -> tuple[str, Document]:
    """Return the table and record that has the title of a source record; there is exactly one."""
    (found,) = [
        (table, document)
        for table in ("programmes", "projects", "activities")
        for document in facts()[table]
        if document["title"] == source["title"]
    ]
    return found


@cache
def organisation(name: str) -> str:
    """Return the code of the organisation that the source calls by a name."""
    if name in ORGANISATIONS:
        return ORGANISATIONS[name]
    (code,) = {
        document["code"]
        for document in facts()["organisations"]
        if name in (document["name"], document.get("short_name"), document["code"], *document.get("aliases", ()))
    }
    return str(code)


def linked(table: str, document: Document, role: str) -> list[str]:
    if table == "activities":
        return list(document.get("donors" if role == "funding" else "partners", []))
    return [link["organisation"] for link in document.get("organisations", ()) if link["role"] == role]


def sentences(texts: list[str]) -> set[str]:
    return {fold(part) for text in texts for part in re.split(r"(?<=[.;:])\s", text) if len(part.split()) > 3}


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
            assert all(figure["url"] and figure["as_of"] and figure["of"] for figure in figures)

    @with_source
    def test_every_figure_of_the_source_is_a_movement_or_a_check_and_never_both(self) -> None:
        entered_as = [(row, movements_of(row), checks_of(row)) for row in source_contributions()]
        for row, movements, checks in entered_as:
            assert len(movements) + len(checks) == 1, row
        assert sum(len(movements) for _, movements, _ in entered_as) == len(facts()["contributions"])
        assert sum(len(checks) for *_, checks in entered_as) == sum(map(len, publicrecords.checks().values()))

    @with_source
    def test_no_cumulative_figure_is_a_contribution(self) -> None:
        rows = [
            row for row in source_contributions() if "cumulative" in row["to"] or row["donor"].startswith("All donors")
        ]
        assert len(rows) == 10
        for row in rows:
            assert [name for name, _ in checks_of(row)] == ["cumulative"], row
        cumulative = {Decimal(row["amount"]) for row in rows}
        for contribution in facts()["contributions"]:
            assert not cumulative & {Decimal(amount) for amount in values_at(contribution, "movements.amount")}

    @with_source
    def test_every_figure_keeps_its_address(self) -> None:
        for row in source_contributions():
            addresses = [values_at(contribution, "sources.url") for contribution in movements_of(row)]
            addresses += [[check["url"]] for _, check in checks_of(row)]
            assert row["source_url"] in addresses[0], row


def giver(row: dict[str, str]) -> str | None:
    return None if row["donor"].startswith("All donors") else organisation(row["donor"])


def movements_of(row: dict[str, str]) -> list[Document]:
    """Return the contributions with the movement that a figure of the source is, by donor, amount, kind and date."""
    kind = {"received": "receipt"}.get(row["kind"], row["kind"])
    date = None if (row["donor"], row["amount"]) in UNDATED else row["date"].partition(" ")[0]
    wanted = (giver(row), row["currency"], kind, Decimal(row["amount"]), date)
    return [
        contribution
        for contribution in facts()["contributions"]
        for movement in contribution["movements"]
        if wanted
        == (
            contribution["donor"],
            contribution["currency"],
            movement["kind"],
            Decimal(movement["amount"]),
            movement.get("date"),
        )
    ]


def checks_of(row: dict[str, str]) -> list[tuple[str, Document]]:
    """Return the checks, each with the list it stands in, that a figure of the source is."""
    stage = {"pledge": "pledged", "commitment": "committed"}.get(row["kind"], row["kind"])
    wanted = (giver(row), row["currency"], stage, Decimal(row["amount"]))
    return [
        (name, check)
        for name, figures in publicrecords.checks().items()
        for check in figures
        if wanted == (check.get("donor"), check["currency"], check["stage"], Decimal(check["amount"]))
    ]


@with_source
class TestTheRecordsAgreeWithTheSource:
    def test_every_title_is_there_once(self) -> None:
        assert len(source_records()) == 73
        for source in source_records():
            entered(source)

    def test_programmes_projects_and_activities_are_kept_apart(self) -> None:
        for source in source_records():
            table, document = entered(source)
            if source["kind"] == "programme":
                assert table == "programmes"
            elif source["kind"] in ("project", "initiative", "office"):
                assert (table, document["kind"]) == ("projects", source["kind"])
            else:
                assert table == "activities"
                assert document["project"] in keys("programmes") | keys("projects")
                assert (source["kind"] == "publication") is (document["type"] == "publication")

    def test_countries_agree_but_for_hosts_which_the_note_names(self) -> None:
        codes = {country.name: code for code, country in places.countries().items()}
        for source in source_records():
            _, document = entered(source)
            expected = {codes[name] for name in source["countries"] if HOSTS.get(source["title"]) != name}
            assert set(values_at(document, "countries.country")) == expected, source["title"]
            assert HOSTS.get(source["title"], "") in document.get("note", "")

    def test_regions_agree(self) -> None:
        named = {region.code: region for region in places.regions({}).values()}
        for source in source_records():
            table, document = entered(source)
            codes = values_at(document, "regions" if table == "activities" else "regions.region")
            names = [{fold(name) for name in (*named[code].names.values(), *named[code].aliases)} for code in codes]
            assert len(codes) == len(source["regions"]), source["title"]
            for region, known in zip(source["regions"], names, strict=True):
                assert fold(region) in known, source["title"]

    @pytest.mark.parametrize(("role", "field"), [("funding", "donors"), ("implementing", "implementing_partners")])
    def test_donors_and_partners_agree(self, role: str, field: str) -> None:
        for source in source_records():
            table, document = entered(source)
            expected = list(dict.fromkeys(organisation(name) for name in source[field]))
            assert linked(table, document, role) == expected, source["title"]

    def test_dates_agree_and_say_whether_they_are_planned(self) -> None:
        for source in source_records():
            table, document = entered(source)
            for which in ("start", "end"):
                kind = "planned" if (source["title"], which) in PLANNED else "actual"
                found = document.get(which if table == "activities" else f"{kind}_{which}")
                # A publication known by the day that it came out begins and ends on that day.
                expected = (
                    source["end"] if document.get("type") == "publication" and not source[which] else source[which]
                )
                assert found == expected, (source["title"], which)

    def test_scopes_and_pillars_agree(self) -> None:
        for source in source_records():
            table, document = entered(source)
            if table != "activities":
                assert document["scope"] == source["scope"]
                assert values_at(document, "pillars.pillar") == ([source["pillar"]] if source["pillar"] else [])

    def test_every_source_is_cited_with_its_date_and_its_doubt(self) -> None:
        for source in source_records():
            cited = {part.get("url", part.get("citation")): part for part in entered(source)[1]["sources"]}
            for address in source["sources"]:
                assert cited[address].get("as_of") == source["as_of"] or "field" in cited[address], source["title"]
                assert cited[address].get("uncertain", False) is (source["confidence"] != "high"), source["title"]

    def test_the_status_and_owner_words_of_the_source_are_kept(self) -> None:
        for source in source_records():
            table, document = entered(source)
            if table == "activities":
                continue
            said = {part["field"]: part["value"] for part in document["sources"] if "field" in part}
            assert said.get("status") == source["status"], source["title"]
            assert source["owner"] in (document.get("owner"), said.get("owner")), source["title"]

    def test_references_of_funders_are_kept(self) -> None:
        for source in source_records():
            document = entered(source)[1]
            words = [f"{ref['owner']} {ref['reference']}" for ref in document.get("refs", ())]
            assert len(words) == len(source["external_refs"])
            assert all(word.endswith(given) for word, given in zip(words, source["external_refs"], strict=True))

    def test_sentences_are_our_own(self) -> None:
        theirs = sentences(
            [
                text
                for source in source_records()
                for text in (source["short_description"], *source["outcomes"], source["note"] or "")
            ]
            + [row["note"] for row in source_contributions()]
        )
        ours = [text for _, document in records() for text in _prose(document)]
        ours += [text for figures in publicrecords.checks().values() for figure in figures for text in _prose(figure)]
        assert len(ours) > 200
        assert sentences(ours) & theirs == set()


def _prose(value: Any) -> list[str]:
    """Return the texts of a record that are sentences, and not names."""
    if isinstance(value, list):
        return [text for member in value for text in _prose(member)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in ("description", "note", "of", "comment") if name in value]
    if str(value.get("id", "")).startswith("O-") and "title" in value:
        own.append(value["title"])
    return own + [text for member in value.values() for text in _prose(member)]
