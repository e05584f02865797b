"""A whole site in a folder: its pages in each language, its files for other programs, its styles and its script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from portfolio.formats import registry
from portfolio.formats.html import styles_of
from portfolio.formats.logo import media_type
from portfolio.formats.site_data import data_scripts
from portfolio.formats.site_page import DATA, SCRIPT, STYLES, SitePages, doorway, picture_name, signpost
from portfolio.formats.sitemap import sitemaps
from portfolio.pages.site.downloads import IATI, files, list_of
from portfolio.pages.site.in_language import SiteEdition
from portfolio.pages.site.plan import leaves
from portfolio.pages.site.record_pages import moved
from portfolio.pages.tree import Photo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.files.grid import Track
    from portfolio.formats.site_folder import SiteFolder
    from portfolio.language.language import Language
    from portfolio.pages.site.extent import Extent

_BESIDE = Path(__file__).parent


class SiteForm(NamedTuple):
    """How a site is wanted."""

    languages: Sequence[Language]  # its languages, the first of which is shown where no other is asked for
    level: str  # the classification up to which it shows records
    logo: bytes | None = None  # a picture beside its title, PNG or JPEG, without metadata
    colour: str = ""  # that of headings, rules and bars, or "" for the program's own


def write_site(folder: SiteFolder, extent: Extent, form: SiteForm, iati: bytes, track: Track) -> int:
    """Put a site into a folder and return how many pages it has.

    `iati` is the file of its programmes and projects; `track` shows how many pages are written.

    Raises:
        SettingsError: The logo is no PNG or JPEG.
        StoreError: The folder cannot be written.
    """
    logo = f"assets/logo.{media_type(form.logo).partition('/')[2]}" if form.logo else ""
    if form.logo:
        folder.put(logo, form.logo)
    folder.put(STYLES, (styles_of(form.colour) + (_BESIDE / "site.css").read_text(encoding="utf-8")).encode())
    folder.put(SCRIPT, (_BESIDE / "site.js").read_bytes())
    _put_files(folder, extent, iati)
    pages: list[str] = []
    for language in form.languages:
        edition = SiteEdition(extent, language, form.level)
        for name, text in data_scripts(edition):
            folder.put(f"{language.code}/{name}", text.encode())
        for before, now in moved(edition):
            text = signpost(edition.title, Path(now).name, language)
            folder.put(f"{language.code}/{before}", text.encode())
        written = SitePages(edition, form.languages, logo)
        for leaf in track(leaves(edition), "Writing pages"):
            pages.append(f"{language.code}/{leaf.address}")
            folder.put(pages[-1], written.text(leaf).encode())
            for photo in (block for block in leaf.page.blocks if isinstance(block, Photo)):
                folder.put(picture_name(photo.digest), photo.data)
    folder.put("index.html", doorway(extent.office.settings.title, form.languages).encode())
    for name, text in sitemaps(extent.office.settings.report_site, pages):
        folder.put(name, text.encode())
    return len(pages)


def _put_files(folder: SiteFolder, extent: Extent, iati: bytes) -> None:
    for key, names in files(shows_money=extent.shows_money).items():
        if key == IATI:
            folder.put(f"{DATA}/{names[0]}", iati)
            continue
        page = list_of(extent.office, key, shows_money=extent.shows_money)
        for name in names:
            made = registry.write(page, name.rpartition(".")[2])
            folder.put(f"{DATA}/{name}", made.encode() if isinstance(made, str) else made)
