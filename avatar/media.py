"""What flows through the avatar: speech, mouth tracks, performances and pictures.

One clock serves everything here: the audio sample counter at 48 kHz. Every time below that has no
other unit is a number of samples on that clock (or relative to an utterance where it says so).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 48_000
"""Hertz. Every voice is resampled to this on entry; nothing after it converts."""

MOUTH_RATE_HZ = 100
"""Mouth track frames per second."""

VISEMES = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou")
"""The 15 Oculus visemes, in the order of a mouth track's columns."""

Pcm = NDArray[np.float32]
"""float32 (samples,), mono, [-1, 1], 48 kHz."""

Picture = NDArray[np.uint8]
"""uint8 (height, width, 4), RGBA, opaque unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One phoneme as the voice engine names it."""

    name: str
    """Engine's own name (espeak mnemonics or IPA); empty for a pause."""
    start: int
    """Samples from the start of the utterance."""
    end: int
    """Samples from the start of the utterance, exclusive."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word and where it stands in the caption."""

    start: int
    """Samples from the start of the utterance."""
    end: int
    """Samples from the start of the utterance, exclusive."""
    text_start: int
    """Index of its first character in the text given to the voice."""
    text_end: int
    """Index after its last character."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence handed to a voice."""

    id: str
    text: str
    """Plain text, no tags."""
    language: str
    """BCP 47 primary subtag: ``en``, ``zh``, …"""
    rate: float = 1.0
    """Speaking rate, relative to the voice's normal."""
    pitch: float = 1.0
    """Pitch, relative to the voice's normal."""
    energy: float = 1.0
    """Vocal effort, relative to the voice's normal: how much is stressed, not how loud it ends up."""
    pause: float = 1.0
    """Length of pauses, relative to the voice's normal."""
    mood: str = "neutral"
    """A VRM preset (neutral happy angry sad relaxed surprised), for engines that act."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece of one utterance's sound. A voice yields one or more, in order, the last marked."""

    utterance: str
    """Utterance id."""
    pcm: Pcm
    """float32 (samples,), mono, [-1, 1], 48 kHz."""
    start: int = 0
    """Samples of the utterance that came before this piece."""
    phonemes: tuple[Phoneme, ...] = ()
    """Those that begin inside this piece; empty where the engine gives none."""
    words: tuple[Word, ...] = ()
    """Those that begin inside this piece."""
    last: bool = True
    """Whether the utterance ends with this piece. A failed voice yields an empty last piece."""


@dataclass(frozen=True, slots=True)
class MouthTrack:
    """Viseme weights over one piece of speech."""

    start: int
    """Samples of the utterance before row 0."""
    weights: NDArray[np.float32]
    """float32 (frames, 15), columns as in ``VISEMES``, 100 Hz, each row sums to at most 1."""
    source: Literal["events", "aligned", "audio"] = "events"
    confidence: float = 1.0
    """0 … 1."""


@dataclass(frozen=True, slots=True)
class GestureCue:
    """A named gesture clip, placed in an utterance."""

    name: str
    at: int = 0
    """Samples from the start of the utterance."""
    number: int = 0
    """What it shows or how often it is done: the fingers of ``count``, the times of ``nod`` and ``shake``;
    0 is the clip's own."""
    strength: float = 1.0
    """How large the movement is, 0.3 … 1.5; 1 is the clip's own."""


@dataclass(frozen=True, slots=True)
class GazeCue:
    """Where the eyes go, placed in an utterance."""

    target: Literal["card", "chat", "viewer"]
    at: int
    """Samples from the start of the utterance."""
    seconds: float
    x: float = 0.0
    """-1 … 1, to the viewer's right; where the target lies is the picture's to say
    (``avatar.acting.places``)."""
    y: float = 0.0
    """-1 … 1, down."""


@dataclass(frozen=True, slots=True)
class Performance:
    """What a face is to play for one piece of speech."""

    utterance: str
    """Utterance id; pieces of one utterance carry the same."""
    start: int
    """Audio clock, samples: when the utterance (not this piece) begins."""
    mouth: MouthTrack
    mood: str = "neutral"
    """A VRM preset (neutral happy angry sad relaxed surprised)."""
    gestures: tuple[GestureCue, ...] = ()
    words: tuple[Word, ...] = ()
    gaze: tuple[GazeCue, ...] = ()
    feel: tuple[float, float] | None = None
    """Valence, -1 … 1, and arousal, 0 … 1, of the mood; ``None`` is as the preset's."""


@dataclass(frozen=True, slots=True)
class Card:
    """The product card on stage. Every text is ready to be shown."""

    product_id: str
    name: str
    price: str
    """As shown, e.g. ``$39.00``; empty when no price is known to be current."""
    was: str = ""
    """List price as shown, struck through; empty for none."""
    note: str = ""
    """One short line under the price (stock, shipping); empty for none."""
    stock: int | None = None
    """Pieces left, where the number is known; it decides how urgent the note looks."""
    until: float | None = None
    """Unix seconds at which the offer ends: ``price``, ``was`` and ``off`` hold no longer then."""
    off: str = ""
    """How much less than before, as shown, e.g. ``-20%``; empty for none."""
    picture: str = ""
    """Path of a PNG, JPEG, WebP or SVG; empty for a drawn monogram."""
