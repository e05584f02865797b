"""The trial of damaged files, held to run: a few files of each format, none of which fails."""

from __future__ import annotations

import pytest

from bench import fuzz_import


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_damaged_files_are_taken_or_refused(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        fuzz_import.main(["--format", form, "--cases", "20"])
    assert ended.value.code == 0, capsys.readouterr().out
