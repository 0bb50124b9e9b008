"""The bench of voices: nothing lost, nothing blocked, one loudness."""

from __future__ import annotations

from typing import Any

import pytest

from evals.bench.voice import run


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return run(quick=True, sentences=600)


@pytest.mark.parametrize("kind", ["faults_with_a_fallback", "faults_alone", "faults_in_real_time"])
def test_every_sentence_is_spoken_or_skipped_in_order_and_in_time(figures: dict[str, Any], kind: str) -> None:
    show = figures[kind]
    assert show["whole"] + show["cut_short"] + show["skipped"] == show["sentences"] > 0
    assert show["out_of_order"] == 0
    assert show["over_the_limit"] == 0
    assert show["left_running"] == 0


def test_with_a_fallback_every_sentence_is_said_whole(figures: dict[str, Any]) -> None:
    show = figures["faults_with_a_fallback"]
    assert show["whole"] == show["sentences"]
    assert show["faults"]["hang"] > 0
    assert show["faults"]["error"] > 0


def test_all_voices_are_equally_loud(figures: dict[str, Any]) -> None:
    assert figures["one_loudness"]["spread_lu"] <= 2.0


def test_engines_that_are_not_there_say_why(figures: dict[str, Any]) -> None:
    assert figures["engines"]["tone"]["sentences"] > 0
    for engine in figures["engines"].values():
        assert "real_time_factor" in engine or engine["not_available"]
