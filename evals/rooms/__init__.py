"""The system under test: a whole room on air in virtual time, for one conversation."""
