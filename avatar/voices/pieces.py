"""From an engine's sound to an utterance's speech: phrases in order, offsets, pauses, the end marked."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

import numpy as np

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.spelling import Lexicon
from avatar.spelling.spelling import joined
from avatar.voices.base import VoiceError
from avatar.voices.phrases import Phrase, phrases
from avatar.voices.prosody import within_octave

_CLAUSE_END = re.compile(r"[，、；：。！？…]|[,;:.!?](?=\s)")
_BLANK = re.compile(r"\s")

_MOST_SHIFT = 1.15

_BETWEEN = round(0.15 * SAMPLE_RATE_HZ)
"""Samples of silence between two sentences of one utterance, on top of what the engine leaves. How long
pauses are in the end is mastering's, by ``Utterance.pause``."""


async def speeches(
    utterance: Utterance,
    parts: Sequence[Phrase],
    say: Callable[[Phrase], AsyncGenerator[Speech]],
) -> AsyncGenerator[Speech]:
    """Yield an utterance's speech as it comes; an empty last piece follows what is spoken.

    Args:
        utterance: What is spoken.
        parts: Its phrases.
        say: Yields the sound of one phrase; offsets within that phrase.

    Raises:
        VoiceError: As ``say`` does.
    """
    start = 0
    for index, phrase in enumerate(parts):
        async with aclosing(say(phrase)) as sounds:
            async for sound in sounds:
                if len(sound.pcm):
                    yield Speech(utterance.id, sound.pcm, start, last=False)
                    start += len(sound.pcm)
        if index + 1 < len(parts) and not phrase.joined:
            yield Speech(utterance.id, np.zeros(_BETWEEN, np.float32), start, last=False)
            start += _BETWEEN
    yield Speech(utterance.id, np.zeros(0, np.float32), start)


def primary(language: str) -> str:
    """The primary subtag: ``zh`` of ``zh-CN``."""
    return language.partition("-")[0].lower()


def shifted(pitch: float) -> float:
    """A relative pitch for an engine without a knob for it, got by playing its sound faster or slower.

    That moves the formants too, so what is far from 1 would make another person of the voice.
    """
    return min(max(within_octave(pitch), 1 / _MOST_SHIFT), _MOST_SHIFT)


def of_one_language(parts: Sequence[Phrase], longest: int) -> list[Phrase]:
    """Phrases for an engine that switches languages by itself: those of one sentence are one again.

    Args:
        parts: Phrases in order.
        longest: Characters of a joined phrase.
    """
    whole: list[Phrase] = []
    for part in parts:
        if whole and whole[-1].joined:
            before = whole[-1]
            if len(before.spelling.text) + len(part.spelling.text) <= longest:
                spelling = joined((before.spelling, part.spelling))
                whole[-1] = Phrase(spelling, before.language, part.joined)
                continue
        whole.append(part)
    return whole


def bounded(parts: Sequence[Phrase], longest: int) -> list[Phrase]:
    """Phrases of at most ``longest`` characters as they are read, cut at clauses, else at blanks.

    Args:
        parts: Phrases in order.
        longest: Characters.
    """
    short: list[Phrase] = []
    for part in parts:
        spelling = part.spelling
        while len(spelling.text) > longest:
            ends = [match.end() for match in _CLAUSE_END.finditer(spelling.text, 0, longest)]
            ends = [end for end in ends if end > longest // 4] or [
                match.end() for match in _BLANK.finditer(spelling.text, 0, longest)
            ]
            end = ends[-1] if ends else longest
            head, spelling = spelling.cut(0, end), spelling.cut(end, len(spelling.text))
            if head.speakable:
                short.append(Phrase(head, part.language, joined=True))
        if spelling.speakable:
            short.append(Phrase(spelling, part.language, part.joined))
    return short


def checked(
    name: str,
    utterance: Utterance,
    longest: int,
    speaks: frozenset[str] | None,
    lexicon: Lexicon | None,
) -> list[Phrase]:
    """The phrases of an utterance, in languages that a voice speaks.

    Args:
        name: What the error calls the voice.
        utterance: What is to be spoken.
        longest: Characters; what a longer text has beyond them is not spoken.
        speaks: Primary subtags; None for any.
        lexicon: How the shop says its words.

    Raises:
        VoiceError: A phrase is in another language; another voice may speak it, this one never will.
    """
    parts = phrases(utterance.text, primary(utterance.language), longest, lexicon)
    strange = sorted({part.language for part in parts} - speaks) if speaks is not None else []
    if strange and speaks is not None:
        known = ", ".join(sorted(speaks))
        raise VoiceError(f"{name} speaks {known}, not {', '.join(strange)}", retryable=False)
    return parts
