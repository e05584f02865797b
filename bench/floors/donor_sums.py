"""Naive script: what each donor pledged, committed and paid, and how many projects it funds."""

import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import typer  # noqa: F401 - a command would load it
from tinydb import TinyDB  # noqa: F401 - a command would load it

tables = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
money: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
projects: dict[str, set[str]] = defaultdict(set)
for project in tables["projects"].values():
    for link in project["organisations"]:
        projects[link["organisation"]].add(project["code"])
for gift in tables["contributions"].values():
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for movement in gift["movements"]:
        sums[movement["kind"]] += Decimal(movement["amount"])
    allocated = sum(Decimal(part["amount"]) for part in gift["allocations"])
    columns = {
        **sums,
        "outstanding": max(Decimal(0), sums["commitment"] - sums["receipt"]),
        "allocated": allocated,
        "unallocated": max(sums.values()) - allocated,
    }
    for kind, amount in columns.items():
        money[gift["donor"]][kind, gift["currency"]] += amount
    projects[gift["donor"]].update(part["target"] for part in gift["allocations"])
for donor in tables["organisations"].values():
    cells = [f"{kind} {currency} {amount}" for (kind, currency), amount in money[donor["code"]].items()]
    sys.stdout.write("\t".join([donor["name"], str(len(projects[donor["code"]])), *cells]) + "\n")
