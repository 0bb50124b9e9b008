import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.ingest import ingest
from knowledge.model import Money, Product
from knowledge.shop import Shop
from tools.live import LiveShop

TABLE = "id,name,price,list price,stock\nkettle,Lumen Kettle,39.00,59.00,5\nlamp,Heron Lamp,49.00,,7\n"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    (tmp_path / "shop.csv").write_text(TABLE, "utf-8")
    ingest([tmp_path / "shop.csv"], tmp_path / "shop", currency="USD")
    opened = Shop.open(tmp_path / "shop")
    yield opened
    opened.close()


@pytest.fixture
async def live(shop: Shop, open_box: Any, uses: Any, clock: Any) -> LiveShop:
    clock.at = (shop.product("kettle") or Product("", {})).facts[0].at + 1000
    return LiveShop(shop, open_box({"price": uses["price"], "stock": uses["stock"]}), now=clock, look_s=0.01)


def price(amount: str) -> Any:
    return {"data": {"price": amount, "currency": "USD"}}


def value(shop: Any, name: str, product_id: str = "kettle") -> Any:
    fact = shop.product(product_id).fact(name)
    return fact.value if fact is not None else None


async def test_fresh_prices_and_stock_go_over_the_catalogues(
    merchant: Any, live: LiveShop, clock: Any
) -> None:
    assert value(live, "price") == Money(3900, "USD")
    merchant.says("/p/kettle", price("36.50"))
    merchant.says("/s/kettle", {"count": 2})
    await live.refresh(["kettle", "kettle", "", "nope"], within_s=5)
    assert value(live, "price") == Money(3650, "USD")
    assert value(live, "stock") == 2
    assert live.fact("kettle/price") == live.product("kettle").fact("price")  # type: ignore[union-attr]
    assert value(live, "price", "lamp") == Money(4900, "USD")
    hits = live.search("lumen kettle")
    assert hits[0].product.fact("price").value == Money(3650, "USD")  # type: ignore[union-attr]
    assert {one.id: value(live, "price", one.id) for one in live.products()}["kettle"] == Money(3650, "USD")


async def test_a_stale_live_fact_is_never_current_and_hides_the_older_one(
    merchant: Any, live: LiveShop, clock: Any
) -> None:
    merchant.says("/p/kettle", price("36.50"))
    merchant.says("/s/kettle", {"count": 2})
    await live.refresh(["kettle"], within_s=5)
    clock.at += 61
    fact = live.product("kettle").fact("price")  # type: ignore[union-attr]
    assert fact is not None
    assert not fact.fresh(clock.at)
    merchant.says("/p/kettle", price("37.00"))
    await live.refresh(["kettle"], within_s=5)
    assert value(live, "price") == Money(3700, "USD")


async def test_a_list_price_is_not_compared_with_a_price_that_changed(merchant: Any, live: LiveShop) -> None:
    assert value(live, "list_price") == Money(5900, "USD")
    merchant.says("/p/kettle", price("36.50"))
    await live.refresh(["kettle"], within_s=5)
    assert value(live, "list_price") is None


async def test_an_unchanged_price_keeps_its_list_price(merchant: Any, live: LiveShop) -> None:
    merchant.says("/p/kettle", price("39.00"))
    await live.refresh(["kettle"], within_s=5)
    assert value(live, "list_price") == Money(5900, "USD")


async def test_a_refresh_never_fails_and_never_waits_longer_than_told(merchant: Any, live: LiveShop) -> None:
    merchant.says("/p/kettle", {})
    merchant.replies["/p/kettle"][0].never = True
    merchant.says("/s/kettle", {"count": -3})
    async with asyncio.timeout(10):
        await live.refresh(["kettle"], within_s=0.05)
    assert value(live, "price") == Money(3900, "USD")
    assert value(live, "stock") == 5


async def test_what_is_fresh_is_not_asked_for_again(merchant: Any, live: LiveShop, clock: Any) -> None:
    merchant.says("/p/kettle", price("36.50"))
    merchant.says("/s/kettle", {"count": 2})
    await live.refresh(["kettle"], within_s=5)
    await live.refresh(["kettle"], within_s=5)
    assert len(merchant.seen) == 2


async def test_the_line_up_is_kept_fresh_in_the_background_until_cancelled(
    merchant: Any, live: LiveShop, clock: Any
) -> None:
    for product in ("kettle", "lamp"):
        merchant.says(f"/p/{product}", price("36.50"), price("35.00"))
        merchant.says(f"/s/{product}", {"count": 2})
    looked = asyncio.Event()

    loop = asyncio.get_running_loop()

    def line_up() -> list[str]:
        loop.call_soon_threadsafe(looked.set)
        return ["kettle", "lamp", "nope"]

    async def rounds(count: int) -> None:
        for _ in range(count):
            looked.clear()
            await asyncio.wait_for(looked.wait(), 10)

    task = asyncio.create_task(live.run(line_up))
    await rounds(2)
    assert value(live, "price") == value(live, "price", "lamp") == Money(3650, "USD")
    asked = len(merchant.seen)
    await rounds(2)
    assert len(merchant.seen) == asked
    clock.at += 31
    await rounds(2)
    assert value(live, "price") == value(live, "price", "lamp") == Money(3500, "USD")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_without_live_tools_the_background_task_ends(
    shop: Shop, open_box: Any, uses: Any, clock: Any
) -> None:
    live = LiveShop(shop, open_box({"coupon": uses["coupon"]}), now=clock)
    await asyncio.wait_for(live.run(lambda: ["kettle"]), 5)
    await live.refresh(["kettle"])
    assert value(live, "price") == Money(3900, "USD")


async def test_it_is_a_shop_in_every_other_way(shop: Shop, live: LiveShop) -> None:
    public = {name for name in dir(Shop) if not name.startswith("_")} - {"open"}
    assert public <= set(dir(live))
    assert (live.title, live.currency, live.languages, live.labels) == (
        shop.title, shop.currency, shop.languages, shop.labels,
    )  # fmt: skip
    assert live.labels is shop.labels
