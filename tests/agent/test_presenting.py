from dataclasses import replace

from agent.presenting import card_of, in_stock
from knowledge.model import OFFER_ENDS, Fact, Money, Product, Value


def product(price: int = 3900, stock: Value | None = 120, fresh_until: float | None = None) -> Product:
    facts = [
        Fact("k/price", "price", "k", "price", Money(price, "USD"), fresh_until=fresh_until),
        Fact("k/list_price", "list_price", "k", "list_price", Money(4900, "USD")),
    ]
    if stock is not None:
        facts.append(Fact("k/stock", "stock", "k", "stock", stock))
    return Product("k", {"en": "Lumen kettle", "zh": "微光电热水壶"}, facts=tuple(facts), picture="/x/k.svg")


def test_a_card_says_name_price_and_list_price() -> None:
    card = card_of(product(), "en", now=0)
    assert (card.name, card.price, card.was, card.note) == ("Lumen kettle", "$39", "$49", "In stock")


def test_a_price_that_is_no_longer_fresh_is_left_off() -> None:
    assert card_of(product(fresh_until=10), "en", now=9).price == "$39"
    assert card_of(product(fresh_until=10), "en", now=10).price == ""


def test_stock_is_named_as_it_is() -> None:
    notes = [card_of(product(stock=stock), "en", 0).note for stock in (0, False, 3, 120, True, None)]
    assert notes == ["Sold out", "Sold out", "3 left", "In stock", "In stock", ""]
    assert card_of(product(stock=3), "zh", 0).note == "仅剩 3 件"


def test_what_is_sold_out_is_not_in_stock() -> None:
    assert [in_stock(product(stock=stock)) for stock in (0, False, 1, True, None)] == [
        False, False, True, True, True,
    ]  # fmt: skip


def test_how_much_less_it_costs_is_rounded_down_and_left_off_when_unsure() -> None:
    assert card_of(product(), "en", 0).off == "-20%"
    assert card_of(product(price=4899), "en", 0).off == ""
    assert card_of(product(price=5000), "en", 0).off == ""
    assert card_of(product(fresh_until=10), "en", 10).off == ""


def test_an_offer_ends_when_the_catalogue_says_so() -> None:
    ends = Fact("k/offer_ends", "attribute", "k", OFFER_ENDS, "2026-11-30", fresh_until=100.0)
    offered = replace(product(fresh_until=100.0), facts=(*product(fresh_until=100.0).facts, ends))
    assert card_of(offered, "en", 99).until == 100.0
    assert card_of(offered, "en", 100).until is None
    asked_again = product(fresh_until=100.0)
    assert card_of(asked_again, "en", 0).until is None


def test_pieces_are_known_only_where_a_number_is() -> None:
    stocks: list[Value | None] = [0, 3, 120, True, False, None]
    assert [card_of(product(stock=stock), "en", 0).stock for stock in stocks] == [0, 3, 120, None, None, None]
