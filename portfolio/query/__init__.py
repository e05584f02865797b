"""Records found: names to codes, filters to a selection, and the records that it chooses."""
