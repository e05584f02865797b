"""Starts the program, as `portfolio` and as `python -m portfolio`, so that an interrupt while it loads is quiet too."""

import sys


def main() -> None:
    """Load and run the program."""
    try:
        from portfolio.cli import main as run  # noqa: PLC0415 - loading takes longest, and may be interrupted

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
