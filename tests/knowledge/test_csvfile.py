from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_CELL, BadRow, Reading
from knowledge.feeds.csvfile import CsvFeed
from knowledge.model import Money, Product, Quantity

READING = Reading("USD", "und", 0.0)


def read(folder: Path, data: bytes | str, name: str = "products.csv") -> list[Product | BadRow]:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(CsvFeed(file, READING).rows())


def values(row: Product | BadRow) -> dict[str, object]:
    assert isinstance(row, Product), row
    return {fact.name: fact.value for fact in row.facts}


def test_english_headers_are_recognised(tmp_path: Path) -> None:
    head = "SKU,Title,Price (USD),Inventory,Brand,Description,Weight,Wireless"
    table = f"{head}\nK1,Kettle,$39.00,12,Alder,Hot,1.1 kg,yes\n"
    (row,) = read(tmp_path, table)
    assert values(row) == {
        "price": Money(3900, "USD"),
        "stock": 12,
        "weight": Quantity(1.1, "kg"),
        "wireless": True,
    }
    assert isinstance(row, Product)
    assert (row.id, row.brand, row.name) == ("K1", "Alder", {"und": "Kettle"})
    assert row.facts[0].source == "products.csv row 1"


def test_chinese_headers_and_encoding_are_recognised(tmp_path: Path) -> None:
    table = "商品编号,商品名称,价格,库存,颜色\nA1,保温杯,¥199,有货,红色\n"
    (row,) = read(tmp_path, table.encode("gb18030"))
    assert values(row) == {"price": Money(19900, "CNY"), "stock": True, "颜色": "红色"}


def test_tabs_semicolons_and_utf16_are_recognised(tmp_path: Path) -> None:
    assert values(read(tmp_path, "id\tname\tprice\n1\tA\t5\n", "p.tsv")[0]) == {"price": Money(500, "USD")}
    assert values(read(tmp_path, "id;name;price\n1;A;39,90 €\n")[0]) == {"price": Money(3990, "EUR")}
    assert values(read(tmp_path, "id,name,price\n1,A,5\n".encode("utf-16"))[0]) == {
        "price": Money(500, "USD")
    }


def test_languages_come_from_their_own_columns(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "id,name_en,name_zh\n1,Kettle,水壶\n")
    assert isinstance(row, Product)
    assert row.name == {"en": "Kettle", "zh": "水壶"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,,5", "no name"),
        (",A,5", "no id"),
        ("2,A,ask us", "price 'ask us'"),
        ("shop,A,5", "'shop' cannot be"),
        ("1,A,5,6", "4 cells, the header 3"),
        (f"{'x' * 300},A,5", "longer than 200"),
    ],
)
def test_a_broken_row_is_skipped_by_number_and_the_rest_is_kept(
    tmp_path: Path, row: str, reason: str
) -> None:
    rows = read(tmp_path, f"id,name,price\n0,Good,1\n{row}\n9,Good too,2\n")
    assert [type(found) for found in rows] == [Product, BadRow, Product]
    assert isinstance(rows[1], BadRow)
    assert rows[1].number == 2
    assert reason in rows[1].reason


def test_wrong_bytes_cost_only_their_own_row(tmp_path: Path) -> None:
    rows = read(tmp_path, b"id,name\n1,A\n2,caf\xff\xff\xe9 \xe4\xb8\xad\n3,\xe4\xb8\xad\n")
    assert [type(row) for row in rows] == [Product, BadRow, Product]


def test_a_huge_cell_costs_only_its_own_row(tmp_path: Path) -> None:
    rows = read(tmp_path, f"id,name,description\n1,A,{'x' * (3 << 20)}\n2,B,ok\n3,C,{'y' * 100_000}\n")
    good = [row for row in rows if isinstance(row, Product)]
    assert [row.id for row in good][-2:] == ["2", "3"]
    assert len(good[-1].description["und"]) == MAX_CELL


def test_markup_and_formulas_stay_text(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "id,name,note\n1,<script>alert(1)</script>,=cmd|' /C calc'!A0\n")
    assert values(row) == {"note": "=cmd|' /C calc'!A0"}
    assert isinstance(row, Product)
    assert row.name == {"und": "<script>alert(1)</script>"}


@pytest.mark.parametrize("cell", ["007", "1,5", "3D", "M6", "1.7.2", "2 x 2"])
def test_attributes_that_a_number_would_change_stay_text(tmp_path: Path, cell: str) -> None:
    (row,) = read(tmp_path, f'id,name,note\n1,A,"{cell}"\n')
    assert values(row) == {"note": cell}


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no column holds the names"):
        read(tmp_path, "a,b\n1,2\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"id,name,price\n", b"\xff\xfe", "编号,名称\n".encode()])
)
def test_any_bytes_are_rows_or_a_feed_error(tmp_path: Path, data: bytes, head: bytes) -> None:
    try:
        said = [row.reason for row in read(tmp_path, head + data) if isinstance(row, BadRow)]
    except FeedError as error:
        said = [str(error)]
    assert all(line and "\n" not in line for line in said)
