"""Comparison of two builds by all they answer: `python -m bench.answers BEFORE AFTER`.

Both are installed `portfolio` commands. The same commands are run with both, on copies of the same registers: the
shipped one, and a made-up one in which every field of every record is filled. Exit codes, both streams, the files
written and the registers left behind are compared byte for byte, but for the
times, identities and digests that no two runs share.
"""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.journeys import JOURNEYS, Journey
from bench.questions import Question, columns_of, questions

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may differ, and why: a pattern of the questions, a pattern of the lines that differ, and the reason.
ALLOWED: tuple[tuple[str, str, str], ...] = ()

_ROOT = Path(__file__).parents[1]
_WORKED = Path(__file__).with_name("worked.json")
_LINES = 14
_CHANGED = ("project edit P-2 --set note=Read", "donor edit IOB --set name=Institute", "undo --yes")
_MASKS = (
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?"), "<time>"),
    (re.compile(r"\b\d{8}T\d{6}Z"), "<time>"),
    (re.compile(r"\b([0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{12})\b"), "<digest>"),
)
_SETTINGS = """\
[portfolio]
title = "Quiet borders"
organisation = "Centre for Quiet Borders"
fiscal_year_start = 7
[views.kenya]
country = "KE"
columns = "code,title,end"
sort = "-end"
[regions."Quiet coast"]
countries = ["KE", "SO"]
aliases = ["QC"]
[report]
address = "1 Castle Street, Strelsau"
contact = "Donor relations, donors@example.org"
"""


class Answer(NamedTuple):
    """How a command ended, what it wrote to its two streams, and the files that it left, by name."""

    code: int
    out: str
    err: str
    files: dict[str, str]


def main() -> None:
    """Run every command with both programs, print what differs, and end with 1 if anything does."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("before", type=Path)
    arguments.add_argument("after", type=Path)
    arguments.add_argument("--only", default="", help="commands that match this pattern")
    arguments.add_argument("--every", type=int, default=1, help="only every so many-th command, and all that change")
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--lines", type=int, default=_LINES, help="how many lines of a difference are printed")
    arguments.add_argument("--kept", type=Path, help="a folder where the registers and answers of BEFORE are kept")
    given = arguments.parse_args()
    day = dt.datetime.now(dt.UTC).date()
    with tempfile.TemporaryDirectory() as temporary:
        kept = (given.kept or Path(temporary)).absolute()
        failed = _compare(given, kept)
    if dt.datetime.now(dt.UTC).date() != day:
        print("The day has changed meanwhile: what depends on it may differ. Run it again.")
    sys.exit(failed)


def _compare(given: argparse.Namespace, kept: Path) -> bool:
    before, after = given.before.absolute(), given.after.absolute()
    for name in ("shipped", "worked"):
        _register(kept / name, before)
    wanted = [each for each in _units(before, kept) if re.search(given.only, str(each))]
    journeys = [each for each in wanted if isinstance(each, Journey)]  # first, as they take longest
    wanted = list(dict.fromkeys((*journeys, *wanted[:: given.every])))

    def both(unit: Question | Journey) -> tuple[list[Answer], list[Answer]]:
        return _kept_answers(before, unit, kept), _answers(after, unit, kept)

    asked = different = allowed = 0
    with ThreadPoolExecutor(given.processes) as pool:
        for unit, (old, new) in zip(wanted, pool.map(both, wanted), strict=True):
            shown = given.lines
            for step, (one, other) in enumerate(zip(old, new, strict=True)):
                asked += 1
                if one != other:
                    title = unit.title(step)
                    lines = list(difference(one, other))
                    pardoned = is_allowed(title, lines)
                    allowed, different = allowed + pardoned, different + (not pardoned)
                    if not pardoned:
                        print("\n".join((f"≠ {title}", *lines[:shown])), flush=True)
                        shown = 4  # what follows in a journey mostly follows from it
    print(f"{asked} commands: {different} answered differently, {allowed} as allowed.")
    return different > 0


def _units(before: Path, kept: Path) -> Iterator[Question | Journey]:
    def ask(register: str, *words: str) -> Answer:
        return _answers(before, Question(register, words), kept)[0]

    columns = partial(columns_of, lambda *words: ask("shipped", *words).err)
    yield from questions(columns, lambda register, *words: ask(register, *words).out)
    yield from JOURNEYS


def _register(folder: Path, program: Path) -> None:
    """Make a folder of a register, unless it is there."""
    if folder.exists():
        return
    if folder.name == "shipped":
        folder.mkdir(parents=True)
        shutil.copytree(_ROOT / "records", folder / "records")
        shutil.copy(_ROOT / "portfolio.toml", folder)
        return
    filling = Path(tempfile.mkdtemp())
    for line in ("init", f"import {_WORKED} --yes", *_CHANGED):
        _run(program, tuple(line.split()), filling, filling)
    (filling / "portfolio.toml").write_text(_SETTINGS, encoding="utf-8")
    if (ended := _run(program, ("history", "show", "4"), filling, filling)).code:
        sys.exit(f"The made-up register cannot be made: {ended.err}")
    shutil.move(filling, folder)


def _kept_answers(program: Path, unit: Question | Journey, kept: Path) -> list[Answer]:
    """Return the answers that are kept of a program, or ask it and keep them at once, so that no run is in vain."""
    path = kept / "answers" / f"{hashlib.sha256(str(unit).encode()).hexdigest()}.json"
    if path.exists():
        return [Answer(*each) for each in json.loads(path.read_text(encoding="utf-8"))]
    answers = _answers(program, unit, kept)
    path.parent.mkdir(exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps(answers), encoding="utf-8")
    written.replace(path)
    return answers


def _answers(program: Path, unit: Question | Journey, kept: Path) -> list[Answer]:
    """Return the answer to a question, or those to the steps of a journey in a folder of its own."""
    if isinstance(unit, Question):
        with tempfile.TemporaryDirectory() as scratch:
            return [_run(program, unit.words, Path(scratch), kept / unit.register, unit.environment)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "office"
        shutil.copytree(kept / unit.register, folder)
        for name, text in unit.files:
            (folder / name).write_text(text, encoding="utf-8")
        found = []
        left = _files(folder, scratch, masked=True)
        for words in unit.steps:
            answer = _run(program, words, folder, folder, masked=True)
            found.append(answer._replace(files={n: t for n, t in answer.files.items() if left.get(n) != t}))
            left = answer.files
        return found


def _run(
    program: Path,
    words: tuple[str, ...],
    folder: Path,
    register: Path,
    environment: tuple[tuple[str, str], ...] = (),
    *,
    masked: bool = False,
) -> Answer:
    """Run a command in a folder, with the settings of a register's folder."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "USER": "officer",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "120",
        "PORTFOLIO_CONFIG": str(register / "portfolio.toml"),
        **dict(environment),
    }
    if words[:1] == ("init",):
        del surroundings["PORTFOLIO_CONFIG"]
    surroundings |= {"TERMINAL_WIDTH": surroundings["COLUMNS"], "_TYPER_FORCE_DISABLE_TERMINAL": "1"}
    done = subprocess.run(
        [str(program), *words], cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    out, err = (_text(stream, str(folder), masked=masked) for stream in (done.stdout, done.stderr))
    return Answer(done.returncode, out, err, _files(folder, str(folder), masked=masked))


def _files(folder: Path, scratch: str, *, masked: bool) -> dict[str, str]:
    """Return what the files in a folder hold; what is packed is unpacked."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = str(path.relative_to(folder))
        if path.suffix in {".docx", ".xlsx"}:
            with zipfile.ZipFile(path) as packed:
                for part in packed.namelist():
                    text = _text(packed.read(part), scratch, masked=True)
                    found[f"{name}/{part}"] = re.sub(r"(?<=>)(?=<)", "\n", text)
        elif path.parent.name == "backups":
            found[name] = ""  # a register that was compared when it was the latest
        elif path.suffix != ".lock":
            found[name] = _text(path.read_bytes(), scratch, masked=masked or path.suffix == ".pdf")
    return found


def _text(content: bytes, scratch: str, *, masked: bool) -> str:
    text = content.decode("utf-8", "backslashreplace").replace(scratch, "<folder>")
    for pattern, mask in _MASKS if masked else ():
        text = pattern.sub(mask, text)
    return text


def difference(one: Answer, other: Answer) -> Iterator[str]:
    """Yield the lines in which two answers differ."""
    if one.code != other.code:
        yield f"-exit {one.code}"
        yield f"+exit {other.code}"
    parts = {"stdout": (one.out, other.out), "stderr": (one.err, other.err)}
    for name in sorted(set(one.files) | set(other.files)):
        parts[name] = (one.files.get(name, ""), other.files.get(name, ""))
    for name, (old, new) in parts.items():
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, lineterm="", n=0)
        yield from (line[:300] for line in lines if not line.startswith("+++"))


def is_allowed(title: str, lines: list[str]) -> bool:
    """Return whether all that differs is allowed, by one allowance or several."""
    patterns = [re.compile(lines) for commands, lines, _ in ALLOWED if re.search(commands, title)]
    changed = [line for line in lines if line[:1] in "+-" and line[:4] != "--- "]
    return bool(changed) and all(any(each.search(line) for each in patterns) for line in changed)


if __name__ == "__main__":
    main()
