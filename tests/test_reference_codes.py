"""Lists of codes: what people write for each, and that each text has one meaning."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from portfolio.reference import codes
from portfolio.reference.codelist import Code, CodeList
from portfolio.reference.tsv import rows, several
from portfolio.text import fold

LISTS = {name: value for name, value in vars(codes).items() if isinstance(value, CodeList)}
PUBLISHED = Path(__file__).parents[2] / "shared" / "data" / "iati" / "codelists"

a_list = st.sampled_from(sorted(LISTS.values(), key=lambda codelist: codelist.name))


def published(name: str) -> dict[str, str]:
    """Return code to name of one IATI list."""
    found = [path for path in PUBLISHED.glob("*/*.xml") if path.stem == name]
    if not found:
        pytest.skip("the code lists of IATI are not beside the project")
    items = ET.parse(found[0]).iter("codelist-item")  # noqa: S314 - IATI's own file
    return {item.findtext("code", ""): item.findtext("name/narrative", "") for item in items}


class TestParsing:
    @pytest.mark.parametrize(
        ("codelist", "text", "word"),
        [
            (codes.STATUS, "implementation", "implementation"),
            (codes.STATUS, "2", "implementation"),
            (codes.STATUS, "Ongoing", "implementation"),
            (codes.STATUS, "under-way", "implementation"),
            (codes.STATUS, "planned", "pipeline"),
            (codes.STATUS, "En cours", "implementation"),
            (codes.STATUS, "Finalizado", "closed"),
            (codes.STATUS, "قيد التنفيذ", "implementation"),
            (codes.STATUS, "已完成", "closed"),
            (codes.STATUS, "Приостановлен", "suspended"),
            (codes.TRANSACTION, "Dépense", "expenditure"),
            (codes.STATUS, "Pipeline/identification", "pipeline"),
            (codes.STATUS, "COMPLETED", "closed"),
            (codes.STATUS, "finalization", "finalisation"),
            (codes.SCOPE, "multinational", "multi-national"),
            (codes.SCOPE, "Multi National", "multi-national"),
            (codes.SCOPE, "3", "multi-national"),
            (codes.ROLE, "donor", "funding"),
            (codes.ORGANISATION_TYPE, "40", "multilateral"),
            (codes.ORGANISATION_TYPE, "Public-private partnership", "public_private"),
            (codes.MOVEMENT, "13", "pledge"),
            (codes.MOVEMENT, "1", "receipt"),
            (codes.MOVEMENT, "refund", "refund"),
            (codes.TRANSACTION, "4", "expenditure"),
            (codes.EARMARKING, "softly earmarked", "softly"),
            (codes.EXPENDITURE, "PSC", "support"),
            (codes.MEASURE, "per cent", "percentage"),
            (codes.KIND, "Initiative", "initiative"),
            (codes.OWNER, "uncct", "UNCCT"),
            (codes.OWNER, "UNOCT/UNCCT", "joint"),
            (codes.CLASSIFICATION, "Strictly Confidential", "strictly_confidential"),
            (codes.ACTIVITY_TYPE, "expert meeting", "expert_meeting"),
            (codes.ACTIVITY_TYPE, "Scoping-Mission", "scoping_mission"),
            (codes.MODE, "on-site", "onsite"),
            (codes.MODE, "in person", "onsite"),
            (codes.PILLAR, "II", "II"),
            (codes.PILLAR, "ii", "II"),
            (codes.PILLAR, "2", "II"),
            (codes.PILLAR, "Pillar II", "II"),
            (codes.PILLAR, "pillar 2", "II"),
            (codes.PILLAR, "Preventing and combating terrorism", "II"),
        ],
    )
    def test_what_people_write(self, codelist: CodeList, text: str, word: str) -> None:
        assert codelist.parse(text) == word

    def test_a_near_miss_is_named_and_all_words_are_listed(self) -> None:
        with pytest.raises(ValueError, match="status") as caught:
            codes.STATUS.parse("implementaton")
        assert str(caught.value) == (
            "is not a known status; did you mean implementation? Accepted are pipeline, implementation, finalisation,"
            " closed, cancelled and suspended"
        )

    @pytest.mark.parametrize("text", ["", " ", "9", "xyzzy", "V", "5"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a known pillar; accepted are I, II, III and IV"):
            codes.PILLAR.parse(text)

    def test_scopes_within_one_country_are_refused(self) -> None:
        with pytest.raises(ValueError, match="is not a known scope"):
            codes.SCOPE.parse("5")

    @given(a_list, st.data())
    def test_a_word_is_understood_however_it_is_written(self, codelist: CodeList, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(codelist.words))
        written = data.draw(st.sampled_from([word.upper(), word.title(), f" {word} "]))
        spaced = written.translate({ord(mark): data.draw(st.sampled_from(" -_")) for mark in "-_"})
        assert codelist.parse(spaced) == word

    @given(a_list, st.text())
    def test_any_text_is_understood_or_refused(self, codelist: CodeList, text: str) -> None:
        with suppress(ValueError):
            assert codelist.parse(text) in codelist.words


class TestLists:
    @pytest.mark.parametrize("codelist", LISTS.values(), ids=LISTS)
    def test_every_text_has_one_meaning(self, codelist: CodeList) -> None:
        meanings: dict[str, set[str]] = {}
        for code in codelist.codes:
            for text in (code.word, code.label, code.iati, *code.synonyms):
                meanings.setdefault(fold(text), set()).add(code.word)
        meanings.pop("", None)
        shared = {text: words for text, words in meanings.items() if len(words) > 1}
        # A refund is written as a receipt of less than nothing.
        assert shared == ({"1": {"receipt", "refund"}} if codelist is codes.MOVEMENT else {})

    @pytest.mark.parametrize("codelist", LISTS.values(), ids=LISTS)
    def test_what_is_shown_is_understood(self, codelist: CodeList) -> None:
        assert codelist.words
        assert [codelist.parse(codelist.label(word)) for word in codelist.words] == list(codelist.words)

    def test_codes_and_labels(self) -> None:
        assert codes.STATUS.code("implementation") == "2"
        assert codes.MOVEMENT.code("refund") == "1"
        assert codes.PILLAR.label("IV") == "Human rights for all and the rule of law"
        assert codes.CLASSIFICATION.words == ("unclassified", "confidential", "strictly_confidential")

    def test_a_word_without_a_code_and_an_unknown_word_are_errors(self) -> None:
        with pytest.raises(KeyError, match="IATI has no code for the mode hybrid"):
            codes.MODE.code("hybrid")
        with pytest.raises(KeyError):
            codes.STATUS.code("ongoing")
        with pytest.raises(KeyError):
            codes.STATUS.label("2")

    def test_the_first_of_two_values_with_one_code_is_read(self) -> None:
        codelist = CodeList("colour", Code("red", "Red", "1"), Code("scarlet", "Scarlet", "1"))
        assert codelist.parse("1") == "red"
        assert codelist.code("scarlet") == "1"


class TestAgainstIati:
    @pytest.mark.parametrize(
        ("codelist", "name", "unused"),
        [
            (codes.STATUS, "ActivityStatus", set()),
            (codes.SCOPE, "ActivityScope", {"5", "6", "7", "8"}),
            (codes.ROLE, "OrganisationRole", set()),
            (codes.ORGANISATION_TYPE, "OrganisationType", set()),
            (codes.MOVEMENT, "TransactionType", {"2", "3", "4", "5", "6", "7", "8", "9", "10", "12"}),
            (codes.TRANSACTION, "TransactionType", {"2", "3", "5", "6", "7", "8", "9", "10", "12"}),
            (codes.EARMARKING, "EarmarkingCategory", set()),
            (codes.BUDGET_TYPE, "BudgetType", set()),
            (codes.BUDGET_STATUS, "BudgetStatus", set()),
            (codes.DATE, "ActivityDateType", set()),
            (codes.LEVEL, "ResultType", {"9"}),
            (codes.MEASURE, "IndicatorMeasure", set()),
        ],
    )
    def test_codes_are_those_published(self, codelist: CodeList, name: str, unused: set[str]) -> None:
        theirs = published(name)
        assert {codelist.code(word) for word in codelist.words} == theirs.keys() - unused
        for code in theirs.keys() - unused:
            assert codelist.parse(theirs[code]) == codelist.parse(code)


class TestWordsOfOtherLanguages:
    def test_each_is_of_a_list_and_of_one_of_its_words_alone(self) -> None:
        by_name = {codelist.name: codelist for codelist in LISTS.values()}
        met: dict[tuple[str, str], str] = {}
        for name, word, others in rows("codewords"):
            assert word in by_name[name].words
            for text in several(others):
                assert met.setdefault((name, fold(text)), word) == word, text
                assert by_name[name].parse(text) == word, text
