"""A report as a Word document."""

from __future__ import annotations

import getpass
import re
import socket
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from office import (
    HOSTILE,
    WHEN,
    converted,
    figures,
    hostile_report,
    needs_libreoffice,
    picture,
    renewed,
    right_edges,
    text_of,
    words_on,
)
from report_specimen import report
from worked_report import office

from portfolio.errors import SettingsError
from portfolio.formats.word.docx import docx_bytes
from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Paragraph, Section
from portfolio.reference.places import LANGUAGES

if TYPE_CHECKING:
    from portfolio.pages.tree import Page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = str.maketrans("", "", "\u200e\u200f")


def made(found: Page, template: Path | None = None, logo: bytes | None = None) -> tuple[bytes, Any]:
    file = docx_bytes(found, Language(found.language), template=template, logo=logo, when=WHEN)
    return file, docx.Document(BytesIO(file))


def texts(document: Any) -> list[str]:
    """Return the text of every paragraph, those in tables included."""
    return [said(paragraph) for paragraph in document.element.body.iter(f"{W}p")]


def said(element: Any) -> str:
    """Return the text inside an element, without marks of direction."""
    return "".join(each.text or "" for each in element.iter(f"{W}t")).translate(MARKS)


def style_of(paragraph: Any) -> str:
    return str(paragraph.style.name)


def letterhead(folder: Path, **names: str) -> Path:
    """Return a template with an own style, header, margins and author."""
    document = docx.Document()
    document.styles["Heading 1"].font.name = "Georgia"
    document.sections[0].left_margin = 1_000_000
    document.sections[0].header.paragraphs[0].text = "Ministry of Letterheads"
    document.add_paragraph("Text of the template")
    document.core_properties.author = names.get("author", "Somebody Else")
    document.core_properties.comments = "C:\\Users\\somebody"
    path = folder / "letterhead.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("code", LANGUAGES)
def test_has_every_figure_as_its_language_writes_it(code: str) -> None:
    found, language = report(code), Language(code)
    _, document = made(found)
    words = "\n".join(texts(document))
    expected = Counter(figure.translate(MARKS) for figure in figures(found, language))
    assert len(expected) > 80
    for figure, times in expected.items():
        number = rf"(?<![\d.,]){re.escape(figure)}(?![\d])"
        assert len(re.findall(number, words)) >= times, figure


def test_tables_hold_what_the_report_says_cell_by_cell() -> None:
    _, document = made(report())
    # Its columns have no room side by side, so that it stands in panels that each begin with the code.
    panels = [table for table in document.tables if table.rows[0].cells[0].text == "Code"]
    assert len(panels) > 1
    cells = [
        [*first, *(cell for others in more for cell in others[1:])]
        for first, *more in zip(
            *([[cell.text for cell in row.cells] for row in table.rows] for table in panels), strict=True
        )
    ]
    assert cells[0][5:8] == ["Committed (USD)", "Received", "Spent (USD)"]
    assert cells[1][5:9] == ["1,250,000.50", "EUR 1.07\nUSD 250,000.25", "1,000.00", "1,234"]
    assert cells[3][6] == "not known"
    assert cells[4][7] == "-12.50"
    assert cells[-2][1] == "Not attributed to a listed project"
    assert cells[-1] == ["Total", "", "", "", "", "82,500,006.75", "USD 11,500,011.50", "", "81,444", ""]


def test_is_set_in_styles_that_staff_can_change() -> None:
    _, document = made(report())
    by_style: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(style_of(paragraph), []).append(paragraph.text)
    assert by_style["Title"] == ["Summary for the Kingdom of Arcadia"]
    assert by_style["Heading 1"] == [
        "The gift at a glance",
        "Agreements",
        "Projects",
        "Where the money works",
        "Results",
    ]
    assert by_style["Heading 2"] == ["First agreement <script>alert(1)</script>"]
    assert by_style["Caption"][0] == "Projects supported"
    assert "A note." in by_style["Report Note"]
    assert {table.style.name for table in document.tables} == {"Report Table", "Report Chart"}
    own = {each.get(f"{W}val") for each in document.element.body.iter(f"{W}sz", f"{W}color", f"{W}rFonts")}
    assert not own, "text is formatted past its style"


def test_repeats_header_rows_and_breaks_no_row() -> None:
    _, document = made(report())
    headed = {"Code", "Region", "Year"}
    seen = set()
    for table in document.element.body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        first = said(next(rows[0].iter(f"{W}tc")))
        assert repeated == [first in headed, *[False] * (len(rows) - 1)]
        seen.add(first)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert headed <= seen


def test_numbers_the_pages_and_lists_the_contents_as_fields() -> None:
    _, document = made(report())
    (footer,) = (each.target_part.element for each in document.part.rels.values() if each.reltype.endswith("/footer"))
    assert said(footer) == "Page 1 of 1"
    assert [each.get(f"{W}instr") for each in footer.iter(f"{W}fldSimple")] == [" PAGE ", " NUMPAGES "]
    body = document.element.body
    links = list(body.iter(f"{W}hyperlink"))
    assert [each.text.split()[0] for each in body.iter(f"{W}instrText")] == ["TOC", *["PAGEREF"] * len(links)]
    kinds = [each.get(f"{W}fldCharType") for each in body.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", *["begin", "separate", "end"] * len(links), "end"]
    # The numbers of pages are found when the document is opened.
    assert document.settings.element.find(f"{W}updateFields").get(f"{W}val") == "true"
    marks = {each.get(f"{W}name"): each.getparent() for each in body.iter(f"{W}bookmarkStart")}
    for link in links:
        heading = marks[link.get(f"{W}anchor")]
        assert said(link) == said(heading) != ""


@needs_libreoffice
def test_contents_that_would_not_fit_on_the_first_page_list_only_the_first_level() -> None:
    def sections(places: int) -> tuple[Section, ...]:
        inside = tuple(Section(f"{place}", f"Work {place}", [Paragraph("It is done.")]) for place in range(places))
        return tuple(Section(name, name, [Paragraph("It is said.")], inside) for name in ("Here", "There"))

    for places, expected in ((8, 18), (9, 2)):
        _, document = made(report()._replace(sections=sections(places)))
        (contents,) = document.element.body.iter(f"{W}sdt")
        _, *entries = contents.iter(f"{W}p")
        assert len(entries) == expected
        field = next(each.text for each in contents.iter(f"{W}instrText"))
        assert field.startswith(f' TOC \\o "1-{2 if places == 8 else 1}"')


def test_the_contents_have_the_page_of_each_heading_once_they_are_brought_up_to_date(tmp_path: Path) -> None:
    file, _ = made(donor_report(office(), "Arcadia", Options(), Language("en")))
    path = tmp_path / "made.docx"
    path.write_bytes(file)
    pages = text_of(renewed(path, tmp_path)).split("\f")
    listed = re.findall(r"^ *(\S.*?)\.{5,} ?(\d+)$", "\n".join(pages), re.MULTILINE)
    assert len(listed) > 10
    for heading, number in listed:
        assert heading in [line.strip() for line in pages[int(number) - 1].splitlines()], (heading, number)


def test_the_contents_are_what_word_processors_know_as_such_with_their_heading() -> None:
    _, document = made(report())
    (contents,) = document.element.body.iter(f"{W}sdt")
    assert [each.get(f"{W}val") for each in contents.iter(f"{W}docPartGallery")] == ["Table of Contents"]
    first, *others = contents.iter(f"{W}p")
    assert said(first) == "Contents"
    assert len(others) == len(list(document.element.body.iter(f"{W}hyperlink")))


def test_every_page_is_upright_under_the_marking_however_wide_a_table() -> None:
    _, document = made(report())
    assert [section.orientation for section in document.sections] == [0]
    assert [section.header.is_linked_to_previous for section in document.sections] == [False]
    assert [paragraph.text for paragraph in document.sections[0].header.paragraphs] == ["UNCLASSIFIED"]


def test_arabic_runs_from_right_to_left() -> None:
    _, document = made(report("ar", "موجز لمملكة أركاديا (UNCCT)"))
    assert all(
        paragraph.find(f"{W}pPr/{W}bidi") is not None
        for paragraph in document.element.body.iter(f"{W}p")
        if paragraph.find(f"{W}r") is not None
    )
    tables = list(document.element.body.iter(f"{W}tbl"))
    assert all(table.find(f"{W}tblPr/{W}bidiVisual") is not None for table in tables)
    title = next(paragraph for paragraph in document.paragraphs if style_of(paragraph) == "Title")
    runs = [(run.text, run.font.rtl is True) for run in title.runs]
    assert runs == [("موجز لمملكة أركاديا (", True), ("UNCCT", False), (")", True)]


def test_the_map_is_the_same_in_every_direction() -> None:
    pages = [donor_report(office(), "Arcadia", Options(), Language(code)) for code in ("en", "ar")]
    drawn = [
        {str(each.partname): each.blob for each in made(page)[1].part.package.iter_parts() if "media" in each.partname}
        for page in pages
    ]
    assert drawn[0]
    assert drawn[0] == drawn[1]


def test_figures_of_an_arabic_table_are_flush_right_and_its_lines_of_one_height() -> None:
    _, document = made(report("ar"))
    flush = {True: set[str](), False: set[str]()}
    for table in document.element.body.iter(f"{W}tbl"):
        for paragraph in table.iter(f"{W}p"):
            layout = paragraph.find(f"{W}pPr")
            style = layout.find(f"{W}pStyle").get(f"{W}val")
            if style.startswith("Table") and said(paragraph):
                side = layout.find(f"{W}jc")
                # In a right-to-left paragraph, `left` is where lines start: on the right.
                flush[style.endswith("Number")].add("" if side is None else side.get(f"{W}val"))
                assert layout.find(f"{W}spacing").get(f"{W}lineRule") == "exact"
    assert flush == {True: {"left"}, False: {""}}
    fonts = next(document.styles.element.iter(f"{W}rFonts"))
    assert fonts.get(f"{W}ascii") == fonts.get(f"{W}cs")
    _, english = made(report())
    assert not [each for each in english.element.body.iter(f"{W}jc") if each.getparent().tag == f"{W}pPr"]


@needs_libreoffice
def test_libreoffice_sets_units_under_units_in_arabic(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(made(donor_report(office(), "Arcadia", Options(), Language("ar")))[0])
    page = words_on(converted(path, tmp_path))
    edges = right_edges(page, ("1,500,000.00", "950,000.00", "250,000.00"))
    assert max(edges) - min(edges) < 1


def test_text_is_never_markup() -> None:
    _, document = made(hostile_report())
    found = Counter(texts(document))
    for text in HOSTILE:
        assert found[text] >= 5
    fields = document.element.body.iter(f"{W}instrText")
    assert {re.sub(r"[0-9]+", "N", each.text) for each in fields} == {r' TOC \o "N-N" \h \z \u ', r" PAGEREF _TocN \h "}


def test_what_xml_cannot_hold_is_left_out() -> None:
    _, document = made(report(title="A\x00\x0b\x1b\ufffeB\ud800"))
    assert "AB" in texts(document)


def test_equal_reports_are_equal_bytes() -> None:
    assert made(report())[0] == made(report())[0]
    assert made(report())[0] != made(report(title="Another"))[0]


def test_names_no_person_computer_or_folder(tmp_path: Path) -> None:
    for template in (None, letterhead(tmp_path)):
        file, document = made(report(), template, picture())
        properties = document.core_properties
        assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
        assert properties.created == properties.modified == WHEN
        assert properties.title == "Summary for the Kingdom of Arcadia"
        with zipfile.ZipFile(BytesIO(file)) as packed:
            assert {entry.date_time for entry in packed.infolist()} == {(2024, 10, 1, 9, 30, 0)}
            everything = b"\n".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
            assert not [name for name in packed.namelist() if "thumbnail" in name or "app.xml" in name]
        for name in (getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(tmp_path), "Somebody", "somebody"):
            assert not re.search(rf"\b{re.escape(name)}\b", everything), name


def test_keeps_the_styles_header_and_margins_of_a_template(tmp_path: Path) -> None:
    _, document = made(report(), letterhead(tmp_path))
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.styles["Report Table"] is not None
    assert document.sections[0].left_margin == pytest.approx(1_000_000, abs=700)
    header = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    assert header == ["UNCLASSIFIED", "Ministry of Letterheads"]
    assert "Text of the template" not in texts(document)
    ids = [style.get(f"{W}styleId") for style in document.styles.element.iter(f"{W}style")]
    assert len(ids) == len(set(ids))
    used = {each.get(f"{W}val") for each in document.element.body.iter(f"{W}pStyle", f"{W}tblStyle")}
    assert used <= set(ids)


def test_tables_are_set_smaller_where_a_template_has_less_room(tmp_path: Path) -> None:
    """Of 170 mm that columns are measured for, 136 are 80 per cent: of 8.5 points, 13 halves are left."""
    path = letterhead(tmp_path)
    narrow = docx.Document(str(path))
    section = narrow.sections[0]
    section.page_width, section.left_margin, section.right_margin = docx.shared.Mm(196), *[docx.shared.Mm(30)] * 2
    narrow.save(str(path))
    _, document = made(report(), path)
    table = next(each for each in document.element.body.iter(f"{W}tbl") if list(each.iter(f"{W}tblHeader")))
    assert {each.get(f"{W}val") for each in table.iter(f"{W}sz")} == {"13"}


def test_marks_first_and_even_pages_of_a_template_too(tmp_path: Path) -> None:
    path = tmp_path / "two.docx"
    document = docx.Document()
    document.sections[0].different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "First"
    document.save(str(path))
    section = made(report(), path)[1].sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert header.paragraphs[0].text == "UNCLASSIFIED"


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x03\x04 broken"])
def test_a_broken_template_is_said_to_be_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"broken\.docx.*cannot be read as a Word document"):
        made(report(), path)


def test_a_template_that_is_not_there_is_missed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not there"):
        made(report(), tmp_path / "none.docx")


def test_shows_a_logo_with_words_for_those_who_do_not_see_it() -> None:
    _, document = made(report(), logo=picture())
    (shown,) = (each for each in document.element.body.iter() if str(each.tag).endswith("}docPr"))
    assert shown.get("descr") == "Logo"
    with pytest.raises(SettingsError, match="no PNG or JPEG"):
        made(report(), logo=b"<svg/>")


@needs_libreoffice
@pytest.mark.parametrize("code", ["en", "ar"])
def test_libreoffice_shows_all_of_it(tmp_path: Path, code: str) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(made(report(code), logo=picture())[0])
    shown = text_of(converted(path, tmp_path)).translate(MARKS)
    for figure in figures(report(code), Language(code)):
        assert figure.translate(MARKS) in shown or not figure[0].isdigit(), figure
    pages = shown.count("UNCLASSIFIED")
    assert pages == shown.count("\f") > 2
