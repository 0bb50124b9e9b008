"""The merchant's HTTP API: one client, with limits on everything that comes back."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tools.base import ToolConfigError, ToolError
from tools.breaker import Breaker
from tools.cleaning import AnswerError, read_json
from tools.config import MerchantConfig
from tools.requests import Request

if TYPE_CHECKING:
    import httpx

_PASSING = frozenset([408, 425, 429, 500, 502, 503, 504])
"""Statuses after which the same request may succeed a little later (RFC 9110, RFC 8470, RFC 6585)."""
_NOTHING = frozenset([404, 410])
_FIRST_PAUSE_S = 0.1
_MOST_REDIRECTS = 3


class NothingThere(ToolError):
    """The merchant says that there is no such thing (404, 410, or 204 without content)."""


class _Passing(ToolError):
    """A failure that may be over in a moment."""

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message, "unavailable")
        self.wait_s = wait_s


class Merchant:
    """Asks the API. For one event loop."""

    def __init__(
        self,
        config: MerchantConfig,
        *,
        now: Callable[[], float],
        rng: random.Random | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Use an API; nothing is connected yet.

        Args:
            config: Where it is and how patient to be.
            now: Unix seconds, for ``Retry-After`` with a date.
            rng: For the jitter of pauses.
            clock: Seconds, monotonic; the event loop's when not given.

        Raises:
            ToolConfigError: The environment variable with the secret is not set or holds no header's value.
        """
        self.config = config
        self._now = now
        self._rng = rng or random.Random()
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._breaker = Breaker(config.break_after, config.break_s, self._clock)
        self._headers = {"accept": "application/json", "accept-encoding": "identity", **config.headers}
        if config.auth is not None:
            self._headers[config.auth.header] = secret(config.auth.variable, config.auth.prefix)
        self._client: httpx.AsyncClient | None = None

    @property
    def host(self) -> str:
        """The API's host name: the source of what it says."""
        return urlsplit(self.config.base_url).hostname or ""

    @property
    def _address(self) -> str:
        return urlsplit(self.config.base_url).netloc

    async def ask(self, request: Request) -> Any:
        """The JSON that the API answers.

        Raises:
            NothingThere: It says that there is no such thing.
            ToolError: It is away, slow, refuses, or what it answered cannot be used.
        """
        if not self._breaker.allows():
            raise ToolError("the shop's system keeps failing and is left alone for a moment", "unavailable")
        known = False
        try:
            async with asyncio.timeout(self.config.total_s):
                answer = await self._tried(request)
            self._breaker.record(ok=True)
            known = True
            return answer
        except TimeoutError as error:
            self._breaker.record(ok=False)
            known = True
            raise ToolError("the shop's system did not answer in time", "unavailable") from error
        except ToolError as error:
            self._breaker.record(ok=error.kind != "unavailable")
            known = True
            raise
        finally:
            if not known:
                self._breaker.abandon()

    async def _tried(self, request: Request) -> Any:
        attempts = 1 + (self.config.retries if request.method == "GET" else 0)
        for attempt in range(attempts):
            try:
                async with asyncio.timeout(self.config.timeout_s):
                    return await self._once(request)
            except TimeoutError as error:
                failure = _Passing("the shop's system did not answer in time")
                failure.__cause__ = error
            except _Passing as error:
                failure = error
            if attempt == attempts - 1 or failure.wait_s > self.config.most_pause_s:
                raise failure
            # Full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015).
            longest = min(self.config.most_pause_s, _FIRST_PAUSE_S * 2**attempt)
            await asyncio.sleep(max(failure.wait_s, self._rng.uniform(0, longest)))
        raise AssertionError("unreachable")

    async def _once(self, request: Request) -> Any:
        import httpx

        client = self._opened()
        headers = {"content-type": "application/json"} if request.content is not None else {}
        try:
            sent = client.build_request(
                request.method,
                self.config.base_url + request.target,
                content=request.content,
                headers=headers,
            )
            for _ in range(1 + _MOST_REDIRECTS):
                response = await client.send(sent, stream=True)
                try:
                    client.cookies.clear()
                    if response.next_request is None:
                        return await self._read(response)
                finally:
                    await response.aclose()
                if request.method != "GET" or _origin(response.next_request.url) != _origin(sent.url):
                    raise ToolError("the shop's system points elsewhere; that is not followed", "answer")
                sent = response.next_request
        except httpx.TransportError as error:
            raise _Passing(f"the shop's system at {self._address} {self._away(error)}") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ToolError(
                f"the shop's system cannot be asked ({type(error).__name__})", "answer"
            ) from error
        raise ToolError("the shop's system redirects in circles", "answer")

    async def _read(self, response: httpx.Response) -> Any:
        status = response.status_code
        if status in _NOTHING or status == 204:
            raise NothingThere("there is no such thing", "answer")
        if status in _PASSING:
            wait_s = self._retry_after(response.headers.get("retry-after", ""))
            raise _Passing(f"the shop's system answered {status}", wait_s)
        if status in (401, 403):
            raise ToolError(f"the shop's system refuses the key ({status})", "unavailable")
        if status not in (200, 201):
            raise ToolError(
                f"the shop's system answered {status}", "unavailable" if status >= 500 else "answer"
            )
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise ToolError("the shop's system answered no JSON", "answer")
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise ToolError("the shop's system answered compressed, unasked", "answer")
        content = bytearray()
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > self.config.most_bytes:
                raise ToolError("the shop's system answered more than is read", "answer")
        try:
            return read_json(bytes(content))
        except AnswerError as error:
            raise ToolError(f"the shop's system: {error}", "answer") from error

    def _away(self, error: Exception) -> str:
        """Why a server cannot be talked to, in a shop's words."""
        import httpx

        said, speaks = str(error), urlsplit(self.config.base_url).scheme
        if isinstance(error, httpx.TimeoutException):
            return "did not answer in time"
        if "CERTIFICATE" in said:
            return "cannot be reached: its certificate is not trusted"
        if any(sign in said for sign in ("getaddrinfo", "Name or service", "name resolution")):
            return "cannot be reached: there is no such host name"
        if isinstance(error, httpx.ConnectError) and said:
            return "cannot be reached: nothing answers there"
        return f"broke off at once; does it speak {speaks} there?"

    def _retry_after(self, text: str) -> float:
        """Seconds to wait (RFC 9110, 10.2.3); 0 where nothing sensible is said."""
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return 0.0
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, when.timestamp() - self._now())

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient(
                headers=self._headers,
                timeout=self.config.timeout_s,
                limits=httpx.Limits(
                    max_connections=self.config.connections, max_keepalive_connections=self.config.connections
                ),
                follow_redirects=False,
            )
        return self._client

    async def close(self) -> None:
        """Close the connections. Safe to call twice."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def secret(variable: str, prefix: str) -> str:
    """A header's value from the environment.

    Raises:
        ToolConfigError: It is not set, or cannot stand in a header; never says what it is.
    """
    value = os.environ.get(variable, "").strip()
    if not value:
        raise ToolConfigError(
            f"the environment variable {variable} is not set; the tools need it: export {variable}=…"
        )
    if not value.isascii() or not value.isprintable():
        raise ToolConfigError(f"the environment variable {variable} holds what no header can hold")
    return prefix + value
