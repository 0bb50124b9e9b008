"""Conversations as Inspect tasks: what runs them, and how many at once. Needs the ``evals`` extra."""
