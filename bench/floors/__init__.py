"""The scripts that commands are measured against: what the same result costs without this program."""
