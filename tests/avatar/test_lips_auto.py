from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.lips import auto
from avatar.lips.auto import AutoLips
from avatar.lips.net import NetMissing, PhoneNet
from avatar.media import VISEMES, MouthTrack, Pcm, Phoneme, Speech, Utterance, Word
from avatar.voices.base import VoiceError
from avatar.voices.espeak.voice import EspeakVoice
from tests.avatar.lips_fakes import FakeNet, FakeRows, FakeStream, heard, sounding

TEXT = "Maybe the pepper mill is better."
UTTERANCE = Utterance("one", TEXT, "en")
SAID = "sil:20 m:9 aa:30 p:9 iy:30 sil:20"
Shots = list[tuple[Speech, MouthTrack]]


async def spoken() -> Speech:
    """The sentence as espeak-ng says it, with all it knows of it."""
    voice = EspeakVoice()
    try:
        pieces = [piece async for piece in voice.speak(UTTERANCE)]
    finally:
        await voice.close()
    assert len(pieces) == 1
    return pieces[0]


def cut(pcm: Pcm, step: int, **more: tuple[Word, ...]) -> list[Speech]:
    """Sound in pieces without phonemes, the last one empty, as a streaming engine gives it."""
    pieces = [Speech("one", pcm[at : at + step], at, last=False) for at in range(0, len(pcm), step)]
    return [*pieces, Speech("one", pcm[:0], len(pcm), last=True)]


async def follow(lips: AutoLips, pieces: list[Speech], *, fault: Exception | None = None) -> Shots:
    async def come() -> AsyncIterator[Speech]:
        for piece in pieces:
            yield piece
        if fault:
            raise fault

    try:
        return [shot async for shot in lips.follow(UTTERANCE, come())]
    finally:
        await lips.close()


def patient() -> AutoLips:
    """Lips that wait for the text however slowly a process starts here."""
    return AutoLips(AutoLips.Config(reading_timeout_s=10.0, timeout_s=30.0))


def sound_of(shots: Shots) -> Pcm:
    starts = np.cumsum([0, *(len(speech.pcm) for speech, _ in shots)])
    assert [speech.start for speech, _ in shots] == starts[:-1].tolist()
    assert [track.start for _, track in shots] == starts[:-1].tolist()
    assert [speech.last for speech, _ in shots] == [False] * (len(shots) - 1) + [True]
    return np.concatenate([speech.pcm for speech, _ in shots])


def rows_of(shots: Shots) -> NDArray[np.float32]:
    return np.concatenate([track.weights for _, track in shots])


async def test_phoneme_events_are_used_as_they_are() -> None:
    piece = await spoken()
    ((speech, track),) = await follow(patient(), [piece])
    assert speech is piece
    assert (track.source, track.confidence) == ("events", 1.0)


@pytest.mark.parametrize("step", [960, 10_000, 1_000_000])
async def test_sound_without_phonemes_is_aligned_to_its_text_and_gets_its_words(step: int) -> None:
    piece = await spoken()
    pieces = [replace(piece, phonemes=(), words=())] if step == 1_000_000 else cut(piece.pcm, step)
    shots = await follow(patient(), pieces)
    assert (sound_of(shots) == piece.pcm).all()
    assert len(rows_of(shots)) == -(-len(piece.pcm) // 480)
    tracks = [track for _, track in shots if len(track.weights)]
    assert np.mean([track.source == "aligned" for track in tracks]) > 0.7
    words = [word for speech, _ in shots for word in speech.words]
    assert [TEXT[word.text_start : word.text_end] for word in words] == [
        TEXT[word.text_start : word.text_end] for word in piece.words
    ]
    for found, true in zip(words, piece.words, strict=True):
        assert abs(found.start - true.start) < 4800
    for speech, _ in shots:
        assert all(speech.start <= word.start < speech.start + len(speech.pcm) for word in speech.words)


async def test_closures_of_the_lips_are_found_by_alignment_where_events_have_them() -> None:
    piece = await spoken()
    ((_, track),) = await follow(patient(), [piece])
    found = rows_of(await follow(patient(), [replace(piece, phonemes=(), words=())]))
    closed = np.flatnonzero(track.weights[:, VISEMES.index("PP")] > 0.9)
    near = [found[max(0, row - 4) : row + 5, VISEMES.index("PP")].max() > 0.9 for row in closed]
    assert np.mean(near) > 0.8


async def test_an_engine_s_own_words_stay() -> None:
    own = (Word(0, 9600, 0, 5), Word(30_000, 40_000, 6, 9))
    sound = sounding(SAID)
    pieces = [
        Speech("one", sound[:20_000], 0, words=own[:1], last=False),
        Speech("one", sound[20_000:], 20_000, words=own[1:]),
    ]
    shots = await follow(patient(), pieces)
    assert tuple(word for speech, _ in shots for word in speech.words) == own


async def test_streamed_at_most_eighty_milliseconds_are_held() -> None:
    piece = await spoken()
    came = went = 0

    async def come() -> AsyncIterator[Speech]:
        nonlocal came
        for each in cut(piece.pcm, 480):
            assert came - went <= 3840 + 480
            came += len(each.pcm)
            yield each

    lips = patient()
    async for speech, _ in lips.follow(UTTERANCE, come()):
        went += len(speech.pcm)
    await lips.close()
    assert went == len(piece.pcm)


async def test_without_the_net_loudness_moves_the_mouth(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> PhoneNet:
        raise NetMissing("no net here")

    monkeypatch.setattr(auto, "PhoneNet", missing)
    shots = await follow(patient(), cut(sounding(SAID), 960))
    assert (sound_of(shots) == sounding(SAID)).all()
    assert {track.source for _, track in shots} == {"audio"}
    assert rows_of(shots)[40, VISEMES.index("aa")] > 0.3
    assert "no net here" in caplog.text


@pytest.mark.parametrize("step", [960, 1_000_000])
async def test_a_net_that_fails_in_the_middle_costs_no_sound(
    monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    class Failing(FakeStream):
        def push(self, pcm: Pcm) -> FakeRows:
            if self._samples > 24_000:
                raise RuntimeError("out of order")
            return super().push(pcm)

    net = FakeNet(heard(SAID))
    monkeypatch.setattr(net, "stream", lambda: Failing(net.log_posteriors))
    monkeypatch.setattr(auto, "PhoneNet", lambda: net)
    sound = sounding(SAID)
    pieces = [Speech("one", sound)] if step > len(sound) else cut(sound, step)
    shots = await follow(patient(), pieces)
    assert (sound_of(shots) == sound).all()
    assert len(rows_of(shots)) == len(sound) // 480


async def test_sound_that_the_engine_gave_no_phonemes_for_is_heard_by_the_net(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auto, "PhoneNet", lambda: FakeNet(heard(SAID)))
    phonemes = (Phoneme("m", 9600, 13_920), Phoneme("A:", 13_920, 28_320))
    ((speech, track),) = await follow(patient(), [Speech("one", sounding(SAID), 0, phonemes)])
    assert len(speech.pcm) == len(sounding(SAID))
    assert track.source == "events"
    assert track.confidence < 1.0
    assert track.weights[85, VISEMES.index("ih")] > 0.5


async def test_pieces_with_and_without_phonemes_follow_each_other() -> None:
    piece = await spoken()
    half = len(piece.pcm) // 960 * 480
    first = replace(
        piece,
        pcm=piece.pcm[:half],
        phonemes=tuple(each for each in piece.phonemes if each.start < half),
        words=tuple(each for each in piece.words if each.start < half),
        last=False,
    )
    rest = [replace(each, start=each.start + half) for each in cut(piece.pcm[half:], 4800)]
    shots = await follow(patient(), [first, *rest])
    assert (sound_of(shots) == piece.pcm).all()
    said = [word.text_start for speech, _ in shots for word in speech.words]
    assert said == sorted(set(said))


@pytest.mark.parametrize("pieces", [[Speech("one", np.zeros(0, np.float32))], []])
async def test_nothing_said_is_nothing_shown(pieces: list[Speech]) -> None:
    shots = await follow(patient(), pieces)
    assert len(shots) == len(pieces)
    assert all(not len(track.weights) for _, track in shots)


async def test_the_voice_s_own_faults_pass() -> None:
    with pytest.raises(VoiceError, match="hoarse"):
        await follow(patient(), cut(sounding(SAID), 960)[:5], fault=VoiceError("hoarse"))


async def test_a_voice_that_stops_without_an_end_loses_no_sound() -> None:
    pieces = cut(sounding(SAID), 960)[:30]
    shots = await follow(patient(), pieces)
    assert sum(len(speech.pcm) for speech, _ in shots) == 30 * 960


async def test_it_can_be_left_at_any_time_and_closed_twice() -> None:
    lips = patient()
    await lips.warm()

    async def come() -> AsyncIterator[Speech]:
        for each in cut(sounding(SAID), 960):
            yield each
            await asyncio.sleep(0)

    shown = lips.follow(UTTERANCE, come())
    await anext(shown)
    await shown.aclose()  # type: ignore[attr-defined]
    await lips.close()
    await lips.close()
    with pytest.raises(StopAsyncIteration):
        await anext(shown)


async def test_two_utterances_at_once_do_not_mix() -> None:
    lips = patient()
    piece = await spoken()

    async def one(pcm: Pcm, step: int) -> Shots:
        async def come() -> AsyncIterator[Speech]:
            for each in cut(pcm, step):
                yield each

        return [shot async for shot in lips.follow(UTTERANCE, come())]

    both = await asyncio.gather(one(piece.pcm, 960), one(piece.pcm, 3000))
    alone = await one(piece.pcm, 960)
    await lips.close()
    for shots in both:
        assert rows_of(shots) == pytest.approx(rows_of(alone), abs=1e-3)
