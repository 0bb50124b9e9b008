from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar.lips.events import EventLips
from avatar.lips.phonemes import shapes
from avatar.media import SAMPLE_RATE_HZ, VISEMES, Phoneme, Speech

MS = SAMPLE_RATE_HZ // 1000
OPEN = [VISEMES.index(name) for name in ("aa", "E", "ih", "oh", "ou")]


def speech(*timed: tuple[str, int], sounds: bool = True, start: int = 0, last: bool = True) -> Speech:
    """Phonemes with their milliseconds; unnamed ones silent, ``~`` an unnamed one that sounds."""
    phonemes, pieces, at = [], [], start
    for name, length_ms in timed:
        plain = "" if name == "~" else name
        phonemes.append(Phoneme(plain, at, at + length_ms * MS))
        voiced = 0.2 if name and sounds else 0.0
        pieces.append(voiced * np.sin(np.arange(length_ms * MS) * 0.03).astype(np.float32))
        at += length_ms * MS
    return Speech("one", np.concatenate(pieces).astype(np.float32), start, tuple(phonemes), (), last)


def rows(said: Speech) -> NDArray[np.float32]:
    return EventLips().track(said).weights


def column(said: Speech, viseme: str) -> NDArray[np.float32]:
    weights: NDArray[np.float32] = rows(said)[:, VISEMES.index(viseme)]
    return weights


def test_a_row_for_every_ten_milliseconds_from_the_first_sample() -> None:
    track = EventLips().track(speech(("A:", 205), start=960))
    assert track.weights.shape == (21, 15)
    assert track.weights.dtype == np.float32
    assert track.start == 960
    assert (track.source, track.confidence) == ("events", 1.0)


@pytest.mark.parametrize("name", ["p", "b", "m", "ph", "'p"])
def test_lips_close_fully_for_at_least_sixty_milliseconds(name: str) -> None:
    closed = column(speech(("A:", 150), (name, 20), ("A:", 150)), "PP")
    assert (closed > 0.99).sum() >= 6
    assert rows(speech(("A:", 150), (name, 20), ("A:", 150)))[15:17, OPEN].max() < 0.01


@pytest.mark.parametrize("name", ["f", "v"])
def test_teeth_touch_the_lip_fully(name: str) -> None:
    assert (column(speech(("A:", 150), (name, 30), ("A:", 150)), "FF") > 0.99).sum() >= 6


def test_closed_lips_win_over_teeth() -> None:
    weights = rows(speech(("A:", 100), ("v", 60), ("m", 60), ("A:", 100)))
    assert weights[16:22, VISEMES.index("PP")].min() > 0.99


def test_the_silence_before_a_burst_belongs_to_the_closure() -> None:
    said = speech(("A:", 150), ("p", 30), ("A:", 100))
    pcm = said.pcm.copy()
    pcm[100 * MS : 150 * MS] = 0.0
    closed = column(Speech("one", pcm, 0, said.phonemes), "PP")
    assert closed[10:18].min() > 0.99


def test_an_open_vowel_opens_and_silence_closes() -> None:
    said = speech(("A:", 200), ("", 300), ("A:", 200))
    open_mouth, closed_mouth = column(said, "aa"), column(said, "sil")
    assert open_mouth[10] > 0.9
    assert open_mouth[60] > 0.9
    assert open_mouth[30:40].max() < 0.02
    assert closed_mouth[30:40].min() > 0.95


def test_an_unnamed_event_that_sounds_holds_the_vowel() -> None:
    assert column(speech(("A:", 150), ("~", 150), ("s", 60)), "aa")[18:26].min() > 0.8


def test_a_diphthong_moves_from_its_first_shape_to_its_second() -> None:
    said = speech(("aI", 300))
    assert column(said, "aa")[9] > 0.9
    assert column(said, "ih")[24] > 0.8


def test_h_is_shaped_like_what_follows() -> None:
    assert column(speech(("h", 100), ("u:", 150)), "ou")[6] > 0.6


def test_the_mouth_is_nearly_closed_where_an_utterance_begins_and_ends() -> None:
    closed = column(speech(("A:", 200)), "sil")
    assert closed[0] > 0.4
    assert closed[-1] > 0.4


def test_pieces_in_the_middle_of_an_utterance_do_not_close_the_mouth() -> None:
    said = speech(("A:", 200), start=4800, last=False)
    assert column(said, "aa").min() > 0.9


def test_louder_speech_opens_the_mouth_a_little_more() -> None:
    said = speech(("A:", 200), ("A:", 200))
    pcm = said.pcm.copy()
    pcm[200 * MS :] *= 0.3
    weights = column(Speech("one", pcm, 0, said.phonemes), "aa")
    assert 0.6 < weights[30] < weights[10]


def test_without_phonemes_loudness_opens_the_mouth_with_little_confidence() -> None:
    sound = speech(("A:", 200), ("", 200), ("A:", 200)).pcm
    track = EventLips().track(Speech("one", sound))
    assert track.source == "audio"
    assert track.confidence < 0.5
    assert track.weights[10, VISEMES.index("aa")] > 0.4
    assert track.weights[28:32, VISEMES.index("aa")].max() < 0.05


def test_an_empty_piece_has_no_rows() -> None:
    assert EventLips().track(Speech("one", np.zeros(0, np.float32))).weights.shape == (0, 15)


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_silence_and_broken_sound_give_a_closed_mouth(value: float) -> None:
    weights = EventLips().track(Speech("one", np.full(4800, value, np.float32))).weights
    assert weights[:, 0] == pytest.approx(1.0, abs=1e-3)


NAMES = st.sampled_from(["", "p", "b", "m", "f", "v", "A:", "iou", "h", "?", "tS;h", "Ω", "t", "@", "ong"])


@given(
    st.lists(st.tuples(NAMES, st.integers(0, 40_000), st.integers(-500, 20_000)), max_size=12),
    st.integers(0, 30_000),
    st.booleans(),
)
def test_weights_are_never_more_than_one_whatever_the_events(
    events: list[tuple[str, int, int]], length: int, begins: bool
) -> None:
    phonemes = tuple(
        Phoneme(name, at, at + lasts) for name, at, lasts in sorted(events, key=lambda it: it[1])
    )
    pcm = np.random.default_rng(length).uniform(-0.5, 0.5, length).astype(np.float32)
    weights = EventLips().track(Speech("one", pcm, 0 if begins else 9600, phonemes)).weights
    assert weights.shape == (-(-length // 480), 15)
    assert np.isfinite(weights).all()
    assert (weights >= 0).all()
    assert (weights.sum(axis=1) <= 1.0).all()


@pytest.mark.parametrize(
    ("name", "visemes"),
    [
        ("b", ["PP"]), ("'eI", ["E", "ih"]), ("tS;h", ["CH"]), ("ts.h", ["CH"]), ("tsh", ["SS"]),
        ("iou", ["ih", "oh", "ou"]), ("y&", ["ou", "E"]), ("ˈɑː", ["aa"]), ("ɑu", ["aa", "ou"]),
        ("kh", ["kk"]), ("t#", ["DD"]), ("3:", ["RR"]), ("T", ["TH"]), ("h", []), ("X", []), ("", []),
    ],
)  # fmt: skip
def test_phonemes_of_both_languages_have_their_shapes(name: str, visemes: list[str]) -> None:
    found = shapes(name)
    assert [shape.viseme for shape in found] == visemes
    assert sum(shape.share for shape in found) == pytest.approx(1.0 if visemes else 0.0)
