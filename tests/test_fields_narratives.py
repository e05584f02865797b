"""Fields of narratives and of translations."""

from __future__ import annotations

from portfolio.fields.declared import RECORDS
from portfolio.fields.shared import LANGUAGES
from portfolio.models.stored import MODELS
from portfolio.reference import codes, places


def test_texts_are_translated_into_the_languages_of_reports() -> None:
    assert codes.LANGUAGE.words == LANGUAGES
    assert sorted(LANGUAGES) == sorted(places.LANGUAGES)


def test_each_translation_that_a_record_holds_has_its_field() -> None:
    for table, fields in RECORDS.items():
        held = {name for name in MODELS[table].model_fields if name in {"titles", "descriptions", "texts", "captions"}}
        declared = {field.stored for field in fields if "." in field.key}
        assert declared == {f"{name}.{language}" for name in held for language in LANGUAGES}, table
