"""The six languages of reports."""
