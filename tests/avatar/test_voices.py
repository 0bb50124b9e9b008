"""What every registered voice must do."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from typing import Any, cast

import numpy as np
import pytest
import pytest_asyncio

from avatar.media import SAMPLE_RATE_HZ, Speech, Utterance
from avatar.registry import BACKENDS, load
from avatar.voices.base import Voice

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTENCES = {
    "english": ("en", "Welcome in! This kettle holds 1.7 L and costs $39.90 today."),
    "chinese": ("zh", "欢迎来到直播间，这款水壶只要199元！"),
    "mixed": ("zh", "这款MacBook Air很轻，重1.2kg。"),
    "quotes and pictures": ("en", "“Nice” 😀, isn't it? 👍🏽 'Yes' — it's <b>ready</b>."),
    "accents": ("en", "Café crème, naïve."),
}


TIMED = ("espeak", "tone", "auto")
"""Voices that give word times, of which the pieces of a sentence end where its phrases do."""
ACTS = {"espeak", "tone", "auto", "openai", "sherpa"}
"""Voices whose test models are loud, and as fast as they are asked to be."""


def options(name: str, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What makes a voice work here: a tiny model, a service on this machine."""
    match name:
        case "openai":
            return {"base_url": request.getfixturevalue("tone_service")}
        case "sherpa":
            return {"model": str(request.getfixturevalue("sherpa_model"))}
        case "coqui":
            model = str(request.getfixturevalue("coqui_vits"))
            return {"model": model, "languages": ["en", "zh"]}
        case _:
            return {}


@pytest.fixture(scope="module", params=sorted(BACKENDS["voice"]))
def engine(request: pytest.FixtureRequest) -> Callable[[], Voice]:
    """Makes a voice of one kind."""
    kind = load("voice", request.param)
    config = kind.Config.model_validate(options(request.param, request))
    return lambda: cast(Voice, kind(config))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voice(engine: Callable[[], Voice]) -> AsyncIterator[Voice]:
    """One for all tests: a heavy engine takes seconds to load."""
    voice = engine()
    yield voice
    await voice.close()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    found = request.node.callspec.params["engine"]
    assert isinstance(found, str)
    return found


async def said(voice: Voice, text: str, language: str = "en") -> list[Speech]:
    return [speech async for speech in voice.speak(Utterance("one", text, language))]


@pytest.mark.parametrize(("language", "text"), SENTENCES.values(), ids=SENTENCES)
async def test_a_sentence_is_audible_and_ends_once(voice: Voice, name: str, language: str, text: str) -> None:
    pieces = await said(voice, text, language)
    assert [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert {piece.utterance for piece in pieces} == {"one"}
    sound = np.concatenate([piece.pcm for piece in pieces])
    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 1.0
    assert np.sqrt(np.mean(sound**2)) > (0.01 if name in ACTS else 0.0)
    assert 0.2 < len(sound) / SAMPLE_RATE_HZ < 30.0


@pytest.mark.parametrize(("language", "text"), SENTENCES.values(), ids=SENTENCES)
async def test_pieces_follow_each_other(voice: Voice, language: str, text: str) -> None:
    start = 0
    for piece in await said(voice, text, language):
        assert piece.start == start
        assert piece.pcm.dtype == np.float32
        begins = [it.start for it in piece.phonemes] + [it.start for it in piece.words]
        assert all(start <= begin < start + len(piece.pcm) for begin in begins)
        start += len(piece.pcm)


@pytest.mark.parametrize(("language", "text"), SENTENCES.values(), ids=SENTENCES)
async def test_words_are_in_order_and_point_into_the_text(
    voice: Voice, name: str, language: str, text: str
) -> None:
    pieces = await said(voice, text, language)
    words = [word for piece in pieces for word in piece.words]
    assert words or name not in TIMED
    assert all(word.start < word.end <= sum(len(piece.pcm) for piece in pieces) for word in words)
    assert all(0 <= word.text_start < word.text_end <= len(text) for word in words)
    for one, two in itertools.pairwise(words):
        assert one.start < two.start
        assert one.end <= two.start
        assert one.text_end <= two.text_start
    shown = "".join(text[word.text_start : word.text_end] for word in words)
    assert all(any(sign.isalnum() for sign in text[word.text_start : word.text_end]) for word in words)
    assert len(shown) > len(text) / 3 or name not in TIMED


@pytest.mark.parametrize("text", ["", "   ", "😀👍🏽", "?!… —", "\n\t\x00\x01"])
async def test_nothing_to_say_is_one_empty_last_piece(voice: Voice, text: str) -> None:
    (piece,) = await said(voice, text)
    assert piece.last
    assert len(piece.pcm) == 0
    assert piece.words == ()


async def test_a_long_text_is_spoken_in_pieces(voice: Voice, name: str) -> None:
    pieces = await said(voice, "This is a calm sentence about a kettle. " * 20)
    assert len(pieces) > 1
    assert pieces[-1].last
    assert sum(len(piece.words) for piece in pieces) == (160 if name in TIMED else 0)


async def test_five_thousand_characters_are_spoken_with_offsets_that_add_up(voice: Voice) -> None:
    pieces = await said(voice, "Calm words about a kettle, and more of them. " * 111)
    start = 0
    for piece in pieces:
        assert piece.start == start
        assert np.isfinite(piece.pcm).all()
        assert np.abs(piece.pcm).max(initial=0.0) <= 1.0
        start += len(piece.pcm)
    assert start > 60 * SAMPLE_RATE_HZ
    assert [piece.last for piece in pieces].count(True) == 1
    assert pieces[-1].last


async def test_a_sentence_that_is_dropped_in_the_middle_leaves_the_voice_whole(voice: Voice) -> None:
    text = "A calm sentence about a kettle, which goes on for a while. " * 8
    pieces = voice.speak(Utterance("one", text, "en"))
    assert len((await anext(aiter(pieces))).pcm)
    assert isinstance(pieces, AsyncGenerator)
    await pieces.aclose()
    later = await said(voice, "Hi.")
    assert later[-1].last
    assert later[0].start == 0
    assert sum(len(piece.pcm) for piece in later) < 3 * SAMPLE_RATE_HZ


async def test_a_sentence_may_be_cancelled_before_its_first_sound(voice: Voice) -> None:
    for _ in range(3):
        speaking = asyncio.create_task(said(voice, "A calm sentence about a kettle."))
        await asyncio.sleep(0)
        speaking.cancel()
        with suppress(asyncio.CancelledError):
            await speaking
    assert (await said(voice, "Hi."))[-1].last


async def test_what_kept_sound_depends_on_is_said(voice: Voice) -> None:
    fingerprint = getattr(voice, "fingerprint", None)
    assert fingerprint is not None
    assert fingerprint("en") == fingerprint("en")
    assert fingerprint("en") != fingerprint("zh")
    assert isinstance(getattr(voice, "parallel", None), int)


async def test_a_faster_rate_takes_less_time(voice: Voice, name: str) -> None:
    async def seconds(rate: float) -> int:
        utterance = Utterance("one", SENTENCES["english"][1], "en", rate)
        return sum([len(piece.pcm) async for piece in voice.speak(utterance)])

    fast, normal, slow = await seconds(1.5), await seconds(1.0), await seconds(0.75)
    assert fast < slow
    assert fast < normal < slow or name not in ACTS


@pytest.mark.parametrize("wild", [0.0, -3.0, 1e9, float("nan"), float("inf")])
async def test_a_senseless_rate_or_pitch_is_still_spoken(voice: Voice, wild: float) -> None:
    utterance = Utterance("one", "Good evening.", "en", rate=wild, pitch=wild)
    assert sum([len(piece.pcm) async for piece in voice.speak(utterance)])


async def test_closing_twice_is_fine(engine: Callable[[], Voice]) -> None:
    voice = engine()
    assert (await said(voice, "Hello."))[-1].last
    await voice.close()
    await voice.close()


async def test_two_utterances_at_once_keep_their_sound(voice: Voice) -> None:
    short, long = await asyncio.gather(said(voice, "Hi."), said(voice, SENTENCES["english"][1]))
    one, other = (sum(len(piece.pcm) for piece in pieces) for pieces in (short, long))
    assert 0 < one < other / 2
