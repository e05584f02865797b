"""The question whether something is meant, on the screen, with what would be done above it."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from portfolio.pages.cell_text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App, ComposeResult


class Meant(ModalScreen[None]):
    """A question that is answered by yes or no; to leave it is no."""

    CSS = """
    Meant { align: center middle; }
    Meant > VerticalScroll { width: 80%; height: auto; max-height: 80%; border: round $warning; padding: 0 1; }
    Meant .asked { text-style: bold; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
    ]

    def __init__(self, lines: Sequence[str], question: str) -> None:
        super().__init__()
        self._lines, self._question = lines, question
        self.answer: Future[bool] = Future()

    def compose(self) -> ComposeResult:
        """Yield the parts of the question, for Textual."""
        with VerticalScroll():
            yield Static("\n".join(map(safe, self._lines)), markup=False)
            yield Static(f"{safe(self._question)} (y/n)", classes="asked", markup=False)
        yield Footer(compact=True)

    def action_answer(self, answer: bool) -> None:
        """Answer, and leave."""
        self.answer.set_result(answer)
        self.dismiss()

    def on_unmount(self) -> None:
        """Take it for no where the whole screen is left."""
        if not self.answer.done():
            self.answer.set_result(False)

    @classmethod
    def wait(cls, app: App[Any], lines: Sequence[str], question: str) -> bool:
        """Ask from another thread, and return the answer."""
        asked = cls(lines, question)
        app.call_from_thread(app.push_screen, asked)
        return asked.answer.result()
