"""Prosody: what a mood does to the voice, and each engine's own means to do it.

Rate, pitch and effort rise with arousal, and a little with pleasure; pauses get shorter. The directions are
those of M. Schröder, "Expressing degree of activation in synthetic speech" (IEEE TASL 14(4), 2006); the
slopes are smaller, because a host is heard for hours. Everything is relative to the voice's normal.

Pauses are made by ``avatar.voices.mastering.mastering`` for every engine alike, so no engine is told of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from avatar.media import Utterance
from persona.schema import FEELS, Mood

_RATE, _PITCH, _ENERGY, _PAUSE = (0.35, 0.12), (0.25, 0.08), (1.1, 0.15), (-0.6, -0.2)
"""Octaves (doublings) that one unit of arousal and one of valence add."""
_STEPS = {"rate": 0.04, "pitch": 0.03, "energy": 0.1, "pause": 0.1}
"""Relative steps on which an utterance's prosody is snapped. A change of tempo under about 5 % and of a
sentence's pitch under about half a semitone (3 %) is not noticed between sentences."""
_ESPEAK_OCTAVES = 0.7
"""Octaves that espeak's pitch changes by over 50 of its steps, measured."""
_LETTER_S, _HAN_S, _DIGIT_S = 0.07, 0.21, 0.3
_ESPEAK_RANGE = 50
_NARROWEST, _WIDEST = 30, 80
"""espeak's range of pitch: below, Mandarin tones run together; above, it yodels."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """How something is said, relative to the voice's normal."""

    rate: float = 1.0
    pitch: float = 1.0
    energy: float = 1.0
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class EspeakSettings:
    """An utterance's prosody in espeak-ng's parameters."""

    rate: float
    """Relative to the words per minute of the voice."""
    pitch: int
    """0 … 100; 50 is the voice's own (``espeakPITCH``)."""
    pitch_range: int
    """0 … 100; 50 is the voice's own (``espeakRANGE``)."""


def within_octave(relative: float) -> float:
    """A relative rate or pitch, 0.5 … 2; what is no number counts as normal."""
    return min(max(relative, 0.5), 2.0) if math.isfinite(relative) else 1.0


def felt(valence: float, arousal: float) -> Prosody:
    """The prosody of a feeling, relative to the neutral preset's.

    Args:
        valence: -1 unpleasant … 1 pleasant.
        arousal: 0 calm … 1 excited.
    """
    neutral_valence, neutral_arousal = FEELS["neutral"]
    pleasure, activation = valence - neutral_valence, arousal - neutral_arousal
    return Prosody(*(2.0 ** (up * activation + on * pleasure) for up, on in (_RATE, _PITCH, _ENERGY, _PAUSE)))


def of_mood(mood: Mood) -> Prosody:
    """The prosody of a persona's mood: rate and pitch as its file gives them, else as the feeling does."""
    prosody = felt(*mood.at)
    own = {name: getattr(mood, name) for name in ("rate", "pitch") if name in mood.model_fields_set}
    return replace(prosody, **own)


def snapped(utterance: Utterance) -> Utterance:
    """The utterance with its prosody on a grid, so that a mood's drift does not make a new sound of it."""
    rate, pitch, energy, pause = (_on_grid(getattr(utterance, name), step) for name, step in _STEPS.items())
    return replace(utterance, rate=rate, pitch=pitch, energy=energy, pause=pause)


def near(one: Utterance, other: Utterance) -> bool:
    """Whether two snapped utterances say the same in ways at most a step apart."""
    if (one.text, one.language, one.mood) != (other.text, other.language, other.mood):
        return False
    return all(
        abs(math.log(getattr(one, name) / getattr(other, name))) < 1.5 * math.log1p(step)
        for name, step in _STEPS.items()
    )


def espeak_settings(utterance: Utterance) -> EspeakSettings:
    """The prosody for espeak-ng: speed, base pitch, and effort as a wider or narrower melody."""
    pitch = 50 + 50 * math.log2(within_octave(utterance.pitch)) / _ESPEAK_OCTAVES
    wide = _ESPEAK_RANGE * within_octave(utterance.energy)
    return EspeakSettings(
        within_octave(utterance.rate),
        min(max(round(pitch), 0), 100),
        min(max(round(wide), _NARROWEST), _WIDEST),
    )


def speed(utterance: Utterance, slowest: float = 0.5, fastest: float = 2.0) -> float:
    """The prosody for an engine whose only knob is its speed."""
    return min(max(within_octave(utterance.rate), slowest), fastest)


def spoken_s(utterance: Utterance) -> float:
    """Seconds that saying it takes, roughly: a digit is a word, a Chinese character a syllable."""
    seconds = 0.0
    for sign in utterance.text:
        if sign.isdigit():
            seconds += _DIGIT_S
        elif sign.isalpha():
            seconds += _LETTER_S if sign < "\u2e80" else _HAN_S
    return seconds / within_octave(utterance.rate)


def instructions(utterance: Utterance) -> str:
    """The prosody in words, for an engine that is told how to speak; empty when there is nothing to tell.

    It is made of fixed words alone; nothing of the utterance's text gets into it.
    """
    manner = [_MANNERS[utterance.mood]] if utterance.mood in _MANNERS else []
    ways = [
        _degree(getattr(utterance, name), less, more)
        for name, less, more in (
            ("rate", "slower", "faster"),
            ("pitch", "lower in pitch", "higher in pitch"),
            ("energy", "softer, with less stress", "more energetic, with clear stress"),
        )
    ]
    told = manner + [way for way in ways if way]
    return f"Speak like a live shopping host, {', '.join(told)}. Keep to the text." if told else ""


_MANNERS: Mapping[str, str] = MappingProxyType(
    {
        "happy": "cheerful and warm, with a smile in the voice",
        "angry": "firm and serious, without shouting",
        "sad": "sorry and gentle",
        "relaxed": "calm and at ease",
        "surprised": "pleasantly surprised and curious",
    }
)


def _degree(relative: float, less: str, more: str) -> str:
    """In words how far from normal something is: nothing below 3 %, much above 15 %."""
    octaves = math.log2(within_octave(relative))
    if abs(octaves) < math.log2(1.03):
        return ""
    return ("clearly " if abs(octaves) > math.log2(1.15) else "a little ") + (more if octaves > 0 else less)


def _on_grid(relative: float, step: float) -> float:
    grid = math.log1p(step)
    return math.exp(round(math.log(within_octave(relative)) / grid) * grid)
