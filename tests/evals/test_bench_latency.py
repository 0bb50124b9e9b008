from pathlib import Path

import pytest

from evals.bench.latency import percentiles, run


def test_percentiles_are_those_of_the_values() -> None:
    assert percentiles([float(n) for n in range(101)]) == {"p50": 50.0, "p95": 95.0, "p99": 99.0}


@pytest.mark.timeout(240)
def test_both_lanes_are_measured_through_a_real_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    figures = run(questions=4)
    settings = figures["settings"]
    least = settings["first_token_ms"] + settings["voice_delay_ms"]
    for lane in ("fact_lane", "model_lane", "fact_lane_while_pitching", "model_lane_while_pitching"):
        assert figures[lane]["answers"] == (2 if "pitching" in lane else 4)
        audio = figures[lane]["first_audio_ms"]
        assert 0 < audio["p50"] <= audio["p95"] <= audio["p99"]
    assert 0 < figures["model_lane_addressed"]["first_audio_ms"]["p50"] < least, "the asker is named late"
    for lane in ("model_lane", "model_lane_while_pitching"):
        assert figures[lane]["first_audio_ms"]["p50"] > least
        overhead = figures[lane]["overhead_ms"]["p50"]
        sentence_ms = 1000 * (settings["tokens_in_first_sentence"] - 1) / settings["tokens_per_s"]
        assert overhead == pytest.approx(
            figures[lane]["first_audio_ms"]["p50"] - least - sentence_ms, abs=0.2
        )
        hops = figures[lane]["by_hop_ms"]
        order = ["begun", "retrieved", "first_token", "first_checked", "said", "voiced"]
        assert [hops[hop]["p50"] for hop in order] == sorted(hops[hop]["p50"] for hop in order)
    assert not (tmp_path / "rooms").exists(), "a benchmark wrote into the user's own data"
