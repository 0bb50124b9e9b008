"""Any MCP server as tools: one session that stays open, allowed tools only, answers bounded.

A fresh session costs half a second, a call over an open one milliseconds, so each server has a task of its
own that connects, keeps the session and connects again when it broke (the session's task group must be left
by the task that entered it). What a server says of its tools and what they answer are a stranger's words.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

from knowledge.model import SHOP, Fact
from tools.base import Approve, ToolCall, ToolError, ToolResult, ToolSpec, refuse
from tools.cleaning import cleaned, masked
from tools.config import McpConfig, McpToolConfig
from tools.lookup import approved
from tools.merchant import secret

if TYPE_CHECKING:
    import httpx
    from langchain_core.tools import BaseTool
    from mcp import ClientSession

log = logging.getLogger(__name__)

_FIRST_PAUSE_S = 0.5
_MOST_PAUSE_S = 30.0
_MOST_SCHEMA = 8_000
"""Characters of a tool's schema."""
_MOST_ARGUMENTS = 4_000
"""Characters of one call's arguments."""
_CLOSE_S = 5.0
_MOST_LATE = 3
"""Calls in a row without an answer after which the session counts as broken."""
_OWN_FAULTS = (-32601, -32602, -32603)
"""JSON-RPC 2.0: no such method, wrong arguments, the tool's own fault. The session is sound."""


class McpTool:
    """One allowed tool of a server."""

    def __init__(
        self, server: McpServer, config: McpToolConfig, tool: BaseTool, schema: Mapping[str, Any]
    ) -> None:
        """Call a tool through a server's session.

        Args:
            server: Whose tool it is.
            config: What the operator says of it.
            tool: As LangChain calls it.
            schema: Of its arguments.
        """
        hints = tool.metadata or {}
        self._server = server
        self._config = config
        self._tool = tool
        about = config.about or cleaned(tool.description, 300) or tool.name
        risky = config.changes_money or hints.get("readOnlyHint") is not True
        self.spec = ToolSpec(f"{server.config.name}_{tool.name}", about, (), risky, schema)

    async def call(self, arguments: Mapping[str, Any]) -> ToolResult:
        """Call it, once the operator approves where that is needed.

        Raises:
            ToolError: The server is away, slow, or says that it failed.
        """
        sent = json.dumps(dict(arguments), ensure_ascii=False, default=str)
        if len(sent) > _MOST_ARGUMENTS:
            raise ToolError("the arguments are too long", "arguments")
        if self.spec.changes_money:
            shown = {
                cleaned(str(key), 60): masked(cleaned(str(value), 120)) for key, value in arguments.items()
            }
            call = ToolCall(self.spec.name, self.spec.about, shown)
            if not await approved(self._server.approve, call, self._server.config.approval_s):
                return ToolResult(self.spec.name, self._server.now(), problem="not_approved")
        at = self._server.now()
        text = await self._server.ask(self._tool, arguments)
        facts = (self._fact(text, at),) if self._config.speakable and text else ()
        return ToolResult(self.spec.name, at, facts, {"answer": text})

    def _fact(self, text: str, at: float) -> Fact:
        return Fact(
            id=f"{SHOP}/{self.spec.name}",
            kind="lookup",
            subject=SHOP,
            name=self.spec.name,
            value=True,
            text={"und": text},
            source=f"MCP server {self._server.config.name}",
            at=at,
            fresh_until=at + self._config.fresh_s,
        )

    async def close(self) -> None:
        """Nothing of its own is open."""


class McpServer:
    """One server and its session. For one event loop."""

    def __init__(self, config: McpConfig, *, now: Callable[[], float], approve: Approve = refuse) -> None:
        """Connect to nothing yet.

        Args:
            config: Which server, and which of its tools.
            now: Unix seconds.
            approve: Asks the operator.

        Raises:
            ToolConfigError: A secret that it needs is not in the environment.
        """
        self.config = config
        self.now = now
        self.approve = approve
        self._headers = (
            {config.auth.header: secret(config.auth.variable, config.auth.prefix)} if config.auth else {}
        )
        self._environment = {name: secret(name, "") for name in config.env}
        self._tools: tuple[McpTool, ...] = ()
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._broken = asyncio.Event()
        self._session = 0
        self._late = 0
        self._tried = asyncio.Event()
        self.trouble = "not connected yet"
        """Why there is no session now, in one line; empty while there is one."""
        self.missing: tuple[str, ...] = ()
        """Allowed tools that the server does not have."""

    @property
    def tools(self) -> tuple[McpTool, ...]:
        """The allowed tools, once the server has said what it has; none while it is away."""
        return self._tools if self._ready.is_set() else ()

    def start(self) -> None:
        """Begin to connect, and stay connected until ``close``."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_open(), name=f"mcp {self.config.name}")

    async def ready(self, within_s: float) -> bool:
        """Wait for the session; whether there is one."""
        try:
            async with asyncio.timeout(within_s):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    async def tried(self, within_s: float) -> None:
        """Wait for the first attempt to connect, however it ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._tried.wait()

    async def ask(self, tool: BaseTool, arguments: Mapping[str, Any]) -> str:
        """What a tool answers: clean and cut to size.

        Raises:
            ToolError: There is no session, no answer in time, or the server says that it failed.
        """
        import anyio
        import httpx
        from langchain_core.tools import ToolException
        from langsmith import tracing_context
        from mcp import McpError

        name = self.config.name
        if not self._ready.is_set():
            raise ToolError(f"the MCP server {name} is away ({self.trouble})", "unavailable")
        session = self._session
        call = {"type": "tool_call", "id": "1", "name": tool.name, "args": dict(arguments)}
        try:
            async with asyncio.timeout(self.config.timeout_s):
                with tracing_context(enabled=False):
                    message = await tool.ainvoke(call)
        except TimeoutError as error:
            self._late += 1
            if self._late >= _MOST_LATE and session == self._session:
                self._lost("it does not answer any more")
            raise ToolError(f"the MCP server {name} did not answer in time", "unavailable") from error
        except McpError as error:
            if error.error.code in _OWN_FAULTS:
                raise ToolError(f"the MCP server {name} says that it failed", "answer") from error
            if session == self._session:
                self._lost("McpError")
            raise ToolError(f"the MCP server {name} broke off", "unavailable") from error
        except (
            anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream, httpx.HTTPError, OSError,
        ) as error:  # fmt: skip
            if session == self._session:
                self._lost(type(error).__name__)
            raise ToolError(
                f"the MCP server {name} broke off ({type(error).__name__})", "unavailable"
            ) from error
        except (ToolException, ValueError, TypeError, LookupError, NotImplementedError) as error:
            raise ToolError(f"the MCP server {name} cannot be understood", "answer") from error
        self._late = 0
        text = cleaned(_words(message.content), self.config.most_characters)
        if message.status == "error":
            raise ToolError(f"the MCP server {name} says that it failed", "answer")
        return text

    async def close(self) -> None:
        """End the session and the server. Safe to call twice."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        await asyncio.wait([task], timeout=_CLOSE_S)

    def _lost(self, why: str) -> None:
        self.trouble = why
        self._ready.clear()
        self._broken.set()

    async def _keep_open(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            try:
                async with AsyncExitStack() as stack:
                    await self._connect(stack)
                    pause = _FIRST_PAUSE_S
                    await self._broken.wait()
            except BaseExceptionGroup as group:
                if group.subgroup((KeyboardInterrupt, SystemExit)) is not None:
                    raise
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    raise asyncio.CancelledError from group
                self.trouble = _why(group)
            except _failures() as error:
                self.trouble = _why(error)
            self._ready.clear()
            self._tried.set()
            log.warning("MCP server %s: %s; trying again in %.1f s", self.config.name, self.trouble, pause)
            await asyncio.sleep(pause)
            pause = min(_MOST_PAUSE_S, 2 * pause)

    async def _connect(self, stack: AsyncExitStack) -> None:
        from langchain_mcp_adapters.tools import load_mcp_tools

        self._broken.clear()
        async with asyncio.timeout(self.config.connect_s):
            session = await stack.enter_async_context(self._opened(stack))
            await session.initialize()
            offered = {tool.name: tool for tool in await load_mcp_tools(session)}
        self.missing = tuple(name for name in self.config.tools if name not in offered)
        if self.missing:
            log.warning("MCP server %s has no tool %s", self.config.name, ", ".join(self.missing))
        self._tools = tuple(
            McpTool(self, config, offered[name], schema)
            for name, config in self.config.tools.items()
            if name in offered and (schema := _schema(offered[name])) is not None
        )
        self._session += 1
        self._late = 0
        self.trouble = ""
        self._ready.set()
        self._tried.set()

    @asynccontextmanager
    async def _opened(self, stack: AsyncExitStack) -> AsyncIterator[ClientSession]:
        from langchain_mcp_adapters.sessions import create_session
        from mcp import ClientSession, StdioServerParameters
        from mcp.client.stdio import stdio_client

        config = self.config
        if config.url:
            connection: Any = {
                "transport": "streamable_http",
                "url": config.url,
                "headers": dict(self._headers),
                "timeout": config.timeout_s,
                "httpx_client_factory": _client,
            }
            async with create_session(connection) as session:
                yield session
            return
        started = StdioServerParameters(
            command=config.command,
            args=list(config.args),
            env=dict(self._environment),
            encoding_error_handler="replace",
        )
        # What the server writes to its standard error is a stranger's, too, and stays off the terminal.
        unheard = stack.enter_context(_nowhere())
        async with stdio_client(started, unheard) as (read, write), ClientSession(read, write) as session:
            yield session


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _client(
    headers: dict[str, str] | None = None,
    timeout: httpx.Timeout | None = None,
    auth: httpx.Auth | None = None,
) -> httpx.AsyncClient:
    """A client that follows nobody elsewhere."""
    import httpx

    return httpx.AsyncClient(headers=headers, timeout=timeout, auth=auth, follow_redirects=False)


def _failures() -> tuple[type[Exception], ...]:
    """What a session that cannot be opened, or breaks, may raise."""
    import anyio
    import httpx
    from mcp import McpError

    broken = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.EndOfStream)
    return (McpError, *broken, httpx.HTTPError, OSError, RuntimeError, ValueError, TypeError, LookupError)


def _why(error: BaseException) -> str:
    """The innermost reason, by its type and, of a missing command, its text."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, FileNotFoundError | PermissionError):
        return f"cannot be started ({cleaned(str(error), 120)})"
    return type(error).__name__


def _schema(tool: BaseTool) -> Mapping[str, Any] | None:
    """A tool's schema; ``None`` for one that is no object's or far too long."""
    schema = tool.args_schema
    if not isinstance(schema, dict) or schema.get("type", "object") != "object":
        return None
    written = json.dumps(schema, default=str)
    if len(written) > _MOST_SCHEMA:
        log.warning("the MCP tool %s has a schema that is too long; it is left out", cleaned(tool.name, 60))
        return None
    found = _plain(schema)
    return found if isinstance(found, dict) else None


def _plain(held: Any) -> Any:
    """A schema with clean texts: what describes an argument is a stranger's words, too."""
    if isinstance(held, str):
        return cleaned(held, 300)
    if isinstance(held, dict):
        return {cleaned(str(key), 80): _plain(value) for key, value in held.items() if key != "pattern"}
    return [_plain(value) for value in held] if isinstance(held, list) else held


def _words(content: Any) -> str:
    """The texts of a message; pictures and files are left out."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(
        part if isinstance(part, str) else str(part.get("text", ""))
        for part in parts
        if isinstance(part, str) or (isinstance(part, dict) and part.get("type") == "text")
    )
