"""The output of a command: a page in a format, on the terminal, in a pipe or in a file; notes on the error stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from portfolio.dates import today
from portfolio.formats import registry
from portfolio.formats.arrange import Arrangement
from portfolio.formats.stream import note, prepared, print_page, sentences, write_bytes, write_file
from portfolio.pages.cell_text import of_shown, with_combined
from portfolio.pages.tree import LIST, Answer, Columns, Page
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from portfolio.comparing import Market

    # What makes a page again of the register up to a classification.
    AtLevel = Callable[[str], Page]
    Marked = Callable[[Page, str, AtLevel | None], Page]
    Document = Callable[[Page, str], str | bytes]


def _no_rates() -> Market:
    from portfolio.comparing import Market  # noqa: PLC0415 - only rows of several currencies need it

    return Market((), "USD", today())


class Output:
    """What commands print through.

    The format is the one asked for, else by the file's suffix, else a table on a terminal and TSV for a pipe.
    """

    paged = False  # whether a page that is longer than the screen goes through a pager
    quiet = False  # whether nothing is written to the error stream
    _renews = False  # whether the file that was written held something

    def __init__(
        self,
        stdout: TextIO | None,
        stderr: TextIO | None,
        *,
        form: str = "",
        columns: str = "",
        sort: str = "",
        limit: int | None = None,
        path: Path | None = None,
        content: registry.Content = "page",
        standing: Callable[[], str] | None = None,
        market: Callable[[], Market] = _no_rates,
        marked: Marked = lambda page, _form, _again: page,
        document: Document = registry.write,
    ) -> None:
        """Settle the format and prepare the streams.

        Args:
            stdout: Where results go unless `path` is given; None is a closed stream.
            stderr: Where notes go.
            form: The format asked for, or "".
            columns: `--columns`, keys separated by commas.
            sort: `--sort`, keys separated by commas, a leading `-` for the largest first.
            limit: `--limit`, how many rows to show.
            path: `-o`, a file to write instead of `stdout`; `-` is `stdout`.
            content: What the command has to show.
            standing: Gives the sentence that says of when the results are, if they are not of now.
            market: Gives what amounts of several currencies are compared by where rows are sorted.
            marked: Gives a page its marking in a format, by what is least classified and gives the same page.
            document: Makes a document of a page in a format.

        Raises:
            RefusedError, UsageError: The format or suffix is not known, cannot hold the content, or needs a file.
        """
        self._stdout, self._stderr = prepared(stdout), prepared(stderr)
        self._path = None if str(path) == "-" else path
        self._standing, self._market, self._marked, self._document = standing, market, marked, document
        self._arrangement = Arrangement(columns, sort, limit)
        self.format = registry.settled(form, self._path, content) or ("table" if self._stdout.isatty() else "tsv")

    @property
    def leaves(self) -> bool:
        """Whether the result is one that may leave the desk: a file, or a document."""
        return self._path is not None or registry.FORMATS[self.format].is_document

    def check(self, columns: Columns) -> None:
        """Check `--columns`, `--sort` and `--limit` for a noun, before anything is worked out.

        Raises:
            RefusedError: A column that the noun has not, or a limit below one.
        """
        self._arrangement.check(columns)

    @property
    def is_plain_list(self) -> bool:
        """Whether a list is shown on a terminal as it comes."""
        return self.format == "table" and not self._path and self._arrangement == Arrangement()

    def show(self, answer: Answer, again: Callable[[str], Answer] | None = None) -> None:
        """Print a page, a list arranged as the user asked, and beside it what was left out.

        `again` gives the same of the register up to a classification; None where no record is shown.

        Raises:
            RefusedError: As `check`.
            StoreError: The output or file cannot be written.
        """
        is_data = registry.FORMATS[self.format].is_data
        page, said = self._asked(answer.page)
        self._put(page, again and (lambda level: self._asked(again(level).page)[0]))
        for sentence in said if is_data else ():
            self.note(sentence)
        self._wrote(page)
        for sentence in [*answer.notes, *(answer.rates if is_data else ())]:
            self.note(sentence)

    def _asked(self, page: Page) -> tuple[Page, list[str]]:
        """Return a page as the user asked for it, and what formats of data have no place for."""
        standing = self._standing() if self._standing else ""
        if page.kind == LIST:
            return self._arranged(page, standing)
        if standing:
            page = page._replace(subtitle=f"{page.subtitle.rstrip('.')}. {standing}")
        return page, [standing]

    def _arranged(self, page: Page, standing: str) -> tuple[Page, list[str]]:
        table = page.table
        self.check(table.columns)
        columns = self._arrangement.chosen(table, on_terminal=registry.FORMATS[self.format].is_terminal)
        rows, compared = self._arrangement.rows(table, self._market)
        rows = with_combined(columns, rows)
        part = f"Showing {len(rows):,} of {len(table.rows):,} rows." if len(rows) < len(table.rows) else ""
        notes = of_shown(table.notes, table.columns, (column.key for column in columns))
        notes = [note for note in (part, *compared, *notes, standing) if note]
        section = page.sections[0]._replace(blocks=(table._replace(columns=columns, rows=rows, notes=notes),))
        return page._replace(sections=(section,)), [part, *compared, "" if table.rows else table.empty, standing]

    def _put(self, page: Page, again: AtLevel | None) -> None:
        is_drawn = self.format == "table" and not self._path
        if not (is_drawn and self._stdout.isatty()):
            page = self._marked(page, self.format, again)
        if is_drawn:
            from portfolio.formats.terminal.console import draw  # noqa: PLC0415 - Rich is for this format alone

            self.note(draw(self._stdout, page, paged=self.paged))
            return
        on_screen = not self._path and self._stdout.isatty()
        if on_screen:
            from portfolio.pages.content import without_photos  # noqa: PLC0415 - lists have none

            page = without_photos(page)
        found = registry.FORMATS[self.format]
        wears = found.is_document or ("logo" in found.takes and not on_screen)
        made = self._document(page, self.format) if wears else registry.write(page, self.format)
        if isinstance(made, str):
            self._text(made, paged=self.paged)
        elif self._path:
            self._to_file(self._path, made)

    def said(self, text: str, record: Mapping[str, object] | None = None) -> None:
        """Say what a change did, in sentences a line each; JSON has the record, or an object that holds the text.

        Raises:
            StoreError: The output or file cannot be written.
        """
        if self.format in {"json", "jsonl"}:
            from portfolio.formats.json import object_text  # noqa: PLC0415 - needed by these formats alone

            self._text(object_text(record or {"said": text}, self.format))
        else:
            self._text(sentences(text, None if self._path else self._stdout))
        self._wrote_to("what was done")

    def note(self, text: str) -> None:
        """Write sentences that are not results to the error stream, a line each; "" writes nothing."""
        if not self.quiet:
            note(self._stderr, text)

    def _text(self, text: str, *, paged: bool = False) -> None:
        if self._path:
            self._to_file(self._path, text)
        else:
            self.note(print_page(self._stdout, text, paged=paged))

    def _to_file(self, path: Path, content: str | bytes) -> None:
        self._renews = path.is_file() and path.stat().st_size > 0
        if isinstance(content, str):
            write_file(path, content)
        else:
            write_bytes(path, content)

    def _wrote(self, page: Page) -> None:
        if page.kind == LIST:
            drawn = self.format == "svg"
            self._wrote_to("the picture" if drawn else counted(len(page.table.rows), "row"))
        else:
            self._wrote_to("the report" if page.language else "the page")

    def _wrote_to(self, what: str) -> None:
        if self._path:
            self.note(f"Wrote {what} to {self._path}{', over what it held' if self._renews else ''}.")
