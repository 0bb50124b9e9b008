from hypothesis import given
from hypothesis import strategies as st

from tools.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def opened(after: int = 3) -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(after, 10.0, clock)
    for _ in range(after):
        assert breaker.allows()
        breaker.record(ok=False)
    return breaker, clock


def test_failures_in_a_row_open_it_for_a_while() -> None:
    breaker, clock = opened()
    assert not breaker.allows()
    clock.at = 9.9
    assert not breaker.allows()


def test_one_call_tries_again_and_closes_it() -> None:
    breaker, clock = opened()
    clock.at = 10.0
    assert breaker.allows()
    assert not breaker.allows()
    breaker.record(ok=True)
    assert breaker.allows()
    assert breaker.allows()


def test_a_trial_that_fails_opens_it_again_and_one_given_up_lets_another_try() -> None:
    breaker, clock = opened()
    clock.at = 10.0
    assert breaker.allows()
    breaker.record(ok=False)
    clock.at = 19.9
    assert not breaker.allows()
    clock.at = 20.0
    assert breaker.allows()
    breaker.abandon()
    assert breaker.allows()


@given(st.lists(st.booleans(), max_size=50))
def test_it_stays_closed_while_fewer_fail_in_a_row(outcomes: list[bool]) -> None:
    breaker = Breaker(3, 10.0, Clock())
    failed = 0
    for ok in outcomes:
        failed = 0 if ok else failed + 1
        if failed == 3:
            break
        assert breaker.allows()
        breaker.record(ok=ok)
        assert breaker.allows()
