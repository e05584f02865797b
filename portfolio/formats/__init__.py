"""Pages in every format: on the terminal, as data, text, documents, pictures and a site."""
