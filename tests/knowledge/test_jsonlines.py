import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import FeedError
from knowledge.feeds.base import MAX_ROW_BYTES, BadRow, Reading
from knowledge.feeds.jsonlines import JsonFeed
from knowledge.model import Money, Product, Quantity

READING = Reading("USD", "", 0.0)


def read(folder: Path, data: bytes, name: str = "products.jsonl") -> list[Product | BadRow]:
    file = folder / name
    file.write_bytes(data)
    return list(JsonFeed(file, READING).rows())


def lines(*entries: object) -> bytes:
    return "".join(json.dumps(entry) + "\n" for entry in entries).encode()


def test_the_icecat_shape_is_understood(tmp_path: Path) -> None:
    entry = {
        "id": "392",
        "name": "006R90321",
        "title": "Xerox 006R90321 toner",
        "ean": ["0095205603217"],
        "supplier": "Xerox",
        "price": 4995,
        "attr_t_printing_colours": "Black",
        "attr_n_weight": 2.5,
        "attr_b_wi_fi": False,
    }
    (row,) = read(tmp_path, lines(entry))
    assert isinstance(row, Product)
    assert row.name == {"en": "Xerox 006R90321 toner"}
    assert (row.brand, row.aliases) == ("Xerox", ("006R90321", "0095205603217"))
    assert {fact.name: fact.value for fact in row.facts} == {
        "price": Money(4995, "USD"),
        "printing_colours": "Black",
        "weight": Quantity(2.5, ""),
        "wi_fi": False,
    }


def test_plain_keys_are_understood(tmp_path: Path) -> None:
    entry = {
        "sku": "K1",
        "name": {"en": "Kettle", "zh": "水壶"},
        "price": 39.9,
        "stock": True,
        "attributes": {"lid": "steel"},
    }
    (row,) = read(tmp_path, lines(entry))
    assert isinstance(row, Product)
    assert row.name == {"en": "Kettle", "zh": "水壶"}
    assert [fact.value for fact in row.facts] == [Money(3990, "USD"), True, "steel"]


def test_gzip_and_lists_are_read_too(tmp_path: Path) -> None:
    entries = [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}]
    assert len(read(tmp_path, gzip.compress(lines(*entries)), "p.jsonl.gz")) == 2
    assert len(read(tmp_path, json.dumps(entries).encode(), "p.json")) == 2
    assert len(read(tmp_path, json.dumps({"products": entries}).encode(), "p.json")) == 2


def test_broken_lines_are_skipped_by_number(tmp_path: Path) -> None:
    good = lines({"id": "1", "name": "A"})
    rows = read(
        tmp_path,
        good + b"{not json\n" + b"[1]\n" + b"\xff\xfe\n" + lines({"id": "2"}, {"id": "9", "name": "Z"}),
    )
    assert [row.number for row in rows if isinstance(row, BadRow)] == [2, 3, 4, 5]
    assert isinstance(rows[-1], Product)


def test_a_huge_line_costs_only_itself(tmp_path: Path) -> None:
    huge = b'{"id": "1", "name": "' + b"x" * (2 * MAX_ROW_BYTES) + b'"}\n'
    rows = read(tmp_path, huge + lines({"id": "2", "name": "B"}))
    assert isinstance(rows[0], BadRow)
    assert isinstance(rows[1], Product)


def test_deep_nesting_costs_only_its_line(tmp_path: Path) -> None:
    rows = read(tmp_path, b"[" * 100_000 + b"\n" + lines({"id": "2", "name": "B"}))
    assert isinstance(rows[0], BadRow)
    assert isinstance(rows[1], Product)


def test_a_truncated_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress(
        lines(*({"id": str(number), "name": f"Product {number * 7919}"} for number in range(5000)))
    )
    rows = read(tmp_path, whole[: len(whole) // 2], "p.jsonl.gz")
    assert isinstance(rows[0], Product)
    assert isinstance(rows[-1], BadRow)


@pytest.mark.parametrize("price", [True, "ask", -5, 1e400, [5], "1e3"])
def test_a_strange_price_costs_only_its_row(tmp_path: Path, price: object) -> None:
    rows = read(tmp_path, lines({"id": "1", "name": "A", "price": price}, {"id": "2", "name": "B"}))
    assert isinstance(rows[0], BadRow)
    assert isinstance(rows[1], Product)


@pytest.mark.parametrize("data", [b"{}", b"5", b"nonsense", b"\xff", b"[" * 100_000])
def test_a_list_that_is_none_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        read(tmp_path, data, "p.json")
    assert "\n" not in str(caught.value)


cells = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(
    ["id", "name", "title", "supplier", "price", "stock", "ean", "attr_n_a", "currency", "x", "描述"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(keys, cells, max_size=8), max_size=4))
def test_any_objects_are_rows(tmp_path: Path, entries: list[dict[str, object]]) -> None:
    rows = read(tmp_path, lines(*entries))
    assert len(rows) == len(entries)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["p.jsonl", "p.json", "p.jsonl.gz"]))
def test_any_bytes_are_rows_or_a_feed_error(tmp_path: Path, data: bytes, name: str) -> None:
    try:
        said = [row.reason for row in read(tmp_path, data, name) if isinstance(row, BadRow)]
    except FeedError as error:
        said = [str(error)]
    assert all(line and "\n" not in line for line in said)
