"""The sitemap of a site, by which search engines find its pages; it needs the address at which these stand."""

from collections.abc import Iterator, Sequence

from portfolio.formats.markup import joined, tag

# As many addresses as a file may name.
_MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemaps(site: str, pages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of the sitemap of pages below an address, each with its name; none without an address."""
    if not site:
        return
    parts = [pages[start : start + _MOST] for start in range(0, len(pages), _MOST)]
    if len(parts) == 1:
        yield "sitemap.xml", _file("urlset", "url", site, pages)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield "sitemap.xml", _file("sitemapindex", "sitemap", site, names)
    for name, part in zip(names, parts, strict=True):
        yield name, _file("urlset", "url", site, part)


def _file(whole: str, each: str, site: str, names: Sequence[str]) -> str:
    entries = [tag(each, tag("loc", f"{site}/{name}")) for name in names]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tag(whole, joined(entries, chr(10)), xmlns=_NAMESPACE)}\n'
