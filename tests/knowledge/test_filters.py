import json
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue, ShopInfo
from knowledge.facets import Facets
from knowledge.filters import Filters, Understood
from knowledge.model import Fact, Money, Product, Quantity, Value

PRODUCTS: dict[str, dict[str, Value]] = {
    "red": {"price": Money(1000, "USD"), "product_colour": "Red", "capacity": Quantity(1.5, "L")},
    "blue": {"price": Money(3000, "USD"), "product_colour": ("Navy", "White"), "dishwasher_safe": True},
    "steel": {"price": Money(5000, "USD"), "material": "Stainless steel 304", "dishwasher_safe": False},
    "euro": {"price": Money(900, "EUR"), "colour_depth": "24 bit"},
    "bare": {},
}
BRANDS = ("Acme", "Acme", "De Longhi", "", "Borel")


def product(key: str, values: dict[str, Value]) -> Product:
    facts = (
        Fact(f"{key}/{name}", "price" if name == "price" else "attribute", key, name, value)
        for name, value in values.items()
    )
    return Product(key, {"en": key}, facts=tuple(facts))


@pytest.fixture
def facets(tmp_path: Path) -> Facets:
    catalogue = Catalogue(tmp_path / "shop", create=True)
    catalogue.sync(ShopInfo(), [product(key, values) for key, values in PRODUCTS.items()])
    found = Facets.open(tmp_path / "shop", catalogue, list(PRODUCTS), "one")
    catalogue.close()
    return found


@pytest.fixture
def filters(facets: Facets) -> Filters:
    return Filters(facets, BRANDS, "USD")


def keys(mask: object) -> set[str]:
    assert mask is not None
    return {key for key, fits in zip(PRODUCTS, mask, strict=True) if fits}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("question", "allowed", "fitting"),
    [
        ("mug under $20", {"red", "euro", "bare"}, {"red"}),
        ("mug over $20", {"blue", "steel", "euro", "bare"}, {"blue", "steel"}),
        ("a red mug", {"red", "steel", "euro", "bare"}, {"red"}),
        ("a blue one", {"blue", "steel", "euro", "bare"}, {"blue"}),
        ("不锈钢的", {"red", "blue", "steel", "euro", "bare"}, {"steel"}),
        ("1500ml mug", {"red", "blue", "steel", "euro", "bare"}, {"red"}),
        ("2 l mug", {"blue", "steel", "euro", "bare"}, set()),
        ("dishwasher safe mug", {"red", "blue", "euro", "bare"}, {"blue"}),
        ("red mug under $5", {"euro", "bare"}, set()),
    ],
)
def test_what_differs_is_dropped_and_what_fits_is_known(
    filters: Filters, question: str, allowed: set[str], fitting: set[str]
) -> None:
    understood = filters.read(question)
    mask = filters.allowed(understood)
    assert keys(mask) == allowed
    assert keys(filters.fitting(understood)) == fitting


def test_without_a_filter_everything_is_allowed(filters: Filters) -> None:
    understood = filters.read("usb hub")
    assert understood == Understood("usb hub", "usb hub")
    assert filters.allowed(understood) is None
    assert keys(filters.fitting(understood)) == set(PRODUCTS)


def test_a_brand_chooses_but_drops_nothing(filters: Filters) -> None:
    understood = filters.read("delonghi or de longhi mug")
    assert understood.brands == ("De Longhi",)
    assert filters.allowed(understood) is None
    assert keys(filters.fitting(understood)) == {"steel"}


def test_prices_in_another_currency_come_last(filters: Filters) -> None:
    import numpy as np

    places = filters.in_order(np.arange(5), "dearest")
    assert [list(PRODUCTS)[place] for place in places][:3] == ["steel", "blue", "red"]
    assert keys(filters.fitting(filters.read("cheapest"))) == {"red", "blue", "steel"}


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what's the cheapest mug you have?", "mug"),
        ("最便宜的杯子是哪个", "杯子"),
        ("do you have anything red under $20", ""),
        ("有没有红色的", ""),
        ("recommend me a good coffee machine between $20 and $50", "coffee machine"),
        ("100块以内的保温杯推荐一下", "保温杯"),
    ],
)
def test_the_topic_is_what_is_left(filters: Filters, question: str, topic: str) -> None:
    assert filters.read(question).topic == topic


def test_facets_are_kept_and_read_back(
    facets: Facets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge import facets as module

    monkeypatch.setattr(module, "_SAVE_FROM", 1)
    catalogue = Catalogue(tmp_path / "shop")
    first = Facets.open(tmp_path / "shop", catalogue, list(PRODUCTS), "one")
    monkeypatch.setattr(catalogue, "facet_rows", lambda: pytest.fail("it was kept"))
    again = Facets.open(tmp_path / "shop", catalogue, list(PRODUCTS), "one")
    catalogue.close()
    assert again.names == first.names == facets.names
    assert list(again.prices) == [1000, 3000, 5000, 900, -1]
    places, values = again.having(again.names.index("product_colour"))
    assert [(int(place), again.value(int(value))) for place, value in zip(places, values, strict=True)] == [
        (0, "Red"),
        (1, ("Navy", "White")),
    ]
    assert json.loads(
        (tmp_path / "shop" / "facets" / f"{module._FORM}-one" / "texts.json").read_text("utf-8")
    )
