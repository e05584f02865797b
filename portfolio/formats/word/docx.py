"""Pages as Word documents that staff can restyle: real styles, or their own template's."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING

from portfolio.errors import SettingsError
from portfolio.files.colours import OWN, Colours, accent_of, colours_of
from portfolio.formats.layout import Arranged, Headline, Picture, Piece, front, introduced, laid_out
from portfolio.formats.logo import no_picture
from portfolio.formats.raster import png
from portfolio.formats.word import letterhead, wordml
from portfolio.pages.tree import Page, Photo
from portfolio.reference.outlines import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.document import Document

    from portfolio.formats.word.wordml import Setting
    from portfolio.language.language import Language

_LOGO_EMU = 18 * 36_000  # 18 mm high
# From so many headings on, a reader is helped by a table of contents.
_MANY_HEADINGS = 6
_LISTED_LEVELS = 2
# As many entries as there is room for below what is read first; of more, those of the first level alone are listed.
_MOST_LISTED = 18
# Where the body comes into the saved document: as a tree, a table of thousands of rows takes minutes to be put there.
_HERE = "<?report?>"
_LONGEST_PROPERTY = 255
# Numbers of drawings, beyond those of a template's.
_PICTURES = 10_000
_FIRST_TIME_OF_ZIP = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - times in a ZIP file have no zone


def docx_bytes(
    page: Page,
    language: Language,
    *,
    template: Path | None,
    logo: bytes | None,
    colour: str = "",
    when: dt.datetime,
) -> bytes:
    """Return a page as a Word document; equal pages of one moment are equal bytes.

    Of a template the styles, headers, footers and margins are kept, and the text is not; what it has no style for is in
    the colour of its theme, or in the one that is given. The document names no other time than `when` it was made, and
    no person.

    Raises:
        SettingsError: The template is no Word document, or the logo (PNG or JPEG) no picture.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415 - takes a tenth of a second, and few commands write documents

    document, colours = _opened(template), colours_of(colour)
    styles = letterhead.add_styles(document, parse_xml(_styles(colours, template)), language.code)
    letterhead.clear(document)
    found = laid_out(page, language)
    if found.sideways:
        letterhead.lay_sideways(document)
    last = document.element.body.sectPr
    setting = wordml.Setting(styles, language.right_to_left, letterhead.text_width(last))
    number = wordml.page_number(re.split("(\\{pages?\\})", language.word("Page {page} of {pages}")), setting)
    letterhead.head_and_foot(document, page.marking, number, setting, parse_xml)
    logo_line = wordml.paragraph("normal", "", setting) if logo else ""
    for element in parse_xml(f'<w:body xmlns:w="{wordml.NAMESPACE}">{logo_line}{_HERE}</w:body>').xpath("node()"):
        last.addprevious(element)
    if logo:
        _add_logo(document, logo, language)
    body = _title(page, language, setting) + _body(document, found, language, setting, colours)
    if "fldChar" in body:
        letterhead.bring_up_to_date(document)
    _name(document, page, language, when)
    return _packed(document, body, when)


def _styles(colours: Colours, template: Path | None) -> bytes:
    """Return the program's own styles in colours; those of the theme of a template change with it."""
    themed = template is not None and accent_of(template) == colours.accent
    found = resources.files("portfolio.formats.word").joinpath("styles.xml").read_text(encoding="utf-8")
    for attribute in ("color", "fill"):
        theme = f' w:theme{attribute.capitalize()}="accent1"' if themed else ""
        found = found.replace(f'w:{attribute}="{OWN.accent}"', f'w:{attribute}="{colours.accent}"{theme}')
    return found.replace(OWN.deep, colours.deep).replace(OWN.wash, colours.wash).encode()


def _opened(template: Path | None) -> Document:
    import docx  # noqa: PLC0415 - see docx_bytes

    if template is None:
        return letterhead.bare(docx.Document())
    try:
        return docx.Document(str(template))
    except Exception as error:
        reason = "cannot be read as a Word document (.docx)" if template.exists() else "is not there"
        raise SettingsError(
            f"The template {template} ([report] template) {reason}; open it in Word and save it as .docx, or take the "
            "setting out."
        ) from error


def _add_logo(document: Document, logo: bytes, language: Language) -> None:
    """Put the logo into the last paragraph, with words for those who cannot see it."""
    try:
        shape = document.paragraphs[-1].add_run().add_picture(BytesIO(logo), height=_LOGO_EMU)
    except Exception as error:
        raise no_picture() from error
    described = shape._inline.docPr  # noqa: SLF001 - python-docx has no public way to the description
    described.set("name", "logo")
    described.set("descr", language.word("Logo"))


def _body(document: Document, found: Arranged, language: Language, setting: Setting, colours: Colours) -> str:
    """Return a page below its title in the words of WordprocessingML, the contents where they belong."""
    written: list[str] = []
    mark = 0
    for pieces in (found.opening, found.pieces):
        if pieces is found.pieces:
            written.append(_contents([*found.opening, *pieces], language, setting))
        for piece, keep in introduced(pieces):
            mark += isinstance(piece, Headline | Picture | Photo)
            if isinstance(piece, Photo):
                relation, _ = document.part.get_or_add_image(BytesIO(piece.data))
                written.append(wordml.photo(piece, relation, _PICTURES + mark, setting))
            elif isinstance(piece, Picture):
                relation, _ = document.part.get_or_add_image(BytesIO(png(piece.drawn, colours)))
                written.append(wordml.picture(piece, relation, _PICTURES + mark, HEIGHT / WIDTH, setting, keep=keep))
            else:
                written.append(wordml.piece(piece, setting, mark, keep=keep))
    return "".join(written)


def _title(page: Page, language: Language, setting: Setting) -> str:
    title = wordml.paragraph("title", wordml.runs(page.title, setting), setting)
    subtitle = wordml.paragraph("subtitle", wordml.runs(page.subtitle, setting), setting) if page.subtitle else ""
    return title + subtitle + (wordml.facts(front(page, language), setting) if page.front else "")


def _contents(pieces: Sequence[Piece], language: Language, setting: Setting) -> str:
    """Return the contents of all pieces, whose bookmarks are numbered in their order."""
    marked = [piece for piece in pieces if isinstance(piece, Headline | Picture | Photo)]
    listed = [
        (number, each.level, each.text)
        for number, each in enumerate(marked, 1)
        if isinstance(each, Headline) and each.level <= _LISTED_LEVELS
    ]
    if len(listed) < _MANY_HEADINGS:
        return ""
    first = [each for each in listed if each[1] == 1]
    return wordml.contents(first if len(listed) > _MOST_LISTED else listed, language.word("Contents"), setting)


def _name(document: Document, page: Page, language: Language, when: dt.datetime) -> None:
    """Fill in the document's properties, none of which is a person's or a computer's."""
    properties = document.core_properties
    moment = when.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    for name in ("author", "last_modified_by", "comments", "keywords", "category", "content_status", "version"):
        setattr(properties, name, "")
    properties.identifier = ""
    properties.title, properties.subject = (
        wordml.clean(text)[:_LONGEST_PROPERTY] for text in (page.title, page.subtitle)
    )
    properties.language = language.code
    properties.created = properties.modified = moment
    properties.revision = 1


def _packed(document: Document, body: str, when: dt.datetime) -> bytes:
    """Return the document's file with the body put into it, and one time on all of its parts."""
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    moment = max(when.astimezone(dt.UTC).replace(tzinfo=None), _FIRST_TIME_OF_ZIP).timetuple()[:6]
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            content = before.read(name)
            if name == str(document.part.partname).lstrip("/"):
                content = content.replace(_HERE.encode(), body.encode())
            after.writestr(entry, content)
    return packed.getvalue()
