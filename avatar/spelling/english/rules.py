"""English, from the surest patterns to what is left."""

from __future__ import annotations

from avatar.spelling.english.codes import MODELS, NUMBERS_OF_CALLS
from avatar.spelling.english.dates import DATES
from avatar.spelling.english.measures import MEASURES
from avatar.spelling.english.money import MONEY
from avatar.spelling.english.numbers import one_by_one
from avatar.spelling.english.words import ABBREVIATIONS, NUMBERS, ORDINALS, SIGNS
from avatar.spelling.letters import LETTERS
from avatar.spelling.rule import Rule
from avatar.spelling.web import Web

_WEB = Web(" dot ", " at ", " slash ", " dash ", " underscore ", " plus ", "hashtag ", "at ", one_by_one)

RULES: tuple[Rule, ...] = (
    *_WEB.rules(),
    *ABBREVIATIONS,
    *DATES,
    *NUMBERS_OF_CALLS,
    *MONEY,
    *MEASURES,
    *ORDINALS,
    *SIGNS,
    *MODELS,
    *NUMBERS,
    *LETTERS,
)
