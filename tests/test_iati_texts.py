"""Texts of activities and results in several languages: taken in as translations, published as narratives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desks import Office, empty_office, put
from iati_files import START, activity, published, taken
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

office = empty_office
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def narratives(**texts: str) -> str:
    """Return narratives as XML; `own` says no language."""
    return "".join(
        f"<narrative{'' if language == 'own' else f' xml:lang={chr(34)}{language}{chr(34)}'}>{text}</narrative>"
        for language, text in texts.items()
    )


def titled(**texts: str) -> str:
    """Return an activity that is called so."""
    return activity(inner=START).replace("<narrative>Wells</narrative>", narratives(**texts))


def said(node: Any) -> list[tuple[str | None, str]]:
    """Return language and text of the narratives of an element."""
    return [(each.get(_LANG), each.text) for each in node.iterfind("narrative")]


@pytest.mark.parametrize(
    ("given", "title", "titles", "language"),
    [
        ({"own": "Wells", "fr": "Puits"}, "Wells", {"fr": "Puits"}, None),
        ({"fr-CA": "Puits", "en": "Wells"}, "Wells", {"fr": "Puits"}, None),
        ({"fr": "Puits", "es": "Pozos"}, "Puits", {"es": "Pozos"}, "fr"),
        ({"own": "Wells"}, "Wells", None, None),
    ],
)
def test_titles_are_the_original_and_its_translations(
    given: dict[str, str], title: str, titles: object, language: object, office: Office, tmp_path: Path
) -> None:
    taken(office, tmp_path, titled(**given))
    found = office.get("projects", "XX-ARC-1-A")
    assert (found["title"], found.get("titles"), found.get("language")) == (title, titles, language)


def test_an_activity_in_another_language_is_published_in_it(office: Office, tmp_path: Path) -> None:
    text = titled(own="Puits", en="Wells").replace('xml:lang="en"', 'xml:lang="fr"', 1)
    taken(office, tmp_path, text)
    found = office.get("projects", "XX-ARC-1-A")
    assert (found["title"], found["titles"], found["language"]) == ("Puits", {"en": "Wells"}, "fr")
    node = etree.fromstring(published(office.store.read())).find("iati-activity")
    assert node.get(_LANG) == "en"
    assert said(node.find("title")) == [("fr", "Puits"), ("en", "Wells")]
    assert said(node.find("description")) == [("fr", "Puits"), ("en", "Wells")]


def test_a_description_in_a_language_that_the_title_is_not_in_is_a_translation(office: Office, tmp_path: Path) -> None:
    described = f'<description type="1">{narratives(fr="De l’eau.")}</description>'
    taken(office, tmp_path, activity(inner=described + START))
    found = office.get("projects", "XX-ARC-1-A")
    assert (found["title"], found.get("description"), found["descriptions"]) == ("Wells", None, {"fr": "De l’eau."})


def test_a_language_that_the_register_has_not_is_kept(office: Office, tmp_path: Path) -> None:
    taken(office, tmp_path, titled(own="Wells", pt="Poços"))
    found = office.get("projects", "XX-ARC-1-A")
    assert found.get("titles") is None
    node = etree.fromstring(published(office.store.read())).find("iati-activity")
    assert said(node.find("title")) == [(None, "Wells"), ("pt", "Poços")]


def test_results_and_indicators_have_their_translations(office: Office, tmp_path: Path) -> None:
    result = f"""<result type="1"><title>{narratives(own="Wells dug", fr="Puits creusés")}</title>
        <description>{narratives(own="By hand", fr="À la main")}</description><indicator measure="1">
        <title>{narratives(fr="Puits", own="Wells")}</title></indicator></result>"""
    taken(office, tmp_path, activity(inner=START + result))
    (found,) = office.store.read().find("outcomes")
    assert (found["titles"], found["descriptions"]) == ({"fr": "Puits creusés"}, {"fr": "À la main"})
    assert (found["indicators"][0]["title"], found["indicators"][0]["titles"]) == ("Wells", {"fr": "Puits"})
    node = etree.fromstring(published(office.store.read()))
    assert said(node.find("iati-activity/result/title")) == [(None, "Wells dug"), ("fr", "Puits creusés")]
    assert said(node.find("iati-activity/result/indicator/title")) == [(None, "Wells"), ("fr", "Puits")]


def test_an_outcome_without_indicators_comes_back_without_any(office: Office, tmp_path: Path) -> None:
    title = narratives(own="Water", fr="Eau")
    result = f"""<result type="2"><title>{title}</title><indicator measure="5"><title>{title}</title></indicator>
        </result>"""
    taken(office, tmp_path, activity(inner=START + result))
    (found,) = office.store.read().find("outcomes")
    assert "indicators" not in found


def test_narratives_are_descriptions_of_their_own(office: Office, tmp_path: Path) -> None:
    del tmp_path
    put(office, "projects", {"code": "P-1", "title": "Pumps", "planned_start": "2020"})
    put(
        office,
        "narratives",
        {
            "id": "N-1",
            "target": "P-1",
            "kind": "lessons",
            "title": "Spare parts",
            "titles": {"fr": "Pièces"},
            "text": "Buy them early.",
            "texts": {"fr": "Achetez tôt."},
            "start": "2021",
        },
    )
    node = etree.fromstring(published(office.store.read())).find("iati-activity")
    assert said(node.findall("description")[1]) == [
        (None, "Lessons learned, 2021: Spare parts\nBuy them early."),
        ("fr", "2021: Pièces\nAchetez tôt."),
    ]
    assert node.findall("description")[1].get("type") == "4"
