import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import FeedError
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.jsonld import JsonLdFeed
from knowledge.model import Money, Product, Quantity

READING = Reading("USD", "", 0.0)
OFFER = {
    "@type": "Offer",
    "price": "129.00",
    "priceCurrency": "EUR",
    "availability": "https://schema.org/InStock",
}
BAG = {"@type": "Product", "name": "Tern Carry-on", "sku": "T-1", "offers": OFFER}


def page(*scripts: object, lang: str = "en") -> str:
    texts = (script if isinstance(script, str) else json.dumps(script) for script in scripts)
    tags = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    head = f'<script>var x = "<p>";</script>{tags}'
    return f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body></body></html>'


def read(folder: Path, text: str | bytes) -> list[Product | BadRow]:
    file = folder / "page.html"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(JsonLdFeed(file, READING).rows())


def facts(row: Product | BadRow) -> dict[str, object]:
    assert isinstance(row, Product), row
    return {fact.name: fact.value for fact in row.facts}


def test_a_product_with_all_it_says(tmp_path: Path) -> None:
    node = {
        **BAG,
        "brand": {"@type": "Brand", "name": "Tern"},
        "gtin13": "4006381333931",
        "description": "A bag &amp; more",
        "color": ["Sand", "Black"],
        "weight": {"@type": "QuantitativeValue", "value": 2.4, "unitCode": "KGM"},
        "additionalProperty": [
            {"@type": "PropertyValue", "name": "Volume", "value": "38", "unitText": "l"},
            {"@type": "PropertyValue", "name": "Lockable", "value": True},
        ],
        "url": "https://shop.example/tern",
    }
    (row,) = read(tmp_path, page({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, node]}))
    assert isinstance(row, Product)
    assert (row.id, row.brand, row.aliases) == ("T-1", "Tern", ("T-1", "4006381333931"))
    assert row.description == {"en": "A bag & more"}
    assert facts(row) == {
        "price": Money(12900, "EUR"),
        "stock": True,
        "color": ("Sand", "Black"),
        "weight": Quantity(2.4, "kg"),
        "volume": Quantity(38.0, "l"),
        "lockable": True,
    }
    assert row.facts[0].source == "https://shop.example/tern"


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        (
            {"@type": "AggregateOffer", "lowPrice": 5, "highPrice": 5, "priceCurrency": "USD"},
            {"price": Money(500, "USD")},
        ),
        (
            {"@type": "AggregateOffer", "lowPrice": 5, "highPrice": 9, "priceCurrency": "USD"},
            {"price_range": "5 – 9 USD"},
        ),
        (
            [{"price": 5, "priceCurrency": "USD"}, {"price": 9, "priceCurrency": "USD"}],
            {"price_range": "5.0 – 9.0 USD"},
        ),
        (
            [
                {"price": 5, "availability": "OutOfStock"},
                {"price": 5, "availability": "https://schema.org/InStock"},
            ],
            {"price": Money(500, "USD"), "stock": True},
        ),
        (
            {
                "priceSpecification": [
                    {
                        "price": 9,
                        "priceCurrency": "USD",
                        "priceType": "https://schema.org/StrikethroughPrice",
                    },
                    {"price": 5, "priceCurrency": "USD"},
                ]
            },
            {"price": Money(500, "USD"), "list_price": Money(900, "USD")},
        ),
        (None, {}),
        ({"price": "", "priceCurrency": "USD"}, {}),
    ],
)
def test_a_price_is_said_only_where_it_is_one(
    tmp_path: Path, offers: Any, expected: dict[str, object]
) -> None:
    (row,) = read(tmp_path, page({"@type": "Product", "name": "A", "sku": "1", "offers": offers}))
    assert facts(row) == expected


def test_a_price_is_fresh_until_the_page_says(tmp_path: Path) -> None:
    (row,) = read(tmp_path, page({**BAG, "offers": {**OFFER, "priceValidUntil": "1970-01-10"}}))
    assert isinstance(row, Product)
    assert row.facts[0].fresh_until == 10 * 86_400.0


def test_variants_of_a_group_are_products(tmp_path: Path) -> None:
    group = {
        "@type": "ProductGroup",
        "name": "Tee",
        "brand": "Tern",
        "hasVariant": [
            {"@type": "Product", "sku": size, "name": f"Tee {size}", "offers": OFFER} for size in "SM"
        ],
    }
    rows = read(tmp_path, page(group))
    assert [(row.id, row.brand) for row in rows if isinstance(row, Product)] == [("S", "Tern"), ("M", "Tern")]


def test_the_same_product_twice_is_one_and_a_broken_script_costs_only_itself(tmp_path: Path) -> None:
    rows = read(tmp_path, page(BAG, "{broken", BAG, {"@type": "Product", "name": "B", "sku": "2"}))
    assert [type(row) for row in rows] == [Product, BadRow, Product]


def test_the_language_of_the_page_is_that_of_its_texts(tmp_path: Path) -> None:
    (row,) = read(tmp_path, page(BAG, lang="de-AT"))
    assert isinstance(row, Product)
    assert row.name == {"de": "Tern Carry-on"}


@pytest.mark.parametrize(
    "text",
    [
        page({"@type": "Article"}),
        "<html></html>",
        "",
        page("[" * 100_000).replace("</script>", ""),
        "<script " * 100_000,
    ],
    ids=range(5),
)
def test_a_page_without_a_product_gives_none(tmp_path: Path, text: str) -> None:
    try:
        rows = read(tmp_path, text)
    except FeedError as error:
        rows = [BadRow(0, str(error))]
    assert all(isinstance(row, BadRow) and "\n" not in row.reason for row in rows)


@pytest.mark.parametrize(
    "value", [1e400, float("nan"), -5, True, {"a": 1}, [[[]]], "9" * 5000, 10**400], ids=range(8)
)
def test_absurd_prices_cost_their_product_at_most(tmp_path: Path, value: Any) -> None:
    nodes = [{**BAG, "offers": {"price": value}}, {**BAG, "sku": "2"}]
    rows = read(tmp_path, page(*nodes))
    assert isinstance(rows[-1], Product)
    assert "price" not in (facts(rows[0]) if isinstance(rows[0], Product) else {})
