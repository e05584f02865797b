"""Registers entered: through the command line by line, or as one file that is imported."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.figures.model import GROUPS, REGION_NAMES, Contribution, Expenditure, Register, Target, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.figures.making import Made

_PROGRAM = Path(sys.executable).with_name("portfolio")


class Ended(NamedTuple):
    """How a command line ended."""

    code: int
    out: str
    err: str


class Program:
    """Runs command lines of the program in a folder, in this process or, as installed, in one of its own."""

    def __init__(self, folder: Path, *, installed: bool = False) -> None:
        """Take the folder, which has to be there."""
        self.folder, self.installed = folder, installed

    def __call__(self, *words: str) -> Ended:
        """Run a command line."""
        if self.installed:
            done = subprocess.run(
                [str(_PROGRAM), *words], cwd=self.folder, capture_output=True, text=True, check=False, timeout=120
            )
            return Ended(done.returncode, done.stdout, done.stderr)
        return self._inside(words)

    def _inside(self, words: Sequence[str]) -> Ended:
        from typer.testing import CliRunner  # noqa: PLC0415 - the installed program needs none

        from portfolio import cli  # noqa: PLC0415 - see above

        with contextlib.chdir(self.folder):
            ended = CliRunner().invoke(cli.app, list(words))
        return Ended(ended.exit_code, ended.stdout, ended.stderr)


def entered(made: Made, folder: Path, how: str) -> tuple[Program, list[str]]:
    """Enter a register by `command`, `installed`, `import` or as a `workbook`; return also what went wrong."""
    if how == "import":
        return bring(made, folder / "imported")
    program, wrong = enter(made, folder / "entered", installed=how == "installed")
    return carry(program, folder / "carried", made) if how == "workbook" and not wrong else (program, wrong)


def enter(made: Made, folder: Path, *, installed: bool = False) -> tuple[Program, list[str]]:
    """Enter a register through the command; return the program and each line that did not end as it had to."""
    program = _begun(folder, made.register, installed=installed)
    wrong = []
    for words, code in made.steps:
        ended = program(*words)
        if ended.code != code:
            wrong.append(f"{' '.join(words)}: exit {ended.code}, not {code}: {ended.err.strip()[:300]}")
    return program, wrong


def _begun(folder: Path, register: Register, *, installed: bool = False) -> Program:
    folder.mkdir(parents=True, exist_ok=True)
    program = Program(folder, installed=installed)
    ended = program("init")
    if ended.code:
        raise RuntimeError(ended.err)
    for each in ("records", "portfolio.toml"):
        path = folder / each
        path.unlink() if path.is_file() else None
    _settings(folder, register)
    return program


def _settings(folder: Path, register: Register) -> None:
    groups = "".join(
        f'[regions."{code.replace("-", " ").title()}"]\ncountries = {json.dumps(countries)}\n\n'
        for code, countries in GROUPS.items()
    )
    text = f"[portfolio]\nfiscal_year_start = {register.fiscal_start}\n\n{groups}"
    (folder / "portfolio.toml").write_text(text, encoding="utf-8")


def bring(made: Made, folder: Path) -> tuple[Program, list[str]]:
    """Enter a register by importing one file of JSON."""
    program = _begun(folder, made.register)
    path = folder / "register.json"
    path.write_text(json.dumps(document(made.register)), encoding="utf-8")
    ended = program("import", path.name, "--yes", "--again")
    return program, [f"import: exit {ended.code}: {ended.err.strip()[:600]}"] if ended.code else []


def carry(source: Program, folder: Path, made: Made) -> tuple[Program, list[str]]:
    """Enter a register by exporting another as a workbook and importing that."""
    program = _begun(folder, made.register)
    path = folder / "register.xlsx"
    left = source("export", "all", "-o", str(path))
    ended = program("import", path.name, "--yes", "--again")
    return program, [f"{each.err.strip()[:600]}" for each in (left, ended) if each.code]


def document(register: Register) -> dict[str, Any]:
    """Return a register as an export of all writes it."""
    return {
        "format": "portfolio export",
        "schema": 1,
        "what": "all",
        "programmes": [_target(each) for each in register.programmes],
        "projects": [_target(each) for each in register.projects],
        "organisations": [
            _kept(
                code=each.code,
                name=each.name,
                parent=each.parent,
                own=each.own,
                roles=["implementing" if each.partner else "funding"],
                classification="unclassified",
            )
            for each in register.organisations
        ],
        "contributions": [_contribution(each) for each in register.contributions],
        "expenditures": [_expenditure(each) for each in register.expenditures],
        "rates": [
            {
                "id": each.id,
                "date": str(each.date),
                "currency": each.currency,
                "base": each.base,
                "rate": written(int(each.rate * 1000), "KWD"),
                "classification": "unclassified",
            }
            for each in register.rates
        ],
    }


def _kept(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any stored value
    return {name: value for name, value in fields.items() if value not in ("", None, [], {}, False)}


def _share(share: Any) -> str | None:  # noqa: ANN401 - a fraction or nothing
    return None if share is None else written(int(share * 100), "USD")


def _target(made: Target) -> dict[str, Any]:
    links = [*((code, "funding") for code in made.funders), *((code, "implementing") for code in made.partners)]
    return _kept(
        code=made.code,
        title=made.title,
        kind="" if made.is_programme else made.kind,
        programme=made.programme,
        parent=made.parent,
        scope=made.scope,
        status=made.status,
        tags=list(made.tags),
        pillars=[_kept(pillar=name, share=_share(share)) for name, share in made.pillars.items()],
        countries=[_kept(country=code, share=_share(share)) for code, share in made.countries.items()],
        regions=[
            _kept(region=code, vocabulary="99" if code in GROUPS else "2", share=_share(share))
            for code, share in made.regions.items()
        ],
        organisations=[{"organisation": code, "role": role} for code, role in links],
        budgets=[
            _kept(
                id=each.id,
                amount=written(each.units, each.currency),
                currency=each.currency,
                start=each.start,
                end=each.end,
                type="revised" if each.revised else "original",
                status="indicative",
            )
            for each in made.budgets
        ],
        classification="unclassified",
        **{name.replace("-", "_"): date for name, date in made.dates.items()},
    )


def _booked(booked: tuple[int, str] | None) -> dict[str, str] | None:
    return {"amount": written(*booked), "currency": booked[1]} if booked else None


def _contribution(made: Contribution) -> dict[str, Any]:
    return _kept(
        id=made.id,
        donor=made.donor,
        title=f"Agreement {made.id}",
        currency=made.currency,
        signed=made.signed,
        start=made.start,
        closed=made.closed,
        receipts_unknown=made.receipts_unknown,
        use_unknown=made.use_unknown,
        movements=[
            _kept(
                id=each.id,
                kind=each.kind,
                amount=written(each.units, made.currency),
                date=each.date,
                reversal=each.reversal,
                booked=_booked(each.booked),
            )
            for each in made.movements
        ],
        allocations=[
            _kept(
                id=each.id,
                target=each.target,
                amount=written(each.units, made.currency),
                moved_from=each.moved_from,
                reversal=each.returned,
                date=each.date,
            )
            for each in made.allocations
        ],
        classification="unclassified",
    )


def _expenditure(made: Expenditure) -> dict[str, Any]:
    return _kept(
        id=made.id,
        target=made.target,
        amount=written(made.units, made.currency),
        currency=made.currency,
        date=made.date,
        contribution=made.contribution,
        kind="direct",
        reversal=made.reversal,
        booked=_booked(made.booked),
        country="" if made.place in REGION_NAMES else made.place,
        region=made.place if made.place in REGION_NAMES else "",
        classification="unclassified",
    )
