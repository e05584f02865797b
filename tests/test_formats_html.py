"""A report as HTML: well-formed, complete, harmless, and drawn by a real browser without a request."""

from __future__ import annotations

import itertools
import re
import shutil
import struct
import subprocess
import unicodedata
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import report_specimen as specimen
from hypothesis import given, strategies as st

from portfolio.errors import SettingsError
from portfolio.formats.html import html_text
from portfolio.formats.markup import Markup, css_string, escaped, tag
from portfolio.formats.wording import Wording
from portfolio.language.language import Language
from portfolio.pages.graphics import Chart
from portfolio.pages.tree import Facts, Page, Paragraph, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROWSER = shutil.which("chromium")
SVG = "{http://www.w3.org/2000/svg}"
# All that may be in a file: everything else would be text that became markup.
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "p", "img", "h1", "h2", "h3", "h4", "dl", "div"),
    *("dt", "dd", "nav", "ol", "li", "main", "section", "figure", "figcaption", "table", "caption", "thead", "tbody"),
    *("tfoot", "tr", "th", "td", "bdi", "br", "footer"),
}
DRAWN = {f"{SVG}{name}" for name in ("svg", "title", "desc", "rect", "text")}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8ffff3f0005fe02fea7d6059b0000000049454e44ae426082"
)


def written(report: Page | None = None, logo: bytes | None = None) -> str:
    report = report or specimen.report()
    return html_text(report, Language(report.language), logo)


def parsed(report: Page | None = None) -> ET.Element:
    """Return the document as a strict parser of XML reads it, which takes nothing that is not well-formed."""
    return ET.fromstring(written(report).removeprefix("<!DOCTYPE html>"))  # noqa: S314 - our own file


def said(element: ET.Element) -> str:
    """Return what an element reads, a line break being one."""
    text = element.text or ""
    for child in element:
        text += ("\n" if child.tag == "br" else said(child)) + (child.tail or "")
    return text


def sections(report: Page) -> Iterator[Section]:
    def walk(inside: tuple[Section, ...]) -> Iterator[Section]:
        for each in inside:
            yield each
            yield from walk(each.sections)

    yield from walk(report.sections)


class TestCompleteness:
    def test_every_table_reads_as_the_report_says(self) -> None:
        report = specimen.report()
        wording = Wording(Language("en"))
        tables = [
            block for each in sections(report) for block in each.blocks if isinstance(block, Table) and block.rows
        ]
        drawn = list(parsed(report).iter("table"))
        assert len(drawn) == len(tables)
        for table, element in zip(tables, drawn, strict=True):
            rows = [*table.rows, *([table.total] if table.total else [])]
            assert [[said(cell) for cell in row] for row in element.iter("tr")] == [
                [heading for heading, _ in wording.headings(table)],
                *(
                    [
                        "\n".join(wording.cell(row, column, bare, of_many=row is table.total))
                        for column, (_, bare) in zip(table.columns, wording.headings(table), strict=True)
                    ]
                    for row in rows
                ),
            ]
            caption = element.find("caption")
            assert (said(caption) if caption is not None else "") == table.caption

    def test_figures_are_to_the_cent(self) -> None:
        """Not by way of the writers' own wording: amounts as a person would write them."""
        text = "\n".join(said(cell) for cell in parsed().iter() if cell.tag in {"td", "th", "dd"})
        for figure in (
            "110,000,000.00",
            "43,250,000.75",
            "0.01",
            "-5,000,000.00",
            "EUR 503,007.16",
            "-12.50",
            "98.25%",
        ):
            assert figure in text.split("\n")
        assert text.count("not known") == 3

    def test_facts_and_paragraphs_are_there_once_and_in_order(self) -> None:
        report = specimen.report()
        found = [said(each) for each in parsed(report).iter() if each.tag in {"p", "dt"}]
        told: list[str] = [report.marking, report.subtitle, *(fact.label for fact in report.front)]
        for section in sections(report):
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    told.append(block.text)
                elif isinstance(block, Facts):
                    told += [fact.label for fact in block.facts]
                elif isinstance(block, Table):
                    told += [*([] if block.rows or not block.empty else [block.empty]), *block.notes]
        assert found == [*told, *(each.text for each in report.closing), report.marking]

    def test_charts_say_all_that_they_show(self) -> None:
        report = specimen.report()
        charts = [block for each in sections(report) for block in each.blocks if isinstance(block, Chart)]
        drawn = list(parsed(report).iter(f"{SVG}svg"))
        assert len(drawn) == len(charts) == 2
        for chart, element in zip(charts, drawn, strict=True):
            assert element.get("role") == "img"
            title, described = element.find(f"{SVG}title"), element.find(f"{SVG}desc")
            assert title is not None
            assert described is not None
            assert (element.get("aria-labelledby"), element.get("aria-describedby")) == (
                title.get("id"),
                described.get("id"),
            )
            assert said(title) == chart.caption
            assert said(described) == "; ".join(f"{bar.label}: {bar.value:,f}" for bar in (*chart.bars, *chart.apart))
            values = [said(each) for each in element.iter(f"{SVG}text") if "value" in each.get("class", "")]
            assert values == [f"{bar.value:,f}" for bar in (*chart.bars, *chart.apart)]


class TestStructure:
    @pytest.mark.parametrize(("language", "runs"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
    def test_says_its_language_and_direction(self, language: str, runs: str) -> None:
        root = parsed(specimen.report(language))
        assert (root.get("lang"), root.get("dir")) == (language, runs)

    def test_headings_go_down_a_level_at_a_time(self) -> None:
        levels = [int(each.tag[1]) for each in parsed().iter() if re.fullmatch("h[1-6]", each.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_contents_lead_to_every_section(self) -> None:
        report = specimen.report()
        root = parsed(report)
        links = {
            said(each): each.get("href", "") for each in root.iter("a") if (each.get("href") or "").startswith("#part")
        }
        assert list(links) == [each.heading for each in sections(report)]
        ids = {each.get("id"): said(each) for each in root.iter() if each.get("id")}
        assert {ids[target[1:]] for target in links.values()} == set(links)

    def test_no_two_elements_share_an_id_and_every_reference_has_one(self) -> None:
        root = parsed()
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        for name in ("aria-labelledby", "aria-describedby"):
            assert {each.get(name) for each in root.iter() if each.get(name)} <= set(ids)

    def test_every_heading_of_a_table_says_what_it_heads(self) -> None:
        for table in parsed().iter("table"):
            head, rows = (
                table.find("thead"),
                [row for part in ("tbody", "tfoot") for row in table.findall(f"{part}/tr")],
            )
            assert head is not None
            assert {each.get("scope") for each in head.iter("th")} == {"col"}
            # One that would only say again what the row above says heads nothing.
            assert all((row[0].tag == "th" and row[0].get("scope") == "row") == bool(said(row[0])) for row in rows)
            assert all(cell.tag == "td" for row in rows for cell in row[1:])

    def test_a_long_report_lists_only_its_main_parts(self) -> None:
        report = specimen.report()
        many = Section("many", "Many", (), tuple(Section(f"P-{place}", f"Project {place}") for place in range(200)))
        links = list(parsed(report._replace(sections=(many,))).iter("a"))
        assert [said(each) for each in links] == ["Skip to the contents", "Many"]


class TestHarm:
    def test_nothing_but_the_writers_own_elements(self) -> None:
        names = {each.tag for each in parsed().iter()}
        assert names <= ELEMENTS | DRAWN
        assert {key for each in parsed().iter() for key in each.attrib if key.startswith("on")} == set()

    def test_a_lenient_parser_sees_the_same(self) -> None:
        """A browser mends what is broken; here there is nothing to mend."""
        seen: list[str] = []

        class Reader(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                del attrs
                seen.append(tag)

        Reader().feed(written())
        assert seen == [each.tag.removeprefix(SVG) for each in parsed().iter()]

    def test_nothing_is_fetched(self) -> None:
        text = written(logo=PIXEL)
        assert "default-src &#39;none&#39;" in text
        assert set(re.findall(r'(?:src|href)="([^"]{0,10})', text)) == {
            "#main",
            *re.findall('href="([^"]{0,10})', text),
            "data:image",
        }
        assert all(link.startswith("#") for link in re.findall('href="([^"]*)"', text))
        assert "url(" not in text
        assert "@import" not in text
        assert "<script" not in text

    def test_styles_hold_nothing_that_would_end_them(self) -> None:
        styles = re.findall("<style>(.*?)</style>", written(), re.DOTALL)
        assert len(styles) == 1
        assert not re.search("[<&]", styles[0])

    @given(st.text())
    def test_text_comes_back_as_it_was(self, text: str) -> None:
        refused = {*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF))}
        refused |= {sign for sign in text if unicodedata.category(sign) == "Cc"} - {"\t", "\n"}
        tidy = "".join("\ufffd" if sign in refused else sign for sign in text)
        element = ET.fromstring(tag("p", text, title=text))  # noqa: S314 - our own
        assert said(element) == tidy
        # XML has white space in attributes read as spaces.
        assert element.get("title") == re.sub(r"[\t\n]", " ", tidy)

    @given(st.text())
    def test_text_in_a_style_is_only_digits(self, text: str) -> None:
        assert re.fullmatch(r'"(\\[0-9a-f]{6})*"', css_string(text))

    def test_text_is_escaped_once(self) -> None:
        assert escaped(escaped("a & b")) == "a &amp; b"
        assert tag("p", tag("bdi", "a & b")) == "<p><bdi>a &amp; b</bdi></p>"
        assert isinstance(escaped("a"), Markup)


class TestLogo:
    def test_stands_in_the_file(self) -> None:
        assert 'src="data:image/png;base64,iVBORw0KGgo' in written(logo=PIXEL)

    def test_something_else_is_refused(self) -> None:
        with pytest.raises(SettingsError, match="no PNG or JPEG"):
            written(logo=b"<svg onload='alert(1)'/>")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_can_be_told_apart_in_light_and_dark(scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", written(), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    for text in ("ink", "quiet", "deep"):
        assert contrast(colours[text], colours["paper"]) >= 6.5
        assert contrast(colours[text], colours["wash"]) >= 6
    for bar in ("bar", "minus"):
        assert contrast(colours[bar], colours["track"]) >= 3
        assert contrast(colours[bar], colours["paper"]) >= 3
    assert contrast(colours["focus"], colours["paper"]) >= 3


@pytest.mark.skipif(not BROWSER, reason="Chromium is not installed")
class TestBrowser:
    OPTIONS = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
        *("--disable-component-update", "--disable-sync", "--hide-scrollbars"),
    )

    def run(self, folder: Path, page: str, *options: str) -> str:
        file = folder / "report.html"
        file.write_text(page, encoding="utf-8")
        command = [BROWSER or "", *self.OPTIONS, f"--user-data-dir={folder / 'profile'}", *options, file.as_uri()]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @pytest.mark.parametrize("language", ["en", "fr", "ar"])
    @pytest.mark.parametrize("width", [390, 1280])
    def test_draws_a_page_no_wider_than_the_window(self, tmp_path: Path, language: str, width: int) -> None:
        """The page itself says how wide it is: a script of the test's own, which the report's policy would not run."""
        asked = (
            "<script>document.title = [document.documentElement.scrollWidth, innerWidth,"
            " document.scripts.length, performance.getEntriesByType('resource').length].join()</script>"
        )
        page = written(specimen.report(language)).replace("</body>", f"{asked}</body>")
        page = re.sub(r"<meta http-equiv[^>]*>", "", page)
        dom = self.run(tmp_path, page, f"--window-size={width},2000", "--dump-dom")
        found = re.search("<title>([0-9,]+)</title>", dom)
        assert found
        wide, window, scripts, requests = map(int, found[1].split(","))
        assert (wide, scripts, requests) == (window, 1, 0)

    def test_photographs_it(self, tmp_path: Path) -> None:
        self.run(tmp_path, written(), "--window-size=390,2000", f"--screenshot={tmp_path / 'page.png'}")
        picture = (tmp_path / "page.png").read_bytes()
        assert struct.unpack(">II", picture[16:24]) == (390, 2000)
        assert len(picture) > 20_000

    def test_prints_the_marking_on_every_page(self, tmp_path: Path) -> None:
        reader = shutil.which("pdftotext")
        if not reader:
            pytest.skip("pdftotext (poppler) is not installed")
        longer = re.sub(r"(?s)(?<=<tbody>).*?(?=</tbody>)", lambda rows: rows[0] * 3, written())
        self.run(tmp_path, longer, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}")
        done = subprocess.run(
            [reader, "-layout", str(tmp_path / "page.pdf"), "-"], capture_output=True, encoding="utf-8", check=True
        )
        pages = done.stdout.rstrip("\f").split("\f")
        assert len(pages) > 2
        for number, page in enumerate(pages, 1):
            assert "UNCLASSIFIED" in page
            assert f"{number}/{len(pages)}" in page.replace(" ", "")
        assert sum("Committed" in page and "Participants" in page for page in pages) >= 2
