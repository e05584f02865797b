"""Files that commands write: never over one that the register needs, and over another only if that is meant."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.errors import ConflictError

if TYPE_CHECKING:
    from portfolio.context import Context

# More files than this are counted, not listed.
_MOST_LISTED = 5


def spare(context: "Context", paths: Sequence[Path], *, force: bool | None) -> None:
    """See that files may be written; with `force`, also over those that are there already. An empty one holds nothing.

    `force` is None of a command that never writes over a file, as what a change did is not to be had again.

    Raises:
        RefusedError: The register needs one of them.
        ConflictError: Some are there already.
    """
    for path in paths:
        context.spare(path)
    there = [] if force else [path for path in paths if path.is_file() and path.stat().st_size]
    if not there:
        return
    listed = ", ".join(map(str, there[:_MOST_LISTED]))
    more = f" and {len(there) - _MOST_LISTED:,} more" if len(there) > _MOST_LISTED else ""
    what = "it" if len(there) == 1 else "them"
    way = "Name another." if force is None else f"To write over {what}, give --force."
    raise ConflictError(f"There already: {listed}{more}. {way}")
