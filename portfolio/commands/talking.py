"""Conversations at a terminal that add a record, and the drafts of them."""

from typing import TYPE_CHECKING

from portfolio.commands.options import Given
from portfolio.text import counted, plural_of

if TYPE_CHECKING:
    from portfolio.commands.asking import Consent
    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.store.drafts import KeptDraft


def talk(context: "Context", consent: "Consent", noun: str, given: Given, *, again: bool) -> None:
    """Ask for all that is useful of a record, enter it, and show how the same is typed."""
    from portfolio.conversation import adding  # noqa: PLC0415 - drafts are listed without it

    made, output = adding.add(context, noun, given, consent.entered, again=again), consent.output
    if not made.changes:
        output.note("Nothing was saved." if made.is_over else "")
        return
    output.said("\n".join(change.said for change in made.changes), made.document)
    for note in dict.fromkeys(note for change in made.changes for note in change.notes):
        output.note(note)
    output.note("The same, typed:")
    for line in made.lines:
        output.note(f"  {line}")


def drafts(context: "Context", output: "Output", noun: str) -> None:
    """List the drafts of a noun."""
    mine = [draft for draft in own_drafts(context, output) if draft.noun == noun]
    lines = [
        f"{draft.day}  “{draft.title or 'untitled'}”, {counted(draft.answered, 'answer')}. "
        f"To go on: portfolio {draft.noun} add"
        for draft in mine
    ]
    none = f"There are no drafts of {plural_of(noun)}."
    output.said("\n".join(lines) or none, {"drafts": [draft._asdict() for draft in mine]})


def own_drafts(context: "Context", output: "Output") -> "list[KeptDraft]":
    """Return the drafts of whoever runs the program, and name those that cannot be read."""
    from portfolio.store.opening import drawer  # noqa: PLC0415 - few have any

    found, warnings = drawer(context.store).mine()
    for warning in warnings:
        output.note(warning)
    return found
