"""Speech of espeak-ng in many voices and languages, with its phoneme times."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import soxr

from avatar.lips.phones import parts
from avatar.voices.espeak.library import Espeak, Mark, UnknownVoice
from evals.lips_training.recording import RATE_HZ, Recording, Segment, labelled

ACCENTS = {
    "en": ("en-us", "en-gb", "en-gb-x-rp", "en-029", "en-gb-scotland", "en-us-nyc", "en-gb-x-gbclan"),
    "zh": ("cmn",),
    "cs": ("cs",),
    "de": ("de",),
    "es": ("es", "es-419"),
    "it": ("it",),
    "ru": ("ru",),
}
_VARIANTS = (
    *("f1", "f2", "f3", "f4", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "Alex", "Alicia", "Andrea", "Andy"),
    *("Annie", "Denis", "Diogo", "Gene", "Henrique", "Hugo", "Jacky", "Marco", "Mario", "Michael", "Mike"),
    *("Nguyen", "adam", "anika", "antonio", "aunty", "belinda", "benjamin", "boris", "caleb", "david", "ed"),
    *("edward", "grandma", "grandpa", "ian", "iven", "john", "linda", "marcelo", "max", "michel", "miguel"),
    *("norbert", "pablo", "paul", "pedro", "quincy", "rob", "robert", "sandro", "shelby", "travis", "zac"),
)
_SIGNS = ("", "_", ";", "(")
"""How names begin that are pauses, palatalisation or a change of language."""
_CORRECTED = {("ru", "y"): (("ir", 1.0),), ("cs", "J"): (("d", 1.0),), ("es", "J^"): (("y", 1.0),)}
_HELD_OUT = ("f5", "m8", "steph", "Lee", "victor")
"""Variants kept for measuring, never trained on."""


def speak(language: str, texts: Sequence[str], seed: int, held_out: bool = False) -> Iterator[Recording]:
    """Read texts, each in another accent, variant, rate and pitch."""
    engine = Espeak()
    chance = random.Random(seed)
    variants = _HELD_OUT if held_out else _VARIANTS
    for text in texts:
        voice = f"{chance.choice(ACCENTS[language])}+{chance.choice(variants)}"
        try:
            said = engine.render(text, voice, chance.randint(120, 220), chance.randint(25, 75))
        except UnknownVoice:  # not every build carries every variant
            continue
        seconds = len(said.pcm) / engine.sample_rate_hz
        if not 0.3 < seconds < 30:
            continue
        segments = _segments(said.marks, engine.sample_rate_hz, seconds, language)
        pcm = soxr.resample(said.pcm.astype(np.float32), engine.sample_rate_hz, RATE_HZ)
        yield labelled(np.clip(pcm, -32768, 32767).astype(np.int16), segments, burst_dated=True)


def _segments(marks: tuple[Mark, ...], rate_hz: int, seconds: float, language: str) -> list[Segment]:
    """Phonemes with their ends; an unnamed mark soon after a phoneme only lengthens it (a tone, a length)."""
    phonemes = [mark for mark in marks if mark.phoneme is not None]
    segments: list[Segment] = []
    for mark, after in zip(phonemes, [*phonemes[1:], None], strict=True):
        start = mark.at / rate_hz
        end = after.at / rate_hz if after else seconds
        name = mark.phoneme or ""
        found = _CORRECTED.get((language, name.strip("',"))) or parts(name, language)
        segments.append(Segment(found, start, end, known=bool(found) or name[:1] in _SIGNS))
    return segments
