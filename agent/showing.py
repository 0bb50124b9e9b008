"""What viewers see beside the host: the product's card, whose question is answered, the page's events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from agent.events import Question
from agent.presenting import card_of
from agent.staging import Staging
from agent.web.feed import product_event
from agent.web.server import WebServer
from avatar.media import Card
from knowledge.model import text_in
from knowledge.shop import Shop
from persona.schema import Persona
from tools.live import LiveShop

SUGGESTIONS = {
    "en": ("How much is it?", "Is it in stock?", "How long does shipping take?"),
    "zh": ("这款多少钱？", "还有货吗？", "几天能到？"),
}
"""Questions the page offers to a newcomer."""


class Showing:
    """Shows on the stage and on the page."""

    def __init__(
        self,
        shop: Shop | LiveShop,
        persona: Persona,
        language: str,
        *,
        now: Callable[[], float],
        off_loop: Callable[..., Awaitable[Any]],
        on_air: Callable[[str], None],
    ) -> None:
        """Show nothing yet.

        Args:
            shop: Whose products.
            persona: Who hosts.
            language: Of the room.
            now: Unix seconds.
            off_loop: Runs blocking work in a thread.
            on_air: Told which product is on stage.
        """
        self._shop = shop
        self._persona = persona
        self._language = language
        self._now = now
        self._off_loop = off_loop
        self._on_air = on_air
        self._staging: Staging | None = None
        self._web: WebServer | None = None

    def show_on(self, staging: Staging, web: WebServer | None) -> None:
        """Use this stage and this page; ``None`` for no page."""
        self._staging = staging
        self._web = web

    async def product(self, product_id: str) -> None:
        """Show a product's card; an empty id takes it off."""
        card = await self._off_loop(self._card, product_id) if product_id else None
        self._on_air(product_id)
        if self._staging is not None:
            await self._staging.show(card)
        if self._web is not None:
            picture = self._web.pictures.offer(card.picture) if card else ""
            self.tell(product_event(card, picture))

    async def asked(self, question: Question | None) -> None:
        """Show whose question is being answered, or nothing."""
        if self._staging is not None:
            await self._staging.asked(*((question.author, question.text) if question else ("", "")))

    def tell(self, event: dict[str, Any]) -> None:
        """Tell every page an event."""
        if self._web is not None:
            self._web.feed.broadcast(event)

    def state(self) -> dict[str, Any]:
        """What a newcomer's page is told of the room."""
        return {
            "title": text_in(self._shop.title, self._language),
            "host": self._persona.name_in(self._language),
            "language": self._language,
            "suggestions": list(SUGGESTIONS[self._language]),
        }

    def _card(self, product_id: str) -> Card | None:
        product = self._shop.product(product_id)
        return card_of(product, self._language, self._now()) if product else None
