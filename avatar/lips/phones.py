"""The sounds that the net hears and the alignment looks for: 47 classes of phones.

Finer than visemes, because alignment must tell ``p`` from ``m`` though the lips do the same. Every
phoneme of an engine (espeak-ng's mnemonics, IPA) or of a dictionary (ARPAbet) is one class or a row
of them with shares of its time: diphthongs and Mandarin finals pass through several.
"""

from __future__ import annotations

_VISEMES = {
    "sil": "sil",
    "PP": "p b m",
    "FF": "f v",
    "TH": "th dh",
    "DD": "t d",
    "kk": "k g ng x",
    "CH": "ch jh sh zh",
    "SS": "s z ts",
    "nn": "n l",
    "RR": "r er",
    "aa": "aa ae ah ay aw",
    "E": "eh ey eu",
    "ih": "ih iy y ih2 ir",
    "oh": "ao ow oy",
    "ou": "uh uw w uw2 yu",
}

CLASSES = (
    *("sil", "p", "b", "m", "f", "v", "th", "dh", "t", "d", "k", "g", "ng", "ch", "jh", "sh", "zh", "s", "z"),
    *("n", "l", "r", "er", "aa", "ae", "ah", "ao", "eh", "ih", "iy", "uh", "uw", "w", "y", "hh"),
    *("ay", "aw", "ow", "ey", "oy", "ih2", "uw2", "ts", "x", "yu", "ir", "eu"),
)
"""Names of the classes, in the order of the net's outputs: ARPAbet in lower case; ``ay aw ow ey oy`` are
the first parts of the diphthongs, ``ih2 uw2`` their glides; the last five are for Mandarin and others:
z and c, the velar fricative, ü, the vowel of *zhi* and *si*, the vowel of *ge*."""

CLASS_VISEMES = tuple(
    next((viseme for viseme, names in _VISEMES.items() if name in names.split()), "") for name in CLASSES
)
"""Viseme of each class; empty for ``hh``, whose mouth is already shaped like what follows."""

Parts = tuple[tuple[str, float], ...]
"""Classes of one phoneme in order, each with its share of the phoneme's time."""

_SOUNDS = {
    "p": "p ph",
    "b": "b B β",
    "m": "m",
    "f": "f",
    "v": "v",
    "th": "T θ",
    "dh": "D ð",
    "t": "t t2 th ʈ",
    "d": "d t# ɾ ɖ",
    "k": "k kh c q",
    "g": "g ɡ Q ɣ ɟ",
    "ng": "N N- ŋ",
    "ch": "tS ts. ts.h tS;h tʃ tɕ tɕh ʈʂ",
    "jh": "dZ dʒ dʑ",
    "sh": "S s. C ʃ ɕ ʂ ç",
    "zh": "Z z. ʒ ʐ ʑ",
    "s": "s",
    "z": "z",
    "ts": "ts tsh dz",
    "n": "n n- n^ ɲ ɳ",
    "l": "l l^ ɫ ʎ",
    "r": "r r- R R2 * ** ɹ ɻ ʀ ʁ",
    "er": "3 3: @r ɜ ɝ ɚ",
    "aa": "a A aa 0 ɑ ɒ",
    "ae": "æ",
    "ah": "V ʌ ɐ @ @2 @- a# ə",
    "eh": "E e & ɛ",
    "eu": "o- ɤ",
    "ih": "I I2 I# ɪ ɨ",
    "ir": "i. i[",
    "iy": "i",
    "y": "j",
    "ao": "O O2 o ɔ",
    "uh": "U ʊ",
    "uw": "u ʉ ɯ",
    "w": "w ʍ",
    "yu": "y Y W ø œ ʏ",
    "hh": "h ɦ ħ",
    "x": "x X χ",
    "ay ih2": "aI ai aɪ",
    "aw uw2": "aU Au au aʊ",
    "ow uw2": "oU ou oʊ əʊ",
    "ey ih2": "eI ei eɪ",
    "oy ih2": "OI oi ɔɪ",
    "aa r": "A@",
    "ao r": "o@ O@",
    "eh r": "e@",
    "uh r": "U@",
    "ih ah": "i@",
    "ih er": "i@3",
    "ah l": "@L",
    "ay ih2 er": "aI3",
    "ay ih2 ah": "aI@",
    "aw uw2 er": "aU3",
    "y aa": "iA ia",
    "y eh": "iE",
    "y ao": "io",
    "y ow uw2": "iou",
    "w aa": "ua",
    "w ah": "u@",
    "w ao": "uo",
    "w ay ih2": "uai",
    "w ey ih2": "uei",
    "yu eh": "yE y&",
    "yu ah": "y@",
    "uh ng": "ong",
    "yu ng": "iong",
    "p f": "pF",
}
_SHARES = {1: (1.0,), 2: (0.6, 0.4), 3: (0.4, 0.3, 0.3)}
_GLIDE_SHARES = {2: (0.35, 0.65), 3: (0.25, 0.45, 0.3)}
_MARKS = "',%=ˈˌːˑ:"
_MODIFIERS = '#-2~^`"!.[&;ʰʲʷ̩̯̃'


def _shared(classes: list[str]) -> Parts:
    glides = len(classes) > 1 and classes[0] in ("w", "y", "yu")
    shares = (_GLIDE_SHARES if glides else _SHARES)[len(classes)]
    return tuple(zip(classes, shares, strict=True))


_TABLE = {name: _shared(classes.split()) for classes, names in _SOUNDS.items() for name in names.split()}
_BY_LANGUAGE = {
    "en": {"a": "ae"},
    "zh": {"p": "b", "t": "d", "k": "g", "tS;": "jh", "ts.": "jh", "z.": "zh"},
}
"""Mnemonics that mean something else in a language: plain ``a`` is that of *trap* in English, plain stops
are lenis in Mandarin."""

ARPABET = {
    **{name.upper(): _shared([name]) for name in CLASSES[1 : CLASSES.index("ay")]},
    "AX": _shared(["ah"]),
    "IX": _shared(["ih"]),
    "AY": _shared(["ay", "ih2"]),
    "AW": _shared(["aw", "uw2"]),
    "OW": _shared(["ow", "uw2"]),
    "EY": _shared(["ey", "ih2"]),
    "OY": _shared(["oy", "ih2"]),
    "DX": _shared(["d"]),
    "AXR": _shared(["er"]),
    "EL": _shared(["ah", "l"]),
    "EM": _shared(["ah", "m"]),
    "EN": _shared(["ah", "n"]),
}
"""ARPAbet symbols without stress digits."""

LENGTHS = {
    name: float(rows)
    for rows, names in {
        5: "DH UH B",
        6: "D T V",
        7: "AH AX IX DX IH R HH EN EM EL",
        8: "G N M P W K",
        9: "L Y Z ZH TH",
        10: "EH UW F NG",
        11: "ER AXR S",
        12: "AE AO IY CH JH",
        13: "AA SH",
        15: "EY OW",
        17: "AW AY OY",
    }.items()
    for name in names.split()
}
"""Rows of 10 ms that each ARPAbet symbol lasts in the training's people, on average."""


def parts(name: str, language: str = "en") -> Parts:
    """The classes of a phoneme in order; empty for a pause, a tone or a mark.

    Args:
        name: espeak-ng's mnemonic or IPA, with or without stress and length.
        language: BCP 47 primary subtag of what is spoken.
    """
    plain = name.strip(_MARKS)
    if plain.startswith(("_", "(")):
        return ()
    if own := _BY_LANGUAGE.get(language, {}).get(plain):
        return _shared([own])
    return _TABLE.get(plain) or _TABLE.get(plain.rstrip(_MODIFIERS)) or _by_letter(plain)


def _by_letter(name: str) -> Parts:
    """A name the table lacks, read letter by letter, at most three classes of it."""
    found: list[str] = []
    for letter in name:
        found += [known for known, _ in _TABLE.get(letter, ())]
    kept = [known for index, known in enumerate(found) if index == 0 or found[index - 1] != known]
    return _shared(kept[:3]) if kept else ()
