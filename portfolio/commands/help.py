"""`portfolio help`: the manual, a topic or a command at a time."""

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio import __version__, manual
from portfolio.commands.complete import Choice
from portfolio.commands.lazy import LazyGroup
from portfolio.errors import UsageError
from portfolio.formats.stream import write

if TYPE_CHECKING:
    from typer._click import Context as ClickContext

    from portfolio.context import Context

app = typer.Typer()


def _complete(ctx: typer.Context) -> Iterable[Choice]:
    """Complete a topic, or a command and its own."""
    at: ClickContext = ctx.find_root()
    words = ctx.params.get("about") or []
    for word in words:
        at = type(at)(load(word), info_name=word, parent=at) if (load := getattr(at.command, "load", None)) else at
    topics = [] if words else [(topic.name, (topic.title,)) for topic in manual.topics().values()]
    return [*topics, *((name, (stub.help,)) for name, stub in getattr(at.command, "stubs", dict)().items())]


@app.command("help")
def show_help(
    ctx: typer.Context,
    about: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="A topic, or a command.", autocompletion=_complete, show_default=False),
    ] = None,
    man: Annotated[
        bool, typer.Option("--man", help="Print all of it as one page for man: portfolio help --man > portfolio.1.")
    ] = False,
) -> None:
    """Show a topic of the manual, or the help of a command; alone, what topics there are.

    On a terminal it is drawn, into a pipe it is Markdown.

    For example:

      portfolio help
      portfolio help filters
      portfolio help project add
      portfolio help --man
    """
    words = about or []
    if man:
        _print_manual(ctx.find_root())
    elif not words:
        typer.echo(_contents())
    elif topic := manual.topics().get("-".join(words).lower()):
        _show(ctx.obj, topic)
    else:
        typer.echo(_command(ctx.find_root(), words).get_help())


def _show(context: "Context", topic: manual.Topic) -> None:
    if not sys.stdout.isatty():
        write(sys.stdout, topic.text)
        return
    from portfolio.formats.terminal.topic import draw  # noqa: PLC0415 - Rich is for terminals alone

    context.note(draw(sys.stdout, topic.text, paged=context.paged))


def _print_manual(root: "ClickContext") -> None:
    from portfolio.commands.helping import usage_of  # noqa: PLC0415 - only this page needs these
    from portfolio.dates import today  # noqa: PLC0415
    from portfolio.formats.roff import manual_page  # noqa: PLC0415

    topics = [(topic.title, topic.text) for topic in manual.topics().values()]
    write(sys.stdout, manual_page(__version__, today().isoformat(), list(map(usage_of, _all(root))), topics))


def _all(at: "ClickContext") -> Iterator["ClickContext"]:
    """Yield the contexts of a command and of all below it."""
    yield at
    if isinstance(group := at.command, LazyGroup):
        for name in group.stubs():
            yield from _all(type(at)(group.load(name), info_name=name, parent=at))


def _contents() -> str:
    from portfolio.formats.usage import Term, Terms, Usage, usage_text  # noqa: PLC0415 - only help needs these

    entries = [Term(topic.name, topic.title) for topic in manual.topics().values()]
    usage = Usage(
        "portfolio help",
        "portfolio help TOPIC",
        ["The manual, which is in the program. Of a command: portfolio help project add."],
        (),
        [Terms("Topics", entries)],
        "All commands: portfolio --help",
    )
    return usage_text(usage)


def _command(root: "ClickContext", words: Sequence[str]) -> "ClickContext":
    """Return the context of a command.

    Raises:
        UsageError: There is no such topic or command; the nearest is named.
    """
    at = root
    for number, word in enumerate(words):
        group = at.command
        known = group.stubs() if isinstance(group, LazyGroup) else {}
        if not isinstance(group, LazyGroup) or word not in known:
            meant = _meant(words[number:], known, may_be_topic=not number)
            nearest = " ".join((*words[:number], meant)) if meant else ""
            hint = f"Did you mean “portfolio help {nearest}”?" if nearest else "portfolio help lists the topics."
            raise UsageError(f"There is no topic or command “{' '.join(words)}”. {hint}")
        at = type(at)(group.load(word), info_name=word, parent=at)
    return at


def _meant(words: Sequence[str], commands: Collection[str], *, may_be_topic: bool) -> str:
    """Return the topic or command that words come nearest to, or ""."""
    from difflib import get_close_matches  # noqa: PLC0415 - only what is mistyped needs these

    from portfolio.commands.foreign import command_meant  # noqa: PLC0415

    topics = get_close_matches(words[0].lower(), manual.topics(), n=1) if may_be_topic else []
    return topics[0] if topics else command_meant(words, commands)
