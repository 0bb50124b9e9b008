"""What the guard would say of the operator's own words. They are said all the same: it only warns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent.answers.finding import FAILURES, Catalogue, names
from agent.events import Turn
from agent.guard.guard import Guard
from agent.language import detect
from agent.writer import LineWriter
from knowledge.model import Fact, Product

MOST = 3
"""Products that words may be about."""

Known = tuple[tuple[Product, ...], tuple[Fact, ...]]
"""The products that words are about, and what may be said of the whole shop."""


class Doubts:
    """Reads the operator's words as the guard reads the host's."""

    def __init__(
        self,
        guard: Guard,
        shop: Catalogue,
        *,
        language: str,
        on_stage: Callable[[], str],
        off_loop: Callable[[Callable[[], Known]], Awaitable[Known]],
    ) -> None:
        """Use a room's guard and shop.

        Args:
            guard: Judges; called on the event loop.
            shop: The catalogue.
            language: Of the room, for words that give no language away.
            on_stage: Id of the product on stage; empty for none.
            off_loop: Runs blocking work on the catalogue's thread.
        """
        self._writer = LineWriter(guard, (), ())
        self._shop = shop
        self._language = language
        self._on_stage = on_stage
        self._off_loop = off_loop

    async def of(self, text: str) -> str:
        """What the guard would stop or change: one line, or empty when it would let every word pass.

        Where the catalogue cannot be asked the words are judged by the rules alone, as of no product.
        """
        language = detect(text, self._language)
        shown = self._on_stage()
        try:
            products, policies = await self._off_loop(lambda: self._known(text, language, shown))
        except FAILURES:
            products, policies = (), ()
        facts = [fact for product in products for fact in product.facts] + list(policies)
        guard = self._writer.guard
        ledger = guard.ledger(facts, names(products), products[0].id if len(products) == 1 else "")
        for checked in self._writer.write(text, Turn("operator", "operator", language), ledger):
            verdict = checked.verdict
            if verdict.decision != "pass":
                words = ", ".join(f'"{one}"' for one in verdict.evidence[:2]) or f'"{checked.line.text[:80]}"'
                return f"{verdict.rule}: {words}"
        return ""

    def _known(self, text: str, language: str, shown: str) -> Known:
        hits = self._shop.search(text, k=MOST, language=language)
        found = [hit.product for hit in hits if hit.sure]
        if not found and shown and (product := self._shop.product(shown)) is not None:
            found = [product]
        return tuple(found), tuple(self._shop.shop_facts())
