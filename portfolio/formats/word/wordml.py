"""A report's body in the words of WordprocessingML: text that is escaped in one place, under styles by name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from portfolio.formats.layout import MAP_WIDTH, Bars, Headline, Pairs, Picture, Piece, photo_width
from portfolio.formats.measure import SMALLEST
from portfolio.formats.panels import Cells, Lines, Tiles
from portfolio.pages.prose import stressed
from portfolio.pages.tree import Paragraph, Photo

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Units of drawings in a twentieth of a point, and in a millimetre.
_EMU, _EMU_MM = 635, 36_000

_TONES = {"body": "body text", "lead": "Report Lead", "note": "Report Note", "signature": "Report Signature"}
_LABELS = 0.3
# What word processors know as contents, heading and all, so that they keep and renew them as one.
_CONTENTS = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    "</w:sdtPr><w:sdtContent>"
)
# Of labels and values two abreast.
_ABREAST = (0.22, 0.28, 0.22, 0.28)
# As many figures as would fill the page, so that one alone does not.
_FEWEST_TILES = 3
# The size of the style Table Text, in half points.
_TABLE_SIZE = 17
# How wide text is on the pages that columns are measured for; those of a template may have less room.
_MEASURED_FOR = 9638
# The height of lines in right-to-left tables, in sizes of their text. With an exact height, programs put Arabic and
# Latin text on one base line; with a height that fits the font, they put Arabic text lower.
_EXACT = 1.5
# Twentieths of a point that the table styles leave on either side of a cell.
_MARGIN = 70
# A table of facts, or a chart, with up to this many rows is kept on one page.
_SHORT = 24

_RTL = r"\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc"
_RIGHT_TO_LEFT = re.compile(f"[{_RTL}]")
# Words of left-to-right scripts in a row, from the first to the last, with no right-to-left word between them.
_LEFT_TO_RIGHT = re.compile(rf"[^\W\d_{_RTL}](?:[^{_RTL}]*[^\W_{_RTL}])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class Setting(NamedTuple):
    """The styles, direction and measures in which text is set."""

    styles: Mapping[str, str]  # name of a style to its id in this document
    rtl: bool  # whether the report is written from right to left
    width: int  # the width of the text on the page, in twentieths of a point
    size: int = 0  # the size of text in half points where it is smaller than its style says, or 0


def piece(found: Piece, setting: Setting, bookmark: int, *, keep: bool = False) -> str:
    """Return one piece of a report; a heading carries a bookmark's number, a paragraph may keep with the next."""
    match found:
        case Headline(level, text):
            mark = f'<w:bookmarkStart w:id="{bookmark}" w:name="_Toc{bookmark:08}"/>'
            inside = f'{mark}{runs(text, setting)}<w:bookmarkEnd w:id="{bookmark}"/>'
            return paragraph(f"heading {level}", inside, setting, keep=True)
        case Paragraph(text, tone, strong):
            return paragraph(_TONES[tone], runs(text, setting, strong), setting, keep=keep)
        case Pairs():
            return facts(found, setting)
        case Tiles():
            return tiled(found, setting)
        case Bars():
            return chart(found, setting, keep=keep)
        case Cells():
            return table(found, setting)
        case Picture() | Photo():
            raise TypeError("a picture is kept beside the text, so it is put there by `picture` or `photo`")


def picture(found: Picture, relation: str, number: int, high: float, setting: Setting, *, keep: bool = False) -> str:
    """Return a map that the document keeps under a relation, with words that stand for it.

    No other drawing has its number; `high` is its height in parts of its width.
    """
    wide = round(setting.width * MAP_WIDTH) * _EMU
    title = paragraph("caption", runs(found.title, setting), setting, keep=True)
    drawn = _drawing(relation, f'id="{number}" name="map {number}" descr={quoteattr(clean(found.alt))}', wide, high)
    return title + paragraph("body text", drawn, setting, keep=keep)


def photo(found: Photo, relation: str, number: int, setting: Setting) -> str:
    """Return a picture with its caption below it, as `picture`, and no wider than it is itself."""
    wide = min(setting.width * _EMU, round(photo_width(found) * _EMU_MM))
    named = f'id="{number}" name="picture {number}" descr={quoteattr(clean(found.alt))}'
    drawn = _drawing(relation, named, wide, found.height / found.width)
    caption = paragraph("Report Note", runs(found.caption, setting), setting) if found.caption else ""
    return paragraph("body text", drawn, setting, keep=bool(caption)) + caption


def _drawing(relation: str, named: str, wide: int, high: float) -> str:
    size = f'cx="{wide}" cy="{round(wide * high)}"'
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {size}/><wp:docPr {named}/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{_RELATIONS}" r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def paragraph(
    style: str, inside: str, setting: Setting, *, keep: bool = False, flags: str = "", layout: str = ""
) -> str:
    """Return a paragraph of runs under a style.

    `flags` say how it stands on the page, `layout` has spacing, indents and alignment beside the style's.
    """
    flags = f"<w:keepNext/>{flags}" if keep else flags
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{setting.styles[style]}"/>{flags}'
        f"{'<w:bidi/>' if setting.rtl else ''}{layout}</w:pPr>{inside}</w:p>"
    )


def runs(text: str, setting: Setting, strong: Sequence[str] = ()) -> str:
    """Return text as runs, each of one direction, without characters that XML cannot hold; line ends are kept.

    Parts of it that are `strong` stand out.
    """
    if not strong and "\n" not in text:
        return _line(text, setting)
    return "<w:r><w:br/></w:r>".join(
        "".join(_line(part, setting, bold=bold) for part, bold in stressed(line, strong)) for line in text.split("\n")
    )


def _line(text: str, setting: Setting, *, bold: bool = False) -> str:
    text, rtl = clean(text), setting.rtl
    if not rtl and not _RIGHT_TO_LEFT.search(text):
        return _run(text, setting.size, bold=bold)
    # Word takes the order of a whole run from one mark, so that a code or an English name in Arabic text needs its own.
    found, at = [], 0
    for match in _LEFT_TO_RIGHT.finditer(text):
        found += [(text[at : match.start()], True), (match[0], False)]
        at = match.end()
    found.append((text[at:], True))
    return "".join(
        _run(part, setting.size, rtl=back and bool(rtl or _RIGHT_TO_LEFT.search(part)), bold=bold)
        for part, back in found
        if part
    )


def clean(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def _run(text: str, size: int, *, rtl: bool = False, bold: bool = False) -> str:
    look = "<w:b/><w:bCs/>" if bold else ""
    look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    look += "<w:rtl/>" if rtl else ""
    look = look and f"<w:rPr>{look}</w:rPr>"
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def contents(headings: Sequence[tuple[int, int, str]], title: str, setting: Setting) -> str:
    """Return the table of contents, by bookmark, level and text of each heading, as a field that is filled in.

    Each entry is a link to its heading. Its page is a field too, without a number before it is brought up to date: only
    a word processor knows it, and a wrong one would be worse than none.
    """
    found = [paragraph("toc heading", runs(title, setting), setting, keep=True)]
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{setting.width}"/></w:tabs>'
    last, deepest = len(headings) - 1, max(level for _, level, _ in headings)
    for place, (bookmark, level, text) in enumerate(headings):
        anchor = f"_Toc{bookmark:08}"
        number = _field_start(rf" PAGEREF {anchor} \h ")
        page = f"<w:r><w:tab/></w:r>{number}{_FIELD_END}"
        link = f'<w:hyperlink w:anchor="{anchor}" w:history="1">{runs(text, setting)}{page}</w:hyperlink>'
        start = _field_start(rf' TOC \o "1-{deepest}" \h \z \u ') if place == 0 else ""
        inside = f"{start}{link}{_FIELD_END if place == last else ''}"
        # Its heading takes two entries along; all of them would leave the first page half empty.
        keep = place == 0 < last
        found.append(paragraph(f"toc {level}", inside, setting, keep=keep, layout=tab))
    return f"{_CONTENTS}{''.join(found)}</w:sdtContent></w:sdt>"


def _field_start(code: str) -> str:
    """Return the start of a field that is to be brought up to date."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def page_number(words: Sequence[str], setting: Setting) -> str:
    """Return the line of the page's number; of the words, `{page}` and `{pages}` stand for the numbers."""
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    inside = "".join(
        f'<w:fldSimple w:instr=" {fields[word]} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        if word in fields
        else runs(word, setting)
        for word in words
        if word
    )
    return paragraph("Report Page Number", inside, setting)


def facts(pairs: Pairs, setting: Setting) -> str:
    """Return labels and values as a table, of two columns or of four where some stand two abreast."""
    abreast = max(map(len, pairs.rows), default=1)
    widths = (_LABELS, 1 - _LABELS) if abreast == 1 else _ABREAST
    short = len(pairs.rows) <= _SHORT
    rows = []
    for place, row in enumerate(pairs.rows):
        keep = short and place < len(pairs.rows) - 1
        cells = []
        for label, value in row:
            cells += [
                _cell("Table Label", (label,), setting, keep=keep),
                _cell("Table Text", value, setting, keep=keep),
            ]
        rows.append(_Row(cells, last=2 * abreast - len(cells) + 1))
    return _table("Report Table", widths, rows, setting) + _AFTER


def tiled(found: Tiles, setting: Setting) -> str:
    """Return figures side by side as a table of one row."""
    cells = [
        _cell("Report Figure", (each.figure,), setting)
        + _cell("Table Text", (each.label,), setting)
        + (_cell("Table Label", each.notes, setting) if each.notes else "")
        for each in found.tiles
    ]
    share = 1 / max(len(cells), _FEWEST_TILES)
    title = paragraph("caption", runs(found.caption, setting), setting, keep=True) if found.caption else ""
    row = _table("Report Chart", [share] * len(cells), [_Row(cells)], setting, title=found.caption)
    return title + row + _AFTER


def table(cells: Cells, setting: Setting) -> str:
    """Return a table with its caption and notes; its header row is repeated on each page."""
    page = setting
    scale = max(cells.scale * min(setting.width / _MEASURED_FOR, 1), SMALLEST)
    setting = setting._replace(size=0 if scale == 1 else int(_TABLE_SIZE * scale))
    ending, ends = len(cells.rows) - 1, cells.total is not None or bool(cells.notes)
    heads = [
        _cell("Table Heading Number" if right else "Table Heading", (heading,), setting, keep=True)
        for heading, right in zip(cells.headings, cells.right, strict=True)
    ]
    rows = [_Row(heads, header=True)]
    for place, (residue, row) in enumerate(cells.rows):
        # The first rows are kept with the header, the last ones with the total and the notes.
        keep = (cells.short or place in {0, 1, ending - 1, ending}) and (place < ending or ends)
        styles = ("Table Residue", "Table Residue Number") if residue else ("Table Text", "Table Number")
        rows.append(_Row(_cells(row, cells.right, styles, setting, keep=keep)))
    if cells.total is not None:
        total = _cells(cells.total, cells.right, ("Table Total", "Table Total Number"), setting, keep=bool(cells.notes))
        rows.append(_Row(total))
    caption = paragraph("caption", runs(cells.caption, page), page, keep=True) if cells.caption else ""
    notes = "".join(
        paragraph("Report Note", runs(note, page), page, keep=note is not cells.notes[-1]) for note in cells.notes
    )
    laid = _table("Report Table", cells.widths, rows, setting, last=cells.total is not None, title=cells.caption)
    return f"{caption}{laid}{notes or _AFTER}"


def chart(bars: Bars, setting: Setting, *, keep: bool = False) -> str:
    """Return a chart as a table: label, a paragraph whose shading is the bar, and the figure.

    A bar takes its colour from its paragraph style, so that whoever restyles the document restyles the charts.
    """
    room = int(setting.width * bars.widths[1]) - 2 * _MARGIN
    short = len(bars.bars) <= _SHORT
    rows = []
    for place, bar in enumerate(bars.bars):
        together = short and (keep or place < len(bars.bars) - 1)
        before, after = round(bar.start * room), round((1 - bar.start - bar.length) * room)
        drawn = _bar(before, after, round(min(bar.done, 1) * room), room, setting, keep=together)
        words, figure = ("Table Residue", "Table Residue Number") if bar.apart else ("Table Text", "Table Number")
        label = _cell(words, (bar.label,), setting, keep=together)
        rows.append(_Row([label, drawn, _cell(figure, (bar.text,), setting, keep=together)]))
    title = paragraph("caption", runs(bars.title, setting), setting, keep=True)
    return (
        title
        + _table("Report Chart", bars.widths, rows, setting, title=bars.title)
        + (_AFTER_AND_KEPT if keep else _AFTER)
    )


def _bar(before: int, after: int, done: int, room: int, setting: Setting, *, keep: bool) -> str:
    """Return a bar between two indents; what is planned of it stands below what came about, in grey."""
    parts = [(before, max(after, room - done), ""), (max(before, done), after, _GREY)]
    drawn = [
        paragraph("Chart Bar", "", setting, keep=keep, layout=f'{shade}<w:ind w:left="{left}" w:right="{right}"/>')
        for left, right, shade in parts
        if room - left - right > 0
    ]
    return "".join(drawn) or paragraph("Table Text", "", setting, keep=keep)


_GREY = '<w:shd w:val="clear" w:color="auto" w:fill="A6B4C0"/>'
# A thin paragraph that keeps two tables from growing together, and the text below from touching a table.
_AFTER = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/></w:pPr></w:p>'
_AFTER_AND_KEPT = _AFTER.replace("<w:pPr>", "<w:pPr><w:keepNext/>")


class _Row(NamedTuple):
    """The insides of a row's cells, whether it is the header, and over how many columns its last cell goes."""

    cells: Sequence[str]
    header: bool = False
    last: int = 1


def _cells(
    row: Iterable[Lines], right: Sequence[bool], styles: tuple[str, str], setting: Setting, *, keep: bool = False
) -> list[str]:
    """Return a row's cells under a style for text and one for numbers."""
    return [_cell(styles[flush], lines, setting, keep=keep) for lines, flush in zip(row, right, strict=True)]


def _cell(style: str, lines: Lines, setting: Setting, *, keep: bool = False) -> str:
    """Return a cell's lines, each a paragraph."""
    look = _cell_look(style, setting) if setting.rtl else ""
    return "".join(paragraph(style, runs(line, setting), setting, keep=keep, layout=look) for line in lines)


def _cell_look(style: str, setting: Setting) -> str:
    """Return the layout of a cell in a right-to-left table: lines of one height, figures flush right.

    In a right-to-left paragraph `left` means the side where lines start, which is the right. Figures run from left to
    right there too, so that units stand below units on the right; the style's `right` would set them flush left.
    """
    height = round((setting.size or _TABLE_SIZE) * 10 * _EXACT)
    line = f'<w:spacing w:line="{height}" w:lineRule="exact"/>'
    return f'{line}<w:jc w:val="left"/>' if style.endswith("Number") else line


def _cells_of(row: _Row, twips: Sequence[int]) -> Iterator[str]:
    """Yield the cells of a row, its last one as wide as the columns that it goes over."""
    *others, last = range(len(row.cells))
    for place in others:
        yield f'<w:tc><w:tcPr><w:tcW w:w="{twips[place]}" w:type="dxa"/></w:tcPr>{row.cells[place]}</w:tc>'
    span = f'<w:gridSpan w:val="{row.last}"/>' if row.last > 1 else ""
    wide = sum(twips[last : last + row.last])
    yield f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}</w:tcPr>{row.cells[last]}</w:tc>'


def _table(
    style: str, widths: Sequence[float], rows: Sequence[_Row], setting: Setting, *, last: bool = False, title: str = ""
) -> str:
    """Return a table as wide as the text, its last row a total or not; `title` is what screen readers say of it."""
    twips = [round(share * setting.width) for share in widths]
    header = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    body = "".join(
        (header if row.header else "<w:tr><w:trPr><w:cantSplit/></w:trPr>") + "".join(_cells_of(row, twips)) + "</w:tr>"
        for row in rows
    )
    first = bool(rows and rows[0].header)
    # Word reads the attributes and LibreOffice the sum of their bits.
    bits = 0x0600 + 0x0020 * first + 0x0040 * last
    look = (
        f'w:val="{bits:04X}" w:firstRow="{first:d}" w:lastRow="{last:d}" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="1" w:noVBand="1"'
    )
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in twips)
    said = f"<w:tblCaption w:val={quoteattr(clean(title))}/>" if title else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{setting.styles[style]}"/>{"<w:bidiVisual/>" if setting.rtl else ""}'
        f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook {look}/>{said}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )
