from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from avatar.voices.chain.breaker import Breaker, BreakerConfig


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def breaker(clock: Clock, **options: float) -> Breaker:
    return Breaker(BreakerConfig(**{"failures": 3, "rest_s": 5.0, "longest_rest_s": 20.0, **options}), clock)


def test_it_rests_after_failures_in_a_row_only() -> None:
    clock = Clock()
    one = breaker(clock)
    assert [one.failed(), one.failed()] == [False, False]
    one.succeeded()
    assert [one.failed(), one.failed(), one.failed()] == [False, False, True]
    assert one.resting
    assert not one.allows()
    assert one.rest_s == 5.0


def test_after_a_rest_one_sentence_tries_and_success_closes_it() -> None:
    clock = Clock()
    one = breaker(clock)
    for _ in range(3):
        one.failed()
    clock.at += 5.0
    assert one.allows()
    assert not one.allows()
    one.succeeded()
    assert one.allows()
    assert one.allows()


def test_each_rest_is_twice_as_long_up_to_a_limit() -> None:
    clock = Clock()
    one = breaker(clock)
    rests = []
    for _ in range(6):
        while not one.failed():
            pass
        rests.append(one.rest_s)
        clock.at += one.rest_s
        assert one.allows()
    assert rests == [5.0, 10.0, 20.0, 20.0, 20.0, 20.0]


def test_a_trial_that_never_reports_back_does_not_close_the_door_for_good() -> None:
    clock = Clock()
    one = breaker(clock)
    for _ in range(3):
        one.failed()
    clock.at += 5.0
    assert one.allows()
    clock.at += 29.0
    assert not one.allows()
    clock.at += 2.0
    assert one.allows()


@given(st.lists(st.tuples(st.sampled_from(["fail", "succeed", "ask"]), st.floats(0, 50)), max_size=80))
def test_it_never_rests_longer_than_its_limit(steps: list[tuple[str, float]]) -> None:
    clock = Clock()
    one = breaker(clock)
    for what, passed in steps:
        clock.at += passed
        if what == "fail":
            one.failed()
        elif what == "succeed":
            one.succeeded()
            assert one.allows()
        else:
            one.allows()
        assert 0.0 <= one.rest_s <= 20.0
    clock.at += 51.0
    assert one.allows()
