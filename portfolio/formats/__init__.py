"""Values to tables and pages, JSON, TSV, CSV and Markdown."""
