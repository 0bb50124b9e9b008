"""What viewers asked and nobody could answer, and what people then answered: one SQLite file a shop."""
