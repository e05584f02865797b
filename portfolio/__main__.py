"""Starts the program, as `portfolio` and as `python -m portfolio`, so that an interruption is quiet at any moment."""

import atexit
import contextlib
import os
import signal
import sys

_INTERRUPTED = 130
# Whether somebody may interrupt it: who is started in the background inherits that interruptions are ignored.
_HEARD = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _HEARD:  # before anything else is loaded, as there is nothing to undo
    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))


def main() -> None:
    """Load and run the program, and end the process with its exit code."""
    from portfolio.cli import main as run  # noqa: PLC0415 - loading takes longest, and may be interrupted

    code: object = 0
    ended = None  # which holds all that was read, so that it is not taken apart
    try:
        if _HEARD:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except SystemExit as end:
        code, ended = end.code, end
    finally:
        if _HEARD:  # what is done is done, and what is interrupted ends already
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end(code)
    del ended


def _end(code: object) -> None:
    """End the process without taking apart what it has loaded and read, which takes a tenth of a short command."""
    import threading  # noqa: PLC0415 - loaded by now

    with contextlib.suppress(OSError):  # of a reader that has gone away, as Python tells of it
        if isinstance(code, int) and threading.active_count() == 1:
            atexit._run_exitfuncs()  # noqa: SLF001 - nothing else does what they are for
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(code)
    sys.exit(code)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
