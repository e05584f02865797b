"""Breaks registers in every way that can be thought of; what is done once in the tests is done here at length."""

import sys
from pathlib import Path

# The trials are the tests' own.
sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
