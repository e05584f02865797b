"""The rows of a CSV file parsed with the csv module and validated with the Pydantic model, and nothing else."""

import csv
import sys
from pathlib import Path

from portfolio.models.projects import Project

_PROGRAMMES = {f"Synthetic programme {number}": f"PRG-{number:03}" for number in range(1, 9)}
_COUNTRIES = {
    "Kenya": "KE", "Somalia": "SO", "Niger": "NE", "Mali": "ML", "Uzbekistan": "UZ", "Kazakhstan": "KZ",
    "Philippines": "PH", "Indonesia": "ID", "Iraq": "IQ", "Jordan": "JO",
}  # fmt: skip
_DONORS = {"Japan": "JP", "Saudi Arabia": "SA", "Qatar": "QA", "Norway": "NO", "Canada": "CA", "Spain": "ES"}
_PLAIN = {
    "Code": "code", "Title": "title", "Kind": "kind", "Status": "status", "Scope": "scope", "Owner": "owner",
    "Actual start": "actual_start", "Planned end": "planned_end", "Classification": "classification",
}  # fmt: skip

with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
    valid = [
        Project.model_validate(
            {
                **{field: row[heading] for heading, field in _PLAIN.items() if row[heading]},
                "programme": _PROGRAMMES[row["Programme"]],
                "pillars": [{"pillar": name} for name in row["Pillars"].split("; ")],
                "countries": [{"country": _COUNTRIES[name]} for name in row["Countries"].split("; ")],
                "organisations": [
                    {"organisation": _DONORS[name], "role": "funding"} for name in row["Donors"].split("; ")
                ],
            }
        )
        for row in csv.DictReader(file)
    ]
sys.exit(not valid)
