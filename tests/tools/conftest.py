"""A merchant's API on this machine, and a small catalogue."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from knowledge.model import Fact, Money, Product
from tools.base import Approve, refuse
from tools.config import ToolsConfig
from tools.toolbox import Toolbox

NIGHT = 1_900_000_000.0
"""2030-03-17 17:46:40 UTC."""


@dataclass
class Reply:
    """What the merchant answers."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    never: bool = False
    """Takes the request and says nothing."""


@dataclass
class Seen:
    """What the merchant was asked."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class LoopbackMerchant:
    """HTTP/1.1, one request a connection; each path answers its replies in turn, the last again and again."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.seen: list[Seen] = []
        self.hold: asyncio.Event | None = None
        self.asked = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._ended = asyncio.Event()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def says(self, path: str, *replies: Any) -> None:
        self.replies[path] = [one if isinstance(one, Reply) else Reply(one) for one in replies]

    async def close(self) -> None:
        self._ended.set()
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = {
                name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])
            }
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.seen.append(Seen(method, target, headers, body))
            self.asked.set()
            if self.hold is not None:
                await self.hold.wait()
            replies = self.replies.get(target.partition("?")[0], [Reply({"error": "none"}, 404)])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            if reply.never:
                await self._ended.wait()
                return
            content = reply.raw if reply.raw is not None else json.dumps(reply.body).encode()
            sent = {
                "content-type": "application/json",
                "content-length": str(len(content)),
                "connection": "close",
            }
            lines = [f"HTTP/1.1 {reply.status} X", *(f"{k}: {v}" for k, v in (sent | reply.headers).items())]
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


class SmallShop:
    """A few products."""

    currency = "USD"

    def product(self, product_id: str) -> Product | None:
        if product_id not in ("kettle", "lamp", "odd/../id"):
            return None
        price = Fact(f"{product_id}/price", "price", product_id, "price", Money(3900, "USD"), at=NIGHT - 1000)
        return Product(product_id, {"en": "Lumen kettle", "zh": "微光水壶"}, facts=(price,))


class Clock:
    """Unix seconds, moved by hand."""

    def __init__(self) -> None:
        self.at = NIGHT

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def merchant() -> AsyncIterator[LoopbackMerchant]:
    server = LoopbackMerchant()
    await server.start()
    yield server
    await server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


OpenBox = Callable[..., Toolbox]


@pytest.fixture
async def open_box(merchant: LoopbackMerchant, clock: Clock) -> AsyncIterator[OpenBox]:
    boxes: list[Toolbox] = []

    def opened(use: dict[str, Any], *, approve: Approve = refuse, mcp: Any = (), **options: Any) -> Toolbox:
        settings = {"base_url": merchant.url, "timeout_s": 0.5, "most_pause_s": 0.02, "retries": 1, **options}
        config = ToolsConfig.model_validate({"merchant": settings, "use": use, "mcp": mcp})
        box = Toolbox.open(config, SmallShop(), now=clock, approve=approve)
        boxes.append(box)
        return box

    yield opened
    for box in boxes:
        await box.close()


PRICE = {
    "path": "/p/{product}",
    "fields": {"price": "/data/price", "currency": "/data/currency"},
    "fresh_s": 60,
}
STOCK = {"path": "/s/{product}", "fields": {"count": "/count", "available": "/available"}, "fresh_s": 20}
COUPON = {
    "path": "/coupon",
    "fields": {"code": "/code", "percent": "/percent", "minimum": "/minimum", "until": "/until"},
}
SHIPPING = {
    "path": "/shipping",
    "query": {"to": "{place}"},
    "fields": {"cost": "/cost", "days": "/days", "most_days": "/most", "possible": "/possible"},
}
ORDER = {
    "path": "/orders/{order}",
    "fields": {"status": "/status", "arrives": "/eta"},
    "states": {"versandt": "shipped"},
}
CART = {
    "method": "POST",
    "path": "/carts",
    "body": {"items": [{"sku": "{product}", "quantity": 1}]},
    "fields": {"url": "/url"},
    "hosts": ["shop.example"],
}


@pytest.fixture
def uses() -> dict[str, dict[str, Any]]:
    return {
        "price": dict(PRICE),
        "stock": dict(STOCK),
        "coupon": dict(COUPON),
        "shipping": dict(SHIPPING),
        "order": dict(ORDER),
        "cart": dict(CART),
    }
