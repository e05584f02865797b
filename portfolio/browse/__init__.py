"""The register on a screen of its own, drawn by Textual."""
