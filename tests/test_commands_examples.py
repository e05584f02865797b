"""Examples of the help: every command has one, and each is a command line that works."""

from __future__ import annotations

import json
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import Program
from test_cli import command_of, command_paths

from portfolio.commands.helping import usage_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pages() -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield every command, with the examples of its help."""
    for path in command_paths():
        command = command_of(path)
        yield path, list(usage_of(command.context_class(command, info_name=" ".join(("portfolio", *path)))).examples)


EXAMPLES = sorted({example for _, examples in pages() for example in examples})


# Beside the public records: what examples change, take back, merge or read from files.
PREPARED = (
    'project add "An example" --officer "A. Silva"',
    'document add "Letter of intent" --kind agreement',
    'narrative add P-004 story --text "A story" --tag draft',
    "expenditure add P-004 25,000 USD --date 2024-05-02",
    "rate add EUR 1.08 --date 2024-01-31 --source Example",
    "contribution allocate C-001 P-004 200,000",
    "contribution allocate C-001 P-007 20,000",
    'donor add "Japan MOFA"',
    'donor add "Lake Foundation"',
    'partner add "Lake Institute"',
    'programme add "Example programme"',
    "outcome indicator P-001 O-001 --title Trained --unit officers --baseline 0",
    "store backup register-2026-06.json",
    "export projects -o projects.xlsx",
    "export all -o portfolio.xlsx",
    'project add "Entered by mistake"',
    'project edit P-004 --set note="Looked at"',
    "undo --yes",
    "view save soon -- project list --ends 2030",
)
ACTIVITIES = """<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03">
<iati-activity default-currency="USD" xml:lang="en">
<iati-identifier>XM-DAC-41305-EXAMPLE</iati-identifier>
<reporting-org ref="XM-DAC-41305" type="40"><narrative>Fictional office</narrative></reporting-org>
<title><narrative>Example</narrative></title>
<description><narrative>Example</narrative></description>
<participating-org role="1" type="10"><narrative>Ruritania</narrative></participating-org>
<activity-status code="2"/>
<activity-date type="2" iso-date="2024-01-15"/>
<recipient-country code="KE"/>
<sector code="15210"/>
</iati-activity>
</iati-activities>
"""
FILES = {
    "gifts.csv": "Donor,Amount,Currency,Date\nJapan,1000,USD,15/07/2024\n",
    "rates-2024.csv": "date,currency,rate,source\n2024-02-29,EUR,1.08,Example\n",
    "activities.xml": ACTIVITIES,
}
# Where the register lies that examples clone.
OFFICE = "/mnt/office/portfolio"
# What the register of an example is too new, or has too little, for, and what has tests of its own.
ELSEWHERE = {
    "portfolio donor split KE --state C-001": "an agency cannot take its State's code any more",
    "portfolio partner split KE --state C-001": "as above",
    "portfolio store create postgresql://db.example.org/portfolio": "it takes a server; tests of copying start one",
    "portfolio store copy records/portfolio.json postgresql://db.example.org/portfolio": "as above",
    "portfolio store copy postgresql://db.example.org/portfolio archive/portfolio.json": "as above",
    "portfolio store grant amina officer --programme PRG-001": "a file has no users; tests of roles start a server",
    "portfolio store grant boris manager --clearance confidential": "as above",
    "portfolio store revoke amina": "as above",
    "portfolio store users --format json": "as above",
    "portfolio browse": "it draws on a terminal",
    "portfolio browse donors": "as above",
    "portfolio browse projects --region Sahel": "as above",
}


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public records, and what examples speak of beside them."""
    folder = tmp_path_factory.mktemp("public")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in ("init --with-public-records", *PREPARED):
            ended = Program().run(*shlex.split(line))
            assert ended.code == 0, f"{line}: {ended.err}"
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(folder / "records" / "portfolio.json", folder / "records" / "portfolio (1).json")
    return folder


@pytest.mark.parametrize("path", [path for path, _ in pages()], ids=" ".join)
def test_every_command_has_a_sentence_and_an_example(path: tuple[str, ...]) -> None:
    command = command_of(path)
    usage = usage_of(command.context_class(command, info_name=" ".join(("portfolio", *path))))
    assert usage.prose[0].endswith(".")
    assert usage.examples
    begins = " ".join(("portfolio", *path))
    assert usage.examples[0].startswith(begins)
    for part in usage.parts:
        assert [term.term for term in part.entries if not term.text.endswith((".", "…"))] == []


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example not in ELSEWHERE])
def test_an_example_works(example: str, public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "office"
    _, command, *rest = shlex.split(example)
    if command == "init" and "--from" not in rest:
        folder.mkdir()
    else:
        shutil.copytree(public, folder)
    if rest[:1] == ["adopt"]:
        register = folder / "records" / "portfolio.json"
        register.write_text(json.dumps(json.loads(register.read_text(encoding="utf-8"))), encoding="utf-8")
    if command in ("clone", "pull", "push"):
        rest = [str(folder) if word == OFFICE else word for word in rest]
    if command in ("pull", "push"):
        monkeypatch.chdir(tmp_path)
        assert Program().run("clone", str(folder), "laptop").code == 0
        folder = tmp_path / "laptop"
    if command in ("export", "report") or rest[:1] == ["backup"]:
        (folder / rest[-1]).unlink(missing_ok=True)
    monkeypatch.chdir(folder)
    if rest[:1] == ["save"]:
        Program().run("view", "remove", "soon")
    ended = Program().run(command, *rest)
    if ended.code == 2 and "--yes" in ended.err:  # at a terminal it would ask
        ended = Program().run(command, *rest, "--yes")
    assert ended.code in ((0, 5) if command == "check" else (0,)), ended.err or ended.out
