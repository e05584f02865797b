"""Records in JSON: read under limits, told apart by table, refused whole with every problem."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from desks import Office
from exchanging import brought, written
from hypothesis import example, given, settings, strategies as st

from portfolio.errors import RefusedError
from portfolio.exchange.intake import json_records
from portfolio.exchange.intake.faults import FileRefusedError
from portfolio.exchange.intake.json_records import merged, read_json
from portfolio.files.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.sampled_from(["table", "projects", "a"]), inner)),
)


def refusals(data: bytes | str, *, lines: bool = False) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        read_json(data if isinstance(data, bytes) else data.encode(), "f.json", lines=lines)
    return [str(problem) for problem in caught.value.problems]


class TestRead:
    def test_an_object_of_tables_with_what_an_export_says_of_itself(self) -> None:
        data = b'\xef\xbb\xbf{"format": "portfolio export", "revision": 7, "projects": [{"title": "A"}], "rates": []}'
        assert read_json(data, "f.json", lines=False) == [("projects", {"title": "A"})]

    def test_lines_of_records_that_say_their_table(self) -> None:
        data = '{"table": "projects", "title": "A\u2028B\u0085C"}\r\n\n{"table": "rates", "rate": "1.5"}'
        assert read_json(data.encode(), "f.jsonl", lines=True) == [
            ("projects", {"title": "A\u2028B\u0085C"}),
            ("rates", {"rate": "1.5"}),
        ]


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "f.json: is not JSON"),
            (b"\xff\xfe{}", "f.json: is not UTF-8 text, as JSON is"),
            (b'{"projects": [', "is not JSON"),
            (b'{"projects": [{"title": "A", "title": "B"}]}', "“title” stands twice in one object"),
            (b'{"projects": [{"title": NaN}]}', "NaN is no number"),
            (b'{"projects": [{"title": -Infinity}]}', "-Infinity is no number"),
            (b'{"projects": [{"title": ' + b"9" * 5000 + b"}]}", "is not JSON"),
            (b"[" * 100_000, "nested deeper than any record"),
            (b'{"a":' * 100_000, "nested deeper than any record"),
            (b'{"projects": [{"title": ' + b"[" * 400 + b"]" * 400 + b"}]}", "projects 1: is not a record"),
            (b'{"projects": [{"title": ' + b"[" * 12 + b"]" * 12 + b"}]}", "projects 1: is not a record"),
            (b"[]", "is not an object of tables"),
            (b'"x"', "is not an object of tables"),
            (b"{}", "holds no records"),
            (b'{"projects": {}}', "projects: is no list of records"),
            (b'{"people": []}', "people: is no list of records; there are programmes, projects"),
        ],
    )
    def test_what_is_no_object_of_tables(self, data: bytes, message: str) -> None:
        assert message in refusals(data)[0]

    @pytest.mark.parametrize("table", ["null", "3", "[]", "{}", '"people"'])
    def test_a_line_of_no_table(self, table: str) -> None:
        assert "is no table; there are" in refusals(f'{{"table": {table}, "title": "A"}}', lines=True)[0]

    def test_every_problem_is_listed_with_its_place(self) -> None:
        found = refusals('{"projects": [1, {"title": "A"}, []], "x": 1}')
        assert [each.partition(":")[0] for each in found] == ["f.json, projects 1", "f.json, projects 3", "f.json, x"]

    def test_of_very_many_the_first_hundred(self) -> None:
        assert len(refusals('{"projects": [' + ",".join("1" * 1000) + "]}")) == 100

    def test_a_name_that_stands_twice_among_very_many_takes_no_time(self) -> None:
        pairs = [f'"{number}": 0' for number in range(50_000)]
        assert "“49999” stands twice" in refusals("{" + ", ".join([*pairs, pairs[-1]]) + "}")[0]

    @settings(deadline=None)
    @given(st.binary(), st.booleans())
    @example(b'{"table": []}', True)
    def test_any_bytes_are_records_or_refused(self, data: bytes, lines: bool) -> None:
        self.read_or_refused(data, lines=lines)

    @settings(deadline=None)
    @given(values, st.booleans())
    def test_any_json_is_records_or_refused(self, value: Any, lines: bool) -> None:
        self.read_or_refused(json.dumps(value).encode(), lines=lines)

    @staticmethod
    def read_or_refused(data: bytes, *, lines: bool) -> None:
        with contextlib.suppress(RefusedError):
            found = read_json(data, "f.json", lines=lines)
            assert found
            assert all(isinstance(record, dict) for _, record in found)


class TestMerged:
    def test_what_is_not_given_stays_what_is_null_goes_and_parts_are_merged_by_id(self) -> None:
        held = {"a": 1, "b": 2, "c": ["x"], "parts": [{"id": "1", "n": 1, "m": 1}, {"id": "2"}]}
        given = {"b": None, "c": ["y"], "parts": [{"id": "3"}, {"id": "1", "n": 2}]}
        assert merged(held, given) == {
            "a": 1,
            "c": ["y"],
            "parts": [{"id": "1", "n": 2, "m": 1}, {"id": "2"}, {"id": "3"}],
        }

    @settings(deadline=None)
    @given(st.dictionaries(st.text(), st.text()))
    def test_what_a_record_says_of_itself_changes_nothing(self, held: dict[str, str]) -> None:
        assert merged(held, held) == held
        assert merged(held, {}) == held


class TestPlainObjects:
    ONE = '{"title": "Alpha", "start_date": "2022-01-01", "budget": 1000.5, "currency": "EUR"}'

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("list.json", f"[{ONE}]"),
            ("lines.json", f'{ONE}\n{{"title": "B"}}\n'),
            ("lines.txt", f"\ufeff{ONE}\n"),
            ("answer.csv", f'{{"count": 1, "results": [{ONE}]}}'),
        ],
    )
    def test_are_rows_whatever_the_file_is_called(self, name: str, text: str, tmp_path: Path) -> None:
        office = made(tmp_path)
        brought(office, written(tmp_path, text, name), kind="projects")
        found = office.get("projects", "P-001")
        assert (found["title"], found["actual_start"]) == ("Alpha", "2022-01-01")
        assert [(part["amount"], part["currency"]) for part in found["budgets"]] == [("1000.50", "EUR")]

    def test_lists_and_objects_inside_are_cells(self, tmp_path: Path) -> None:
        office = made(tmp_path)
        donors = '[{"name": "Japan"}, {"name": "Norway"}]'
        text = f'[{{"title": "Alpha", "donors": {donors}, "recipient": {{"countries": ["KE"]}}}}]'
        grids = json_records.read_file(written(tmp_path, text, "list.json"), Limits())
        assert isinstance(grids, tuple)
        assert [list(line.cells) for line in grids[0].lines] == [
            ["title", "donors", "recipient countries"],
            ["Alpha", "Japan; Norway", "KE"],
        ]
        brought(office, tmp_path / "list.json")
        assert [each["organisation"] for each in office.get("projects", "P-001")["organisations"]] == ["JP", "NO"]

    def test_a_fault_is_told_by_the_number_of_the_object(self, tmp_path: Path) -> None:
        office = made(tmp_path)
        path = written(tmp_path, '[{"title": "Alpha"}, {"title": "Beta", "countries": [[1]]}]', "list.json")
        with office.refuses(FileRefusedError, "list, row 2, column B (countries)", "is made of objects"):
            brought(office, path)

    def test_more_than_the_limits_is_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path, '[{"title": "Alpha"}, {"title": "Beta"}]', "list.json")
        with pytest.raises(RefusedError, match="larger than what is read"):
            json_records.read_file(path, Limits(rows=1))


def made(folder: Path) -> Office:
    """Return an office with an empty register."""
    (folder / "office").mkdir()
    return Office(folder / "office")
