"""Plain texts in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.errors import RefusedError
from portfolio.files.plain import read_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"\xef\xbb\xbfone\n", "one\n"),
        ("één".encode("utf-16"), "één"),
        (b"caf\xe9", "café"),
    ],
)
def test_a_text_is_read_whatever_its_encoding(data: bytes, text: str, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_bytes(data)
    assert read_text(tmp_path / "note.md") == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b" \n\n", "is empty; write the text into it, or leave the option out"),
        (b"PK\x03\x04\x00\x00\x08\xff", "is not text: its byte 5 is NUL; save it as plain text (UTF-8)"),
        (b"word " * 200_001, "is larger than any text that is told, 1 MB; shorten it"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_bytes(data)
    with pytest.raises(RefusedError) as refused:
        read_text(tmp_path / "note.md")
    (problem,) = refused.value.problems
    assert (problem.record, problem.message) == ("note.md", why)
