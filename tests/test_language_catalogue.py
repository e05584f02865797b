"""Catalogues of translations: read as Babel reads them, whole in every language, and clean."""

from __future__ import annotations

import ast
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from portfolio.errors import SettingsError
from portfolio.language import catalogue
from portfolio.language.catalogue import Catalogue, Message, entries
from portfolio.language.language import LOCALE, ORGANISATIONS
from portfolio.reference import codes
from portfolio.reference.codelist import CodeList
from portfolio.reference.places import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
ROOMS = [LOCALE.parents[1] / room for room in ("formats", "language", "pages")]
_INFLECTED = {"fr", "es", "ru"}
CODE_LISTS = [each for each in vars(codes).values() if isinstance(each, CodeList)]


class TestCatalogueFiles:
    """What a translator leaves in a file is read as gettext reads it, and nothing half done is said."""

    def test_texts_may_run_over_lines_and_hold_escapes(self) -> None:
        text = 'msgctxt "a"\nmsgid ""\n"One \\"two\\" "\n"three\\\\\\n"\nmsgstr ""\n"Un\\t"\n"deux"\n'
        (entry,) = entries(text, "fr.po")
        assert (entry.context, entry.message, entry.forms, entry.line) == (
            "a",
            'One "two" three\\\n',
            {0: "Un\tdeux"},
            1,
        )

    def test_comments_and_obsolete_messages_are_passed_over(self) -> None:
        text = '# A note\n#: place.py\n#. said\nmsgid "A"\nmsgstr "B"\n\n#~ msgid "C"\n#~ msgstr "D"\n'
        assert [entry.message for entry in entries(text, "fr.po")] == ["A"]

    @pytest.mark.parametrize(
        "text",
        [
            '#, fuzzy\nmsgid "Sent to {name}"\nmsgstr "Envoyé à {name}"\n',
            '#, python-brace-format, fuzzy\n#: x.py\nmsgid "Sent to {name}"\nmsgstr "Envoyé à {name}"\n',
            'msgid "Sent to {name}"\nmsgstr ""\n',
            'msgid "Sent to {name}"\nmsgstr "Envoyé à {nom}"\n',
            'msgid "Sent to {name}"\nmsgstr "Envoyé"\n',
            'msgid "Sent to {name}"\nmsgstr "Envoyé à {name"\n',
            'msgid "Sent to {name}"\nmsgstr "Envoyé à {name.real}"\n',
            'msgid "Sent to {name}"\nmsgstr "Envoyé à {name!r}"\n',
            'msgid "Sent to {name}"\nmsgstr "Envoyé à {name:>99999999}"\n',
        ],
    )
    def test_a_translation_that_does_not_fit_is_not_said(self, text: str) -> None:
        assert Catalogue(entries(text, "fr.po")).one("Sent to {name}") == "Sent to {name}"

    def test_being_uncertain_does_not_reach_the_next_message(self) -> None:
        text = '#, fuzzy\nmsgid "A"\nmsgstr "B"\n\nmsgid "C"\nmsgstr "D"\n\n#, fuzzy\n\nmsgid "E"\nmsgstr "F"\n'
        assert [entry.fuzzy for entry in entries(text, "fr.po")] == [True, False, False]

    def test_a_plural_form_may_spell_the_count_out_and_nothing_else(self) -> None:
        forms = {0: "un de {name}", 1: "{count} de {name}"}
        assert Message(message="{count} of {name}", plural="{count} of {name}", forms=forms).usable
        assert not Message(message="{count} of {name}", plural="{count} of {name}", forms={**forms, 0: "un"}).usable

    @pytest.mark.parametrize(
        "line", ["Received", 'msgid Received"', 'msgid "Received', 'msgstr[x] "R"', '"R"', "\ufeff"]
    )
    def test_a_line_that_is_none_of_a_catalogue_is_named(self, line: str) -> None:
        with pytest.raises(SettingsError, match=r"fr\.po, line 2"):
            entries(f"# French\n{line}\n", "fr.po")

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_every_file_is_read_as_babel_reads_it(self, code: str) -> None:
        path = LOCALE / f"{code}.po"
        with path.open("rb") as file:
            theirs = read_po(file)
        expected = {(each.context or "", each.id if isinstance(each.id, str) else each.id[0]): each for each in theirs}
        ours = {(entry.context, entry.message): entry for entry in in_file(code)}
        assert ours.keys() == expected.keys()
        for key, entry in ours.items():
            if not entry.message:  # Babel adds to the header what the file leaves out
                continue
            said = expected[key].string or ""
            assert tuple(entry.forms.values()) == ((said,) if isinstance(said, str) else tuple(said))
            assert entry.fuzzy == expected[key].fuzzy

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_every_file_forms_plurals_as_the_cldr_does(self, code: str) -> None:
        form_of, category = catalogue.read(LOCALE / f"{code}.po").form_of, Locale(code).plural_form
        numbers = [*range(1, 250), *range(250, 10**6, 4999)]
        by_form: dict[int, set[str]] = {}
        for number in numbers:
            by_form.setdefault(form_of(number), set()).add(category(number))
        assert all(len(categories) == 1 for categories in by_form.values())
        assert len(by_form) == len({category for categories in by_form.values() for category in categories})


class TestCatalogues:
    """Every language says all that reports say."""

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_nothing_is_missing_or_left_over(self, code: str) -> None:
        there = {(entry.context, entry.message, entry.plural) for entry in in_file(code) if entry.message}
        wanted = {("", used.one, used.many) for used in said_in_reports()}
        wanted |= {("of", name, "") for name in ORGANISATIONS if code in _INFLECTED}
        labels = {(each.name, label.label) for each in CODE_LISTS for label in each.codes}
        missing = sorted(wanted - there) + sorted(
            ("", label, "") for name, label in labels if ("", label, "") not in there and (name, label, "") not in there
        )
        assert not missing, f"add to locale/{code}.po:\n\n{as_entries(missing)}"
        left_over = {
            entry
            for entry in there - wanted
            if not any(entry in {("", label, ""), (name, label, "")} for name, label in labels)
        }
        assert not left_over, f"take out of locale/{code}.po: {sorted(left_over)}"

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_no_message_stands_there_twice_and_none_is_uncertain(self, code: str) -> None:
        keys = [(entry.context, entry.message) for entry in in_file(code)]
        assert len(keys) == len(set(keys))
        assert [entry.message for entry in in_file(code) if entry.message and not entry.usable] == []

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_every_plural_form_is_there(self, code: str) -> None:
        form_of = catalogue.read(LOCALE / f"{code}.po").form_of
        needed = {form_of(number) for number in range(200)}
        for entry in in_file(code):
            assert not entry.plural or entry.forms.keys() == needed, f"{code}.po, line {entry.line}"

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_texts_are_clean(self, code: str) -> None:
        for entry in in_file(code):
            for form in entry.forms.values() if entry.message else ():
                where = f"{code}.po, line {entry.line}"
                assert form == unicodedata.normalize("NFC", form), where
                assert not any(unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cn"} for letter in form), where
                assert form == form.strip(), where
                assert "  " not in form, where

    def test_french_has_its_spaces_and_apostrophes(self) -> None:
        for entry in in_file("fr"):
            for form in entry.forms.values() if entry.message else ():
                where = f"fr.po, line {entry.line}: {form}"
                assert not re.search(r"[^\u00a0][:»%]|«[^\u00a0]", form), where
                assert not re.search(r"[^\u202f][;!?]", form), where
                assert "'" not in form, where

    def test_chinese_has_full_width_punctuation(self) -> None:
        for entry in in_file("zh"):
            for form in entry.forms.values() if entry.message else ():
                assert not re.search(r"[\u4e00-\u9fff}][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", form), f"zh.po: {form}"

    def test_arabic_has_its_own_punctuation(self) -> None:
        for entry in in_file("ar"):
            for form in entry.forms.values() if entry.message else ():
                assert not re.search("[,;?]", form), f"ar.po: {form}"


class Said(NamedTuple):
    one: str
    many: str = ""


@cache
def in_file(code: str) -> list[Message]:
    return entries((LOCALE / f"{code}.po").read_text(encoding="utf-8"), f"{code}.po")


def as_entries(missing: list[tuple[str, str, str]]) -> str:
    """Return messages as they are to be pasted into a catalogue."""
    texts = []
    for _, one, many in missing:
        escaped = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (one, many)]
        plural = f'msgid_plural "{escaped[1]}"\nmsgstr[0] ""' if many else 'msgstr ""'
        texts.append(f'msgid "{escaped[0]}"\n{plural}\n')
    return "\n".join(texts)


@cache
def said_in_reports() -> frozenset[Said]:
    """Return every message that a module which speaks languages says or marks."""
    paths = sorted(path for room in ROOMS for path in room.rglob("*.py"))
    return frozenset(said for path in paths for said in said_in(path.read_text("utf-8"), path.name))


def said_in(source: str, name: str) -> Iterator[Said]:
    """Yield the messages of a module: what stands, written out, in calls of `word`, `words` and `mark`.

    In place of the text itself may stand a variable that the same function sets to one, or a choice of two.
    """
    tree = ast.parse(source)
    for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Module)):
        known = written_out(scope)
        for call in own(scope):
            if not isinstance(call, ast.Call):
                continue
            called = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if called not in {"word", "words", "mark"}:
                continue
            count = 2 if called == "words" else 1
            found = [texts(argument, known) for argument in call.args[:count]]
            where = f"{name}, line {call.lineno}"
            assert len([each for each in found if each]) == count, f"{where}: write the message out, or mark it"
            yield from (Said(*pair) for pair in zip(*found, strict=True))


def own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function or module, without what stands in the functions inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


def written_out(scope: ast.AST) -> dict[str, ast.expr]:
    """Return the variables of a function that are set once, with what they are set to."""
    sets = [node for node in own(scope) if isinstance(node, ast.Assign)]
    named = [(node.targets[0].id, node.value) for node in sets if isinstance(node.targets[0], ast.Name)]
    return {name: value for name, value in named if sum(name == other for other, _ in named) == 1}


def texts(node: ast.expr, known: dict[str, ast.expr]) -> list[str]:
    """Return the texts that an expression may be, or none if they are not written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        both = texts(node.body, known), texts(node.orelse, known)
        return [*both[0], *both[1]] if all(both) else []
    if isinstance(node, ast.Name) and node.id in known:
        return texts(known[node.id], {})
    return []


class TestWhatReportsSay:
    """The messages of a module are found where it says them, and what cannot be found is refused."""

    def test_messages_are_found(self) -> None:
        source = """
def say(language, many):
    word = language.word
    one, more = "x", "y"
    text = "Kept {n}"
    return [word("A" "B"), language.word("C" if many else "D"), self._language.words("{count} e", "{count} f", 3),
            language.word(text, n=1), mark("G")]
"""
        assert set(said_in(source, "x.py")) == {
            Said("AB"), Said("C"), Said("D"), Said("{count} e", "{count} f"), Said("Kept {n}"), Said("G"),
        }  # fmt: skip

    @pytest.mark.parametrize(
        "call", ["word(text)", "word(f'{n} b')", "words('a', text, 1)", "mark(TABLE[1])", "word()"]
    )
    def test_what_is_not_written_out_is_refused(self, call: str) -> None:
        with pytest.raises(AssertionError, match=r"x\.py, line 2"):
            list(said_in(f"def say(text):\n    return language.{call}\n", "x.py"))
