"""Files that commands write: never over one that the register needs, and over another only if that is meant."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.errors import ConflictError

if TYPE_CHECKING:
    from portfolio.context import Context

# More files than this are counted, not listed.
_MOST_LISTED = 5


def spare(context: "Context", paths: Sequence[Path], *, force: bool) -> None:
    """See that files may be written; with `force`, also over those that are there already.

    Raises:
        RefusedError: The register needs one of them.
        ConflictError: Some are there already.
    """
    for path in paths:
        context.spare(path)
    there = [] if force else [path for path in paths if path.is_file()]
    if not there:
        return
    listed = ", ".join(map(str, there[:_MOST_LISTED]))
    more = f" and {len(there) - _MOST_LISTED:,} more" if len(there) > _MOST_LISTED else ""
    what = "it" if len(there) == 1 else "them"
    raise ConflictError(f"There already: {listed}{more}. To write over {what}, give --force.")
