"""Characters that no font has, and the records that they stand in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

# A character for private use, which no font has a picture of.
SIGN = "\U000f0000"


def test_a_pdf_is_made_and_the_warning_names_the_record(office: Program) -> None:
    pytest.importorskip("typst", reason="the library that writes PDF is not installed")
    office("project", "edit", "P-001", "--set", f"title=Papers {SIGN}")
    office("project", "edit", "P-003", "--set", f"title=Another {SIGN}")
    for words in (["project", "P-001", "-o", "one.pdf"], ["donors", "--all", "-d", "all", "--format", "pdf"]):
        said = office("report", *words).err
        assert "(U+F0000); \ufffd is drawn instead, in project P-001. On Debian" in said, said
        # P-003 is in neither report.
        assert "P-003" not in said


def test_what_is_in_no_record_is_quoted(office: Program, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the library that writes PDF is not installed")
    settings = tmp_path / "portfolio.toml"
    settings.write_text(settings.read_text("utf-8").replace("[report]", f'[report]\ncontact = "Desk {SIGN}"'), "utf-8")
    said = office("report", "donor", "Arcadia", "-o", "one.pdf").err
    assert re.search(f"is drawn instead, in “[^”]*Desk {SIGN}”", said), said
