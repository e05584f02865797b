"""Pages on a terminal, drawn by Rich."""
