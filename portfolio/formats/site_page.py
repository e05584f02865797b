"""Pages of a site as HTML: each as any other document, and around it the way to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.formats.html import HtmlDocument, html_page, margins
from portfolio.formats.markup import Markup, joined, tag
from portfolio.pages.content import with_content
from portfolio.pages.site.addresses import FILE, PAGE, PICTURE, WEB
from portfolio.pages.site.in_language import HOME, SiteEdition
from portfolio.reference.codes import UNCLASSIFIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.formats.html import RowsMade
    from portfolio.language.language import Language
    from portfolio.pages.site.leaf import Leaf
    from portfolio.pages.tree import Linked, Page

STYLES, SCRIPT = "assets/site.css", "assets/site.js"
DATA = "data"
_PICTURES = "pictures"
# Nothing is fetched, and nothing run but what lies beside it: on a server its own, on a disk a file.
_POLICY = (
    "default-src 'none'; style-src 'self' file: 'unsafe-inline'; script-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'self' file:"
)
_OF_THE_WEB = ("https://", "http://")
_NAMES = {"en": "English", "fr": "Français", "es": "Español", "ru": "Русский", "zh": "中文", "ar": "العربية"}


class SitePages:
    """Writes the pages of a site in one language, what several of them have only once."""

    def __init__(self, edition: SiteEdition, languages: Sequence[Language], logo: str = "") -> None:
        """Take the site in its language, all its languages, and the address of its logo in its folder, or ""."""
        self._edition, self._languages, self._logo = edition, languages, logo
        self._kept: dict[str, RowsMade] = {}

    def text(self, leaf: Leaf) -> str:
        """Return a page as an HTML document."""
        framed = _Framed(leaf, self._edition, self._languages, self._logo)
        return framed.text(self._kept.setdefault(framed.up, {}))


def picture_name(digest: str) -> str:
    """Return where a picture stands in the folder of the site."""
    return f"{_PICTURES}/{digest}.jpg"


def doorway(title: str, languages: Sequence[Language]) -> str:
    """Return the page at the top of a site, which leads on to its first language and names the others."""
    first = languages[0].code
    links = [_language_link(each, f"{each.code}/{HOME}", current=False) for each in languages]
    head = [
        tag("meta", http_equiv="refresh", content=f"0; url={first}/{HOME}"),
        *_alternates({each.code: f"{each.code}/{HOME}" for each in languages}),
        tag("link", rel="stylesheet", href=STYLES),
    ]
    body = tag("main", tag("h1", title), tag("ul", *(tag("li", each) for each in links)))
    return html_page(_POLICY, languages[0], title, head, [body])


def signpost(title: str, target: str, language: Language) -> str:
    """Return a page in place of one whose record others have taken up: it leads on to theirs."""
    head = [tag("meta", http_equiv="refresh", content=f"0; url={target}")]
    body = tag("main", tag("h1", title), tag("p", tag("a", title, href=target)))
    return html_page(_POLICY, language, title, head, [body])


class _Framed:
    """One page, and what stands around it."""

    def __init__(self, leaf: Leaf, edition: SiteEdition, languages: Sequence[Language], logo: str) -> None:
        self._leaf, self._edition, self._languages, self._logo = leaf, edition, languages, logo
        self._language = edition.language
        self.up = "../" * leaf.address.count("/")

    def text(self, kept: RowsMade) -> str:
        """Return the whole of it, with the rows that were made for pages from which addresses are the same."""
        page: Page = with_content(self._leaf.page)
        # What everybody may see says so once, below.
        shown = page._replace(marking="") if self._edition.level == UNCLASSIFIED else page
        document = HtmlDocument(shown, self._language, self._address, kept)
        sections = [document.section(each, (place,)) for place, each in enumerate(page.sections, 1)]
        title = page.title if page.title == self._edition.title else f"{page.title} – {self._edition.title}"
        body = [
            tag("a", self._language.word("Skip to the contents"), class_="skip", href="#main"),
            self._banner(),
            *self._way(),
            tag("main", document.head(None), *self._finder(), joined(sections, "\n"), id="main"),
            self._foot(page),
        ]
        return html_page(_POLICY, self._language, title, self._head(page), body)

    def _to(self, address: str, *, shared: bool = False) -> str:
        """Return the way from here to an address in the folder of the language, or in the site's where it is shared.

        Addresses are made of what needs no escape.
        """
        return f"{self.up}../{address}" if shared else f"{self.up}{address}"

    def _address(self, name: Linked) -> str | None:
        """Return where a name leads from here, or None where there is nothing of it."""
        if name.kind == WEB:
            return name.key if name.key.startswith(_OF_THE_WEB) else None
        if name.kind == PICTURE:
            return self._to(picture_name(name.key), shared=True)
        if name.kind == FILE:
            return self._to(f"{DATA}/{name.key}", shared=True)
        found = name.key if name.kind == PAGE else self._edition.extent.addresses.at(name)
        return self._to(found) if found and (name.kind == PAGE or found != self._leaf.address) else None

    def _head(self, page: Page) -> list[Markup]:
        site, name = self._edition.office.settings.report_site, self._leaf.address
        places = (f"{each.code}/{name}" for each in self._languages)
        # Search engines take whole addresses of other languages alone; on a disk only the way there leads anywhere.
        found = [f"{site}/{place}" if site else self._to(place, shared=True) for place in places]
        versions = dict(zip((each.code for each in self._languages), found, strict=True))
        return [
            *([tag("link", rel="canonical", href=versions[self._language.code])] if site else ()),
            *(_alternates(versions) if len(versions) > 1 else ()),
            tag("link", rel="stylesheet", href=self._to(STYLES, shared=True)),
            tag("style", Markup(margins(page, self._language))),
            tag("script", src=self._to(SCRIPT, shared=True), defer="defer"),
        ]

    def _banner(self) -> Markup:
        """Return what heads every page: whose site it is, where one can go, the search, the other languages."""
        word, home = self._language.word, self._to(HOME)
        logo = [tag("img", src=self._to(self._logo, shared=True), alt="", class_="logo")] if self._logo else []
        steps = [
            tag("li", tag("a", label, href=self._to(where), aria_current=self._current(where)))
            for label, where in self._edition.menu
        ]
        search = tag(
            "form",
            tag("label", word("Search the site"), for_="search"),
            tag("input", type="search", name="q", id="search", autocomplete="off"),
            tag("button", word("Search"), type="submit"),
            role="search",
            action=self._to("projects.html"),
            hidden="hidden",
        )
        return tag(
            "div",
            tag("a", *logo, tag("bdi", self._edition.title), href=home, class_="brand"),
            *([self._tongues()] if len(self._languages) > 1 else ()),
            search,
            tag("nav", tag("ul", *steps), class_="menu", aria_label=word("Site")),
            class_="banner",
            role="banner",
        )

    def _current(self, address: str) -> str | None:
        """Return how the page of an address is marked: as this page, or as what it is found under."""
        if address == self._leaf.address:
            return "page"
        return "true" if any(step.address == address for step in self._leaf.above[1:]) else None

    def _tongues(self) -> Markup:
        links = [
            tag(
                "li",
                _language_link(
                    each,
                    self._to(f"{each.code}/{self._leaf.address}", shared=True),
                    current=each.code == self._language.code,
                ),
            )
            for each in self._languages
        ]
        return tag("nav", tag("ul", *links), class_="tongues", aria_label=self._language.word("Language"))

    def _way(self) -> list[Markup]:
        """Return the pages that this one is found under."""
        steps = [tag("li", tag("a", label, href=self._to(where))) for label, where in self._leaf.above]
        if not steps:
            return []
        steps.append(tag("li", tag("span", tag("bdi", self._leaf.page.title), aria_current="page")))
        return [tag("nav", tag("ol", *steps), class_="way", aria_label=self._language.word("You are here"))]

    def _finder(self) -> list[Markup]:
        """Return the place where a script puts what finds records; without a script it is empty."""
        return [tag("div", id="finder", data_from=self._to("find"), hidden="hidden")] if self._leaf.searched else []

    def _foot(self, page: Page) -> Markup:
        word, settings = self._language.word, self._edition.office.settings
        contact = word("Contact: {contact}", contact=settings.report_contact) if settings.report_contact else ""
        office = self._language.organisation(settings.organisation).alone
        lines = [office, contact, page.marking]
        way = tag("a", word("Methods and sources"), href=self._to("methods.html"))
        return tag("footer", *(tag("p", line) for line in lines if line), tag("p", way))


def _language_link(language: Language, href: str, *, current: bool) -> Markup:
    here = "true" if current else None
    return tag("a", _NAMES[language.code], href=href, lang=language.code, hreflang=language.code, aria_current=here)


def _alternates(versions: dict[str, str]) -> list[Markup]:
    return [tag("link", rel="alternate", hreflang=code, href=href) for code, href in versions.items()]
