"""What a change shows before it is kept, and what is asked: at a real terminal, with options, and without either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from terminals import at_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Program

LOSS = "  donors: Arcadia → Ruritania (1 removed)"


class TestEditing:
    def test_shows_each_field_before_and_after(self, office: Program) -> None:
        ended = office("project", "edit", "P-001", "--set", "donor=Ruritania", "--set", "status=closed")
        assert (
            ended.err.splitlines()
            == ["  donors: Arcadia → Ruritania (1 removed)", "  status: implementation → closed"][::-1]
        )
        assert ended.out == "Changed project P-001: status, donors.\n"

    def test_asks_at_a_terminal_before_it_takes_away(self, office: Program, tmp_path: Path) -> None:
        line = ("project", "edit", "P-001", "--set", "donor=Ruritania")
        code, said = at_terminal(tmp_path, *line, answers={"Change the project P-001 so?": "n"})
        assert (code, LOSS in said, "Nothing was changed." in said) == (0, True, True)
        assert "Arcadia" in office("project", "list", "--columns", "donors").out
        _, said = at_terminal(tmp_path, *line, answers={"Change the project P-001 so?": "y"})
        assert "Changed project P-001: donors." in said

    def test_asks_nothing_where_nothing_goes_or_yes_is_said(self, office: Program, tmp_path: Path) -> None:
        assert office
        assert at_terminal(tmp_path, "project", "edit", "P-001", "--set", "status=closed")[0] == 0
        code, said = at_terminal(tmp_path, "project", "edit", "P-001", "--clear", "officer", "--yes")
        assert (code, "?" in said) == (0, False)
        assert "  officer: A. Officer → –" in said

    def test_of_a_record_or_a_part_that_goes(self, office: Program, tmp_path: Path) -> None:
        assert office
        _, said = at_terminal(tmp_path, "contribution", "remove", "C-002.m1", answers={"Remove C-002.m1?": "n"})
        assert "C-002.m1: pledge 80,000.00 2024-05 → –" in said
        _, said = at_terminal(tmp_path, "activity", "remove", "A-002", answers={"Remove A-002?": "y"})
        assert "  removed activity A-002 “High-level meeting”" in said
        assert "Removed activity A-002" in said

    def test_of_many_lists_them_and_how_many_before_it_asks(self, office: Program, tmp_path: Path) -> None:
        assert office
        line = ("project", "edit", "--kind", "project", "--set", "tag=seen")
        _, said = at_terminal(tmp_path, *line, answers={"Make these changes?": "n"})
        assert "3 projects would change:" in said
        assert "  changed project P-001 “Travel documents”: tags: priority → seen (1 removed)" in said

    @pytest.mark.parametrize("wish", ["titel=x", "end=13/13/2018", "country+=Atlantis"])
    def test_what_is_wrong_is_said_before_anybody_is_asked_to_mean_it(self, office: Program, wish: str) -> None:
        line = ("project", "edit", "--donor", "Arcadia", "--set", wish)
        code = 3 if "Atlantis" in wish else 5
        assert office(*line, code=code).err == office(*line, "--yes", code=code).err

    def test_nobody_is_asked_about_many_of_which_none_changes(self, office: Program) -> None:
        line = ("project", "edit", "--donor", "Arcadia", "--set", "note=reviewed")
        office(*line, "--yes")
        assert office(*line).out == "Changed 0 projects of 2 chosen.\n"

    def test_one_mistake_in_many_is_said_once(self, office: Program) -> None:
        ended = office("project", "edit", "--kind", "project", "--set", "status=donex", "--yes", code=5)
        assert ended.err.startswith("3 projects (P-001, P-002, P-003), status: “donex” is not a known status")
        assert len(ended.err.splitlines()) == 1


# Every command that changes the register, each valid after `conftest.RECORDS`.
CHANGES = (
    ("programme", "add", "Air"),
    ("project", "add", "Air"),
    ("donor", "add", "Zenda"),
    ("partner", "add", "Zenda"),
    ("document", "add", "Letter"),
    ("contribution", "add", "Arcadia", "--title", "Second"),
    ("contribution", "add", "Arcadia", "500 USD", "--undated", "--for", "P-001"),
    *(("contribution", word, "C-001", "500", "USD", "--undated") for word in ("pledge", "commit", "receive", "refund")),
    ("contribution", "allocate", "C-001", "P-001", "500"),
    ("contribution", "instalment", "C-001", "500", "USD", "--date", "2030"),
    ("contribution", "report-due", "C-001", "--date", "2030"),
    ("contribution", "close", "C-002"),
    ("expenditure", "add", "P-001", "5 USD", "--undated"),
    ("outcome", "add", "P-001", "Better"),
    ("outcome", "indicator", "P-001", "O-001", "--title", "Rooms"),
    ("outcome", "record", "P-001", "O-001.i1", "4", "--period", "2022"),
    ("activity", "add", "P-001", "Talk"),
    ("project", "budget", "P-001", "5", "USD"),
    ("rate", "add", "EUR", "1.2", "--date", "2020-05-01"),
    ("project", "edit", "P-001", "--set", "note=x"),
    ("project", "edit", "--kind", "project", "--set", "note=x"),
    ("contribution", "edit", "C-001.m1", "--set", "note=x"),
    ("activity", "remove", "A-001"),
    ("donor", "merge", "ARCADIA", "RURITANIA"),
    ("import", "rows.csv"),
    ("rate", "import", "rates.csv"),
    ("store", "restore", "3"),
    ("undo",),
    ("undo", "3"),
)


@pytest.mark.parametrize("line", CHANGES, ids=" ".join)
def test_every_change_can_be_tried_first(
    office: Program, contents: Callable[[], object], tmp_path: Path, line: tuple[str, ...]
) -> None:
    (tmp_path / "rows.csv").write_text("Project title,Tags\nAir,a\n", encoding="utf-8")
    (tmp_path / "rates.csv").write_text("date,currency,rate\n2020-01-31,EUR,1.1\n", encoding="utf-8")
    before = contents()
    ended = office(*line, "--dry-run")
    assert ended.out == "Nothing was changed.\n"
    assert any(word in ended.err for word in ("  added ", "  changed ", "  removed ")), ended.err
    assert contents() == before


def test_what_is_tried_is_an_object_in_json(office: Program) -> None:
    from json import loads  # noqa: PLC0415

    tried = loads(office("project", "edit", "P-001", "--set", "note=x", "--dry-run", "--format", "json").out)
    (change,) = tried["changes"]
    assert (tried["said"], change["key"], change["after"]["note"]) == ("Nothing was changed.", "P-001", "x")


class TestUndoing:
    def test_says_who_did_what_when_and_to_what(self, office: Program) -> None:
        office("project", "edit", "P-001", "--set", "status=closed")
        said = office("undo", "--dry-run").err.splitlines()
        assert said[0].endswith("portfolio project edit P-001 --set status=closed")
        assert said[1] == "  changed project P-001 “Travel documents”: status: closed → implementation"

    def test_a_count_is_not_the_number_of_a_change(self, office: Program) -> None:
        said = office("undo", "3", "--dry-run").err
        assert said.startswith("These are the last 3 changes. For change 3 alone: portfolio undo --revision 3\n")
        assert office("undo", "--last", "2").out.startswith("Took back changes ")
        assert "not both" in office("undo", "2", "--revision", "3", code=2).err
        assert office("undo", "500", code=4).err.endswith("to take back, not 500.\n")
