"""The register in a language: translations in place of what was written, and the originals where there are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import shown
from registers import INTENT

from portfolio.query.released import released
from portfolio.query.translated import Translated

if TYPE_CHECKING:
    from conftest import Program
    from desks import Office

from desks import empty_office

__all__ = ["empty_office"]


def test_texts_are_translations_where_there_are_any(empty_office: Office) -> None:
    office = empty_office
    office.add("projects", title="Border", description="About")
    office.add("projects", title="Frontera", language="es")
    office.edit("projects", "P-001", "title.fr=Frontière", "title.es=Linde")
    plain = office.store.read()
    french, spanish = Translated(plain, "fr"), Translated(plain, "es")
    assert [each["title"] for each in french.find("projects")] == ["Frontière", "Frontera"]
    assert (french.get("projects", "P-001") or {})["description"] == "About"
    assert (french.get("projects", "P-001") or {})["titles"]["en"] == "Border"
    assert french.has_originals
    assert not spanish.has_originals
    assert Translated(plain, "en").get("projects", "P-001") is plain.get("projects", "P-001")


def test_indicators_are_told_with_their_outcome(empty_office: Office) -> None:
    office = empty_office
    office.add("projects", title="Border")
    with office.store.transaction(INTENT) as it:
        indicator = {"id": "O-001.i1", "title": "Officers", "titles": {"fr": "Agents"}, "measure": "unit"}
        it.put("outcomes", {"id": "O-001", "project": "P-001", "title": "Trained", "indicators": [indicator]})
    found = Translated(office.store.read(), "fr").get("outcomes", "O-001") or {}
    assert (found["title"], found["indicators"][0]["title"]) == ("Trained", "Agents")


def test_a_project_is_found_by_a_translated_title(office: Program) -> None:
    office("project", "edit", "P-001", "--set", "title.fr=Passage de frontière")
    assert json.loads(office("project", "show", "passage de frontiere", "--format", "json").out)["code"] == "P-001"
    assert "P-001" in office("find", "frontière").out


def test_a_translated_title_of_withheld_work_is_known_in_other_texts(empty_office: Office) -> None:
    office = empty_office
    office.add("projects", title="Border", classification="confidential")
    office.edit("projects", "P-001", "title.fr=Passage secret")
    seen = released(office.store.read(), "unclassified")
    assert seen.named_in(["Du passage secret"]) == ["Passage secret"]


def test_a_report_has_the_titles_of_its_language_and_says_that_others_are_as_written(office: Program) -> None:
    office("project", "edit", "P-001", "--set", "title.fr=Passage de frontière")
    french = office("report", "project", "P-001", "--lang", "fr", "--format", "md").out
    assert "Passage de frontière" in french
    english = office("report", "project", "P-001", "--format", "md").out
    assert "Passage" not in english
    donor = office("report", "donor", "Arcadia", "--lang", "fr", "--format", "md").out
    assert "Passage de frontière" in donor


def test_translations_are_entered_with_what_they_are_of(office: Program) -> None:
    office("project", "add", "Ports", "--set", "title.fr=Les ports", "--set", "description.es=Dos")
    office("programme", "add", "Borders", "--set", "title.ar=حدود")
    office("contribution", "add", "Arcadia", "5 USD", "--date", "2024", "--set", "title.fr=Don", "--title", "Gift")
    office("outcome", "add", "P-001", "Agreed", "--set", "title.fr=Convenu", "--set", "Description.fr=Tous")
    office("outcome", "indicator", "P-001", "Agreed", "--title", "States", "--set", "title.ru=Государства")
    assert shown(office, "project", "show", "Les ports")["titles"] == {"fr": "Les ports"}
    assert shown(office, "project", "show", "Ports")["descriptions"] == {"es": "Dos"}
    assert shown(office, "programme", "show", "حدود")["titles"] == {"ar": "حدود"}
    assert shown(office, "contribution", "list", "--columns", "title,id")[-1]["title"] == "Gift"
    stored = shown(office, "outcome", "show", "Agreed")
    assert (stored["titles"], stored["descriptions"]) == ({"fr": "Convenu"}, {"fr": "Tous"})
    assert stored["indicators"][0]["titles"] == {"ru": "Государства"}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("--set", "title.xx=A"), 5, "title.xx: is not a field of this project"),
        (("--set", "title.fr"), 2, "write it as FIELD=VALUE"),
        (("--set", "tag+=A"), 2, "write it as tag=VALUE"),
        (("--set", "note=A", "--note", "B"), 2, "Give note once: with --note, or with --set."),
        (("--set", "revision=9"), 5, "revision: is not a field"),
    ],
)
def test_what_a_new_record_cannot_take_is_refused(office: Program, line: tuple[str, ...], code: int, said: str) -> None:
    assert said in office("project", "add", "Ports", *line, code=code).err
    assert "Ports" not in office("project", "list").out
