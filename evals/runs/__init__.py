"""Runs: a set of conversations with one host, kept in a folder, read back, compared."""
