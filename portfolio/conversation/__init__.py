"""Conversations: an entry is made by answering questions on a terminal, one after the other."""
