from pathlib import Path

import pytest

from knowledge.errors import FeedError
from knowledge.feeds import kind_of
from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.shopify import ShopifyFeed
from knowledge.model import Money, Product, Quantity

HEAD = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,"
    "Option2 Name,Option2 Value,Variant SKU,"
    "Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,"
    "Variant Compare At Price,Image Src,Color (product.metafields.custom.fabric),Cost per item,Status\n"
)
READING = Reading("USD", "", 0.0)


def read(folder: Path, *rows: str, head: str = HEAD) -> list[Product | BadRow]:
    file = folder / "products_export.csv"
    file.write_text(head + "\n".join(rows) + "\n", "utf-8")
    assert kind_of(file) == "shopify"
    return list(ShopifyFeed(file, READING).rows())


def values(row: Product | BadRow) -> dict[str, object]:
    assert isinstance(row, Product), row
    return {fact.name: fact.value for fact in row.facts}


def test_rows_of_one_handle_are_one_product_with_its_options(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        'shirt,Linen Shirt,"<p>Light &amp; airy</p>",Harbour,Shirts,summer,Color,White,Size,S,'
        "W-S,220,shopify,5,deny,"
        "49.00,69.00,https://x/a.jpg,linen,20.00,active",
        "shirt,,,,,,,White,,M,W-M,220,shopify,0,deny,49.00,69.00,https://x/b.jpg,,20.00,",
        "shirt,,,,,,,Blue,,S,B-S,220,shopify,-3,deny,49.00,69.00,,,20.00,",
        "shirt,,,,,,,,,,,,,,,,,https://x/c.jpg,,,",
        "lamp,Desk Lamp,,Heron,Lamps,,Title,Default Title,,,L-1,0,shopify,2,deny,59.00,,,,,active",
    )
    shirt, lamp = rows
    assert values(shirt) == {
        "price": Money(4900, "USD"),
        "list_price": Money(6900, "USD"),
        "stock": 5,
        "color": ("White", "Blue"),
        "size": ("S", "M"),
        "sold_out": ("White M", "Blue S"),
        "weight": Quantity(220.0, "g"),
    }
    assert isinstance(shirt, Product)
    assert shirt.aliases == ("W-S", "W-M", "B-S")
    assert (shirt.brand, shirt.category, shirt.description) == (
        "Harbour", {"en": "Shirts"}, {"en": "Light & airy"}
    )  # fmt: skip
    assert shirt.picture == ""
    assert shirt.facts[0].source == "products_export.csv:2"
    assert values(lamp) == {"price": Money(5900, "USD"), "stock": 2}


def test_an_option_that_changes_the_price_makes_products_of_their_own(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "candle,Candle,,Glow,,,Size,Small,Scent,Fig,C-1,0,shopify,1,deny,12.00,,,,,active",
        "candle,,,,,,,Small,,Rose,C-2,0,shopify,2,deny,12.00,,,,,",
        "candle,,,,,,,Large,,Fig,C-3,0,shopify,3,deny,20.00,0.00,,,,",
    )
    assert [(row.id, row.name) for row in rows if isinstance(row, Product)] == [
        ("candle:small", {"en": "Candle Small"}),
        ("candle:large", {"en": "Candle Large"}),
    ]
    assert [row.aliases[-1] for row in rows if isinstance(row, Product)] == ["Candle", "Candle"]
    assert values(rows[0]) == {
        "price": Money(1200, "USD"),
        "stock": 3,
        "size": "Small",
        "scent": ("Fig", "Rose"),
    }
    assert values(rows[1]) == {"price": Money(2000, "USD"), "stock": 3, "size": "Large", "scent": "Fig"}


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "stock"),
    [
        ("shopify", "0", "deny", 0),
        ("shopify", "0", "continue", True),
        ("", "", "deny", True),
        ("shopify", "-2", "deny", 0),
    ],
)
def test_stock_counts_only_where_shopify_counts_it(
    tmp_path: Path, tracker: str, quantity: str, policy: str, stock: object
) -> None:
    rows = read(
        tmp_path,
        f"a,A,,,,,Title,Default Title,,,S,0,{tracker},{quantity},{policy},5.00,,,,,active",
        "b,B,,,,,Title,Default Title,,,T,0,shopify,1,deny,5.00,,,,,active",
    )
    found = values(rows[0]).get("stock")
    assert found == stock or (not tracker and found is None)


def test_drafts_and_archived_products_are_skipped_by_number(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "a,A,,,,,Title,Default Title,,,S,0,shopify,1,deny,5.00,,,,,draft",
        "b,B,,,,,Title,Default Title,,,T,0,shopify,1,deny,5.00,,,,,active",
    )
    assert rows[0] == BadRow(1, "it is not on sale: its status is 'draft'", 2)
    assert isinstance(rows[1], Product)


def test_a_broken_price_costs_its_product_only(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "a,A,,,,,Title,Default Title,,,S,0,shopify,1,deny,soon,,,,,active",
        "b,B,,,,,Title,Default Title,,,T,0,shopify,1,deny,5.00,,,,,active",
    )
    assert [type(row) for row in rows] == [BadRow, Product]


def test_the_newer_headers_are_understood(tmp_path: Path) -> None:
    head = (
        "Title,URL handle,Description,Vendor,Type,Status,SKU,Option1 name,Option1 value,"
        "Price,Compare-at price,Inventory quantity\n"
    )
    (row,) = read(tmp_path, "Kettle,kettle,<p>Hot</p>,Alder,Kettles,Active,K1,,,39.00,49.00,7", head=head)
    assert values(row) == {"price": Money(3900, "USD"), "list_price": Money(4900, "USD"), "stock": 7}


def test_another_table_is_no_shopify_export(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,A\n")
    with pytest.raises(FeedError, match="Shopify"):
        ShopifyFeed(tmp_path / "a.csv", READING)
