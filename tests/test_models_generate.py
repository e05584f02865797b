"""The TypedDicts of stored records are those that the models give, so that a record is defined once."""

from __future__ import annotations

import ast
from pathlib import Path

from portfolio.models import documents, generate


def test_the_stored_forms_are_generated_from_the_models() -> None:
    written = Path(str(documents.__file__)).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(written)) == ast.dump(ast.parse(generate.source())), (
        "run: python -m portfolio.models.generate"
    )
