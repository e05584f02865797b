"""A public site of the register: a page for each record, list and group, as trees of values with their addresses."""
