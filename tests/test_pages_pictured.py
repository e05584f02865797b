"""Pictures of narratives in reports: once in the tree, drawn or named by each format, and only where they may go."""

from __future__ import annotations

import base64
import json
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from office import JPEG, WHEN
from python_calamine import CalamineWorkbook
from trees import section, sections
from worked_report import PORTFOLIO, office, stored

from portfolio.errors import StoreError, UsageError
from portfolio.formats.layout import photo_width
from portfolio.formats.registry import FORMATS, write
from portfolio.language.language import Language
from portfolio.pages.content import texts, without_photos
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.release import Release, release
from portfolio.pages.tree import Page, Paragraph, Photo, Section
from portfolio.store.pictures import digest_of

DIGEST = digest_of(JPEG)
STORY = {
    "id": "N-1",
    "target": "P-1",
    "kind": "story",
    "title": "Amina",
    "text": "She trains others.",
    "picture": DIGEST,
    "caption": "Amina at <work>",
    "consent": "A form",
}
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
HELD = [name for name, each in FORMATS.items() if each.has_pages and not each.is_partial]


def released(data: bytes | None = JPEG, level: str = "unclassified", **fields: object) -> Release:
    """Return what is released of an office with a story, some fields of which are others."""
    story = {key: value for key, value in {**STORY, **fields}.items() if value is not None}
    whole = office({**PORTFOLIO, "narratives": [stored(**story)]}, all_seen=True)
    kept = {DIGEST: data} if data else {}
    return release(whole._replace(find_picture=kept.get), level)


def report(found: Release, language: str = "en") -> Page:
    return donor_report(found.office, "Arcadia", Options(level=found.seen.level), Language(language))


def photo(page: Page) -> Photo:
    (found,) = (block for block in page.blocks if isinstance(block, Photo))
    return found


def without_bytes(page: Page) -> Page:
    """Return a page whose pictures are lost."""

    def lost(each: Section) -> Section:
        blocks = [block._replace(load=lambda: None) if isinstance(block, Photo) else block for block in each.blocks]
        return each._replace(blocks=blocks, sections=tuple(map(lost, each.sections)))

    return page._replace(sections=tuple(map(lost, page.sections)))


def made(page: Page, form: str) -> bytes:
    try:
        found = write(page, form)
    except UsageError as error:
        pytest.skip(str(error))
    return found if isinstance(found, bytes) else found.encode()


class TestTree:
    def test_it_stands_below_the_text_with_its_caption_and_points(self) -> None:
        text, found = section(report(released()), "N-1").blocks
        assert text == Paragraph("She trains others.")
        assert isinstance(found, Photo)
        told = f"Picture: Amina at <work> ({DIGEST[:12]})"
        assert found[:-1] == (DIGEST, "Amina at <work>", "Amina at <work>", told, 24, 16)
        assert found.data == JPEG

    def test_one_that_is_taken_away_before_it_is_drawn_is_named(self) -> None:
        with pytest.raises(StoreError, match=DIGEST):
            made(without_bytes(report(released())), "html")

    def test_without_a_caption_it_is_named_as_a_picture(self) -> None:
        found = photo(report(released(caption=None), "fr"))
        assert (found.caption, found.alt, found.told) == ("", "Image", f"Image\N{NO-BREAK SPACE}: {DIGEST[:12]}")

    def test_a_caption_that_alone_is_not_translated_says_so(self) -> None:
        translated = report(released(texts={"fr": "Elle forme."}), "fr")
        assert photo(translated).caption == "Amina at <work> (Langue de l’original\N{NO-BREAK SPACE}: Anglais)"
        assert photo(report(released(), "fr")).caption == "Amina at <work>"
        both = released(texts={"fr": "Elle forme."}, captions={"fr": "Amina au travail"})
        assert photo(report(both, "fr")).alt == "Amina au travail"

    def test_what_a_narrative_is_known_from_stands_below_it(self) -> None:
        found = report(released(sources=[{"citation": "Field visit"}, {"url": "https://example.org/a"}]))
        assert section(found, "N-1").blocks[-2:] == (
            Paragraph("Source: Field visit", "note"),
            Paragraph("Source: https://example.org/a", "note"),
        )

    def test_a_withheld_name_in_a_caption_is_found(self) -> None:
        assert "Amina at <work>" in texts(report(released()))

    def test_who_looks_at_text_on_a_screen_has_words_in_its_place(self) -> None:
        page = without_photos(report(released()))
        assert not [block for block in page.blocks if isinstance(block, Photo)]
        assert "base64" not in str(write(page, "md"))
        assert "Picture: Amina at" in str(write(page, "md"))


class TestFormats:
    @pytest.mark.parametrize("form", HELD)
    def test_each_shows_or_names_it(self, form: str) -> None:
        page = report(released())
        assert made(page, form) == made(page, form)
        found = made(page, form)
        if form in {"docx", "xlsx"}:
            with zipfile.ZipFile(BytesIO(found)) as packed:
                found = b"".join(map(packed.read, packed.namelist()))
        expected = {
            "table": f"({DIGEST[:12]})".encode(),
            "xlsx": f"({DIGEST[:12]})".encode(),
            "json": DIGEST.encode(),
            "jsonl": DIGEST.encode(),
            "csv": DIGEST.encode(),
            "tsv": DIGEST.encode(),
            "md": base64.b64encode(JPEG),
            "html": base64.b64encode(JPEG),
        }
        assert expected.get(form, JPEG) in found
        assert (JPEG in found) == (form in {"docx", "pdf"})

    def test_json_has_its_digest_and_caption(self) -> None:
        told = json.loads(made(report(released()), "json"))["sections"]["projects"]["sections"]["PRG-1"]["sections"]
        story = told["P-1"]["sections"]["N-1"]
        assert story["picture"] == {"digest": DIGEST, "caption": "Amina at <work>"}

    def test_a_workbook_has_narratives_on_a_sheet_each_with_what_it_is_of(self) -> None:
        page = report(released(text="She trains:\n\n- one\n- two"))
        book = CalamineWorkbook.from_filelike(BytesIO(made(page, "xlsx")))
        assert book.get_sheet_by_name("Narrative").to_python() == [
            ["Narrative", "Project or programme", "Code", "Text"],
            [
                *("Story: Amina", "Airport training", "P-1"),
                f"She trains:\n• one\n• two\nPicture: Amina at <work> ({DIGEST[:12]})",
            ],
        ]

    def test_html_says_what_it_shows_and_how_large_it_is(self) -> None:
        text = made(report(released()), "html").decode()
        assert 'alt="Amina at &lt;work&gt;" width="24" height="16"/>' in text

    def test_markdown_has_its_bytes_behind_the_text(self) -> None:
        text = made(report(released()), "md").decode()
        name = f"picture-{DIGEST[:12]}"
        assert f"![Amina at \\<work\\>][{name}]\n\n*Amina at \\<work\\>*" in text
        assert text.splitlines()[-1].startswith(f"[{name}]: data:image/jpeg;base64,")

    def test_word_keeps_it_with_its_caption_no_larger_than_it_is(self) -> None:
        with zipfile.ZipFile(BytesIO(made(report(released()), "docx"))) as packed:
            document = ET.fromstring(packed.read("word/document.xml"))  # noqa: S314 - our own
        (inline,) = (
            each
            for each in document.iter(f"{WP}inline")
            if each.find(f"{WP}docPr").get("name").startswith("picture")  # type: ignore[union-attr]
        )
        size, named = inline.find(f"{WP}extent"), inline.find(f"{WP}docPr")
        assert named is not None
        assert named.get("descr") == "Amina at <work>"
        # A point is 1/96 of an inch, and an inch 914,400 units.
        assert size is not None
        assert (int(size.get("cx", "")), int(size.get("cy", ""))) == (228_600, 152_400)
        word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        (holding,) = (each for each in document.iter(f"{word}p") if inline in set(each.iter()))
        assert holding.find(f"{word}pPr/{word}keepNext") is not None

    def test_a_high_picture_leaves_room_on_the_page_and_a_small_one_stays_small(self) -> None:
        def sized(width: int, height: int) -> float:
            return photo_width(Photo("", "", "", "", width, height, lambda: None))

        assert sized(96, 48) == pytest.approx(25.4)
        assert sized(1600, 1600) == pytest.approx(90)
        assert sized(800, 1600) == pytest.approx(45)
        assert sized(1600, 400) == pytest.approx(360)  # a writer has less room, and makes it that wide

    def test_pdf_has_words_for_those_who_do_not_see_it(self) -> None:
        pytest.importorskip("typst", reason="the library that writes PDF is not installed")
        from portfolio.formats.pdf import pdf_bytes  # noqa: PLC0415 - see above

        told = pdf_bytes(report(released()), Language("en"), logo=None, when=WHEN, system_fonts=False)
        assert told.count(b"/DCTDecode") == 1


class TestRelease:
    @pytest.mark.parametrize("form", HELD)
    @pytest.mark.parametrize("level", ["unclassified", "strictly_confidential"])
    def test_without_consent_it_is_as_if_there_were_none(self, form: str, level: str) -> None:
        without = report(released(consent=None, level=level))
        assert made(without, form) == made(report(released(picture=None, caption=None, level=level)), form)

    @pytest.mark.parametrize(
        "fields",
        [{"classification": "confidential"}, {"people": True, "consent": None}, {"target": "P-9"}],
    )
    def test_that_of_a_narrative_that_stays_stays(self, fields: dict[str, Any]) -> None:
        for form in ("json", "html", "md", "docx"):
            never = office({**PORTFOLIO, "narratives": []}, all_seen=True)
            assert made(report(released(**fields)), form) == made(report(release(never, "unclassified")), form)

    @pytest.mark.parametrize("data", [None, b"", b"no picture", b"\xff\xd8 broken", JPEG[:-2]])
    def test_one_that_is_lost_is_told_to_the_office_alone(self, data: bytes | None) -> None:
        found = released(data)
        page = report(found)
        assert not [block for block in page.blocks if isinstance(block, Photo)]
        assert "N-1" in {each.key for each in sections(page)}
        assert found.notes(())[-1] == (
            "Without 1 picture that the register has lost; portfolio store verify says whose."
        )
        assert not released().notes(())[1:]
