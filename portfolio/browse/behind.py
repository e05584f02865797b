"""The work behind the screen: in a thread of its own, the most urgent first, so that keys are answered meanwhile."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple


class Urgency(IntEnum):
    """What work is for, and how urgent it is for that: the least number first."""

    TURN = 0  # undo and redo, which wait for an answer
    READ = 1  # the register, anew
    LIST = 2
    PAGE = 3
    AHEAD = 4  # what may be asked for next


class _Job(NamedTuple):
    """Work that is asked for."""

    work: Callable[[], Any]
    then: Callable[[Any], object]


class Behind:
    """One thread, so that nothing is worked out twice at once; of each kind only what was asked last is done."""

    def __init__(self, give: Callable[..., object], fail: Callable[[Exception], object]) -> None:
        """Take what calls something in the thread of the screen, and what is called there with an error."""
        self._give, self._fail = give, fail
        self._asked: dict[Urgency, _Job] = {}  # what is not begun
        self._last: dict[Urgency, _Job] = {}  # what is asked and not done
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ends = False
        self.alone = threading.Lock()  # held while something is worked out

    def ask(self, kind: Urgency, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        """Let something be worked out, and then be called with it, unless the same kind is asked for meanwhile."""
        job = self._last[kind] = _Job(work, then)
        with self._changed:
            self._asked[kind] = job
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def is_busy(self, *kinds: Urgency) -> bool:
        """Whether something of some kinds is asked and not done."""
        return not self._last.keys().isdisjoint(kinds)

    def end(self) -> None:
        """Begin nothing more."""
        with self._changed:
            self._ends = True
            self._changed.notify()

    def _run(self) -> None:
        while job := self._next():
            result: object
            # What is worked out stays: to look through it for garbage would hold up the keys.
            gc.disable()
            with self.alone:
                try:
                    result = job.work()
                except Exception as error:  # noqa: BLE001 - the screen says it
                    result = error
            gc.freeze()
            gc.enable()
            self._give(self._done, job, result)

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._asked or self._ends)
            return None if self._ends else self._asked.pop(min(self._asked))

    def _done(self, job: _Job, result: object) -> None:
        kind = next((kind for kind, last in self._last.items() if last is job), None)
        if kind is None:  # something else was asked for
            return
        del self._last[kind]
        if isinstance(result, Exception):
            self._fail(result)
        else:
            job.then(result)
