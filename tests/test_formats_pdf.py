"""A report as a PDF."""

from __future__ import annotations

import getpass
import re
import socket
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from office import (
    HOSTILE,
    WHEN,
    figures,
    hostile_report,
    noto_has_arabic,
    picture,
    right_edges,
    text_of,
    words_on,
)
from report_specimen import report
from worked_report import office

from portfolio.errors import PortfolioError, SettingsError, UsageError
from portfolio.language.language import Language
from portfolio.pages.donor import Options, donor_report
from portfolio.pages.tree import Paragraph, Section
from portfolio.reference.places import LANGUAGES

if TYPE_CHECKING:
    from portfolio.pages.tree import Page
    from portfolio.pages.undrawn import Undrawn

pytest.importorskip("typst", reason="the library that writes PDF is not installed")
from portfolio.formats.pdf import pdf_bytes

# Marks of direction and places where a long word may be broken.
INVISIBLE = str.maketrans("", "", "\u200b\u200e\u200f")


def made(found: Page, logo: bytes | None = None) -> bytes:
    try:
        return pdf_bytes(found, Language(found.language), logo=logo, when=WHEN)
    except PortfolioError as error:
        if "No font on this computer" in str(error):
            pytest.skip(str(error))
        raise


def words_of(found: Page, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(made(found))
    return text_of(path).translate(INVISIBLE)


@pytest.mark.parametrize(("places", "listed"), [(8, True), (20, False)])
def test_the_contents_have_as_many_levels_as_the_first_page_has_room_for(
    places: int, listed: bool, tmp_path: Path
) -> None:
    inside = tuple(Section(f"{place}", f"Work {place}", [Paragraph("It is done.")]) for place in range(places))
    sections = tuple(Section(name, name, [Paragraph("It is said.")], inside) for name in ("Here", "There"))
    first, *others = words_of(report()._replace(sections=sections), tmp_path).split("\f")
    assert first.count("There") == 1
    assert (f"Work {places - 1}" in first) == listed
    assert others


@pytest.mark.parametrize("code", LANGUAGES)
def test_has_every_figure_as_its_language_writes_it(code: str, tmp_path: Path) -> None:
    shown = re.sub(r"\s+", " ", words_of(report(code), tmp_path))
    expected = Counter(re.sub(r"\s+", " ", each).translate(INVISIBLE) for each in figures(report(code), Language(code)))
    assert len(expected) > 80
    for figure, times in expected.items():
        # Poppler puts Arabic letters, and a minus beside them, into an order of its own.
        if (code == "ar" and not figure[0].isdigit()) or not figure.isascii():
            continue
        # A date may be broken over lines, between which stands what is beside it.
        for word in figure.split() if re.search("[a-z]", figure) else [figure]:
            assert len(re.findall(rf"(?<![\d.,]){re.escape(word)}(?!\d)", shown)) >= times, figure


def test_text_is_never_markup(tmp_path: Path) -> None:
    shown = re.sub(r"\s+", "", words_of(hostile_report(), tmp_path))
    for text in HOSTILE:
        assert shown.count(re.sub(r"\s+", "", text)) >= 4, text


def test_heads_and_numbers_every_page(tmp_path: Path) -> None:
    pages = words_of(report(), tmp_path).rstrip("\f").split("\f")
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        lines = page.strip().splitlines()
        assert lines[0].strip() == "UNCLASSIFIED"
        assert lines[-1].strip() == f"Page {number} of {len(pages)}"


def test_repeats_the_header_row_on_each_page_of_a_table(tmp_path: Path) -> None:

    from portfolio.pages.tree import Section, Table  # noqa: PLC0415

    whole = report()
    found = next(block for section in whole.sections for block in section.blocks if isinstance(block, Table))
    many = found._replace(rows=[*found.rows] * 10)
    pages = words_of(whole._replace(sections=(Section("s", "All", (many,)),)), tmp_path).split("\f")
    assert sum("Countries" in page for page in pages) > 3
    assert all("Countries" in page for page in pages if "Implementation" in page)


def test_what_would_take_more_memory_than_there_is_is_refused() -> None:

    from portfolio.pages.tree import Section, Table  # noqa: PLC0415

    whole = report()
    found = next(block for section in whole.sections for block in section.blocks if isinstance(block, Table))
    many = found._replace(rows=[*found.rows] * (1 + 50_000 // (len(found.rows) * len(found.columns))))
    with pytest.raises(PortfolioError, match=r"too long for a PDF: .* 50,000\. Make an \.xlsx or \.html file"):
        made(whole._replace(sections=(Section("s", "All", (many,)),)))


def test_is_tagged_and_says_its_title_and_language() -> None:
    for code in ("en", "ar"):
        file = made(report(code), picture())
        for mark in (b"/StructTreeRoot", b"/Marked true", b"/DisplayDocTitle true", f"/Lang({code}".encode()):
            assert mark in file
        assert b"pdfuaid:part>1<" in file
        assert b"pdfaid:part>2<" in file


def test_equal_reports_are_equal_bytes() -> None:
    assert made(report(), picture()) == made(report(), picture())
    assert made(report()) != made(report(title="Another"))


def test_names_no_person_computer_or_folder(tmp_path: Path) -> None:
    file = made(report(), picture()).decode("latin-1")
    assert "/Author" not in file
    assert set(re.findall(r"D:(\d{14})", file)) == {"20241001093000"}
    for name in (getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(tmp_path), "site-packages"):
        if len(name) < 4:
            continue  # compressed bytes hold so few letters by chance
        assert not re.search(rf"(?<![\w/]){re.escape(name)}(?!\w)", file), name


def test_says_which_package_brings_a_font_instead_of_printing_boxes() -> None:
    for code, title, package in (("zh", "阿卡迪亚", "fonts-noto-cjk"), ("ar", "أركاديا", "fonts-noto-core")):
        with pytest.raises(PortfolioError, match=rf"No font on this computer has .* install {package}\."):
            pdf_bytes(report(code, title), Language(code), logo=None, when=WHEN, system_fonts=False)


def test_a_character_that_no_font_has_is_replaced_and_told() -> None:
    """None of these has a glyph in the fonts that come with Typst: an emoji's joiner, and one for private use."""
    told: list[Undrawn] = []
    for title in ("Arcadia \U0001f469\u200d\U0001f467", "Arcadia \U000f0000", "Arcadia 阿卡", "Arcadia"):
        found = report(title=title)
        made = pdf_bytes(found, Language("en"), logo=None, when=WHEN, warn=told.append, system_fonts=False)
        assert made.startswith(b"%PDF-")
    # The specimen's own Chinese and private signs are told every time; what a title adds is told with its own.
    own = set(told[3].characters)
    assert [set(each.characters) - own for each in told[:2]] == [{"\U0001f469", "\u200d", "\U0001f467"}, {"\U000f0000"}]
    assert {"阿", "卡"} <= set(told[2].characters)
    assert "fonts-noto-color-emoji" in told[0].package
    assert not own.intersection(map(chr, range(128)))


def test_the_replacement_is_what_is_drawn(tmp_path: Path) -> None:
    found = report(title="Arcadia \U000f0000 and on")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_bytes(found, Language("en"), logo=None, when=WHEN, system_fonts=False))
    assert "Arcadia \ufffd and on" in re.sub(r"\s+", " ", text_of(path))


def test_a_logo_that_is_no_picture_is_said_to_be_none() -> None:
    with pytest.raises(SettingsError, match="no PNG or JPEG"):
        pdf_bytes(report(), Language("en"), logo=b"\x89PNG\r\n\x1a\nbroken", when=WHEN)


def test_without_the_library_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError, match=r"typst.*\nA Word document \(\.docx\) needs nothing more\."):
        pdf_bytes(report(), Language("en"), logo=None, when=WHEN)


def test_units_stand_under_units_from_right_to_left_too(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(made(donor_report(office(), "Arcadia", Options(), Language("ar"))))
    # Amounts in dollars of the table at a glance.
    edges = right_edges(words_on(path), ("1,500,000.00", "950,000.00", "250,000.00"))
    assert max(edges) - min(edges) < 1


@pytest.mark.skipif(
    not noto_has_arabic(), reason="Noto Sans and Noto Sans Arabic, whose heights agree, are not installed"
)
def test_arabic_and_latin_cells_of_a_row_stand_at_one_height(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(made(donor_report(office(), "Arcadia", Options(), Language("ar"))))
    page = next(page for page in words_on(path) if "250,000.00" in {word.text for word in page})
    figure = next(word for word in page if word.text == "250,000.00")
    # What stands in its row to the right of the figures: the label in Arabic.
    label = min((word for word in page if word.right > figure.right + 300), key=lambda word: abs(word.top - figure.top))
    assert abs(label.top - figure.top) < 0.6
