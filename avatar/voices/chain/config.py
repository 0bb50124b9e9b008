"""What a chain of voices is told, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from avatar.media import Utterance
from avatar.voices.cache.store import CacheConfig
from avatar.voices.chain.breaker import BreakerConfig
from avatar.voices.mastering.mastering import MasteringConfig
from avatar.voices.prosody import spoken_s


class ChainConfig(BaseModel):
    """How sentences are spoken, whatever the engine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_s: float = Field(default=3.0, gt=0.0, le=60.0)
    """Seconds a voice has for its first sound; then the next voice speaks the sentence."""
    next_s: float = Field(default=2.0, gt=0.0, le=60.0)
    """Seconds it has for each further piece."""
    slowest: float = Field(default=1.5, gt=0.0, le=20.0)
    """Seconds it has for a whole sentence beyond ``first_s``, for each second that saying it takes."""
    wait_s: float = Field(default=8.0, gt=0.0, le=120.0)
    """Seconds that all voices together have for the first sound; then the sentence is skipped."""
    retries: int = Field(default=1, ge=0, le=5)
    """How often a voice that failed at once is tried again before the next one; a slow one is not."""
    parallel: int = Field(default=2, ge=0, le=16)
    """Sentences that are synthesised ahead at the same time; 0: none."""
    ahead: int = Field(default=4, ge=1, le=32)
    """Sentences that are kept ready; the oldest is dropped for a newer one."""
    ahead_s: float = Field(default=60.0, ge=5.0, le=600.0)
    """Seconds of sound that are kept ready, all sentences together."""
    lexicon: Path | None = None
    """How the shop's names are said: a YAML file, from the room file's folder."""
    breaker: BreakerConfig = BreakerConfig()
    """When a voice that keeps failing is left alone."""
    mastering: MasteringConfig | None = MasteringConfig()
    """Loudness and silence; ``null`` for voices that come finished, whose sound is passed on as it is."""
    cache: CacheConfig = CacheConfig()
    """Sentences that were said before."""

    def limit_s(self, utterance: Utterance) -> float:
        """Seconds that one voice has for the whole of an utterance."""
        return self.first_s + self.slowest * spoken_s(utterance)


@dataclass(frozen=True, slots=True)
class VoiceFault:
    """A voice failed, or was left out."""

    voice: str
    """Its name in the chain."""
    utterance: str
    """Utterance id; empty when it was not about one."""
    reason: str
    """One line."""
    heard_s: float = 0.0
    """Seconds of the sentence that were heard before."""
    rest_s: float = 0.0
    """Seconds that the voice is left alone from now on; 0 when it is not."""


@dataclass(frozen=True, slots=True)
class VoiceUse:
    """A voice spoke a sentence, or the rest of one."""

    voice: str
    utterance: str
    """Utterance id."""
    cached: bool
    """Whether it was said before and came from the disk."""
    sound_s: float
    """Seconds of sound."""
    clone: str = ""
    """Name of the cloned voice it spoke with; empty for none."""
