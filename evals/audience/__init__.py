"""Viewers who do not exist: they ask, wait, lose patience, buy and quarrel; seeded, in virtual time."""
