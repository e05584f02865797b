"""The register in one file, which TinyDB reads, with its history and its backups beside it."""
