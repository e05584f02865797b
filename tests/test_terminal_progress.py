"""How far something long has come is shown on a terminal, to whoever has begun to wait."""

from __future__ import annotations

import io

from portfolio.formats.terminal.progress import tracked


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_every_item_comes_once_and_in_order() -> None:
    for stream in (None, io.StringIO(), Terminal()):
        for patience in (0, 60):
            assert list(tracked(range(7), "Writing", stream, patience=patience)) == list(range(7))


def test_a_terminal_sees_a_bar_once_there_is_something_to_wait_for() -> None:
    terminal = Terminal()
    list(tracked(range(3), "Writing", terminal, patience=0))
    assert "Writing" in terminal.getvalue()


def test_what_is_done_soon_or_goes_to_a_file_draws_nothing() -> None:
    quick, file = Terminal(), io.StringIO()
    list(tracked(range(3), "Writing", quick, patience=60))
    list(tracked(range(3), "Writing", file, patience=0))
    assert (quick.getvalue(), file.getvalue()) == ("", "")
