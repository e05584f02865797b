"""Files of other programs, read into the register and written out of it."""
