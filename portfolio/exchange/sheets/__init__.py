"""The register as sheets of spreadsheets."""
