"""One loudness, clean edges, true times."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.media import SAMPLE_RATE_HZ, Pcm, Phoneme, Speech, Utterance, Word
from avatar.voices.base import VoiceError
from avatar.voices.espeak.voice import EspeakVoice
from avatar.voices.mastering.level import SILENT_LUFS, loudness
from avatar.voices.mastering.limiter import Limiter, true_peaks
from avatar.voices.mastering.mastering import Mastering, MasteringConfig
from avatar.voices.tone import ToneVoice

SENTENCES = [
    ("en", "Yes!"),
    ("en", "No."),
    ("en", "Welcome in! This kettle holds 1.7 litres and costs $39.90 today."),
    ("en", "The lamp remembers the last brightness you chose, even after a power cut."),
    ("zh", "有！"),
    ("zh", "可以的，放心拍。"),
    ("zh", "欢迎来到直播间，这款水壶只要199元！"),
]


def speech(pcm: Any, **options: Any) -> Speech:
    return Speech("u", np.asarray(pcm, np.float32), **options)


def in_pieces(whole: Speech, length: int) -> list[Speech]:
    cuts = range(0, len(whole.pcm), length)
    pieces = [
        Speech(
            "u",
            whole.pcm[at : at + length],
            at,
            tuple(it for it in whole.phonemes if at <= it.start < at + length),
            tuple(it for it in whole.words if at <= it.start < at + length),
            False,
        )
        for at in cuts
    ]
    return [*pieces, Speech("u", np.zeros(0, np.float32), len(whole.pcm))]


def mastered(mastering: Mastering, pieces: list[Speech], utterance: Utterance, voice: str = "a") -> Speech:
    master = mastering.begin(voice, utterance)
    out = []
    for piece in pieces:
        master.feed(piece)
        if not piece.last and (ready := master.take()) is not None:
            out.append(ready)
    out.append(master.finish())
    start = 0
    for piece in out:
        assert piece.start == start
        assert len(piece.pcm) % 480 == 0
        begins = [it.start for it in piece.phonemes] + [it.start for it in piece.words]
        assert all(start <= begin < start + len(piece.pcm) for begin in begins)
        start += len(piece.pcm)
    return Speech(
        "u",
        np.concatenate([piece.pcm for piece in out]),
        0,
        tuple(it for piece in out for it in piece.phonemes),
        tuple(it for piece in out for it in piece.words),
    )


async def joined(voice: Any, utterance: Utterance) -> Speech:
    pieces = [piece async for piece in voice.speak(utterance)]
    return Speech(
        "u",
        np.concatenate([piece.pcm for piece in pieces]),
        0,
        tuple(it for piece in pieces for it in piece.phonemes),
        tuple(it for piece in pieces for it in piece.words),
    )


@pytest.fixture
async def espeak() -> AsyncIterator[EspeakVoice]:
    voice = EspeakVoice()
    yield voice
    await voice.close()


async def test_all_engines_are_equally_loud_whole_and_in_pieces(espeak: EspeakVoice) -> None:
    mastering, found = Mastering(), {}
    for name, voice, gain, length in (
        ("espeak", espeak, 1.0, 0),
        ("tone", ToneVoice(), 1.0, 0),
        ("loud", espeak, 6.0, 0),
        ("quiet", espeak, 0.03, 0),
        ("espeak in pieces", espeak, 1.0, 2400),
        ("quiet in pieces", espeak, 0.03, 4801),
        ("loud in pieces", espeak, 6.0, 9600),
    ):
        for language, text in SENTENCES * 2:
            utterance = Utterance("u", text, language)
            raw = await joined(voice, utterance)
            raw = replace(raw, pcm=np.clip(raw.pcm * np.float32(gain), -1, 1))
            pieces = in_pieces(raw, length) if length else [raw]
            found[name, text] = loudness(mastered(mastering, pieces, utterance, name).pcm)
    wrong = {key: round(lufs, 2) for key, lufs in found.items() if abs(lufs + 18.0) > 1.0}
    assert wrong == {}


async def test_lively_moods_are_louder_by_no_more_than_is_said_and_brighter(espeak: EspeakVoice) -> None:
    def treble(pcm: Pcm) -> float:
        power = np.abs(np.fft.rfft(pcm)) ** 2
        high = np.fft.rfftfreq(len(pcm), 1 / SAMPLE_RATE_HZ) > 2000
        return float(10 * np.log10(power[high].sum() / power[~high].sum()))

    mastering = Mastering()
    raw = await joined(espeak, Utterance("u", SENTENCES[2][1], "en"))
    soft, normal, lively, shouting = (
        mastered(mastering, [raw], Utterance("u", "x" * 90, "en", energy=energy)).pcm
        for energy in (0.85, 1.0, 1.35, 2.0)
    )
    levels = [loudness(pcm) for pcm in (soft, normal, lively, shouting)]
    assert levels == sorted(levels)
    assert levels[1] == pytest.approx(-18.0, abs=0.3)
    assert levels[3] - levels[1] == pytest.approx(1.5, abs=0.3)
    assert levels[2] - levels[0] > 1.0
    assert treble(soft) < treble(normal) < treble(lively)


@pytest.mark.parametrize("length", [0, 1000, 48_000])
def test_edges_are_cut_and_times_move_along(length: int) -> None:
    sound = 0.1 * np.sin(np.arange(SAMPLE_RATE_HZ) / 20)
    pcm = np.concatenate((np.zeros(48_000), sound, np.zeros(96_000)))
    whole = speech(pcm, phonemes=(Phoneme("a", 48_000, 96_000),), words=(Word(48_000, 96_000, 0, 4),))
    pieces = in_pieces(whole, length) if length else [whole]
    out = mastered(Mastering(), pieces, Utterance("u", "word word word word word", "en"))
    assert len(out.pcm) / SAMPLE_RATE_HZ == pytest.approx(0.02 + 1.0 + 0.12, abs=0.021)
    (word,), (phoneme,) = out.words, out.phonemes
    assert word.start == phoneme.start == pytest.approx(0.02 * SAMPLE_RATE_HZ, abs=480)
    assert word.end == pytest.approx(1.02 * SAMPLE_RATE_HZ, abs=960)
    assert np.abs(out.pcm[-4800:]).max() < 1e-4


@pytest.mark.parametrize("length", [0, 1000, 7777])
@pytest.mark.parametrize(("pause", "silence_s", "expected_s"), [
    (1.0, 0.3, 0.3), (0.5, 0.4, 0.2), (2.0, 0.3, 0.6), (1.0, 4.0, 1.0), (0.5, 0.1, 0.1), (2.0, 0.1, 0.1),
])  # fmt: skip
def test_pauses_are_as_wanted_and_what_follows_moves(
    length: int, pause: float, silence_s: float, expected_s: float
) -> None:
    sound = 0.1 * np.sin(np.arange(SAMPLE_RATE_HZ) / 20)
    gap = round(silence_s * SAMPLE_RATE_HZ)
    pcm = np.concatenate((sound, np.zeros(gap), sound))
    second = SAMPLE_RATE_HZ + gap
    whole = speech(pcm, words=(Word(0, SAMPLE_RATE_HZ, 0, 4), Word(second, len(pcm), 5, 9)))
    pieces = in_pieces(whole, length) if length else [whole]
    out = mastered(Mastering(), pieces, Utterance("u", "word word word word word", "en", pause=pause))
    one, two = out.words
    assert (two.start - one.end) / SAMPLE_RATE_HZ == pytest.approx(expected_s, abs=0.021)
    assert np.abs(out.pcm[two.start - 960 : two.start - 480]).max() < 0.01
    assert np.abs(out.pcm[two.start + 480 : two.start + 2400]).max() > 0.05


def test_an_offset_is_taken_out_and_nothing_clicks() -> None:
    sound = 0.1 * np.sin(2 * np.pi * 220 * np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ) + 0.2
    out = mastered(Mastering(), [speech(sound)], Utterance("u", "word " * 10, "en")).pcm
    assert abs(float(out[SAMPLE_RATE_HZ // 2 : -SAMPLE_RATE_HZ // 2].mean())) < 1e-3


def test_a_sentence_that_breaks_off_fades() -> None:
    sound = 0.1 * np.sin(2 * np.pi * 220 * np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)
    master = Mastering().begin("a", Utterance("u", "word " * 10, "en"))
    master.feed(speech(sound[:40_000], last=False))
    first = master.take()
    assert first is not None
    master.feed(speech(sound[40_000:], start=40_000, last=False))
    rest = master.cut()
    assert rest.start == len(first.pcm)
    assert not rest.last
    whole = np.concatenate((first.pcm, rest.pcm))
    assert np.abs(np.diff(whole)).max() < 2.5 * np.abs(np.diff(whole[10_000:20_000])).max()
    assert not whole[-1000:].any()


def test_gain_glides_from_piece_to_piece_without_a_step() -> None:
    time = np.arange(4 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    sound = np.where(time < 2, 0.02, 0.2) * np.sin(2 * np.pi * 220 * time)
    whole = speech(sound)
    out = mastered(Mastering(), in_pieces(whole, 4800), Utterance("u", "word " * 10, "en")).pcm
    frames = np.abs(out[: len(out) // 480 * 480].reshape(-1, 480)).max(axis=1)
    steady = frames[60:190]
    assert np.abs(np.diff(20 * np.log10(steady))).max() < 0.5


@pytest.mark.parametrize(
    "bad",
    [
        np.full(480, np.nan, np.float32),
        np.full(480, np.inf, np.float32),
        np.full(480, 1e9, np.float32),
        np.full((2, 480), 0.1, np.float32),
        np.full(480, 1000, np.int16),
        [0.1] * 480,
    ],
)
def test_what_is_no_sound_is_refused(bad: Any) -> None:
    master = Mastering().begin("a", Utterance("u", "word", "en"))
    with pytest.raises(VoiceError, match="no sound"):
        master.feed(Speech("u", bad))


def test_silence_is_an_empty_end() -> None:
    out = mastered(Mastering(), [speech(np.zeros(48_000))], Utterance("u", "word", "en"))
    assert len(out.pcm) == 0


def test_a_loudness_target_of_ones_own_is_kept() -> None:
    sound = 0.1 * np.sin(2 * np.pi * 220 * np.arange(3 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)
    mastering = Mastering(MasteringConfig(lufs=-23.0))
    out = mastered(mastering, [speech(sound)], Utterance("u", "word " * 10, "en"))
    assert loudness(out.pcm) == pytest.approx(-23.0, abs=0.2)


def test_the_meter_agrees_with_the_standard() -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(3 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)
    assert loudness((0.1 * tone).astype(np.float32)) == pytest.approx(-23.0, abs=0.1)
    assert loudness((1.0 * tone).astype(np.float32)) == pytest.approx(-3.0, abs=0.1)
    assert loudness(np.zeros(48_000, np.float32)) == SILENT_LUFS
    assert loudness(np.zeros(10, np.float32)) == SILENT_LUFS


def test_true_peaks_are_seen_between_samples() -> None:
    time = np.arange(4800)
    between = np.sin(2 * np.pi * time / 4 + np.pi / 4).astype(np.float32)
    assert np.abs(between).max() == pytest.approx(0.707, abs=0.01)
    assert true_peaks(between)[100:-100].max() == pytest.approx(1.0, abs=0.03)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 40), min_size=1, max_size=12),
    st.floats(0.5, 8.0),
)
def test_nothing_goes_over_the_ceiling_and_no_sample_is_lost(seed: int, cuts: list[int], size: float) -> None:
    rng = np.random.default_rng(seed)
    length = sum(cuts) * 480
    sound = np.clip(rng.normal(0, 0.3, length) * size, -4, 4).astype(np.float32)
    sound[rng.integers(0, 2, length) == 0] *= 0.1
    limiter, out, at = Limiter(0.89), [], 0
    for cut in cuts:
        out.append(limiter.push(sound[at : at + cut * 480]))
        at += cut * 480
    out.append(limiter.flush())
    limited = np.concatenate(out)
    assert len(limited) == length
    assert np.abs(limited).max(initial=0.0) <= 0.89 + 1e-6


def test_the_limiter_leaves_quiet_sound_alone() -> None:
    sound = np.sin(np.arange(48_000) / 30).astype(np.float32) * np.float32(0.5)
    limiter = Limiter(0.89)
    assert np.array_equal(np.concatenate((limiter.push(sound), limiter.flush())), sound)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 60)), min_size=1, max_size=12),
    st.integers(200, 20_000),
    st.sampled_from([0.5, 1.0, 1.7]),
)
def test_times_stay_in_order_and_inside_whatever_is_cut(
    runs: list[tuple[bool, int]], length: int, pause: float
) -> None:
    parts, words, at = [], [], 0
    for index, (sounds, frames) in enumerate(runs):
        size = frames * 480 + index * 7
        parts.append(0.1 * np.sin(np.arange(size) / 15) if sounds else np.zeros(size))
        if sounds:
            words.append(Word(at, at + size, index * 5, index * 5 + 4))
        at += size
    whole = speech(np.concatenate(parts), words=tuple(words))
    for pieces in ([whole], in_pieces(whole, length)):
        out = mastered(Mastering(), pieces, Utterance("u", "word " * len(runs), "en", pause=pause))
        total = len(out.pcm)
        assert all(0 <= word.start < word.end <= total for word in out.words)
        starts = [word.start for word in out.words]
        assert starts == sorted(starts)
        if total:
            assert len(out.words) == len(words)
