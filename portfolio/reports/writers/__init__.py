"""Reports laid out: one writer a format, each of the same tree of values."""
