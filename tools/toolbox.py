"""A room's tools, opened from its configuration."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from tools import registry
from tools.base import Approve, Products, Tool, ToolConfigError, ToolError, ToolResult, refuse
from tools.cache import FreshCache
from tools.cart import CartTool
from tools.config import ToolsConfig
from tools.lookup import Context
from tools.mcp import McpServer
from tools.merchant import Merchant

log = logging.getLogger(__name__)


class Toolbox:
    """The tools of a room. For one event loop."""

    def __init__(
        self,
        tools: Mapping[str, Tool],
        merchant: Merchant | None,
        cache: FreshCache,
        servers: tuple[McpServer, ...],
    ) -> None:
        """Use ``Toolbox.open``."""
        self._tools = dict(tools)
        self._merchant = merchant
        self._cache = cache
        self._servers = servers

    @classmethod
    def open(
        cls,
        config: ToolsConfig,
        products: Products,
        *,
        now: Callable[[], float] = time.time,
        approve: Approve = refuse,
        executor: Executor | None = None,
    ) -> Toolbox:
        """Set the tools up; nothing is connected yet.

        Args:
            config: Which.
            products: The catalogue.
            now: Unix seconds.
            approve: Asks the operator about what changes money.
            executor: Where the catalogue is read.

        Raises:
            ToolConfigError: They cannot be set up as configured; one clear line.
        """
        cache = FreshCache(now)
        merchant = Merchant(config.merchant, now=now) if config.merchant is not None else None
        tools: dict[str, Tool] = {}
        if merchant is not None:
            context = Context(products, merchant, cache, now, approve, executor)
            for name, options in registry.checked_options(config.use).items():
                tool = registry.load(name)(options, context)
                if tool.spec.name in tools:
                    raise ToolConfigError(f"two tools are called {tool.spec.name}")
                tools[tool.spec.name] = tool
        servers = tuple(McpServer(one, now=now, approve=approve) for one in config.mcp)
        return cls(tools, merchant, cache, servers)

    async def start(self) -> None:
        """Begin to connect what needs a connection. Never fails: what is away is tried again by itself."""
        if self._merchant is not None:
            await asyncio.to_thread(_import_client)
        for server in self._servers:
            server.start()

    @property
    def tools(self) -> tuple[Tool, ...]:
        """All that can be called now, the merchant's first; an MCP server's once it has said what it has."""
        return (*self._tools.values(), *(tool for server in self._servers for tool in server.tools))

    @property
    def servers(self) -> tuple[McpServer, ...]:
        """The MCP servers."""
        return self._servers

    def get(self, name: str) -> Tool | None:
        """A tool by its name."""
        return self._tools.get(name) or next((tool for tool in self.tools if tool.spec.name == name), None)

    def link(self, fact_ids: Sequence[str]) -> str:
        """The https address that a spoken line's facts promise; empty for none."""
        cart = self._tools.get("cart")
        return cart.link(fact_ids) if isinstance(cart, CartTool) else ""

    async def call(self, name: str, arguments: Mapping[str, Any]) -> ToolResult:
        """Call a tool.

        Raises:
            ToolError: There is none of that name, or it gave no result.
        """
        tool = self.get(name)
        if tool is None:
            raise ToolError(f"there is no tool {name!r} here", "arguments")
        return await tool.call(arguments)

    async def close(self) -> None:
        """End everything. Safe to call twice."""
        await self._cache.close()
        for tool in self._tools.values():
            await tool.close()
        for server in self._servers:
            await server.close()
        if self._merchant is not None:
            await self._merchant.close()


def _import_client() -> None:
    """Load the HTTP library before the first question waits for it."""
    import httpx

    del httpx
