"""The register in PostgreSQL, which psycopg speaks to: a row for each record, and one for each difference."""
