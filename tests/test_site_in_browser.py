"""A public site in a real browser, from a disk: searched, filtered, by the keyboard alone, without scripts, printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from browsers import CHROMIUM, browser
from conftest import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browsers import Browser
    from conftest import Program

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
PAGES = (
    *("index.html", "projects.html", "projects/P-001.html", "countries/KE.html", "years/2023.html", "methods.html"),
    *("regions.html", "donors.html", "programmes.html"),
)
WIDE, PHONE = 1280, 390
SHOWN = "[...document.querySelectorAll('#finder tbody tr')].map(row => row.querySelector('th').textContent).join()"
HERE = (
    "document.activeElement.id || (document.activeElement.matches('a, button') && document.activeElement.textContent)"
)
FOUND = "document.querySelector('#finder [role=status]')?.textContent"


@pytest.fixture
def site(office: Program, tmp_path: Path) -> Path:
    """The site of the office in English, French and Arabic."""
    assert RECORDS
    office("report", "site", "-d", "site", "--lang", "en,fr,ar")
    return tmp_path / "site"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Browser]:
    with browser(tmp_path / "browser") as opened:
        opened.width(WIDE)
        yield opened


def test_the_top_leads_on_to_the_first_language(site: Path, page: Browser) -> None:
    page.open(site / "en/methods.html")
    page.says(f"location.assign({(site / 'index.html').as_uri()!r})")
    page.until("location.pathname.endsWith('/en/index.html') && document.readyState === 'complete'")


def test_words_are_searched_for_whatever_their_case_and_accents(site: Path, page: Browser) -> None:
    page.open(site / "en/projects.html")
    page.until("document.getElementById('find-q')")
    page.says("document.getElementById('find-q').focus()")
    page.type("evidence COURT")
    page.until(f"{SHOWN} === 'P-002'")
    assert page.says(FOUND) == "Projects found: 1"
    assert page.says("[...document.querySelectorAll('main > section')].every(each => each.hidden)")
    assert "q=evidence" in page.says("location.hash")


def test_a_search_from_any_page_leads_to_the_list(site: Path, page: Browser) -> None:
    page.open(site / "en/countries/KE.html")
    page.until("!document.querySelector('form[role=search]').hidden")
    page.says("document.getElementById('search').focus()")
    page.type("arcadia")
    page.press("Enter")
    page.until(f"location.pathname.endsWith('/en/projects.html') && {SHOWN} === 'P-001,P-002'")
    names = page.says("[...document.querySelectorAll('.pages a')].map(each => each.textContent).join()")
    assert "Arcadia" in names


def test_filters_are_joined_and_cleared(site: Path, page: Browser) -> None:
    page.open(site / "en/projects.html", "#country=0")
    page.until("document.getElementById('find-country')")
    kenya = "[...document.getElementById('find-country').options].find(each => each.text === 'Kenya').value"
    page.says(
        f"(() => {{ const field = document.getElementById('find-country'); field.value = {kenya};"
        " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    page.until(f"{SHOWN} === 'P-001'")
    page.says(
        "(() => { const field = document.getElementById('find-status');"
        " field.value = [...field.options].find(each => each.text === 'Closed').value;"
        " field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    page.until(f"{FOUND} === 'No project fits.'")
    page.says("document.querySelector('.finder button').click()")
    page.until("[...document.querySelectorAll('main > section')].every(each => !each.hidden)")
    assert page.says(SHOWN) == ""


def test_what_is_asked_for_stands_in_the_address(site: Path, page: Browser) -> None:
    page.open(site / "en/projects.html", "#q=worldwide")
    page.until(f"{SHOWN} === 'P-003'")
    assert page.says("document.getElementById('find-q').value") == "worldwide"


def test_another_language_has_the_same_page(site: Path, page: Browser) -> None:
    page.open(site / "en/projects/P-001.html")
    page.says("document.querySelector('.tongues a[lang=ar]').click()")
    page.until("location.pathname.endsWith('/ar/projects/P-001.html') && document.readyState === 'complete'")
    assert page.says("getComputedStyle(document.body).direction") == "rtl"


def test_the_keyboard_alone_reaches_search_and_pages(site: Path, page: Browser) -> None:
    page.open(site / "en/projects.html")
    page.until("document.getElementById('find-q')")
    reached = []
    for _ in range(60):
        page.press("Tab")
        reached.append(page.says(HERE))
        outlined = page.says("getComputedStyle(document.activeElement).outlineStyle")
        assert outlined != "none", f"{reached[-1]} does not show that it has the keyboard"
        if reached[-1] == "Travel documents":
            break
    assert reached[0] == "Skip to the contents"
    assert {"search", "find-q", "find-status", "Donors"} <= set(reached)
    page.press("Enter")
    page.until("location.pathname.endsWith('/en/projects/P-001.html')")


def test_without_scripts_all_can_be_read_and_nothing_is_offered_that_does_not_work(site: Path, page: Browser) -> None:
    page.without_scripts()
    page.open(site / "en/projects.html")
    assert page.says("document.querySelectorAll('main tbody tr').length") == 4
    assert page.says("document.querySelector('form[role=search]').hidden && document.getElementById('finder').hidden")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("pixels", [WIDE, PHONE, 320])
def test_nothing_but_tables_is_wider_than_the_window(site: Path, page: Browser, language: str, pixels: int) -> None:
    page.width(pixels)
    for name in PAGES:
        page.open(site / language / name)
        assert page.says("document.documentElement.scrollWidth") <= pixels, name


def test_addresses_of_sources_break_on_a_phone(office: Program, site: Path, page: Browser) -> None:
    address = "https://example.org/a-statement-of-the-partnership-in-so-many-words"
    office("project", "add", "Customs", "--source", address)
    office("report", "site", "-d", "site", "--lang", "en")
    page.width(PHONE)
    page.open(site / "en/methods.html")
    assert page.says("document.querySelectorAll('.scroll .text a[href^=http]').length")
    assert page.says("[...document.querySelectorAll('.scroll')].every(each => each.scrollWidth <= each.clientWidth)")


def test_the_dark_is_dark(site: Path, page: Browser) -> None:
    page.dark()
    page.open(site / "en/index.html")
    assert page.says("getComputedStyle(document.documentElement).backgroundColor") == "rgb(17, 24, 31)"


def test_a_page_prints_without_its_way_about(site: Path, page: Browser) -> None:
    page.open(site / "en/projects/P-001.html")
    paper = page.printed()
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type ?/Page\b", paper)) <= 3
    page.as_printed()
    assert (
        page.says(
            "[...document.querySelectorAll('form, nav, .menu, .tongues')].filter(each => each.offsetParent).length"
        )
        == 0
    )


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The checker of accessibility that others use too."""
    folder = tmp_path_factory.mktemp("axe")
    if not (npm := shutil.which("npm")):
        pytest.skip("needs npm")
    arguments = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4"]
    try:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, check=False, timeout=60)
    except subprocess.TimeoutExpired:
        pytest.skip("needs a registry of npm that answers")
    if done.returncode:
        pytest.skip("needs a registry of npm that has axe-core")
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_a_checker_of_accessibility_finds_nothing(site: Path, page: Browser, axe: str, look: str) -> None:
    if look == "dark":
        page.dark()
    page.width(PHONE if look == "phone" else WIDE)
    places = [f"{language}/{name}" for language in ("en", "ar") for name in PAGES]
    for place in places:
        page.open(site / place)
        if place.endswith("projects.html"):
            page.until("document.getElementById('find-q')")
        page.says(axe)
        found = page.says("axe.run().then(done => done.violations.map(each => [each.id, each.nodes[0].html]))")
        assert not found, place
