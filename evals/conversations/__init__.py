"""Conversations as data: what viewers write, what happens meanwhile, and what is expected of the host."""
