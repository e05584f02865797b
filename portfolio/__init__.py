"""A register of capacity-building projects: who gave what, for what, where, with what result."""

__version__ = "0.1.0"
