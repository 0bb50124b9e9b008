from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar.lips.coarticulation import SHORTEST_CLOSURE
from avatar.lips.follow_movement import Movement
from avatar.media import VISEMES

SHAPES = np.eye(len(VISEMES))
AHEAD = 16


def rows_of(timed: str) -> NDArray[np.float64]:
    names = [name for item in timed.split() for name in [item.split(":")[0]] * int(item.split(":")[1])]
    return SHAPES[[VISEMES.index(name) for name in names]]


def moved(
    timed: str, *, ahead: bool = True, quiet: NDArray[np.bool_] | None = None, step: int = 1000
) -> NDArray[np.float32]:
    targets = rows_of(timed)
    movement = Movement(3.5, ahead=ahead)
    movement.hear(np.ones(len(targets)), np.zeros(len(targets), np.bool_) if quiet is None else quiet)
    movement.over()
    found = []
    for at in range(0, len(targets), step):
        part = targets[at : at + step]
        found.append(movement.push(part, np.repeat(part[:, None], AHEAD, axis=1)))
    return np.concatenate([*found, movement.finish()])


def column(weights: NDArray[np.float32], viseme: str) -> NDArray[np.float32]:
    found: NDArray[np.float32] = weights[:, VISEMES.index(viseme)]
    return found


@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("closure", ["PP", "FF"])
@pytest.mark.parametrize("rows", [1, 3, 8])
def test_lips_close_in_full_for_sixty_milliseconds_however_short_the_phone(
    ahead: bool, closure: str, rows: int
) -> None:
    weights = moved(f"aa:30 {closure}:{rows} aa:30", ahead=ahead)
    assert (column(weights, closure) > 0.99).sum() >= SHORTEST_CLOSURE


@pytest.mark.parametrize("ahead", [True, False])
def test_the_shape_whose_time_it_is_is_the_strongest(ahead: bool) -> None:
    timed = "aa:8 nn:3 E:5 SS:6 DD:3 ih:7 kk:4 ou:6 RR:3 oh:9"
    found = moved(timed, ahead=ahead).argmax(axis=1)
    assert np.mean(found == rows_of(timed).argmax(axis=1)) > 0.98


def test_the_mouth_is_on_its_way_before_and_after() -> None:
    weights = moved("aa:30 ou:30")
    assert column(weights, "ou")[27] > 0.1
    assert column(weights, "aa")[32] > 0.1
    assert np.abs(np.diff(weights, axis=0)).max() < 0.3


@pytest.mark.parametrize("ahead", [True, False])
def test_in_silence_the_mouth_is_closed_and_still_whatever_is_wanted(ahead: bool) -> None:
    quiet = np.zeros(120, np.bool_)
    quiet[40:80] = True
    weights = moved("aa:20 E:20 aa:10 SS:10 ou:10 aa:10 E:40", ahead=ahead, quiet=quiet)
    assert column(weights, "sil")[60:74].min() > 0.98
    assert np.abs(np.diff(weights[60:74], axis=0)).max() < 0.02


@pytest.mark.parametrize("ahead", [True, False])
def test_a_click_in_silence_does_not_move_the_mouth(ahead: bool) -> None:
    quiet = np.ones(100, np.bool_)
    quiet[50:52] = False
    weights = moved("aa:45 PP:3 E:52", ahead=ahead, quiet=quiet)
    assert (column(weights, "sil") + column(weights, "PP")).min() > 0.98


def test_a_stop_s_short_silence_does_not_close_the_mouth() -> None:
    quiet = np.zeros(60, np.bool_)
    quiet[25:33] = True
    assert column(moved("aa:25 kk:8 aa:27", quiet=quiet), "sil")[10:50].max() < 0.05


NAMES = st.sampled_from(VISEMES)
TIMED = st.lists(st.tuples(NAMES, st.integers(1, 20)), max_size=20).map(
    lambda items: " ".join(f"{name}:{rows}" for name, rows in items)
)


@settings(max_examples=50, deadline=None)
@given(TIMED, st.booleans(), st.integers(1, 40), st.integers(0, 2**32))
def test_rows_are_bounded_complete_and_the_same_however_they_are_cut(
    timed: str, ahead: bool, step: int, seed: int
) -> None:
    length = len(timed and rows_of(timed))
    if not length:
        return
    quiet = np.repeat(np.random.default_rng(seed).random(length // 10 + 1) < 0.3, 10)[:length]
    whole = moved(timed, ahead=ahead, quiet=quiet)
    assert whole.shape == (length, 15)
    assert (whole >= 0).all()
    assert (whole.sum(axis=1) <= 1).all()
    assert moved(timed, ahead=ahead, quiet=quiet, step=step) == pytest.approx(whole, abs=1e-6)
