"""The colours of documents: one rule for the office's colour, a template's and the program's own."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from portfolio.files.colours import OWN, accent_of, colours_of, css

if TYPE_CHECKING:
    from pathlib import Path

# WCAG 2.2, 1.4.6 and 1.4.11: of text, and of what is drawn.
TEXT, DRAWN = 7, 3
THEME = '<a:theme xmlns:a="x"><a:clrScheme name="{name}"><a:accent1>{accent}</a:accent1></a:clrScheme></a:theme>'


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def template(folder: Path, theme: str) -> Path:
    path = folder / "letterhead.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
        if theme:
            package.writestr("word/theme/theme1.xml", theme)
    return path


def test_without_a_colour_they_are_the_programs_own() -> None:
    assert colours_of("") == OWN
    assert css(OWN) == ""


def test_a_colour_that_is_seen_on_white_is_that_of_bars_as_it_is() -> None:
    assert colours_of("7A1F3D").accent == "7A1F3D"
    assert colours_of("009edb").accent == "009EDB"


@pytest.mark.parametrize("colour", ["FFC000", "FFFFFF", "00FF00", "7A1F3D", "000000", "009EDB", "808080", "C00000"])
def test_whatever_the_colour_text_and_bars_can_be_seen(colour: str) -> None:
    found = colours_of(colour)
    assert on_white(found.accent) >= DRAWN
    assert on_white(found.deep) >= TEXT
    assert luminance(found.wash) > 0.85
    lights = [luminance(level) for level in found.levels]
    assert lights == sorted(lights, reverse=True)
    assert lights[0] - lights[-1] > 0.5


def test_screens_get_them_in_light_and_in_dark() -> None:
    paper, dark = css(colours_of("7A1F3D")).split("@media")
    assert "--accent: #7a1f3d;" in paper
    assert "--bar: #7a1f3d;" in paper
    names = [set(re.findall(r"--[a-z0-9-]+", part)) for part in (paper, dark)]
    assert names[0] == names[1]
    seen = re.search(r"--deep: #(\w+);", dark)
    assert seen
    assert (luminance(seen[1]) + 0.05) / (luminance("11181f") + 0.05) >= TEXT


@pytest.mark.parametrize(
    ("name", "accent", "expected"),
    [
        ("Office", '<a:srgbClr val="4472c4"/>', "4472C4"),
        ("Ours", '<a:sysClr val="window" lastClr="7A1F3D"/>', "7A1F3D"),
        ("LibreOffice", '<a:srgbClr val="18A303"/>', ""),  # what it writes where nobody chose any
        ("Ours", '<a:schemeClr val="dk1"/>', ""),
    ],
)
def test_a_template_has_the_first_accent_of_its_theme(tmp_path: Path, name: str, accent: str, expected: str) -> None:
    assert accent_of(template(tmp_path, THEME.format(name=name, accent=accent))) == expected


def test_a_template_without_a_theme_or_that_is_none_has_no_colour(tmp_path: Path) -> None:
    assert accent_of(template(tmp_path, "")) == ""
    assert accent_of(tmp_path / "missing.docx") == ""
    (tmp_path / "letterhead.docx").write_bytes(b"no package")
    assert accent_of(tmp_path / "letterhead.docx") == ""
