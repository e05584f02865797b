"""Starts the program, as `portfolio` and as `python -m portfolio`, so that an interruption is quiet at any moment."""

import os
import signal
import sys

_INTERRUPTED = 130


def main() -> None:
    """Load and run the program."""
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heard:  # there is nothing to undo while it loads
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    from portfolio.cli import main as run  # noqa: PLC0415 - loading takes longest, and may be interrupted

    try:
        if heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        if heard:  # what is done is done, and what is interrupted ends already
            signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
