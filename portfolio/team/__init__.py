"""Clones of a register: taken along, worked on without network, and brought together with their source again."""
