import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import FILE, Catalogue, Changes, ShopInfo
from knowledge.errors import ShopError
from knowledge.model import ApprovedAnswer, Fact, Money, Product, Quantity, Value
from knowledge.rows import value_from_json, value_to_json


def product(key: str, price: int = 100, at: float = 50.0) -> Product:
    fact = Fact(
        f"{key}/price",
        "price",
        key,
        "price",
        Money(price, "USD"),
        source="f row 1",
        at=at,
        fresh_until=at + 60,
    )
    return Product(key, {"en": f"Product {key}"}, brand="B", aliases=("x",), facts=(fact,))


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path, create=True)
    yield opened
    opened.close()


values = st.one_of(
    st.builds(Money, st.integers(0, 10**12), st.sampled_from(["USD", "JPY"])),
    st.builds(Quantity, st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)),
    st.booleans(),
    st.integers(),
    st.text(),
    st.lists(st.text()).map(tuple),
)


@given(values)
def test_a_value_survives_being_stored(value: Value) -> None:
    stored = value_from_json(value_to_json(value))
    assert stored == value
    assert type(stored) is type(value)


def test_products_come_back_as_they_were_in_order(catalogue: Catalogue) -> None:
    catalogue.sync(None, [product("b"), product("a")])
    assert catalogue.products() == [product("b"), product("a")]
    assert catalogue.products(1) == [product("b")]
    assert catalogue.product("a") == product("a")
    assert catalogue.product("c") is None


def test_the_shop_comes_back_as_it_was(catalogue: Catalogue) -> None:
    policy = Fact(
        "shop/returns", "policy", "shop", "returns", "30 days", {"en": "returns"}, {"en": "30 days"}, "s", 5.0
    )
    faq = Fact("a/faq-x", "faq", "a", "faq-x", "Yes", text={"en": "Yes"}, source="s", at=5.0)
    answer = ApprovedAnswer("faq-x", {"en": ("Why?", "How?")}, {"en": ("Yes",), "zh": ("是",)}, "a", faq)
    info = ShopInfo({"en": "Shop"}, "EUR", ("zh", "en"), (policy,), (answer,), "s", 5.0)
    catalogue.sync(info, [product("a")])
    assert catalogue.info() == info


def test_a_sync_counts_what_differs(catalogue: Catalogue) -> None:
    assert catalogue.sync(None, [product("a"), product("b"), product("c")]) == Changes(added=3)
    revision = catalogue.revision()
    assert catalogue.sync(None, [product("a"), product("b"), product("c")]) == Changes(unchanged=3)
    assert catalogue.revision() == revision
    assert catalogue.sync(None, [product("a"), product("b", 200), product("d")]) == Changes(1, 1, 1, 1)
    assert catalogue.revision() != revision
    assert catalogue.product("c") is None


def test_an_unchanged_price_that_was_read_again_is_fresh_again(catalogue: Catalogue) -> None:
    catalogue.sync(None, [product("a", at=50.0)])
    catalogue.sync(None, [product("a", at=500.0)])
    found = catalogue.product("a")
    assert found is not None
    assert (found.facts[0].at, found.facts[0].fresh_until) == (500.0, 560.0)


def test_a_sync_that_breaks_in_the_middle_leaves_the_old_state(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.sync(None, [product("a"), product("b")])
    revision = catalogue.revision()

    def breaking() -> Iterator[Product]:
        yield product("a", 999)
        yield product("z")
        raise RuntimeError("pulled plug")

    with pytest.raises(RuntimeError):
        catalogue.sync(None, breaking())
    other = Catalogue(tmp_path)
    for seen in (catalogue, other):
        assert seen.products() == [product("a"), product("b")]
        assert seen.revision() == revision
    other.close()
    assert catalogue.sync(None, [product("a", 999), product("z")]) == Changes(1, 1, 0, 1)


def test_kill_9_in_the_middle_of_a_sync_leaves_the_old_state(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.sync(None, [product("a"), product("b")])
    script = """
import os, signal, sys
from pathlib import Path
from knowledge.catalogue import Catalogue
from knowledge.model import Product

def rows():
    for number in range(5000):
        yield Product(f"new-{number}", {"en": "New"}, description={"en": "x" * 500})
    os.kill(os.getpid(), signal.SIGKILL)

Catalogue(Path(sys.argv[1])).sync(None, rows())
"""
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert catalogue.products() == [product("a"), product("b")]
    assert catalogue.sync(None, [product("a")]) == Changes(unchanged=1, removed=1)


def test_nothing_to_load_leaves_the_old_state(catalogue: Catalogue) -> None:
    catalogue.sync(ShopInfo({"en": "Old"}), [product("a")])
    assert catalogue.sync(ShopInfo({"en": "New"}), []) == Changes()
    assert catalogue.info().title == {"en": "Old"}
    assert catalogue.count() == 1


def test_readers_see_the_old_state_until_a_sync_is_complete(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.sync(None, [product("a")])
    reader = Catalogue(tmp_path)
    seen: list[list[Product]] = []

    def looking() -> Iterator[Product]:
        yield product("b")
        seen.append(reader.products())

    stamp = reader.stamp()
    catalogue.sync(None, looking())
    assert seen == [[product("a")]]
    assert reader.products() == [product("b")]
    assert reader.stamp() != stamp
    reader.close()


def test_hostile_text_is_only_text(catalogue: Catalogue) -> None:
    hostile = replace(product("a'; DROP TABLE products; --"), name={"en": "Robert'); DROP TABLE facts;"})
    catalogue.sync(None, [hostile])
    found = catalogue.product(hostile.id)
    assert found is not None
    assert found.name == hostile.name


def test_no_catalogue_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ShopError, match="no shop in"):
        Catalogue(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_damaged_catalogue_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(os.urandom(5000))
    with pytest.raises(ShopError) as caught:
        Catalogue(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_catalogue_of_a_newer_version_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ShopError, match="newer version"):
        Catalogue(tmp_path)
