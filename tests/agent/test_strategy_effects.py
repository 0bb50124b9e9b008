"""The model behind the tactics: it learns, keeps its intervals honest, and forgets."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.strategy.effects import Effects

SLOTS = {"length": ("short", "normal", "long"), "asking": ("never", "often")}
HOUR = 3600.0


def taught(effects: dict[str, float], windows: int, seed: int, *, drift: float = 0.0) -> Effects:
    model = Effects(SLOTS, half_life_s=72 * HOUR)
    rng = random.Random(seed)
    for window in range(windows):
        chosen = {slot: rng.choice(options) for slot, options in SLOTS.items()}
        level = 0.2 + drift * window / windows
        reward = level + sum(effects.get(option, 0.0) for option in chosen.values()) + rng.gauss(0, 0.03)
        model.learn(chosen, min(1.0, max(0.0, reward)), 1.0, window * 90.0)
    return model


def test_the_best_option_of_each_slot_is_found() -> None:
    beliefs = taught({"long": 0.03, "never": 0.02}, 200, 1).beliefs()
    assert max(beliefs["length"], key=lambda option: beliefs["length"][option].best) == "long"
    assert beliefs["length"]["long"].best > 0.95
    assert beliefs["asking"]["never"].best > 0.95


def test_a_level_that_rises_all_evening_is_not_taken_for_an_effect() -> None:
    beliefs = taught({}, 200, 2, drift=0.3).beliefs()
    spread = [belief.mean for belief in beliefs["length"].values()]
    assert max(spread) - min(spread) < 0.02


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = 0.0
    for seed in range(60):
        truth = {"short": random.Random(seed).gauss(0, 0.02), "often": 0.01}
        beliefs = taught(truth, 120, 1000 + seed).beliefs()
        averages = [np.mean([truth.get(option, 0.0) for option in options]) for options in SLOTS.values()]
        expected = 0.2 + truth["short"] + averages[1]
        held += beliefs["length"]["short"].low <= expected <= beliefs["length"]["short"].high
    assert held >= 51, "under 85 % of the 95 % intervals hold"


def test_chances_to_be_best_are_chances() -> None:
    for options in taught({"long": 0.01}, 30, 3).beliefs().values():
        assert sum(belief.best for belief in options.values()) == pytest.approx(1.0)
        assert all(belief.low <= belief.mean <= belief.high for belief in options.values())


def test_nothing_learnt_means_every_option_is_as_likely() -> None:
    rng = np.random.default_rng(1)
    model = Effects(SLOTS, half_life_s=72 * HOUR)
    lengths = [model.choose(rng)["length"] for _ in range(600)]
    assert min(lengths.count(option) for option in SLOTS["length"]) > 140


def test_what_was_learnt_is_forgotten_in_time() -> None:
    model = taught({"long": 0.05}, 200, 4)
    before = model.beliefs()["length"]["long"].best
    model.learn({"length": "short", "asking": "often"}, 0.2, 1.0, 200 * 90.0 + 60 * 24 * HOUR)
    assert model.beliefs()["length"]["long"].best < min(before, 0.6)


def test_a_window_that_hardly_anybody_saw_hardly_counts() -> None:
    light, heavy = (Effects(SLOTS, half_life_s=72 * HOUR) for _ in range(2))
    for n in range(20):
        for model, weight in ((light, 0.01), (heavy, 1.0)):
            option = ("short", "long")[n % 2]
            reward = 0.4 if option == "long" else 0.2
            model.learn({"length": option, "asking": "never"}, reward, weight, n * 90.0)
    assert light.beliefs()["length"]["long"].best < heavy.beliefs()["length"]["long"].best


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("short", "normal", "long", "unheard of")),
            st.floats(0, 1),
            st.floats(0, 1),
            st.floats(0, 1e7),
        ),
        max_size=40,
    )
)
def test_whatever_is_learnt_the_model_stays_sound(windows: list[tuple[str, float, float, float]]) -> None:
    model = Effects(SLOTS, half_life_s=HOUR)
    for option, reward, weight, at in windows:
        model.learn({"length": option, "asking": "never"}, reward, weight, at)
    assert set(model.choose(np.random.default_rng(0))) == set(SLOTS)
    for options in model.beliefs(200).values():
        for belief in options.values():
            assert np.isfinite([belief.mean, belief.low, belief.high]).all()
