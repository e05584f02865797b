"""Naive script: the projects that a donor funds, with the donor's part of the money, as tab-separated text."""

import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import typer  # noqa: F401 - a command would load it
from tinydb import TinyDB  # noqa: F401 - a command would load it

path, donor = sys.argv[1:3]
tables = json.loads(Path(path).read_text(encoding="utf-8"))
names = {o["code"]: o["name"] for o in tables["organisations"].values()}
programmes = {p["code"]: p["title"] for p in tables["programmes"].values()}
code = next(key for key, name in names.items() if name == donor)
money: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
for gift in tables["contributions"].values():
    if gift["donor"] != code:
        continue
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for movement in gift["movements"]:
        sums[movement["kind"]] += Decimal(movement["amount"])
    whole = max(sums["commitment"], sums["receipt"])
    for part in gift["allocations"]:
        for kind, amount in sums.items():
            share = amount * Decimal(part["amount"]) / whole
            money[part["target"]][f"{kind} {gift['currency']}"] += share.quantize(Decimal("0.01"))
for project in tables["projects"].values():
    links = project["organisations"]
    donors = [link["organisation"] for link in links if link["role"] == "funding"]
    if code in donors or project["code"] in money:
        row = [
            project["code"],
            project["title"],
            programmes[project["programme"]],
            "; ".join(pillar["pillar"] for pillar in project["pillars"]),
            project["owner"],
            project["scope"],
            project["status"],
            "; ".join(place["region"] for place in project.get("regions", ())),
            "; ".join(place["country"] for place in project["countries"]),
            "; ".join(names[each] for each in donors),
            "; ".join(names[link["organisation"]] for link in links if link["role"] != "funding"),
            project["actual_start"],
            project["planned_end"],
            *(f"{kind} {amount}" for kind, amount in money[project["code"]].items()),
            project["classification"],
        ]
        sys.stdout.write("\t".join(row) + "\n")
