"""What all sentences of a chain share: its voices and how they are doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from avatar.media import Utterance
from avatar.voices.base import Voice, VoiceError
from avatar.voices.cache.entry import Entry
from avatar.voices.cache.store import SpeechCache
from avatar.voices.chain.breaker import Breaker
from avatar.voices.chain.config import ChainConfig, VoiceFault, VoiceUse
from avatar.voices.chain.engine import Lingering
from avatar.voices.mastering.mastering import Master, Mastering
from avatar.voices.mastering.plain import Plain


class Cloned(Protocol):
    """Somebody's voice, used with consent."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    def check(self, now: float) -> None:
        """See that it may be used at a time (Unix seconds).

        Raises:
            VoiceError: It may not.
        """
        ...


@dataclass(slots=True, eq=False)
class Engine:
    """A voice of the chain, and how it is doing."""

    name: str
    voice: Voice
    breaker: Breaker
    refused: dict[str, Breaker] = field(default_factory=dict)
    """By language: what it said it cannot do at all."""

    @property
    def clone(self) -> Cloned | None:
        """The cloned voice it speaks with."""
        return getattr(self.voice, "clone", None)

    def may_speak(self, language: str) -> bool:
        """Whether it is not at rest."""
        refused = self.refused.get(language)
        return (refused is None or refused.allows()) and self.breaker.allows()

    def has_consent(self, now: float) -> bool:
        """Whether nobody's consent is missing."""
        try:
            if self.clone is not None:
                self.clone.check(now)
        except VoiceError:
            return False
        return True

    def fingerprint(self, language: str) -> str:
        """What its sound depends on beside the utterance; empty when it does not say."""
        tell: Callable[[str], str] | None = getattr(self.voice, "fingerprint", None)
        return tell(language) if tell is not None else ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all sentences of a chain share."""

    engines: tuple[Engine, ...]
    config: ChainConfig
    mastering: Mastering | None
    cache: SpeechCache | None
    lingering: Lingering
    now: Callable[[], float]
    """Unix seconds."""
    on_fault: Callable[[VoiceFault], object]
    on_used: Callable[[VoiceUse], object]
    keep: Callable[[Entry, str], None]
    """Puts an entry into the cache, behind the scenes."""

    def master(self, voice: str, utterance: Utterance, start: int) -> Master | Plain:
        """What an utterance's sound passes through.

        Args:
            voice: The engine's name.
            utterance: What it says.
            start: Samples of the utterance that others have sounded already.
        """
        if self.mastering is None:
            return Plain(utterance, start)
        return self.mastering.begin(voice, utterance, start=start)
