"""The root command: global options, commands that are loaded when they are run, and the one place where errors end."""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from portfolio import __version__
from portfolio.commands.lazy import LazyGroup, Stub, Verbs, typer_command
from portfolio.context import Context
from portfolio.errors import PortfolioError, StoreError
from portfolio.formats.stream import note, prepared, silence, write

if TYPE_CHECKING:
    from typer._click import Command, Context as ClickContext

_INTERRUPTED = 130
_PROGRAM = "portfolio"
# The variable by which a shell asks what completes a line.
_COMPLETING = "_PORTFOLIO_COMPLETE"
_INSTALL, _SHOW = "--install-completion", "--show-completion"
_RECORDS, _MONEY, _RESULTS = "Work and parties", "Money", "Results"
_ANSWERS, _REGISTER = "Questions", "The register"


# Each command is in the module of its name under `portfolio.commands`.
COMMANDS: Mapping[str, Stub] = {
    "overview": Stub("The whole portfolio on one screen.", _ANSWERS),
    "browse": Stub("The whole register on a screen: lists, filters, pages and their links.", _ANSWERS),
    "summary": Stub("Projects and money by donor, region, programme, pillar, year …", _ANSWERS),
    "chart": Stub("Pictures of money, time, progress and places.", _ANSWERS),
    "due": Stub("What needs somebody: money, reports, starts, ends and values, past and to come.", _ANSWERS),
    "find": Stub("Every record that mentions a text.", _ANSWERS),
    "report": Stub("Documents ready to send: to a donor, of a quarter, a project, a year.", _ANSWERS),
    "view": Stub("Questions that are asked again, kept under a name.", _ANSWERS),
    "export": Stub("Records as a workbook, CSV or JSON, to be worked on and brought back.", _ANSWERS),
    "check": Stub("What is missing or contradictory, and how to put it right.", _ANSWERS),
    "project": Stub("Projects and initiatives: log, list, show, change.", _RECORDS),
    "programme": Stub("Programmes that projects belong to.", _RECORDS),
    "donor": Stub("Who gives: what was pledged, committed and received, and what came of it.", _RECORDS),
    "partner": Stub("Who carries out projects with the office.", _RECORDS),
    "document": Stub("Agreements, strategies and reports that projects cite.", _RECORDS),
    "contribution": Stub("Agreements with donors: pledges, receipts, allocations.", _MONEY),
    "expenditure": Stub("What was spent, on what, and charged to which contribution.", _MONEY),
    "rate": Stub("Exchange rates.", _MONEY),
    "outcome": Stub("Results of projects, with indicators and their values.", _RESULTS),
    "activity": Stub("Workshops, trainings and other events, with who took part.", _RESULTS),
    "narrative": Stub("Achievements, challenges, lessons, next steps and stories, in words.", _RESULTS),
    "region": Stub("Regions, and what runs in each.", _ANSWERS),
    "country": Stub("What runs in a country, on one screen.", _ANSWERS),
    "import": Stub("A spreadsheet or JSON, brought in after a look at what would change.", _REGISTER),
    "history": Stub("What was changed, by whom and when, the last change first.", _REGISTER),
    "undo": Stub("Take back the last command, or several.", _REGISTER),
    "redo": Stub("Make again what was taken back.", _REGISTER),
    "clone": Stub("A register of your own that knows its source, to work without network.", _REGISTER),
    "pull": Stub("What others changed at the source, brought under your own changes.", _REGISTER),
    "push": Stub("Your own changes, sent to the source one by one.", _REGISTER),
    "status": Stub("What the source has not taken yet, and what it has that you have not.", _REGISTER),
    "store": Stub("Where the register is kept: check it, back it up, put it back.", _REGISTER),
    "init": Stub("Start a register in a folder.", _REGISTER),
    "config": Stub("The settings in force and where each comes from.", _REGISTER),
    "help": Stub("The manual: filters, dates, money, figures and other topics.", _REGISTER),
    "schema": Stub("The JSON Schema of each kind of record.", _REGISTER),
}


class Root(LazyGroup):
    """The root command. Whatever goes wrong below it ends here, in a sentence and an exit code."""

    def stubs(self) -> Mapping[str, Stub]:
        """Return every command as it is listed."""
        return COMMANDS

    def load(self, name: str) -> "Command":
        """Import a command's module and return the command: a noun with its verbs, where the module says what it is."""
        noun: typer.Typer = import_module(f"portfolio.commands.{name}").app
        return Verbs(name, noun) if isinstance(noun.info.help, str) else typer_command(noun.registered_commands[0])

    def parse_args(self, ctx: "ClickContext", args: list[str]) -> list[str]:
        """Read the command line, for Typer: a shell may be named behind what installs completion, or not."""
        for place, word in enumerate(() if ctx.resilient_parsing else args):
            if not word.startswith("-"):
                break
            if word in (_INSTALL, _SHOW):
                named = args[place + 1 : place + 2]
                args[place : place + 1 + len(named)] = [f"{word}={''.join(named)}"]
                break
        return super().parse_args(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 - Typer's own signature
    ) -> NoReturn:
        """Run a command line and end the program with its exit code."""
        del standalone_mode, prog_name
        # Help writes by itself, before anything else has looked at the streams.
        sys.stdout, sys.stderr = prepared(sys.stdout), prepared(sys.stderr)
        typed = list(sys.argv[1:] if args is None else args)
        extra.setdefault("obj", Context(typed))
        if complete_var is None and os.environ.get(_COMPLETING):
            from portfolio.commands.completing import answer  # noqa: PLC0415 - only a shell asks for it

            write(sys.stdout, answer(self, extra["obj"], os.environ))
            sys.exit(0)

        def run() -> object:
            return super(Root, self).main(
                args=typed if args is not None else None,
                prog_name=_PROGRAM,
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )

        code = _exit_code(run, lambda: getattr(extra["obj"], "saved", 0))
        for warning in getattr(extra["obj"], "warnings", ()):
            _say(warning)
        sys.exit(code)


app = typer.Typer(
    cls=Root,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{_PROGRAM} {__version__}")
        raise typer.Exit


def _install_completion(ctx: typer.Context, shell: str | None) -> None:
    if shell is not None and not ctx.resilient_parsing:
        from portfolio.commands.shells import install  # noqa: PLC0415 - only this needs it

        typer.echo(install(shell))
        raise typer.Exit


def _show_completion(ctx: typer.Context, shell: str | None) -> None:
    if shell is not None and not ctx.resilient_parsing:
        from portfolio.commands.shells import script  # noqa: PLC0415 - as above

        typer.echo(script(shell), nl=False)
        raise typer.Exit


def _shells() -> Sequence[str]:
    from portfolio.commands.shells import SHELLS  # noqa: PLC0415 - as above

    return SHELLS


_Install = Annotated[
    str | None,
    typer.Option(
        _INSTALL,
        metavar="[SHELL]",
        callback=_install_completion,
        is_eager=True,
        autocompletion=_shells,
        help="Let the shell complete commands, options, codes and names.",
    ),
]
_Show = Annotated[
    str | None,
    typer.Option(
        _SHOW,
        metavar="[SHELL]",
        callback=_show_completion,
        is_eager=True,
        autocompletion=_shells,
        help="Print the script that does so: bash, zsh, fish, powershell or pwsh.",
    ),
]


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="The settings file; without it, the nearest portfolio.toml upward from here.",
        ),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Never ask: what is missing is an error, the rest done.")
    ] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Print long pages at once, without a pager.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing beside results and errors.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
    install_completion: _Install = None,  # noqa: ARG001 - as above
    show_completion: _Show = None,  # noqa: ARG001 - as above
) -> None:
    """The register of capacity-building projects: who gave what, for what, where, with what result.

    For example:

      portfolio overview
      portfolio project list --region Sahel --status ongoing
      portfolio donor show "Saudi Arabia"
      portfolio project add --title "Border security" --country KE --donor JP
    """
    context: Context = ctx.obj
    context.config = config
    context.no_input = no_input
    context.paged = not no_pager
    context.quiet = quiet
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """Run the program."""
    # A command makes no garbage worth looking for before it ends, and looking doubles its time.
    gc.disable()
    app()


def _exit_code(run: Callable[[], object], saved: Callable[[], int]) -> int:
    """Run a command and return its exit code; every error is said on the error stream.

    `saved` returns the revision as which it has saved a change, or 0: whatever failed since, nobody may enter that
    again.
    """
    try:
        if (code := run()) == _INTERRUPTED:  # Typer makes an exit of an interruption
            raise KeyboardInterrupt  # noqa: TRY301 - said below, as one that Typer let through
    except typer.TyperException as error:
        return _usage(error)
    except BrokenPipeError:
        return 0
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer and Rich end so where nobody reads on
            return _unread()
        raise
    except BaseException as error:  # noqa: BLE001 - nobody is to meet a traceback
        said, code = _failure(error)
        _say(f"Saved as revision {revision}; what failed came after that. {said}" if (revision := saved()) else said)
        return code
    return code if isinstance(code, int) else 0


def _unread() -> int:
    """Let what is still held for a reader that has gone away go nowhere, and return the exit code: that is no error."""
    silence(sys.stdout)
    return 0


def _failure(error: BaseException) -> tuple[str, int]:
    if isinstance(error, PortfolioError):
        return str(error), error.exit_code
    # Python makes another error of an interruption that meets it where it makes a class.
    if isinstance(error, KeyboardInterrupt | typer.Abort) or isinstance(error.__cause__, KeyboardInterrupt):
        return "Interrupted.", _INTERRUPTED
    if isinstance(error, OSError) and error.errno:
        return _refused(error), StoreError.exit_code
    if not isinstance(error, Exception):
        raise error
    return _report(error), 1


def _refused(error: OSError) -> str:
    """Return what is said where the system refuses a file that no command foresaw, or a stream."""
    if error.filename:
        return f"{os.fsdecode(error.filename)} cannot be read or written: {error.strerror}."
    try:
        Path.cwd()
    except OSError:
        return "The folder that you are in is gone, or is closed to you; change to another one with cd."
    silence(sys.stdout)
    return f"The output cannot be written: {error.strerror}."


def _usage(error: typer.TyperException) -> int:
    """Say what is wrong with a command line, and where to read how it goes."""
    from portfolio.commands.mistyped import usage_said  # noqa: PLC0415 - only what is mistyped needs it

    context, message = getattr(error, "ctx", None), usage_said(error)
    _say(message)
    if context and message:
        _say(f"How it goes: {context.command_path} --help")
    return error.exit_code


def _report(error: Exception) -> str:
    """Save the traceback of a bug and return the one line that says so."""
    import tempfile  # noqa: PLC0415 - only a bug needs these
    import traceback  # noqa: PLC0415

    told = f"Something is wrong in the program itself ({type(error).__name__})."
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="portfolio-error-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.writelines(traceback.format_exception(error))
    except OSError as unsaved:
        return f"{told} What happened could not be saved: {unsaved.strerror}."
    return f"{told} What happened was saved in {file.name}."


def _say(text: str) -> None:
    with contextlib.suppress(StoreError):  # there is nowhere left to say it
        note(sys.stderr, text)
