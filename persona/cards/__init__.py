"""Character Cards, a stranger's description of a character, made into personas."""
