import pytest

from evals.bench.soak import run


@pytest.mark.timeout(120)
def test_a_short_soak_measures_a_room_that_keeps_its_queues_empty_and_its_lips_in_time() -> None:
    figures = run(seconds=12)
    assert figures["faults"] == []
    assert 0 < figures["room_cores"] < 8
    assert 50 < figures["rss_mb"]["peak"] < 4096
    assert abs(figures["recording"]["av_diff_ms"]) < 40
    assert abs(figures["av_diff_ms"]["end"]) < 40
    assert set(figures["queue_max"]) >= {"inbox", "utterances", "pictures"}
