from agent.cli.bench import BENCHMARKS
from evals.bench.face import run


def test_the_face_benchmark_gives_its_figures() -> None:
    figures = run(quick=True)
    (host,) = figures["hosts"].values()
    for kind in ("speaking", "idle"):
        draw, convert, both = (host[kind][part] for part in ("draw", "convert", "both"))
        assert 0 < draw["mean_ms"] <= both["mean_ms"]
        assert 0 <= convert["mean_ms"] <= both["mean_ms"]
        assert both["p95_ms"] > 0
    stage = figures["stage"]["1280x720@25"]
    assert stage["ratio_to_encode"] > stage["picture_ratio_to_encode"] > 1
    assert figures["rooms_a_core"] > 0
    between = figures["between_1_5_and_now"]
    assert between["in_all"] >= between["face"] > 0
    (mouth,) = figures["mouth"].values()
    assert mouth["r"] >= 0.95
    assert mouth["best_lag_ms"] == 0
    assert figures["motion"]["holds"]
    assert figures["machine"]["cores"] >= 1


def test_the_command_knows_it() -> None:
    assert BENCHMARKS["face"].takes == ("avatar",)
