from pathlib import Path

from knowledge.feeds.base import BadRow, Reading
from knowledge.feeds.products import TableFeed
from knowledge.model import Money, Product

HEAD = "商品ID,商品标题,规格编码,颜色,尺码,价格,库存,面料\n"


def read(folder: Path, *rows: str) -> list[Product | BadRow]:
    file = folder / "sku.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    return list(TableFeed(file, Reading("CNY", "", 0.0)).rows())


def values(row: Product | BadRow) -> dict[str, object]:
    assert isinstance(row, Product), row
    return {fact.name: fact.value for fact in row.facts}


def test_rows_that_cost_the_same_are_one_product(tmp_path: Path) -> None:
    shirt, cup = read(
        tmp_path,
        "1,T恤,R-M,红色,M,59,3,纯棉",
        "1,T恤,R-L,红色,L,59,0,纯棉",
        "1,T恤,B-L,黑色,L,59,4,纯棉",
        "2,杯子,C,,,9,1,",
    )
    assert values(shirt) == {
        "price": Money(5900, "CNY"),
        "stock": 7,
        "color": ("红色", "黑色"),
        "size": ("M", "L"),
        "material": "纯棉",
        "sold_out": ("红色 L",),
    }
    assert isinstance(shirt, Product)
    assert shirt.aliases == ("R-M", "R-L", "B-L")
    assert values(cup) == {"price": Money(900, "CNY"), "stock": 1}


def test_what_changes_the_price_makes_products_of_their_own(tmp_path: Path) -> None:
    rows = read(tmp_path, "1,T恤,R-M,红色,M,59,3,", "1,T恤,R-L,红色,L,59,2,", "1,T恤,B-L,黑色,L,69,有货,")
    assert [(row.id, row.name["zh"]) for row in rows if isinstance(row, Product)] == [
        ("1:红色", "T恤 红色"), ("1:黑色", "T恤 黑色")
    ]  # fmt: skip
    assert [values(row)["price"] for row in rows] == [Money(5900, "CNY"), Money(6900, "CNY")]
    assert [values(row)["stock"] for row in rows] == [5, True]
    assert values(rows[0])["size"] == ("M", "L")


def test_two_prices_that_nothing_tells_apart_are_reported(tmp_path: Path) -> None:
    rows = read(tmp_path, "1,T恤,A,红色,M,59,3,", "1,T恤,B,红色,M,69,3,")
    assert values(rows[0])["price"] == Money(5900, "CNY")
    assert rows[1] == BadRow(2, "its id came before, with another price", 3)


def test_the_same_row_twice_or_another_name_is_no_variant(tmp_path: Path) -> None:
    rows = read(tmp_path, "1,T恤,A,红色,M,59,3,", "1,T恤,A,红色,M,59,3,", "1,帽子,B,黑色,L,5,3,")
    assert [type(row) for row in rows] == [Product, BadRow, BadRow]


def test_a_broken_variant_costs_no_neighbour(tmp_path: Path) -> None:
    rows = read(
        tmp_path, "0,杯子,C,,,9,1,", "1,T恤,A,红色,M,ask,3,", "1,T恤,B,黑色,M,69,x,", "2,帽子,D,,,9,1,"
    )
    good = [row.id for row in rows if isinstance(row, Product)]
    assert good[0] == "0"
    assert good[-1] == "2"
