"""The viewers' page and its server, in the caller's event loop.

Routes: ``/`` and ``/static/…`` (the page), ``/picture/…`` (what was on stage), ``/healthz``, the
WebSockets ``/stream`` (see ``agent.web.hub``) and ``/chat`` (see ``agent.web.talk``), and for the operator
``/console``, its WebSocket ``/operator/watch`` (see ``agent.web.console``), and with ``Authorization: Bearer
TOKEN`` ``POST /operator/stop``, ``/operator/skip``, ``/operator/say`` and ``/operator/act`` (see
``agent.web.desk``).
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, WebSocket
from starlette.responses import JSONResponse, Response

from agent.chat.page import PageChat
from agent.web.config import WebConfig, operator_token
from agent.web.console import Console
from agent.web.desk import Acting, Operator, OperatorDesk
from agent.web.feed import Feed
from agent.web.hub import FragmentHub
from agent.web.pictures import Pictures
from agent.web.security import Doorkeeper
from agent.web.talk import Conversation, watch

logger = logging.getLogger(__name__)

STATIC_FILES = {
    "app.js": "text/javascript",
    "chat.js": "text/javascript",
    "console.css": "text/css",
    "console.js": "text/javascript",
    "console-dom.js": "text/javascript",
    "console-link.js": "text/javascript",
    "console-panels.js": "text/javascript",
    "console-room.js": "text/javascript",
    "console-strings.js": "text/javascript",
    "operator.js": "text/javascript",
    "player.js": "text/javascript",
    "strings.js": "text/javascript",
    "token.js": "text/javascript",
    "style.css": "text/css",
    "favicon.svg": "image/svg+xml",
}
"""Everything under ``/static/``; no other file can be asked for."""

MAX_INCOMING_BYTES = 8 * 1024
"""A WebSocket message from a viewer."""

_SEND_BUFFER_BYTES = 128 * 1024
"""Kernel's send buffer of a connection (Linux doubles it). What waits there cannot be skipped, so a slow
viewer would fall behind by all of it: at 3 Mbit/s this is two thirds of a second."""

_START_S = 5.0
_STOP_S = 3


class WebServerError(RuntimeError):
    """The page cannot be served."""


class PortInUseError(WebServerError):
    """Another program listens on the port."""


class WebServer:
    """Serves one room's page.

    Args:
        config: Where, and to how many.
        hub: The encoded stream; closed with the server.
        chat: Takes what viewers write.
        operator: Carries out what the operator asks for.
        state: What a newcomer is told of the room, ready for JSON; all keys may be left out: ``title``
            (shop), ``host`` (the host's name), ``language`` (of the room), ``suggestions`` (list of
            questions to offer).
        console: The operator's console; without one there is no ``/console``.
        acting: Carries out what a console asks for.
    """

    def __init__(
        self,
        config: WebConfig,
        hub: FragmentHub,
        chat: PageChat,
        operator: Operator,
        state: Callable[[], dict[str, Any]],
        *,
        console: Console | None = None,
        acting: Acting | None = None,
    ) -> None:
        self._config = config
        self._hub = hub
        hub.max_viewers = config.max_viewers
        self._token = operator_token()
        self.feed = Feed(config.max_viewers)
        self.pictures = Pictures()
        self._conversation = Conversation(self.feed, chat, state)
        self._console = console
        self._desk = OperatorDesk(operator, self._token, acting)
        self._assets = _read_assets()
        self._server: _LoopServer | None = None
        self._serving: asyncio.Task[None] | None = None
        self._port = config.port

    @property
    def url(self) -> str:
        """Address of the page, for viewers on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._config.host, self._config.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}/"

    @property
    def operator_url(self) -> str:
        """Address of the page with the operator bar. Holds the token: for the operator's eyes only."""
        return f"{self.url}#operator={self._token}"

    @property
    def console_url(self) -> str:
        """Address of the operator's console, or nothing without one. Holds the token, too."""
        return f"{self.url}console#operator={self._token}" if self._console is not None else ""

    async def start(self) -> None:
        """Begin to serve.

        Raises:
            PortInUseError: Another program listens on the port.
            WebServerError: The address cannot be used for another reason.
        """
        listener = _listen(self._config.host, self._config.port)
        self._port = listener.getsockname()[1]
        self._server = _LoopServer(self._uvicorn_config())
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]), name="web")
        try:
            async with asyncio.timeout(_START_S):
                await self._server.ready.wait()
        except TimeoutError as error:
            raise WebServerError(f"the page's server did not start within {_START_S:g} s") from error

    async def close(self) -> None:
        """End every connection and stop serving. Safe to call twice."""
        self._hub.close()
        self.feed.close()
        self._conversation.close()
        if self._console is not None:
            self._console.close()
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        serving, self._serving = self._serving, None
        done, _ = await asyncio.wait({serving}, timeout=2 * _STOP_S)
        if not done:
            serving.cancel()
            logger.warning("the page's server did not stop in time and was cut off")

    def app(self) -> Doorkeeper:
        """The routes as an ASGI application."""
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        app.add_api_route("/", self._page, methods=["GET", "HEAD"])
        app.add_api_route("/static/{name}", self._static, methods=["GET", "HEAD"])
        app.add_api_route("/picture/{name}", self.pictures.answer, methods=["GET"], response_model=None)
        app.add_api_route("/healthz", self._health, methods=["GET"])
        app.add_api_websocket_route("/stream", self._stream)
        app.add_api_websocket_route("/chat", self._conversation.hold)
        if self._console is not None:
            app.add_api_route("/console", self._console_page, methods=["GET", "HEAD"])
            app.add_api_websocket_route("/operator/watch", self._watch)
        app.include_router(self._desk.router())
        return Doorkeeper(app, self._config.allowed_hosts)

    def _uvicorn_config(self) -> uvicorn.Config:
        # Its debug log holds every WebSocket message, and with them the operator's token.
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        return uvicorn.Config(
            self.app(),
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=MAX_INCOMING_BYTES,
            ws_per_message_deflate=False,
            limit_concurrency=4 * self._config.max_viewers + 64,
            timeout_graceful_shutdown=_STOP_S,
        )

    async def _page(self, request: Request) -> Response:
        return self._asset("index.html", "text/html", request)

    async def _console_page(self, request: Request) -> Response:
        return self._asset("console.html", "text/html", request)

    async def _static(self, name: str, request: Request) -> Response:
        if name not in STATIC_FILES:
            return Response(status_code=404)
        return self._asset(name, STATIC_FILES[name], request)

    def _asset(self, name: str, media_type: str, request: Request) -> Response:
        data, tag = self._assets[name]
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(data, media_type=media_type, headers={"ETag": tag})

    async def _health(self) -> JSONResponse:
        return JSONResponse({"status": "ok", "viewers": self._hub.viewers})

    async def _stream(self, socket: WebSocket) -> None:
        await watch(socket, self._hub)

    async def _watch(self, socket: WebSocket) -> None:
        assert self._console is not None
        await self._console.hold(socket, self._token)


class _LoopServer(uvicorn.Server):
    """Uvicorn as a guest in somebody else's event loop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signals to its owner."""
        yield


def _read_assets() -> dict[str, tuple[bytes, str]]:
    folder = files("agent.web") / "static"
    assets = {}
    for name in ("index.html", "console.html", *STATIC_FILES):
        data = (folder / name).read_bytes()
        assets[name] = data, f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    return assets


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(
                f"port {port} is in use: choose another with --port N (0 picks a free one), "
                "or stop the program that listens there"
            ) from error
        raise WebServerError(f"cannot serve the page on {host}:{port}: {error.strerror or error}") from error
    listener.setblocking(False)
    return listener
