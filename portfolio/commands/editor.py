"""A record opened as a form in a person's own editor, again and again until it can be kept or is left."""

import os
import shlex
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.changes import filling, form
from portfolio.changes.records import located
from portfolio.errors import PortfolioError, RefusedError, UsageError, refuse
from portfolio.files.plain import AS_PLAIN, decoded
from portfolio.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portfolio.changes.filling import FormMark, Opened
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.desk import Change

# Editors with windows of their own that return at once, to what tells them to wait until the file is closed.
_WAITING = {
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "subl", "atom", "zed", "xed"), "--wait"),
    **dict.fromkeys(("mate", "bbedit"), "-w"),
    "kate": "--block",
    "gvim": "--nofork",
}
_WAIT_WORDS = frozenset({"-w", "-b", "-f", *_WAITING.values()})


def edit(context: "Context", consent: "Consent", table: str, name: str, *, again: bool) -> "Change | None":
    """Open a record, or the one around a part, as a form, and keep what comes back; None if nothing was changed.

    What cannot be kept comes back with its problems as remarks at their lines. What is given up is not lost: a message
    names the file that still has it.

    Raises:
        UsageError: There is no editor, or it failed, or none may be opened.
        UnknownNameError: There is no such record.
        RefusedError, MeanwhileError: What was typed cannot be kept, and was left so, or is no text.
    """
    named = _chosen(context)
    key = located(context.reader, context.names, table, name)[0]
    opened = filling.opened(table, context.reader.get(table, key) or {}, context.names)
    path = Path(tempfile.mkdtemp(prefix="portfolio-")) / f"{key}.toml"
    try:
        change = _kept(context, consent, opened, partial(_typed, path, named), again=again)
    except (PortfolioError, KeyboardInterrupt):
        if path.exists() and not _is_as_opened(opened, path):
            consent.output.note(f"What you typed is kept in {path}.")
        raise
    if change or _is_as_opened(opened, path):
        path.unlink()
        path.parent.rmdir()
    else:
        consent.output.note(f"What you typed is kept in {path}.")
    return change


def _typed(path: Path, editor: str, text: str) -> str:
    """Return what a person makes of a text in a file.

    Raises:
        UsageError: There is no editor, or it fails.
        RefusedError: It saves what is no text.
    """
    path.write_text(text, encoding="utf-8", newline="\n")
    _run(editor, path)
    typed, data = _text(path), path.read_bytes()
    if any(line not in typed and line.encode() in data for line in text.splitlines() if not line.isascii()):
        raise refuse("", "", f"is in UTF-8 in some lines and not in others; {AS_PLAIN}", path.name)
    return typed


def _text(path: Path) -> str:
    """Return a form as an editor saved it, in whatever encoding; raises RefusedError where it is no text."""
    return decoded(path.read_bytes(), path.name).replace("\r\n", "\n").replace("\r", "\n")


def _is_as_opened(opened: "Opened", path: Path) -> bool:
    """Return whether a file has the form as it was opened, so that nothing is lost with it."""
    try:
        return filling.is_unchanged(opened, _unmarked(_text(path)))
    except RefusedError:
        return False


def _kept(
    context: "Context", consent: "Consent", opened: "Opened", made_of: "Callable[[str], str]", *, again: bool
) -> "Change | None":
    """Let a form be filled in until it can be kept, or is left as it is."""
    shown = before = opened.text
    while True:
        typed = _unmarked(made_of(shown))
        if filling.is_unchanged(opened, typed):
            consent.output.said(f"Nothing was changed in {opened.record}.")
            return None
        try:
            return consent.edited(
                context.desk(again=again),
                lambda desk: filling.fill(desk, opened, typed),  # noqa: B023 - called before the next turn
                f"Change the {opened.record} so?",
            )
        except filling.FormError as error:
            if typed == before:  # it was left with its problems
                raise
            shown, before = _marked(typed, error.marks), typed


def _marked(text: str, marks: "Sequence[FormMark]") -> str:
    """Return a form with its problems as remarks, each above the line that it is of."""
    count = counted(len(marks), "problem")
    found = [f"{form.MARK} This was not kept, for {count}. Mend what is marked; or close it unchanged to leave it."]
    found += [f"{form.MARK} {each.message}" for each in marks if not each.line]
    for number, line in enumerate(text.split("\n"), 1):
        found += [
            f"{form.MARK} {each.message}".replace("\n", f"\n{form.MARK} ") for each in marks if each.line == number
        ]
        found.append(line)
    return "\n".join(found)


def _unmarked(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith(form.MARK))


def _chosen(context: "Context") -> str:
    """Return the editor to open; raises UsageError where none may be."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if context.no_input or not (named or context.may_ask):
        raise UsageError(
            "Say what to change with --set or --clear; no editor is opened without a terminal or an EDITOR."
        )
    return named or ("notepad" if os.name == "nt" else "vi")


def _run(editor: str, path: Path) -> None:
    """Run the editor on a file and wait for its end."""
    try:
        ended = subprocess.run(command_line(editor, path, windows=os.name == "nt"), check=False)  # noqa: S603 - the user's own editor
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"The editor “{editor}” cannot be started ({reason}); set EDITOR, or use --set.") from None
    if ended.returncode:
        raise UsageError(f"The editor “{editor}” ended with an error; nothing was changed.")


def command_line(editor: str, path: Path, *, windows: bool) -> str | list[str]:
    """Return what runs an editor on a file and waits; raises ValueError where a quotation mark stands alone.

    Windows takes command lines apart itself, and its paths hold what shells elsewhere take for escapes.
    """
    if windows:
        words = [word.strip('"') for word in editor.split()]
        return " ".join([editor, *_waiting(words), subprocess.list2cmdline([str(path)])])
    words = shlex.split(editor)
    return [*words, *_waiting(words), str(path)]


def _waiting(words: "Sequence[str]") -> list[str]:
    """Return what tells an editor with a window of its own to wait, where that is not said."""
    program = Path(words[0].replace("\\", "/")).name.lower().removesuffix(".exe").removesuffix(".cmd") if words else ""
    wanted = _WAITING.get(program)
    return [wanted] if wanted and _WAIT_WORDS.isdisjoint(words[1:]) else []
