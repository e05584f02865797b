"""The gathered pages that the public record was written from, where they are at hand, and the names they use."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from portfolio import publicrecords

Document = dict[str, Any]

_SOURCE = Path(__file__).parents[2] / "shared" / "data" / "uncct"
with_source = pytest.mark.skipif(
    not (_SOURCE / "review" / "new.jsonl").exists(),
    reason="the collected pages that the facts were written from are not here",
)

# Sites that hold copies of pages of the United Nations; the records cite the page itself.
COPIES = {
    *("dd-floors.com", "peterpazdro.com", "www.peterpazdro.com", "kimandelvis.com", "fanyjok.com", "ddevloper.com"),
    *("miistock.com", "elaygc.com", "www.quwhkqv.cn"),
}

# Titles that are written as the office writes them, or of work that is recorded under another title.
_TITLES = {
    "Union support for ICSANT, second decision (2023)": "P-033",
    "UN Compendium of Good Practices on the Protection of Critical Infrastructure against Terrorist Attacks": "A-054",
}

# Names of the source that are no name of their organisation here.
_ORGANISATIONS = {
    "UN Peace and Development Trust Fund (China)": "UNPDF",  # the fund gives, whoever pays into it
    "UNOCT/UNCCT": "UNOCT",  # the office's own money stands under the office
    "United States": "US",
    "United Kingdom": "GB",
}


@cache
def facts() -> dict[str, list[Document]]:
    return publicrecords.facts()


def linked(table: str, document: Document, role: str) -> list[str]:
    """Return the organisations of a role that a record names."""
    if table == "activities":
        return list(document.get("donors" if role == "funding" else "partners", []))
    return [link["organisation"] for link in document.get("organisations", ()) if link["role"] == role]


@cache
def source_records() -> list[Document]:
    """Return the gathered records, each with what a later reading of the pages adds to it."""
    records = {record["title"]: record for record in _lines("projects.jsonl")}
    for later in _lines("review/new.jsonl"):
        if not later["updates"]:
            records[later["title"]] = later
            continue
        record = records[later["title"]]
        for field, value in later.items():
            if isinstance(value, list):
                record[field] = [*record[field], *(each for each in value if each not in record[field])]
            elif field in {"start", "end", "pillar"} and value is not None:
                record[field] = value
        record["later"] = later
    return list(records.values())


@cache
def gathered_texts() -> list[str]:
    """Return the sentences of the first reading, which are not ours to copy."""
    return [
        text
        for record in _lines("projects.jsonl")
        for text in (record["short_description"], *record["outcomes"], record["note"] or "")
    ] + [row["note"] for row in source_contributions()]


@cache
def source_contributions() -> list[dict[str, str]]:
    """Return the gathered figures, of both readings."""
    read = []
    for name in ("contributions.csv", "review/new_contributions.csv"):
        with (_SOURCE / name).open(encoding="utf-8", newline="") as file:
            read += list(csv.DictReader(file))
    return read


def entered(source: Document) -> tuple[str, Document]:
    """Return the table and record that a source record is; there is exactly one."""
    meant = _TITLES.get(source["title"])
    (found,) = [
        (table, document)
        for table in ("programmes", "projects", "activities")
        for document in facts()[table]
        if (meant in (document.get("code"), document.get("id")) if meant else document["title"] == source["title"])
    ]
    return found


def family(document: Document) -> list[Document]:
    """Return a record with all that belong to it: its outcomes, activities, money and documents, and what names it."""
    code = document.get("code", document.get("id"))
    named = set(re.findall(r"\b[ACDOP]-\d{3}\b", str(document)))
    found = [document]
    for table in ("projects", "outcomes", "activities", "contributions", "documents"):
        for each in facts()[table]:
            key = each.get("code", each.get("id"))
            if key != code and (key in named or f"'{code}'" in str(each) or f"({code})" in str(each)):
                found.append(each)
    return found


@cache
def organisation(name: str) -> str:
    """Return the code of the organisation that the source calls by a name."""
    if name in _ORGANISATIONS:
        return _ORGANISATIONS[name]
    (code,) = {
        document["code"]
        for document in facts()["organisations"]
        if name in (document["name"], document.get("short_name"), document["code"], *document.get("aliases", ()))
    }
    return str(code)


def original(address: str) -> str:
    """Return the address of the page itself where that of a copy is given."""
    parts = urlsplit(address)
    if parts.netloc in COPIES | {"un.org"}:
        return parts._replace(scheme="https", netloc="www.un.org").geturl()
    return address


def _lines(name: str) -> list[Document]:
    return [json.loads(line) for line in (_SOURCE / name).read_text(encoding="utf-8").splitlines()]
