"""The XML of spreadsheets, parsed piece by piece: it defines nothing of its own, and its tags end."""

from collections.abc import Callable
from xml.parsers import expat

# The parser goes over an unfinished tag again with each piece that it is fed.
_TAG = 500_000


class UnfitError(Exception):
    """A part that is not read; the message is the end of a sentence about the file."""


class XmlParser:
    """Parses one part, which is fed to it.

    Args:
        start: Is told of each element that begins: its name and attributes.
        end: Is told of each element that ends.
        characters: Is told of the text between.
        separator: What parts the namespace of a name from the rest; None where names stay as they are written.
    """

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        characters: Callable[[str], None],
        separator: str | None = None,
    ) -> None:
        # The encoding is given so that no declaration changes it: readers of spreadsheets know only this one.
        self._parser = expat.ParserCreate("UTF-8", separator)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = characters
        self._parser.StartDoctypeDeclHandler = _doctype
        self._fed = 0

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Parse the next piece; raises UnfitError where it is no XML or none that is read."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise UnfitError(f"is damaged: {error}") from None
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > _TAG:
            raise UnfitError("is damaged: a tag in it does not end")


def _doctype(*_: object) -> None:
    raise UnfitError("brings definitions of its own (DOCTYPE), which no spreadsheet program writes")
