"""Pages as documents, in what they wear of the office's own; those of the office's own with marking and title block."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.context import Context
    from portfolio.formats.output import AtLevel
    from portfolio.pages.tree import Page
    from portfolio.pages.undrawn import Undrawn
    from portfolio.query.question import Office


def document_of(
    context: "Context", page: "Page", form: str, office: "Callable[[], Office]", note: "Callable[[str], None]"
) -> str | bytes:
    """Return a page in a form as a document, and note which characters of it could not be drawn, and whose they are.

    `office` gives the office as the page sees it.

    Raises:
        UsageError: The format needs a package that is not installed.
        SettingsError: The logo or the template of the settings cannot be used.
    """
    from portfolio.formats import registry  # noqa: PLC0415 - not to be loaded for completion

    def warn(found: "Undrawn") -> None:
        from portfolio.pages.undrawn import undrawn_sentence  # noqa: PLC0415 - rarely needed

        note(undrawn_sentence(found, page, office().reader))

    kept = context.settings
    worn = registry.letterhead(kept.report_logo, kept.report_template, kept.report_colour)
    return registry.write(page, form, worn, warn)


def marked(context: "Context", page: "Page", form: str, again: "AtLevel | None") -> "Page":
    """Return a page of the office's own as it is to be in a form, marked as what is most sensitive in it.

    A document has its marking and title block always, other texts a marking where classified records are in them, and
    data have no place for one, so that it is noted. `again` makes the page again of the register up to a
    classification; None of a page that shows no record.
    """
    from portfolio.formats.registry import FORMATS, write  # noqa: PLC0415 - not to be loaded for completion
    from portfolio.pages import inside  # noqa: PLC0415

    found = FORMATS[form]
    # All that is seen of a page stands in it as Markdown.
    level = inside.level_of(str(write(page, "md")), lambda level: str(write(again(level), "md"))) if again else ""
    if found.is_document:
        return inside.headed(page, context.settings, context.today, level)
    if not found.is_data:
        return page._replace(marking=inside.marking_above(level))
    for each in inside.data_marking(level):
        context.note(each)
    return page
