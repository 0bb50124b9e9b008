"""Who may talk to the page's server, and how much.

The server trusts no browser tab but its own page. A page of another site could reach a server on this
machine in two ways: directly, which its ``Origin`` gives away, or by a name it owns and points at
127.0.0.1 (DNS rebinding), which the ``Host`` gives away.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cache-Control": "no-cache",
}

_MISDIRECTED = (
    "Nightshift does not answer to this name. Open it by its IP address, or add the name to allowed_hosts.\n"
)
_FOREIGN = "Requests from other sites are not answered.\n"


def host_name(netloc: str) -> str:
    """The name or address in ``name:port``, lower case and without brackets; empty if unreadable."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_allowed_host(netloc: str, allowed: tuple[str, ...]) -> bool:
    """Whether a ``Host`` is ours: ``localhost``, any literal IP address, or a configured name.

    A literal address cannot be rebound, only names can.
    """
    name = host_name(netloc)
    if name == "localhost" or name in allowed:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_same_origin(origin: str, netloc: str) -> bool:
    """Whether an ``Origin`` is the page that this ``Host`` serves."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(netloc) and parts.netloc.lower() == netloc.lower()


class Doorkeeper:
    """ASGI middleware: refuses strange hosts and origins, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, allowed_hosts: tuple[str, ...] = ()) -> None:
        self._app = app
        self._allowed_hosts = allowed_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        headers = Headers(scope=scope)
        netloc = headers.get("host", "")
        if not is_allowed_host(netloc, self._allowed_hosts):
            await _refuse(scope, receive, send, 421, _MISDIRECTED)
        elif self._is_foreign(scope, headers, netloc):
            await _refuse(scope, receive, send, 403, _FOREIGN)
        elif scope["type"] == "http":
            await self._app(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, send)

    @staticmethod
    def _is_foreign(scope: Scope, headers: Headers, netloc: str) -> bool:
        """A WebSocket must name our origin; a request may leave it out, as browsers do for plain reads."""
        origin = headers.get("origin")
        if origin is None:
            return str(scope["type"]) == "websocket"
        return not is_same_origin(origin, netloc)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason.strip()})
        return
    await PlainTextResponse(reason, status)(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add_missing(message)
        await send(message)

    return send_with_headers


def _add_missing(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)


class Allowance:
    """A token bucket: how many messages one connection may send.

    Args:
        rate_per_s: Messages per second in the long run.
        burst: Messages at once.
        clock: Monotonic seconds.
    """

    def __init__(
        self, rate_per_s: float = 1.0, burst: int = 5, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate_per_s = rate_per_s
        self._burst = float(burst)
        self._clock = clock
        self._left = float(burst)
        self._at = clock()

    def take(self) -> float:
        """Take one message out of the allowance.

        Returns:
            0 if there was one; else the seconds until there will be.
        """
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate_per_s)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self._rate_per_s
        self._left -= 1
        return 0.0
