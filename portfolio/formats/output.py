"""Where a command's results go and in which format: the terminal, a pipe or a file; notes go to the error stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from portfolio.errors import refuse
from portfolio.formats.arrange import Arrangement
from portfolio.formats.stream import prepared, write, write_file
from portfolio.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from rich.console import RenderableType

    from portfolio.comparing import Market
    from portfolio.pages.shown import Columns, Sheet, Table

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".md": "md", ".txt": "table"}


def _no_rates() -> Market:
    from portfolio.comparing import Market  # noqa: PLC0415 - only rows of several currencies need it
    from portfolio.dates import today  # noqa: PLC0415

    return Market((), "USD", today())


class Output:
    """What commands print through.

    The format is the one asked for, else by the file's suffix, else a table on a terminal and TSV for a pipe.

    Attributes:
        format: One of `FORMATS`.
    """

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
        standing: Callable[[], str] | None = None,
        market: Callable[[], Market] = _no_rates,
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
            standing: Gives the sentence that says of when the results are, if they are not of now.
            market: Gives what amounts of several currencies are compared by where rows are sorted.

        Raises:
            RefusedError: The format or the file's suffix is none that is known.
        """
        self._stdout, self._stderr = prepared(stdout), prepared(stderr)
        self._path = None if str(path) == "-" else path
        self._standing, self._market = standing, market
        self._arrangement = Arrangement(columns, sort, limit)
        self.format = self._settled(form)

    def _settled(self, form: str) -> str:
        if form and form not in FORMATS:
            raise refuse("--format", form, f"is not a format; the formats are {', '.join(FORMATS)}")
        if form:
            return form
        if self._path is None:
            return "table" if self._stdout.isatty() else "tsv"
        if found := SUFFIXES.get(self._path.suffix.lower()):
            return found
        message = f"has no suffix that names a format; end it in {', '.join(SUFFIXES)} or give --format"
        raise refuse("-o", self._path, message)

    def check(self, columns: Columns) -> None:
        """Check `--columns`, `--sort` and `--limit` for a noun, before anything is worked out.

        Raises:
            RefusedError: A column that the noun has not, or a limit below one.
        """
        self._arrangement.check(columns)

    def table(self, table: Table) -> None:
        """Print a table, arranged as the user asked.

        Raises:
            RefusedError: As `check`.
            StoreError: The output or file cannot be written.
        """
        self.check(table.columns)
        columns = self._arrangement.chosen(table.columns)
        rows, compared = self._arrangement.rows(table, self._market)
        part = f"Showing {len(rows):,} of {len(table.rows):,} rows." if len(rows) < len(table.rows) else ""
        if self._standing:
            table = table._replace(footer=[*table.footer, self._standing()])
        if self.format == "table":
            from portfolio.formats.terminal.table import TableView  # noqa: PLC0415 - needed by this format alone

            footer = [*([part] if part else []), *compared, *table.footer]
            self._draw(TableView(table._replace(rows=rows, footer=footer), columns))
        else:
            from portfolio.formats.plain import table_text  # noqa: PLC0415 - needed by these formats alone

            self._text(table_text(table._replace(rows=rows), columns, self.format))
            for sentence in (part, *compared, "" if table.rows else table.empty):
                self.note(sentence)
            self._say_standing()
        self._wrote(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}")

    def sheet(self, sheet: Sheet) -> None:
        """Print a page; `--columns`, `--sort` and `--limit` do not bear on it.

        Raises:
            StoreError: The output or file cannot be written.
        """
        if self._standing:
            sheet = sheet._replace(subtitle=f"{sheet.subtitle.rstrip('.')}. {self._standing()}")
        if self.format == "table":
            from portfolio.formats.terminal.page import SheetView  # noqa: PLC0415 - needed by this format alone

            self._draw(SheetView(sheet))
        else:
            from portfolio.formats.plain import sheet_text  # noqa: PLC0415 - needed by these formats alone

            self._text(sheet_text(sheet, self.format))
            self._say_standing()
        self._wrote("the page")

    def said(self, text: str, record: Mapping[str, object] | None = None) -> None:
        """Say what a change did, in sentences a line each whatever the format; only JSON has an object.

        Args:
            text: The sentences.
            record: What JSON prints, the changed record; without one, an object that holds the text.

        Raises:
            StoreError: The output or file cannot be written.
        """
        if self.format in {"json", "jsonl"}:
            from portfolio.formats.plain import object_text  # noqa: PLC0415 - needed by these formats alone

            self._text(object_text(record or {"said": text}, self.format))
        else:
            self._text(_sentences(text))
        self._wrote("what was done")

    def note(self, text: str) -> None:
        """Write sentences that are not results to the error stream, a line each; "" writes nothing."""
        if text:
            write(self._stderr, _sentences(text))

    def _say_standing(self) -> None:
        """Say beside a machine's format of when it is; Markdown has it on the page."""
        if self._standing and self.format != "md":
            self.note(self._standing())

    def _draw(self, page: RenderableType) -> None:
        from portfolio.formats.terminal.console import draw, drawn  # noqa: PLC0415 - Rich is for pages alone

        if self._path:
            write_file(self._path, drawn(page))
        else:
            draw(self._stdout, page)

    def _text(self, text: str) -> None:
        if self._path:
            write_file(self._path, text)
        else:
            write(self._stdout, text)

    def _wrote(self, what: str) -> None:
        if self._path:
            self.note(f"Wrote {what} to {self._path}.")


def _sentences(text: str) -> str:
    return "".join(f"{shown(line)}\n" for line in text.splitlines())
