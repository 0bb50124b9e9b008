"""The process in which espeak-ng says how a text is pronounced. Run by ``avatar.lips.g2p``.

The text is really synthesised and the sound thrown away: that costs a thousandth of its length and gives
what a dictionary cannot, the phonemes of running speech with their usual lengths.
"""

from __future__ import annotations

from avatar.lips.g2p_messages import Ask, Sound, Told, Unable
from avatar.voices.espeak.library import Espeak, EspeakMissing, Mark, UnknownVoice
from avatar.worker_child import connect

_WORDS_PER_MINUTE = 165
_PITCH = 50


def main() -> None:
    """Answer until the parent is gone."""
    channel = connect()
    try:
        espeak = Espeak()
    except EspeakMissing as error:
        channel.write(Unable(None, str(error)))
        return
    for ask in channel:
        try:
            channel.write(tell(ask, espeak))
        except RuntimeError as error:
            channel.write(Unable(ask.id, str(error)))


def tell(ask: Ask, espeak: Espeak) -> Told:
    """Pronounce each text.

    Raises:
        RuntimeError: The library failed.
    """
    return Told(ask.id, tuple(_sounds(text, voice, espeak) for text, voice in ask.texts))


def _sounds(text: str, voice: str, espeak: Espeak) -> tuple[Sound, ...]:
    try:
        rendering = espeak.render(text, voice, _WORDS_PER_MINUTE, _PITCH)
    except UnknownVoice:
        return ()
    return _timed(rendering.marks, len(rendering.pcm), espeak.sample_rate_hz)


def _timed(marks: tuple[Mark, ...], length: int, rate_hz: int) -> tuple[Sound, ...]:
    """Each mark with the time until the next phoneme begins."""
    sounds: list[Sound] = []
    end = length
    for mark in reversed(marks):
        sounds.append(Sound(mark.phoneme, mark.position, max(0, end - mark.at) / rate_hz))
        if mark.phoneme is not None:
            end = mark.at
    return tuple(reversed(sounds))


if __name__ == "__main__":
    main()
