"""A host who always has something to say, for benchmarks of the stage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from avatar.lips.events import EventLips
from avatar.media import SAMPLE_RATE_HZ, Utterance
from avatar.registry import load
from avatar.stage.messages import Begin, Feed
from avatar.voices.base import Voice, VoiceError

SCRIPT = (
    "Good evening, and welcome back to the shop!",
    "This little desk lamp is the one everybody asked about last night.",
    "It has three colours of light, and it folds flat into a drawer.",
    "Somebody wants to know whether it runs on a battery: yes, for about ten hours.",
    "Have a look at the card beside me, and ask me anything.",
)

_PAUSE_S = 0.4


@dataclass(frozen=True, slots=True)
class Spoken:
    """The script as sound and mouth."""

    lines: tuple[tuple[Feed, ...], ...]
    """One for each sentence of ``SCRIPT``."""
    voice: str
    """Who spoke it."""


class Talk:
    """Hands the script's sentences over one after the other, for ever, with short pauses."""

    def __init__(self, spoken: Spoken) -> None:
        self._lines = spoken.lines
        self._next_at = 0
        self._count = 0

    def speak(self, at: int, take: Callable[[Begin | Feed], None]) -> None:
        """Hand over the next sentence when the one before is over.

        Args:
            at: Audio clock, samples.
            take: Takes it.
        """
        if at < self._next_at:
            return
        which = self._count % len(self._lines)
        name = f"line {self._count}"
        take(Begin(name, SCRIPT[which], mood="happy"))
        for feed in self._lines[which]:
            take(Feed(replace(feed.speech, utterance=name), feed.mouth))
        length = sum(feed.speech.pcm.size for feed in self._lines[which])
        self._next_at = at + length + round(_PAUSE_S * SAMPLE_RATE_HZ)
        self._count += 1


def spoken() -> Spoken:
    """Speak the script with espeak-ng where it works, else in tones."""
    return asyncio.run(_spoken())


async def _spoken() -> Spoken:
    try:
        return Spoken(await _speak("espeak"), "espeak")
    except VoiceError:
        return Spoken(await _speak("tone"), "tone")


async def _speak(engine: str) -> tuple[tuple[Feed, ...], ...]:
    voice: Voice = load("voice", engine)()
    lips = EventLips()
    lines = []
    try:
        for number, text in enumerate(SCRIPT):
            utterance = Utterance(str(number), text, "en")
            said = lips.follow(utterance, voice.speak(utterance))
            lines.append(tuple([Feed(speech, mouth) async for speech, mouth in said]))
    finally:
        await voice.close()
    return tuple(lines)
