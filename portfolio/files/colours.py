"""Colours of documents, all of one hue: the office's own, else that of its template, else the program's."""

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

_THEME = re.compile(r"word/theme/theme\d*\.xml")
_SCHEME = re.compile(rb'<(?:\w+:)?clrScheme\s+name="([^"]*)"')
_ACCENT = re.compile(rb'<(?:\w+:)?accent1>\s*<(?:\w+:)?(?:srgbClr val|sysClr val="\w+" lastClr)="([0-9A-Fa-f]{6})"')
# The colours of a program's own, which nobody chose who did not change them.
_NOBODYS = {b"LibreOffice"}
# A theme has some ten kilobytes.
_MOST = 1_000_000

# Luminances (WCAG 2.2) at which a colour has enough contrast with white: text 7 to 1, what is drawn 3 to 1; how light
# it is behind text; of a map's levels, on paper and on dark screens.
_TEXT, _DRAWN, _BEHIND, _LEVELS, _DARK_LEVELS = 0.1, 0.3, 0.9, (0.63, 0.36, 0.16, 0.03), (0.075, 0.21, 0.46, 0.83)
# The same of text and of what is drawn on dark screens, where lighter is more.
_DARK_TEXT, _DARK_DRAWN = 0.55, 0.22
_DARK_WASH = "18222B"
_STEPS = 24


class Colours(NamedTuple):
    """Colours in hexadecimal digits, on white."""

    accent: str  # of bars, and of rules
    deep: str  # of titles and headings
    wash: str  # behind the headings of tables
    levels: tuple[str, str, str, str]  # of a map, from the lightest


OWN = Colours("009EDB", "0B4F82", "EDF5FA", ("B5D3EA", "6AAAD4", "2473B3", "08325F"))


def colours_of(colour: str) -> Colours:
    """Return the colours of documents by one of them, in six hexadecimal digits, or the program's own by "".

    The colour itself is that of bars, where it is not too pale to be seen on white.
    """
    if not colour:
        return OWN
    light, middle, strong, dark = (_of_luminance(colour, each) for each in _LEVELS)
    return Colours(
        _at_most(colour, _DRAWN), _at_most(colour, _TEXT), _of_luminance(colour, _BEHIND), (light, middle, strong, dark)
    )


def css(colours: Colours) -> str:
    """Return the colours as variables of `graphics.css`, in light and in dark, which has the program's own itself."""
    if colours == OWN:
        return ""
    accent = colours.accent
    paper = {"accent": accent, "deep": colours.deep, "bar": accent, "wash": colours.wash, **_levels(colours.levels)}
    levels = tuple(_of_luminance(accent, each) for each in _DARK_LEVELS)
    drawn = _of_luminance(accent, max(_DARK_DRAWN, _luminance(accent)))
    dark = {
        "wash": _DARK_WASH,
        "accent": drawn,
        "deep": _of_luminance(accent, _DARK_TEXT),
        "bar": drawn,
        **_levels(levels),
    }
    return f":root {{{_said(paper)}}}\n@media screen and (prefers-color-scheme: dark) {{ :root {{{_said(dark)}}} }}\n"


def _levels(levels: tuple[str, ...]) -> dict[str, str]:
    return {f"level-{place}": level for place, level in enumerate(levels, 1)}


def _said(colours: dict[str, str]) -> str:
    return "".join(f" --{name}: #{colour.lower()};" for name, colour in colours.items()) + " "


def accent_of(template: Path) -> str:
    """Return the first accent of the theme of a Word document, in six digits; "" where there is none to be read."""
    try:
        with zipfile.ZipFile(template) as package:
            name = next(filter(_THEME.fullmatch, package.namelist()), "")
            theme = package.open(name).read(_MOST) if name else b""
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError):
        # Who writes into the template says what is wrong with it.
        return ""
    scheme, accent = _SCHEME.search(theme), _ACCENT.search(theme)
    return accent[1].decode().upper() if accent and not (scheme and scheme[1] in _NOBODYS) else ""


def _at_most(colour: str, luminance: float) -> str:
    return colour.upper() if _luminance(colour) <= luminance else _of_luminance(colour, luminance)


def _of_luminance(colour: str, luminance: float) -> str:
    """Return a colour mixed with black or with white until it is as light as this."""
    goal = (255, 255, 255) if _luminance(colour) < luminance else (0, 0, 0)
    parts = bytes.fromhex(colour)
    near, far = 0.0, 1.0
    for _ in range(_STEPS):
        share = (near + far) / 2
        mixed = bytes(round(part + (end - part) * share) for part, end in zip(parts, goal, strict=True))
        passed = _luminance(mixed.hex()) > luminance if goal[0] else _luminance(mixed.hex()) < luminance
        near, far = (near, share) if passed else (share, far)
    # On the darker side, where contrast with white is no less than is wanted.
    share = near if goal[0] else far
    return bytes(round(part + (end - part) * share) for part, end in zip(parts, goal, strict=True)).hex().upper()


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour of screens, by WCAG 2.2."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as sRGB is defined
        for value in (part / 255 for part in bytes.fromhex(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
