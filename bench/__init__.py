"""Measures the speed of commands as ratios to floors measured in the same run."""
