"""Which mouth shapes a phoneme passes through.

Names are espeak-ng's mnemonics (English, Mandarin) or IPA; stress and length marks do not matter.
The table follows the Oculus viseme reference; a diphthong gives its first part 60 % of the time.
"""

from __future__ import annotations

from dataclasses import dataclass

_MARKS = "',%=ˈˌːˑ:"
_MODIFIERS = '#-2~^`"!.[&;h'

_SHAPES = {
    "PP": "p ph b m",
    "FF": "f v",
    "TH": "T D θ ð",
    "DD": "t t# t2 th d ɾ",
    "kk": "k kh g ɡ N N- ŋ x",
    "CH": "tS dZ S Z tS; tS;h S; ts. ts.h s. z. tʃ dʒ ʃ ʒ tɕ tɕh ɕ ʂ ʐ",
    "SS": "ts tsh s z",
    "nn": "n n- l ɫ",
    "RR": "r r- 3 3: ɹ ɜ ɝ ɚ",
    "aa": "a A aa V 0 @ @2 @- a# ɑ ɐ æ ə ʌ ɒ",
    "E": "E e & o- ɛ ɤ",
    "ih": "I I2 I# i i. i[ j ; yi ɪ ɨ",
    "oh": "o O O2 ɔ",
    "ou": "u U w y ʊ ʉ",
    "aa ih": "aI ai",
    "aa ou": "aU Au",
    "oh ou": "oU ou",
    "E ih": "eI ei",
    "oh ih": "OI",
    "aa RR": "A@ @r",
    "oh RR": "o@ O@",
    "E RR": "e@",
    "ou RR": "U@",
    "ih aa": "i@ iA",
    "ih E": "iE",
    "ih oh": "io",
    "ou aa": "ua u@ y@",
    "ou oh": "uo",
    "ou E": "yE y&",
    "ou kk": "ong",
    "aa nn": "@L",
    "ih RR": "i@3",
    "aa ih RR": "aI3",
    "aa ih aa": "aI@",
    "aa ou RR": "aU3",
    "ih oh ou": "iou",
    "ou aa ih": "uai",
    "ou E ih": "uei",
}
_TABLE = {name: tuple(shapes.split()) for shapes, names in _SHAPES.items() for name in names.split()}
_SHARES = {1: (1.0,), 2: (0.6, 0.4), 3: (0.4, 0.3, 0.3)}
_WEAK = frozenset(("@", "@2", "@-", "a#", "I2", "I#", "ə"))
_BORROWED = frozenset(("h", "X", "?", "ʔ", "χ", "ɦ"))
_STOPS = ("p", "b", "t", "d", "k", "g", "ɡ")


@dataclass(frozen=True, slots=True)
class Shape:
    """One mouth shape a phoneme passes through."""

    viseme: str
    share: float
    """Part of the phoneme's time."""
    weight: float
    """How fully it is formed."""


def shapes(name: str) -> tuple[Shape, ...]:
    """The shapes of a phoneme in order; empty when it has none of its own (``h``, an unknown sign)."""
    plain = name.strip(_MARKS)
    visemes = _TABLE.get(plain) or _TABLE.get(plain.rstrip(_MODIFIERS)) or _by_letter(plain)
    weight = 0.65 if plain in _WEAK else 1.0
    return tuple(
        Shape(viseme, share, weight)
        for viseme, share in zip(visemes, _SHARES.get(len(visemes), ()), strict=True)
    )


def begins_with_closure(name: str) -> bool:
    """Whether the mouth is shut, somewhere, before the phoneme sounds: a stop or an affricate."""
    return name.strip(_MARKS).startswith(_STOPS)


def _by_letter(name: str) -> tuple[str, ...]:
    """A name the table lacks, read letter by letter, at most three shapes of it."""
    if name in _BORROWED:
        return ()
    found: list[str] = []
    for letter in name:
        for viseme in _TABLE.get(letter, ()):
            if not found or found[-1] != viseme:
                found.append(viseme)
    return tuple(found[:3])
