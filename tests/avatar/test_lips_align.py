from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar.lips.align import Aligner
from avatar.lips.align_graph import FILLER, PAUSE, Graph, build
from avatar.lips.phones import CLASSES
from tests.avatar.lips_fakes import heard, words

PRIORS = np.zeros(len(CLASSES), np.float32)
HELLO = words("hh ah l ow uw2,", "w er l d")
SAID = "sil:20 hh:5 ah:6 l:6 ow:10 uw2:6 sil:25 w:7 er:12 l:8 d:6 sil:20"


def path(
    graph: Graph, rows: NDArray[np.float32], *, lag: int = 40, cuts: tuple[int, ...] = ()
) -> NDArray[np.int32]:
    aligner = Aligner(graph, PRIORS, lag=lag)
    parts = [aligner.push(part).state for part in np.split(rows, sorted(cuts))]
    return np.concatenate([*parts, aligner.finish().state])


def names(graph: Graph, states: NDArray[np.int32]) -> list[str]:
    found = []
    for state in states:
        phone = graph.phone[state]
        found.append({PAUSE: "sil", FILLER: "?"}.get(int(phone)) or CLASSES[graph.phones[phone].sound])
    return found


def expected(timed: str) -> list[str]:
    return [name for item in timed.split() for name in [item.split(":")[0]] * int(item.split(":")[1])]


@pytest.mark.parametrize("lag", [1, 40])
def test_every_row_gets_the_phone_that_is_said_in_it(lag: int) -> None:
    graph = build(HELLO)
    found = names(graph, path(graph, heard(SAID), lag=lag))
    assert len(found) == len(expected(SAID))
    assert np.mean([a == b for a, b in zip(found, expected(SAID), strict=True)]) > 0.95


def test_a_pause_may_come_where_the_text_has_none() -> None:
    graph = build(words("m aa", "p iy"))
    said = "m:10 aa:20 sil:40 p:10 iy:20"
    assert names(graph, path(graph, heard(said)))[40:60] == ["sil"] * 20


def test_the_other_way_to_say_a_word_is_found() -> None:
    graph = build(words("n ay ih2 n", "w ah n|t uw", "s ih k s"))
    said = "n:8 ay:10 ih2:6 n:8 t:8 uw:15 s:10 ih:8 k:8 s:10"
    assert "t" in names(graph, path(graph, heard(said)))


def test_a_word_left_out_does_not_lose_the_rest() -> None:
    graph = build(words("m aa m aa", "k ih ch ah n", "f iy sh"))
    said = "sil:10 m:8 aa:10 m:8 aa:10 f:10 iy:12 sh:12 sil:10"
    assert names(graph, path(graph, heard(said)))[46:56].count("f") > 7


def test_something_said_beside_the_text_is_a_filler() -> None:
    graph = build(words("m aa m aa", "f iy sh"))
    said = "m:8 aa:10 m:8 aa:10 k:10 uw:20 z:10 iy:10 g:10 f:10 iy:12 sh:12"
    found = names(graph, path(graph, heard(said)))
    assert found[40:90].count("?") > 30
    assert found[-10:].count("sh") > 7


def test_a_text_without_words_is_all_pause_or_filler() -> None:
    graph = build(())
    assert set(names(graph, path(graph, heard(SAID)))) <= {"sil", "?"}


def test_a_text_much_longer_than_the_sound_is_bounded_work() -> None:
    graph = build(words(*["m aa p iy s ow uw2"] * 3000))
    assert len(path(graph, heard("m:10 aa:10 p:10"))) == 30


def test_no_sound_gives_no_rows() -> None:
    assert len(path(build(HELLO), heard(SAID)[:0])) == 0


SYLLABLES = st.lists(
    st.sampled_from(["m aa", "p iy", "s ow uw2", "f ae t|f ae", "hh ah", "l er n"]), max_size=12
)
TIMED = st.lists(st.tuples(st.sampled_from(CLASSES), st.integers(1, 15)), min_size=1, max_size=25).map(
    lambda items: " ".join(f"{name}:{rows}" for name, rows in items)
)


@settings(max_examples=60, deadline=None)
@given(SYLLABLES, TIMED, st.sampled_from([1, 5, 40, 400]), st.lists(st.integers(0, 300), max_size=5))
def test_a_path_covers_all_rows_and_no_cut_changes_it(
    spoken: list[str], timed: str, lag: int, cuts: list[int]
) -> None:
    graph, rows = build(words(*spoken)), heard(timed, noise=2.0)
    once = path(graph, rows, lag=lag)
    assert len(once) == len(rows)
    assert lag < len(rows) or (np.diff(graph.unit[once]) >= 0).all()
    assert (path(graph, rows, lag=lag, cuts=tuple(min(cut, len(rows)) for cut in cuts)) == once).all()


@settings(max_examples=40, deadline=None)
@given(SYLLABLES.filter(bool), TIMED)
def test_with_its_shortest_times_a_phone_is_never_a_single_row(spoken: list[str], timed: str) -> None:
    graph = build(words(*spoken))
    phones = graph.phone[path(graph, heard(timed, noise=2.0), lag=400)]
    edges = np.flatnonzero(np.diff(phones)) + 1
    for run in np.split(phones, edges)[:-1]:
        assert run[0] < 0 or len(run) >= 2


def test_fixed_lag_and_whole_agree_on_clear_speech() -> None:
    graph, rows = build(HELLO), heard(SAID)
    assert np.mean(path(graph, rows, lag=1) == path(graph, rows, lag=400)) > 0.93


def test_an_early_mistake_is_left_as_soon_as_later_rows_tell_better() -> None:
    graph = build(words("m aa", "m iy s", "f ow uw2"))
    rows = heard("m:8 aa:3 iy:6 aa:12 m:8 iy:12 s:10 f:10 ow:8 uw2:6")
    early = graph.unit[path(graph, rows, lag=1)]
    assert (early == 1).any()
    assert early[20] == 0


def test_a_long_recording_is_followed_with_memory_for_the_lag_only() -> None:
    graph = build(words(*["m aa p iy"] * 200))
    aligner = Aligner(graph, PRIORS, lag=30)
    rows = heard("m:8 aa:8 p:8 iy:8")
    for _ in range(200):
        aligner.push(rows)
        assert len(aligner._back) <= 30
