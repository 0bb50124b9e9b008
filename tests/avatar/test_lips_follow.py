from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar.lips.follow import Follower, Shown
from avatar.lips.follow_level import FRAME
from avatar.lips.g2p import Unit
from avatar.media import VISEMES, Pcm
from tests.avatar.lips_fakes import FakeNet, heard, sounding, words

TEXT = words("m ow uw2,", "b ay ih2", "f ao r", "p iy s")
SAID = "sil:25 m:9 ow:12 uw2:8 sil:30 b:7 ay:10 ih2:8 f:9 ao:9 r:6 p:8 iy:12 s:12 sil:30"
OTHER = words("s ih k s t iy n", "ch er ch ih z", "l ay ih2 k", "sh ih p s")
STREAMED = pytest.mark.parametrize("streamed", [False, True])


def follow(
    said: str,
    units: tuple[Unit, ...] = TEXT,
    *,
    streamed: bool = False,
    step: int = 960,
    net: FakeNet | None = None,
    pcm: Pcm | None = None,
) -> list[Shown]:
    sound = sounding(said) if pcm is None else pcm
    follower = Follower(net or FakeNet(heard(said)), units, streamed=streamed)
    shown = [follower.push(sound[at : at + step]) for at in range(0, len(sound), step)]
    return [*shown, follower.finish()]


def weights(shown: list[Shown]) -> NDArray[np.float32]:
    return np.concatenate([each.weights for each in shown])


def aligned(shown: list[Shown]) -> float:
    return float(np.average([each.aligned for each in shown], weights=[len(each.weights) for each in shown]))


def rows_where(said: str, name: str) -> list[int]:
    names = [item.split(":")[0] for item in said.split() for _ in range(int(item.split(":")[1]))]
    return [row for row, here in enumerate(names) if here == name]


@STREAMED
def test_the_mouth_fits_the_text(streamed: bool) -> None:
    found = weights(follow(SAID, streamed=streamed))
    for name, viseme in (("m", "PP"), ("b", "PP"), ("f", "FF"), ("p", "PP"), ("iy", "ih"), ("s", "SS")):
        rows = rows_where(SAID, name)
        assert (found[rows].argmax(axis=1) == VISEMES.index(viseme)).mean() > 0.7
    assert aligned(follow(SAID, streamed=streamed)) > 0.9


@STREAMED
def test_words_come_once_each_with_their_times_and_characters(streamed: bool) -> None:
    shown = follow(SAID, streamed=streamed)
    spans = [span for each in shown for span in each.words]
    assert [span.unit for span in spans] == [0, 1, 2, 3]
    assert abs(spans[0].start - 25) <= 2
    assert abs(spans[3].start - rows_where(SAID, "p")[0]) <= 2
    assert all(before.end <= after.start + 3 for before, after in pairwise(spans))
    rows = 0
    for each in shown:
        assert all(rows <= span.start < rows + len(each.weights) for span in each.words)
        rows += len(each.weights)


@STREAMED
def test_another_text_gives_way_to_the_sound(streamed: bool) -> None:
    shown = follow(SAID * 1 + " " + SAID, OTHER, streamed=streamed)
    assert aligned(shown) < 0.5
    alone = weights(follow(SAID + " " + SAID, (), streamed=streamed))
    assert (weights(shown).argmax(axis=1) == alone.argmax(axis=1)).mean() > 0.55


def test_streamed_no_more_than_eighty_milliseconds_wait() -> None:
    sound = sounding(SAID)
    follower = Follower(FakeNet(heard(SAID)), TEXT, streamed=True)
    for at in range(0, len(sound), 333):
        follower.push(sound[at : at + 333])
        assert at + len(sound[at : at + 333]) - follower.rows * FRAME <= 3840


def test_streamed_and_whole_agree() -> None:
    streamed, whole = weights(follow(SAID, streamed=True)), weights(follow(SAID))
    assert (streamed.argmax(axis=1) == whole.argmax(axis=1)).mean() > 0.9


@STREAMED
def test_without_a_net_loudness_moves_the_mouth(streamed: bool) -> None:
    sound = sounding(SAID)
    follower = Follower(None, TEXT, streamed=streamed)
    shown = [follower.push(sound), follower.finish()]
    found = weights(shown)
    assert len(found) == len(sound) // FRAME
    assert found[40, VISEMES.index("aa")] > 0.3
    assert found[5:15, 0].min() > 0.95
    assert shown[0].confidence <= 0.3


@STREAMED
def test_nothing_moves_in_silence_even_when_the_net_hears_voices(streamed: bool) -> None:
    silence = np.zeros(len(sounding(SAID)), np.float32)
    found = weights(follow(SAID, streamed=streamed, pcm=silence))
    assert found[:, 0].min() > 0.95
    assert np.abs(np.diff(found, axis=0)).max() < 0.02


@STREAMED
@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30])
def test_broken_sound_gives_a_bounded_mouth(streamed: bool, value: float) -> None:
    found = weights(follow(SAID, streamed=streamed, pcm=np.full(9600, value, np.float32)))
    assert found.shape == (20, 15)
    assert np.isfinite(found).all()


TIMED = st.lists(
    st.tuples(st.sampled_from(["sil", "m", "aa", "f", "iy", "s", "uw", "t"]), st.integers(1, 30)), max_size=6
).map(lambda items: " ".join(f"{name}:{rows}" for name, rows in items))


@settings(max_examples=15, deadline=None)
@given(TIMED, st.booleans(), st.integers(200, 5000), st.integers(0, 479))
def test_a_row_for_every_ten_milliseconds_the_same_however_the_sound_is_cut(
    timed: str, streamed: bool, step: int, more: int
) -> None:
    if not timed:
        return
    sound = np.concatenate((sounding(timed), np.full(more, 0.1, np.float32)))
    net = FakeNet(heard(timed, noise=1.5))
    whole = weights(follow(timed, streamed=streamed, step=len(sound), net=net, pcm=sound))
    cut = weights(follow(timed, streamed=streamed, step=step, net=net, pcm=sound))
    assert whole.shape == (-(-len(sound) // FRAME), 15)
    assert (whole.sum(axis=1) <= 1).all()
    assert cut == pytest.approx(whole, abs=1e-3)
