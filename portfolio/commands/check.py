"""`portfolio check`: what is missing or contradictory."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portfolio.commands import complete, options
from portfolio.commands.nouns import later
from portfolio.commands.options import Given, Opt
from portfolio.errors import UsageError
from portfolio.optional import needed

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.context import Context
    from portfolio.formats.output import Output
    from portfolio.pages.check import Checked
    from portfolio.pages.tree import Answer

app = typer.Typer()
_ERRORS = 5
_ASKED = options.texts(
    {
        "rule": Opt("ID", "Only findings of this rule, by its name in check: stale.", True, complete.rules),
        "severity": Opt("LEVEL", "At least so severe: error, warning or info.", complete=complete.severities),
        "iati": Opt("", "What the standard of IATI finds in the register as it would be published."),
        "details": Opt("", "Every finding, with what puts it right; on a terminal rules are counted else."),
    }
)


@app.command("check")
@options.takes(asked=_ASKED, chosen=options.filters, output=options.rows)
def check(
    context: "Context",
    asked: Given,
    chosen: Given,
    output: "Output",
    what: Annotated[
        list[str] | None,
        options.argument("[FILE|CODE]", "A file of IATI (.xml) to judge, or the records to look at.", complete.targets),
    ] = None,
) -> None:
    """Look for what is missing or contradictory, and say how to put it right.

    Codes or names choose records, with what is recorded of them. A file of IATI, of anybody, is held against the
    schema, code lists and ruleset of the standard; with --iati the register is, as it would be published.
    Exit code 5 says that there are errors, 0 that there are none.

    For example:

      portfolio check
      portfolio check --details --severity warning --programme PRG-001
      portfolio check P-004
      portfolio check --rule stale --rule report-overdue
      portfolio check activities.xml --severity error
      portfolio check --iati --programme PRG-001
    """
    severity, named = asked.get("severity", ("",))[0], what or []
    file = _file(named, asked, chosen)
    if file is not None or "iati" in asked:
        _tell(output, _judged(context, file, asked, severity, chosen))
        return

    def check_of(seen: "Context") -> "Checked":
        found: Checked = later("pages.check", "check")(
            seen.ask(chosen), asked.get("rule", ()), severity, lambda rules: context.tracked(rules, "Checking"), named
        )
        return found

    checked = check_of(context)
    is_short = output.is_plain_list and not named and not asked.keys() & {"rule", "details"}
    _tell(output, _by_rule(checked) if is_short else checked, lambda level: check_of(context.up_to(level)).answer)


def _file(named: list[str], asked: Given, chosen: Given) -> Path | None:
    """Return the file that is named, or None of records; raises UsageError where these are chosen otherwise too."""
    if len(named) == 1:
        path = Path(named[0])
        in_folder = path.name != named[0] and path.parent.is_dir()  # a title may hold a slash
        if path.suffix.lower() == ".xml" or in_folder or path.is_file():
            return path
    if named and (chosen or "iati" in asked):
        raise UsageError("Name records, or choose them with filters or --iati; not both.")
    return None


def _by_rule(checked: "Checked") -> "Checked":
    """Return what was found as the rules that found it, where that is known."""
    return checked._replace(answer=checked.by_rule) if checked.by_rule else checked


def _judged(context: "Context", file: Path | None, asked: Given, severity: str, chosen: Given) -> "Checked":
    """Return what is wrong with a file of IATI, or with the register as it would be published."""
    rules = asked.get("rule", ())
    with needed("lxml", "Judging files of IATI"):
        checking, judge = "exchange.iati.checked", later("exchange.iati.judging", "judge")
    found: Checked
    if file is None:
        found = later(checking, "checked_records")(context.ask(chosen), rules, severity, context.tracked)
        return found
    if chosen or "iati" in asked:
        given = "Filters choose" if chosen else "--iati asks for"
        raise UsageError(f"{given} records of the register; a file is judged whole. Leave one out.")
    found = later(checking, "checked")(file.name, judge(file, context.clock), rules, severity)
    return found


def _tell(output: "Output", checked: "Checked", again: "Callable[[str], Answer] | None" = None) -> None:
    """Show what was found; the exit code says whether there are errors."""
    output.show(checked.answer, again)
    if output.format != "table" and checked.answer.table.rows:
        output.note(checked.summary)
    if checked.errors:
        raise typer.Exit(_ERRORS)
