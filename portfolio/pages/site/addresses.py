"""Addresses of the pages of a site, made of codes: the same whenever and on whatever system they are made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.pages.tree import Linked

# Kind of record to the folder of its pages.
FOLDERS = {
    "project": "projects",
    "programme": "programmes",
    "organisation": "donors",
    "region": "regions",
    "country": "countries",
    "year": "years",
}
# The kind of what a name stands for that is a page of the web.
WEB = "web"
# That of a name that stands for a file of the site's own.
FILE = "file"
# That of a name that stands for another page of the site, by its address.
PAGE = "page"
# That of a name that stands for a picture, by its digest.
PICTURE = "picture"
# Codes are made of these; what else a file of another hand might hold has no place in an address.
_UNSAFE = r"[^A-Za-z0-9_.-]"
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class Addresses:
    """Where each record of a site has its page."""

    def __init__(self, keys: Mapping[str, Iterable[str]]) -> None:
        """Take the codes of each kind that have pages."""
        self._known = {(kind, key): at for kind, codes in keys.items() for key, at in _named(kind, codes)}

    def of(self, kind: str, key: str) -> str | None:
        """Return where a record has its page, or None where it has none."""
        return self._known.get((kind, key))

    def at(self, name: Linked) -> str | None:
        """Return where what a name stands for has its page, or None where it has none."""
        return self._known.get((name.kind, name.key))


def _named(kind: str, codes: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield each code with its address: no two are the same where capitals do not count, and none is a device."""
    taken: set[str] = set()
    for code in sorted(codes):
        stem = re.sub(_UNSAFE, lambda sign: f"_{ord(sign.group()):x}", code)
        stem = f"{stem}_" if _DEVICE.match(stem) or stem.startswith(".") else stem
        while stem.casefold() in taken:
            stem += "_"
        taken.add(stem.casefold())
        yield code, f"{FOLDERS[kind]}/{stem}.html"
