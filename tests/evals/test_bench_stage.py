from avatar.stage.config import EncoderConfig, StageConfig
from evals.bench.stage import run


def test_the_stage_benchmark_gives_its_figures() -> None:
    config = StageConfig(width=640, height=360, encoder=EncoderConfig(preset="ultrafast"))
    figures = run(seconds=0.6, config=config)
    parts = figures["cpu_s_per_stream_s"]
    assert set(parts) == {"face", "convert", "encode", "audio", "mux", "other", "sum"}
    assert all(value >= 0 for value in parts.values())
    assert parts["face"] > 0
    assert parts["encode"] > 0
    assert parts["sum"] >= max(value for name, value in parts.items() if name != "sum")
    assert figures["ratio_to_encode"] > 1
    assert figures["encode_alone_cpu_s_per_stream_s"] > 0
    assert figures["machine"]["cores"] >= 1
    assert figures["size"] == "640x360"
