"""What the room tells its stage, and what the stage reports back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from avatar.media import Card, GestureCue, MouthTrack, Speech


@dataclass(frozen=True, slots=True)
class Begin:
    """An utterance joins the end of the stage's queue; its sound follows in ``Feed``."""

    utterance: str
    """Utterance id, unique in the room's life."""
    caption: str
    """The text shown while it is spoken; word times index into it."""
    language: str = "en"
    mood: str = "neutral"
    gestures: tuple[GestureCue, ...] = ()
    interruptible: bool = False
    """Whether a later ``cut`` may end it early (pitch, idle talk)."""
    protected: bool = False
    """A disclosure: neither ``cut`` nor ``Clear`` ends it."""
    cut: bool = False
    """End what is interruptible first: the current one at a word's end within 120 ms (else faded
    out at once), the queued ones unheard. The cut happens when this utterance's first sound is
    there, never before."""
    feel: tuple[float, float] | None = None
    """Valence -1 … 1 and arousal 0 … 1 of the mood; ``None`` as its preset's."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A piece of an utterance's sound and mouth."""

    speech: Speech
    mouth: MouthTrack


@dataclass(frozen=True, slots=True)
class Clear:
    """Silence now: every utterance but protected ones ends, faded over at most 20 ms."""


@dataclass(frozen=True, slots=True)
class Show:
    """Put a product card on stage, or take it off."""

    card: Card | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Show whose question is being answered, or nothing."""

    author: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Quit:
    """Finish the outputs' files and end."""


Command = Begin | Feed | Clear | Show | Asked | Quit


@dataclass(frozen=True, slots=True)
class Ready:
    """The stage is on air."""

    at: int
    """Audio clock, samples."""


@dataclass(frozen=True, slots=True)
class Started:
    """The first sample of an utterance went into the encoder."""

    utterance: str
    at: int
    """Audio clock, samples."""
    monotonic_s: float
    """CLOCK_MONOTONIC at that moment; comparable between processes of one machine."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An utterance is over. Sent exactly once for every ``Begin``."""

    utterance: str
    heard: int
    """Samples of it that went out; 0 when it was dropped unheard."""
    complete: bool
    """Whether all of it was heard."""
    at: int
    """Audio clock, samples."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of the fragmented MP4 for the page."""

    epoch: int
    """Changes when a new initialisation segment begins."""
    kind: Literal["init", "media"]
    keyframe: bool
    """Whether a viewer can join here."""
    data: bytes
    codecs: str = ""
    """RFC 6381 string for Media Source Extensions; set on ``init``."""


@dataclass(frozen=True, slots=True)
class OutputState:
    """An output went up or down."""

    name: str
    """``page``, ``rtmp`` or ``file``."""
    up: bool
    detail: str = ""
    """One line for the operator; no secrets (stream keys are masked)."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Once a second."""

    at: int
    """Audio clock, samples."""
    video_frames: int
    repeated_frames: int
    """Frames shown again because the picture was late."""
    av_diff_ms: float
    """Video presentation time minus audio presentation time, last packets."""
    queued_s: float
    """Seconds of speech waiting to be heard."""
    queues: dict[str, int] = field(default_factory=dict)
    """Items in each bounded queue of the stage, by name."""
    cpu_s: dict[str, float] = field(default_factory=dict)
    """CPU seconds so far by part: face, convert, encode, audio, mux."""
    rss_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of the stage failed and is made up for."""

    part: str
    """``face`` or ``picture``."""
    detail: str
    """One line for the operator."""


Report = Fault | Ready | Started | Ended | Fragment | OutputState | Stats
