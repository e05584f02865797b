"""Pages as PDF for reading and keeping: tagged for screen readers, its fonts embedded (PDF/A-2a and PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import partial
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from portfolio.errors import PortfolioError
from portfolio.files.colours import Colours, colours_of
from portfolio.formats import layout
from portfolio.formats.logo import no_picture
from portfolio.formats.panels import Cells, Tiles
from portfolio.formats.svg_page import plain
from portfolio.optional import needed
from portfolio.pages.prose import stressed
from portfolio.pages.tree import Page, Paragraph, Photo
from portfolio.pages.undrawn import Undrawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.language.language import Language

# Names of fonts to look for, best first: those of Noto, Windows, macOS and Debian, and one that comes with Typst.
_LATIN = (
    "Noto Sans", "Segoe UI", "Calibri", "Carlito", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans",
    "Libertinus Serif",
)  # fmt: skip
_ARABIC = ("Noto Naskh Arabic", "Noto Sans Arabic", "Segoe UI", "Geeza Pro", "Arial", "Tahoma", "DejaVu Sans")
_CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun")
_REGIONS = {"zh": "CN", "en": "GB"}

_MANY_HEADINGS = 6
# A cell takes up to 20 KB until the document is laid out: this many take 1 GB. That is some 1,000 projects.
_MOST_CELLS = 50_000
# A row may be broken over two pages if one of its cells has more characters than this.
_LONG_CELL = 1500
_NO_GLYPH = re.compile(r'the text `"(?P<text>(?:[^"`\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Drawn for a character that no font has; Typst's own fonts have this one.
_REPLACEMENT = "\ufffd"
# The first and last character of a script, and the package of Debian's that brings a font for it.
_SCRIPTS = (
    ("Cyrillic", 0x0400, 0x052F, "fonts-noto-core"),
    ("Arabic", 0x0600, 0x08FF, "fonts-noto-core"),
    ("Arabic", 0xFB50, 0xFEFC, "fonts-noto-core"),
    ("emoji", 0x2600, 0x27BF, "fonts-noto-color-emoji"),
    ("emoji", 0x1F000, 0x1FAFF, "fonts-noto-color-emoji"),
    ("Chinese, Japanese or Korean", 0x1100, 0x11FF, "fonts-noto-cjk"),
    ("Chinese, Japanese or Korean", 0x2E80, 0xD7FF, "fonts-noto-cjk"),
    ("Chinese, Japanese or Korean", 0xF900, 0xFAFF, "fonts-noto-cjk"),
    ("Chinese, Japanese or Korean", 0xFF00, 0xFFEF, "fonts-noto-cjk"),
    ("Chinese, Japanese or Korean", 0x20000, 0x3FFFF, "fonts-noto-cjk"),
)


def pdf_bytes(
    page: Page,
    language: Language,
    *,
    logo: bytes | None,
    colour: str = "",
    when: dt.datetime,
    warn: Callable[[Undrawn], None] = lambda _: None,
    system_fonts: bool = True,
) -> bytes:
    """Return a page as a PDF; equal pages of one moment on one computer are equal bytes.

    It names no other time than `when` it was made, and no person. `warn` is told of the characters that no font has,
    for which a replacement is drawn. Fonts of this computer are looked for beside those that come with Typst, if they
    are to be.

    Raises:
        UsageError: The library that writes PDF is not installed.
        SettingsError: The logo (PNG or JPEG) is no picture.
        PortfolioError: No font of this computer has the script of the page's language, or the page is too long.
    """
    with needed("typst", "A PDF", "A Word document (.docx) needs nothing more."):
        import typst  # noqa: PLC0415 - few commands write documents, and it need not be installed
    fonts = typst.Fonts(include_system_fonts=system_fonts)
    told = _told(page, language, logo, _families(fonts, language), colours_of(colour))
    text = json.dumps(told, ensure_ascii=False)
    with TemporaryDirectory() as folder:
        for photo in (block for block in page.blocks if isinstance(block, Photo)):
            (Path(folder) / photo.digest).write_bytes(photo.data)
        drawn = partial(_laid_out, fonts=fonts, when=when, folder=folder)
        made, missing = drawn(text)
        if missing:
            own = "".join([told["contents-title"], told["logo-alt"], *(part["text"] for part in told["numbering"])])
            if not missing.isdisjoint(own):
                raise _no_font(*_scripts(missing))
            warn(Undrawn("".join(sorted(missing)), _scripts(missing)[1]))
            made, missing = drawn(text.translate(dict.fromkeys(map(ord, missing), _REPLACEMENT)))
            if missing:
                raise _no_font(*_scripts(missing))
    return made


def _families(fonts: Any, language: Language) -> set[str]:  # noqa: ANN401 - of a library without types
    """Return the families of fonts that there are; raises PortfolioError if none has the script of a language."""
    families = set(fonts.families())
    if language.code == "ar" and families.isdisjoint(_ARABIC):
        # Typst's own fonts have Arabic letters of one width alone, which nobody would send.
        raise _no_font("Arabic", "fonts-noto-core")
    return families


def _laid_out(
    text: str,
    fonts: Any,  # noqa: ANN401 - as above
    when: dt.datetime,
    folder: str,
) -> tuple[bytes, set[str]]:
    """Return the document, or the characters that no font has; raises PortfolioError on any other failure.

    Its pictures lie in a folder, which is all that the layout can read.
    """
    import typst  # noqa: PLC0415 - see `pdf_bytes`

    try:
        made: bytes = typst.compile(
            resources.files("portfolio.formats").joinpath("report.typ").read_bytes(),
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"report": text},
            # Both standards forbid a character without a glyph, so that Typst names it instead of drawing a box.
            pdf_standards=["a-2a", "ua-1"],
            timestamp=when.astimezone(dt.UTC),
        )
    except typst.TypstError as error:
        if missing := _missing(error.diagnostic):
            return b"", missing
        raise _explained(error.message) from error
    return made, set()


def _told(page: Page, language: Language, logo: bytes | None, families: set[str], colours: Colours) -> dict[str, Any]:
    """Return everything that the layout shows, as values that JSON can hold."""
    found = layout.laid_out(page, language)
    _check(sum(map(_cells, found.pieces)))
    headings = sum(isinstance(piece, layout.Headline) for piece in found.pieces)
    wanted = {"ar": (*_LATIN[:1], *_ARABIC, *_LATIN, *_CHINESE), "zh": (*_LATIN[:1], *_CHINESE, *_LATIN, *_ARABIC)}
    fonts = wanted.get(language.code, (*_LATIN, *_ARABIC, *_CHINESE))
    return {
        "title": page.title,
        "subtitle": page.subtitle,
        "lang": language.code,
        "region": _REGIONS.get(language.code),
        "rtl": language.right_to_left,
        "fonts": [font for font in dict.fromkeys(fonts) if font in families],
        "colours": {name: f"#{colour}" for name, colour in colours._asdict().items() if name != "levels"},
        "marking": page.marking,
        "logo": list(logo) if logo else None,
        "logo-alt": language.word("Logo"),
        "numbering": _numbering(language.word("Page {page} of {pages}")),
        "front": _piece(layout.front(page, language), colours, keep=False),
        "contents": headings >= _MANY_HEADINGS,
        "contents-title": language.word("Contents"),
        "sideways": found.sideways,
        "opening": _pieces(found.opening, colours),
        "pieces": _pieces(found.pieces, colours),
    }


def _cells(piece: layout.Piece) -> int:
    """Return how many pieces of text are laid out one by one."""
    match piece:
        case Cells(headings=headings, rows=rows):
            return len(headings) * (len(rows) + 1)
        case layout.Pairs(rows) | layout.Bars(bars=rows) | Tiles(tiles=rows):
            return 3 * len(rows)
    return 1


def _check(cells: int) -> None:
    if cells > _MOST_CELLS:
        raise PortfolioError(
            f"The report is too long for a PDF: it has {cells:,} cells, and a PDF can have at most {_MOST_CELLS:,}. "
            "Make an .xlsx or .html file, or report on a shorter period."
        )


def _numbering(words: str) -> list[dict[str, str]]:
    """Return the parts of the page number's line: text, or the name of a number."""
    found = re.split(r"\{(pages?)\}", words)
    return [{"field": word, "text": ""} if place % 2 else {"text": word} for place, word in enumerate(found)]


def _pieces(pieces: Sequence[layout.Piece], colours: Colours) -> list[dict[str, Any]]:
    return [_piece(piece, colours, keep=keep) for piece, keep in layout.introduced(pieces)]


def _piece(piece: layout.Piece, colours: Colours, *, keep: bool) -> dict[str, Any]:
    match piece:
        case layout.Headline(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text, tone, strong):
            lines = [stressed(line, strong) for line in text.split("\n")]
            return {"kind": "paragraph", "tone": tone, "lines": lines, "keep": keep}
        case layout.Pairs(pairs):
            return {"kind": "pairs", "rows": pairs, "abreast": max(map(len, pairs), default=1)}
        case layout.Picture(title, drawn, alt):
            shown = {"title": title, "svg": plain(drawn, colours), "alt": alt, "wide": layout.MAP_WIDTH}
            return {"kind": "picture", **shown, "keep": keep}
        case Photo(digest, caption, alt):
            return {"kind": "photo", "file": digest, "caption": caption, "alt": alt, "width": layout.photo_width(piece)}
    return {**_table(piece), "keep": keep}


def _table(piece: Cells | Tiles | layout.Bars) -> dict[str, Any]:
    match piece:
        case Tiles():
            return {"kind": "tiles", "caption": piece.caption, "tiles": [tile._asdict() for tile in piece.tiles]}
        case layout.Bars():
            return {"kind": "bars", **piece._asdict(), "bars": [bar._asdict() for bar in piece.bars]}
        case Cells():
            rows = [
                {"residue": residue, "cells": row, "long": any(len(cell[0]) > _LONG_CELL for cell in row)}
                for residue, row in piece.rows
            ]
            return {"kind": "cells", **piece._asdict(), "rows": rows}


def _explained(message: str) -> PortfolioError:
    """Return the error that says what Typst could not do, and what can be done instead."""
    if "decode image" in message:
        return no_picture()
    return PortfolioError(f"The report cannot be laid out as a PDF ({message}). Make a Word document (.docx) instead.")


def _missing(diagnostic: str) -> set[str]:
    """Return the characters that Typst says no font has; it names all of them at once."""
    texts = (_plain(found["text"]) for found in _NO_GLYPH.finditer(diagnostic))
    return {character for text in texts for character in text if not character.isascii()}


def _scripts(missing: set[str]) -> tuple[str, str]:
    """Return the scripts of missing characters, with some of these, and the packages that bring fonts for them."""
    packages = {
        script: package
        for character in sorted(missing)
        for script, low, high, package in _SCRIPTS
        if low <= ord(character) <= high
    }
    names = " and ".join(packages) or "these characters"
    return f"{names} ({' '.join(sorted(missing)[:10])})", " and ".join(sorted(set(packages.values()))) or "fonts-noto"


def _no_font(script: str, package: str) -> PortfolioError:
    return PortfolioError(
        f"No font on this computer has {script}. On Debian and Ubuntu, install {package}. On Windows and macOS, "
        "install the system's optional fonts. Or make a Word document (.docx), which needs none."
    )


def _plain(text: str) -> str:
    """Return text as Typst writes it in a message, each character as itself and none by its number."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
