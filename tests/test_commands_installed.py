"""Every command through the installed program, in one office's first day from an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import BACKEND, PROGRAM, installed
from test_cli import command_of

from portfolio import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Program
    from typer import Typer

# What is typed, and what is to be read in the answer.
_DAY = (
    ("init .", "Made a register"),
    ("programme add --title Borders --code BORDERS", "Added programme BORDERS “Borders”."),
    ("programme list", "BORDERS"),
    ("programme show BORDERS", "Borders"),
    ("programme edit BORDERS --set pillar=II", "Changed programme BORDERS: pillars."),
    ("programme budget BORDERS 900,000 USD", "Entered original budget BORDERS.b1: USD 900,000.00."),
    ("project add --title Crossing --programme borders --country Kenya", "Added project P-001 “Crossing”."),
    ("project add --title Mistake", "Added project P-002"),
    ("project remove P-002", "Removed project P-002 “Mistake”."),
    ("project list --country KE", "P-001\tCrossing"),
    ("project show crossing", "Crossing"),
    ("project edit P-001 --set status=ongoing", "Changed project P-001: status."),
    ("project budget P-001 500,000 USD --from 2024 --to 2025", "P-001.b1"),
    ("donor add Arcadia --type government", "Added organisation ARCADIA"),
    ("donor list", "ARCADIA\tArcadia\tgovernment"),
    ("donor edit Arcadia --set alias=Arkadien", "Changed organisation ARCADIA: aliases."),
    ("donor add Atlantis", "Added organisation ATLANTIS"),
    ("donor add Lemuria", "Added organisation LEMURIA"),
    ("donor merge Lemuria Arcadia --yes", "Arcadia"),
    ("donor add Hyperborea", "Added organisation HYPERBOREA"),
    ("partner merge Hyperborea Arcadia --yes", "Arcadia"),
    ("donor split Arcadia", ""),
    ("donor remove Atlantis", "Removed organisation ATLANTIS"),
    ("partner add Institute --type academic", "Added organisation INSTITUTE"),
    ("partner list", "INSTITUTE"),
    ("partner split Institute", ""),
    ("partner edit Institute --set short_name=INS", "Changed organisation INSTITUTE: short name."),
    ("project edit P-001 --set donor+=Arkadien --set partner+=INS", "Changed project P-001: donors, partners."),
    ("partner show INS", "Institute"),
    ("contribution add Arcadia --title Gift", "Added contribution C-001 “Gift”."),
    ("contribution pledge C-001 100 USD --date 2023-01-01", "pledge C-001.m1"),
    ("contribution commit C-001 100 USD --date 2023-01-02", "commitment C-001.m2"),
    ("contribution receive C-001 80 USD --date 2023-01-03", "receipt C-001.m3"),
    ("contribution refund C-001 5 USD --date 2023-01-04", "refund C-001.m4"),
    ("contribution allocate C-001 P-001 60", "Allocated USD 60"),
    ("contribution instalment C-001 20 USD --date 2030-01-01", "C-001.i1"),
    ("contribution report-due C-001 --date 2030-01-01", "C-001.r1"),
    ("contribution list", "C-001"),
    ("contribution show C-001", "Gift"),
    ("contribution edit C-001 --set recipient=UNCCT", "Changed contribution C-001: recipient."),
    ("contribution remove C-001.i1", "Removed C-001.i1"),
    ("contribution close C-001 --date 2024-01-01", "Closed contribution C-001"),
    ("donor show arkadien", "75"),
    ("expenditure add P-001 10 USD --date 2023-02-01 --contribution C-001", "Added expenditure E-001"),
    ("expenditure list", "E-001"),
    ("expenditure show E-001", "E-001"),
    ("expenditure edit E-001 --set kind=support", "Changed expenditure E-001: kind."),
    ("expenditure remove E-001", "Removed expenditure E-001"),
    ("outcome add P-001 --title Checked", "Added outcome O-001 “Checked”."),
    ("outcome indicator P-001 checked --title Officers --unit officers", "O-001.i1"),
    ("outcome record P-001 officers 7 --period 2023", "actual 7"),
    ("outcome list", "O-001\tP-001\tChecked"),
    ("outcome show O-001", "Checked"),
    ("outcome edit O-001.i1 --set unit=people", "O-001.i1"),
    ("outcome remove O-001", "Removed outcome O-001"),
    ("chart money --of received", "Arcadia\tUSD 75.00"),
    ("chart timeline", "programme"),
    ("chart outcomes", "per_cent"),
    ("chart map", "country"),
    ("activity add P-001 --title Course --type training", "Added activity A-001 “Course”."),
    ("activity list --type-not-there", ""),
    ("activity list", "A-001\tP-001\tCourse"),
    ("activity show A-001", "Course"),
    ("activity edit A-001 --set women=3", "Changed activity A-001: participants."),
    ("activity remove A-001", "Removed activity A-001"),
    ("narrative add P-001 story --period 2024 --text Told", "Added narrative N-001."),
    ("narrative list", "N-001\tP-001\tCrossing\tstory\tTold"),
    ("narrative show N-001", "Told"),
    ("narrative edit N-001 --set text.fr=Dit", "Changed narrative N-001: texts."),
    ("narrative remove N-001", "Removed narrative N-001"),
    ("document add --title Treaty", "Added document D-001 “Treaty”."),
    ("document list", "D-001\tTreaty"),
    ("document show D-001", "Treaty"),
    ("document edit D-001 --set kind=agreement", "Changed document D-001: kind."),
    ("document remove D-001", "Removed document D-001"),
    ("rate add EUR 1.10 --date 2023-01-03", "Added exchange rate R-001"),
    ("rate import rates.csv", "Entered 1 rate from rates.csv."),
    ("rate list", "R-002\t2023-02-03\tEUR\tUSD\t1.20"),
    ("rate show R-001", "1.10"),
    ("rate edit R-001 --set source=Bank", "Changed exchange rate R-001: source."),
    ("rate remove R-001", "Removed exchange rate R-001"),
    ("region list", "sahel\tSahel"),
    ("region show Africa", "Crossing"),
    ("country list", "KE\tKenya"),
    ("country show KE", "Crossing"),
    ("overview", "Arcadia"),
    ("due", "date\tdays\twhat"),
    ("find crossing", "P-001\tproject\tCrossing"),
    ("history list --limit 1", "Removed exchange rate R-001"),
    ("history show 1", "portfolio programme add"),
    ("undo", "Took back change"),
    ("rate list --as-of yesterday", "date"),
    ("redo", "Made change"),
    ("store info", "portfolio.json"),
    ("store merge", "no other copy beside it"),
    ("store verify --deep", "The register is whole"),
    ("store backup copy.json", "Wrote the register at revision"),
    ("store restore copy.json", "nothing was changed"),
    ("store create another/portfolio.json", "Made a register at"),
    ("store copy records/portfolio.json whole/portfolio.json", "and checked them"),
    ("clone . laptop", "laptop"),
    ("status", ""),
    ("pull", ""),
    ("push", ""),
    ("store adopt", ""),
    ("store pack --keep 5", "of the history into one file"),
    ("config list", "portfolio.title"),
    ("config set portfolio.title Ours", "portfolio.title: Capacity-building portfolio → Ours"),
    ("config get portfolio.title", "Ours"),
    ("config unset portfolio.title", "portfolio.title: Ours → Capacity-building portfolio"),
    ("help filters", "# Filters"),
    ("schema project", '"title": "Project"'),
    ("export all -o portfolio.xlsx", ""),
    ("import portfolio.xlsx", "Nothing to change"),
    ("report donor Arcadia", "Arcadia"),
    ("report donors --all -d reports --format html", ""),
    ("report quarter 2023-Q1", "2023-Q1"),
    ("report project P-001", "Crossing"),
    ("report portfolio --year 2023", "2023"),
    ("report site -d site", ""),
    *((line, "") for line in ("store users", "store grant amina reader", "store revoke amina")),
    ("programme remove BORDERS.b1", "Removed BORDERS.b1"),
    ("check", "undated"),
    ("partner remove INS", ""),
    *((f"summary {group}", "") for group in ("donors", "regions", "countries", "programmes", "pillars", "statuses")),
    ("summary by --by donor --by year", ""),
    ("view save mine -- project list --limit 3", ""),
    ("view list", "mine"),
    ("view show mine", "portfolio project list"),
    ("view remove mine", ""),
    ("summary people --by region", ""),
    ("browse", ""),
    *((f"summary {group}", "") for group in ("years", "budgets", "published", "partners", "outcomes")),
)
_CODES = {"activity list --type-not-there": 2, "browse": 2, "partner remove INS": 4, "store adopt": 6}
_CODES |= dict.fromkeys(("store users", "store grant amina reader", "store revoke amina"), 2)
_CODES |= {"donor split Arcadia": 5, "partner split Institute": 5, "pull": 2, "push": 2}


def test_an_office_can_do_a_days_work(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text("date,currency,base,rate\n2023-02-03,EUR,USD,1.20\n", encoding="utf-8")
    for line, answer in _DAY:
        ended = installed(*line.split(), folder=tmp_path)
        assert ended.code == _CODES.get(line, 0), f"{line}: {ended}"
        assert answer in ended.out, f"{line}: {ended}"
        assert "Traceback" not in ended.err, f"{line}: {ended}"


def test_the_day_uses_every_command() -> None:
    used = {tuple(line.split()[:2]) for line, _ in _DAY}
    for name in cli.COMMANDS:
        app = _app(name)
        if isinstance(app.info.help, str):
            assert {(name, str(info.name)) for info in app.registered_commands} <= used
        else:
            assert name in {words[0] for words in used}


# What changes where a register stands with others and not the register of its folder alone.
_BETWEEN = {"clone", "pull", "push"}


@pytest.mark.skipif(BACKEND != "file", reason="some lines of the day look at the file of the register")
def test_what_changes_the_register_or_its_settings_can_be_tried(portfolio: Program, tmp_path: Path) -> None:
    """Each line of the day is tried with `--dry-run` first, which changes no file; one without it only reads."""
    (tmp_path / "rates.csv").write_text("date,currency,base,rate\n2023-02-03,EUR,USD,1.20\n", encoding="utf-8")

    def kept() -> dict[Path, bytes]:
        found = (path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock")
        return {path: path.read_bytes() for path in found}

    for line, _ in _DAY:
        words, before = line.split(), kept()
        path = _path(words)
        is_change = "--dry-run" in {name for each in command_of(path).params for name in each.opts}
        tried = portfolio.run(*path, *["--dry-run"] * is_change, *words[len(path) :])
        assert tried.code == _CODES.get(line, 0), f"{line}: {tried}"
        after = kept()
        if is_change:
            assert after == before, line
            portfolio.run(*words)
        elif words[0] not in _BETWEEN:
            assert {path: after[path] for path in before} == before, line


def _path(words: Sequence[str]) -> tuple[str, ...]:
    """Return the command that a line names."""
    return tuple(words[: 2 if isinstance(_app(words[0]).info.help, str) else 1])


def _app(name: str) -> Typer:
    found: Typer = import_module(f"portfolio.commands.{name}").app
    return found


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_pipe_gets_utf_8_whatever_the_locale(tmp_path: Path, form: str) -> None:
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    installed("init", folder=tmp_path)
    installed("project", "add", "--title", "Évidence – دليل", folder=tmp_path, environment=environment)
    ended = installed("project", "list", "--format", form, folder=tmp_path, environment=environment)
    (row,) = json.loads(ended.out) if form == "json" else [json.loads(ended.out)]
    assert row["title"] == "Évidence – دليل"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
class TestFullOutput:
    """What was saved is never reported as failed, and what cannot be said ends in a sentence all the same."""

    def run(self, folder: Path, *line: str, out: str = "/dev/full", err: str = "") -> tuple[int, str]:
        with Path(out).open("w") as output, (Path(err) if err else folder / "err").open("w") as errors:
            # As most people have it, the output is held until the program ends or says that it is to go.
            environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
            done = subprocess.run(
                [PROGRAM, *line], cwd=folder, stdout=output, stderr=errors, env=environment, check=False
            )
        return done.returncode, (folder / "err").read_text(encoding="utf-8")

    def test_a_change_says_as_which_revision_it_was_saved(self, tmp_path: Path) -> None:
        installed("init", ".", folder=tmp_path)
        code, said = self.run(tmp_path, "project", "add", "--title", "Crossing")
        assert (code, said.startswith("Saved as revision 1; ")) == (6, True)
        code, said = self.run(tmp_path, "project", "add", "--title", "Other", "-o", "nowhere/x.json", out="/dev/null")
        assert (code, said.startswith("Saved as revision 2; ")) == (6, True)
        assert self.run(tmp_path, "project", "edit", "P-9", "--set", "status=closed")[1].startswith("No project")
        assert self.run(tmp_path, "project", "add", "--title", "Third", err="/dev/full")[0] == 6
        assert "3" in installed("history", "--columns", "revision", folder=tmp_path).out

    @pytest.mark.parametrize("line", [["--help"], ["project", "list", "--help"], ["--version"], ["project", "list"]])
    def test_what_only_reads_says_that_the_output_cannot_be_written(self, tmp_path: Path, line: list[str]) -> None:
        installed("init", ".", folder=tmp_path)
        code, said = self.run(tmp_path, *line)
        assert code == 6
        assert said == "The output cannot be written: No space left on device.\n"


def test_interrupted_after_the_commit_it_says_what_was_saved(tmp_path: Path) -> None:
    installed("init", ".", folder=tmp_path)
    script = """
        import os, signal, sys
        from portfolio import cli
        from portfolio.formats.output import Output

        Output.said = lambda *_: os.kill(os.getpid(), signal.SIGINT)
        sys.argv[1:] = ["project", "add", "--title", "Crossing"]
        cli.main()
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "Saved as revision 1; what failed came after that. Interrupted.\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows have no end that is closed before the program starts")
@pytest.mark.parametrize("line", ["--help", "", "project --help", "--version", "config", "schema project"])
def test_a_reader_that_has_gone_away_is_no_error(tmp_path: Path, line: str) -> None:
    installed("init", folder=tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [PROGRAM, *line.split()], cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, "")
