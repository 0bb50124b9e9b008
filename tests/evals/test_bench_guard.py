from __future__ import annotations

from pathlib import Path

import pytest

from evals.bench.guard import run
from evals.bench.guard_writing import chinese, english


def test_most_false_sentences_of_the_demo_shop_are_caught(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    figures = run(quick=True, questions=12, seed=7)
    caught, stopped = figures["false sentences caught"], figures["true sentences stopped"]
    assert caught["n"] > 200
    assert caught["share"] >= 0.97, figures["missed"]
    assert stopped["n"] > 100
    assert stopped["share"] <= 0.02, figures["false alarms"]
    assert caught["low"] <= caught["share"] <= caught["high"]
    assert figures["cpu ms a sentence"]["p95"] > 0


def test_the_same_seed_gives_the_same_sentences(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIGHTSHIFT_HOME", str(tmp_path))
    first, second = (run(quick=True, questions=10, seed=3) for _ in range(2))
    assert first["caught by kind"] == second["caught by kind"]


def test_a_file_and_a_shop_are_not_given_together(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"):
        run(quick=True, catalog=tmp_path / "x.csv", shop="demo")


def test_numbers_are_written_in_words() -> None:
    assert english(1299) == "one thousand two hundred ninety-nine"
    assert [chinese(number) for number in (10, 15, 110, 205, 1299)] == [
        "十",
        "十五",
        "一百一十",
        "二百零五",
        "一千二百九十九",
    ]
