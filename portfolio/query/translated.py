"""The register in a language: titles and descriptions are translations, where there are any, else the originals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.models.tables import TABLES
from portfolio.query.narratives import UNSAID, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portfolio.query.question import Office
    from portfolio.store import Document, Where
    from portfolio.store.protocol import Reader

# Table to its texts that have translations; those of narratives are told one by one, each marked.
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "programmes": ("title", "description"),
    "projects": ("title", "description"),
    "contributions": ("title",),
    "outcomes": ("title", "description"),
    "activities": ("title", "description"),
}


class Translated:
    """A reader whose records are in a language, as far as they are translated; the original titles find them too."""

    def __init__(self, reader: Reader, language: str) -> None:
        self.revision = reader.revision  # the register's revision
        self.head = reader.head  # the digest of the register's last change, or ""
        self.language = language  # the code of the language
        self._reader = reader
        self._told: dict[tuple[str, str], Document] = {}

    def get(self, table: str, key: str) -> Document | None:
        """Return the record of that key, or None."""
        found = self._reader.get(table, key)
        return found and self._in_language(table, found)

    def find(self, table: str, where: Where | None = None) -> list[Document]:
        """Return the records for which, as they were written, the condition holds, in the order they were entered."""
        found = self._reader.find(table, where)
        return [self._in_language(table, each) for each in found] if table in _TEXTS else found

    @property
    def has_originals(self) -> bool:
        """Whether the title of some work is in another language, as there is no translation."""
        work = (each for table in ("programmes", "projects") for each in self._reader.find(table))
        return any(found.is_original for each in work if (found := text_in(each, "title", self.language)))

    def _in_language(self, table: str, record: Document) -> Document:
        if record.get("language", UNSAID) == self.language or table not in _TEXTS:
            return record
        place = table, str(record[TABLES[table].key])
        if place not in self._told:
            self._told[place] = _translated(record, _TEXTS[table], self.language)
        return self._told[place]


def told_in(office: Office, language: str) -> Office:
    """Return an office whose register is in a language; itself if it is."""
    if isinstance(office.reader, Translated) and office.reader.language == language:
        return office
    return office.reading(Translated(office.reader, language))


def _translated(record: Document, fields: tuple[str, ...], language: str) -> Document:
    """Return a record with the translations of its texts in their place; itself where there are none."""
    changes: dict[str, Any] = {field: text for field in fields if (text := record.get(f"{field}s", {}).get(language))}
    if "title" in changes and "title" in record:
        changes["titles"] = {**record["titles"], record.get("language", UNSAID): record["title"]}
    indicators = record.get("indicators", ())
    told = [{**each, "title": each.get("titles", {}).get(language, each["title"])} for each in indicators]
    if told != list(indicators):
        changes["indicators"] = told
    return {**record, **changes} if changes else record
