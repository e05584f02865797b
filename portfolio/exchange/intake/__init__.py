"""Files of other programs on their way into the register."""
