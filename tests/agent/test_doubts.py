"""What the guard would say of the operator's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agent.demo import DEMO_FILE
from agent.guard.guard import Guard
from agent.operator.doubts import Doubts, Known
from knowledge.config import KnowledgeConfig
from knowledge.errors import ShopError
from knowledge.ingest import ingest
from knowledge.shop import Shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    knowledge = KnowledgeConfig.model_validate({"embeddings": "hashing"})
    ingest(DEMO_FILE, folder, knowledge=knowledge)
    shop = Shop.open(folder, knowledge=knowledge)
    yield shop
    shop.close()


async def at_once(work: Callable[[], Known]) -> Known:
    return work()


def doubts(shop: Shop, on_stage: str = "", off_loop: object = at_once) -> Doubts:
    return Doubts(Guard(), shop, language="en", on_stage=lambda: on_stage, off_loop=off_loop)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "The Lumen kettle is $39 today.",
        "Good evening, everybody!",
        "I will be right back with the samples.",
        "微光电热水壶现在39美元。",
        "",
    ],
)
async def test_what_the_catalogue_says_is_not_doubted(shop: Shop, text: str) -> None:
    assert await doubts(shop).of(text) == ""


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The Lumen kettle is $5 today.", "$5"),
        ("Hello all! The Lumen kettle is the best in the world.", "best"),
        ("微光电热水壶只要5美元。", "5美元"),
        ("This really cures headaches.", "cures"),
    ],
)
async def test_what_the_guard_would_stop_is_named(shop: Shop, text: str, evidence: str) -> None:
    doubt = await doubts(shop).of(text)
    assert evidence in doubt
    assert "\n" not in doubt


async def test_words_that_name_nothing_are_about_what_is_on_stage(shop: Shop) -> None:
    assert await doubts(shop, "kettle-lumen").of("It is just $39.") == ""
    assert "$39" in await doubts(shop, "lamp-heron").of("It is just $39.")


async def test_a_catalogue_that_fails_leaves_the_rules(shop: Shop) -> None:
    async def broken(work: Callable[[], Known]) -> Known:
        raise ShopError("locked")

    assert "$39" in await doubts(shop, off_loop=broken).of("The Lumen kettle is $39.")
    assert await doubts(shop, off_loop=broken).of("Good evening.") == ""
