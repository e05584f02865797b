"""Answers to questions, as tables and pages that know nothing of how they will look."""
