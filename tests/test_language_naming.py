"""Names of donors in the sentences of a report: articles, elisions and cases, each written out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from worked_report import PORTFOLIO, office, stored

from portfolio.language.language import Language
from portfolio.language.naming import in_english, takes_article
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Paragraph
from portfolio.reference.country_forms import country_forms
from portfolio.reference.places import LANGUAGES, countries

if TYPE_CHECKING:
    from portfolios import Document

    from portfolio.pages.tree import Page

STATES = {"NL", "SA", "JP", "QA", "US", "GB", "PH", "AE", "DE"}
EU, FOUNDATION = "European Union", "Quiet Borders Foundation"
DONORS = [
    stored(code="EU", name=EU, type="multilateral"),
    stored(code="QBF", name=FOUNDATION, type="foundation"),
    *(stored(code=code, name=countries()[code].name, type="government", country=code) for code in sorted(STATES)),
]

# What follows the words of the credit line, by language; the foundation's line is another sentence in some.
CREDITED = {
    "en": {
        "EU": "the European Union", "NL": "the Netherlands", "SA": "Saudi Arabia", "JP": "Japan", "QA": "Qatar",
        "US": "the United States of America", "GB": "the United Kingdom of Great Britain and Northern Ireland",
        "PH": "the Philippines", "AE": "the United Arab Emirates", "DE": "Germany",
        "QBF": "the Quiet Borders Foundation",
    },
    "fr": {
        "EU": "de l’Union européenne", "NL": "des Pays-Bas", "SA": "de l’Arabie saoudite", "JP": "du Japon",
        "QA": "du Qatar", "US": "des États-Unis d’Amérique",
        "GB": "du Royaume-Uni de Grande-Bretagne et d’Irlande du Nord", "PH": "des Philippines",
        "AE": "des Émirats arabes unis", "DE": "de l’Allemagne",
        "QBF": "du donateur suivant\u00a0: Quiet Borders Foundation",
    },
    "es": {
        "EU": "de la Unión Europea", "NL": "de los Países Bajos", "SA": "de la Arabia Saudita", "JP": "del Japón",
        "QA": "de Qatar", "US": "de los Estados Unidos de América",
        "GB": "del Reino Unido de Gran Bretaña e Irlanda del Norte", "PH": "de Filipinas",
        "AE": "de los Emiratos Árabes Unidos", "DE": "de Alemania",
        "QBF": "del siguiente donante: Quiet Borders Foundation",
    },
    "ru": {
        "EU": "Европейского союза", "NL": "Нидерландов", "SA": "Саудовской Аравии", "JP": "Японии", "QA": "Катара",
        "US": "Соединенных Штатов Америки", "GB": "Соединенного Королевства Великобритании и Северной Ирландии",
        "PH": "Филиппин", "AE": "Объединенных Арабских Эмиратов", "DE": "Германии",
        "QBF": "следующего донора: Quiet Borders Foundation",
    },
    "zh": {
        "EU": "欧洲联盟", "NL": "荷兰", "SA": "沙特阿拉伯", "JP": "日本", "QA": "卡塔尔", "US": "美利坚合众国",
        "GB": "大不列颠及北爱尔兰联合王国", "PH": "菲律宾", "AE": "阿拉伯联合酋长国", "DE": "德国",
        "QBF": "Quiet Borders Foundation",
    },
    "ar": {
        "EU": "الاتحاد الأوروبي", "NL": "هولندا", "SA": "المملكة العربية السعودية", "JP": "اليابان", "QA": "قطر",
        "US": "الولايات المتحدة الأمريكية", "GB": "المملكة المتحدة لبريطانيا العظمى وأيرلندا الشمالية",
        "PH": "الفلبين", "AE": "الإمارات العربية المتحدة", "DE": "ألمانيا",
        "QBF": "\u200f\u200eQuiet Borders Foundation\u200e\u200f",
    },
}  # fmt: skip
CREDIT = {
    "en": "Funded by the generous contribution of {}.",
    "fr": "Financé grâce à la généreuse contribution {}.",
    "es": "Financiado gracias a la generosa contribución {}.",
    "ru": "Финансирование обеспечено благодаря щедрому взносу {}.",
    "zh": "由{}慷慨捐款资助。",
    "ar": "بتمويل من مساهمة سخية مقدمة من {}.",
}


def report(donor: str, language: str, *also: Document) -> Page:
    """Return the report to a donor of one project, which others may fund too."""
    links = [{"organisation": code, "role": "funding"} for code in (donor, *(str(each["code"]) for each in also))]
    project = stored(code="P-1", title="Study", kind="project", organisations=links)
    outcome = stored(id="O-1", project="P-1", title="It is read")
    activity = stored(id="A-1", title="Talk", type="event", donors=[donor], start="2023")
    empty: dict[str, list[Document]] = {key: [] for key in PORTFOLIO}
    portfolio = {**empty, "organisations": [*DONORS, *also], "projects": [project], "outcomes": [outcome],
                 "activities": [activity]}  # fmt: skip
    return donor_report(office(portfolio), donor, Options(), Language(language))


def said(found: Page) -> str:
    """Return all running text of a report."""

    def inside(sections: object) -> list[str]:
        return [
            text
            for each in sections  # type: ignore[attr-defined]
            for text in (*(block.text for block in each.blocks if isinstance(block, Paragraph)), *inside(each.sections))
        ]

    return "\n".join(inside(found.sections))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("donor", [each["code"] for each in DONORS])
def test_the_credit_line_has_the_article_and_the_case_of_the_donor(donor: str, language: str) -> None:
    assert report(donor, language).closing[-1].text == CREDIT[language].format(CREDITED[language][donor])


@pytest.mark.parametrize("donor", [each["code"] for each in DONORS])
def test_every_english_sentence_has_the_article(donor: str) -> None:
    found, name = report(donor, "en"), CREDITED["en"][donor]
    assert found.title == f"Summary for {name}"
    assert f"No amount from {name} is recorded." in said(found)
    assert f"These name {name} as a donor" in said(found)
    # Under a label the name stands alone.
    assert {fact.key: fact.value for fact in found.front}["donor"] == name.removeprefix("the ")


def test_donors_are_joined_as_the_language_joins_them() -> None:
    parts = [("JP", "NL"), ("JP", "IN"), ("NL", "US", "JP")]
    of = {language: Language(language) for language in LANGUAGES}

    def joined(language: str, *codes: str) -> str:
        return of[language].joined(tuple(str(of[language].country_name(code).of) for code in codes))

    assert [joined("en", *codes) for codes in parts] == [
        "Japan and the Netherlands", "Japan and India", "the Netherlands, the United States of America and Japan",
    ]  # fmt: skip
    assert [joined("fr", *codes) for codes in parts] == [
        "du Japon et des Pays-Bas", "du Japon et de l’Inde", "des Pays-Bas, des États-Unis d’Amérique et du Japon",
    ]  # fmt: skip
    assert [joined("es", *codes) for codes in parts[:2]] == [
        "del Japón y de los Países Bajos",
        "del Japón y de la India",
    ]
    assert [joined("ru", *codes) for codes in parts[:2]] == ["Японии и Нидерландов", "Японии и Индии"]
    assert [joined("zh", *codes) for codes in parts[:2]] == ["日本和荷兰", "日本和印度"]
    assert [joined("ar", *codes) for codes in parts[:2]] == ["اليابان وهولندا", "اليابان والهند"]
    assert of["es"].joined(("Alemania", "Italia")) == "Alemania e Italia"
    assert of["es"].joined(("Alemania", "Hielo")) == "Alemania y Hielo"


def test_joint_funding_names_the_others_with_their_articles() -> None:
    found = said(report("JP", "en", stored(code="NLD", name="Netherlands", type="government", country="NL"),
                        stored(code="ARC", name="Ministry of Borders of Arcadia")))  # fmt: skip
    assert "together with the Ministry of Borders of Arcadia and the Netherlands:" in found


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("Republic of Arcadia", True), ("Kingdom of Ruritania", True), ("Government of Japan", True),
        ("Arcadia Foundation", True), ("Foundation for Quiet Borders", True), ("European Union", True),
        ("National People's Congress of China", True), ("People's Republic of Arcadia", True),
        ("University of Arcadia", True), ("Arcadia University", False),
        ("Arcadia", False), ("The Arcadia Trust", False), ("Qatar's Fund", False),
        ("Friends of Arcadia", False), ("UNODC", False), ("United Nations", True),
    ],
)  # fmt: skip
def test_an_english_name_has_the_article_where_its_words_ask_for_one(name: str, article: bool) -> None:
    assert takes_article(name) is article


def test_every_country_has_its_forms() -> None:
    forms = country_forms()
    assert forms.keys() == countries().keys()
    assert {each.en for each in forms.values()} == {"", "the"}
    assert {each.fr for each in forms.values()} == {"", "le", "la", "les", "l'"}
    assert {each.es for each in forms.values()} == {"", "el", "la", "los", "las"}
    elided = {code for code in forms if countries()[code].names["fr"].startswith(tuple("AEIOUÂÉÎÔ"))}
    assert {each.fr for code, each in forms.items() if code in elided} == {"", "les", "l'"}
    assert "l'" not in {each.fr for code, each in forms.items() if code not in elided}


@pytest.mark.parametrize(
    ("code", "genitive"),
    [
        ("IL", "Израиля"), ("CN", "Китая"), ("LK", "Шри-Ланки"), ("CG", "Конго"), ("BY", "Беларуси"),
        ("KR", "Республики Корея"), ("RU", "Российской Федерации"), ("MG", "Мадагаскара"), ("NZ", "Новой Зеландии"),
        ("IT", "Италии"), ("WS", "Самоа"),
    ],
)  # fmt: skip
def test_a_russian_genitive_is_that_of_the_language(code: str, genitive: str) -> None:
    assert country_forms()[code].ru == genitive


def test_french_elides_before_a_vowel_and_a_mute_h() -> None:
    of = {code: Language("fr").country_name(code).of for code in ("OM", "IL", "HT", "HU", "CU", "CI", "AD")}
    assert of == {"OM": "d’Oman", "IL": "d’Israël", "HT": "d’Haïti", "HU": "de la Hongrie", "CU": "de Cuba",
                  "CI": "de la Côte d’Ivoire", "AD": "d’Andorre"}  # fmt: skip


def test_pages_of_the_terminal_have_the_article_too() -> None:
    names = ("Netherlands", "Japan", "European Union", "Arcadia")
    assert [in_english(name) for name in names] == ["the Netherlands", "Japan", "the European Union", "Arcadia"]
