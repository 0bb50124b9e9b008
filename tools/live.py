"""A shop whose prices and stock are what the merchant's system says now."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from knowledge.embeddings.base import Embedding
from knowledge.filters import Understood
from knowledge.model import AnswerHit, ApprovedAnswer, Fact, Hit, Product, Text
from knowledge.names import NameMatch
from knowledge.search import Candidate
from knowledge.selection import Selection
from knowledge.shop import Shop
from tools.base import Tool, ToolError
from tools.lookup import CATALOGUE_S, Lookup
from tools.toolbox import Toolbox

log = logging.getLogger(__name__)

LIVE = ("price", "stock")
"""Tools whose facts go over the catalogue's."""
KEPT = 2048
"""Products whose live facts are kept."""
MOST_AT_ONCE = 4
"""Products refreshed at a time."""
_LINE_UP = 50
"""Products of a line-up that are kept fresh."""
_AGED = 0.5
"""From this part of its freshness on a fact is renewed in the background."""


class LiveShop:
    """A shop, with live facts in the place of the catalogue's. Reading blocks; any thread may read.

    A live fact that is no longer fresh still hides an older one of the catalogue: it is known that the price
    may have changed, so neither is spoken as current until there is a new one.
    """

    def __init__(
        self,
        shop: Shop,
        tools: Toolbox,
        *,
        now: Callable[[], float],
        look_s: float = 5.0,
        executor: Executor | None = None,
    ) -> None:
        """Overlay nothing yet.

        Args:
            shop: The catalogue.
            tools: Of them ``price`` and ``stock`` are asked.
            now: Unix seconds.
            look_s: How often ``run`` looks for what ages.
            executor: Where the line-up is read.
        """
        self._shop = shop
        self._box = tools
        self._now = now
        self._look_s = look_s
        self._executor = executor
        self._live: OrderedDict[str, dict[str, Fact]] = OrderedDict()

    async def refresh(self, product_ids: Sequence[str], within_s: float = 0.4) -> None:
        """Bring prices and stock of products up to date, as far as that is possible in time. Never fails.

        What is not there in time still arrives behind it.

        Args:
            product_ids: Which; unknown ones and repeats are passed over.
            within_s: How long is waited.
        """
        tools = self._live_tools()
        asked = [
            asyncio.ensure_future(self._renew(tool, product_id))
            for product_id in list(dict.fromkeys(product_ids))[: 2 * MOST_AT_ONCE]
            for tool in tools
            if product_id and not self._fresh(product_id, tool.spec.name)
        ]
        if asked:
            await asyncio.wait(asked, timeout=within_s)

    async def run(self, line_up: Callable[[], Sequence[str]]) -> None:
        """Keep the products of the line-up fresh until cancelled.

        Args:
            line_up: Their ids, the next first; may block.
        """
        gate = asyncio.Semaphore(MOST_AT_ONCE)

        async def renew(tool: Tool, product_id: str) -> None:
            async with gate:
                await self._renew(tool, product_id)

        while tools := self._live_tools():
            ids = await self._read(line_up)
            async with asyncio.TaskGroup() as group:
                for product_id in ids:
                    for tool in tools:
                        if product_id and self._ages(product_id, tool.spec.name):
                            group.create_task(renew(tool, product_id))
            await asyncio.sleep(self._look_s)

    async def _read(self, line_up: Callable[[], Sequence[str]]) -> list[str]:
        """The line-up, if the catalogue gives it in time."""
        work = asyncio.get_running_loop().run_in_executor(self._executor, line_up)
        try:
            async with asyncio.timeout(CATALOGUE_S):
                return list(dict.fromkeys(await work))[:_LINE_UP]
        except TimeoutError:
            return []

    def _live_tools(self) -> list[Tool]:
        return [tool for name in LIVE if (tool := self._box.get(name)) is not None]

    async def _renew(self, tool: Tool, product_id: str) -> None:
        try:
            arguments = {"product": product_id}
            result = await (tool.renew(arguments) if isinstance(tool, Lookup) else tool.call(arguments))
        except ToolError as error:
            log.info("%s of %s: %s", tool.spec.name, product_id, error)
            return
        held = dict(self._live.get(product_id, {}))
        if tool.spec.name == "price" and result.facts:
            held.pop("list_price", None)
        held.update({fact.name: fact for fact in result.facts})
        if held:
            self._live[product_id] = held
            self._live.move_to_end(product_id)
            while len(self._live) > KEPT:
                self._live.popitem(last=False)

    def _fresh(self, product_id: str, name: str) -> bool:
        fact = self._live.get(product_id, {}).get(name)
        return fact is not None and fact.fresh(self._now())

    def _ages(self, product_id: str, name: str) -> bool:
        """Whether a fact is missing, stale or soon stale."""
        fact = self._live.get(product_id, {}).get(name)
        if fact is None or fact.fresh_until is None:
            return fact is None
        return self._now() >= fact.at + _AGED * (fact.fresh_until - fact.at)

    def _with_live(self, product: Product) -> Product:
        live = self._live.get(product.id)
        if not live:
            return product
        now = self._now()
        price = live.get("price")
        kept: list[Fact] = []
        for fact in product.facts:
            newer = live.get(fact.name)
            if fact.name == "list_price" and newer is None and _changed(price, product):
                continue
            if newer is None or not _goes_before(newer, fact, now):
                kept.append(fact)
        names = {fact.name for fact in kept}
        return replace(product, facts=(*(fact for name, fact in live.items() if name not in names), *kept))

    # --- as knowledge.shop.Shop ---------------------------------------------------------------------------
    @property
    def folder(self) -> Path:
        """Where the catalogue is kept."""
        return self._shop.folder

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self._shop.name

    @property
    def title(self) -> Text:
        """Its name as shown and spoken."""
        return self._shop.title

    @property
    def currency(self) -> str:
        """ISO 4217, of prices that name none."""
        return self._shop.currency

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 primary subtags, the default first."""
        return self._shop.languages

    @property
    def approved_answers(self) -> tuple[ApprovedAnswer, ...]:
        """The catalogue's own approved answers, as they are now."""
        return self._shop.approved_answers

    @property
    def embedding(self) -> Embedding:
        """What makes its vectors."""
        return self._shop.embedding

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Machine name and label of every attribute; the same object until the catalogue changes."""
        return self._shop.labels

    def products(self, limit: int | None = None) -> list[Product]:
        """Products in the order of the shop's file."""
        return [self._with_live(product) for product in self._shop.products(limit)]

    def product(self, product_id: str) -> Product | None:
        """One product, as it is now."""
        product = self._shop.product(product_id)
        return self._with_live(product) if product is not None else None

    def fact(self, fact_id: str) -> Fact | None:
        """One fact of a product, live where there is one, a policy, or what an approved answer rests on."""
        subject, _, name = fact_id.rpartition("/")
        product = self.product(subject) if subject in self._live else None
        found = product.fact(name) if product is not None else None
        return found or self._shop.fact(fact_id)

    def shop_facts(self) -> tuple[Fact, ...]:
        """The policies."""
        return self._shop.shop_facts()

    def search(self, question: str, *, k: int = 5, language: str = "") -> list[Hit]:
        """The products a question may be about, best first."""
        return self._hits(self._shop.search(question, k=k, language=language))

    def select(self, question: str, *, k: int = 5) -> Selection:
        """The products known to fit what a question filters by; filtered by the catalogue's prices."""
        chosen = self._shop.select(question, k=k)
        return replace(chosen, hits=tuple(self._hits(chosen.hits)))

    def warm(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._shop.warm()

    def ranked(self, question: str, k: int) -> list[Candidate]:
        """As ``search``, by id."""
        return self._shop.ranked(question, k)

    def understood(self, question: str) -> Understood:
        """What a question filters by."""
        return self._shop.understood(question)

    def nearest(self, text: str, k: int) -> list[str]:
        """Ids of the products nearest to a text by their vectors alone."""
        return self._shop.nearest(text, k)

    def named(self, question: str) -> list[NameMatch]:
        """The products that a question names."""
        return self._shop.named(question)

    def approved(self, question: str, language: str, product_id: str = "") -> AnswerHit | None:
        """The approved answer to a question, if there surely is one."""
        return self._shop.approved(question, language, product_id)

    def close(self) -> None:
        """Let go of the catalogue's files."""
        self._shop.close()

    def _hits(self, hits: Sequence[Hit]) -> list[Hit]:
        return [replace(hit, product=self._with_live(hit.product)) for hit in hits]


def _changed(price: Fact | None, product: Product) -> bool:
    """Whether the live price is another than the catalogue's: then its list price is not known to hold."""
    known = product.fact("price")
    return price is not None and known is not None and price.value != known.value


def _goes_before(live: Fact, known: Fact, now: float) -> bool:
    """Whether a live fact hides the catalogue's: while it is fresh, and later where it is the newer one."""
    return live.fresh(now) or live.at >= known.at
