"""Text for speech: what a voice reads so that prices, sizes and names sound right."""

from avatar.spelling.lexicon import Lexicon, LexiconError, load_lexicon
from avatar.spelling.spell import spell
from avatar.spelling.spelling import Sound, Spelling

__all__ = ["Lexicon", "LexiconError", "Sound", "Spelling", "load_lexicon", "spell"]
