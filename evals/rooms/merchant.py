"""A conversation's merchant: the real tools over an HTTP API that answers what the script says."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Hashable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from evals.conversations.schema import Conversation
from evals.scorers.known import Change
from tools import registry
from tools.base import Approve, Products, ToolResult
from tools.cache import FreshCache
from tools.config import MerchantConfig
from tools.lookup import Context
from tools.merchant import Merchant
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    import httpx

HOST = "shop.example"
OF = "of"
"""Field of an answer: the one product, place or order that it is about; about all of them without it."""
_PATHS: Mapping[str, str] = {
    "price": "/price/{product}",
    "stock": "/stock/{product}",
    "coupon": "/coupon",
    "shipping": "/shipping/{place}",
    "order": "/order/{order}",
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "price": ("price",),
    "stock": ("count",),
    "coupon": ("code",),
    "shipping": ("days",),
    "order": ("status",),
}
"""Fields that a tool's configuration must name, whether the answers have them or not."""
_FRESH_S = 20.0
"""How long what was looked up is spoken as current; a change while on air is seen after that."""


class ScriptedMerchant(Merchant):
    """The merchant's API without a network: everything but the socket is real."""

    def __init__(
        self, answers: Mapping[str, Mapping[str, Any]], *, now: Callable[[], float], seed: int
    ) -> None:
        """Answer.

        Args:
            answers: By tool; may be changed while on air.
            now: Unix seconds.
            seed: Of the pauses between attempts.
        """
        super().__init__(MerchantConfig(base_url=f"https://{HOST}"), now=now, rng=random.Random(seed))
        self._answers = answers

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx

            def answer(request: httpx.Request) -> httpx.Response:
                tool, _, of = request.url.path.strip("/").partition("/")
                told = dict(self._answers.get(tool, {}))
                only = told.pop(OF, of)
                if not told or only != of:
                    return httpx.Response(404)
                body = httpx.ByteStream(json.dumps(told, ensure_ascii=False).encode())
                return httpx.Response(200, headers={"content-type": "application/json"}, stream=body)

            self._client = httpx.AsyncClient(headers=self._headers, transport=httpx.MockTransport(answer))
        return self._client


class _WatchedCache(FreshCache):
    """What was looked up, and word of it."""

    def __init__(self, now: Callable[[], float], gave: Callable[[ToolResult], None]) -> None:
        super().__init__(now)
        self._gave = gave

    async def get(
        self, key: Hashable, ask: Callable[[], Awaitable[ToolResult]], *, anew: bool = False
    ) -> ToolResult:
        result = await super().get(key, ask, anew=anew)
        self._gave(result)
        return result


class Counter:
    """The merchant's answers, the tools over them, and the facts that came of it."""

    def __init__(self, conversation: Conversation) -> None:
        """Begin with what the script says.

        Args:
            conversation: Its ``tools``, and those that change while on air.
        """
        later = [one.tool for one in conversation.live if one.tool is not None]
        self._answers: dict[str, dict[str, Any]] = {
            name: dict(answer) for name, answer in conversation.tools.items()
        }
        self._fields: dict[str, set[str]] = {name: set(answer) for name, answer in self._answers.items()}
        for one in later:
            self._fields.setdefault(one.tool, set()).update(one.answer)
        self._began = 0.0
        self._told: dict[str, float] = {}
        self.changes: list[Change] = []
        """Facts that tools gave, each once, with when it was first known."""

    def __bool__(self) -> bool:
        return bool(self._fields)

    def begin(self, at: float) -> None:
        """Say when the room went on air.

        Args:
            at: Loop time.
        """
        self._began = at

    def answer(self, tool: str, answer: Mapping[str, Any]) -> None:
        """Answer this from now on."""
        self._answers[tool] = dict(answer)

    def open(
        self, products: Products, *, now: Callable[[], float], approve: Approve, executor: Executor, seed: int
    ) -> Toolbox:
        """The tools.

        Args:
            products: The catalogue.
            now: Unix seconds.
            approve: Asks the operator about what changes money.
            executor: Where the catalogue is read.
            seed: Of the pauses between attempts.

        Raises:
            ToolConfigError: An answer has fields that its tool does not read.
        """
        merchant = ScriptedMerchant(self._answers, now=now, seed=seed)
        cache = _WatchedCache(now, self._gave)
        context = Context(products, merchant, cache, now, approve, executor)
        use = {name: self._options(name) for name in sorted(self._fields)}
        tools = {
            name: registry.load(name)(options, context)
            for name, options in registry.checked_options(use).items()
        }
        return Toolbox(tools, merchant, cache, ())

    def _options(self, name: str) -> dict[str, Any]:
        fields = {*self._fields[name], *_NEEDED[name]} - {OF}
        if name == "coupon" and not fields & {"percent", "amount"}:
            fields.add("percent")
        pointers = {field: f"/{field}" for field in sorted(fields)}
        return {"path": _PATHS[name], "fields": pointers, "fresh_s": _FRESH_S}

    def _gave(self, result: ToolResult) -> None:
        at_s = max(0.0, round(asyncio.get_running_loop().time() - self._began, 3))
        for fact in result.facts:
            if self._told.get(fact.id) != fact.at:
                self._told[fact.id] = fact.at
                self.changes.append(Change(at_s, fact))
