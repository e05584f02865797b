"""Makes registers of any size with synthetic records, for measuring."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.store.file import register

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DONORS = {"JP": "Japan", "SA": "Saudi Arabia", "QA": "Qatar", "NO": "Norway", "CA": "Canada", "ES": "Spain"}
_COUNTRIES = ("KE", "SO", "NE", "ML", "UZ", "KZ", "PH", "ID", "IQ", "JO")
_STATUSES = ("pipeline", "implementation", "finalisation", "closed")


def write(path: Path, projects: int, contributions: int, donors: Sequence[str] = tuple(_DONORS)) -> None:
    """Write a register of that many projects and contributions of some donors, the same one every time."""
    tables = register.empty()
    for table, number, record in records(projects, contributions, donors):
        tables.setdefault(table, {})[str(number)] = record
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(register.dump(tables))


def records(
    projects: int, contributions: int, donors: Sequence[str] = tuple(_DONORS)
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield table, number and record of all that such a register holds, one by one."""
    chance = random.Random(20)  # noqa: S311 - synthetic data
    for n in range(1, 9):
        yield "programmes", n, _record(code=f"PRG-{n:03}", title=f"Synthetic programme {n}")
    for n, (code, name) in enumerate(_DONORS.items(), 1):
        yield "organisations", n, _record(code=code, name=name, type="government", country=code)
    for n in range(1, projects + 1):
        yield "projects", n, _project(n, donors, chance)
    for n in range(1, contributions + 1):
        yield "contributions", n, _contribution(n, projects, donors, chance)


def _record(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any stored value
    return {**fields, "classification": "unclassified", "revision": 0}


def _project(number: int, donors: Sequence[str], chance: random.Random) -> dict[str, Any]:
    start = chance.randint(2012, 2024)
    funders = chance.sample(donors, min(2, len(donors)))
    return _record(
        code=f"P-{number:05}",
        title=f"Synthetic project {number} on strengthening capacities in border security and the rule of law",
        kind="project",
        programme=f"PRG-{chance.randint(1, 8):03}",
        owner="UNCCT",
        pillars=[{"pillar": chance.choice(("I", "II", "III", "IV"))}],
        scope="national",
        status=chance.choice(_STATUSES),
        actual_start=f"{start}-03-01",
        planned_end=f"{start + 3}-02",
        countries=[{"country": country} for country in chance.sample(_COUNTRIES, 2)],
        organisations=[{"organisation": donor, "role": "funding"} for donor in funders],
    )


def _contribution(number: int, projects: int, donors: Sequence[str], chance: random.Random) -> dict[str, Any]:
    key, amount = f"C-{number:05}", chance.randint(1_000, 5_000_000)
    year = chance.randint(2012, 2025)
    movements = [
        {"id": f"{key}.m1", "kind": "commitment", "amount": f"{amount}.00", "date": f"{year}-05-01"},
        {"id": f"{key}.m2", "kind": "receipt", "amount": f"{amount // 2}.00", "date": f"{year}-09-15"},
    ]
    target = f"P-{chance.randint(1, projects):05}"
    allocations = [{"id": f"{key}.a1", "target": target, "amount": f"{amount // 2}.00", "date": f"{year}-06-01"}]
    return _record(
        id=key,
        donor=chance.choice(donors),
        currency=chance.choice(("USD", "USD", "USD", "EUR")),
        movements=movements,
        allocations=allocations,
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:] or tuple(_DONORS))
