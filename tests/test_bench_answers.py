"""The comparison of two builds: its made-up register leaves no field empty, and it says what differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import answers
from bench.answers import Answer
from portfolio.models.stored import MODELS

WORKED: dict[str, Any] = json.loads(Path(answers.__file__).with_name("worked.json").read_text(encoding="utf-8"))
# Kept by the store itself, left by a removal or by a file of IATI, or the name of a picture, which no export holds.
OWN = {"revision", "removed_parts", "extra", "picture"}


@pytest.mark.parametrize("table", MODELS)
def test_the_made_up_register_fills_every_field(table: str) -> None:
    filled = {field for record in WORKED[table] for field in record}
    assert set(MODELS[table].model_fields) - OWN <= filled


def test_what_differs_is_told_by_stream_and_file() -> None:
    one = Answer(0, "a\nb\n", "", {"x.csv": "1\n"})
    other = Answer(3, "a\nc\n", "", {"x.csv": "1\n", "y.csv": "2\n"})
    assert list(answers.difference(one, other)) == [
        *("-exit 0", "+exit 3", "--- stdout", "@@ -2 +2 @@", "-b", "+c", "--- y.csv", "@@ -0,0 +1 @@", "+2"),
    ]


def test_a_difference_is_allowed_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "ALLOWED", (("project list", "^[-+]b|^[-+]c", "a better word"),))
    changed = ["--- stdout", "@@ -2 +2 @@", "-b", "+c"]
    assert answers.is_allowed("worked project list", changed)
    assert not answers.is_allowed("worked project list", [*changed, "+d"])
    assert not answers.is_allowed("worked donor list", changed)
