"""The housekeeping of a register in a file: each act by the module that knows how."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from portfolio.store.file import rebuilding, recovery, sides, upkeep

if TYPE_CHECKING:
    from portfolio.store.file.folder import Folder


class Keeper:
    """See `portfolio.store.housekeeping.Housekeeping`."""

    def __init__(self, folder: Folder) -> None:
        self.adopt = partial(upkeep.adopt, folder)
        self.backup = partial(upkeep.backup, folder)
        self.pack = partial(upkeep.pack, folder)
        self.others = partial(sides.other_sides, folder)
        self.uniting = partial(sides.uniting, folder)
        self.recovery = partial(recovery.foreseen, folder)
        self.mend = partial(rebuilding.mend, folder)
        self.regaining = partial(rebuilding.plan, folder)
        self.rebuild = partial(rebuilding.rebuild, folder)
