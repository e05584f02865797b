"""How records are found: names to codes, filters to a selection, and which records a selection chooses."""
