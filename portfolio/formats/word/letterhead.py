"""The Word document that a report is written into: an empty one or staff's template, without a trace of its makers."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeAlias

from portfolio.errors import SettingsError
from portfolio.formats.logo import stripped
from portfolio.formats.word import wordml

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document

    from portfolio.formats.word.wordml import Setting

# An element of python-docx's tree, which has no type of its own that says more.
Element: TypeAlias = Any

_W = f"{{{wordml.NAMESPACE}}}"
_KEPT_OF_THE_PACKAGE = {"officeDocument", "core-properties"}
_KEPT_OF_THE_DOCUMENT = {
    "styles", "settings", "numbering", "fontTable", "theme", "webSettings", "header", "footer", "footnotes", "endnotes",
}  # fmt: skip
# Of a template's settings: what names people, paths or other files.
_TELLING = ("attachedTemplate", "docVars", "mailMerge", "rsids", "saveThroughXslt", "activeWritingStyle")
# Of a document's settings, in their order: those that come after the one for fields.
_AFTER_UPDATE = {
    f"{_W}{name}"
    for name in (
        *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "themeFontLang"),
        *("clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator"),
    )
} | {"{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr"}
_PICTURES = {"image/png", "image/jpeg", "image/jpg"}
_AUTHOR = (f"{_W}author", f"{_W}initials")
_A4 = (11906, 16838)
_MARGIN = 1134
_WORD_2013 = "15"
_TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "zh": "zh-CN", "ar": "ar-SA"}


def bare(document: Document) -> Document:
    """Return python-docx's own document without its hundreds of styles, on A4 with the program's margins."""
    styles = document.styles.element
    for each in list(styles):
        styles.remove(each)
    section = document.sections[0]._sectPr  # noqa: SLF001 - python-docx has no public way to the element
    size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    for name, value in zip(("w", "h"), _A4, strict=True):
        size.set(f"{_W}{name}", str(value))
    for side in ("top", "right", "bottom", "left"):
        margin.set(f"{_W}{side}", str(_MARGIN))
    for side in ("header", "footer"):
        margin.set(f"{_W}{side}", str(_MARGIN // 2))
    for each in document.settings.element.iter(f"{_W}compatSetting"):
        if each.get(f"{_W}name") == "compatibilityMode":
            each.set(f"{_W}val", _WORD_2013)
    return document


def _speak(styles: Element, code: str) -> None:
    """Mark text under the defaults of these styles as being in a language, for spelling and screen readers."""
    language = next(styles.iter(f"{_W}lang"))
    language.set(f"{_W}{'bidi' if code == 'ar' else 'eastAsia' if code == 'zh' else 'val'}", _TAGS[code])
    if code == "ar":
        # Of one font, both scripts have their base line at one height.
        fonts = next(styles.iter(f"{_W}rFonts"))
        for script in ("ascii", "hAnsi"):
            fonts.set(f"{_W}{script}", fonts.get(f"{_W}cs"))


def add_styles(document: Document, ours: Element, code: str) -> dict[str, str]:
    """Add those styles that a document has not got; return name to id of all that the program writes under.

    Text under the defaults of ours is in the language of a code.
    """
    _speak(ours, code)
    theirs = document.styles.element
    known = {_name(each): each.get(f"{_W}styleId") for each in theirs.iter(f"{_W}style")}
    taken = set(known.values())
    ids = {}
    for style in ours.iter(f"{_W}style"):
        own = style.get(f"{_W}styleId")
        ids[own] = known.get(_name(style)) or (f"Report{own}" if own in taken else own)
    if not known:
        theirs.extend(deepcopy(each) for each in ours if each.tag != f"{_W}style")
    for style in ours.iter(f"{_W}style"):
        if _name(style) not in known:
            theirs.append(_renamed(deepcopy(style), ids, first=not known))
    return {_name(style): ids[style.get(f"{_W}styleId")] for style in ours.iter(f"{_W}style")}


def _name(style: Element) -> str:
    """Return the name by which Word knows a style, the same in each of its languages."""
    name: str = style.find(f"{_W}name").get(f"{_W}val")
    # Word writes the names of its own styles small, and some programs large.
    return name if name.startswith(("Report", "Table", "Chart")) else name.lower()


def _renamed(style: Element, ids: dict[str, str], *, first: bool) -> Element:
    style.set(f"{_W}styleId", ids[style.get(f"{_W}styleId")])
    if not first:
        style.attrib.pop(f"{_W}default", None)
    for name in ("basedOn", "next"):
        if (other := style.find(f"{_W}{name}")) is not None:
            other.set(f"{_W}val", ids[other.get(f"{_W}val")])
    return style


def clear(document: Document) -> None:
    """Take out the text of a document, and all that tells of people, computers and other files."""
    body = document.element.body
    last = body.sectPr
    _inherit(body, last)
    for each in list(body):
        if each is not last:
            body.remove(each)
    for name in ("printerSettings", "pgNumType", "type"):
        for each in last.findall(f"{_W}{name}"):
            last.remove(each)
    for each in document.element.findall(f"{_W}background"):
        document.element.remove(each)
    _forget(document.part.package.rels, _KEPT_OF_THE_PACKAGE)
    _forget(document.part.rels, _KEPT_OF_THE_DOCUMENT)
    settings = document.settings.element
    for name in _TELLING:
        for each in settings.findall(f"{_W}{name}"):
            settings.remove(each)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/settings"):
            relation.target_part.rels.clear()
        _unsign(getattr(relation.target_part, "element", None))
    _bare_pictures(document)


def _bare_pictures(document: Document) -> None:
    """Take out what the pictures of headers and footers say of people, places and devices."""
    for part in document.part.package.iter_parts():
        if part.content_type in _PICTURES:
            try:
                part._blob = stripped(part.blob)  # noqa: SLF001 - python-docx has no public way to change a picture
            except SettingsError:
                raise SettingsError(
                    "A picture in the template ([report] template) cannot be read; put it in anew, or take the setting "
                    "out."
                ) from None


def _unsign(root: Element) -> None:
    """Take out who wrote what is marked as a change."""
    for each in root.iter() if hasattr(root, "iter") else ():
        for name in _AUTHOR:
            each.attrib.pop(name, None)


def _inherit(body: Element, last: Element) -> None:
    """Give the last section the headers and footers that it takes over from those before it."""
    for section in reversed(list(body.iter(f"{_W}sectPr"))):
        for name in ("headerReference", "footerReference"):
            has = {each.get(f"{_W}type") for each in last.findall(f"{_W}{name}")}
            for each in section.findall(f"{_W}{name}"):
                if each.get(f"{_W}type") not in has:
                    last.insert(0, deepcopy(each))


def _forget(relations: Any, kept: set[str]) -> None:  # noqa: ANN401 - of python-docx
    for key, relation in list(relations.items()):
        if relation.reltype.rpartition("/")[2] not in kept:
            del relations[key]


def bring_up_to_date(document: Document) -> None:
    """Let a word processor bring the fields of a document up to date when it opens it."""
    settings = document.settings.element
    if settings.find(f"{_W}updateFields") is None:
        update = settings.makeelement(f"{_W}updateFields", {f"{_W}val": "true"})
        after = next((each for each in settings if each.tag in _AFTER_UPDATE), None)
        settings.append(update) if after is None else after.addprevious(update)


def lay_sideways(document: Document) -> None:
    """Turn the pages of a document, headers and footers included."""
    section = document.element.body.sectPr
    _turn(section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar"))


def _turn(size: Element, margin: Element) -> None:
    """Turn a page that stands upright by a quarter, its margins with it."""
    width, height = size.get(f"{_W}w"), size.get(f"{_W}h")
    if int(width) >= int(height):
        return
    size.set(f"{_W}w", height)
    size.set(f"{_W}h", width)
    size.set(f"{_W}orient", "landscape")
    sides = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
    before = {side: margin.get(f"{_W}{side}") for side in sides}
    for side, other in sides.items():
        margin.set(f"{_W}{side}", before[other])


def text_width(section: Element) -> int:
    """Return how wide the text of a section's pages is, in twentieths of a point."""
    size, margin = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    return int(size.get(f"{_W}w")) - int(margin.get(f"{_W}left")) - int(margin.get(f"{_W}right"))


def head_and_foot(
    document: Document, marking: str, number: str, setting: Setting, parse: Callable[[str], Element]
) -> None:
    """Put the marking above each page of the only section and its number below, beside what a template has there."""
    section = document.sections[-1]
    edges: list[tuple[Any, Any]] = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        edges.append((section.first_page_header, section.first_page_footer))
    if document.settings.odd_and_even_pages_header_footer:
        edges.append((section.even_page_header, section.even_page_footer))
    marked = wordml.paragraph("Report Marking", wordml.runs(marking, setting), setting) if marking else ""
    for header, footer in edges:
        _put(header, marked, parse, above=True)
        if "PAGE" not in _instructions(footer._element):  # noqa: SLF001 - python-docx has no public way
            _put(footer, number, parse, above=False)


def _put(edge: Any, xml: str, parse: Callable[[str], Element], *, above: bool) -> None:  # noqa: ANN401 - of python-docx
    made = edge.is_linked_to_previous
    edge.is_linked_to_previous = False
    root = edge._element  # noqa: SLF001 - python-docx has no public way to the element
    paragraphs = list(root)
    if not xml:
        return
    added = list(parse(f'<w:hdr xmlns:w="{wordml.NAMESPACE}">{xml}</w:hdr>'))
    for each in added:
        root.insert(0, each) if above else root.append(each)
    if made:
        for each in paragraphs:
            root.remove(each)


def _instructions(root: Element) -> str:
    """Return the codes of all fields in a header or footer."""
    simple = [each.get(f"{_W}instr") or "" for each in root.iter(f"{_W}fldSimple")]
    return " ".join([*simple, *(each.text or "" for each in root.iter(f"{_W}instrText"))])
