"""The fields of records: how each is typed, written back and headed."""
