"""Every fact that was gathered from public pages is in the public record, or is left out for a reason."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from publicsources import (
    entered,
    facts,
    family,
    gathered_texts,
    linked,
    organisation,
    original,
    source_contributions,
    source_records,
    with_source,
)

from portfolio import publicrecords
from portfolio.reference import places
from portfolio.text import fold

Document = dict[str, Any]

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

# Dates of the source that were still ahead when its pages were read.
PLANNED = {("YEEP Africa (Nigeria, Somalia, Kenya)", "end"), ("A New Way of Doing Training in Africa", "end")}

# What a closer look at the pages corrects: title and field of the source, and what stands instead.
CORRECTED = {
    # Two and a half years from February 2022; the pages that say 2024 were read before its end.
    ("CT TECH Initiative", "end"): ("planned_end", "2024-08"),
    # The end of the project that set up the office, which goes on; it stands with the budget.
    ("United Nations Office of Counter-Terrorism Programme Office in Kenya", "end"): ("actual_end", None),
    # The announcement names UNOCT only.
    ("EU-UNDP-UNOCT joint project to prevent violent extremism in South-East Asia (second phase)", "owner"): (
        "owner",
        "UNOCT",
    ),
    # The press names UNOCT only.
    ("Capacity building of youth in FATA, Pakistan", "owner"): ("owner", "UNOCT"),
    # A page lists it as a project of Countering Terrorist Travel.
    ("Programme on Threat Assessment Models for Aviation Security (TAM)", "kind"): ("kind", "project"),
}

# Donors that are linked beyond the source's own list: of one event, or one allocation.
MORE_DONORS = {
    "Global Victims of Terrorism Support Programme": ["ES"],
    "Basic Human Rights Reference Guides": ["UNCCT"],
}

# Numbers of the source's results that are written otherwise: the second year of "2020-21".
WRITTEN_OTHERWISE = {"Youth Engagement and Empowerment Programme (YEEP)": {"21"}}

# Figures of the source whose date is a span, and no day, month or year of a movement: by amount, what is entered.
UNDATED = {
    ("European Union", "5000000", "2022-2024"): Decimal(5_000_000),
    # Pledged for three years at once.
    ("Qatar", "15000000", "2024"): Decimal(45_000_000),
}
# The day of a press release, where another says that the agreement was signed two days before.
REDATED = {("Saudi Arabia", "10000000", "2011-09-21"): "2011-09-19"}
# A second instalment of a contribution that is recorded as one sum.
INSTALMENTS = {("Saudi Arabia", "3000000"): "C-001"}


def giver(row: dict[str, str]) -> str | None:
    return None if row["donor"].startswith("All donors") else organisation(row["donor"])


def contributions_with(row: dict[str, str]) -> list[Document]:
    """Return the contributions with the movement that a figure of the source is, by donor, amount, kind and date."""
    kind = {"received": "receipt"}.get(row["kind"], row["kind"])
    said = row["date"].partition(" ")[0]
    key = (row["donor"], row["amount"], said)
    date = None if key in UNDATED else REDATED.get(key, said)
    wanted = (row["currency"], kind, UNDATED.get(key, Decimal(row["amount"])), date)
    return [
        contribution
        for contribution in facts()["contributions"]
        if contribution["donor"] == giver(row)
        and any(
            wanted == (contribution["currency"], part["kind"], Decimal(part["amount"]), part.get("date"))
            for part in contribution["movements"]
        )
    ]


def checks_with(row: dict[str, str]) -> list[tuple[str, Document]]:
    """Return the published figures, each with the list it stands in, that a figure of the source is."""
    stage = {"pledge": "pledged", "commitment": "committed"}.get(row["kind"], row["kind"])
    wanted = (row["currency"], stage, Decimal(row["amount"]))
    return [
        (name, check)
        for name in ("cumulative", "not_ours")
        for check in publicrecords.checks()[name]
        if check.get("donor") == giver(row) and wanted == (check["currency"], check["stage"], Decimal(check["amount"]))
    ]


def _key(row: dict[str, str]) -> tuple[str, str]:
    return row["donor"], row["amount"]


@with_source
class TestTheMoneyAgreesWithTheSource:
    def test_every_figure_is_a_movement_or_a_published_figure_and_never_both(self) -> None:
        for row in source_contributions():
            if _key(row) not in INSTALMENTS:
                assert len(contributions_with(row)) + len(checks_with(row)) == 1, row

    def test_no_movement_and_no_published_figure_is_of_another_origin(self) -> None:
        rows = source_contributions()
        assert len(rows) == 41
        movements = sum(len(each["movements"]) for each in facts()["contributions"])
        # Saudi Arabia's pledge of 2013, and its first receipt, which is inferred.
        assert movements == sum(len(contributions_with(row)) for row in rows) + 2
        published = publicrecords.checks()
        assert len(published["cumulative"]) + len(published["not_ours"]) == sum(len(checks_with(row)) for row in rows)

    def test_no_cumulative_figure_is_a_contribution(self) -> None:
        rows = [row for row in source_contributions() if "cumulative" in row["to"] or "All donors" in row["donor"]]
        assert len(rows) == 11
        assert all([name for name, _ in checks_with(row)] == ["cumulative"] for row in rows)

    def test_what_another_body_received_is_no_contribution(self) -> None:
        away = [row for row in source_contributions() if re.search(r"not (to )?(UNOCT|UNCCT)", row["note"])]
        assert len(away) == 4
        assert all([name for name, _ in checks_with(row)] == ["not_ours"] for row in away)

    def test_an_instalment_of_a_recorded_sum_is_told_and_not_added(self) -> None:
        for row in source_contributions():
            if code := INSTALMENTS.get(_key(row)):
                (contribution,) = [each for each in facts()["contributions"] if each["id"] == code]
                assert not contributions_with(row)
                assert any(
                    source.get("url") == row["source_url"] and "3,000,000" in source["value"]
                    for source in contribution["sources"]
                )

    def test_every_figure_keeps_its_address(self) -> None:
        for row in source_contributions():
            if _key(row) in INSTALMENTS:
                continue
            cited = [source.get("url") for each in contributions_with(row) for source in each["sources"]]
            cited += [check["url"] for _, check in checks_with(row)]
            assert original(row["source_url"]) in cited, row


@with_source
class TestTheRecordsAgreeWithTheSource:
    def test_every_record_is_there_once(self) -> None:
        assert len(source_records()) == 88
        codes = [str(entered(source)[1].get("code", entered(source)[1].get("id"))) for source in source_records()]
        assert len(set(codes)) == len(codes)

    def test_programmes_projects_and_activities_are_kept_apart(self) -> None:
        for source in source_records():
            table, document = entered(source)
            _, kind = CORRECTED.get((source["title"], "kind"), ("", source["kind"]))
            if kind == "programme":
                assert table == "programmes", source["title"]
            elif kind in ("project", "initiative", "office"):
                assert (table, document["kind"]) == ("projects", kind), source["title"]
            else:
                assert table == "activities"
                assert (source["kind"] == "publication") is (document["type"] == "publication")

    def test_countries_agree_but_for_hosts_which_the_note_names(self) -> None:
        codes = {country.name: code for code, country in places.countries().items()}
        for source in source_records():
            _, document = entered(source)
            expected = {codes[name] for name in source["countries"] if HOSTS.get(source["title"]) != name}
            assert {each["country"] for each in document.get("countries", ())} == expected, source["title"]
            assert HOSTS.get(source["title"], "") in document.get("note", "")

    def test_regions_agree(self) -> None:
        named = {region.code: region for region in places.regions({}).values()}
        for source in source_records():
            table, document = entered(source)
            regions = document.get("regions", [])
            codes = regions if table == "activities" else [each["region"] for each in regions]
            names = [{fold(name) for name in (*named[code].names.values(), *named[code].aliases)} for code in codes]
            assert len(codes) == len(source["regions"]), source["title"]
            for region, known in zip(source["regions"], names, strict=True):
                assert fold(region) in known, source["title"]

    @pytest.mark.parametrize(("role", "field"), [("funding", "donors"), ("implementing", "implementing_partners")])
    def test_donors_and_partners_agree(self, role: str, field: str) -> None:
        for source in source_records():
            table, document = entered(source)
            expected = list(dict.fromkeys(organisation(name) for name in source[field]))
            if role == "funding":
                expected += MORE_DONORS.get(source["title"], [])
            assert linked(table, document, role) == expected, source["title"]

    def test_dates_agree_and_say_whether_they_are_planned(self) -> None:
        for source in source_records():
            table, document = entered(source)
            for which in ("start", "end"):
                kind = "planned" if (source["title"], which) in PLANNED else "actual"
                field = which if table == "activities" else f"{kind}_{which}"
                # A publication known by the day that it came out begins and ends on that day.
                said = source["end"] if document.get("type") == "publication" and not source[which] else source[which]
                field, expected = CORRECTED.get((source["title"], which), (field, said))
                assert document.get(field) == expected, (source["title"], which)

    def test_scopes_and_pillars_agree_and_no_pillar_is_added_without_a_source(self) -> None:
        for source in source_records():
            table, document = entered(source)
            if table == "activities":
                continue
            assert document["scope"] == source["scope"], source["title"]
            given = source["pillar"].split(", ") if source["pillar"] else []
            found = [each["pillar"] for each in document.get("pillars", ())]
            if found != given:
                assert not given, source["title"]
                assert any(each.get("field") == "pillars" for each in document["sources"]), source["title"]

    def test_every_source_is_cited_with_its_doubt_by_the_record_or_by_what_belongs_to_it(self) -> None:
        for source in source_records():
            _, document = entered(source)
            own = [part for part in document["sources"] if "field" not in part]
            cited = {part.get("url", part.get("citation")) for each in family(document) for part in each["sources"]}
            for address in source["sources"]:
                assert original(address) in cited, source["title"]
            if source["confidence"] != "high" and "later" not in source:
                doubts = [part for part in own if original(part.get("url", "")) in map(original, source["sources"])]
                assert all(part.get("uncertain") and part["note"] for part in doubts), source["title"]

    def test_the_status_and_owner_words_of_the_source_are_kept(self) -> None:
        for source in source_records():
            table, document = entered(source)
            if table == "activities":
                continue
            said = {(part["field"], part["value"]) for part in document["sources"] if "field" in part}
            later = source.get("later", {})
            for status in filter(None, (source["status"], later.get("status"))):
                assert ("status", status) in said, source["title"]
            _, owner = CORRECTED.get((source["title"], "owner"), ("owner", source["owner"]))
            assert owner == document.get("owner") or ("owner", owner) in said, source["title"]

    def test_references_of_funders_are_kept(self) -> None:
        for source in source_records():
            document = entered(source)[1]
            words = [f"{ref['owner']} {ref['reference']}" for ref in document.get("refs", ())]
            assert len(words) == len(source["external_refs"])
            assert all(word.endswith(given) for word, given in zip(words, source["external_refs"], strict=True))

    def test_the_numbers_of_every_result_are_told_by_the_record_or_by_what_belongs_to_it(self) -> None:
        for source in source_records():
            told = _numbers(str([_without_addresses(each) for each in family(entered(source)[1])]))
            for outcome in source["outcomes"]:
                missing = _numbers(outcome) - told - WRITTEN_OTHERWISE.get(source["title"], set())
                assert not missing, (source["title"], outcome)

    def test_sentences_are_our_own(self) -> None:
        theirs = _sentences(gathered_texts())
        ours = [text for documents in facts().values() for document in documents for text in _prose(document)]
        ours += [text for figures in publicrecords.checks().values() for figure in figures for text in _prose(figure)]
        assert len(ours) > 200
        assert _sentences(ours) & theirs == set()


def _numbers(text: str) -> set[str]:
    """Return the numbers of two digits or more in a text, without separators and leading zeros."""
    return {found.replace(",", "").lstrip("0") for found in re.findall(r"\d[\d,]*\d", text)}


def _without_addresses(document: Document) -> Document:
    return {field: value for field, value in document.items() if field != "sources"}


def _sentences(texts: list[str]) -> set[str]:
    return {fold(part) for text in texts for part in re.split(r"(?<=[.;:])\s", text) if len(part.split()) > 3}


def _prose(value: Any) -> list[str]:
    """Return the texts of a record that are sentences, and not names."""
    if isinstance(value, list):
        return [text for member in value for text in _prose(member)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in ("description", "note", "of", "why", "comment") if name in value]
    if str(value.get("id", "")).startswith("O-") and "title" in value:
        own.append(value["title"])
    return own + [text for member in value.values() for text in _prose(member)]
