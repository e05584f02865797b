"""Numbers, dates, places, names and words in the six languages of the United Nations."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given, strategies as st

from portfolio.dates import PartialDate
from portfolio.errors import RefusedError
from portfolio.language.forms import LEFT_TO_RIGHT as LRM, RIGHT_TO_LEFT as RLM, unmarked
from portfolio.language.language import Language, mark
from portfolio.reference import codes, places
from portfolio.reference.places import LANGUAGES

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
            ("en", "Central African Republic", "Western Africa", "Horn of Africa (office’s group)"),
            ("fr", "République centrafricaine", "Afrique occidentale", "Corne de l’Afrique (groupe du Bureau)"),
            ("es", "República Centroafricana", "África occidental", "Cuerno de África (grupo de la Oficina)"),
            ("ru", "Центральноафриканская Республика", "Западная Африка", "Африканский Рог (группа Управления)"),
            ("zh", "中非共和国", "西非", "非洲之角（办公室分组）"),
            ("ar", "جمهورية أفريقيا الوسطى", "غرب أفريقيا", "القرن الأفريقي (مجموعة المكتب)"),
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
        assert Language("fr").region("river-states", regions) == "River States (groupe du Bureau)"

    def test_a_code_that_is_no_longer_a_region_is_shown_as_it_is(self) -> None:
        assert Language("fr").region("lost", places.regions()) == "lost"


class TestOrganisations:
    def test_go_by_their_official_names_where_they_have_them(self) -> None:
        names = {code: Language(code).organisation("European Union").alone for code in LANGUAGES}
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
        assert Language("fr").organisation(name).alone == name


class TestWords:
    def test_a_language_that_is_none_of_the_six_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="en, fr, es, ru, zh, ar"):
            Language("de")

    def test_english_does_without_babel_and_the_others_without_its_slow_reader_of_catalogues(self) -> None:
        asked = "from portfolio.language.language import Language; import sys; Language({!r}); print(*sys.modules)"
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
