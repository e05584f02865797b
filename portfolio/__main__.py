"""Starts the program, as `portfolio` and as `python -m portfolio`, so that an interruption is quiet at any moment."""

import os
import signal
import sys

_INTERRUPTED = 130
# Whether somebody may interrupt it: who is started in the background inherits that interruptions are ignored.
_HEARD = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _HEARD:  # before anything else is loaded, as there is nothing to undo
    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))


def main() -> None:
    """Load and run the program."""
    from portfolio.cli import main as run  # noqa: PLC0415 - loading takes longest, and may be interrupted

    try:
        if _HEARD:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        if _HEARD:  # what is done is done, and what is interrupted ends already
            signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
