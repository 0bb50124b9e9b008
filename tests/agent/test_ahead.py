from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from agent.answers.ahead import FEW, Ahead
from knowledge.errors import ShopError


def test_what_was_asked_is_searched_off_the_loop_one_at_a_time() -> None:
    asked: list[str] = []
    go_on = Event()

    def search(question: str) -> None:
        asked.append(question)
        assert go_on.wait(10)

    with ThreadPoolExecutor(1) as executor:
        ahead = Ahead(search, executor)
        ahead.look("how much is the kettle", 0)
        ahead.look("is it red", 0)
        go_on.set()
    assert asked == ["how much is the kettle"]


def test_in_a_rush_nothing_is_searched_ahead() -> None:
    asked: list[str] = []
    with ThreadPoolExecutor(1) as executor:
        ahead = Ahead(asked.append, executor)
        ahead.look("how much is the kettle", FEW + 1)
        ahead.look("is it red", FEW)
    assert asked == ["is it red"]


def test_a_search_that_fails_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    def search(question: str) -> None:
        raise ShopError(question)

    with ThreadPoolExecutor(1) as executor:
        ahead = Ahead(search, executor)
        ahead.look("how much is the kettle", 0)
    assert not caplog.records
    with ThreadPoolExecutor(1) as executor:
        Ahead(search, executor).look("again", 0)
