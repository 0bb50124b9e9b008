"""IPA as espeak-ng takes it: its own mnemonics of English phonemes, between double brackets.

After espeak-ng's documentation, docs/phonemes.md, and its table of English phonemes.
"""

from __future__ import annotations

import unicodedata

from avatar.spelling.spelling import Spelling

_MNEMONICS = {
    "tʃ": "tS", "dʒ": "dZ", "iː": "i:", "uː": "u:", "ɑː": "A:", "ɔː": "O:", "ɜː": "3:", "ɝ": "3:",
    "ɚ": "3", "eɪ": "eI", "aɪ": "aI", "ɔɪ": "OI", "aʊ": "aU", "oʊ": "oU", "əʊ": "oU", "ɪə": "i@",
    "eə": "e@", "ʊə": "U@", "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "g": "g", "ɡ": "g",
    "f": "f", "v": "v", "s": "s", "z": "z", "h": "h", "m": "m", "n": "n", "ŋ": "N", "l": "l", "ɫ": "l",
    "r": "r", "ɹ": "r", "ɾ": "t#", "w": "w", "j": "j", "θ": "T", "ð": "D", "ʃ": "S", "ʒ": "Z", "x": "x",
    "ʔ": "?", "i": "i", "ɪ": "I", "e": "E", "ɛ": "E", "æ": "a", "a": "a", "ɑ": "A:", "ɒ": "0",
    "ɔ": "O:", "o": "oU", "ʊ": "U", "u": "u:", "ʌ": "V", "ə": "@", "ɐ": "@", "ɜ": "3:", "ˈ": "'",
    "'": "'", "ˌ": ",",
}  # fmt: skip
_PASSED_OVER = frozenset(" .-/[]()ːʰ‿͡")
"""Breaks between syllables, slashes around the whole, and what has no mnemonic of its own."""


def mnemonics(ipa: str) -> str:
    """espeak-ng's spelling of an English word's IPA.

    Raises:
        ValueError: It holds a symbol that English has no sound for; the message names it.
    """
    found = []
    at = 0
    ipa = unicodedata.normalize("NFC", ipa).replace("͡", "")
    while at < len(ipa):
        for length in (2, 1):
            if ipa[at : at + length] in _MNEMONICS:
                found.append(_MNEMONICS[ipa[at : at + length]])
                at += length
                break
        else:
            if ipa[at] not in _PASSED_OVER:
                raise ValueError(f"has the symbol {ipa[at]!r}, which is no English sound in IPA")
            at += 1
    if not any(it.isalpha() for it in "".join(found)):
        raise ValueError("holds no sound")
    return "".join(found)


def for_espeak(spelling: Spelling, language: str) -> Spelling:
    """A spelling with the lexicon's sounds in it, for espeak-ng's English voices with phoneme input on.

    No other brackets can be in a spelling, so nothing else is taken for phonemes.
    """
    if language != "en" or not spelling.sounds:
        return spelling
    text: list[str] = []
    spans: list[tuple[int, int]] = []
    done = 0
    for sound in spelling.sounds:
        said = f"[[{mnemonics(sound.ipa)}]]"
        text.append(spelling.text[done : sound.start] + said)
        spans += spelling.spans[done : sound.start]
        spans += [spelling.spans[sound.start]] * len(said)
        done = sound.end
    text.append(spelling.text[done:])
    spans += spelling.spans[done:]
    return Spelling("".join(text), tuple(spans))
