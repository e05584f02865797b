"""Files by what they are: what is read, and a sentence with the remedy for what is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import pytest
from workbooks import packed, workbook, worksheet

from portfolio.errors import RefusedError, StoreError
from portfolio.files.grid import column_letters
from portfolio.files.limits import Limits
from portfolio.files.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

REAL = Path(__file__).parents[2] / "shared" / "data" / "spreadsheets" / "okfn-who-arg"
BOOK = workbook(worksheet('<row r="1"><c r="A1" t="str"><v>Code</v></c></row>'))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "data", "grid"),
    [
        ("plan.xlsx", BOOK, "S1"),
        ("plan.xlsm", BOOK, "S1"),
        ("plan.csv", BOOK, "S1"),
        ("plan.csv", b"Code,Title\n", "plan"),
        ("plan.xlsx", b"Code,Title\n", "plan"),
        ("plan.2024.tsv", b"Code\tTitle\n", "plan.2024"),
        ("plan", b"Code\n", "plan"),
    ],
)
def test_a_file_is_read_as_what_it_is(tmp_path: Path, name: str, data: bytes, grid: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    [found] = read(path, Limits())
    assert found.name == grid
    assert found.lines[0].cells[0] == "Code"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (bytes(5000), "is empty"),
        (OLE, "of the old kind (.xls); save it as .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is password-protected; open it in a spreadsheet program"),
        (b"%PDF-1.7\n", "is a PDF file"),
        (b"\n<html><table><tr><td>Code</td></tr></table></html>", "is a web page or XML"),
        (b"<?xml version='1.0'?><Workbook/>", "is a web page or XML"),
        (b"{\\rtf1}", "is a text document"),
        (b"\x1f\x8b\x08", "is compressed; unpack it first"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "is damaged"),
        (packed({"word/document.xml": "<document/>"}), "is a Word document"),
        (packed({"xl/workbook.bin": ""}), "is a binary workbook (.xlsb); save it as .xlsx"),
        (packed({"notes.txt": "notes"}), "is damaged or not complete (its sheets are not all there)"),
        (b"\x81\x00\x00\xfe" * 40, "is no workbook, or is damaged; open it in a spreadsheet program"),
        (BOOK[: len(BOOK) // 2], "is damaged or not complete"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    with pytest.raises(RefusedError) as refused:
        read(path, Limits())
    assert str(refused.value).startswith(f"{path}: ")
    assert sentence in str(refused.value)


def test_a_workbook_with_a_document_inside_is_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook(worksheet(), others={"xl/embeddings/word/document.xml": "<document/>"}))
    assert read(path, Limits())[0].name == "S1"


class TestFolders:
    def test_each_file_is_a_grid_in_the_order_of_their_names(self, tmp_path: Path) -> None:
        for name in ("projects.csv", "activities.CSV", "notes.txt", "empty.csv"):
            (tmp_path / name).write_text("" if name == "empty.csv" else "Code,Title\n", encoding="utf-8")
        (tmp_path / "sub.csv").mkdir()
        assert [grid.name for grid in read(tmp_path, Limits())] == ["activities", "projects"]

    @pytest.mark.parametrize(("files", "sentence"), [((), "without a CSV file"), (("a.csv",), "of empty files")])
    def test_one_with_nothing_to_read_is_refused(self, tmp_path: Path, files: tuple[str, ...], sentence: str) -> None:
        for name in files:
            (tmp_path / name).touch()
        with pytest.raises(RefusedError, match=sentence):
            read(tmp_path, Limits())

    def test_its_files_may_not_be_too_large_together(self, tmp_path: Path) -> None:
        for number in range(3):
            (tmp_path / f"{number}.csv").write_bytes(b"a,b\n" * 100_000)
        with pytest.raises(RefusedError, match=r"2\.csv: is larger than"):
            read(tmp_path, Limits(megabytes=1))

    @pytest.mark.skipif(not REAL.exists(), reason="the real spreadsheets are not on this machine")
    def test_a_real_one_is_read(self) -> None:
        grids = {grid.name: grid for grid in read(REAL, Limits())}
        assert len(grids) == 16
        assert [*grids["transactions"].lines[0].cells[:2]] == ["activity_identifier", "transaction_ref"]


class TestPlaces:
    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(RefusedError, match="does not exist; give the path of a file or folder"):
            read(tmp_path / "none.csv", Limits())

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(RefusedError, match="is not a file but a device or a pipe"):
            read(tmp_path / "pipe.csv", Limits())

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device here")
    def test_a_device_is_not_read(self) -> None:
        with pytest.raises(RefusedError, match="is not a file but a device or a pipe"):
            read(Path("/dev/zero"), Limits())

    @pytest.mark.parametrize("name", ["x" * 5000, "a\x00b"])
    def test_what_the_system_does_not_let_be_read(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(StoreError, match="cannot be read: "):
            read(tmp_path / name, Limits())

    def test_one_that_is_too_large_is_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.csv"
        with path.open("wb") as opened:
            opened.truncate(2_000_000_000)
        with pytest.raises(RefusedError, match="is larger than 50 MB; divide it, or raise megabytes"):
            read(path, Limits())


class Changing:
    """A file that somebody else changes while it is read."""

    def __init__(self, file: IO[bytes], change: Callable[[], object]) -> None:
        self._file, self._change = file, change
        self.fileno = file.fileno

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._change()
        return data


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"P-002,B\n")


def _write_otherwise(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"A", b"B"))
    os.utime(path, ns=(1, 1))


def _replace(path: Path) -> None:
    path.with_name("new.csv").write_bytes(path.read_bytes())
    path.with_name("new.csv").replace(path)


@pytest.mark.parametrize(
    ("change", "opened"),
    [(_append, True), (lambda path: os.truncate(path, 5), True), (_write_otherwise, True), (_replace, False)],
    ids=["longer", "shorter", "other", "replaced"],
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], opened: bool
) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(b"Code,Title\nP-001,A\n")
    fdopen = os.fdopen

    def changing(descriptor: int, mode: str) -> Changing:
        if not opened:
            change(path)
        return Changing(fdopen(descriptor, mode), lambda: opened and change(path))

    monkeypatch.setattr(os, "fdopen", changing)
    with pytest.raises(RefusedError, match="was changed while it was read; close it elsewhere and try again"):
        read(path, Limits())


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_are_called_as_spreadsheet_programs_call_them(column: int, letters: str) -> None:
    assert column_letters(column) == letters
