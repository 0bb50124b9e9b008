"""The strategy is better than a rotation where tactics matter, and no worse where they do not."""

from typing import Any

import pytest

from evals.bench.bandit import Fixed, Learning, Rotation, interval, run, show


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return run(quick=True, seeds=8, hours=4)


def test_it_beats_a_fixed_rotation_where_tactics_matter(figures: dict[str, Any]) -> None:
    against = figures["worlds"]["tactics matter"]["bandit_against"]["rotation"]
    assert against["expected_per_cent"]["low"] > 3
    assert against["realised_per_cent"]["low"] > 0


def test_it_gets_better_as_it_learns(figures: dict[str, Any]) -> None:
    bandit = figures["worlds"]["tactics matter"]["bandit"]
    assert bandit["last_third"] > bandit["engagement"]


def test_it_loses_nothing_where_all_tactics_are_equal(figures: dict[str, Any]) -> None:
    for against in figures["worlds"]["all equal"]["bandit_against"].values():
        realised = against["realised_per_cent"]
        assert realised["low"] <= 0.5
        assert realised["high"] >= -0.5
        assert realised["low"] > -4


def test_nobody_does_better_than_who_knows(figures: dict[str, Any]) -> None:
    for name in ("tactics matter", "they matter little"):
        world = figures["worlds"][name]
        assert all(world[who]["engagement"] < world["best_possible"] for who in ("bandit", "rotation"))


def test_a_rotation_gives_every_combination_its_turn() -> None:
    rotation = Rotation(90.0, 1)
    assert len({rotation.tactics(90.0 * n) for n in range(81)}) == 81


def test_the_same_luck_gives_the_same_run() -> None:
    from agent.strategy.config import StrategyConfig
    from evals.audience.reactions import Reactions

    runs = [show(Learning(StrategyConfig(), 1), Reactions(), 5, 0.5) for _ in range(2)]
    assert runs[0] == runs[1]
    assert show(Fixed(), Reactions(), 6, 0.5).realised != runs[0].realised


def test_an_interval_holds_its_mean() -> None:
    found = interval([1.0, 2.0, 3.0])
    assert found["low"] < found["mean"] == 2.0 < found["high"]


def test_one_audience_is_too_few() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        run(quick=True, seeds=1, hours=1)
