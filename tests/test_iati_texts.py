"""Texts of activities and results in several languages: taken in as translations, published as narratives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desks import Office, empty_office, put
from iati_files import START, activity, published, said as brought, taken
from lxml import etree

from portfolio.errors import RefusedError

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


STORIES: list[dict[str, Any]] = [
    {"id": "N-1", "target": "P-1", "kind": "lessons", "text": "Buy early.\nBuy twice: & <once>.", "start": "2021"},
    {"id": "N-2", "target": "P-1", "kind": "story", "title": "Her well", "text": "Water: it runs.", "end": "2022-03"},
    {
        "id": "N-3",
        "target": "P-1",
        "kind": "achievements",
        "language": "fr",
        "title": "Puits",
        "titles": {"en": "Wells", "ar": "آبار"},
        "text": "Deux\npuits.",
        "texts": {"en": "Two\nwells.", "ar": "بئران"},
        "start": "2020-01-05",
        "end": "2021",
    },
]


def test_narratives_of_the_office_come_back_as_they_were(office: Office, tmp_path: Path) -> None:
    put(office, "projects", {"code": "P-1", "title": "Pumps", "planned_start": "2020-01-01"})
    for each in STORIES:
        put(office, "narratives", each)
    other = Office(tmp_path / "other")
    file = tmp_path / "own.xml"
    file.write_bytes(published(office.store.read()))
    brought(other, file)
    found = {each["id"]: each for each in other.store.read().find("narratives")}
    assert [
        {key: found[each["id"]][key] for key in STORIES[2] if key in found[each["id"]]} for each in STORIES
    ] == STORIES
    assert "extra" not in other.get("projects", "P-1")
    brought(other, file)
    assert [each["revision"] for each in other.store.read().find("narratives")] == [1, 1, 1]


def test_a_description_that_was_changed_since_or_is_of_others_is_kept(office: Office, tmp_path: Path) -> None:
    put(office, "projects", {"code": "P-1", "title": "Pumps", "planned_start": "2020-01-01"})
    put(office, "narratives", STORIES[0])
    own = published(office.store.read()).decode()
    for number, (was, now) in enumerate(
        ((">Lessons learned, 2021", ">Lessons, 2021"), ('ref="XM-DAC-41', 'ref="XX-A'))
    ):
        other = Office(tmp_path / str(number))
        file = tmp_path / f"{number}.xml"
        assert was in own
        file.write_text(own.replace(was, now), encoding="utf-8")
        brought(other, file)
        assert other.store.read().find("narratives") == []
        (project,) = other.store.read().find("projects")
        assert any("Buy early." in each for each in project["extra"])


def test_a_narrative_is_not_taken_in_place_of_anothers(office: Office, tmp_path: Path) -> None:
    put(office, "projects", {"code": "P-1", "title": "Pumps", "planned_start": "2020-01-01"})
    put(office, "narratives", STORIES[0])
    file = tmp_path / "own.xml"
    file.write_bytes(published(office.store.read()))
    other = Office(tmp_path / "other")
    put(other, "projects", {"code": "P-2", "title": "Wells"})
    put(other, "narratives", {**STORIES[0], "target": "P-2"})
    with pytest.raises(RefusedError, match="narrative of another"):
        brought(other, file)
