from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.events import ChatMessage
from agent.showing import Showing
from agent.staging import Staging
from avatar.media import Card
from knowledge.ingest import ingest
from knowledge.model import Money, Product
from knowledge.shop import Shop
from persona.loader import load_persona

DEMO = Path(__file__).parents[2] / "knowledge" / "demo" / "shop.yaml"


class Stage(Staging):
    """Remembers the cards it is given."""

    def __init__(self) -> None:
        self.cards: list[Card | None] = []

    async def show(self, card: Card | None) -> None:
        self.cards.append(card)


async def at_once(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


async def harmless(message: ChatMessage) -> bool:
    return True


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    ingest(DEMO, tmp_path, progress=lambda *_: None)
    return Shop.open(tmp_path)


@pytest.fixture
def showing(shop: Shop, stage: Stage) -> Showing:
    shows = Showing(
        shop, load_persona("mei"), "en", now=lambda: 1_800_000_000.0, off_loop=at_once,
        on_air=lambda product_id: None, harmless=harmless, link=lambda ids: "",
    )  # fmt: skip
    shows.show_on(stage, None)
    return shows


async def test_a_card_is_shown_again_only_when_its_price_has_changed(
    showing: Showing, shop: Shop, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await showing.product("kettle-lumen")
    await showing.look()
    assert [card.price for card in stage.cards if card] == ["$39"]

    kettle = shop.product("kettle-lumen")
    assert kettle is not None
    facts = tuple(
        replace(fact, value=Money(3550, "USD")) if fact.name == "price" else fact for fact in kettle.facts
    )
    dearer: Product = replace(kettle, facts=facts)
    monkeypatch.setattr(shop, "product", lambda product_id: dearer)
    await showing.look()
    await showing.look()
    assert [card.price for card in stage.cards if card] == ["$39", "$35.50"]


async def test_a_price_that_is_no_longer_current_leaves_the_card(
    showing: Showing, shop: Shop, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await showing.product("kettle-lumen")
    kettle = shop.product("kettle-lumen")
    assert kettle is not None
    facts = tuple(replace(fact, fresh_until=1.0) if fact.name == "price" else fact for fact in kettle.facts)
    monkeypatch.setattr(shop, "product", lambda product_id: replace(kettle, facts=facts))
    await showing.look()
    assert [card.price for card in stage.cards if card] == ["$39", ""]


async def test_nothing_on_stage_is_not_looked_at(showing: Showing, stage: Stage) -> None:
    await showing.look()
    assert stage.cards == []
