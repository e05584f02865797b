"""Runs the program as `python -m portfolio`."""

from portfolio.cli import main

main()
