"""Pages as HTML files that need nothing else: no network, no script; for screens of any size, and for paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from portfolio.files.colours import colours_of, css
from portfolio.formats import svg, svg_map
from portfolio.formats.logo import data_address
from portfolio.formats.markup import Markup, css_string, escaped, joined, tag
from portfolio.formats.panels import tiles
from portfolio.formats.wording import Wording
from portfolio.pages.content import drawn
from portfolio.pages.graphics import Chart, WorldMap
from portfolio.pages.prose import stressed
from portfolio.pages.site.addresses import PAGE, PICTURE
from portfolio.pages.tree import FIGURES, Bullets, Facts, Linked, Paragraph, Photo, SharedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.language.language import Language
    from portfolio.pages.tree import Block, Fact, Leaves, Page, Row, Section, Table

    # Gives the address of the page of what a name stands for, or None where there is none.
    Address: TypeAlias = Callable[[Linked], str | None]
    # The rows that were made, by what they were made of and how: the row, its columns, their currencies.
    RowsMade: TypeAlias = dict[tuple[object, ...], Markup]

_STYLES = [Path(__file__).with_name(name) for name in ("graphics.css", "report.css")]
# Nothing may be fetched or run, whatever a text holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# Headings go down to h6; sections further inside keep that.
_LOWEST = 6
# How many sections of a second level the contents list; beyond, they would be longer than what they lead to.
_LISTED = 40
# From how many columns on a table is set smaller on paper.
_MANY_COLUMNS = 8
# Up to how many a table is no wider than a chart, so that figures stay near what they are of.
_FEW_COLUMNS = 3
_FEW_FIGURES = 12
# From how many on labelled values stand two abreast where there is room.
_MANY_FACTS = 6
_TITLE = "title"
# How many pages of a long table are named on either side of the one that is shown.
_BESIDE = 2


def html_text(page: Page, language: Language, logo: bytes | None = None, colour: str = "") -> str:
    """Return a page as an HTML document, with a logo for its title block, in a colour or in the program's own.

    Raises:
        SettingsError: The logo is no PNG or JPEG.
    """
    document = HtmlDocument(page, language)
    sections = [document.section(each, (place,)) for place, each in enumerate(page.sections, 1)]
    leading = sum(each.leads for each in page.sections)
    body = [
        tag("a", language.word("Skip to the contents"), class_="skip", href="#main"),
        document.head(logo),
        tag("main", *sections[:leading], document.contents(), *sections[leading:], id="main"),
        document.foot(),
    ]
    title = f"{page.title} – {page.subtitle}" if page.subtitle else page.title
    styles = Markup(f"\n{styles_of(colour)}{margins(page, language)}\n")
    return html_page(_POLICY, language, title, [tag("style", styles)], body)


def html_page(policy: str, language: Language, title: str, head: Sequence[Markup], body: Sequence[Markup]) -> str:
    """Return a whole document, which fetches and runs nothing but what a policy names."""
    first = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
    ]
    whole = tag(
        "html",
        tag("head", *first, *head),
        tag("body", joined(body, "\n")),
        lang=language.code,
        dir="rtl" if language.right_to_left else "ltr",
    )
    return f"<!DOCTYPE html>\n{whole}\n"


def styles_of(colour: str = "") -> str:
    """Return the styles of all documents, in a colour or in the program's own."""
    return "".join(sheet.read_text(encoding="utf-8") for sheet in _STYLES) + css(colours_of(colour))


def margins(page: Page, language: Language) -> str:
    """Return the styles that print the marking above every page, and below it the title and the page's number."""
    start, end = ("right", "left") if language.right_to_left else ("left", "right")
    look = "color: #4d5b68; font-size: 8pt;"
    return f"""@page {{
  @top-center {{ content: {css_string(page.marking)}; {look} }}
  @bottom-{start} {{ content: {css_string(page.title)}; {look} }}
  @bottom-{end} {{ content: counter(page) " / " counter(pages); {look} }}
}}
@page :first {{ @top-center {{ content: none; }} }}"""


class _Linking(Wording):
    """Values of a page of several, in which what stands for a record leads to the page of that."""

    def __init__(self, language: Language, address: Address) -> None:
        super().__init__(language)
        self._address = address

    def _word(self, value: object, kind: str) -> str:
        if isinstance(value, Linked):
            return self._named(value)
        if isinstance(value, tuple) and any(isinstance(each, Linked) for each in value):
            return joined([self._named(each) for each in value], escaped(self.language.comma))
        return super()._word(value, kind)

    def _named(self, name: str) -> Markup:
        """Return a name, as a link where it has an address."""
        where = self._address(name) if isinstance(name, Linked) else None
        return tag("a", _bidi(name), href=where) if where else _bidi(name)


class HtmlDocument:
    """The parts of one document."""

    def __init__(
        self, page: Page, language: Language, address: Address | None = None, kept: RowsMade | None = None
    ) -> None:
        """Take a page, its language, and of one of several what gives the address of a record's, or None.

        `kept` holds the rows that were made for other pages from which addresses are the same.
        """
        self._page, self._language = page, language
        self._address, self._kept = address, {} if kept is None else kept
        self._wording = _Linking(language, address) if address else Wording(language)

    def head(self, logo: bytes | None) -> Markup:
        """Return the title block."""
        page = self._page
        return tag(
            "header",
            *self._marking(),
            *([tag("img", src=data_address(logo), alt="", class_="logo")] if logo else []),
            tag("h1", _bidi(page.title), id=_TITLE),
            *([tag("p", _bidi(page.subtitle), class_="subtitle")] if page.subtitle else []),
            self._facts(page.front, "front"),
        )

    def _marking(self) -> list[Markup]:
        return [tag("p", self._page.marking, class_="marking")] if self._page.marking else []

    def contents(self) -> Markup:
        """Return the table of contents; nothing of a page without headings, nor of what is read before it."""
        if not any(section.heading for section in self._page.sections):
            return Markup()
        deep = sum(len(section.sections) for section in self._page.sections) <= _LISTED
        return tag(
            "nav",
            tag("h2", self._language.word("Contents"), id="contents"),
            _listed(self._page.sections, (), deep=deep),
            aria_labelledby="contents",
        )

    def foot(self) -> Markup:
        """Return the closing lines."""
        return tag("footer", *map(_paragraph, self._page.closing), *self._marking())

    def section(self, section: Section, path: tuple[int, ...]) -> Markup:
        """Return a section with those inside it; `path` is its number in each level, from the outermost."""
        name = _anchor(path)
        labelled = name if section.heading else _TITLE
        parts = [tag(f"h{min(len(path) + 1, _LOWEST)}", _bidi(section.heading), id=name)] if section.heading else []
        parts += [self._block(block, f"{name}-{place}", labelled) for place, block in enumerate(drawn(section), 1)]
        parts += [self.section(each, (*path, place)) for place, each in enumerate(section.sections, 1)]
        return tag("section", joined(parts, "\n"), aria_labelledby=name if section.heading else None)

    def _block(self, block: Block, name: str, heading: str) -> Markup:
        if isinstance(block, Paragraph):
            return _paragraph(block)
        if isinstance(block, Facts):
            figures = len(block.facts) <= _FEW_FIGURES and all(fact.kind in FIGURES for fact in block.facts)
            look = "figures" if figures else "facts many" if len(block.facts) >= _MANY_FACTS else "facts"
            return self._facts(block.facts, look)
        if isinstance(block, Bullets):
            items = joined([tag("li", _stressed(line, block.strong)) for line in block.lines], "\n")
            caption = [tag("figcaption", _bidi(block.caption))] if block.caption else []
            return tag("figure", *caption, tag("ul", items))
        if isinstance(block, Chart):
            note = [tag("p", _bidi(block.note), class_="note")] if block.note else []
            return tag("figure", tag("figcaption", _bidi(block.caption)), svg.bars(block, self._wording, name), *note)
        if isinstance(block, WorldMap | Photo):
            return self._map(block, name) if isinstance(block, WorldMap) else self._photo(block)
        return self._tiles(block, name) if block.tiled else self._table(block, name, heading)

    def _photo(self, photo: Photo) -> Markup:
        """Return a picture, and what it shows below it; a page of several has it from beside it."""
        source = self._address(Linked("", PICTURE, photo.digest)) if self._address else data_address(photo.data)
        shown = tag("img", src=source, alt=photo.alt, width=str(photo.width), height=str(photo.height))
        return tag(
            "figure", shown, *([tag("figcaption", _bidi(photo.caption))] if photo.caption else []), class_="photo"
        )

    def _tiles(self, table: Table, name: str) -> Markup:
        """Return a table of results as figures side by side."""
        found = tiles(table, self._wording)
        pairs = [
            tag(
                "div",
                tag("dt", _bidi(each.label)),
                tag("dd", _bidi(each.figure), class_="figure"),
                *(tag("dd", _bidi(note), class_="note") for note in each.notes),
            )
            for each in found.tiles
        ]
        figures = tag("dl", joined(pairs, "\n"), class_="figures tiles", aria_labelledby=name)
        return tag("figure", tag("figcaption", _bidi(found.caption), id=name), figures, class_="wide")

    def _map(self, drawn: WorldMap, name: str) -> Markup:
        """Return a map with its notes; the figures stand in the table below it, but for what no country has."""
        said = [*(f"{bar.label}: {self._wording.number(bar.value)}" for bar in drawn.apart), *drawn.notes]
        notes = [tag("p", _bidi(note), class_="note") for note in said]
        caption = tag("figcaption", _bidi(drawn.caption))
        found = self._address
        address = (lambda code: found(Linked("", "country", code))) if found else None
        return tag("figure", caption, svg_map.world(drawn, self._wording, name, address), *notes, class_="wide")

    def _facts(self, facts: Sequence[Fact], look: str) -> Markup:
        """Return labelled values; without any, nothing."""
        pairs = [
            tag("div", tag("dt", fact.label), tag("dd", _lines(self._wording.fact(fact)), class_=_look(fact.kind)))
            for fact in facts
        ]
        return tag("dl", joined(pairs, "\n"), class_=look) if pairs else Markup()

    def _table(self, table: Table, name: str, heading: str) -> Markup:
        """Return a table in a box of its own, in which it can be wider than the screen."""
        notes = [tag("p", _bidi(note), class_="note") for note in table.notes]
        if not table.rows:
            return joined([*([tag("p", _bidi(table.empty), class_="empty")] if table.empty else []), *notes])
        headings = self._wording.headings(table)
        bare = [currency for _, currency in headings]
        top = [
            tag("th", text, scope="col", class_=_look(column.kind))
            for column, (text, _) in zip(table.columns, headings, strict=True)
        ]
        whole = [
            *([tag("caption", _bidi(table.caption), id=name)] if table.caption else []),
            tag("thead", tag("tr", *top)),
            tag("tbody", joined([self._made(row, table, bare) for row in table.rows], "\n")),
            *([tag("tfoot", self._row(table.total, table, bare))] if table.total else []),
        ]
        drawn = tag("table", joined(whole, "\n"), class_=_room(table))
        labelled = name if table.caption else heading
        box = tag("div", drawn, class_="scroll", role="group", aria_labelledby=labelled, tabindex="0")
        return joined([box, *(self._leaves(table.leaves) if table.leaves else []), *notes], "\n")

    def _leaves(self, leaves: Leaves) -> list[Markup]:
        """Return the way to the other pages of a table: those beside this one, the first and the last."""
        last, word = len(leaves.addresses) - 1, self._language.word
        near = {0, last, *range(max(leaves.shown - _BESIDE, 0), min(leaves.shown + _BESIDE, last) + 1)}
        items, before = [], -1
        for place in sorted(near):
            items += [tag("li", "…", class_="gap")] if place > before + 1 else []
            said = word("Page {page} of {pages}", page=place + 1, pages=last + 1)
            here = "page" if place == leaves.shown else None
            number, where = self._language.number(place + 1), Linked("", PAGE, leaves.addresses[place])
            href = self._address(where) if self._address else None
            items.append(tag("li", tag("a", number, href=href, aria_label=said, aria_current=here)))
            before = place
        return [tag("nav", tag("ul", *items), class_="leaves", aria_label=word("Pages of the table"))]

    def _made(self, row: Row, table: Table, bare: Sequence[str]) -> Markup:
        """Return a row, made once where several pages have it."""
        if not isinstance(row, SharedRow):
            return self._row(row, table, bare)
        which = (id(row), *(column.key for column in table.columns), *bare)
        if which not in self._kept:
            self._kept[which] = self._row(row, table, bare)
        return self._kept[which]

    def _row(self, row: Row, table: Table, bare: Sequence[str]) -> Markup:
        cells = [
            _cell(self._wording.cell(row, column, currency, of_many=row is table.total), column.kind, first=not place)
            for place, (column, currency) in enumerate(zip(table.columns, bare, strict=True))
        ]
        return tag("tr", joined(cells), class_="residue" if row.get("residue") else None)


def _cell(lines: Sequence[str], kind: str, *, first: bool) -> Markup:
    """Return a cell; the first names the row, if it does not only say again what the row above says."""
    if first and any(lines):
        return tag("th", _lines(lines), scope="row", class_=_look(kind))
    return tag("td", _lines(lines), class_=_look(kind))


def _look(kind: str) -> str:
    """Return the class of a value by its kind: a figure, a code, a word that screens do not break, or text."""
    if kind in FIGURES or kind == "code":
        return "code" if kind == "code" else "figure"
    return "text" if kind in {"text", "names", "lines"} else "word"


def _room(table: Table) -> str | None:
    """Return the class of a table by how many columns it has."""
    columns = len(table.columns)
    return "many" if columns >= _MANY_COLUMNS else "few" if columns <= _FEW_COLUMNS else None


def _bidi(text: str) -> Markup:
    """Return text that runs in its own direction, and stands where the page's lines begin."""
    return tag("bdi", text)


def _stressed(text: str, strong: Sequence[str]) -> Markup:
    """Return text that runs in its own direction, with the parts of it that stand out."""
    return tag("bdi", *(tag("strong", part) if stands_out else part for part, stands_out in stressed(text, strong)))


def _lines(lines: Sequence[str]) -> Markup:
    """Return lines one below the other."""
    return joined([line if isinstance(line, Markup) else _bidi(line) for line in lines if line], "<br/>")


def _paragraph(paragraph: Paragraph) -> Markup:
    return tag("p", _stressed(paragraph.text, paragraph.strong), class_=paragraph.tone)


def _listed(sections: Sequence[Section], above: tuple[int, ...], *, deep: bool) -> Markup:
    """Return sections as a list of links, with those inside them where there is room."""
    items = []
    for place, section in enumerate(sections, 1):
        if section.leads:
            continue
        path = (*above, place)
        inside = [_listed(section.sections, path, deep=False)] if deep and section.sections else []
        link = tag("a", _bidi(section.heading), href=f"#{_anchor(path)}")
        items.append(tag("li", link, *inside))
    return tag("ol", *items)


def _anchor(path: tuple[int, ...]) -> str:
    return "part-" + "-".join(map(str, path))
