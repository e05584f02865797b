"""The map by which somebody says what the columns of a file mean: read back as written, and every mistake named."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from portfolio.errors import RefusedError, StoreError
from portfolio.exchange.intake.map import SKIP, FileMap, SheetMap, read_map
from portfolio.exchange.intake.matching import Match, map_text, match
from portfolio.fields import synonyms
from portfolio.files.grid import Grid, Line

ROOT = Path(__file__).parents[1]
FLAT = ("Activity identifier", "Name", "Country", "Transaction type", "Transaction value", "Hue", "Descripton")
headings = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@pytest.fixture(scope="session")
def map_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("maps") / "map.toml"


def read(path: Path, text: str) -> FileMap:
    path.write_text(text, encoding="utf-8")
    return read_map(path)


def refusals(path: Path, text: str) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        read(path, text)
    return [str(problem) for problem in caught.value.problems]


def of(name: str, *cells: str, given: FileMap | None = None, kind: str = "") -> Match:
    found = match(Grid(name, (Line(1, cells), Line(2, ["x"] * len(cells)))), kind, given.of(name) if given else None)
    assert found is not None
    return found


def columns(found: Match) -> list[tuple[int, str, str]]:
    return [(column.place, column.sheet.name, column.field.key) for column in found.columns]


class TestWrittenAndRead:
    def test_a_map_that_is_written_finds_the_same_columns(self, map_file: Path) -> None:
        found = of('Our "sheet"', *FLAT)
        said = read(map_file, map_text([found], FileMap()))
        again = of('Our "sheet"', *FLAT, given=said)
        assert columns(again) == columns(found)
        assert again.left_out == ()
        assert said.sheets['Our "sheet"'].columns["Hue"] == ""

    def test_it_says_what_a_heading_that_is_left_out_may_mean(self) -> None:
        assert '"Descripton" = ""  # did you mean Description?' in map_text([of("S", *FLAT)], FileMap())

    def test_what_was_said_of_the_file_stays(self, map_file: Path) -> None:
        given = FileMap(dates="dmy", decimal="comma", again=True, round_amounts=True)
        assert read(map_file, map_text([of("S", "Title")], given))._replace(sheets={}) == given._replace(sheets={})

    @settings(deadline=None)
    @given(st.lists(headings, max_size=5), headings)
    def test_whatever_the_headings_are(self, map_file: Path, others: list[str], name: str) -> None:
        cells = list(dict.fromkeys(["Title", *others]))
        folded = [synonyms.heading(each.strip()) for each in cells]
        if len(set(folded)) < len(folded) or len({each.strip() for each in cells}) < len(cells):
            return
        found = of(name, *cells, kind="projects")
        again = of(name, *cells, given=read(map_file, map_text([found], FileMap())))
        assert columns(again) == columns(found)


class TestSheetsThatAreNamed:
    def test_the_example_of_the_documentation_is_a_map(self, map_file: Path) -> None:
        page = (ROOT / "docs" / "spreadsheets.md").read_text(encoding="utf-8")
        said = read(map_file, page.partition("```toml\n")[2].partition("```")[0])
        (sheet,) = said.sheets.values()
        assert all(sheet)

    def test_of_sheets_that_are_not_named_nothing_is_taken_if_any_is(self, map_file: Path) -> None:
        said = read(map_file, '[sheets."Liste 1"]\nkind = "projects"\n')
        assert said.of("liste 1") == SheetMap("projects")
        assert said.of("Other") == SheetMap(SKIP)
        assert read(map_file, '[sheets."*"]\nheader = 3\n').of("Other") == SheetMap(header=3)
        assert FileMap().of("Other") is None


class TestMistakes:
    def test_every_one_is_listed_with_what_may_be_meant(self, map_file: Path) -> None:
        found = refusals(
            map_file,
            "sheet = 1\ndates = 'dym'\ndecimal = ['comma']\nagain = 'yes'\n"
            "[sheets.A]\nkind = 'project'\nheadr = 2\n"
            "[sheets.B]\nkind = 'projects'\nheader = 0\ncolumns = {Wer = 'doner', Was = 'transaction.date', Wo = 'x'}\n"
            "fixed = {curency = 'USD'}\nvalues = {Status = 'x'}\nrows = {Status = 'x'}\n"
            "[sheets.C]\nkind = []\n",
        )
        assert found == [
            "map map.toml, sheet: “1” is not of a map; did you mean sheets?",
            "map map.toml, dates: “dym” is not one of dmy, mdy, ymd",
            "map map.toml, decimal: “['comma']” is neither point nor comma",
            "map map.toml, again: “yes” is neither true nor false",
            "map map.toml [sheets.A], headr: is not of a sheet; did you mean header?",
            "map map.toml [sheets.A], kind: “project” is no kind of sheet; did you mean projects?",
            "map map.toml [sheets.B], header: is not the number of a row",
            'map map.toml [sheets.B], values: is not of the form [sheets.NAME.values."Heading"] with "text" = "text"',
            'map map.toml [sheets.B], rows: is not of the form "Heading" = ["text"]',
            "map map.toml [sheets.B], columns: “doner” is no column of projects; did you mean owner or donor?",
            found[10],
            found[11],
            "map map.toml [sheets.B], fixed: “curency” is no column of projects; did you mean currency?",
            "map map.toml [sheets.C], kind: is not text",
        ]
        assert found[10].endswith(
            "“transaction.date” is no column: there is no sheet transaction; did you mean transactions?"
        )
        assert found[11].startswith("map map.toml [sheets.B], columns: “x” is no column of projects; there are code, ")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("sheets = 3", "is not of the form [sheets.NAME]"),
            ("[sheets]\nA = 3", "is not a section"),
            ("[sheets.A]\nheader = true", "is not the number of a row"),
            ("again = ", "is not valid TOML"),
            ("a = " + "[" * 50_000, "is nested deeper than any map"),
        ],
    )
    def test_what_is_no_map(self, map_file: Path, text: str, message: str) -> None:
        assert message in refusals(map_file, text)[0]

    def test_a_file_that_is_not_there_or_no_text(self, map_file: Path, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="cannot be read"):
            read_map(tmp_path / "none.toml")
        with pytest.raises(StoreError, match="cannot be read"):
            read_map(tmp_path)
        map_file.write_bytes(b"again = true\x00")
        with pytest.raises(RefusedError, match=r"map .*: is not text: its byte 13 is NUL"):
            read_map(map_file)

    def test_is_read_whatever_its_encoding(self, map_file: Path) -> None:
        for encoding in ("utf-8-sig", "utf-16", "cp1252"):
            map_file.write_bytes("again = true # né".encode(encoding))
            assert read_map(map_file).again is True

    @settings(deadline=None)
    @given(st.text())
    def test_any_text_is_a_map_or_refused(self, map_file: Path, text: str) -> None:
        with contextlib.suppress(RefusedError):
            assert isinstance(read(map_file, text), FileMap)
