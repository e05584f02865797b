"""Groups of commands that load a command when it is run, and not to list, complete or misspell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info

from portfolio.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typer._click import Command, Context as ClickContext
    from typer.models import CommandInfo


# How a negative number begins.
_NEGATIVE = tuple(f"-{sign}" for sign in "0123456789.,")
# More commands than this are no answer to a slip; the help lists them by what they are for.
_MOST_LISTED = 12


class Stub(NamedTuple):
    """What is known of a command without loading it."""

    help: str  # one line on what it does
    panel: str = ""  # the heading that it is listed under, or "" for the general one


class _Helped:
    """A command whose help is drawn by this program."""

    def get_help(self, ctx: ClickContext) -> str:
        """Return the page of help, for Typer."""
        from portfolio.commands.helping import usage_of  # noqa: PLC0415 - only help needs these
        from portfolio.formats.usage import usage_text  # noqa: PLC0415

        return usage_text(usage_of(ctx))


class LazyGroup(_Helped, TyperGroup):
    """A group whose commands stand as stubs until one is run."""

    def stubs(self) -> Mapping[str, Stub]:
        """Return the commands by name, in the order to be listed."""
        raise NotImplementedError

    def load(self, name: str) -> Command:
        """Return the command itself."""
        raise NotImplementedError

    def list_commands(self, ctx: ClickContext) -> list[str]:
        """Return the names of the commands, for Typer to list."""
        del ctx
        return list(self.stubs())

    def get_command(self, ctx: ClickContext, cmd_name: str) -> Command | None:
        """Return a stand-in that can be listed and completed, for Typer."""
        del ctx
        stub = self.stubs().get(cmd_name)
        return stub and TyperCommand(cmd_name, help=stub.help, rich_help_panel=stub.panel or None)

    def resolve_command(self, ctx: ClickContext, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that the arguments begin with, and the arguments left for it, for Typer.

        Raises:
            UsageError: Typer's own: there is no such command; the nearest is named.
        """
        name = args[0]
        if name in self.stubs():
            return name, self.load(name), args[1:]
        if not name.startswith("-") and not ctx.resilient_parsing:
            from portfolio.commands.foreign import meant  # noqa: PLC0415 - only for what is mistyped

            known = self.stubs()
            listed = f"Commands here: {', '.join(known)}." if len(known) <= _MOST_LISTED else ""
            line = meant(ctx, args, known)
            hint = f"Did you mean “{line}”?" if line else listed
            ctx.fail(f"There is no command “{name}”. {hint}".rstrip())
        return super().resolve_command(ctx, args)


class Verbs(LazyGroup):
    """The commands of a noun."""

    def __init__(self, name: str, app: typer.Typer) -> None:
        """Take the commands that a Typer app has registered.

        Where the app may be invoked without a command, its first one is meant by whatever names none; by options
        alone where the app shows its help without any arguments.
        """
        self._infos: dict[str, CommandInfo] = {str(info.name): info for info in app.registered_commands}
        help_text = app.info.help if isinstance(app.info.help, str) else ""
        self._unnamed = next(iter(self._infos)) if app.info.invoke_without_command is True else ""
        self._by_options = app.info.no_args_is_help is True
        super().__init__(name=name, help=help_text)

    def stubs(self) -> Mapping[str, Stub]:
        """Return the commands with the first lines of their help."""
        return {name: Stub(_help(info).partition("\n")[0]) for name, info in self._infos.items()}

    def examples(self) -> list[str]:
        """Return the help of each command, whose first examples are those of the noun."""
        return [_help(info) for info in self._infos.values()]

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Put in the command that is meant where none is named, for Typer."""
        begins = args[0] if args else ""
        named = begins in {*self._infos, "--help", "-h"} or (self._by_options and not begins.startswith("-"))
        if self._unnamed and not named and (args or not ctx.resilient_parsing):
            args = [self._unnamed, *args]
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit(UsageError.exit_code)
        return super().parse_args(ctx, args)

    def load(self, name: str) -> Command:
        """Return the command made of its function."""
        return typer_command(self._infos[name])


class _Command(_Helped, TyperCommand):
    """A command that takes a negative number for an argument, so that it is refused as one, not as an option.

    A word for which it has no place is told before what is missing, which that word may have been meant for.
    """

    def parse_args(self, ctx: ClickContext, args: list[str]) -> list[str]:
        """Read the command line, for Typer."""
        words, plain = list(args), [each.lstrip("-") if each.startswith(_NEGATIVE) else each for each in args]
        try:
            if plain != words:
                self.make_parser(ctx).parse_args(args=[*plain])  # options are judged before numbers
                ctx.ignore_unknown_options = True
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if getattr(error, "ctx", ctx) is None:  # of an option whose value is missing
                ctx.fail(str(error))
            _, beyond, _ = self.make_parser(ctx).parse_args(args=words if ctx.ignore_unknown_options else plain)
            if beyond:
                ctx.fail(f"Got unexpected extra argument(s) ({' '.join(beyond)})")
            raise


def typer_command(info: CommandInfo) -> Command:
    """Return the command that was registered, made of its function."""
    from portfolio.commands.options import signed  # noqa: PLC0415 - the root's own options need none of it

    if info.callback:
        signed(info.callback)
    info.cls = _Command
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode="rich")


def _help(info: CommandInfo) -> str:
    return info.help or (info.callback and info.callback.__doc__) or ""
