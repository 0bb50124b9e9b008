"""What viewers see beside the host: the product's card, whose question is answered, the page's events."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from agent.chat.page import clean
from agent.events import ChatMessage, Line, Question, Turn
from agent.presenting import card_of
from agent.staging import Staging
from agent.web.feed import chat_event, product_event, saying_event
from agent.web.server import WebServer
from avatar.media import Card
from knowledge.model import Fact, text_in
from knowledge.shop import Shop
from persona.schema import Persona
from tools.live import LiveShop

LINKS = 16
"""Turns whose link is remembered until their lines are heard."""
SUGGESTIONS = {
    "en": ("How much is it?", "Is it in stock?", "How long does shipping take?"),
    "zh": ("这款多少钱？", "还有货吗？", "几天能到？"),
}
"""Questions the page offers to a newcomer."""
_SOMEBODY = {"en": "A viewer", "zh": "一位观众"}
"""Who is shown where a name may not be."""


REMEMBERED = 512
"""Texts of which it is remembered whether they may be shown."""
COMMENTS = 64
"""Comments on their way to the page."""


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
        harmless: Callable[[ChatMessage], Awaitable[bool]],
        link: Callable[[Sequence[str]], str],
        presentable: Callable[[str], bool] = lambda name: True,
    ) -> None:
        """Show nothing yet.

        Args:
            shop: Whose products.
            persona: Who hosts.
            language: Of the room.
            now: Unix seconds.
            off_loop: Runs blocking work in a thread.
            on_air: Told which product is on stage.
            harmless: Whether a comment may be shown; what the rules let through is looked at once more.
            link: The address that facts promise, by their ids; empty for none.
            presentable: Whether a viewer's name may be shown; else he is "a viewer".
        """
        self._shop = shop
        self._persona = persona
        self._language = language
        self._now = now
        self._off_loop = off_loop
        self._on_air = on_air
        self._harmless = harmless
        self._presentable = presentable
        self._safe: OrderedDict[str, bool] = OrderedDict()
        self._comments: deque[ChatMessage] = deque(maxlen=COMMENTS)
        self._commented = asyncio.Event()
        self._link = link
        self._links: OrderedDict[str, str] = OrderedDict()
        self._product_id = ""
        self._shown: Card | None = None
        self._staging: Staging | None = None
        self._web: WebServer | None = None

    def show_on(self, staging: Staging, web: WebServer | None) -> None:
        """Use this stage and this page; ``None`` for no page."""
        self._staging = staging
        self._web = web

    async def product(self, product_id: str) -> None:
        """Show a product's card; an empty id takes it off."""
        if isinstance(self._shop, LiveShop) and product_id:
            await self._shop.refresh([product_id])
        self._product_id = product_id
        self._shown = await self._off_loop(self._card, product_id) if product_id else None
        self._on_air(product_id)
        await self._show(self._shown)

    async def look(self) -> None:
        """Show the card anew when its price or stock has changed, or is no longer current."""
        if not self._product_id:
            return
        product_id = self._product_id
        card = await self._off_loop(self._card, product_id)
        if product_id == self._product_id and card != self._shown:
            self._shown = card
            await self._show(card)

    async def _show(self, card: Card | None) -> None:
        if self._staging is not None:
            await self._staging.show(card)
        if self._web is not None:
            picture = self._web.pictures.offer(card.picture) if card else ""
            self.tell(product_event(card, picture))

    async def asked(self, question: Question | None) -> None:
        """Show whose question is being answered, or nothing."""
        author = text = ""
        if question is not None:
            author, text = self._name(question.author), clean(question.text)
            message = ChatMessage(question.id, "", author, text, question.asked_at)
            text = text if await self._is_safe(message) else ""
        if self._staging is not None:
            await self._staging.asked(author, text)

    def rests_on(self, turn: Turn, facts: Iterable[Fact]) -> None:
        """Remember the link that a turn promises: that of the cart among the facts its lines rest on."""
        if link := self._link([fact.id for fact in facts]):
            self._links[turn.id] = link
            while len(self._links) > LINKS:
                self._links.popitem(last=False)

    def saying(self, line: Line, turn: Turn) -> None:
        """Tell every page the sentence that begins, with the link that its turn promises."""
        asked = turn.question
        if asked is not None:
            text = clean(asked.text)
            text = text if self._safe.get(text, False) else ""
            turn = replace(turn, question=replace(asked, author=self._name(asked.author), text=text))
        self.tell(saying_event(line, turn, self._links.get(turn.id, "")))

    def chat(self, message: ChatMessage) -> None:
        """Show a comment on the page soon; of too many the oldest is not shown."""
        if self._web is not None:
            self._comments.append(message)
            self._commented.set()

    async def run(self) -> None:
        """Keep showing comments until cancelled."""
        while True:
            await self._commented.wait()
            self._commented.clear()
            while self._comments:
                message = self._comments.popleft()
                shown = replace(message, author=self._name(message.author), text=clean(message.text))
                if await self._is_safe(shown):
                    self.tell(chat_event(shown))

    async def _is_safe(self, message: ChatMessage) -> bool:
        """Whether a text may be shown, remembered until the question in it is answered."""
        safe = self._safe[message.text] = await self._harmless(message)
        self._safe.move_to_end(message.text)
        while len(self._safe) > REMEMBERED:
            self._safe.popitem(last=False)
        return safe

    def _name(self, author: str) -> str:
        """A viewer's name as it is shown: what is invisible gone, and nothing that no comment may hold."""
        name = clean(author)
        return name if name and self._presentable(name) else _SOMEBODY[self._language]

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
