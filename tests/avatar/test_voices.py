"""What every registered voice must do."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import numpy as np
import pytest

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.registry import BACKENDS, load
from avatar.voices.base import Voice

SENTENCES = {
    "english": ("en", "Welcome in! This kettle holds 1.7 L and costs $39.90 today."),
    "chinese": ("zh", "欢迎来到直播间，这款水壶只要199元！"),
    "mixed": ("zh", "这款MacBook Air很轻，重1.2kg。"),
    "quotes and pictures": ("en", "“Nice” 😀, isn't it? 👍🏽 'Yes' — it's <b>ready</b>."),
    "accents": ("en", "Café crème, naïve."),
}


@pytest.fixture(params=sorted(BACKENDS["voice"]))
async def voice(request: pytest.FixtureRequest) -> AsyncIterator[Voice]:
    voice: Voice = load("voice", request.param)()
    yield voice
    await voice.close()


async def said(voice: Voice, text: str, language: str = "en") -> list[Speech]:
    return [speech async for speech in voice.speak(Utterance("one", text, language))]


@pytest.mark.parametrize(("language", "text"), SENTENCES.values(), ids=SENTENCES)
async def test_a_sentence_is_audible_and_ends_once(voice: Voice, language: str, text: str) -> None:
    pieces = await said(voice, text, language)
    assert [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert {piece.utterance for piece in pieces} == {"one"}
    sound = np.concatenate([piece.pcm for piece in pieces])
    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 1.0
    assert np.sqrt(np.mean(sound**2)) > 0.01
    assert 0.5 < len(sound) / SAMPLE_RATE_HZ < 10.0


@pytest.mark.parametrize(("language", "text"), SENTENCES.values(), ids=SENTENCES)
async def test_pieces_follow_each_other(voice: Voice, language: str, text: str) -> None:
    start = 0
    for piece in await said(voice, text, language):
        assert piece.start == start
        begins = [it.start for it in piece.phonemes] + [it.start for it in piece.words]
        assert all(start <= begin < start + len(piece.pcm) for begin in begins)
        start += len(piece.pcm)


@pytest.mark.parametrize(("language", "text"), SENTENCES.values(), ids=SENTENCES)
async def test_words_are_in_order_and_point_into_the_text(voice: Voice, language: str, text: str) -> None:
    pieces = await said(voice, text, language)
    words = [word for piece in pieces for word in piece.words]
    assert words
    assert all(word.start < word.end <= sum(len(piece.pcm) for piece in pieces) for word in words)
    assert all(0 <= word.text_start < word.text_end <= len(text) for word in words)
    for one, two in itertools.pairwise(words):
        assert one.start < two.start
        assert one.end <= two.start
        assert one.text_end <= two.text_start
    shown = "".join(text[word.text_start : word.text_end] for word in words)
    assert all(any(sign.isalnum() for sign in text[word.text_start : word.text_end]) for word in words)
    assert len(shown) > len(text) / 3


@pytest.mark.parametrize("text", ["", "   ", "😀👍🏽", "?!… —", "\n\t\x00\x01"])
async def test_nothing_to_say_is_one_empty_last_piece(voice: Voice, text: str) -> None:
    (piece,) = await said(voice, text)
    assert piece.last
    assert len(piece.pcm) == 0
    assert piece.words == ()


async def test_a_long_text_is_spoken_in_pieces(voice: Voice) -> None:
    pieces = await said(voice, "This is a calm sentence about a kettle. " * 20)
    assert len(pieces) > 1
    assert pieces[-1].last
    assert sum(len(piece.words) for piece in pieces) == 160


async def test_a_faster_rate_takes_less_time(voice: Voice) -> None:
    async def seconds(rate: float) -> int:
        utterance = Utterance("one", SENTENCES["english"][1], "en", rate)
        return sum([len(piece.pcm) async for piece in voice.speak(utterance)])

    assert await seconds(1.5) < await seconds(1.0) < await seconds(0.75)


@pytest.mark.parametrize("wild", [0.0, -3.0, 1e9, float("nan"), float("inf")])
async def test_a_senseless_rate_or_pitch_is_still_spoken(voice: Voice, wild: float) -> None:
    utterance = Utterance("one", "Good evening.", "en", rate=wild, pitch=wild)
    assert sum([len(piece.pcm) async for piece in voice.speak(utterance)])


async def test_closing_twice_is_fine(voice: Voice) -> None:
    assert (await said(voice, "Hello."))[-1].last
    await voice.close()
    await voice.close()


async def test_two_utterances_at_once_keep_their_sound(voice: Voice) -> None:
    short, long = await asyncio.gather(said(voice, "Hi."), said(voice, SENTENCES["english"][1]))
    assert 0 < len(short[0].pcm) < len(long[0].pcm) / 2
