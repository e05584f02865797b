"""An independent computation of the figures, and the comparison of the command's answers with it."""
