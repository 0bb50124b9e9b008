from __future__ import annotations

from dataclasses import replace

import pytest

from agent.lanes.choices import Choices
from agent.lanes.phrasing import Phrasing, Reply
from knowledge.filters import Understood
from knowledge.model import Fact, Hit, Money, Product
from knowledge.selection import Selection
from persona.loader import load_persona

NOW = 1_000_000.0


def product(key: str, name: str, minor: int, *, stock: int = 3, fresh_until: float | None = None) -> Product:
    price = Fact(f"{key}/price", "price", key, "price", Money(minor, "USD"), fresh_until=fresh_until)
    return Product(key, {"en": name}, facts=(price, Fact(f"{key}/stock", "stock", key, "stock", stock)))


LAMP, TORCH, BULB = product("a", "lamp", 900), product("b", "torch", 1900), product("c", "bulb lamp", 2900)
ANYTHING = Understood("", order="cheapest")


class Shelf:
    """Gives one selection, and another to the question of where prices start."""

    def __init__(self, selection: Selection, cheapest: Selection | None = None) -> None:
        self._selection, self._cheapest = selection, cheapest or selection

    def select(self, question: str, *, k: int = 5) -> Selection:
        return self._cheapest if question.startswith("cheapest") else self._selection


def selection(understood: Understood, *products: Product, considered: int = 9) -> Selection:
    return Selection(understood, tuple(Hit(one, 1.0, False) for one in products), len(products), considered)


def reply(chosen: Selection, *, sure: bool = True, cheapest: Selection | None = None) -> Reply | None:
    choices = Choices(Shelf(chosen, cheapest), Phrasing(load_persona("mei")), lambda: NOW)
    return choices.reply("?", "en", sure=sure)


def ids(answer: Reply | None) -> list[str]:
    assert answer is not None
    return [fact.id for fact in answer.facts]


def test_cheapest_is_the_first_that_can_be_bought() -> None:
    gone = product("d", "glove", 100, stock=0)
    assert ids(reply(selection(ANYTHING, gone, LAMP, TORCH))) == ["a/price"]


def test_cheapest_is_not_told_while_its_price_is_out_of_date() -> None:
    answer = reply(selection(ANYTHING, product("d", "glove", 100, fresh_until=NOW - 1), LAMP))
    assert answer is not None
    assert (answer.abstained, answer.facts, answer.reason) == (True, (), "stale")


def test_budget_names_a_few_with_their_prices_and_leaves_out_what_is_out_of_date() -> None:
    wanted = Understood("", at_most=Money(3000, "USD"))
    old = product("d", "glove", 100, fresh_until=NOW - 1)
    answer = reply(selection(wanted, old, LAMP, TORCH, BULB))
    assert ids(answer) == ["a/price", "b/price", "c/price"]
    assert answer is not None
    assert "$9" in answer.text


def test_budget_below_everything_says_where_prices_start() -> None:
    wanted = Understood("", topic="lamp", at_most=Money(100, "USD"))
    answer = reply(selection(wanted), cheapest=selection(ANYTHING, LAMP))
    assert ids(answer) == ["a/price"]


def test_kind_of_thing_that_is_not_there_is_not_answered() -> None:
    assert reply(selection(Understood("", topic="toaster"), considered=0)) is None


def test_products_of_a_kind_have_its_name() -> None:
    assert ids(reply(selection(Understood("", topic="lamp"), TORCH, LAMP, BULB))) == ["a/price", "c/price"]
    assert reply(selection(Understood("", topic="lamp"), TORCH)) is None


@pytest.mark.parametrize(
    "wanted", [Understood(""), replace(ANYTHING, other_currency="EUR")], ids=["nothing", "other currency"]
)
def test_what_is_not_clear_is_left_to_others(wanted: Understood) -> None:
    assert reply(selection(wanted, LAMP)) is None


def test_nothing_of_that_colour_is_said_honestly() -> None:
    wanted = Understood("", topic="lamp", brands=("Zorb",))
    answer = reply(selection(wanted))
    assert answer is not None
    assert answer.abstained
    assert reply(selection(wanted), sure=False) is None
