from __future__ import annotations

import ast
import datetime as dt
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from hypothesis import given, strategies as st

from portfolio.dates import PartialDate
from portfolio.errors import RefusedError, SettingsError
from portfolio.reference import codes, places
from portfolio.reference.codelist import CodeList
from portfolio.reports import catalogue
from portfolio.reports.catalogue import Catalogue, Entry, entries
from portfolio.reports.forms import LEFT_TO_RIGHT as LRM, RIGHT_TO_LEFT as RLM
from portfolio.reports.language import LANGUAGES, LOCALE, Language, mark
from portfolio.reports.writers.wording import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
REPORTS = LOCALE.parent
CODE_LISTS = [each for each in vars(codes).values() if isinstance(each, CodeList)]

a_language = st.sampled_from(LANGUAGES)
a_number = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15)


class TestNumbers:
    @pytest.mark.parametrize(
        ("code", "number", "share", "money", "taken_back"),
        [
            ("en", "1,234,567.89", "12.5%", "USD 1,234.50", "USD -1,234.50"),
            ("fr", "1\u202f234\u202f567,89", "12,5\u00a0%", "1\u202f234,50\u00a0USD", "-1\u202f234,50\u00a0USD"),
            ("es", "1.234.567,89", "12,5\u00a0%", "1.234,50\u00a0USD", "-1.234,50\u00a0USD"),
            ("ru", "1\u00a0234\u00a0567,89", "12,5\u00a0%", "1\u00a0234,50\u00a0USD", "-1\u00a0234,50\u00a0USD"),
            ("zh", "1,234,567.89", "12.5%", "USD\u00a01,234.50", "USD\u00a0-1,234.50"),
            ("ar", "1,234,567.89", "12.5%", "1,234.50\u00a0USD", "-1,234.50\u00a0USD"),
        ],
    )
    def test_are_written_as_the_language_does(
        self, code: str, number: str, share: str, money: str, taken_back: str
    ) -> None:
        language = Language(code)
        assert language.number(Decimal("1234567.89")) == number
        assert unmarked(language.percent(Decimal("12.5"))) == share
        assert unmarked(language.money("USD", Decimal("1234.50"))) == money
        assert unmarked(language.money("USD", Decimal("-1234.50"))) == taken_back

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_keep_the_decimals_that_they_have(self, code: str) -> None:
        language = Language(code)
        assert language.number(0) == "0"
        assert re.fullmatch(r"0[.,]000", language.number(Decimal("0.000")))
        assert len(re.sub(r"\D", "", language.number(Decimal("1E+6")))) == 7
        assert re.sub(r"\D", "", language.number(10**30)) == str(10**30)

    @given(a_language, st.one_of(a_number, st.decimals(allow_nan=False, allow_infinity=False, max_value=10**40)))
    def test_read_back_to_themselves(self, code: str, value: Decimal) -> None:
        one_and_a_half = unmarked(Language(code).number(Decimal("1000.5")))
        group, point = one_and_a_half[1], one_and_a_half[-2]
        written = unmarked(Language(code).number(value)).replace(group, "").replace(point, ".")
        assert Decimal(written) == value
        assert Decimal(written).as_tuple() == value.as_tuple() or value.as_tuple().exponent > 0  # type: ignore[operator]

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_have_the_separators_of_the_cldr(self, code: str) -> None:
        signs = Locale(code).number_symbols["latn"]
        assert Language(code).number(Decimal("-1234.5")).strip(RLM) == (
            f"{signs['minusSign']}1{signs['group']}234{signs['decimal']}5"
        )

    def test_are_written_with_european_digits_in_arabic_too(self) -> None:
        assert Language("ar").number(1234567890) == "1,234,567,890"
        assert Language("ar").date(PartialDate(2018, 7, 15)).startswith("15 ")


class TestDates:
    @pytest.mark.parametrize(
        ("code", "day", "first", "month", "year"),
        [
            ("en", "15 July 2018", "1 August 2018", "July 2018", "2018"),
            ("fr", "15 juillet 2018", "1er août 2018", "juillet 2018", "2018"),
            ("es", "15 de julio de 2018", "1 de agosto de 2018", "julio de 2018", "2018"),
            ("ru", "15 июля 2018 года", "1 августа 2018 года", "июль 2018 года", "2018 год"),
            ("zh", "2018年7月15日", "2018年8月1日", "2018年7月", "2018年"),
            ("ar", "15 تموز/يوليه 2018", "1 آب/أغسطس 2018", "تموز/يوليه 2018", "2018"),
        ],
    )
    def test_are_written_as_the_organization_does(self, code: str, day: str, first: str, month: str, year: str) -> None:
        language = Language(code)
        assert language.date(PartialDate(2018, 7, 15)) == day
        assert language.date(dt.date(2018, 8, 1)) == first
        assert language.date(PartialDate(2018, 7)) == month
        assert language.date(PartialDate(2018)) == year

    @pytest.mark.parametrize("code", ["en", "fr", "es", "ru"])
    def test_name_the_months_as_the_cldr_does(self, code: str) -> None:
        months = Locale(code).months
        for number in range(1, 13):
            assert months["format"]["wide"][number] in Language(code).date(PartialDate(2018, number, 15))
            assert months["stand-alone"]["wide"][number] in Language(code).date(PartialDate(2018, number))

    def test_name_the_arabic_months_east_and_west(self) -> None:
        months = Locale("ar").months["format"]["wide"]
        spelled = {"يونيو": "يونيه", "يوليو": "يوليه"}
        for number in range(1, 13):
            east, west = Language("ar").date(PartialDate(2018, number)).removesuffix(" 2018").split("/")
            assert west == spelled.get(months[number], months[number])
            assert east != west


class TestPlaces:
    @pytest.mark.parametrize(
        ("code", "country", "m49", "own"),
        [
            ("en", "Central African Republic", "Western Africa", "Horn of Africa"),
            ("fr", "République centrafricaine", "Afrique occidentale", "Corne de l'Afrique"),
            ("es", "República Centroafricana", "África occidental", "Cuerno de África"),
            ("ru", "Центральноафриканская Республика", "Западная Африка", "Африканский Рог"),
            ("zh", "中非共和国", "西非", "非洲之角"),
            ("ar", "جمهورية أفريقيا الوسطى", "غرب أفريقيا", "القرن الأفريقي"),
        ],
    )
    def test_are_named_in_the_language(self, code: str, country: str, m49: str, own: str) -> None:
        language, regions = Language(code), places.regions()
        assert language.country("CF") == country
        assert language.region("011", regions) == m49
        assert language.region("horn-of-africa", regions) == own

    def test_every_region_of_the_package_has_a_name_in_six_languages(self) -> None:
        assert {code: set(LANGUAGES) - set(region.names) for code, region in places.regions().items()} == {
            code: set() for code in places.regions()
        }

    def test_a_group_of_the_settings_keeps_the_name_that_it_was_given(self) -> None:
        regions = places.regions({"River States": {"countries": ["NG", "NE"]}})
        assert Language("fr").region("river-states", regions) == "River States"

    def test_a_code_that_is_no_longer_a_region_is_shown_as_it_is(self) -> None:
        assert Language("fr").region("lost", places.regions()) == "lost"


class TestOrganisations:
    def test_go_by_their_official_names_where_they_have_them(self) -> None:
        names = {code: Language(code).organisation("European Union") for code in LANGUAGES}
        assert names == {
            "en": "European Union",
            "fr": "Union européenne",
            "es": "Unión Europea",
            "ru": "Европейский союз",
            "zh": "欧洲联盟",
            "ar": "الاتحاد الأوروبي",
        }

    @pytest.mark.parametrize("name", ["Ministry of Borders of Arcadia", "Programme", ""])
    def test_go_by_the_name_that_is_recorded_where_they_have_none(self, name: str) -> None:
        assert Language("fr").organisation(name) == name


class TestWords:
    def test_a_language_that_is_none_of_the_six_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="en, fr, es, ru, zh, ar"):
            Language("de")

    def test_english_does_without_babel_and_the_others_without_its_slow_reader_of_catalogues(self) -> None:
        asked = "from portfolio.reports.language import Language; import sys; Language({!r}); print(*sys.modules)"
        loaded = {
            code: subprocess.run(
                [sys.executable, "-c", asked.format(code)], check=True, capture_output=True, encoding="utf-8"
            ).stdout.split()
            for code in ("en", "ar")
        }
        assert not any(name.startswith("babel") for name in loaded["en"])
        assert "babel.core" in loaded["ar"]
        assert not {"babel.messages", "pydantic"} & set(loaded["ar"])

    def test_only_arabic_runs_from_right_to_left(self) -> None:
        assert [code for code in LANGUAGES if Language(code).right_to_left] == ["ar"]

    def test_a_message_that_no_catalogue_has_is_said_in_english(self) -> None:
        for code in LANGUAGES:
            language = Language(code)
            assert language.word("An unheard-of thing") == "An unheard-of thing"
            assert language.words("{count} unheard-of thing", "{count} unheard-of things", 1).startswith("1 ")
            assert language.words("{count} unheard-of thing", "{count} unheard-of things", 5).endswith("things")

    def test_parts_are_data_whatever_they_hold(self) -> None:
        assert Language("fr").word("Until {last}", last="{first} %s [red]") == "Jusqu’au {first} %s [red]"

    def test_a_marked_message_is_said_like_any_other(self) -> None:
        assert Language("ru").marked(mark("Programme")) == Language("ru").word("Programme") == "Программа"

    @pytest.mark.parametrize(
        ("code", "status", "pillar"),
        [
            ("en", "Implementation", "Human rights for all and the rule of law"),
            ("fr", "En cours d’exécution", "Droits humains pour tous et primauté du droit"),
            ("es", "En ejecución", "Derechos humanos para todos e imperio de la ley"),
            ("ru", "В стадии осуществления", "Права человека для всех и верховенство права"),
            ("zh", "执行中", "所有人的人权与法治"),
            ("ar", "قيد التنفيذ", "حقوق الإنسان للجميع وسيادة القانون"),
        ],
    )
    def test_a_coded_word_has_its_label(self, code: str, status: str, pillar: str) -> None:
        assert Language(code).coded(codes.STATUS, "implementation") == status
        assert Language(code).coded(codes.PILLAR, "IV") == pillar
        with pytest.raises(KeyError):
            Language(code).coded(codes.STATUS, "dormant")

    def test_a_label_may_differ_from_the_same_word_elsewhere(self) -> None:
        french = Language("fr")
        assert french.coded(codes.BUDGET_STATUS, "committed") == "Engagé"
        assert french.word("Committed") != "Engagé"

    def test_names_are_listed_with_the_comma_of_the_language(self) -> None:
        listed = {code: unmarked(Language(code).listed(("A", "B", "C"))) for code in LANGUAGES}
        assert listed == {
            **dict.fromkeys(("en", "fr", "es", "ru"), "A, B, C"),
            "zh": "A、B、C",
            "ar": "A، B، C",
        }
        assert Language("zh").listed(()) == ""


class TestRightToLeft:
    def test_names_in_latin_letters_are_held_together_and_apart(self) -> None:
        arabic = Language("ar")
        assert arabic.apart("Arcadia (Ministry)") == f"{RLM}{LRM}Arcadia (Ministry){LRM}{RLM}"
        assert arabic.apart("2021-Q1") == f"{RLM}{LRM}2021-Q1{LRM}{RLM}"
        assert arabic.apart("+999 55 0100") == f"{RLM}{LRM}+999 55 0100{LRM}{RLM}"
        assert arabic.listed(("P-001", "P-002")) == f"{arabic.apart('P-001')}، {arabic.apart('P-002')}"
        assert arabic.word("Until {last}", last="P-001") == f"حتى {arabic.apart('P-001')}"

    @pytest.mark.parametrize("text", ["اليابان", "1,234.50", "12.5%", "«اليابان» (Japan)", ""])
    def test_what_is_at_home_in_arabic_text_is_left_as_it_is(self, text: str) -> None:
        assert Language("ar").apart(text) == text

    @pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "ar"])
    def test_the_other_languages_have_no_marks(self, code: str) -> None:
        language = Language(code)
        texts = (
            language.money("USD", Decimal(-5)),
            language.listed(("A", "مشروع")),
            language.percent(Decimal(-5)),
            language.word("Until {last}", last="مشروع"),
        )
        assert all(unmarked(text) == text for text in texts)

    @pytest.mark.parametrize(
        ("logical", "seen"),
        [
            # Read from left to right as it is displayed, in a paragraph that runs from right to left.
            (lambda arabic: arabic.number(Decimal("-1234.5")), "-1,234.5"),
            (lambda arabic: arabic.money("USD", Decimal("1234.50")), "USD\u00a01,234.50"),
            (lambda arabic: arabic.money("USD", Decimal("-1234.50")), "USD\u00a0-1,234.50"),
            (lambda arabic: f"ب {arabic.money('USD', Decimal('-1234.50'))} ج", "ج USD\u00a0-1,234.50 ب"),
            (lambda arabic: f"ب {arabic.percent(Decimal('-2.5'))}.", ".-2.5% ب"),
            (lambda arabic: f"ب {arabic.apart('Arcadia (Ministry)')}.", ".Arcadia (Ministry) ب"),
            (lambda arabic: f"ب {arabic.apart('2021-Q1')} 7", "7 2021-Q1 ب"),
            (lambda arabic: arabic.listed(("P-1", "Q+")), "Q+ ،P-1"),
        ],
    )
    def test_figures_and_codes_are_seen_in_their_order(self, logical: object, seen: str) -> None:
        assert callable(logical)
        assert unmarked(displayed(logical(Language("ar")))) == seen


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
        assert Entry(message="{count} of {name}", plural="{count} of {name}", forms=forms).usable
        assert not Entry(message="{count} of {name}", plural="{count} of {name}", forms={**forms, 0: "un"}).usable

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
def in_file(code: str) -> list[Entry]:
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
    """Return every message that a module of reports says or marks."""
    return frozenset(
        said for path in sorted(REPORTS.rglob("*.py")) for said in said_in(path.read_text("utf-8"), path.name)
    )


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


def displayed(text: str) -> str:
    """Return a paragraph that runs from right to left as it is seen, by UAX #9 without its rule of brackets."""
    kinds = weak([unicodedata.bidirectional(letter) for letter in text])
    sides = ["L" if kind == "L" else "R" if kind != "ON" else "" for kind in kinds]
    levels = []
    for at, kind in enumerate(kinds):  # N1, N2, I2
        before = next((side for side in reversed(sides[:at]) if side), "R")
        after = next((side for side in sides[at:] if side), "R")
        inner = kind in {"EN", "AN", "L"} or (kind == "ON" and before == after == "L")
        levels.append(2 if inner else 1)
    runs = [run.span() for run in re.finditer("1+|2+", "".join(map(str, levels)))]
    return "".join(text[start:end][:: -1 if levels[start] == 1 else 1] for start, end in reversed(runs))  # L2


def weak(kinds: list[str]) -> list[str]:
    """Return the directions of letters once those of digits and signs are resolved, by rules W2 to W7."""
    kinds = turned(kinds, {"L", "R", "AL"}, "AL", "AN")  # W2
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for at in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[at - 1 : at + 2]
        if before == after and kind in {"EN": {"ES", "CS"}, "AN": {"CS"}}.get(before, ()):
            kinds[at] = before
    for at, kind in enumerate(kinds):  # W5
        if kind == "ET" and "EN" in kinds[max(at - 1, 0) : at + 2]:
            kinds[at] = "EN"
    kinds = [kind if kind in {"L", "R", "EN", "AN"} else "ON" for kind in kinds]  # W6
    return turned(kinds, {"L", "R"}, "L", "L")  # W7


def turned(kinds: list[str], strong: set[str], after: str, into: str) -> list[str]:
    """Return the directions with digits behind a strong letter of one kind turned into another."""
    last, found = "R", []
    for kind in kinds:
        last = kind if kind in strong else last
        found.append(into if kind == "EN" and last == after else kind)
    return found
