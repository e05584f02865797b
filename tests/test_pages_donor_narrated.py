"""Narratives, and texts in the report's language: each where it belongs, in words that are never markup."""

from __future__ import annotations

import json
from typing import Any

import pytest
from trees import rows, section, sections
from worked_report import PORTFOLIO, office, stored

from portfolio.errors import UsageError
from portfolio.formats.registry import FORMATS, write
from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Bullets, Page, Paragraph

NARRATIVES = [
    stored(id="N-1", target="P-1", kind="achievements", title="Officers certified", start="2023", end="2023",
           text="First they met.\n\n- One <b>bold</b>\n- Two\n\nThen:\n\n1. Three\n2. Four"),
    stored(id="N-2", target="P-1", kind="next_steps", text="Certify the trainers."),
    stored(id="N-3", contribution="C-1", kind="lessons", text="À temps.", language="fr", texts={"en": "In time."}),
    stored(id="N-4", target="P-2", kind="story", text="Histoire.", language="fr"),
    stored(id="N-5", target="P-9", kind="achievements", text="Nobody may know."),
]  # fmt: skip
TOLD = {
    **PORTFOLIO,
    "narratives": NARRATIVES,
    "projects": [
        {**each, "titles": {"fr": "Formation aux aéroports"}, "descriptions": {"fr": "Forme le personnel."}}
        if each["code"] == "P-1"
        else each
        for each in PORTFOLIO["projects"]
    ],
}


def told(language: str = "en", **options: Any) -> Page:
    return donor_report(office(TOLD), "Arcadia", Options(**options), Language(language))


REPORT = told()


def test_narratives_stand_under_their_work_and_agreement_in_the_order_of_their_kinds() -> None:
    assert [(each.key, each.heading) for each in section(REPORT, "P-1").sections] == [
        ("N-1", "Achievements: Officers certified"),
        ("N-2", "Next steps"),
    ]
    assert [each.key for each in section(REPORT, "C-1").sections] == ["N-3"]
    assert section(REPORT, "N-3").blocks == (Paragraph("In time."),)
    assert section(REPORT, "N-4").blocks == (Paragraph("Histoire."), Paragraph("Original: French", "note"))
    assert "Nobody may know" not in json.dumps([each.blocks for each in sections(REPORT)], default=str)


def test_several_lists_of_one_text_are_several_in_json() -> None:
    lists = [block for block in section(REPORT, "N-1").blocks if isinstance(block, Bullets)]
    assert [(each.key, each.lines) for each in lists] == [
        ("items_1", ("One <b>bold</b>", "Two")),
        ("items_2", ("Three", "Four")),
    ]
    data = json.loads(str(write(REPORT, "json")))["sections"]["projects"]["sections"]["PRG-1"]["sections"]["P-1"]
    assert data["sections"]["N-1"]["items_2"] == ["Three", "Four"]


def test_what_comes_next_begins_with_next_steps_that_are_a_line() -> None:
    outlook = {row["key"]: row["value"] for row in rows(REPORT, "summary") if "value" in row}
    assert outlook["next"][0] == "Certify the trainers."


def test_a_period_has_the_narratives_that_overlap_it() -> None:
    report = told(period={"year": ["2023"]})
    assert [each.key for each in sections(report) if each.key.startswith("N-")] == ["N-1"]


def test_titles_and_descriptions_are_in_the_language_asked_for_else_in_the_original() -> None:
    report = told("fr")
    assert section(report, "P-1").heading == "Formation aux aéroports"
    assert Paragraph("Forme le personnel.") in section(report, "P-1").blocks
    assert section(report, "P-2").heading == "Talks in villages"


@pytest.mark.parametrize("form", [name for name, each in FORMATS.items() if each.has_pages and not each.is_partial])
def test_every_format_holds_narratives_as_they_were_written(form: str) -> None:
    try:
        made = write(REPORT, form)
    except UsageError as error:
        pytest.skip(str(error))
    if isinstance(made, str):
        assert "Certify the trainers" in made
        assert ("<b>" in made) == (form not in {"html", "md"})
