from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.journal import Entry
from agent.spending import Spending, SpendingConfig, Spent, estimated_tokens

NOON = 1_700_000_000.0
PRICED = SpendingConfig(price_in=Decimal("0.15"), price_out=Decimal("0.60"))


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


def spend(spending: Spending, tokens_in: int, tokens_out: int) -> bool:
    reservation = spending.reserve("answer", tokens_in, tokens_out)
    if reservation is None:
        return False
    with reservation:
        reservation.settle(tokens_in, tokens_out)
    return True


def test_money_is_counted_to_the_last_decimal() -> None:
    spending = Spending(PRICED, now=Clock())
    assert spend(spending, 1_000_000, 500_000)
    assert spending.state().hour == Spent(1_000_000, 500_000, Decimal("0.45"), 1, 0)


def test_budget_of_tokens_holds_and_comes_back_after_the_hour() -> None:
    clock = Clock()
    spending = Spending(SpendingConfig(tokens_per_hour=1000), now=clock)
    assert spend(spending, 400, 500)
    assert not spend(spending, 100, 100)
    assert (spending.state().used_up, spending.state().tokens_left) == (True, 100)
    clock.now += 3700
    assert spend(spending, 400, 500)
    assert not spending.state().used_up


def test_budget_of_money_holds() -> None:
    config = SpendingConfig(money_per_hour=Decimal(1), price_out=Decimal(1_000_000), price_in=Decimal(0))
    spending = Spending(config, now=Clock())
    assert spend(spending, 10_000, 1)
    assert not spend(spending, 10, 1)
    assert spending.state().money_left == 0


def test_what_is_reserved_counts_until_it_is_settled_or_given_back() -> None:
    spending = Spending(SpendingConfig(tokens_per_hour=1000), now=Clock())
    first = spending.reserve("answer", 300, 300)
    assert first is not None
    assert spending.reserve("prepare", 300, 300) is None
    first.settle(300, 10)
    second = spending.reserve("prepare", 300, 300)
    assert second is not None
    second.release()
    assert spending.state().tokens_left == 690


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.booleans()), max_size=60))
def test_calls_never_pass_the_budget_however_they_overlap(calls: list[tuple[int, int, bool]]) -> None:
    spending = Spending(SpendingConfig(tokens_per_hour=1000), now=Clock())
    waiting = []
    for tokens_in, tokens_out, settle in calls:
        reservation = spending.reserve("answer", tokens_in, tokens_out)
        if reservation is not None:
            waiting.append(reservation)
        if settle and waiting:
            done = waiting.pop(0)
            done.settle(done.tokens_in, done.tokens_out)
    for left in waiting:
        left.settle(left.tokens_in, left.tokens_out)
    assert spending.state().hour.tokens <= 1000


def test_threads_together_never_pass_the_budget() -> None:
    spending = Spending(SpendingConfig(tokens_per_hour=1000), now=Clock())
    begin = threading.Barrier(8)

    def work() -> None:
        begin.wait(10)
        for _ in range(50):
            spend(spending, 5, 5)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert spending.state().hour.tokens == 1000


def test_call_that_fails_before_its_first_word_costs_nothing_and_one_that_is_left_is_estimated() -> None:
    spending = Spending(now=Clock())
    failed, left = spending.reserve("answer", 100, 100), spending.reserve("answer", 100, 100)
    assert failed is not None
    assert left is not None
    with pytest.raises(ValueError, match="away"), failed:
        raise ValueError("away")
    left.wrote("eight ch")
    left.wrote("四个汉字")
    with pytest.raises(GeneratorExit), left:
        raise GeneratorExit
    assert spending.state().run == Spent(100, 6, Decimal(0), 1, 1)


def test_text_is_estimated_by_its_script() -> None:
    assert estimated_tokens("four", "four") == 2
    assert estimated_tokens("四个汉字") == 4
    assert estimated_tokens("") == 0


def entry(at: float, **data: Any) -> Entry:
    return Entry(1, at, "spending", data)


def test_restart_counts_what_was_spent_before_it() -> None:
    clock = Clock()
    spending = Spending(SpendingConfig(tokens_per_hour=1000), now=clock)
    spending.restore(
        [
            entry(NOON - 86_400, tokens_in=5, tokens_out=5, money="1"),
            entry(NOON - 1800, tokens_in=600, tokens_out=200, money="0.5", estimated=True),
            entry(NOON - 60, tokens_in="much", tokens_out=0, money="0"),
            Entry(2, NOON, "spending.used_up", {}),
        ]
    )
    state = spending.state()
    assert state.hour == Spent(600, 200, Decimal("0.5"), 1, 1)
    assert state.run == Spent()
    assert not spend(spending, 200, 100)


@pytest.mark.parametrize("money", ["NaN", "sNaN", "Infinity", "-5", "1e999999", None, []])
def test_an_entry_that_is_no_cost_neither_breaks_nor_widens_the_budget(money: object) -> None:
    spending = Spending(SpendingConfig(money_per_hour=Decimal(5)), now=Clock())
    spending.restore([entry(NOON - 60, tokens_in=1, tokens_out=1, money=money)])
    assert spending.state().hour == Spent()


@pytest.mark.parametrize("at", [float("nan"), float("inf"), 1e300, -1e18])
def test_an_entry_of_no_time_is_passed_over(at: float) -> None:
    spending = Spending(SpendingConfig(), now=Clock())
    spending.restore([entry(at, tokens_in=1, tokens_out=1, money="1")])
    assert spending.state().today == Spent()


def test_cost_of_an_hour_on_air_is_told_after_a_while() -> None:
    clock = Clock()
    spending = Spending(SpendingConfig(price_out=Decimal(1_000_000)), now=clock)
    spend(spending, 0, 3)
    assert spending.state().per_air_hour is None
    clock.now += 1800
    assert spending.state().per_air_hour == Decimal(6)


async def test_every_call_and_the_end_of_the_budget_are_journaled_in_order() -> None:
    written: list[tuple[str, dict[str, Any]]] = []

    async def write(kind: str, at: float, **data: Any) -> None:
        written.append((kind, data))

    clock = Clock()
    spending = Spending(SpendingConfig(tokens_per_hour=100), now=clock, write=write)
    spend(spending, 50, 40)
    spend(spending, 50, 40)
    spend(spending, 50, 40)
    clock.now += 3700
    spend(spending, 50, 40)
    await spending.close()
    assert [kind for kind, _ in written] == ["spending", "spending.used_up", "spending.resumed", "spending"]
    assert written[0][1]["tokens_out"] == 40
    assert written[1][1] == {"purpose": "answer", "what": "tokens", "limit": "100"}


def test_settings_that_make_no_sense_are_refused() -> None:
    for wrong in ({"tokens_per_hour": 0}, {"currency": "dollars"}, {"price_in": -1}, {"money": 1}):
        with pytest.raises(ValidationError):
            SpendingConfig.model_validate(wrong)
