from __future__ import annotations

import asyncio

import numpy as np
import pytest
from pydantic import ValidationError

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.voices.tone import ToneVoice


async def said(text: str, **options: float) -> list[Speech]:
    voice = ToneVoice(ToneVoice.Config(**options))
    return [speech async for speech in voice.speak(Utterance("one", text, "en"))]


async def test_time_is_exact_for_every_character() -> None:
    (piece,) = await said("ab cd", character_s=0.1)
    assert len(piece.pcm) == SAMPLE_RATE_HZ // 2
    assert [(word.start, word.end, word.text_start, word.text_end) for word in piece.words] == [
        (0, 9600, 0, 2),
        (14400, 24000, 3, 5),
    ]


async def test_there_is_silence_between_words_and_sound_in_them() -> None:
    (piece,) = await said("ab cd", character_s=0.1)
    assert not piece.pcm[9600:14400].any()
    assert np.abs(piece.pcm[:9600]).max() == pytest.approx(0.05, rel=0.01)


@pytest.mark.looptime
async def test_the_delay_runs_on_the_loops_clock() -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    assert await said("Hello", delay_s=30.0)
    assert loop.time() - before == pytest.approx(30.0)


async def test_every_chinese_character_is_a_word() -> None:
    (piece,) = await said("水壶A1，好")
    assert [(word.text_start, word.text_end) for word in piece.words] == [(0, 1), (1, 2), (2, 4), (5, 6)]


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ValidationError):
        ToneVoice.Config.model_validate({"delay": 1})
