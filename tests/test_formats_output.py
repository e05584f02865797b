"""Where output goes, in which format, and what is asked of it on the command line."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from trees import usd

from portfolio.errors import RefusedError, StoreError
from portfolio.formats.output import Output
from portfolio.pages.graphics import Bar, Chart
from portfolio.pages.tree import Answer, Block, Bullets, Column, Row, Rows, Table, listed, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("code", "Code", "code"),
    Column("title", "Title"),
    Column("status", "Status", "status"),
    Column("received", "Received", "money", 1),
    Column("start", "Start", "date", 2),
    Column("tags", "Tags", "names", 3, optional=True),
)


ROWS: list[Row] = [
    {"code": "P-10", "title": "Éclair", "status": "closed", "received": usd("5.00"), "start": "2019"},
    {"code": "P-9", "title": "[red]borders[/]", "status": "implementation", "received": {"EUR": Decimal("9.00")}},
    {"code": "P-100", "title": "cyber \x1b[2J", "status": "pipeline", "received": usd("70.00"), "start": "2018-07"},
    {"code": "", "title": "Not split", "status": None, "received": usd("900.00"), "residue": True},
]
TABLE = Table("t", COLUMNS, ROWS, notes=["3 distinct projects."], empty="No project matches.")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _colours_as_on_a_plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")


def printed(table: Table, stream: io.StringIO | None = None, **options: Any) -> str:
    out = stream or io.StringIO()
    Output(out, io.StringIO(), **options).show(listed("T", table))
    return out.getvalue()


def codes(**options: Any) -> list[str]:
    return [line.split("\t")[0] for line in printed(TABLE, **options).splitlines()[1:]]


class TestFormat:
    def test_a_terminal_gets_a_table_and_a_pipe_gets_tsv(self) -> None:
        assert printed(TABLE).startswith("code\ttitle\tstatus\treceived\tstart\n")
        assert "───" in printed(TABLE, Terminal())

    def test_the_format_asked_for_comes_first(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        assert printed(TABLE, form="json", path=path) == ""
        assert len(json.loads(path.read_text("utf-8"))) == 4

    @pytest.mark.parametrize(
        ("suffix", "start"),
        [("json", "[\n"), ("jsonl", "{"), ("csv", "code,"), ("TSV", "code\t"), ("md", "| Code"), ("txt", "Code")],
    )
    def test_a_file_is_in_the_format_of_its_suffix(self, suffix: str, start: str, tmp_path: Path) -> None:
        path = tmp_path / f"list.{suffix}"
        printed(TABLE, path=path)
        assert path.read_text("utf-8").startswith(start)
        assert list(tmp_path.iterdir()) == [path]

    def test_an_unknown_suffix_or_format_is_refused_with_those_that_are_known(self, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match=r"list\.xls.*\.txt.*\.json"):
            printed(TABLE, path=tmp_path / "list.xls")
        with pytest.raises(RefusedError, match=r"yaml.*jsonl"):
            printed(TABLE, form="yaml")


class TestFile:
    def test_it_is_said_what_was_written(self, tmp_path: Path) -> None:
        notes = io.StringIO()
        Output(io.StringIO(), notes, path=tmp_path / "list.csv").show(listed("T", TABLE))
        assert notes.getvalue() == f"Wrote 4 rows to {tmp_path / 'list.csv'}.\n"

    def test_a_folder_or_a_place_that_is_not_there_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "folder.csv").mkdir()
        with pytest.raises(StoreError, match="is a folder"):
            printed(TABLE, path=tmp_path / "folder.csv")
        with pytest.raises(StoreError, match="cannot be written: there is no folder"):
            printed(TABLE, path=tmp_path / "nowhere" / "list.csv")

    @pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX")
    def test_a_file_keeps_its_permissions_and_a_link_its_target(self, tmp_path: Path) -> None:
        target, link = tmp_path / "kept.csv", tmp_path / "link.csv"
        target.write_text("old", encoding="utf-8")
        target.chmod(0o600)
        link.symlink_to(target)
        printed(TABLE, path=link)
        assert link.is_symlink()
        assert target.stat().st_mode & 0o777 == 0o600
        assert target.read_text("utf-8").startswith("code,")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
    def test_a_full_device_is_an_error_of_the_store(self) -> None:
        with pytest.raises(StoreError, match="cannot be written"):
            printed(TABLE, path=Path("/dev/full"), form="csv")


class TestArrangement:
    def test_columns_are_those_named_in_their_order_optional_ones_too(self) -> None:
        assert printed(TABLE, columns="title, code,tags").splitlines()[0] == "title\tcode\ttags"

    def test_of_the_columns_named_none_is_left_out_where_room_is_short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "34")
        lines = printed(TABLE, form="table", columns="tags,received,title,start").splitlines()
        assert [line.split()[0] for line in lines[:4]] == ["Tags", "Received", "Title", "Start"]

    def test_columns_are_added_to_those_of_the_noun_and_taken_away(self) -> None:
        usual = printed(TABLE).splitlines()[0].split("\t")
        assert "tags" not in usual
        changed = printed(TABLE, columns="+tags,-title").splitlines()[0].split("\t")
        assert changed == [*(key for key in usual if key != "title"), "tags"]

    def test_columns_are_named_or_changed_but_not_both(self) -> None:
        with pytest.raises(RefusedError, match=r"code,\+tags.*before each key, or before none"):
            printed(TABLE, columns="code,+tags")

    def test_a_terminal_has_a_column_of_what_it_is_sorted_by(self) -> None:
        assert "Tags" in printed(TABLE, form="table", sort="tags").splitlines()[0]
        assert "tags" not in printed(TABLE, sort="tags").splitlines()[0]

    def test_what_all_rows_share_by_a_filter_is_said_above_them_alone(self) -> None:
        closed = [row for row in TABLE.rows if row["status"] == "closed"]
        of_closed = TABLE._replace(rows=closed, caption="Filters: status Closed.", filtered={"status": ["closed"]})
        assert "Status" not in printed(of_closed, form="table")
        assert "Status" in printed(of_closed, form="table", columns="+status")
        assert "Status" in printed(of_closed._replace(rows=TABLE.rows), form="table")
        assert "status" in printed(of_closed).splitlines()[0]

    @pytest.mark.parametrize("sort", ["title", "-title", "start", "-start", "status,-title"])
    def test_rows_that_tell_their_order_themselves_are_made_only_where_they_are_shown(self, sort: str) -> None:
        made: list[Row] = []

        def make(some: Sequence[Row]) -> list[Row]:
            made.extend(some)
            return list(some)

        told = {key: methodcaller("get", key) for key in ("title", "start", "status")}
        plain = TABLE._replace(rows=[row for row in ROWS if not row.get("residue")])
        rows = Rows(plain.rows, make, told)
        assert printed(plain._replace(rows=rows), sort=sort, limit=2) == printed(plain, sort=sort, limit=2)
        assert len(made) == 2
        assert list(rows) == plain.rows  # in their own order, and those made are not made again
        assert len(made) == 3

    def test_an_unknown_column_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(RefusedError, match=r"recieved.*did you mean received.*code, title") as caught:
            printed(TABLE, columns="code,recieved", sort="-strat")
        assert [problem.field for problem in caught.value.problems] == ["--columns", "--sort"]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("code", ["P-9", "P-10", "P-100", ""]),
            ("title", ["P-100", "P-10", "P-9", ""]),
            ("-title", ["P-9", "P-10", "P-100", ""]),
            ("status", ["P-100", "P-9", "P-10", ""]),
            ("received", ["P-10", "P-100", "P-9", ""]),
            ("-received", ["P-100", "P-10", "P-9", ""]),
            ("start", ["P-100", "P-10", "P-9", ""]),
            ("-start", ["P-10", "P-100", "P-9", ""]),
            ("tags", ["P-10", "P-9", "P-100", ""]),
        ],
    )
    def test_rows_are_sorted_by_value_with_the_unknown_and_the_residue_last(
        self, sort: str, expected: list[str]
    ) -> None:
        assert codes(sort=sort) == expected

    def test_rows_that_are_equal_keep_their_order_or_take_the_next_key(self) -> None:
        rows: list[Row] = [
            {"code": code, "status": status} for code, status in [("B", "closed"), ("A", "closed"), ("C", "pipeline")]
        ]
        table = Table("t", COLUMNS, rows)
        assert printed(table, sort="status", columns="code").split() == ["code", "C", "B", "A"]
        assert printed(table, sort="-status,code", columns="code").split() == ["code", "A", "B", "C"]

    def test_a_limit_is_said(self) -> None:
        notes = io.StringIO()
        out = io.StringIO()
        Output(out, notes, limit=2).show(listed("T", TABLE))
        assert len(out.getvalue().splitlines()) == 3
        assert notes.getvalue() == "Showing 2 of 4 rows.\n"
        assert "Showing 2 of 4 rows." in printed(TABLE, limit=2, form="table")

    def test_a_limit_below_one_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="--limit"):
            printed(TABLE, limit=0)


class TestTerminal:
    def test_statuses_have_colour_and_user_text_is_never_markup(self) -> None:
        text = printed(TABLE, Terminal())
        assert re.search(r"\x1b\[(32|38;5;28)mimplementation", text)  # as many colours as the terminal has
        assert "[red]borders[/]" in text
        assert "\x1b[2J" not in text

    def test_no_color_and_a_dumb_terminal_are_honoured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[3" not in printed(TABLE, Terminal())
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setenv("COLUMNS", "70")
        text = printed(TABLE, Terminal())
        assert "\x1b" not in text
        assert max(map(len, text.splitlines())) <= 70

    def test_a_table_that_is_piped_has_no_colour_and_cuts_nothing(self) -> None:
        rows: list[Row] = [{"code": "P-1", "title": "word " * 100}]
        text = printed(Table("t", COLUMNS, rows), form="table")
        assert text.count("word") == 100
        assert "\x1b" not in text

    def test_a_pipe_or_file_is_as_wide_as_a_page_and_a_file_has_no_colour(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("COLUMNS")
        table = Table("t", COLUMNS, [{"code": "P-1", "title": "word " * 100, "status": "closed"}])
        piped = printed(table, form="table")
        assert max(map(len, piped.splitlines())) == 120
        monkeypatch.setenv("FORCE_COLOR", "1")
        printed(table, path=tmp_path / "list.txt")
        assert (tmp_path / "list.txt").read_text("utf-8") == piped

    def test_a_terminal_without_the_signs_gets_the_nearest(self) -> None:
        rows: list[Row] = [{"code": "P-1", "title": "word " * 200}]
        chart = Chart("by", "By", [Bar("a", 1), Bar("b", 30)], alone=True)
        blocks: list[Block] = [Table("t", COLUMNS, rows), Bullets("list", "List", ["line"]), chart]
        page = page_of("p", "Page", "", blocks, {})
        written = io.BytesIO()

        class Old(io.TextIOWrapper):
            def isatty(self) -> bool:
                return True

        terminal = Old(written, encoding="ascii")
        Output(terminal, io.StringIO()).show(Answer(page))
        text = re.sub(r"\x1b\[[0-9;]*m", "", written.getvalue().decode("ascii"))
        assert "?" not in text
        assert "* line" in text
        assert "~" in text
        assert "b  30  ####" in text

    def test_an_empty_table_says_so_on_the_stream_where_it_belongs(self) -> None:
        empty = Table("t", COLUMNS, [], empty="No project matches.")
        assert printed(empty, Terminal()) == "No project matches.\n"
        notes = io.StringIO()
        Output(io.StringIO(), notes, form="json").show(listed("T", empty))
        assert notes.getvalue() == "No project matches.\n"


class TestSaid:
    def test_a_change_is_said_in_sentences_and_as_its_record_where_json_is_asked_for(self) -> None:
        out = io.StringIO()
        Output(out, io.StringIO()).said("Added P-001 \x1b[2J.\nNext: add a donor.", {"code": "P-001"})
        assert out.getvalue() == "Added P-001 \ufffd[2J.\nNext: add a donor.\n"
        out = io.StringIO()
        Output(out, io.StringIO(), form="json").said("Added P-001.", {"code": "P-001"})
        assert json.loads(out.getvalue()) == {"code": "P-001"}

    def test_a_page_goes_where_a_table_goes(self, tmp_path: Path) -> None:
        page = page_of("donor", "Arcadia", "donor", [Bullets("outcomes", "Outcomes", ["trained"])], {"code": "ARC"})
        Output(io.StringIO(), io.StringIO(), path=tmp_path / "a.md").show(Answer(page))
        assert (tmp_path / "a.md").read_text("utf-8").startswith("# Arcadia\n")
        out = Terminal()
        Output(out, io.StringIO()).show(Answer(page))
        assert "• trained" in out.getvalue()


SCRIPT = """
import sys
from portfolio.pages.columns import PROJECTS
from portfolio.formats.output import Output
from portfolio.pages.tree import Table, listed
rows = [{"code": f"P-{n}", "title": "Côte → بناء"} for n in range(int(sys.argv[2]))]
Output(sys.stdout, sys.stderr, form=sys.argv[1]).show(listed("T", Table("t", PROJECTS, rows)))
print(sorted(name for name in sys.modules if name.split(".")[0] in {"rich", "pydantic", "tinydb"}), file=sys.stderr)
"""


def run(form: str, count: int, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", SCRIPT, form, str(count)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **env})


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md"])
def test_machine_formats_do_not_load_rich(form: str) -> None:
    assert run(form, 1).stderr.decode().strip() == "[]"


@pytest.mark.parametrize("form", ["table", "tsv", "json"])
def test_a_redirected_stream_is_utf8_whatever_the_system_says(form: str) -> None:
    done = run(form, 1, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Côte → بناء" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(("form", "env"), [("table", {}), ("tsv", {}), ("table", {"FORCE_COLOR": "1"})])
def test_a_reader_that_has_gone_away_is_no_error(form: str, env: dict[str, str]) -> None:
    command = [sys.executable, "-c", SCRIPT, form, "3000"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **env}
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read().decode()
        assert process.wait() == 0
    assert "Error" not in errors
    assert "Exception" not in errors


def test_a_closed_output_is_an_error_and_closed_notes_are_none() -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        Output(None, io.StringIO()).show(listed("T", TABLE))
    Output(io.StringIO(), None, limit=1).show(listed("T", TABLE))
